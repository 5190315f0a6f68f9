"""What people do with a report: overrule a figure, review, freeze, submit, publish."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from disclosure_life import stand_in
from gongkai.findings import Refused
from gongkai.registers.models import Meeting
from gongkai.reports.assembling import assemble
from gongkai.reports.freezing import differences
from gongkai.reports.models import Chapter, Figure
from gongkai.reports.queries import as_json, explain, grid, report_of
from gongkai.reports.services import (
    allowed_steps,
    begin_report,
    keep_published,
    override_figure,
    set_report_date,
    take_step,
    withdraw_figure,
    write_chapter,
)
from gongkai.trail.models import TrailEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(make_user, town):
    return make_user("xj-report", (town, "report_officer"))


@pytest.fixture
def reviewer(make_user, town):
    return make_user("xj-review1", (town, "first_review"))


@pytest.fixture
def report(town, officer, act):
    return begin_report(town, 2018, **act(officer))


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.failures[0].code


# ── figures ──


def test_an_override_changes_its_cell_and_no_other_and_stands_beside_the_computed_figure(report, officer, act, clerk):
    clerk.publish("website", on="2018-05-01")
    override_figure(report, "S14.1.1", 2, reason="一条漏登记", **act(officer))
    assembled = assemble(report)
    assert (assembled.computed["S14.1.1"], assembled.printed["S14.1.1"]) == (1, 2)
    assert {key for key in assembled.printed if assembled.printed[key] != assembled.computed[key]} == {"S14.1.1"}
    (override,) = as_json(assembled)["overrides"]
    assert override == {
        "key": "S14.1.1",
        "value": 2,
        "computed": 1,
        "kind": "override",
        "reason": "一条漏登记",
        "author": "xj-report",
        "date": "2019-01-15",
    }
    assert grid(assembled)["S14.1.1"].override.reason == "一条漏登记"
    entry = TrailEntry.objects.get(act="report.override")
    assert (entry.actor, entry.reason, entry.data["value"]) == (officer, "一条漏登记", "2.000000")


def test_identities_are_checked_on_what_will_be_printed_and_on_what_was_computed(report, officer, act, clerk):
    clerk.request("2018-02-01", "2018-02-10")
    override_figure(report, "S14.3.1.1", 4, reason="另有当面申请", **act(officer))
    (finding,) = [finding for finding in assemble(report).findings if finding.rule == "A-10"]
    assert (finding.found, finding.expected, str(finding.severity)) == ("1", "5", "error")
    override_figure(report, "S14.3.1", 5, reason="另有当面申请", **act(officer))
    assert not [finding for finding in assemble(report).findings if finding.rule == "A-10"]


def test_what_only_the_computed_figures_break_is_said_as_such(report, officer, act, clerk):
    from gongkai.dialogue.models import ConcernResponse, PublicConcern

    concern = clerk.add(PublicConcern, title="示例", raised_on="2018-02-01")
    clerk.add(ConcernResponse, concern=concern, way="press_conference", responded_on="2018-02-02")
    assert [f.rule for f in assemble(report).errors] == ["A-07"]
    override_figure(report, "S14.2.2.1", 1, reason="发布会漏登记", **act(officer))
    (finding,) = [finding for finding in assemble(report).findings if finding.rule == "A-07"]
    assert finding.message.startswith("按台账计算的数：")


def test_a_figure_without_records_behind_it_is_declared(report, officer, act):
    assert override_figure(report, "S14.3.3.4.c", 1, reason="纸质卷宗", **act(officer)).kind == "declared"


def test_a_second_override_supersedes_the_first_and_withdrawing_returns_to_the_records(report, officer, act):
    override_figure(report, "S14.8.4", "0.5", reason="一", **act(officer))
    override_figure(report, "S14.8.4", "7000元", reason="二", **act(officer))
    assert assemble(report).printed["S14.8.4"] == Decimal("0.7")
    withdraw_figure(report, "S14.8.4", reason="台账已补", **act(officer))
    assert assemble(report).printed["S14.8.4"] == 0
    assert Figure.objects.filter(report=report).count() == 2
    assert not Figure.objects.filter(report=report, withdrawn_at__isnull=True).exists()
    with pytest.raises(Refused) as refused:
        withdraw_figure(report, "S14.8.4", reason="再撤", **act(officer))
    assert code_of(refused) == "no_figure"


@pytest.mark.parametrize(
    ("key", "value", "reason", "code"),
    [
        ("S14.1.1", 3, " ", "no_reason"),
        ("R21.3.1.tot", 3, "理由", "unknown_cell"),
        ("S14.1", 3, "理由", "unknown_cell"),
        ("S14.1.1", -1, "理由", "negative"),
        ("S14.1.1", "3.5", "理由", "not_whole"),
        ("S14.1.1", "许多", "理由", "not_a_number"),
        ("S14.1.1", "", "理由", "not_a_number"),
    ],
)
def test_figures_that_cannot_be(report, officer, act, key, value, reason, code):
    with pytest.raises(Refused) as refused:
        override_figure(report, key, value, reason=reason, **act(officer))
    assert code_of(refused) == code
    assert not Figure.objects.exists()


def test_only_the_report_officer_of_the_agency_enters_figures(report, reviewer, make_user, make_agency, act):
    stranger = make_user("sl-report", (make_agency("lin", name="邻镇人民政府"), "report_officer"))
    for user in (reviewer, stranger):
        with pytest.raises(Refused) as refused:
            override_figure(report, "S14.1.1", 3, reason="理由", **act(user))
        assert code_of(refused) == "not_allowed"


def test_a_published_figure_changes_nothing_printed_and_is_a_finding(report, officer, act, clerk):
    clerk.publish("website", on="2018-05-01")
    keep_published(report, {"S14.1.1": 3, "S14.1.2.2": 1, "S14.6": "——"}, source="2019年3月公布的报告", **act(officer))
    assembled = assemble(report)
    assert assembled.printed["S14.1.1"] == 1
    assert not assembled.overrides
    (finding,) = [finding for finding in assembled.findings if finding.rule == "F-01"]
    assert (finding.cells, finding.expected, finding.found) == (("S14.1.1",), "1", "3")
    override_figure(report, "S14.1.1", 3, reason="补登记", **act(officer))
    assert assemble(report).printed["S14.1.1"] == 3


# ── states ──


def walk(report, act, *steps):
    for verb, user in steps:
        report = take_step(report, verb, reason="理由", **act(user))
    return report


def test_the_way_from_draft_to_published(report, officer, reviewer, act):
    states = []
    for verb, user in (("review", reviewer), ("freeze", officer), ("submit", officer), ("publish", officer)):
        report = take_step(report, verb, **act(user))
        states.append(report.state)
    assert states == ["reviewed", "frozen", "submitted", "published"]
    assert report.published_at == report.frozen_at == act()["now"]
    assert list(TrailEntry.objects.order_by("serial").values_list("act", flat=True)) == [
        "report.begin", "report.review", "report.freeze", "report.submit", "report.publish",
    ]  # fmt: skip


def test_a_deputy_does_not_review_it_in_the_place_of_who_wrote_in_it(report, make_user, town, act):
    both = make_user("xj-both", (town, "report_officer"), (town, "final_review"))
    helper = make_user("xj-helper", (town, "request_officer"))
    override_figure(report, "S14.6", 1, reason="理由", **act(both))
    stand_in(both, helper, town, "final_review")
    with pytest.raises(Refused) as refused:
        take_step(report, "review", **act(helper))
    assert code_of(refused) == "represented"
    assert report.state == "draft"
    stand_in(make_user("xj-other", (town, "final_review")), helper, town, "final_review")
    assert take_step(report, "review", **act(helper)).state == "reviewed"
    assert TrailEntry.objects.get(act="report.review").actor_name.endswith("（代xj-other）")


def test_who_wrote_in_a_report_does_not_review_it(report, officer, make_user, town, act):
    both = make_user("xj-both", (town, "report_officer"), (town, "final_review"))
    override_figure(report, "S14.6", 1, reason="理由", **act(both))
    with pytest.raises(Refused) as refused:
        take_step(report, "review", **act(both))
    assert code_of(refused) == "own_work"
    assert "review" not in [step.verb for step in allowed_steps(report, both)]
    with pytest.raises(Refused) as refused:
        take_step(report, "review", **act(officer))
    assert code_of(refused) == "not_allowed"


@pytest.mark.parametrize(
    ("before", "verb"),
    [((), "freeze"), ((), "publish"), ((), "unfreeze"), (("review",), "review"), (("review",), "submit")]
    + [(("review", "freeze"), verb) for verb in ("reopen", "publish", "review")]
    + [(("review", "freeze", "submit"), verb) for verb in ("unfreeze", "reopen", "freeze")],
)
def test_steps_out_of_order_are_refused(report, officer, reviewer, act, before, verb):
    report = walk(report, act, *((step, reviewer if step == "review" else officer) for step in before))
    with pytest.raises(Refused) as refused:
        take_step(report, verb, reason="理由", **act(reviewer if verb == "review" else officer))
    assert code_of(refused) == "wrong_state"


def test_going_back_needs_a_reason(report, officer, reviewer, act):
    report = walk(report, act, ("review", reviewer))
    with pytest.raises(Refused) as refused:
        take_step(report, "reopen", **act(officer))
    assert code_of(refused) == "no_reason"
    assert take_step(report, "return", reason="第五章太空", **act(reviewer)).state == "draft"


def test_a_reviewed_report_is_not_edited(report, officer, reviewer, act):
    report = walk(report, act, ("review", reviewer))
    for deed in (
        lambda: override_figure(report, "S14.6", 1, reason="理由", **act(officer)),
        lambda: write_chapter(report, 1, title="总体", body="<p>一</p>", **act(officer)),
        lambda: set_report_date(report, dt.date(2019, 3, 1), **act(officer)),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert code_of(refused) == "not_draft"


# ── frozen ──


@pytest.fixture
def frozen(report, officer, reviewer, act, clerk):
    clerk.publish("website", on="2018-05-01", title="定稿前的信息")
    clerk.add(Meeting, title="会议一", held_on="2018-03-01")
    override_figure(report, "S14.6", 2, reason="纸质登记", **act(officer))
    set_report_date(report, dt.date(2019, 3, 5), **act(officer))
    return walk(report, act, ("review", reviewer), ("freeze", officer))


def test_a_frozen_report_does_not_move_when_records_and_chapters_change(frozen, clerk):
    report = report_of(frozen.agency, 2018)
    before, opened = as_json(assemble(report)), explain(report, "S14.1.1")
    kept = assemble(report)
    clerk.publish("website", "weibo", on="2018-06-01")
    Meeting.objects.all().delete()
    Chapter.objects.filter(report=report).update(body="<p>改过</p>")
    report = report_of(frozen.agency, 2018)
    assert as_json(assemble(report)) == before
    assert assemble(report) == kept
    again = explain(report, "S14.1.1")
    assert [record.values for record in again.lists[0].records] == [record.values for record in opened.lists[0].records]
    assert again.frozen
    assert again.lists[0].records[0].values[1] == "定稿前的信息"


def test_a_difference_is_shown_as_a_difference(frozen, clerk):
    report = report_of(frozen.agency, 2018)
    assert differences(report) == []
    clerk.publish("website", on="2018-06-01")
    assert [(d["key"], d["computed"], d["now"]) for d in differences(report)] == [
        ("S14.1.1", 1, 2),
        ("S14.1.2.2", 1, 2),
    ]


def test_unfreezing_computes_anew(frozen, officer, act, clerk):
    clerk.publish("website", on="2018-06-01")
    report = take_step(frozen, "unfreeze", reason="漏登记一条", **act(officer))
    assert report.snapshot == {}
    assert assemble(report).computed["S14.1.1"] == 2
    assert assemble(report).printed["S14.6"] == 2


def test_a_report_whose_text_names_what_is_not_there_is_not_frozen(report, officer, reviewer, act):
    Chapter.objects.filter(report=report, position=1).update(body="<p>{{ S14.99 }}</p>")
    report = walk(report, act, ("review", reviewer))
    with pytest.raises(Refused, match=r"S14\.99"):
        take_step(report, "freeze", **act(officer))
    report.refresh_from_db()
    assert report.state == "reviewed"


# ── chapters ──


def test_a_chapter_with_an_unknown_name_is_refused_with_its_place(report, officer, act):
    with pytest.raises(Refused) as refused:
        write_chapter(report, 1, title="总体", body="<p>一</p>\n<p>{{ R21.3.1.tot }}</p>", **act(officer))
    failure = refused.value.failures[0]
    assert (failure.code, failure.place) == ("unknown_name", "正文第2行")


def test_beginning_twice_gives_the_same_report(report, town, officer, act):
    assert begin_report(town, 2018, **act(officer)) == report
    assert Chapter.objects.filter(report=report).count() == 14
    with pytest.raises(Refused, match="2014年度以后"):
        begin_report(town, 2012, **act(officer))


def test_a_report_of_another_agency_is_out_of_reach(report, make_agency):
    from gongkai.agencies.scoping import as_agency
    from gongkai.reports.models import AnnualReport

    with as_agency(make_agency("lin", name="邻镇人民政府")):
        assert not AnnualReport.objects.exists()
        assert not Figure.objects.exists()

"""What each cell counts: dated stories over records."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.channels.models import ChannelKind
from gongkai.dialogue.models import Briefing, ConcernResponse, Interpretation, PublicConcern
from gongkai.findings import Refused
from gongkai.information_requests.models import Outcome, ProcessingFee
from gongkai.law.forms import load
from gongkai.registers.models import (
    AdministrativeReview,
    Complaint,
    DutyFigure,
    Expense,
    Litigation,
    StaffMember,
    Training,
)
from gongkai.reports.computing import compute, compute_many, listings
from gongkai.reports.sources import leaves, sources

pytestmark = pytest.mark.django_db


def test_every_cell_of_every_edition_has_a_source():
    for edition in ("2014", "2019", "2021"):
        assert list(sources(edition)) == list(load(edition).cells)


def test_every_outcome_falls_into_exactly_one_row_of_every_edition():
    """But for two that are no replies under the rules of 2014."""
    none = {"2014": {"O-62", "O-63"}}
    for edition in ("2014", "2019", "2021"):
        for outcome in set(Outcome.values) - none.get(edition, set()):
            takers = [
                key
                for key, source in sources(edition).items()
                for pick in source.picks
                if "outcome" in pick.groups
                and outcome in pick.groups["outcome"]
                and pick.groups.get("applicant", {"np"}) == {"np"}
                and "" in pick.groups.get("ground", {""})
            ]
            assert len(takers) == 1, (edition, outcome, takers)


def test_a_year_without_records_gives_a_zero_in_every_cell(town):
    for year in (2018, 2019, 2021, 2026):
        computed = compute(town, year)
        assert computed.sheet.complete
        assert not any(computed.cells.values())
        assert not any(computed.records.values())


@pytest.mark.parametrize("year", [2008, 2013])
def test_years_before_the_national_form_are_refused_with_what_is_possible(town, year):
    with pytest.raises(Refused, match="2014年度以后"):
        compute(town, year)


# ── 主动公开 ──


def test_one_disclosure_on_three_channels_counts_once_and_once_per_channel(clerk, cells):
    clerk.publish("website", "weibo", "wechat", on="2018-05-01")
    found = cells(2018)
    assert found["S14.1.1"] == 1
    assert [found[f"S14.1.2.{n}"] for n in range(1, 6)] == [0, 1, 1, 1, 0]


def test_all_other_channels_together_count_a_disclosure_once(clerk, cells):
    clerk.publish("press", "tv", "news_site", "notice_board", "led_screen", "other", on="2018-05-01")
    clerk.publish("gazette", on="2018-05-01")
    found = cells(2018)
    assert found["S14.1.2.5"] == 1
    assert found["S14.1.2.1"] == 1
    assert found["S14.1.1"] == 2


def test_every_kind_of_channel_falls_into_one_row(clerk, cells):
    for kind in ChannelKind.values:
        clerk.publish(kind, on="2018-05-01")
    assert sum(cells(2018)[f"S14.1.2.{n}"] for n in range(1, 6)) == len(ChannelKind.values)


def test_two_accounts_of_one_kind_count_a_disclosure_once(clerk, cells):
    from gongkai.channels.models import Channel, Release

    disclosure = clerk.publish("weibo", on="2018-05-01")
    second = clerk.add(Channel, kind="weibo", name="第二个微博")
    clerk.add(Release, disclosure=disclosure, channel=second, released_on="2018-06-01")
    assert cells(2018)["S14.1.2.3"] == 1


@pytest.mark.parametrize(("on", "counts"), [("2017-12-31", 0), ("2018-01-01", 1), ("2018-12-31", 1), ("2019-01-01", 0)])
def test_a_release_counts_in_the_year_of_its_date(clerk, cells, on, counts):
    clerk.publish("website", on=on)
    assert cells(2018)["S14.1.1"] == cells(2018)["S14.1.2.2"] == counts


def test_a_disclosure_released_again_next_year_counts_in_both_years(clerk, cells):
    disclosure = clerk.publish("website", on="2017-12-31")
    clerk.release(disclosure, "wechat", "2018-01-02")
    assert cells(2017)["S14.1.1"] == 1
    assert cells(2018)["S14.1.1"] == 1
    assert cells(2018)["S14.1.2.2"] == 0


def test_what_is_not_for_proactive_disclosure_does_not_count(clerk, cells):
    clerk.publish("website", on="2018-05-01", attribute="on_request")
    assert cells(2018)["S14.1.1"] == 0
    assert cells(2018)["S14.1.2.2"] == 0


def test_published_regulatory_documents_are_part_of_the_whole(clerk, cells):
    clerk.document("2018-03-01", disclosure=clerk.publish("website", "weibo", on="2018-03-02"))
    clerk.document("2018-03-01")
    clerk.document("2017-03-01", disclosure=clerk.publish("website", on="2018-03-02"))
    clerk.publish("website", on="2018-03-02")
    found = cells(2018)
    assert (found["S14.1.1"], found["S14.1.1.a"], found["S14.1.1.b"]) == (3, 2, 2)


# ── 回应解读 ──


def test_a_concern_answered_on_two_channels_counts_once_and_twice(clerk, cells):
    concern = clerk.add(PublicConcern, title="示例", raised_on="2018-02-01")
    for way, on in (
        ("weibo", "2018-02-02"),
        ("wechat", "2018-02-02"),
        ("wechat", "2018-02-09"),
        ("on_site", "2018-02-10"),
    ):
        clerk.add(ConcernResponse, concern=concern, way=way, responded_on=on)
    found = cells(2018)
    assert (found["S14.2.1"], found["S14.2.2.4"], found["S14.2.2.5"]) == (1, 2, 1)


def test_a_concern_raised_last_year_and_answered_this_year_counts_this_year(clerk, cells):
    concern = clerk.add(PublicConcern, title="示例", raised_on="2017-12-31")
    clerk.add(ConcernResponse, concern=concern, way="media", responded_on="2018-01-02")
    assert cells(2017)["S14.2.1"] == 0
    assert cells(2018)["S14.2.1"] == 1


def test_press_conferences_come_from_their_own_register(clerk, cells):
    concern = clerk.add(PublicConcern, title="示例", raised_on="2018-02-01")
    clerk.add(ConcernResponse, concern=concern, way="press_conference", responded_on="2018-02-02")
    clerk.add(Briefing, kind="press_conference", title="示例", held_on="2018-02-02", by_principal=True)
    clerk.add(Briefing, kind="press_conference", title="示例", held_on="2018-02-03")
    clerk.add(Briefing, kind="interview", title="示例", held_on="2018-02-03", by_principal=True)
    clerk.add(Interpretation, title="示例", published_on="2018-02-03")
    found = cells(2018)
    names = ("S14.2.1", "S14.2.2.1", "S14.2.2.1.a", "S14.2.2.2", "S14.2.2.2.a", "S14.2.2.3", "S14.2.2.4", "S14.2.2.5")
    assert [found[name] for name in names] == [1, 2, 1, 1, 1, 1, 0, 0]


# ── 依申请公开 ──


def test_requests_of_2018_by_means_speed_and_answer(clerk, cells):
    clerk.request("2018-01-02", "2018-01-10", "O-11", means="in_person")
    clerk.request("2018-02-02", "2018-03-20", "O-20", means="mail", extended=True)
    clerk.request("2018-02-02", "2018-02-20", "O-31", means="fax", corrected_on="2018-02-05")
    clerk.request("2017-12-20", "2018-01-05", "O-41a", means="online")
    clerk.request("2018-12-20", means="online")
    found = cells(2018)
    assert [found[f"S14.3.1.{n}"] for n in range(1, 5)] == [1, 1, 1, 1]
    assert found["S14.3.1"] == 4
    assert (found["S14.3.2"], found["S14.3.2.1"], found["S14.3.2.2"]) == (4, 3, 1)
    assert (found["S14.3.3.1"], found["S14.3.3.3"], found["S14.3.3.4.a"], found["S14.3.3.6"]) == (1, 1, 1, 1)
    assert (found["S14.3.3.4"], found["S14.3.3.7"], found["S14.3.3"]) == (1, 1, 5)


def test_closing_balance_is_next_years_opening_balance(clerk, cells):
    clerk.request("2021-12-31", kind="ent")
    clerk.request("2021-06-01", "2022-01-01", kind="law")
    clerk.request("2021-06-01", "2021-12-31", kind="np")
    clerk.request("2020-06-01", "2023-02-01", kind="np")
    closing, opening = cells(2021), cells(2022)
    for column in ("np", "ent", "sci", "pub", "law", "oth", "tot"):
        assert closing[f"R21.3.4.{column}"] == opening[f"R21.3.2.{column}"]
    assert opening["R21.3.2.tot"] == 3
    assert closing["R21.3.2.np"] == 1


def test_a_request_received_and_decided_on_new_years_eve_leaves_nothing_open(clerk, cells):
    clerk.request("2021-12-31", "2021-12-31")
    assert cells(2021)["R21.3.4.tot"] == 0
    assert cells(2021)["R21.3.3.7.tot"] == 1
    assert cells(2022)["R21.3.2.tot"] == 0


def test_every_outcome_reaches_its_row_of_2021_and_both_totals(clerk, cells):
    rows = load("2021").table("3").data_rows
    for outcome in Outcome.values:
        clerk.request("2022-03-01", "2022-03-15", outcome, "sci")
    found = cells(2022)
    answers = [row.code for row in rows if row.code.startswith("R21.3.3.") and row.code != "R21.3.3.7"]
    expected = dict.fromkeys(answers, 1) | {"R21.3.3.1": 2, "R21.3.3.4.1": 2}
    assert {code: found[f"{code}.sci"] for code in answers} == expected
    assert {code: found[f"{code}.tot"] for code in answers} == expected
    assert found["R21.3.3.7.sci"] == found["R21.3.3.7.tot"] == len(Outcome.values)


def test_other_handling_is_one_row_in_2019(clerk, cells):
    for outcome in ("O-61", "O-62", "O-63"):
        clerk.request("2019-03-01", "2019-03-15", outcome)
    assert cells(2019)["R19.3.3.6.np"] == 3


def test_fees_are_counted_when_paid_in_ten_thousand_yuan(clerk, cells):
    request = clerk.request("2018-01-02", "2018-01-10")
    clerk.add(ProcessingFee, request=request, noticed_on="2018-01-05", amount="0.10", paid_on="2018-01-06")
    clerk.add(ProcessingFee, request=request, noticed_on="2018-01-06", amount="0.20", paid_on="2018-01-07")
    clerk.add(ProcessingFee, request=request, noticed_on="2018-01-07", amount="500")
    assert cells(2018)["S14.7"] == Decimal("0.00003")


# ── 复议、诉讼、投诉 ──


def test_cases_concluded_and_pending(clerk, cells):
    clerk.add(AdministrativeReview, cause="示例", filed_on="2020-12-01", concluded_on="2021-02-01", result="fix")
    clerk.add(AdministrativeReview, cause="示例", filed_on="2021-12-01", concluded_on="2022-02-01", result="keep")
    clerk.add(AdministrativeReview, cause="示例", filed_on="2021-12-31")
    clerk.add(AdministrativeReview, cause="示例", filed_on="2022-01-01")
    clerk.add(Litigation, cause="示例", kind="dir", filed_on="2021-01-01", concluded_on="2021-12-31", result="other")
    clerk.add(Litigation, cause="示例", kind="aft", filed_on="2021-01-01")
    found = cells(2021)
    columns = ("keep", "fix", "other", "pend", "tot")
    assert [found[f"R21.4.rev.{c}"] for c in columns] == [0, 1, 0, 2, 3]
    assert [found[f"R21.4.dir.{c}"] for c in columns] == [0, 0, 1, 0, 1]
    assert [found[f"R21.4.aft.{c}"] for c in columns] == [0, 0, 0, 1, 1]


def test_the_2014_form_counts_concluded_cases_only(clerk, cells):
    clerk.add(AdministrativeReview, cause="示例", filed_on="2018-02-01", concluded_on="2018-03-01", result="keep")
    clerk.add(AdministrativeReview, cause="示例", filed_on="2018-12-01")
    clerk.add(Litigation, cause="示例", kind="dir", filed_on="2018-01-01", concluded_on="2018-12-31", result="fix")
    clerk.add(Complaint, subject="示例", received_on="2018-12-31")
    found = cells(2018)
    assert (found["S14.4"], found["S14.4.1"], found["S14.5"], found["S14.5.2"], found["S14.6"]) == (1, 1, 1, 1, 1)


# ── 机构、人员、经费、会议 ──


def test_staff_are_those_at_work_on_the_last_day_of_the_year(clerk, cells):
    clerk.add(StaffMember, name="甲", post="full_time", started_on="2018-12-31")
    clerk.add(StaffMember, name="乙", post="part_time", started_on="2017-01-01", ended_on="2018-12-31")
    clerk.add(StaffMember, name="丙", post="part_time", started_on="2017-01-01", ended_on="2018-12-30")
    clerk.add(StaffMember, name="丁", post="part_time", started_on="2019-01-01")
    found = cells(2018)
    assert (found["S14.8.3"], found["S14.8.3.1"], found["S14.8.3.2"]) == (2, 1, 1)


def test_seven_thousand_yuan_are_exactly_0_7(clerk, cells):
    for amount in ("0.10", "0.20", "6999.70"):
        clerk.add(Expense, purpose="示例", spent_on="2018-07-01", amount=amount)
    assert cells(2018)["S14.8.4"] == Decimal("0.7")


def test_sums_of_money_stay_exact_beyond_float(clerk, cells):
    clerk.add(Expense, purpose="示例", spent_on="2018-07-01", amount="900000000000.01")
    for _ in range(9):
        clerk.add(Expense, purpose="示例", spent_on="2018-07-01", amount="0.01")
    assert cells(2018)["S14.8.4"] == Decimal("90000000.00001")


def test_trainees_are_added_up_over_trainings(clerk, cells):
    clerk.add(Training, title="一", held_on="2018-01-01", trainees=20)
    clerk.add(Training, title="二", held_on="2018-12-31", trainees=11)
    clerk.add(Training, title="三", held_on="2019-01-01", trainees=9)
    assert (cells(2018)["S14.9.2"], cells(2018)["S14.9.3"]) == (2, 31)
    assert compute(clerk.agency, 2018).records["S14.9.3"] == 2


# ── 第二章 ──


def test_documents_in_force_at_the_end_of_the_year(clerk, cells):
    clerk.document("2021-01-01")
    clerk.document("2021-01-01", repealed_on="2022-12-31")
    clerk.document("2021-01-01", repealed_on="2023-01-01")
    clerk.document("2021-01-01", expires_on="2022-12-31")
    clerk.document("2021-01-01", expires_on="2022-12-30")
    clerk.document("2022-12-31")
    clerk.document("2023-01-01")
    found = cells(2022)
    assert [found[f"R21.2.1.norm.{c}"] for c in ("made", "repealed", "valid")] == [1, 1, 4]
    assert [found[f"R21.2.1.rule.{c}"] for c in ("made", "repealed", "valid")] == [0, 0, 0]


def test_documents_newly_and_ever_published(clerk, cells):
    clerk.document("2018-01-01", disclosure=clerk.publish("website", on="2018-02-01"))
    again = clerk.publish("website", on="2018-02-01")
    clerk.release(again, "wechat", "2019-05-01")
    clerk.document("2018-01-01", disclosure=again)
    clerk.document("2017-01-01", disclosure=clerk.publish("website", on="2019-02-01"))
    clerk.document("2017-01-01", disclosure=clerk.publish("website", on="2018-02-01"), repealed_on="2019-06-01")
    clerk.document("2019-01-01", disclosure=clerk.publish("website", on="2019-02-01"), repealed_on="2019-06-01")
    clerk.document("2019-01-01")
    found = cells(2019)
    assert [found[f"R19.2.1.norm.{c}"] for c in ("made", "newpub", "totpub")] == [2, 2, 4]


def test_duty_figures_of_2019_and_2021(clerk, cells):
    clerk.add(DutyFigure, kind="permit", period_start="2018-01-01", period_end="2018-12-31", items=30, decisions=7)
    clerk.add(DutyFigure, kind="permit", period_start="2019-01-01", period_end="2019-06-30", items=29, decisions=4)
    clerk.add(DutyFigure, kind="permit", period_start="2019-07-01", period_end="2019-12-31", items=27, decisions=5)
    clerk.add(DutyFigure, kind="buy", period_start="2019-01-01", period_end="2019-12-31", decisions=6, amount="251000")
    found = cells(2019)
    assert [found[f"R19.2.5.permit.{c}"] for c in ("prev", "delta", "dec")] == [30, -3, 9]
    assert (found["R19.2.9.buy.count"], found["R19.2.9.buy.amount"]) == (6, 251000)
    clerk.add(DutyFigure, kind="fee", period_start="2021-01-01", period_end="2021-12-31", amount="123456.78")
    clerk.add(DutyFigure, kind="punish", period_start="2021-01-01", period_end="2021-12-31", decisions=3)
    assert cells(2021)["R21.2.8.fee.amount"] == Decimal("12.345678")
    assert cells(2021)["R21.2.6.punish.dec"] == 3


# ── 单位之间 ──


def test_one_agencys_records_never_count_for_another(town, clerk, make_agency, cells):
    from gongkai.agencies.scoping import across_agencies, as_agency

    clerk.publish("website", on="2018-05-01")
    other = make_agency("lin", name="邻镇人民政府")
    with as_agency(other):
        assert compute(other, 2018).cells["S14.1.1"] == 0
    with across_agencies():
        both = compute_many([other, town], 2018)
    assert [computed.cells["S14.1.1"] for computed in both] == [0, 1]
    assert [computed.agency for computed in both] == [other, town]


def test_a_scope_that_does_not_cover_the_agency_counts_nothing_of_it(town, clerk, make_agency):
    from gongkai.agencies.scoping import as_agency

    clerk.publish("website", on="2018-05-01")
    with as_agency(make_agency("lin", name="邻镇人民政府")):
        assert compute(town, 2018).cells["S14.1.1"] == 0


def test_a_district_is_computed_with_as_many_queries_as_a_town(town, make_agency, django_assert_num_queries):
    from gongkai.agencies.scoping import across_agencies
    from gongkai.reports.sources import tallies_of

    others = [make_agency(f"zhen{n}", name=f"第{n}镇") for n in range(3)]
    with across_agencies(), django_assert_num_queries(len(tallies_of("2021"))):
        compute_many([town, *others], 2022)


# ── 每个数都打得开 ──


def test_behind_every_counted_cell_stand_as_many_records_as_it_says(clerk, town):
    concern = clerk.add(PublicConcern, title="示例", raised_on="2018-02-01")
    for way in ("weibo", "wechat", "on_site"):
        clerk.add(ConcernResponse, concern=concern, way=way, responded_on="2018-02-02")
    clerk.publish("website", "weibo", "press", "tv", on="2018-05-01")
    clerk.document("2018-03-01", disclosure=clerk.publish("website", on="2018-03-02"))
    clerk.request("2018-01-02", "2018-01-10", "O-34", corrected_on="2018-01-04")
    clerk.request("2018-01-03", "2018-01-10", "O-35", kind="law")
    clerk.add(Training, title="一", held_on="2018-01-01", trainees=20)
    for year in (2018, 2019, 2021):
        computed, lists = compute(town, year), listings(town, year)
        amounts = {key for key in lists if any(listing.amount for listing in lists[key])}
        for key in load(computed.edition).cells:
            lines = sum(len(listing.records) for listing in lists[key])
            assert lines == computed.records[key], key
            assert key in amounts or lines == computed.cells[key], key


def test_the_list_behind_a_total_is_that_of_its_parts(clerk, town):
    first = clerk.request("2018-01-02", means="fax")
    second = clerk.request("2018-01-03", means="mail")
    (listing,) = listings(town, 2018, ["S14.3.1"])["S14.3.1"]
    assert [record.ref for record in listing.records] == [first.ref, second.ref]
    assert listing.records[0].values == (first.ref, "2018-01-02", "传真", "自然人", "", "")
    assert leaves("2014")["S14.3.1"] == ("S14.3.1.1", "S14.3.1.2", "S14.3.1.3", "S14.3.1.4")


def test_the_list_of_disclosures_names_each_once_with_its_first_day(clerk, town):
    disclosure = clerk.publish("wechat", on="2018-05-03", title="示例公告")
    clerk.release(disclosure, "website", "2018-05-02")
    (listing,) = listings(town, 2018, ["S14.1.1"])["S14.1.1"]
    assert [record.values for record in listing.records] == [(disclosure.ref, "示例公告", "2018-05-02", "2")]
    assert "只计1条" in listing.label

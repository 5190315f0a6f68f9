"""The same done to many: who may, what is refused and why, in slices, and never another agency's."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from gongkai.agencies.models import RoleAssignment
from gongkai.agencies.scoping import across_agencies, as_agency
from gongkai.catalogue.models import Catalogue, CatalogueEntry, Section
from gongkai.disclosures import bulk, placing
from gongkai.disclosures.models import BulkAct, BulkRefusal, Disclosure
from gongkai.findings import Refused
from gongkai.portal.models import StalePage
from gongkai.trail.models import TrailEntry

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 10, 9, 2, 20, tzinfo=dt.UTC)
ROLES = ("editor", "first_review", "second_review", "secrecy_review", "final_review", "report_officer")


@pytest.fixture(autouse=True)
def _media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def other(make_agency):
    return make_agency("town-b")


@pytest.fixture
def people(town, make_user):
    return {role: make_user(role, (town, role)) for role in ROLES}


@pytest.fixture
def sections(town):
    with across_agencies():
        return [Section.objects.create(agency=town, code=code, name=code) for code in ("news", "plans")]


def make(agency, section, ref, *, public=False, by=None, **values):
    with across_agencies():
        one = Disclosure(
            agency=agency, ref=str(ref), title=f"通知{ref}", body="<p>正文</p>", section=section, live=False
        )
        for name, value in values.items():
            setattr(one, name, value)
        one.save()
        revision = one.save_revision(user=by)
        if public:
            revision.publish(user=by, skip_permission_checks=True)
        return Disclosure.objects.get(pk=one.pk)


def order(verb, records, user, **arguments):
    with as_agency(records[0].agency):
        return bulk.begin(verb, [one.pk for one in records], user=user, arguments=arguments, now=NOW)


def fresh(record):
    if isinstance(record, Disclosure):
        with across_agencies():
            return Disclosure.objects.get(pk=record.pk)
    return BulkAct.objects.get(pk=record.pk)


def refusals(made):
    return {one.title: one.reason for one in BulkRefusal.objects.filter(bulk=made)}


# ------------------------------------------------------------------ 送审


def test_a_bulk_submission_starts_reviews_and_ends_none(town, sections, people):
    records = [make(town, sections[0], n, by=people["editor"]) for n in range(3)]
    records.append(make(town, None, 9, by=people["editor"]))
    made = fresh(order("submit", records, people["editor"]))
    assert (made.done, made.position) == (3, 4)
    assert made.finished_at is not None
    assert refusals(made) == {"通知9": "还没有选所属栏目"}
    with across_agencies():
        assert not Disclosure.public.exists()
        assert all(fresh(one).current_workflow_state for one in records[:3])
    assert TrailEntry.objects.filter(act="disclosure.submit", actor=people["editor"]).count() == 3


def test_who_is_no_editor_submits_nothing(town, sections, people):
    made = fresh(order("submit", [make(town, sections[0], 1, by=people["editor"])], people["final_review"]))
    assert made.done == 0
    assert "送审要由" in refusals(made)["通知1"]


# ------------------------------------------------------------------ 撤下


def test_a_bulk_withdrawal_needs_an_official_reason(town, sections, people):
    records = [make(town, sections[0], 1, public=True)]
    for arguments, words in (
        ({}, "要选一种理由"),
        ({"kind": "other"}, "要写明理由"),
        ({"kind": "because"}, "要选一种"),
    ):
        with pytest.raises(Refused, match=words):
            order("withdraw", records, people["final_review"], **arguments)
    assert fresh(records[0]).is_public
    assert not BulkAct.objects.exists()


def test_withdrawn_are_those_that_are_public_and_each_has_its_entry(town, sections, people):
    records = [make(town, sections[0], n, public=n != 2) for n in range(3)]
    made = fresh(order("withdraw", records, people["secrecy_review"], kind="personal_data"))
    assert made.done == 2
    assert refusals(made) == {"通知2": "这条信息现在没有公开，不用撤下"}
    assert {fresh(one).withdrawal_reason for one in records[:2]} == {"含有不应公开的个人信息"}
    entries = TrailEntry.objects.filter(act="disclosure.withdraw")
    assert {entry.actor for entry in entries} == {people["secrecy_review"]}
    assert entries.count() == 2


# ------------------------------------------------------------------ 移栏目, 改分类


def test_a_draft_is_moved_by_its_editor_as_a_new_draft(town, sections, people):
    record = make(town, sections[0], 1, by=people["editor"])
    order("move", [record], people["editor"], section=sections[1].pk)
    moved = fresh(record)
    assert moved.section == sections[1]
    with across_agencies():
        assert moved.get_latest_revision_as_object().section == sections[1]
    assert moved.latest_revision_id != record.latest_revision_id
    (entry,) = TrailEntry.objects.filter(act="disclosure.move")
    assert entry.data == {"before": {"section": "news"}, "after": {"section": "plans"}}


def test_what_is_public_is_moved_by_the_final_reviewer_and_its_text_stays(town, sections, people):
    record = make(town, sections[0], 1, public=True, by=people["editor"])
    with across_agencies():
        draft = fresh(record)
        draft.title = "改到一半的标题"
        draft.save_revision(user=people["editor"])
    before = fresh(record)
    StalePage.objects.all().delete()
    assert refusals(order("move", [record], people["editor"], section=sections[1].pk))["通知1"].startswith(
        "公开过的信息移栏目要由"
    )
    order("move", [record], people["final_review"], section=sections[1].pk)
    after = fresh(record)
    assert after.section == sections[1]
    same = ("title", "body", "published_at", "index_number", "live_revision_id", "latest_revision_id", "is_public")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    with across_agencies():
        draft = after.get_latest_revision_as_object()
        assert (draft.title, draft.section) == ("改到一半的标题", sections[1])
        assert set(after.revisions.values_list("user", flat=True)) == {people["editor"].pk}, "nobody becomes an author"
    assert StalePage.objects.exists(), "its page and its lists are baked again"


def test_publishing_later_does_not_bring_the_old_section_back(town, sections, people):
    record = make(town, sections[0], 1, public=True, by=people["editor"])
    order("move", [record], people["final_review"], section=sections[1].pk)
    with across_agencies():
        fresh(record).get_latest_revision().publish(skip_permission_checks=True)
    assert fresh(record).section == sections[1]


def set_for_later(record, editor):
    """A text that passed its review and waits for its time."""
    with across_agencies():
        draft = fresh(record)
        draft.title, draft.go_live_at = "以后的标题", timezone.now() + dt.timedelta(days=3)
        draft.save_revision(user=editor).publish(skip_permission_checks=True)
        return fresh(record)


def test_a_text_set_for_later_does_not_bring_the_old_section_back_either(town, sections, people):
    record = make(town, sections[0], 1, public=True, by=people["editor"])
    later = set_for_later(record, people["editor"]).scheduled_revision
    with across_agencies():
        fresh(record).save_revision(user=people["editor"])
    order("move", [record], people["final_review"], section=sections[1].pk)
    with across_agencies():
        later.refresh_from_db()
        assert later.as_object().section == sections[1]
        assert later.as_object().title == "以后的标题"


def test_a_first_text_set_for_later_is_moved_by_nobody_before_its_time(town, sections, people):
    record = set_for_later(make(town, sections[0], 1, by=people["editor"]), people["editor"])
    made = order("move", [record], people["editor"], section=sections[1].pk)
    assert ["设了发布时间" in words for words in refusals(made).values()] == [True]
    assert fresh(record).section == sections[0]


def test_nothing_is_moved_during_a_review(town, sections, people):
    record = make(town, sections[0], 1, by=people["editor"])
    order("submit", [record], people["editor"])
    made = order("move", [record], people["editor"], section=sections[1].pk)
    assert refusals(made) == {"通知1": "正在审核中，审完以后再移栏目"}
    assert fresh(record).section == sections[0]


def test_a_section_of_another_agency_is_none(town, other, sections, people):
    with across_agencies():
        foreign = Section.objects.create(agency=other, code="x", name="x")
    record = make(town, sections[0], 1, by=people["editor"])
    with pytest.raises(Refused, match="请选要移到的栏目"):
        order("move", [record], people["editor"], section=foreign.pk)
    with across_agencies(), pytest.raises(Refused, match=r"不是.*的栏目"):
        placing.move(record, user=people["editor"], section=foreign)


def test_only_what_is_filled_in_is_reclassified(town, sections, people):
    with across_agencies():
        edition = Catalogue.objects.create(agency=town, year=2026, title="目录")
        entry = CatalogueEntry.objects.create(
            agency=town, ref="1", catalogue=edition, serial=1, category="类", matter="事项", responsible_agency="镇"
        )
    record = make(town, sections[0], 1, public=True, subject="综合", genre="通知")
    order("reclassify", [record], people["final_review"], subject="农业", catalogue_entry=entry.pk, genre="")
    after = fresh(record)
    assert (after.subject, after.genre, after.catalogue_entry) == ("农业", "通知", entry)
    (act,) = TrailEntry.objects.filter(act="disclosure.reclassify")
    assert act.data["before"] == {"subject": "综合", "catalogue_entry": ""}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [({}, "至少填一项"), ({"stage": "x"}, "没有这种公开类型"), ({"subject": "题" * 61}, "最多60字")],
)
def test_wrong_classes_are_refused_before_anything_is_done(town, sections, people, arguments, words):
    record = make(town, sections[0], 1, by=people["editor"])
    with pytest.raises(Refused, match=words):
        order("reclassify", [record], people["editor"], **arguments)


def test_the_attribute_is_never_set_in_bulk(town, sections, people):
    record = make(town, sections[0], 1, by=people["editor"])
    with pytest.raises(Refused):
        order("reclassify", [record], people["editor"], attribute="withheld")
    with across_agencies(), pytest.raises(Refused, match="不能批量改"):
        placing.reclassify(record, user=people["editor"], attribute="withheld")


def test_what_is_so_already_leaves_no_entry(town, sections, people):
    record = make(town, sections[0], 1, by=people["editor"])
    made = fresh(order("move", [record], people["editor"], section=sections[0].pk))
    assert (made.done, TrailEntry.objects.filter(act="disclosure.move").count()) == (1, 0)


# ------------------------------------------------------------------ in slices, safe to repeat


@pytest.fixture
def unworked(monkeypatch):
    """Orders are taken down and not begun."""
    idle = SimpleNamespace(enqueue=lambda *args: None, module_path=bulk.run_bulk.module_path)
    monkeypatch.setattr(bulk, "run_bulk", idle)


@pytest.mark.usefixtures("unworked")
def test_a_slice_settles_at_least_one_and_the_next_goes_on(town, sections, people):
    records = [make(town, sections[0], n, public=True) for n in range(3)]
    made = order("withdraw", records, people["final_review"], kind="error")
    assert bulk.work(fresh(made), seconds=0)
    assert (fresh(made).position, fresh(made).done) == (1, 1)
    assert not bulk.work(fresh(made), seconds=60)
    assert (fresh(made).position, fresh(made).done) == (3, 3)
    assert TrailEntry.objects.filter(act="disclosure.withdraw").count() == 3


@pytest.mark.usefixtures("unworked")
def test_an_order_whose_worker_was_killed_is_taken_up_again(town, sections, people, monkeypatch):
    made = order("withdraw", [make(town, sections[0], 1, public=True)], people["final_review"], kind="error")
    queued = []
    monkeypatch.setattr(bulk, "run_bulk", SimpleNamespace(enqueue=queued.append, module_path=bulk.run_bulk.module_path))

    def at(minutes):
        queued.clear()
        with across_agencies():
            bulk.take_up_again(NOW + dt.timedelta(minutes=minutes))
        return list(queued)

    assert at(1) == [], "it may still wait for its first slice"
    assert at(10) == [made.pk]
    task = {"args_kwargs": {"args": [made.pk], "kwargs": {}}, "backend_name": "default", "run_after": NOW}
    slice_ = DBTaskResult.objects.create(task_path=bulk.run_bulk.module_path, status=TaskResultStatus.READY, **task)
    assert at(10) == [], "its next slice is queued"
    DBTaskResult.objects.filter(pk=slice_.pk).update(status=TaskResultStatus.RUNNING, started_at=NOW)
    assert at(4) == [], "a slice is under way"
    assert at(10) == [made.pk], "that slice was killed"
    bulk.work(fresh(made), seconds=60)
    assert at(10) == []


@pytest.mark.usefixtures("unworked")
def test_a_worker_that_is_behind_does_nothing_twice(town, sections, people):
    records = [make(town, sections[0], n, public=True) for n in range(2)]
    behind = order("withdraw", records, people["final_review"], kind="error")
    bulk.work(fresh(behind), seconds=60)
    assert not bulk.work(behind, seconds=60)
    assert TrailEntry.objects.filter(act="disclosure.withdraw").count() == 2
    assert not BulkRefusal.objects.exists()


@pytest.mark.usefixtures("unworked")
def test_who_lost_the_role_meanwhile_is_refused(town, sections, people):
    made = order("withdraw", [make(town, sections[0], 1, public=True)], people["final_review"], kind="error")
    RoleAssignment.objects.filter(user=people["final_review"]).update(role="report_officer")
    bulk.work(fresh(made), seconds=60)
    assert "撤下要由" in refusals(made)["通知1"]


@pytest.mark.usefixtures("unworked")
def test_a_disabled_account_does_nothing_more(town, sections, people):
    record = make(town, sections[0], 1, public=True)
    made = order("withdraw", [record], people["final_review"], kind="error")
    people["final_review"].is_active = False
    people["final_review"].save()
    bulk.work(fresh(made), seconds=60)
    assert fresh(record).is_public
    assert fresh(made).done == 0


@pytest.mark.usefixtures("unworked")
def test_one_damaged_record_does_not_stop_the_others(town, sections, people, monkeypatch):
    records = [make(town, sections[0], n, by=people["editor"]) for n in range(2)]
    made = order("submit", records, people["editor"])
    whole = bulk.publishing.submit

    def submit(disclosure, *, user):
        whole(disclosure, user=user)
        if disclosure.ref == "0":
            raise ZeroDivisionError

    monkeypatch.setattr(bulk.publishing, "submit", submit)
    bulk.work(fresh(made), seconds=60)
    assert fresh(made).done == 1
    assert "系统出错" in refusals(made)["通知0"]
    with across_agencies():
        assert fresh(records[0]).current_workflow_state is None, "nothing half done"


# ------------------------------------------------------------------ the pages


@pytest.fixture
def as_person(client, people):
    def sign_in(role):
        client.force_login(people[role])
        return client

    return sign_in


def words(answer):
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_the_list_offers_each_person_their_acts_and_never_deletion(as_person, town, sections, people):
    make(town, sections[0], 1, by=people["editor"])
    offered = {}
    for role in ROLES:
        page = as_person(role).get(reverse("disclosures:list")).content.decode()
        offered[role] = re.findall(r'data-bulk-action-button href="[^"]*/new/(\w+)/"', page)
        assert "/bulk/disclosures/disclosure/delete/" not in page
        assert ("data-bulk-action-checkbox" in page) == bool(offered[role]), "nothing to tick where nothing may be done"
        assert "data-bulk-action-footer" in page, "the list's script asks for it"
    assert offered == {
        "editor": ["submit", "move", "reclassify"],
        "first_review": [],
        "second_review": [],
        "secrecy_review": ["withdraw"],
        "final_review": ["move", "reclassify", "withdraw"],
        "report_officer": [],
    }


def test_no_address_deletes_disclosures_in_bulk(as_person, town, sections, people):
    record = make(town, sections[0], 1, by=people["editor"])
    address = reverse("wagtail_bulk_action", args=["disclosures", "disclosure", "delete"]) + f"?id={record.pk}"
    for role in ROLES:
        as_person(role).post(address)
    assert fresh(record)


def test_from_ticked_to_done(as_person, town, sections, people):
    records = [make(town, sections[0], n, by=people["editor"]) for n in range(2)]
    editor = as_person("editor")
    address = reverse("gk_bulk", args=["submit"]) + "?" + "&".join(f"id={one.pk}" for one in records)
    page = editor.get(address)
    assert "批量送审：2条" in words(page)
    assert "通知0" in words(page)
    answer = editor.post(address, follow=True)
    assert "办完了：2条办成" in words(answer)
    assert "Refresh" not in answer


def many(agency, section, refs):
    """Drafts without a history."""
    with across_agencies():
        return Disclosure.objects.bulk_create(
            Disclosure(
                agency=agency, ref=f"m{ref}", title=f"通知{ref}", body="<p>正文</p>", section=section, live=False
            )
            for ref in refs
        )


def test_all_in_the_listing_means_what_its_filters_leave(as_person, town, sections, people):
    many(town, sections[0], range(33))
    many(town, sections[1], range(50, 53))
    make(town, sections[0], 77, by=people["editor"], title="另一件")
    address = reverse("gk_bulk", args=["submit"])
    listing = reverse("disclosures:list")
    editor = as_person("editor")

    def count(query):
        page = editor.get(address, {"id": "all", "next": f"{listing}{query}"})
        return int(re.search(r"批量送审：(\d+)条", words(page)).group(1))

    assert count("") == 37
    assert count("?p=2") == 37, "all pages, not the one that was open"
    assert count(f"?section={sections[1].pk}") == 3
    assert count(f"?section={sections[0].pk}&q=另一件") == 1
    assert count("?q=没有这样的") == 0
    editor.post(f"{address}?id=all&next={listing}%3Fsection={sections[1].pk}")
    (made,) = BulkAct.objects.all()
    assert made.done == 3


def test_a_listing_of_another_page_is_no_selection_of_it(as_person, town, sections, people):
    make(town, sections[0], 1, by=people["editor"])
    for elsewhere in ("https://example.com/?section=999", "/admin/reports/?section=999"):
        page = as_person("editor").get(reverse("gk_bulk", args=["submit"]), {"id": "all", "next": elsewhere})
        assert "批量送审：1条" in words(page)


def test_guessed_numbers_of_another_agency_do_not_exist(as_person, town, other, sections, people):
    foreign = make(other, None, 5, public=True, title="邻镇机密")
    own = make(town, sections[0], 1, public=True)
    client = as_person("final_review")
    address = reverse("gk_bulk", args=["withdraw"]) + f"?id={foreign.pk}&id={own.pk}&id=x&id=99999999"
    page = client.get(address)
    assert "批量撤下：1条" in words(page)
    assert "邻镇机密" not in words(page)
    answer = client.post(address, {"kind": "error"}, follow=True)
    assert "邻镇机密" not in words(answer)
    assert fresh(foreign).is_public
    assert not fresh(own).is_public
    assert BulkAct.objects.get().items == [own.pk]


def test_an_order_is_seen_by_who_gave_it_alone(client, as_person, town, sections, people):
    made = order("submit", [make(town, sections[0], 1, by=people["editor"])], people["editor"])
    for role in ("final_review", "first_review"):
        other = as_person(role)
        assert other.get(reverse("gk_bulk_act", args=[made.pk])).status_code == 404
        assert other.post(reverse("gk_bulk_resume", args=[made.pk])).status_code == 404
        assert "批量送审" not in words(other.get(reverse("gk_bulk_acts")))
    assert "批量送审" in words(as_person("editor").get(reverse("gk_bulk_acts")))


def test_who_has_not_the_role_is_sent_away(as_person):
    refused = as_person("report_officer").get(reverse("gk_bulk", args=["withdraw"]) + "?id=1")
    assert refused.status_code in (302, 403)
    assert as_person("editor").get("/admin/bulk-acts/new/delete/?id=1").status_code == 404


def test_without_a_reason_the_form_says_so_and_nothing_is_done(as_person, town, sections, people):
    record = make(town, sections[0], 1, public=True)
    page = as_person("final_review").post(reverse("gk_bulk", args=["withdraw"]) + f"?id={record.pk}", {"kind": "other"})
    assert "选“其他”时要写明理由" in words(page)
    assert fresh(record).is_public


@pytest.mark.usefixtures("unworked")
def test_a_page_of_an_order_under_way_asks_for_itself_again(as_person, town, sections, people):
    made = order("submit", [make(town, sections[0], n, by=people["editor"]) for n in range(2)], people["editor"])
    bulk.work(fresh(made), seconds=0)
    page = as_person("editor").get(reverse("gk_bulk_act", args=[made.pk]))
    assert page["Refresh"]
    assert "已办1条，共2条" in words(page)


def test_refusals_are_shown_with_their_reasons_page_by_page(as_person, town, people):
    made = order("submit", many(town, None, range(101)), people["editor"])
    page = as_person("editor").get(reverse("gk_bulk_act", args=[made.pk]))
    assert "0条办成，101条没有办成" in words(page)
    assert words(page).count("还没有选所属栏目") == 100
    second = as_person("editor").get(reverse("gk_bulk_act", args=[made.pk]), {"p": 2})
    assert words(second).count("还没有选所属栏目") == 1


def test_more_than_the_most_is_refused(town, sections, people, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 2)
    records = [make(town, sections[0], n, by=people["editor"]) for n in range(3)]
    with pytest.raises(Refused, match="一次最多2条，现在选了3条"):
        order("submit", records, people["editor"])


def test_orders_are_dated_by_the_clock_of_the_edge(town, sections, people):
    made = fresh(order("submit", [make(town, sections[0], 1, by=people["editor"])], people["editor"]))
    assert made.created_at == NOW
    assert made.finished_at <= timezone.now()

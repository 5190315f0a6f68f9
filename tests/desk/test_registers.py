"""Registers at the desk: each person sees and changes the lines of their own agency only."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.agencies.models import Leader, LeadingGroup, Person
from gongkai.agencies.scoping import across_agencies, as_agency
from gongkai.catalogue.models import Catalogue, CatalogueEntry, Section
from gongkai.dialogue.models import Briefing
from gongkai.disclosures.models import Disclosure
from gongkai.registers.models import Meeting, RegulatoryDocument
from gongkai.trail.models import TrailEntry
from gongkai.trail.services import fingerprint, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def towns(make_agency):
    towns = [make_agency(code) for code in ("town-a", "town-b")]
    with across_agencies():
        for town in towns:
            Meeting.objects.create(agency=town, ref="1", title=f"{town.code}的会", held_on="2024-03-01")
    return towns


@pytest.fixture
def sign_in(client, make_user):
    def sign(*roles):
        client.force_login(make_user("someone", *roles))
        return client

    return sign


def meeting_of(town):
    with as_agency(town):
        return Meeting.objects.get()


def test_the_list_shows_the_lines_of_ones_own_agency(towns, sign_in):
    page = sign_in((towns[0], "editor")).get(reverse("meeting:index")).content.decode()
    assert "town-a的会" in page
    assert "town-b的会" not in page


@pytest.mark.parametrize("view", ["edit", "delete", "history"])
def test_a_guessed_address_of_another_agencys_line_does_not_exist(towns, sign_in, view):
    client = sign_in((towns[0], "editor"))
    assert client.get(reverse(f"meeting:{view}", args=[meeting_of(towns[0]).pk])).status_code == 200
    assert client.get(reverse(f"meeting:{view}", args=[meeting_of(towns[1]).pk])).status_code == 404


def test_a_new_line_belongs_to_the_agency_of_the_person_whatever_is_posted(towns, sign_in):
    client = sign_in((towns[0], "editor"))
    client.post(
        reverse("meeting:add"),
        {"agency": towns[1].pk, "ref": "2", "title": "新的会", "held_on": "2024-05-01", "remark": ""},
    )
    with across_agencies():
        assert Meeting.objects.get(ref="2").agency == towns[0]


def test_a_number_used_twice_is_refused_with_a_sentence(towns, sign_in):
    page = sign_in((towns[0], "editor")).post(
        reverse("meeting:add"), {"ref": "1", "title": "又一个", "held_on": "2024-05-01"}
    )
    assert "本单位内编号不能重复" in page.content.decode()


def test_a_choice_offers_the_records_of_ones_own_agency_only(towns, sign_in):
    from gongkai.disclosures.models import Disclosure

    with across_agencies():
        for town in towns:
            Disclosure.objects.create(agency=town, ref="d", title=f"{town.code}的文件")
        other = Disclosure.objects.get(agency=towns[1])
    client = sign_in((towns[0], "editor"))
    chooser = client.get(reverse("wagtailsnippetchoosers_disclosures_disclosure:choose")).json()["html"]
    assert "town-a的文件" in chooser
    assert "town-b的文件" not in chooser
    client.post(
        reverse("regulatorydocument:add"),
        {"ref": "1", "kind": "norm", "title": "办法", "made_on": "2024-01-01", "disclosure": other.pk},
    )
    with across_agencies():
        assert not RegulatoryDocument.objects.exists()


def test_who_works_for_two_agencies_does_not_mix_their_records(towns, sign_in):
    with across_agencies():
        people = [Person.objects.create(agency=town, ref="1", name=f"{town.code}的人") for town in towns]
    client = sign_in((towns[0], "editor"), (towns[1], "editor"))
    line = {"ref": "1", "person": people[1].pk, "post": "镇长", "position": 1, "started_on": "2024-05-01"}
    line["agency"] = towns[0].pk
    answer = client.post(reverse("leader:add"), line)
    assert answer.status_code == 200
    assert "选的这一项不属于本单位" in answer.content.decode()
    client.post(reverse("leader:add"), line | {"person": people[0].pk})
    with across_agencies():
        assert Leader.objects.get().person == people[0]


@pytest.mark.parametrize(
    ("role", "may_add"), [("editor", True), ("report_officer", True), ("first_review", False), ("supervisor", False)]
)
def test_who_keeps_the_registers(towns, sign_in, role, may_add):
    client = sign_in((towns[0], role))
    assert client.get(reverse("meeting:index")).status_code == 200
    assert (client.get(reverse("meeting:add")).status_code == 200) is may_add


def test_a_person_without_a_role_does_not_enter(towns, sign_in):
    assert sign_in().get(reverse("meeting:index")).status_code in (302, 403)


def test_leaders_and_members_of_the_leading_group_are_kept_at_the_desk(towns, sign_in):
    with across_agencies():
        person = Person.objects.create(agency=towns[0], ref="1", name="示例甲")
        group = LeadingGroup.objects.create(agency=towns[0], ref="1", name="领导小组", started_on="2024-01-01")
    client = sign_in((towns[0], "editor"))
    term = {"person": person.pk, "started_on": "2024-01-01", "ended_on": ""}
    leader = {"ref": "1", "post": "镇长", "duties": "全面工作", "position": "1", "remark": ""}
    client.post(reverse("leader:add"), {**term, **leader})
    client.post(reverse("leadinggroupmember:add"), {**term, "group": group.pk, "role": "head"})
    assert "示例甲" in client.get(reverse("leader:index")).content.decode()
    assert "组长" in client.get(reverse("leadinggroupmember:index")).content.decode()
    with across_agencies():
        assert Leader.objects.get().agency == group.members.get().agency == towns[0]
    page = client.post(reverse("leader:add"), {**term, **leader, "ref": "2", "ended_on": "2023-01-01"})
    assert "离任日期不能早于任职日期" in page.content.decode()


def test_yes_and_no_are_said_in_words(towns, sign_in):
    with across_agencies():
        for ref, answer in (("1", True), ("2", False)):
            Briefing.objects.create(
                agency=towns[0], ref=ref, kind="interview", title=f"会{ref}", held_on="2024-05-01", by_principal=answer
            )
    page = sign_in((towns[0], "editor")).get(reverse("briefing:index")).content.decode()
    cells = re.findall(r"<td[^>]*>\s*(是|否|True|False)\s*</td>", page)
    assert sorted(cells) == ["否", "是"]


def test_what_may_be_ticked_in_a_catalogue_entry_is_ticked(towns, sign_in):
    with across_agencies():
        edition = Catalogue.objects.create(agency=towns[0], year=2026, title="目录")
        entry = CatalogueEntry.objects.create(
            agency=towns[0], catalogue=edition, ref="2026-1", serial=1, category="类", matter="事", content="内容",
            responsible_agency="镇", stages=["management"], levels=["county", "town"],
        )  # fmt: skip
    client = sign_in((towns[0], "editor"))
    address = reverse("catalogueentry:edit", args=[entry.pk])
    form = client.get(address).context["form"]
    assert form["stages"].value() == ["management"]
    ticked = [one.data["value"] for one in form["levels"] if one.data["selected"]]
    assert ticked == ["county", "town"]
    assert [one.choice_label for one in form["stages"]] == ["决策", "执行", "管理", "服务", "结果"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert client.post(address, values | {"stages": ["service", "result"], "levels": []}).status_code == 302
    with across_agencies():
        entry.refresh_from_db()
    assert (entry.stages, entry.levels) == (["service", "result"], [])
    assert client.post(address, values | {"stages": ["whatever"]}).status_code == 200


def acts():
    return list(TrailEntry.objects.filter(act__startswith="register.").order_by("serial"))


def test_what_is_written_in_a_register_is_in_the_trail_with_what_it_was_before(towns, sign_in):
    client = sign_in((towns[0], "editor"))
    line = {"ref": "2", "title": "新的会", "held_on": "2024-05-01", "remark": ""}
    client.post(reverse("meeting:add"), line)
    with across_agencies():
        made = Meeting.objects.get(ref="2")
    client.post(reverse("meeting:edit", args=[made.pk]), line | {"title": "改过的会"})
    client.post(reverse("meeting:edit", args=[made.pk]), line | {"title": "改过的会"})
    created, changed = acts()
    assert (created.act, created.agency_code, created.actor_name) == ("register.create", "town-a", "someone")
    assert (changed.act, changed.data["changed"]) == ("register.change", ["title"])
    assert changed.data["before"] == created.data["after"] != changed.data["after"]
    assert verify() == []


@pytest.mark.parametrize("reason", ["", "   "])
def test_nothing_is_deleted_without_a_reason(towns, sign_in, reason):
    client, meeting = sign_in((towns[0], "editor")), meeting_of(towns[0])
    answer = client.post(reverse("meeting:delete", args=[meeting.pk]), {"reason": reason})
    assert "删除要写理由" in answer.content.decode()
    assert meeting_of(towns[0]) == meeting
    assert acts() == []


def test_the_reason_of_a_deletion_stays_when_the_line_is_gone(towns, sign_in):
    client, meeting = sign_in((towns[0], "editor")), meeting_of(towns[0])
    page = client.get(reverse("meeting:delete", args=[meeting.pk])).content.decode()
    assert "删除的理由" in page
    was = fingerprint(meeting)
    client.post(reverse("meeting:delete", args=[meeting.pk]), {"reason": "登记重复"})
    with across_agencies():
        assert not Meeting.objects.filter(pk=meeting.pk).exists()
    (entry,) = acts()
    assert (entry.act, entry.reason, entry.object_label) == ("register.delete", "登记重复", str(meeting))
    assert entry.data == {"before": was}


def add_entries(edition, numbers, **values):
    """As an import writes them: many at once, and no signal for each."""
    CatalogueEntry.objects.bulk_create(
        CatalogueEntry(
            agency=edition.agency, catalogue=edition, ref=f"{n}", serial=n, category="类", matter=f"事项{n}",
            content="内容", responsible_agency="镇", **values,
        )
        for n in numbers
    )  # fmt: skip


def test_what_is_in_use_is_not_deleted_and_the_page_names_what_uses_it(towns, sign_in):
    with across_agencies():
        section = Section.objects.create(agency=towns[0], code="works", name="工程建设")
        edition = Catalogue.objects.create(agency=towns[0], year=2024, title="目录")
        add_entries(edition, range(1, 8), section=section)
    client, address = sign_in((towns[0], "editor")), reverse("section:delete", args=[section.pk])
    page = client.get(address).content.decode()
    assert "这一条正在使用，不能删除" in page
    assert "目录事项7条：事项1、事项2、事项3、事项4、事项5等" in page
    assert "删除的理由" not in page
    client.post(address, {"reason": "不要了"})
    with across_agencies():
        assert Section.objects.filter(pk=section.pk).exists()
    assert acts() == []


@pytest.fixture
def edition(towns):
    """A catalogue of seven entries; two texts are filed under the first."""
    with across_agencies():
        edition = Catalogue.objects.create(agency=towns[0], year=2024, title="目录")
        add_entries(edition, range(1, 8))
        first = edition.entries.get(serial=1)
        for number in (1, 2):
            Disclosure.objects.create(agency=towns[0], ref=f"d{number}", title=f"信息{number}", catalogue_entry=first)
    return edition


def test_before_a_catalogue_goes_the_page_says_what_goes_with_it_and_what_loses_its_place(edition, towns, sign_in):
    client, address = sign_in((towns[0], "editor")), reverse("catalogue:delete", args=[edition.pk])
    page = client.get(address).content.decode()
    assert "一起删去的，不能恢复：" in page
    assert "目录事项7条：事项1、事项2、事项3、事项4、事项5等" in page
    assert "留着，但不再和它关联的：" in page
    assert "政府信息2条：信息1、信息2" in page
    client.post(address, {"reason": "年度填错了"})
    with across_agencies():
        assert not CatalogueEntry.objects.exists()
        assert Disclosure.objects.filter(catalogue_entry=None).count() == 2
        told = [(entry.act, entry.reason, entry.object_label) for entry in TrailEntry.objects.order_by("serial")]
    assert [one for one in told if one[0] == "register.delete"] == [
        ("register.delete", "年度填错了", label)
        for label in (str(edition), *(f"事项{number}" for number in range(1, 8)))
    ], "each line that went is in the trail"


def test_the_page_of_a_deletion_asks_as_often_for_many_lines_as_for_few(
    edition, towns, sign_in, django_assert_max_num_queries
):
    address = reverse("catalogue:delete", args=[edition.pk])
    client = sign_in((towns[0], "editor"))
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    with across_agencies():
        add_entries(edition, range(8, 60))
    with django_assert_max_num_queries(len(few)):
        assert "目录事项59条" in client.get(address).content.decode()


@pytest.mark.parametrize("posted", ["abc", "99999999", "9" * 40])
def test_what_is_posted_by_hand_for_a_disclosure_and_is_none_is_an_error_of_the_form(towns, sign_in, posted):
    client = sign_in((towns[0], "editor"))
    data = {"disclosure": posted, "starts_on": "2026-01-01", "ends_on": "2026-02-01"}
    answer = client.post(reverse("publicnotice:add"), data)
    assert answer.status_code == 200
    assert answer.context["form"].errors["disclosure"]

"""Service guides: eight elements, two people, and a table that can bring a whole year of them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from disclosure_life import stand_in
from gongkai.agencies.scoping import across_agencies, as_agency
from gongkai.findings import Refused
from gongkai.registers.guides import (
    ELEMENTS,
    guide_findings,
    has_changes,
    public_guides,
    publish_guide,
    withdraw_guide,
)
from gongkai.registers.models import ServiceGuide
from gongkai.trail.models import TrailEntry
from gongkai.trail.services import Actor, acting_as

pytestmark = pytest.mark.django_db

FULL = {
    "name": "临时救助申请",
    "legal_basis": "《社会救助暂行办法》第四十七条",
    "conditions": "因突发事件基本生活陷入困境的本镇居民家庭",
    "materials": "申请书\n身份证明",
    "place": "示例镇便民服务大厅",
    "hours": "工作日 9:00—12:00，14:00—18:00",
    "phone": "0951-0000002",
    "process": "申请\n核实\n公示\n发放",
}


@pytest.fixture
def town(make_agency):
    return make_agency("town-a")


@pytest.fixture
def guide(town):
    with across_agencies():
        return ServiceGuide.objects.create(agency=town, ref="1", **FULL)


@pytest.fixture
def reviewer(make_user, town):
    return make_user("reviewer", (town, "first_review"))


def publish(guide, user):
    with across_agencies():
        publish_guide(guide, user=user, now=timezone.now())


def test_neither_who_wrote_it_nor_their_deputy_makes_it_public(guide, town, make_user):
    writer = make_user("writer", (town, "editor"), (town, "first_review"))
    helper = make_user("helper", (town, "report_officer"))
    ServiceGuide._base_manager.filter(pk=guide.pk).update(written_by=writer)
    guide.refresh_from_db()
    stand_in(writer, helper, town, "first_review")
    for user, words in ((writer, "最后修改的人不能"), (helper, "您代的是")):
        with pytest.raises(Refused, match=words):
            publish(guide, user)
    assert guide.published_at is None
    stand_in(make_user("other", (town, "first_review")), helper, town, "first_review")
    with acting_as(Actor(helper, "helper")):
        publish(guide, helper)
    assert TrailEntry.objects.get(act="guide.publish").actor_name == "helper（代other）"


@pytest.mark.parametrize("element", ELEMENTS)
@pytest.mark.parametrize("words", ["", "  ", "待定", "无。", "略"])
def test_a_guide_without_one_of_the_eight_elements_cannot_go_public_and_the_finding_names_it(
    guide, reviewer, element, words
):
    setattr(guide, element, words)
    (finding,) = guide_findings(guide)
    assert finding.where == str(ServiceGuide._meta.get_field(element).verbose_name)
    with pytest.raises(Refused, match=finding.where):
        publish(guide, reviewer)
    guide.refresh_from_db()
    assert guide.shown is None


def test_a_whole_guide_goes_public_and_a_later_change_waits(guide, reviewer):
    publish(guide, reviewer)
    assert not has_changes(guide)
    guide.phone = "0951-0000003"
    guide.save()
    assert has_changes(guide)
    with across_agencies():
        (found,) = public_guides()
    assert found.shown["phone"] == "0951-0000002"
    assert TrailEntry.objects.filter(act="guide.publish").count() == 1


def test_who_wrote_it_last_does_not_make_it_public(guide, make_user, town):
    both = make_user("both", (town, "editor"), (town, "final_review"))
    guide.written_by = both
    guide.save()
    with pytest.raises(Refused, match="另一位审核人"):
        publish(guide, both)


@pytest.mark.parametrize("role", ["editor", "request_officer", "report_officer", "secrecy_review"])
def test_only_a_reviewer_of_the_agency_makes_it_public(guide, make_user, town, make_agency, role):
    for user in (make_user("own", (town, role)), make_user("other", (make_agency("town-b"), "final_review"))):
        with pytest.raises(Refused, match="审核人"):
            publish(guide, user)


def test_an_identity_number_in_a_guide_is_refused_and_not_repeated(guide, reviewer):
    guide.materials = "身份证，例如 11010519491231002X"
    with pytest.raises(Refused, match="办理材料") as refused:
        publish(guide, reviewer)
    assert "1949" not in str(refused.value)


def test_withdrawal_needs_a_reason_and_keeps_what_is_written(guide, reviewer):
    publish(guide, reviewer)
    with across_agencies():
        with pytest.raises(Refused, match="理由"):
            withdraw_guide(guide, user=reviewer, reason=" ")
        withdraw_guide(guide, user=reviewer, reason="事项取消")
        assert not public_guides().exists()
        assert ServiceGuide.objects.get().name == "临时救助申请"


# --- the desk ---


def test_the_list_names_what_is_missing_and_shows_only_ones_own(client, make_user, make_agency, guide, town):
    other = make_agency("town-b")
    with across_agencies():
        ServiceGuide.objects.create(agency=other, ref="1", name="别镇的事项")
        ServiceGuide.objects.create(agency=town, ref="2", **(FULL | {"name": "另一件", "phone": ""}))
    client.force_login(make_user("someone", (town, "editor")))
    page = client.get(reverse("gk_guides")).content.decode()
    assert "临时救助申请" in page
    assert "联系电话" in page
    assert "别镇的事项" not in page


@pytest.mark.parametrize("name", ["gk_guide", "gk_guide_publish", "gk_guide_withdraw"])
def test_another_agencys_guide_does_not_exist_at_the_desk(client, make_user, make_agency, guide, name):
    client.force_login(make_user("stranger", (make_agency("town-b"), "final_review")))
    address = reverse(name, args=[guide.pk])
    answer = client.get(address) if name == "gk_guide" else client.post(address, {"reason": "x"})
    assert answer.status_code == 404


def test_what_an_editor_writes_a_reviewer_makes_public(client, make_user, town, reviewer):
    client.force_login(make_user("writer", (town, "editor")))
    client.post(reverse("serviceguide:add"), {"ref": "7", "remark": "", **FULL})
    with as_agency(town):
        made = ServiceGuide.objects.get()
    assert made.written_by.username == "writer"
    client.force_login(reviewer)
    assert "核对无误" in client.get(reverse("gk_guide", args=[made.pk])).content.decode()
    client.post(reverse("gk_guide_publish", args=[made.pk]))
    with as_agency(town):
        assert ServiceGuide.objects.get().shown["materials"] == "申请书\n身份证明"


def test_a_public_guide_is_not_deleted_from_the_desk(client, make_user, town, guide, reviewer):
    publish(guide, reviewer)
    client.force_login(make_user("writer", (town, "editor")))
    client.post(reverse("serviceguide:delete", args=[guide.pk]), {"reason": "重复"})
    with across_agencies():
        assert ServiceGuide.objects.count() == 1


# --- tables ---


def table(tmp_path, **values):
    row = {"编号": "1", "公开日期": "2024-03-01"} | {
        str(ServiceGuide._meta.get_field(name).verbose_name): value.replace("\n", "；") for name, value in FULL.items()
    }
    row |= values
    file = tmp_path / "service-guides.csv"
    file.write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8")
    return file


def load(tmp_path, town, **values):
    import datetime as dt

    from gongkai.intake.folders import sources_in
    from gongkai.intake.running import run

    table(tmp_path, **values)
    with across_agencies():
        return run(sources_in(tmp_path), today=dt.date(2024, 5, 1), agency=town.code, record=lambda report: None)


def test_a_table_with_a_day_brings_public_guides_and_twice_changes_nothing(tmp_path, town):
    load(tmp_path, town)
    with across_agencies():
        (made,) = public_guides()
    assert made.shown["process"] == "申请；核实；公示；发放"
    assert load(tmp_path, town).written == 0


def test_a_table_without_a_day_brings_drafts(tmp_path, town):
    load(tmp_path, town, 公开日期="", 联系电话="")
    with across_agencies():
        assert not public_guides().exists()
        assert ServiceGuide.objects.count() == 1


def test_a_public_guide_in_a_table_must_have_every_element(tmp_path, town):
    with pytest.raises(Refused, match="申请条件"):
        load(tmp_path, town, 申请条件="")
    with across_agencies():
        assert not ServiceGuide.objects.exists()

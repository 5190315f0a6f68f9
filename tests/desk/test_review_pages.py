"""The pages of review, emergency release, withdrawal and repeal: shown to whom, refused to whom."""

from __future__ import annotations

import pytest
from django.urls import reverse

from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Section
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.publishing import submit

pytestmark = pytest.mark.django_db
STEPS = ("first_review", "second_review", "secrecy_review", "final_review")
PAGES = ("gk_review", "gk_release", "gk_emergency_review", "gk_withdraw", "gk_repeal")


@pytest.fixture
def town(make_agency):
    return make_agency("town-a", org_code="XJ0000000")


@pytest.fixture
def people(town, make_user):
    return {role: make_user(role, (town, role)) for role in ("editor", *STEPS)}


@pytest.fixture
def draft(town, people):
    with across_agencies():
        section = Section.objects.create(agency=town, code="files", name="其他文件")
        record = Disclosure(agency=town, ref="1", title="示例通知", body="<p>正文</p>", section=section, live=False)
        record.save()
        record.save_revision(user=people["editor"])
    return record


@pytest.fixture
def waiting(draft, people):
    with across_agencies():
        submit(draft, user=people["editor"])
    return draft


def state_of(record):
    with across_agencies():
        record = Disclosure.objects.get(pk=record.pk)
        return record.current_workflow_task_state.pk if record.current_workflow_task_state else None


def decide(client, record, what="approve", **data):
    url = reverse("gk_review", args=[record.pk])
    return client.post(url, {"state": state_of(record), what: "1", **data}, follow=True).content.decode()


def again(record):
    with across_agencies():
        return Disclosure.objects.get(pk=record.pk)


def test_an_agencys_neighbour_finds_none_of_the_pages(waiting, client, make_agency, make_user):
    other = make_agency("town-b")
    stranger = make_user("stranger", *[(other, role) for role in ("editor", *STEPS)])
    client.force_login(stranger)
    for page in PAGES:
        assert client.get(reverse(page, args=[waiting.pk])).status_code == 404
        assert client.post(reverse(page, args=[waiting.pk]), {"reason": "试", "kind": "error"}).status_code == 404
    assert again(waiting).current_workflow_state is not None


def test_a_person_without_the_role_sees_the_text_but_no_button(waiting, client, people):
    client.force_login(people["editor"])
    page = client.get(reverse("gk_review", args=[waiting.pk])).content.decode()
    assert "正文" in page
    assert "没有“初审”的角色" in page
    assert "退回修改</button>" not in page
    assert "没有“初审”的角色" in decide(client, waiting)
    assert client.get(reverse("gk_withdraw", args=[waiting.pk])).status_code in (302, 403)


def test_the_button_names_the_step_that_comes_next(waiting, client, people):
    for step, words in zip(STEPS, ("通过，送复审", "通过，送保密审查", "通过，送终审", "通过并公开"), strict=True):
        client.force_login(people[step])
        assert f">{words}</button>" in client.get(reverse("gk_review", args=[waiting.pk])).content.decode()
        decide(client, waiting, basis="条例第十七条")
    assert again(waiting).is_public


def test_a_step_somebody_else_has_just_done_is_not_done_twice(waiting, client, people, make_user, town):
    before = state_of(waiting)
    client.force_login(people["first_review"])
    decide(client, waiting)
    client.force_login(make_user("both", (town, "first_review"), (town, "second_review")))
    page = client.post(reverse("gk_review", args=[waiting.pk]), {"state": before, "approve": "1"}).content.decode()
    assert "刚才已经有人办了" in page
    assert again(waiting).current_workflow_task_state.task.name == "复审"


def test_an_emergency_release_waits_for_another_persons_review(draft, client, people):
    client.force_login(people["final_review"])
    page = client.post(reverse("gk_release", args=[draft.pk]), {"reason": ""}).content.decode()
    assert "必填" in page or "必需" in page or "errorlist" in page
    client.post(reverse("gk_release", args=[draft.pk]), {"reason": "台风预警"})
    assert again(draft).is_public
    own = client.post(reverse("gk_emergency_review", args=[draft.pk])).content.decode()
    assert "补审要由发布人和作者以外的人做" in own
    client.force_login(people["first_review"])
    home = client.get("/admin/").content.decode()
    assert reverse("gk_emergency_review", args=[draft.pk]) in home
    client.post(reverse("gk_emergency_review", args=[draft.pk]))
    assert reverse("gk_emergency_review", args=[draft.pk]) not in client.get("/admin/").content.decode()


def test_withdrawal_and_repeal_ask_for_their_words(draft, client, people):
    client.force_login(people["final_review"])
    client.post(reverse("gk_release", args=[draft.pk]), {"reason": "台风预警"})
    client.post(reverse("gk_repeal", args=[draft.pk]), {"validity": "repealed", "basis": ""})
    assert again(draft).validity == "valid"
    client.post(reverse("gk_repeal", args=[draft.pk]), {"validity": "repealed", "basis": "甲政发〔2026〕1号"})
    assert again(draft).validity == "repealed"
    page = client.post(reverse("gk_withdraw", args=[draft.pk]), {"kind": "other", "reason": ""}).content.decode()
    assert "要写明理由" in page
    client.post(reverse("gk_withdraw", args=[draft.pk]), {"kind": "other", "reason": "测试"})
    assert again(draft).withdrawal_reason == "测试"


def test_the_foot_of_the_editor_leads_to_what_this_person_may_do(waiting, client, people):
    def links(role):
        client.force_login(people[role])
        page = client.get(reverse("disclosures:edit", args=[waiting.pk])).content.decode()
        return {name for name in PAGES if reverse(name, args=[waiting.pk]) in page}

    assert links("editor") == set()
    assert links("first_review") == {"gk_review"}
    assert links("final_review") == {"gk_review", "gk_release"}

"""Marking passages in a real browser: by keyboard, by mouse, and without script; and finding them when correcting."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

import desk_server
from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Section
from gongkai.disclosures.models import Disclosure, PassageRemark
from gongkai.disclosures.passages import Passage
from gongkai.disclosures.publishing import submit

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BODY = "<p>出动人员约600人。清运垃圾若干。</p><p>各村要认真总结。</p>"


@pytest.fixture
def desk(transactional_db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    with desk_server.serve() as address:
        yield address


@pytest.fixture
def people(make_agency, make_user):
    town = make_agency("town-a", org_code="XJ0000000")
    return {role: make_user(role, (town, role)) for role in ("editor", "first_review")}


@pytest.fixture
def record(people):
    with across_agencies():
        town = people["editor"].role_assignments.get().agency
        section = Section.objects.create(agency=town, code="s", name="栏目")
        made = Disclosure(agency=town, ref="1", title="示例通报", body=BODY, section=section, live=False)
        made.save()
        made.save_revision(user=people["editor"])
        submit(made, user=people["editor"])
    return made


@pytest.fixture
def page_of(chromium, desk):
    """A page of the desk, signed in as somebody."""
    opened = []

    def open_page(user, address, **options):
        client = Client()
        with desk_server.ONE_AT_A_TIME:
            client.force_login(user)
        context = chromium.new_context(**{"viewport": {"width": 1400, "height": 900}} | options)
        opened.append(context)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": desk}])
        page = context.new_page()
        page.goto(desk + address)
        return page

    yield open_page
    for context in opened:
        context.close()


def selected(page, words):
    page.wait_for_function("words => getSelection().toString() === words", arg=words)


def kept():
    with desk_server.ONE_AT_A_TIME, across_agencies():
        return list(PassageRemark.objects.order_by("pk").values_list("quote", "remark", "before"))


def test_passages_are_marked_by_keyboard_alone_and_found_again_by_who_corrects(people, record, page_of):
    page = page_of(people["first_review"], reverse("gk_review", args=[record.pk]))
    page.focus("#review-text")
    for _ in range(3):  # the title, then the sentences one by one
        page.keyboard.press("ArrowDown")
    selected(page, "清运垃圾若干。")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    page.keyboard.type("写吨数")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#review-text")).to_be_focused()
    page.keyboard.press("ArrowDown")  # on from where one was
    page.keyboard.press("Enter")
    page.keyboard.type("空话")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#marks-made li")).to_have_count(2)
    # What is marked stays while one looks elsewhere in the same window.
    page.reload()
    page.wait_for_selector("#marks-made li >> nth=1")
    page.locator("[name=return]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    assert kept() == [
        ("清运垃圾若干", "写吨数", "示例通报出动人员约600人。"),
        ("各村要认真总结。", "空话", "示例通报出动人员约600人。清运垃圾若干。"),
    ]

    page = page_of(people["editor"], reverse("disclosures:edit", args=[record.pk]))
    page.wait_for_selector(".gk-badges button >> nth=1")
    page.wait_for_function("() => CSS.highlights.get('gk-marks')?.size === 2")
    page.locator("#gk-remarks li >> nth=1").get_by_role("button", name="去看").click()
    selected(page, "各村要认真总结。")
    page.keyboard.type("各村10月30日前报总结。")
    page.get_by_text("这段文字已经改了").wait_for()
    expect(page.locator(".gk-badges button")).to_have_count(1)


def test_a_selection_with_the_mouse_is_a_quote_and_a_mark_can_be_taken_off_again(people, record, page_of):
    page = page_of(people["first_review"], reverse("gk_review", args=[record.pk]))
    box = page.locator("#review-text p >> nth=1").bounding_box()
    page.mouse.click(box["x"] + 60, box["y"] + 12, click_count=3)
    expect(page.locator("[name=quote]")).to_have_value("各村要认真总结。")
    page.fill("[name=remark]", "空话")
    page.click("#mark-add")
    expect(page.locator("[name=passages]")).to_have_value(re.compile('"quote": ?"各村要认真总结。"'))
    page.get_by_role("button", name="去掉第1处标注").click()
    expect(page.locator("[name=passages]")).to_have_value("")
    page.fill("[name=quote]", "没有这句")
    page.fill("[name=remark]", "改")
    page.click("#mark-add")
    page.wait_for_function("() => document.querySelector('[name=quote]').validationMessage.startsWith('正文里没有')")
    expect(page.locator("#marks-made li")).to_have_count(0)


def test_without_script_a_passage_is_quoted_by_hand(people, record, page_of):
    page = page_of(people["first_review"], reverse("gk_review", args=[record.pk]), java_script_enabled=False)
    page.fill("[name=quote]", "约600人")
    page.fill("[name=remark]", "写准确的人次")
    page.click("[name=return]")
    page.wait_for_url("**/admin/")
    assert kept() == [("约600人", "写准确的人次", "")]
    page = page_of(people["editor"], reverse("gk_review", args=[record.pk]), java_script_enabled=False)
    assert page.locator("mark").inner_text() == "约600人"
    assert page.locator("#remark-1 p >> nth=0").inner_text() == "写准确的人次"


PHONE = {"viewport": {"width": 360, "height": 740}}
SELECT = """() => {
    const words = document.querySelectorAll("#review-text p")[1].firstChild, range = document.createRange();
    range.setStart(words, 2); range.setEnd(words, 7);
    getSelection().removeAllRanges(); getSelection().addRange(range);
}"""


def test_on_a_phone_what_a_finger_selects_gets_its_remark_at_the_top_of_the_screen(people, record, page_of):
    page = page_of(people["first_review"], reverse("gk_review", args=[record.pk]), **PHONE)
    page.evaluate(SELECT)
    expect(page.locator(".gk-marking")).to_have_class(re.compile("is-docked"))
    expect(page.locator("[name=quote]")).to_have_value("要认真总结")
    box = page.locator("#mark-add").bounding_box()
    assert 0 <= box["y"] <= 400
    page.fill("[name=remark]", "空话")
    page.click("#mark-add")
    expect(page.locator("#mark-count")).to_have_text("1")
    expect(page.locator(".gk-marking")).not_to_have_class(re.compile("is-docked"))
    page.evaluate(SELECT)
    page.click("#mark-cancel")
    expect(page.locator("[name=quote]")).to_have_value("")
    links = page.locator(".gk-jump")
    assert links.bounding_box()["y"] > 600  # in reach of the thumb, wherever one is
    links.get_by_role("link", name="决定").click()
    page.locator("[name=return]").click()
    page.get_by_text("已退回修改").wait_for()
    assert [quote for quote, _, _ in kept()] == ["要认真总结"]


def send_back(people, record, *passages):
    with across_agencies():
        state = Disclosure.objects.get(pk=record.pk).current_workflow_task_state
        act = state.task.specific.on_action
        act(state, people["first_review"], "reject", comment="标了几处，请改", passages=passages)


def test_on_a_phone_who_corrects_sees_each_remark_below_its_paragraph(people, record, page_of):
    send_back(people, record, Passage("各村要认真总结。", "空话"), Passage("若干", "写吨数"))
    page = page_of(people["editor"], reverse("gk_review", args=[record.pk]), **PHONE)
    expect(page.locator("#review-text p")).to_have_text([re.compile("1　写吨数$"), re.compile("2　空话$")])
    asked, text = (page.locator(one).bounding_box()["y"] for one in (".gk-asked", "#review-text"))
    assert asked < text
    page.set_viewport_size({"width": 1400, "height": 900})
    expect(page.locator("#review-text")).not_to_contain_text("写吨数", use_inner_text=True)
    assert page.locator(".gk-asked").bounding_box()["x"] > page.locator("#review-text").bounding_box()["x"] + 400


def test_on_a_phone_the_editor_shows_one_remark_at_a_time_above_the_text(people, record, page_of):
    send_back(people, record, Passage("若干", "写吨数"), Passage("各村要认真总结。", "空话"))
    page = page_of(people["editor"], reverse("disclosures:edit", args=[record.pk]), **PHONE)
    bar = page.locator(".gk-remark-bar")
    expect(bar.locator("p")).to_have_text("意见1/2　若干　写吨数")
    bar.get_by_role("button", name="下一处").click()
    expect(bar.locator("p")).to_have_text("意见2/2　各村要认真总结。　空话")
    selected(page, "各村要认真总结。")
    page.keyboard.type("报总结。")
    expect(bar.locator("p")).to_have_text("意见2/2　各村要认真总结。　空话（这段文字已经改了）")


def test_a_return_without_marks_shows_its_reason_beside_the_editor_too(people, record, page_of):
    send_back(people, record)
    page = page_of(people["editor"], reverse("disclosures:edit", args=[record.pk]), **PHONE)
    expect(page.locator(".gk-remark-bar p")).to_contain_text("退回：标了几处，请改")
    page = page_of(people["editor"], reverse("disclosures:edit", args=[record.pk]))
    expect(page.locator("#gk-remarks")).to_contain_text("退回：标了几处，请改")
    page.goto(page.url.partition("/admin/")[0] + reverse("disclosures:list"))
    expect(page.locator("td.gk-tight >> nth=0")).to_have_text("退回待改")

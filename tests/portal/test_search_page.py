"""The search page as a browser without script sees it, and the suggestions."""

import pytest
from lxml import html

from gongkai.portal import search

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(example, client):
    """``ask("q=低保")``: the parsed page."""
    search.sync()

    def get(query):
        response = client.get(f"/search/?{query}")
        assert response.status_code == 200
        assert "unsafe" not in response["Content-Security-Policy"]
        return html.fromstring(response.content)

    return get


def titles(tree):
    return [one.text_content() for one in tree.findall(".//a[@class='t']")]


def words(tree):
    return " ".join(tree.find(".//main").text_content().split())


def test_hits_are_counted_marked_and_linked_to_their_pages(ask, example):
    tree = ask("q=低保公示")
    assert "找到1条，按相关程度排列" in words(tree)
    assert [mark.text for mark in tree.findall(".//a[@class='t']/mark")] == ["低保", "公示"]
    assert tree.find(".//a[@class='t']").get("href").endswith(f"-{example.notice.index_number[-5:]}/")
    assert tree.find(".//input[@id='q']").get("value") == "低保公示"


def test_filters_are_chips_that_can_be_taken_off(ask):
    tree = ask("q=补贴&agency=shilizhen&year=2026&validity=valid&section=惠农补贴")
    chips = {
        one.text_content().split("取消")[0].strip(): one.get("href") for one in tree.findall(".//a[@class='chip']")
    }
    assert list(chips) == ["示例镇", "惠农补贴", "2026年", "有效"]
    assert "agency" not in chips["示例镇"]
    assert "year=2026" in chips["示例镇"]


def boxes(tree):
    """legend → {words: (value, checked)}"""
    return {
        one.find("legend").text: {
            box.text_content().rstrip("0123456789"): (box.find("input").get("value"), box.find("input").get("checked"))
            for box in one.findall("label")
        }
        for one in tree.findall(".//fieldset")
    }


def test_one_form_narrows_by_everything_without_script(ask, example):
    form = boxes(ask("q=人居环境"))
    assert form["栏目"]["行政规范性文件"][0] == "行政规范性文件"
    narrowed = ask(
        "q=人居环境&subject=农业、林业、水利&genre=通知&year=2026&section=行政规范性文件&validity=valid&agency=shilizhen"
    )
    assert titles(narrowed) == [example.policy.title]
    chosen = {
        legend: [words for words, (_, on) in options.items() if on is not None]
        for legend, options in boxes(narrowed).items()
    }
    assert chosen == {
        "单位": ["示例镇"], "栏目": ["行政规范性文件"], "主题分类": ["农业、林业、水利"], "体裁": ["通知"], "年份": ["2026年"],
        "有效性": ["有效"],
    }  # fmt: skip
    assert narrowed.find(".//form[@aria-label='缩小范围']").get("action") == "/search/"


def test_several_values_of_one_filter_are_any_of_them(ask):
    both = ask("section=社会救助&section=政策解读")
    assert len(titles(both)) == 2


def test_a_filter_that_leads_nowhere_stays_to_be_taken_off(ask):
    tree = ask("q=补贴&genre=没有的体裁")
    assert titles(tree) == []
    assert "没有的体裁" in boxes(tree)["体裁"]
    assert tree.find(".//a[@class='chip']") is not None


def test_a_section_alone_lists_it_by_date(ask):
    tree = ask("section=社会救助")
    assert titles(tree) == ["示例镇2026年10月农村低保拟保障对象公示"]


def test_pages_turn_and_keep_the_question(ask):
    first = ask("q=补贴")
    older = first.find(".//div[@class='turn']/a").get("href")
    second = ask(older.partition("?")[2])
    assert titles(second)
    assert not set(titles(first)) & set(titles(second))


def test_a_page_beyond_the_last_shows_the_last(ask):
    last = ask("q=补贴&page=500")
    assert titles(last)
    assert not last.xpath("//div[@class='turn']/a[contains(., '后一页')]")
    before = last.xpath("//div[@class='turn']/a[contains(., '前一页')]")[0].get("href")
    assert titles(ask(before.partition("?")[2])) not in ([], titles(last))


def test_nothing_found_says_what_to_do(ask):
    tree = ask("q=完全没有的东西")
    assert "没有找到“完全没有的东西”" in words(tree)
    assert "申请公开信息" in words(tree)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=%00",
        "page=99999999999999999999",
        "page=-1",
        "year=abc&validity=x",
        "year=99999999999999999999",
        "agency=nobody&q=补贴",
        "q=" + "长" * 3000,
        "q=<script>alert(1)</script>",
        "section=%00",
        "genre=%00&subject=%22%27%5C",
        "subject=" + "长" * 3000,
        "order=date&q=补贴&page=3",
        "q=%22",
    ],
)
def test_no_address_is_an_error(ask, query):
    tree = ask(query)
    assert not tree.xpath("//script[not(@src) and not(@type='application/ld+json')]")


@pytest.mark.parametrize("asked", ["agency=nobody", "year=99999", "validity=x", "section=没有的栏目"])
def test_a_filter_of_unknown_values_finds_nothing(ask, asked):
    assert titles(ask(f"{asked}&q=补贴")) == []
    assert titles(ask(f"{asked.partition('=')[0]}=&q=补贴"))


def test_suggestions_are_titles_as_plain_chinese_json(example, client):
    search.sync()
    response = client.get("/search/suggest/", {"q": "农村低"})
    assert response.json() == ["示例镇2026年10月农村低保拟保障对象公示"]
    assert "农村".encode() in response.content


def test_only_reading_is_allowed(client, db):
    assert client.post("/search/").status_code == 405


def test_the_qr_code_is_an_image_of_the_pages_address(client, example):
    response = client.get("/qr/shilizhen/d/1/")
    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg")

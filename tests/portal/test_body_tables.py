"""Tables in texts: records on a phone, or a frame that scrolls; what is said stays the same."""

import pytest
from lxml import html

from gongkai.portal.body_tables import readable


def table(head, *rows, tag="th"):
    lines = ["".join(f"<{tag}>{cell}</{tag}>" for cell in head)]
    lines += ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    return "<table><tbody>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</tbody></table>"


WIDE = table(["序号", "姓名", "身份证号", "金额"], ["1", "王*明", "642***101", "300"], ["2", "李*", "642***102", "600"])


def test_a_wide_list_becomes_records_that_name_each_value():
    made = html.fragment_fromstring(readable(WIDE))
    assert made.get("class") == "stack"
    assert [cell.text for cell in made.iterfind("thead/tr/th")] == ["序号", "姓名", "身份证号", "金额"]
    first = made.find("tbody/tr")
    assert [(cell.get("data-label"), cell.text) for cell in first] == [
        ("序号", "1"), ("姓名", "王*明"), ("身份证号", "642***101"), ("金额", "300"),
    ]  # fmt: skip
    roles = [made.get("role"), first.get("role"), first[0].get("role"), made.find("thead/tr/th").get("role")]
    assert roles == ["table", "row", "cell", "columnheader"]


def test_a_head_that_is_one_already_stays_one():
    given = WIDE.replace("<table><tbody><tr>", "<table><caption>名单</caption><thead><tr>").replace(
        "</th></tr>", "</th></tr></thead><tbody>"
    )
    made = html.fragment_fromstring(readable(given))
    assert [child.tag for child in made] == ["caption", "thead", "tbody"]
    assert len(made.findall("thead/tr")) == 1


@pytest.mark.parametrize(
    "text",
    [
        table(["村", "户数", "人数"], ["一村", "1", "2"]),
        "<p>没有表格，只有 a &lt; b。</p>",
        "<p>没有写完的<table><tr><td>一</td>",
    ],
)
def test_narrow_tables_and_other_text_stay_as_they_are(text):
    assert readable(text) == text


@pytest.mark.parametrize(
    "text",
    [
        WIDE.replace("<td>王*明</td><td>642***101</td>", '<td colspan="2">合计</td>'),
        WIDE.replace("<th>", "<td>").replace("</th>", "</td>"),
        WIDE.replace("<td>600</td>", ""),
        WIDE.replace("<td>王*明</td>", f"<td>{WIDE}</td>"),
        WIDE.replace("<td>王*明</td>", f"<td>{table(['村', '户数'], ['一村', '1'])}</td>"),
    ],
)
def test_a_table_that_cannot_be_records_gets_a_frame_of_its_own(text):
    made = html.fragment_fromstring(readable(text))
    assert (made.tag, made.get("class"), made.get("tabindex")) == ("div", "scroll", "0")
    assert "".join(html.tostring(child, encoding="unicode") for child in made) == text


def test_records_of_very_many_columns_scroll_where_they_are_a_table():
    heads = [f"第{number}季度" for number in range(1, 8)]
    made = html.fragment_fromstring(readable(table(heads, ["1604938257"] * 7)))
    assert (made.get("class"), made.get("tabindex"), made[0].get("class")) == ("scroll", "0", "stack")
    assert html.fragment_fromstring(readable(table(heads[:6], ["1"] * 6))).get("class") == "stack"


def test_a_value_of_several_parts_stays_together_beside_the_name_of_its_column():
    made = html.fragment_fromstring(readable(WIDE.replace("王*明", '见<a href="/1/">附件</a>第1行<br>和第2行')))
    cell = made.find("tbody/tr")[1]
    assert [child.tag for child in cell] == ["div"]
    assert (cell.text or "", cell.text_content()) == ("", "见附件第1行和第2行")


def test_two_frames_on_a_page_have_two_names():
    spread = WIDE.replace("<td>600</td>", "")
    made = html.fragments_fromstring(readable(spread * 2))
    assert len({frame.get("aria-label") for frame in made}) == 2


def test_what_stands_before_and_after_a_table_is_left_alone():
    before, after = "<p>名单如下：&nbsp;</p>", '<p class="sign">示例镇</p>'
    made = readable(before + WIDE + after)
    assert made.startswith(before)
    assert made.endswith(after)
    assert html.fromstring(made).text_content() == html.fromstring(before + WIDE + after).text_content()

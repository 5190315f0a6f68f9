"""The printed tables: their shape is the official one and every cell of the form stands in exactly one place."""

from collections import Counter

import pytest

from gongkai.law.forms import EDITIONS, load


def grid(lines, width):
    """Lines of spanned cells laid out; fails where two cells overlap or a place stays empty."""
    taken = {}
    for r, line in enumerate(lines):
        c = 0
        for cell in line:
            while (r, c) in taken:
                c += 1
            for place in ((r + dr, c + dc) for dr in range(cell.rowspan) for dc in range(cell.colspan)):
                assert place not in taken
                taken[place] = cell
    assert len(taken) == width * len(lines)
    return taken


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_cell_of_the_form_is_printed_once_and_no_place_is_left_over(edition):
    form = load(edition)
    keys = Counter()
    for printed in form.printed:
        grid(printed.header, printed.width)
        keys.update(cell.key for cell in set(grid(printed.body, printed.width).values()) if cell.key)
        assert not printed.widths or len(printed.widths) == printed.width
    assert keys == Counter(form.keys)


def test_2014_table_has_three_columns_and_dashes_beside_headings():
    printed = load("2014").printed_table("S14")
    assert [cell.text for cell in printed.header[0]] == ["统 计 指 标", "单 位", "统 计 数"]
    assert [cell.text for cell in printed.body[0]] == ["一、主动公开情况", "——", "——"]
    assert printed.body[1][1].text == "条"
    assert printed.body[1][2].key == "S14.1.1"
    assert printed.title.format(agency="某镇", year=2018) == "某镇2018年政府信息公开情况统计表"
    assert printed.foot_mark == "unverified"


def test_chapter_two_prints_a_band_a_head_and_rows_per_block():
    body = load("2021").printed_table("2").body
    assert [cell.text for cell in body[0]] == ["第二十条第（一）项"]
    assert body[0][0].colspan == 4
    assert [cell.text for cell in body[1]] == ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
    assert [cell.key for cell in body[2][1:]] == ["R21.2.1.rule.made", "R21.2.1.rule.repealed", "R21.2.1.rule.valid"]
    permit = next(line for line in body if line[0].text == "行政许可")
    assert [(cell.key, cell.colspan) for cell in permit[1:]] == [("R21.2.5.permit.dec", 3)]
    assert len(body) == 4 + 3 + 4 + 3
    assert len(load("2019").printed_table("2").body) == 4 + 4 + 4 + 3 + 3


@pytest.mark.parametrize(("edition", "results"), [("2019", 20), ("2021", 22)])
def test_chapter_three_spans_its_headings_over_their_rows(edition, results):
    printed = load(edition).printed_table("3")
    assert printed.width == 10
    corner = printed.header[0][0]
    assert corner.text == "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    assert (corner.rowspan, corner.colspan) == (3, 3)
    spans = {cell.text: (cell.rowspan, cell.colspan) for line in printed.body for cell in line if cell.text}
    assert spans["一、本年新收政府信息公开申请数量"] == (1, 3)
    assert spans["三、本年度办理结果"] == (results, 1)
    assert spans["（一）予以公开"] == (1, 2)
    assert spans["（三）不予公开"] == (8, 1)
    assert spans["（五）不予处理"] == (5, 1)
    assert spans["（七）总计"] == (1, 2)
    assert spans.get("（六）其他处理") == ((3, 1) if edition == "2021" else (1, 2))
    assert [cell.text for line in printed.body for cell in line if cell.vertical] == ["三、本年度办理结果"]


def test_head_of_chapter_three_stands_over_the_right_columns():
    form = load("2021")
    printed = form.printed_table("3")
    heads = grid(printed.header, printed.width)
    body = grid(printed.body, printed.width)
    for c in range(3, 10):
        column = form.cells[body[0, c].key].column
        assert heads[2, c].text == column.label
        assert heads[1, c].text == (column.group or column.label)
        assert heads[0, c].text == "申请人情况"


def test_head_of_chapter_four_stands_over_the_right_numbers():
    form = load("2021")
    printed = form.printed_table("4")
    heads = grid(printed.header, printed.width)
    (line,) = printed.body
    assert [cell.key for cell in line] == list(form.table("4").keys())
    for c, cell in enumerate(line):
        row, column = form.cells[cell.key].row, form.cells[cell.key].column
        assert heads[2, c].text == column.label
        assert heads[0, c].text == (row.group or row.label)
        if row.group:
            assert heads[1, c].text == row.label

"""Tables: heads over the wrong column, numbers broken over cells, columns that only look personal."""

from __future__ import annotations

import random
import time

import pytest

from checks.scan.planting import Maker
from gongkai.checks.personal.judge import CellHit
from gongkai.checks.personal.tables import read_table

HEADS = ["序号", "姓名", "身份证号码", "联系电话", "银行卡号", "家庭住址", "补贴金额（元）"]


def counted(hits: list[CellHit], kind: str) -> int:
    return sum(hit.places for hit in hits if hit.kind.value == kind)


def test_numbers_in_figures_of_formulas_and_full_width_mail_signs_are_found_in_cells() -> None:
    rows = [["姓名", "身份证号码", "备注"], ["张示例", "𝟏𝟏𝟎𝟏𝟎𝟓𝟏𝟗𝟒𝟗𝟏𝟐𝟑𝟏𝟎𝟎𝟐X", "li＠example.com"]]
    assert [hit.kind.value for hit in read_table(rows)] == ["id_card", "email"]


def test_heads_of_codes_and_amounts_alone_make_a_row_of_heads() -> None:
    maker = Maker.seeded(57)
    rows = [["投资额", "档案号", "纳税人识别号", "设备号", "备案号"]]
    rows += [
        [
            maker.mobile() if row % 4 == 0 else f"2{row:04d}550001",
            maker.mobile() if row % 4 == 1 else f"3{row:04d}550001",
            "",
            "",
            "",
        ]
        for row in range(40)
    ]
    assert read_table(rows) == []


@pytest.mark.parametrize("shift", range(7))
def test_every_column_is_found_however_far_the_heads_are_shifted(shift: int) -> None:
    maker = Maker.seeded(21)
    rows: list[list[str | None]] = [[*HEADS[shift:], *HEADS[:shift]]]
    for i in range(25):
        rows.append(
            [str(i + 1), maker.name(), maker.id18("19700101"), maker.mobile(), maker.card(), maker.address(), "150"]
        )
    hits = read_table(rows)
    assert {kind: counted(hits, kind) for kind in ("id_card", "mobile", "bank_card", "address")} == {
        "id_card": 25, "mobile": 25, "bank_card": 25, "address": 25,
    }  # fmt: skip


@pytest.mark.parametrize("head", ["编号", "项目编号", "订单", "代码", "投资额（元）", "备注", "序号"])
def test_a_column_of_mobiles_beside_names_is_one_whatever_its_head(head: str) -> None:
    maker = Maker.seeded(22)
    rows: list[list[str | None]] = [["姓名", head, "村"]]
    rows += [[maker.name(), maker.mobile(), "泾河村"] for _ in range(8)]
    assert counted(read_table(rows), "mobile") == 8


def test_order_numbers_and_amounts_of_the_form_of_a_mobile_are_left_alone() -> None:
    draw = random.Random(23)
    rows: list[list[str | None]] = [["单位名称", "订单编号", "投资额（元）", "凭证号", "调整预算数"]]
    for _ in range(200):
        code = f"1{draw.randint(3, 9)}{draw.randint(10**8, 10**9 - 1)}"
        amounts = [str(draw.randint(10**9, 2 * 10**10)) for _ in range(3)]
        rows.append(["示例公司", code, *amounts])
    assert read_table(rows) == []


def test_an_id_written_one_figure_a_box_is_found() -> None:
    maker = Maker.seeded(24)
    for _ in range(60):
        number = maker.id18()
        while number[:2] == "99":
            number = maker.id18()
        hits = read_table([["姓名", "身份证号码"], ["张示例", *number]])
        assert counted(hits, "id_card") == 1, number
        assert [hit.masked for hit in hits][1:] == ["***"] * 17


def test_a_number_that_runs_on_in_the_cell_below_is_found_and_masked_in_both() -> None:
    maker = Maker.seeded(25)
    rows: list[list[str | None]] = [["姓名", "身份证号", "电话", "金额"]]
    for _ in range(10):
        number, phone = maker.id18("19600202"), maker.mobile()
        while number[:2] == "99":
            number = maker.id18("19600202")
        rows += [["张示例", number[:10], phone[:6], "100"], [None, number[10:], phone[6:], None]]
    hits = read_table(rows)
    assert (counted(hits, "id_card"), counted(hits, "mobile")) == (10, 10)
    assert len(hits) == 40


def test_figures_of_a_statistic_under_each_other_are_no_number() -> None:
    draw = random.Random(26)
    rows: list[list[str | None]] = [["村", "户数", "人数"]]
    rows += [["泾河村", str(draw.randint(1, 9999)), str(draw.randint(1, 99999))] for _ in range(300)]
    rows += [[None, str(draw.randint(10**6, 10**7)), str(draw.randint(10**7, 10**8))] for _ in range(300)]
    assert read_table(rows) == []


def test_a_valid_id_under_a_head_of_accounts_is_an_id() -> None:
    (hit,) = read_table([["姓名", "银行卡号", "金额"], ["张示例", "11010519491231002X", "1"]])
    assert hit.rule == "P-ID18"
    (hit,) = read_table([["姓名", "银行卡号", "金额"], ["张示例", "640105194912310020", "1"]])
    assert hit.kind.value == "bank_card"


def test_a_long_list_of_children_takes_linear_time() -> None:
    rows: list[list[str | None]] = [["姓名", "年龄"], *(["张示例", "9"] for _ in range(20_000))]
    started = time.process_time()
    assert counted(read_table(rows), "minor") == 40_000
    assert time.process_time() - started < 5

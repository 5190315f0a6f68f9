"""Mobile numbers: found among whatever words and in whatever form; figures that only look like them left alone."""

from __future__ import annotations

import random

import pytest

from checks.scan.planting import Maker
from gongkai.checks.personal import Kind, find_personal

NAMES = ("张示例", "李示例", "元示例", "万示例", "户示例")


def found(text: str) -> int:
    return sum(hit.kind is Kind.MOBILE for hit in find_personal(text))


@pytest.mark.parametrize(
    "around",
    [
        "项目负责人张示例{}",
        "项目负责人：张示例 {}",
        "投票人{}",
        "备案人{}，",
        "招标人张示例{}",
        "登记证持有人{}",
        "编号12，{}",
        "合同编号HT2018，法人{}",
        "订单联系人{}",
        "票据经手人李示例{}",
        "{}户主张示例",
        "{}万示例",
        "{}次日回复",
        "{}元旦值班",
        "2018-12-04 {}",
        "1 {} 张示例",
        "100\t{}\t200",
        "{}/{}",
        "id_{}",
        "Mob.{}",
        "证件号：{}",
        "邮箱号{}",
        "账户号{}",
        "{}QQ同号",
        "{}Tel",
    ],
)
def test_words_about_something_else_nearby_hide_no_mobile(around: str) -> None:
    maker = Maker.seeded(11)
    for _ in range(50):
        assert found(around.replace("{}", maker.mobile())) == around.count("{}")


@pytest.mark.parametrize(
    "gap", [" ", "  ", "-", "—", "－", "\n", "\r\n", "\n    ", "\u3000", "\xa0", "\u2009", "\u202f", "\u2007"]
)
@pytest.mark.parametrize(
    "shape", [(3, 4, 4), (4, 3, 4), (4, 4, 3), (5, 6), (6, 5), (3, 8), (7, 4), (3, 3, 5), (2, 9), (8, 3)]
)
def test_a_mobile_that_stands_alone_is_found_wherever_it_is_broken(gap: str, shape: tuple[int, ...]) -> None:
    maker = Maker.seeded(12)
    for around in ("{}", "张示例{}，", "张示例（{}）来访", "|{}|", "来电{}。"):
        number = maker.mobile()
        parts, at = [], 0
        for width in shape:
            parts.append(number[at : at + width])
            at += width
        assert found(around.replace("{}", gap.join(parts))) == 1, (around, parts)


@pytest.mark.parametrize(
    "form", ["1381 234 5678", "13812 345678", "13812\n345678", "1 3 8 1 2 3 4 5 6 7 8", "1381-234-5678"]
)
def test_in_a_row_of_a_list_of_people_a_serial_or_an_amount_may_stand_beside(form: str) -> None:
    for row in ("序号1 {} 张示例", "张示例 {} 100.00", "2018-12-04 {} 张示例", "12 {} 张示例"):
        if form.startswith("1 3") and row.startswith("序号"):
            continue  # twelve single figures: which of them is the serial cannot be told
        assert found(row.format(form)) == 1, row


@pytest.mark.parametrize("unseen", ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202a", "\u200e", "\ufe0f"])
def test_what_cannot_be_seen_breaks_no_number(unseen: str) -> None:
    maker = Maker.seeded(13)
    for width in range(1, 11):
        number = maker.mobile()
        assert found(f"泾河村 {number[:width]}{unseen}{number[width:]} 100") == 1
        number = maker.id18()
        assert [hit.rule for hit in find_personal(f"{number[:width]}{unseen}{number[width:]}")] == ["P-ID18"]


@pytest.mark.parametrize("joint", [".", "·", "/", "_", "．"])
def test_groups_joined_by_points_or_bars_are_one_number(joint: str) -> None:
    maker = Maker.seeded(14)
    for _ in range(50):
        number, card = maker.mobile(), maker.id18()
        assert found(f"张示例{number[:3]}{joint}{number[3:7]}{joint}{number[7:]}，") == 1
        while card[:2] == "99":
            card = maker.id18()
        text = f"证件{card[:6]}{joint}{card[6:14]}{joint}{card[14:]}"
        assert [hit.rule for hit in find_personal(text)] == ["P-ID18"]


@pytest.mark.parametrize(
    "text",
    [
        "户号7857170022，表号15235989781",
        "准考证号：HT-2019-15877849148",
        "No.HT-2019-18512437243",
        "发票号码17881752607",
        "快递单号：13812345678",
        "编号为13812345678",
        "金额13570465528",
        "总投资：15386556499",
        "14486822785立方米",
        "13812345678亿元",
        "15304113807 千瓦时",
        "第1607-1167974号",
        "XJ-1391-902-4801",
        "19550523-896",
        "1987-12-04 100",
        "1543881600\n1、事项",
        "X=4261234 18412345",
        "泾河村 1391 902 4801",
        "合计 1391 902 4801",
        "1391 902 4801 100",
        "泾河村\t1391\t902\t4801\n兴盛村\t288\t1902\t44",
        "户数1391\n9024801元",
        "36\n1391\n9024801\n22",
        "75 17 62750\n181 1280 1076\n1162 44 90",
        "座位 861 335 1716 202",
        "0709 2001 2148 0948 0911 1051",
        "总机0951-5069832转1319",
    ],
)
def test_figures_and_codes_are_no_mobiles(text: str) -> None:
    assert find_personal(text) == []


def test_rows_of_statistics_give_hardly_a_false_alarm() -> None:
    draw = random.Random(15)
    wrong = rows = 0
    for _ in range(800):
        width = draw.randint(3, 8)
        table = "\n".join(
            f"{name} " + " ".join(str(draw.randint(1, 10 ** draw.randint(1, 6))) for _ in range(width))
            for name in ("泾河村", "兴盛村", "十里铺村", "合计")
        )
        rows += 4
        wrong += len(find_personal(table))
    assert wrong / rows < 0.002

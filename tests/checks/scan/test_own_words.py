"""An agency's own wrong forms are found in any file, with their places."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from checks.scan.slides import paragraph, presentation, shape, slide, table
from gongkai.checks.scan import Options, scan
from gongkai.checks.scan.collect import own_words

OPTIONS = Options(wording=False, own=(("示例乡", "示例镇"), ("任然", "")))


def found(data: bytes, name: str) -> list[tuple[str, int, str]]:
    return [(f.text_masked, f.count, f.where) for f in scan(data, name, OPTIONS).findings if f.rule == "T-OWN"]


def test_in_running_text_with_lines() -> None:
    assert found("示例镇\n原示例乡，任然是示例乡。\n".encode(), "通知.txt") == [
        ("示例乡", 2, "第2行"),
        ("任然", 1, "第2行"),
    ]


def test_in_cells_of_a_workbook() -> None:
    book = openpyxl.Workbook()
    book.active.append(["单位", "户数"])
    book.active.append(["示例乡", 3])
    book.active.append(["原示例乡", 4])
    out = io.BytesIO()
    book.save(out)
    ((word, count, where),) = found(out.getvalue(), "名单.xlsx")
    assert (word, count) == ("示例乡", 2)
    assert where.endswith("A2")


def test_in_slides_their_tables_and_archives() -> None:
    data = presentation([slide(shape(paragraph("示例", "乡汇报")), table([["示例乡", "1"], ["乙", "2"]]))])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a.pptx", data)
    assert [(word, where) for word, _, where in found(out.getvalue(), "附件.zip")] == [
        ("示例乡", "a.pptx › 幻灯片1 表1 第1行第1列"),
        ("示例乡", "a.pptx › 幻灯片1"),
    ]


def test_advice_names_the_right_form() -> None:
    advice = {f.text_masked: f.suggestion for f in scan("示例乡任然".encode(), "a.txt", OPTIONS).findings}
    assert advice["示例乡"] == "本单位名单：“示例乡”应写作“示例镇”"
    assert advice["任然"] == "本单位名单：“任然”不要用"


@pytest.mark.parametrize(
    ("text", "starts"),
    [("政府信息公开办公室", []), ("政府信息公开办", [0]), ("政府信息公开办、政府信息公开办公室", [0])],
)
def test_a_short_form_inside_its_own_right_form_is_no_fault(text: str, starts: list[int]) -> None:
    assert [at for at, _ in own_words(text, (("政府信息公开办", "政府信息公开办公室"),))] == starts


def test_no_list_no_finding() -> None:
    assert not [f for f in scan("示例乡".encode(), "a.txt", Options(wording=False)).findings if f.rule == "T-OWN"]

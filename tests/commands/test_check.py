"""``gongkai check`` as a program: JSON contract, exit codes, several files, workbook, unreadable files."""

from __future__ import annotations

import json
from decimal import Decimal

import openpyxl
import pytest
from click.testing import CliRunner

from checks.report.generator import LAYOUTS, report
from gongkai.cli import main, main_group

KEYS = ["file", "readable", "edition", "agency", "year", "cells", "blank", "findings"]
FINDING_KEYS = {
    "rule", "severity", "verdict", "where", "cells", "expected", "found", "expression", "excerpt", "message",
}  # fmt: skip


@pytest.fixture
def files(tmp_path):
    """A sound report, one with a wrong cell, and a file that is no document."""
    made = report("2021", 1)
    sound = tmp_path / "甲镇.html"
    sound.write_bytes(LAYOUTS["html_spans"](made)[1])
    wrong = tmp_path / "乙镇.html"
    wrong.write_bytes(LAYOUTS["html_spans"](made.with_cells({"R21.3.1.np": made.cells["R21.3.1.np"] + 1}))[1])
    broken = tmp_path / "丙镇.docx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    return sound, wrong, broken


def run(*args):
    return CliRunner().invoke(main_group, ["check", *map(str, args)])


def test_a_sound_report_ends_with_zero_and_a_wrong_one_with_one(files):
    sound, wrong, _ = files
    assert run(sound).exit_code == 0
    assert run(wrong).exit_code == 1


def test_an_unreadable_file_ends_with_two_and_the_others_are_still_checked(files):
    result = run(*files, "--json")
    objects = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 2
    assert [o["readable"] for o in objects] == [True, True, False]
    assert objects[2]["findings"][0]["message"].startswith("文件没有检查")
    assert objects[2]["cells"] == {}


def test_the_json_object_has_the_keys_of_the_contract(files):
    data = json.loads(run(files[1], "--json").stdout)
    assert list(data) == KEYS
    assert data["edition"] == "2021"
    assert set(data["findings"][0]) >= FINDING_KEYS
    assert {f["verdict"] for f in data["findings"]} <= {"pass", "fail", "cannot_tell", "not_assessable"}
    assert {f["severity"] for f in data["findings"]} <= {"error", "warning", "info"}


def test_json_numbers_are_numbers_and_blanks_are_listed(tmp_path):
    made = report("2021", 2)
    made = made.with_cells({"R21.2.8.fee.amount": Decimal("0.7")}).with_printed({"R21.3.1.np": "", "R21.3.1.ent": "—"})
    path = tmp_path / "空格.html"
    path.write_bytes(LAYOUTS["html_spans"](made)[1])
    data = json.loads(run(path, "--json").stdout)
    assert data["cells"]["R21.2.8.fee.amount"] == 0.7
    assert isinstance(data["cells"]["R21.3.1.tot"], int)
    assert set(data["blank"]) == {"R21.3.1.np", "R21.3.1.ent"}
    assert not set(data["blank"]) & set(data["cells"])


def test_a_folder_and_a_pattern_stand_for_their_files(files, tmp_path):
    by_folder = run(tmp_path, "--json").stdout.splitlines()
    by_pattern = run(f"{tmp_path}/*.html", "--json").stdout.splitlines()
    assert (len(by_folder), len(by_pattern)) == (3, 2)


def test_a_name_that_is_not_there_is_reported_as_unreadable(tmp_path):
    result = run(tmp_path / "没有.pdf", "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["readable"] is False


def test_an_empty_folder_is_refused_in_chinese(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["check", str(tmp_path)])
    assert ended.value.code == 2
    assert "没有找到可以检查的文件" in capsys.readouterr().err


def test_many_files_are_checked_in_order_by_several_processes(files, tmp_path):
    sound = files[0].read_bytes()
    for i in range(6):
        (tmp_path / f"镇{i}.html").write_bytes(sound)
    objects = [json.loads(line) for line in run(f"{tmp_path}/镇*.html", "--json").stdout.splitlines()]
    assert [o["file"][-7:] for o in objects] == [f"镇{i}.html"[-7:] for i in range(6)]


def test_the_plain_output_says_what_where_and_what_to_do(files):
    out = run(files[1]).stdout
    assert "错误" in out
    assert "第三章表" in out
    assert "算式：" in out
    assert "请核对" in out


def test_several_files_end_with_a_summary(files):
    out = run(*files).stdout
    assert "共 3 份报告" in out
    assert "没有错误的 1 份，有错误的 1 份，无法读取的 1 份" in out


def test_the_workbook_lists_every_report_and_every_finding(files, tmp_path):
    target = tmp_path / "结果.xlsx"
    result = run(*files, "--xlsx", target)
    assert result.exit_code == 2
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["汇总", "检查结果"]
    assert book["汇总"].max_row == 4
    rows = list(book["检查结果"].iter_rows(values_only=True))
    assert any(row[4] == "C-03" for row in rows)
    assert rows[0][:4] == ("文件", "机关", "年度", "程度")


def test_a_workbook_must_end_in_xlsx_and_nothing_is_written(files, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["check", str(files[0]), "--xlsx", str(tmp_path / "结果.txt")])
    assert ended.value.code == 2
    assert ".xlsx" in capsys.readouterr().err


def test_last_year_is_compared_and_what_the_caller_says_overrules(tmp_path):
    now, before = report("2021", 3), report("2021", 4)
    for name, made in (("今年", now), ("去年", before)):
        (tmp_path / f"{name}.html").write_bytes(LAYOUTS["html_spans"](made)[1])
    data = json.loads(run(tmp_path / "今年.html", "--previous", tmp_path / "去年.html", "--json").stdout)
    assert "C-04" in {f["rule"] for f in data["findings"]}
    data = json.loads(run(tmp_path / "今年.html", "--agency", "示例镇", "--year", "2022", "--json").stdout)
    assert (data["agency"], data["year"]) == ("示例镇", 2022)


def test_two_towns_with_the_same_problems_are_told_apart_only_by_name(tmp_path):
    text = (
        "公开的及时性还不够，部分栏目更新后停滞；解读形式较为单一，图解和视频偏少；专职人员不足，业务培训不够，" * 2,
    )
    for name in ("示例县青石镇", "示例县白杨镇"):
        made = report("2021", 6)
        chapters = tuple((t, text if "问题" in t else p) for t, p in made.chapters)
        from dataclasses import replace

        agency = f"{name}人民政府"
        made = replace(made, agency=agency, title=f"{agency}{made.year}年政府信息公开工作年度报告", chapters=chapters)
        made = replace(made, signature=(agency, made.signature[1]))
        (tmp_path / f"{name}.html").write_bytes(LAYOUTS["html_spans"](made)[1])
    objects = [json.loads(line) for line in run(tmp_path, "--json").stdout.splitlines()]
    assert [("L-27" in {f["rule"] for f in o["findings"]}) for o in objects] == [False, True]

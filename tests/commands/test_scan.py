"""``gongkai scan``: the contract of its output and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from checks.scan.planting import Maker, archive, people, photo, workbook
from gongkai.checks.personal import Kind
from gongkai.commands.scan import command

KINDS = set(Kind)


def run(*arguments: str):
    return CliRunner().invoke(command, list(arguments))


def test_json_is_one_object_a_line_with_the_agreed_keys(tmp_path: Path) -> None:
    rows = people(Maker.seeded(1), 5)
    (tmp_path / "a.xlsx").write_bytes(workbook(rows))
    (tmp_path / "b.txt").write_text("全文公开。", encoding="utf-8")
    result = run(str(tmp_path), "--json")
    assert result.exit_code == 1
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [Path(line["file"]).name for line in lines] == ["a.xlsx", "b.txt"]
    for line in lines:
        assert set(line) == {"file", "readable", "findings"}
        for finding in line["findings"]:
            assert set(finding) == {"rule", "severity", "kind", "text_masked", "where", "count", "suggestion"}
            assert finding["kind"] in KINDS
            assert finding["severity"] in ("error", "warning", "info")
    assert {f["kind"]: f["count"] for f in lines[0]["findings"] if f["kind"] == "id_card"} == {"id_card": 5}
    assert not [value for row in rows for value in row[2:6] if value in result.output]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", "主动公开信息678条。".encode(), 0),
        ("a.txt", b"13800138000", 1),
        ("a.docx", b"PK\x03\x04 nothing", 2),
        ("a.zip", archive({"a.rar": b"Rar!\x1a\x07\x00xx", "b.txt": b"13800138000"}), 2),
    ],
)
def test_exit_codes(tmp_path: Path, name: str, data: bytes, code: int) -> None:
    (tmp_path / name).write_bytes(data)
    assert run(str(tmp_path / name)).exit_code == code


def test_a_missing_file_is_exit_2_and_the_others_are_still_checked(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("13800138000", encoding="utf-8")
    result = run(str(tmp_path / "nothing.txt"), str(tmp_path / "b.txt"), "--json")
    assert result.exit_code == 2
    assert [json.loads(line)["readable"] for line in result.stdout.splitlines()] == [False, True]
    assert "Traceback" not in result.output


def test_words_for_a_person_are_chinese_and_masked(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("电话13800138000", encoding="utf-8")
    result = run(str(tmp_path / "a.txt"))
    assert "手机号码" in result.output
    assert "138****8000" in result.output
    assert "13800138000" not in result.output


def test_allowed_numbers_of_the_agency(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("电话13800138000", encoding="utf-8")
    (tmp_path / "allow.txt").write_text("# 本单位\n138-0013-8000\n", encoding="utf-8")
    assert run(str(tmp_path / "a.txt"), "--allow", str(tmp_path / "allow.txt")).exit_code == 0


def test_masked_copies_are_written_and_are_clean(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    (source / "sub").mkdir(parents=True)
    (source / "名单.xlsx").write_bytes(workbook(people(Maker.seeded(2), 5)))
    (source / "sub" / "走访.jpg").write_bytes(photo())
    before = (source / "名单.xlsx").read_bytes()
    assert run(str(source), "--mask", str(out)).exit_code == 1
    assert (source / "名单.xlsx").read_bytes() == before
    assert (out / "sub" / "走访.jpg").is_file()
    assert run(str(out)).exit_code == 0


def test_two_files_whose_copies_would_have_one_name_both_keep_theirs(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for name in ("名单.xlsx", "名单.xlsm"):
        (source / name).write_bytes(workbook(people(Maker.seeded(3), 2)))
    assert run(str(source), "--mask", str(out)).exit_code == 1
    assert sorted(path.name for path in out.iterdir()) == ["名单.xlsx", "名单（2）.xlsx"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.xlsx", b"", "文件是空的"),
        ("空.txt", b"", ""),
        ("坏.docx", "这不是文档".encode(), "和扩展名不符"),
        ("坏.bin", bytes(64), "空字节"),
        ("页.pdf", b"%PDF-1.7 nothing", "已损坏"),
    ],
)
def test_a_damaged_file_is_said_to_be_unread_and_an_empty_text_is_clean(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(data)
    result = run(str(tmp_path / name))
    assert (result.exit_code, words in result.output) == (2 if words else 0, True)


def test_a_device_is_no_file_and_is_not_read() -> None:
    result = run("/dev/zero")
    assert result.exit_code == 2
    assert "不是文件" in result.output

"""``gongkai workdays`` and ``gongkai fees`` as a person runs them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gongkai.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    code = 0
    try:
        main(list(arguments))
    except SystemExit as ended:
        code = int(ended.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def test_workdays_prints_the_date_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "workdays", "2024-02-02", "20") == (0, "2024-03-06\n", "")
    assert run(capsys, "workdays", "2024-03-06", "-20") == (0, "2024-02-02\n", "")


def test_workdays_explains_each_day_left_out_or_added(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "workdays", "2024-02-02", "20", "--explain")
    lines = out.splitlines()
    assert (code, lines[0]) == (0, "2024-03-06")
    make_up = next(line for line in lines if line.startswith("2024-02-18"))
    assert "春节调休上班，计为第7个工作日" in make_up
    assert "国办发明电〔2023〕7号" in make_up
    assert sum("春节放假" in line for line in lines) == 8
    assert not any("2024-02-09" in line for line in lines)


def test_workdays_says_when_a_date_is_provisional(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "workdays", "2026-12-20", "20")
    assert (code, out) == (0, "2027-01-18\n")
    assert "暂定" in err
    assert "2027年" in err
    assert "暂定" in run(capsys, "workdays", "2026-12-20", "20", "--explain")[1].splitlines()[-1]


def test_workdays_takes_local_festivals(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "local.toml"
    path.write_text(
        '[[notice]]\ntitle = "示例通知"\n[[notice.holiday]]\nname = "开斋节"\nfirst = 2025-03-31\n', encoding="utf-8"
    )
    assert run(capsys, "workdays", "2025-03-28", "1", "--local", str(path))[1] == "2025-04-01\n"


def test_workdays_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "workdays", "2026-12-20", "20", "--json")
    data = json.loads(out)
    assert (data["date"], data["days"], data["provisional"]) == ("2027-01-18", 20, True)
    assert data["trace"][0]["value"] == "2026-12-20"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2024-02-30", "3"], "没有 2024-02-30 这一天"),
        (["2024/02/02", "3"], "不是日期"),
        (["20240202", "3"], "不是日期"),
        (["2024-02-02", "2.5"], "不是整数"),
        (["2024-02-02", "二十"], "不是整数"),
        (["2024-02-02"], "缺少参数"),
        (["2024-02-02", "--bogus"], "没有 --bogus 这个选项"),
        (["2024-02-02", "3", "4"], "多出了参数"),
        (["1999-01-01", "3"], "超出了日历的范围"),
        (["2024-02-02", "99999"], "超出了日历的范围"),
        (["2024-02-02", "3", "--local", "/no/such.toml"], "没有这个日历文件"),
    ],
)
def test_workdays_refuses_bad_input_in_chinese(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    code, out, err = run(capsys, "workdays", *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_fees_print_the_yuan_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "fees", "--items", "41") == (0, "4300\n", "")
    assert run(capsys, "fees", "--pages", "201") == (0, "2740\n", "")


def test_fees_explain_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "fees", "--items", "41", "--explain")
    assert out.splitlines()[0] == "4300"
    assert "第31至40件，10件×200元＝2000元" in out
    assert json.loads(run(capsys, "fees", "--pages", "68", "--json")[1])["amount"] == 380


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "件数或者页数"),
        (["--items", "3", "--pages", "4"], "只能用一种标准"),
        (["--items", "0"], "大于0的整数"),
        (["--items", "-3"], "大于0的整数"),
        (["--pages", "2.5"], "大于0的整数"),
        (["--pages", "abc"], "大于0的整数"),
        (["--pages"], "后面要有值"),
    ],
)
def test_fees_refuse_bad_input_in_chinese(capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    code, out, err = run(capsys, "fees", *arguments)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize("arguments", [["workdays", "2024-02-02", "20", "--explain"], ["fees", "--items", "41"]])
def test_the_pure_commands_answer_within_the_allowed_time(arguments: list[str]) -> None:
    """0.4 s for the whole process; the best of three, for a machine that others use too."""
    took = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "gongkai.cli", *arguments], check=True, capture_output=True)
        took.append(time.perf_counter() - started)
    assert min(took) < 0.4


def test_the_pure_commands_load_neither_django_nor_rich() -> None:
    code = (
        "import sys; from gongkai.cli import main\n"
        "try: main(['workdays', '2024-02-02', '20'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'django', 'rich', 'wagtail', 'openpyxl', 'docx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["2024-03-06", "[]"]

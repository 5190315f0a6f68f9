"""``gongkai import`` as a person runs it: in a process of its own, on a database of its own."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from functools import partial

import pytest

from example_tables import csv_bytes

#: The command, stopped in the middle of writing: it says so and waits to be killed.
STOPPING = """
import sys
from gongkai.intake import running
whole = running._write
def write(batch, progress):
    def stop(stage, done, total):
        if 0 < done < total:
            print("half", flush=True)
            sys.stdin.readline()
    whole(batch, stop)
running._write = write
from gongkai.cli import main
main(["import", "meetings", sys.argv[1], "--agency", "shili"])
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A data folder with the tables made and one town in it; made once, since migrating takes seconds."""
    folder = tmp_path_factory.mktemp("prepared")
    table = folder / "agencies.csv"
    table.write_bytes(csv_bytes("代码|名称|简称|层级\nshili|示例镇人民政府|示例镇|乡镇"))
    done = _run(folder, "import", "单位", str(table))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def data(prepared, tmp_path):
    return shutil.copytree(prepared, tmp_path / "data")


def _environment(folder):
    inherited = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PYTEST_VERSION")}
    return inherited | {"GONGKAI_DATA": str(folder)}


def _run(folder, *arguments):
    command = [sys.executable, "-m", "gongkai.cli", *arguments]
    return subprocess.run(command, env=_environment(folder), capture_output=True, text=True, timeout=300)


def _count(folder, table="registers_meeting"):
    with sqlite3.connect(folder / "gongkai.sqlite3") as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@pytest.fixture
def meetings(tmp_path):
    file = tmp_path / "会议.csv"
    file.write_bytes(csv_bytes("编号|会议名称|召开日期\n" + "\n".join(f"{n}|会议{n}|2018-3-5" for n in range(1200))))
    return file


@pytest.mark.slow  # a process of its own, and a database on disk
def test_an_import_from_the_command_line_and_again(data, meetings):
    done = _run(data, "import", "工作会议", str(meetings), "--agency", "shili")
    assert (done.returncode, done.stdout, done.stderr) == (0, "工作会议：新增1200条，更新0条，没有变化0条\n", "")
    again = _run(data, "import", "meetings", str(meetings), "--agency", "shili")
    assert again.stdout == "工作会议：新增0条，更新0条，没有变化1200条\n"


@pytest.mark.slow  # as above
@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT])
def test_a_kill_in_the_middle_leaves_the_database_as_before(data, meetings, stop):
    before = _count(data, "trail_trailentry")
    command = [sys.executable, "-c", STOPPING, str(meetings)]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    # A shell that runs this suite in the background passes on that interrupts are ignored; a clerk's does not.
    heeded = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, env=_environment(data), text=True, preexec_fn=heeded, **pipes) as process:
        try:
            assert process.stdout.readline() == "half\n"
            process.send_signal(stop)
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == (-9 if stop == signal.SIGKILL else 130)
    assert said == ("" if stop == signal.SIGKILL else "已中止，什么都没有写入。\n")
    assert (_count(data), _count(data, "trail_trailentry")) == (0, before)
    done = _run(data, "import", "meetings", str(meetings), "--agency", "shili")
    assert done.returncode == 0
    assert _count(data) == 1200


@pytest.mark.slow  # as above
def test_bad_input_is_told_in_chinese_with_exit_code_2_and_no_traceback(data, tmp_path):
    bad = tmp_path / "会议.csv"
    bad.write_bytes(csv_bytes("编号|会议名称|召开日期\n1|甲|2018-2-30"))
    done = _run(data, "import", "会议", str(bad), "--agency", "shili")
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == "错误：会议.csv 第2行C列“召开日期”：“2018-2-30”没有这一天\n错误：共有1处问题，什么都没有写入\n"
    )
    assert _count(data) == 0


# ── in this process ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def gongkai(capsys, monkeypatch, db):
    """``gongkai("import", …)``: exit code, standard output, standard error."""
    from gongkai.cli import main
    from gongkai.server import bootstrap

    monkeypatch.setattr(bootstrap, "migrate", lambda: False)

    def gongkai(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        captured = capsys.readouterr()
        return ended.value.code or 0, captured.out, captured.err

    return gongkai


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["工作会议"], "要写明表名和文件"),
        (["工作会", "没有.csv"], "没有“工作会”这种表，是不是“工作会议”"),
        (["工作会议", "没有.csv"], "没有这个文件"),
        (["工作会议", "没有.csv", "--agency", "shil"], "没有代码是“shil”的单位，是不是“shili”"),
        (["all", "没有"], "没有这个文件"),
        (["--template", "工作会议", "模板.doc"], ".xlsx 或 .csv"),
        (["--template", "工作会议", "没有/模板.csv"], "写不进去"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(gongkai, make_agency, monkeypatch, tmp_path, arguments, words):
    monkeypatch.chdir(tmp_path)
    make_agency("shili")
    code, out, err = gongkai("import", *arguments)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert words in err


def test_the_list_names_every_kind_and_a_template_is_written(gongkai, tmp_path):
    code, out, _ = gongkai("import", "--list")
    assert code == 0
    assert "工作会议（meetings）：" in out
    assert "办事指南（service-guides）：" in out
    assert out.count("\n") == 32
    file = tmp_path / "空表.xlsx"
    assert gongkai("import", "--template", "meetings", str(file))[0] == 0
    assert file.read_bytes()[:2] == b"PK"


def test_a_folder_of_tables_goes_in_together(gongkai, make_agency, tmp_path):
    make_agency("shili")
    (tmp_path / "回应.csv").write_bytes(csv_bytes("事项|回应方式|回应日期\n1|微博|2018-3-2"))
    (tmp_path / "concerns.csv").write_bytes(csv_bytes("编号|事项|发现日期\n1|路灯|2018-3-1", "gbk"))
    (tmp_path / "说明.txt").write_text("不是表")
    (tmp_path / "~$concerns.xlsx").write_bytes(b"lock")
    code, out, _ = gongkai("import", "all", str(tmp_path), "--agency", "shili", "--dry-run")
    assert (code, out.splitlines()[:2]) == (
        0,
        ["关注热点和舆情：新增1条，更新0条，没有变化0条", "回应：新增1条，更新0条，没有变化0条"],
    )
    assert "没有写入" in out
    (tmp_path / "会仪.csv").write_bytes(b"a")
    code, _, err = gongkai("import", "all", str(tmp_path), "--agency", "shili")
    assert code == 2
    assert "会仪.csv：没有“会仪”这种表，是不是“会议”" in err or "会仪.csv：没有“会仪”这种表" in err


def test_a_workbook_with_a_sheet_for_each_kind_goes_in_together(gongkai, make_agency, tmp_path):
    from example_tables import xlsx_bytes

    make_agency("shili")
    file = tmp_path / "台账.xlsx"
    head = ["编号", "事项", "发现日期"]
    file.write_bytes(
        xlsx_bytes(
            回应=[["事项", "回应方式", "回应日期"], [1, "微博", "2018-3-2"]], 热点舆情=[head, [1, "路灯", "2018-3-1"]]
        )
    )
    code, out, _ = gongkai("import", "all", str(file), "--agency", "shili")
    assert (code, out.count("新增1条")) == (0, 2)
    file.write_bytes(xlsx_bytes(随便=[[1]], 热点舆情=[head]))
    code, _, err = gongkai("import", "all", str(file), "--agency", "shili")
    assert code == 2
    assert "工作表“随便”" in err


def test_progress_is_shown_on_a_terminal_only(monkeypatch):
    import io

    from gongkai.commands import imports

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    for stream, shown in ((io.StringIO(), False), (Terminal(), True)):
        monkeypatch.setattr(sys, "stderr", stream)
        with imports._bar() as progress:
            progress("写入工作会议", 500, 1000)
            progress("写入工作会议", 1000, 1000)
        assert ("写入工作会议" in stream.getvalue()) == shown


def test_a_folder_of_old_items_is_imported_with_its_texts(data, tmp_path):
    folder = tmp_path / "旧信息"
    folder.mkdir()
    (folder / "政府信息.csv").write_bytes(csv_bytes("编号|标题|正文文件|发布日期\n2019-1|防汛通知|一.txt|2019-5-6"))
    (folder / "一.txt").write_bytes("各村：\n请做好准备。".encode("gb18030"))
    done = _run(data, "import", "政府信息", str(folder), "--agency", "shili")
    assert done.returncode == 0, done.stderr
    assert "新增1条" in done.stdout
    with sqlite3.connect(next(data.rglob("*.sqlite3"))) as base:
        rows = base.execute("select title, body, live from disclosures_disclosure").fetchall()
    assert rows == [("防汛通知", "<p>各村：</p><p>请做好准备。</p>", 1)]
    (folder / "一.txt").unlink()
    refused = _run(data, "import", "政府信息", str(folder), "--agency", "shili")
    assert refused.returncode == 2
    assert "没有“一.txt”" in refused.stderr

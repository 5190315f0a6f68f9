"""``gongkai report``: files, the JSON contract, figures opened, and every refusal in Chinese with exit code 2."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from gongkai.agencies.scoping import as_agency
from gongkai.channels.models import Channel, Release
from gongkai.cli import main
from gongkai.disclosures.models import Disclosure
from gongkai.information_requests.models import InformationRequest
from gongkai.law.forms import load
from gongkai.reports.models import AnnualReport, Chapter
from gongkai.reports.services import begin_report, override_figure
from gongkai.trail.services import Actor

pytestmark = pytest.mark.django_db

TITLE = "示例镇人民政府{year}年政府信息公开工作年度报告"


@pytest.fixture
def town(make_agency):
    agency = make_agency("shili", name="示例镇人民政府", short_name="示例镇")
    with as_agency(agency):
        wechat = Channel.objects.create(agency=agency, ref="wechat", kind="wechat", name="示例微信")
        for n in (1, 2):
            disclosure = Disclosure.objects.create(agency=agency, ref=f"x-{n}", title=f"=示例公告{n}")
            Release.objects.create(agency=agency, disclosure=disclosure, channel=wechat, released_on=f"2018-05-0{n}")
        InformationRequest.objects.create(
            agency=agency, ref="s-1", received_on="2022-03-01", decided_on="2022-03-10", outcome="O-12", means="mail", applicant_kind="np"
        )  # fmt: skip
    return agency


@pytest.fixture
def gongkai(capsys):
    """``gongkai("report", …)`` → (exit code, standard output, standard error)."""

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        out = capsys.readouterr()
        return int(ended.value.code or 0), out.out, out.err

    return run


def test_the_json_file_keeps_the_contract(town, gongkai, tmp_path):
    code, out, _ = gongkai("report", "shili", "2018", "--format", "json", "--out", str(tmp_path))
    path = tmp_path / (TITLE.format(year=2018) + ".json")
    assert (code, out.split()) == (0, [str(path)])
    data = json.loads(path.read_text(encoding="utf-8"))
    assert (data["agency"], data["year"], data["edition"]) == ("shili", 2018, "2014")
    assert list(data["cells"]) == list(data["computed"]) == list(data["records"]) == list(load("2014").cells)
    assert (data["cells"]["S14.1.1"], data["cells"]["S14.1.2.4"], data["records"]["S14.1.1"]) == (2, 2, 2)
    assert all(isinstance(number, int | float) and not isinstance(number, bool) for number in data["cells"].values())
    assert data["overrides"] == []
    assert all(
        {"rule", "severity", "verdict", "where", "cells", "message"} <= set(finding) for finding in data["findings"]
    )


def test_an_override_is_in_the_json_beside_the_computed_figure(town, gongkai, tmp_path, django_user_model):
    import datetime as dt

    now = dt.datetime(2019, 1, 2, tzinfo=dt.UTC)
    with as_agency(town):
        report = begin_report(town, 2018, actor=Actor(), now=now)
        override_figure(report, "S14.8.4", "0.7", reason="财务台账", actor=Actor(name="示例经办"), now=now)
    gongkai("report", "shili", "2018", "--format", "json", "--out", str(tmp_path))
    data = json.loads(next(tmp_path.glob("*.json")).read_text(encoding="utf-8"))
    assert (data["cells"]["S14.8.4"], data["computed"]["S14.8.4"]) == (0.7, 0)
    (override,) = data["overrides"]
    assert (override["key"], override["author"], override["reason"]) == ("S14.8.4", "示例经办", "财务台账")


def test_all_five_formats_are_written_whole_and_their_paths_printed(town, gongkai, tmp_path):
    folder = tmp_path / "新文件夹"
    code, out, _ = gongkai("report", "shili", "2022", "--out", str(folder))
    assert code == 0
    assert [Path(line).suffix for line in out.splitlines()] == [".docx", ".pdf", ".xlsx", ".html", ".json"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(Path(line).name for line in out.splitlines())
    assert all(Path(line).stat().st_size > 1000 for line in out.splitlines())


def test_reading_never_writes_to_the_database(town, gongkai, tmp_path):
    gongkai("report", "shili", "2018", "--format", "json", "--out", str(tmp_path))
    with as_agency(town):
        assert not AnnualReport.objects.exists()


def test_an_error_finding_gives_exit_code_1_and_the_files_all_the_same(town, gongkai, tmp_path):
    import datetime as dt

    now = dt.datetime(2019, 1, 2, tzinfo=dt.UTC)
    with as_agency(town):
        report = begin_report(town, 2018, actor=Actor(), now=now)
        override_figure(report, "S14.1.1", 1, reason="示例", actor=Actor(), now=now)
    code, out, err = gongkai("report", "shili", "2018", "--format", "json", "--out", str(tmp_path))
    assert code == 1
    assert Path(out.strip()).exists()
    assert "[错误] A-02" in err


def test_a_published_report_is_held_against_the_records(gongkai, shared, tmp_path, make_agency):
    """The founding document: an empty register differs from it in every cell that is not 0."""
    make_agency("xingjing", name="银川市西夏区兴泾镇人民政府", short_name="兴泾镇")
    seed = shared / "seeds" / "xingjing-2018.txt"
    code, _, err = gongkai(
        "report", "xingjing", "2018", "--format", "json", "--out", str(tmp_path), "--published", str(seed)
    )
    assert code == 0
    data = json.loads(next(tmp_path.glob("*.json")).read_text(encoding="utf-8"))
    differing = {finding["cells"][0]: finding["found"] for finding in data["findings"] if finding["rule"] == "F-01"}
    assert len(differing) == 15
    assert (differing["S14.1.1"], differing["S14.8.4"], differing["S14.2.2.4"]) == ("678", "0.7", "10")
    assert "已公布的报告印的是“678”" in err
    code, _, err = gongkai("report", "xingjing", "2022", "--format", "json", "--published", str(seed))
    assert code == 2
    assert "2014年版" in err


def test_a_cell_is_opened_into_its_records(town, gongkai, tmp_path):
    target = tmp_path / "记录.csv"
    code, out, _ = gongkai("report", "shili", "2018", "--explain", "S14.1.2.4", "--csv", str(target))
    assert code == 0
    assert "4.政务微信公开政府信息数" in out
    assert "台账算出：2条" in out
    assert "编号\t标题\t首次发布日期\t渠道数" in out
    assert "x-1\t=示例公告1\t2018-05-01\t1" in out
    with target.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["编号"], row["标题"]) for row in rows] == [("x-1", "'=示例公告1"), ("x-2", "'=示例公告2")]
    assert [path.name for path in tmp_path.iterdir()] == ["记录.csv"]


def test_a_total_is_explained_by_its_parts(town, gongkai):
    code, out, _ = gongkai("report", "shili", "2022", "--explain", "R21.3.1.tot")
    assert code == 0
    assert "各部分相加" in out
    assert "s-1\t2022-03-01\t信函\t自然人\t2022-03-10\t予以公开" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nobody", "2018"), "没有代码是“nobody”的单位，可用的有：shili（示例镇）"),
        (("shili", "2013"), "2013年度没有全国统一的统计表，这里能编2014年度以后的报告"),
        (("shili", "今年"), "“今年”不是年度，请写四位数字"),
        (("shili", "20188"), "“20188”不是年度"),
        (("shili", "2018", "--format", "doc"), "没有“doc”这种格式，可用的有：docx、pdf、xlsx、html、json"),
        (("shili", "2018", "--format", ","), "没有写要哪种格式"),
        (("shili", "2018", "--explain", "R21.3.1.tot"), "没有“R21.3.1.tot”这一格"),
        (("shili", "2018", "--explain", "S14.1"), "没有“S14.1”这一格"),
        (("shili", "2018", "--csv", "x.csv"), "--csv 要和 --explain 一起用"),
        (("shili", "2018", "--published", "没有.pdf"), "找不到这个文件"),
        (("shili",), "缺少参数"),
    ],
)
def test_what_cannot_be_done_is_refused_in_chinese_and_nothing_is_written(
    town, gongkai, tmp_path, arguments, said, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    code, out, err = gongkai("report", *arguments)
    assert code == 2
    assert said in err
    assert "Traceback" not in err
    assert out == ""
    assert list(tmp_path.iterdir()) == []


def test_an_installation_without_agencies_says_what_to_do(gongkai, tmp_path):
    code, _, err = gongkai("report", "xingjing", "2018", "--out", str(tmp_path))
    assert code == 2
    assert "gongkai demo" in err


def test_a_database_that_is_not_up_to_date_is_said_so(town, gongkai, monkeypatch):
    from django.db.utils import OperationalError

    from gongkai.reports import queries

    def outdated(*_):
        raise OperationalError("no such column")

    monkeypatch.setattr(queries, "report_of", outdated)
    code, _, err = gongkai("report", "shili", "2018")
    assert code == 2
    assert "gongkai manage migrate" in err


def test_a_folder_that_cannot_be_written_is_refused(town, gongkai, tmp_path):
    (tmp_path / "文件").write_text("")
    code, _, err = gongkai("report", "shili", "2018", "--format", "json", "--out", str(tmp_path / "文件" / "里面"))
    assert code == 2
    assert "写不进去" in err


def test_text_that_cannot_be_printed_stops_everything(town, gongkai, tmp_path):
    import datetime as dt

    with as_agency(town):
        report = begin_report(town, 2018, actor=Actor(), now=dt.datetime(2019, 1, 2, tzinfo=dt.UTC))
        Chapter.objects.filter(report=report, position=3).update(body="<p>{{ 不存在 }}</p>")
    code, _, err = gongkai("report", "shili", "2018", "--out", str(tmp_path))
    assert code == 2
    assert "第三章第1行" in err
    assert list(tmp_path.iterdir()) == []


def test_a_failure_half_way_leaves_no_file(town, gongkai, tmp_path, monkeypatch):
    from gongkai.reports import files

    def broken(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", broken)
    code, _, err = gongkai("report", "shili", "2018", "--format", "json", "--out", str(tmp_path))
    assert code == 2
    assert "写不进去" in err
    assert list(tmp_path.iterdir()) == []


def test_help_is_in_chinese(gongkai):
    code, out, _ = gongkai("report", "--help")
    assert code == 0
    assert "--explain" in out
    assert "退出代码" in out

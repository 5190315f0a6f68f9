"""The public page that checks a report: findings beside the text, nothing stored, bad files refused in words."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.law.forms import load
from gongkai.portal.live import check as page

pytestmark = pytest.mark.django_db


def _report():
    """A whole report of the 2014 form, in which a part is larger than its total and the text disagrees with the table."""
    numbers = {"S14.1.1": 20, "S14.1.1.a": 25, "S14.1.2.2": 20}
    lines = ["示例镇2018年政府信息公开工作年度报告", "一、总体公开工作情况概述", "全年主动公开政府信息30条。"]
    lines += ["示例镇2018年政府信息公开情况统计表", "统 计 指 标\t单 位\t统 计 数"]
    for code, row in load("2014").rows.items():
        lines.append(f"{row.label}\t{row.unit}\t{numbers.get(code, 0) if row.kind == 'N' else ''}")
    return "\n".join(lines)


REPORT = _report()


@pytest.fixture
def upload(client, make_agency):
    make_agency("district", level="county")

    def send(name, content):
        return client.post("/check/", {"file": SimpleUploadedFile(name, content)}).content.decode()

    return send


def test_a_part_larger_than_its_total_is_shown_beside_the_text(upload):
    text = upload("示例.txt", REPORT.encode())
    assert "A-01" in text
    assert "<mark" in text
    assert "读出" in text


def test_a_file_that_cannot_be_read_is_refused_in_words(upload):
    assert "没有检查成" in upload("坏.docx", b"PK\x03\x04 not a document")


def test_no_file_is_asked_for(client, make_agency):
    make_agency("district", level="county")
    assert "请先选择一个文件" in client.post("/check/", {}).content.decode()


def test_a_file_over_the_limit_is_not_even_read(upload, monkeypatch):
    monkeypatch.setattr(page, "MOST_BYTES", 10)
    assert "最大20 MB" in upload("大.txt", REPORT.encode())


def test_text_of_a_file_never_becomes_markup(upload):
    text = upload("示例.txt", REPORT.replace("全年", "<script>alert(1)</script>全年").encode())
    assert "<script>alert" not in text


def test_nothing_is_stored(upload, settings):
    from pathlib import Path

    before = sorted(Path(settings.DATA).rglob("*"))
    upload("示例.txt", REPORT.encode())
    assert sorted(Path(settings.DATA).rglob("*")) == before

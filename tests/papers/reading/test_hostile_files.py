"""Files made to break a reader are refused within seconds, in Chinese, with nothing unpacked or run."""

from __future__ import annotations

import io
import os
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gongkai.findings import Refused
from gongkai.papers.reading import office, read
from gongkai.papers.reading.limits import LIMITS

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MEGABYTE = 1024 * 1024


def word(body: str | bytes, parts: dict[str, str] | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
        for name, text in (parts or {}).items():
            archive.writestr(name, text)
    return buffer.getvalue()


def document(inner: str, doctype: str = "") -> str:
    return f"{doctype}<w:document {_W}><w:body>{inner}</w:body></w:document>"


def pdf(objects: list[bytes]) -> bytes:
    out, offsets, position = [b"%PDF-1.7\n"], [], 9
    for number, body in enumerate(objects, start=1):
        text = b"%d 0 obj\n" % number + body + b"\nendobj\n"
        offsets.append(position)
        out.append(text)
        position += len(text)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table)
    out.append(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, position))
    return b"".join(out)


def one_page(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>"
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream])


def encrypted_pdf() -> bytes:
    import pikepdf

    document = pikepdf.new()
    document.add_blank_page()
    buffer = io.BytesIO()
    document.save(buffer, encryption=pikepdf.Encryption(user="a", owner="b"))
    return buffer.getvalue()


ENTITY = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
RUN = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a zip bomb": (lambda: word(document(" " * (60 * MEGABYTE))), "压缩比异常"),
    "an archive of thousands of parts": (lambda: word("<a/>", {f"x{i}": "" for i in range(6000)}), "个部件"),
    "XML nested without end": (lambda: word(document("<w:p>" * 50_000 + "</w:p>" * 50_000)), "嵌套过深"),
    "broken XML": (lambda: word(f"<w:document {_W}><w:body><w:p>"), "结构错误"),
    "an external entity": (lambda: word(document(RUN.format("&a;"), ENTITY)), "实体声明"),
    "an external entity in UTF-16": (
        lambda: word(
            ('<?xml version="1.0" encoding="utf-16"?>' + document(RUN.format("&a;"), ENTITY)).encode("utf-16")
        ),
        "实体声明",
    ),
    "entities that multiply": (lambda: word(document(RUN.format("&b;"), LAUGHS)), "实体声明"),
    "half a docx": (lambda: word(document(RUN.format("年报")))[:-40], "已损坏"),
    "a page nested without end": (lambda: b"<html><body>" + b"<table><tr><td>" * 20_000 + b"x", "嵌套过深"),
    "spans that cover millions of cells": (
        lambda: b"<html><body><table><tr>" + b"<td colspan=1000 rowspan=60000>x</td>" * 2000 + b"</tr></table>",
        "单元格过多",
    ),
    "a page of a million tags": (lambda: b"<html><body>" + b"<b>a</b>" * 500_000, "标签数量过多"),
    "a text of a million lines": (lambda: b"0\n" * 1_000_000, "行数过多"),
    "a text of one endless line": (lambda: b"0 " * 1_000_000, "超长的一行"),
    "a large text": (lambda: b"abcdefgh\n" * (MEGABYTE), "MB"),
    "a broken PDF": (lambda: b"%PDF-1.7\n nothing", "已损坏"),
    "an encrypted PDF": (encrypted_pdf, "已加密"),
    "a PDF of a million objects": (lambda: pdf([b"<</Type/Catalog/Pages 2 0 R>>"] + [b"<<>>"] * 1_000_000), "个对象"),
    "a PDF page that unpacks to gigabytes": (lambda: one_page(b" " * (300 * MEGABYTE)), "内存上限"),
    "a PDF page of a million lines": (lambda: one_page(b"0 0 m 9 9 l S\n" * 400_000), "图形对象"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 99, "图片"),
    "an empty file": (lambda: b"", "空的"),
    "a program": (lambda: b"MZ" + b"\x90" * 99, "不是文档"),
    "an archive that is no document": (lambda: word("", {})[:0] + _plain_zip(), "压缩包"),
}


def _plain_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "b")
    return buffer.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_quickly_with_a_reason(name: str) -> None:
    make, reason = HOSTILE[name]
    data = make()
    started = time.perf_counter()
    with pytest.raises(Refused) as refused:
        read(data)
    assert time.perf_counter() - started < 10
    assert reason in str(refused.value)


def test_file_of_five_hundred_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "年报.docx"
    with path.open("wb") as file:
        file.truncate(500 * MEGABYTE)
    with pytest.raises(Refused, match="500 MB"):
        read(path)


def test_missing_file_and_folder_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="找不到"):
        read(tmp_path / "没有.docx")
    with pytest.raises(Refused, match="文件夹"):
        read(tmp_path)


def test_old_office_file_without_libreoffice_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(Refused, match="另存为 docx"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, name="年报.wps")


def test_an_office_program_that_hangs_is_ended_with_all_it_started(tmp_path, monkeypatch) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\ntail -f /dev/null &\necho $! > {tmp_path}/child\nwait\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(office, "LIMITS", replace(LIMITS, convert_wait=1.0))
    with pytest.raises(Refused, match="转换超时"):
        office.convert(b"old", "a.doc")
    state = Path(f"/proc/{(tmp_path / 'child').read_text().strip()}/stat")
    assert not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z"

"""Older office files (doc, wps, rtf, odt, xls, et, ods) through LibreOffice, when the machine has it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from gongkai.findings import refuse
from gongkai.papers.reading.limits import LIMITS, broken

_SHEETS = {"xls", "et", "ods", "xlt"}


def convert(data: bytes, name: str) -> bytes:
    """The same document as docx or xlsx bytes. Raises Refused when LibreOffice is absent, fails or takes too long."""
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else "doc"
    if not extension.isalnum() or len(extension) > 5:
        extension = "doc"
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        raise refuse(
            "needs-libreoffice",
            f"读取 .{extension} 文件需要本机安装 LibreOffice，现未找到。"
            "请用 Word 或 WPS 另存为 docx（表格另存为 xlsx）后再试",
        )
    sheet = extension in _SHEETS or b"W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00" in data[:200_000]
    target = "xlsx" if sheet else "docx"
    with tempfile.TemporaryDirectory(prefix="gongkai-office-") as folder:
        source = Path(folder) / f"in.{extension}"
        source.write_bytes(data)
        command = [
            soffice,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
            "--convert-to",
            target,
            "--outdir",
            f"{folder}/out",
            str(source),
        ]
        try:
            subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=LIMITS.convert_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise refuse("too-slow", "LibreOffice 转换超时，未读取。请用 Word 或 WPS 另存为 docx 后再试") from error
        made = Path(folder) / "out" / f"in.{target}"
        if not made.is_file():
            raise broken(f".{extension} ", "LibreOffice 无法转换")
        return made.read_bytes()

"""Older office files (doc, wps, rtf, odt, xls, et, ods) through LibreOffice, when the machine has it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
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
    with tempfile.TemporaryDirectory(prefix="gongkai-office-", ignore_cleanup_errors=True) as folder:
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
        if not _ran(command):
            raise refuse("too-slow", "LibreOffice 转换超时，未读取。请用 Word 或 WPS 另存为 docx 后再试")
        made = Path(folder) / "out" / f"in.{target}"
        if not made.is_file():
            raise broken(f".{extension} ", "LibreOffice 无法转换")
        return made.read_bytes()


def _ran(command: list[str]) -> bool:
    """Run LibreOffice to its end; False when it took too long. It starts processes of its own: all are ended.

    What a file may cost is counted in seconds of the processor, so that a busy machine does not refuse good files.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _limit(process.pid)
    try:
        process.wait(timeout=LIMITS.convert_wait)
        return process.returncode not in (-signal.SIGXCPU, 128 + signal.SIGXCPU)
    except subprocess.TimeoutExpired:
        return False
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _limit(pid: int) -> None:
    try:
        import resource

        seconds = int(LIMITS.convert_seconds)
        resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds + 1))
    except (ImportError, AttributeError, OSError, ValueError):  # no such limit on this system: the clock remains
        pass

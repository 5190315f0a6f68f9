"""Older office files (doc, xls, ppt, wps, et, odt, ods): through LibreOffice where it is installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from gongkai.findings import refuse

SECONDS = 90
_NEW = {"doc": "docx", "xls": "xlsx", "ppt": "pptx", "odf": "docx"}
_OPEN = ((b"opendocument.spreadsheet", "xlsx", "ods"), (b"opendocument.presentation", "pptx", "odp"))


def convert(data: bytes, kind: str) -> tuple[bytes, str]:
    """The file in the newer format, and which (docx, xlsx, pptx). Raises Refused when it cannot be done here."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        raise refuse(
            "no-converter", "这是旧版或其他办公软件的文件，本机没有安装LibreOffice，没有检查。请另存为docx或xlsx后再查"
        )
    target, suffix = _NEW[kind], kind
    if kind == "odf":
        target, suffix = next((found for mark, *found in _OPEN if mark in data[:200]), ["docx", "odt"])
    with tempfile.TemporaryDirectory(prefix="gongkai-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / f"source.{suffix}"
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            target,
            "--outdir",
            f"{folder}/out",
            str(source),
        ]
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "HOME": folder},
                start_new_session=True,
            )
            try:
                process.wait(timeout=SECONDS)
            finally:  # it starts processes of its own: all are ended
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        except subprocess.TimeoutExpired as error:
            raise refuse("too-slow", f"转换旧版文件超过{SECONDS}秒，没有检查。请另存为docx或xlsx后再查") from error
        except OSError as error:
            raise refuse("no-converter", "LibreOffice无法启动，旧版文件没有检查。请另存为docx或xlsx后再查") from error
        result = Path(folder) / "out" / f"source.{target}"
        if not result.is_file():
            raise refuse("broken", "旧版办公文件已损坏或已加密，无法打开，没有检查。请用原软件打开并另存后再试")
        return result.read_bytes(), target

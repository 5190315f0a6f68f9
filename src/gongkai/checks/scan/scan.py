"""``scan``: one file in, one :class:`ScanResult` out. Never raises for a bad file: what cannot be read is a finding."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gongkai.checks.personal.detect import find_personal, safe
from gongkai.checks.scan.collect import Collector
from gongkai.checks.scan.limits import LIMITS, too_large
from gongkai.checks.scan.result import Options, ScanResult
from gongkai.checks.scan.sniff import is_what_it_is_called, kind_of
from gongkai.findings import Refused, Severity, refuse

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def scan(source: str | Path | bytes, name: str = "", options: Options | None = None) -> ScanResult:
    """Scan a file (a path, or its bytes with a name).

    Findings come most severe first. ``readable`` is false when the file, or a file inside it, could not be checked;
    a finding then says what and why. Personal data in the name itself is a finding, and masked in ``file``.
    """
    options = options or Options()
    shown = name or (str(source) if not isinstance(source, bytes) else "未命名")
    collector = Collector(options)
    base = Path(shown).name
    if find_personal(base, allow=options.allow):
        collector.add("P-NAME-FILE", "文件名", base)
    try:
        data = source if isinstance(source, bytes) else _read(Path(source))
        scan_into(data, base, collector)
    except Refused as refused:
        collector.unreadable("", str(refused))
    except RecursionError:
        collector.unreadable("", "文件的内部结构嵌套过深，可能是恶意文件，没有检查")
    except MemoryError:
        collector.unreadable("", "文件过大，内存不够，没有查完。请拆分后再查")
    except Exception as error:  # a reader's fault must neither show a value nor let the file pass
        collector.unreadable("", f"文件结构异常（{type(error).__name__}），没有查完。请用原软件打开并另存后再试")
    findings = sorted(collector.findings, key=lambda finding: _ORDER[finding.severity])
    return ScanResult(safe(shown, options.allow, 1000), collector.readable, findings)


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise refuse("no-file", "这不是文件，没有检查。请核对路径")
        if size > LIMITS.file_bytes:
            raise too_large("文件", size, LIMITS.file_bytes)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise refuse("missing", "文件不存在。请核对路径") from error
    except OSError as error:
        raise refuse("unreadable", "文件无法打开。请核对权限，或关闭占用它的程序后再试") from error


def scan_into(data: bytes, name: str, collector: Collector, *, embedded: bool = False) -> None:
    """Scan bytes into a collector. Raises Refused."""
    if len(data) > LIMITS.file_bytes:
        raise too_large("文件", len(data), LIMITS.file_bytes)
    collector.clock.check()
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    kind = kind_of(data, base)
    if kind in _REFUSED:
        raise refuse(kind, _REFUSED[kind])
    if not is_what_it_is_called(kind, base):
        why = "文件是空的" if kind == "empty" else "文件内容和扩展名不符，只按文本检查"
        collector.unreadable("", f"{why}，可能已损坏。请用原软件打开并另存后再查")
    if kind == "empty":
        return
    if kind in ("doc", "xls", "ppt", "odf"):
        from gongkai.checks.scan.office import convert

        data, kind = convert(data, kind)
    if kind == "program":
        if not embedded:
            raise refuse(kind, "这是程序或不认识的二进制文件，没有检查，不能公开。请提供文档本身")
        from gongkai.checks.scan.ooxml import stray_bytes

        stray_bytes(data, name, collector)
        return
    _reader(kind)(data, collector, base)


_REFUSED = {
    "blank": "文件里全是空字节，可能已损坏，没有检查。请重新取得文件后再查",
    "encrypted": "文件已加密，无法检查。请取消密码后再查",
    "packed": "这种压缩包（rar、7z、gz等）不能打开检查。请解压，或改用zip格式后再查",
}


def _reader(kind: str) -> Callable[[bytes, Collector, str], None]:
    """The reader of a kind; imported only when needed."""
    if kind == "docx":
        from gongkai.checks.scan.docx import scan_docx

        return scan_docx
    if kind == "xlsx":
        from gongkai.checks.scan.xlsx import scan_xlsx

        return scan_xlsx
    if kind in ("pptx", "ofd"):
        from gongkai.checks.scan.pptx import scan_ofd, scan_pptx

        return lambda data, collector, name: (scan_pptx if kind == "pptx" else scan_ofd)(data, collector)
    if kind == "pdf":
        from gongkai.checks.scan.pdf import scan_pdf

        return scan_pdf
    if kind == "html":
        from gongkai.checks.scan.html import scan_html

        return scan_html
    if kind == "image":
        from gongkai.checks.scan.image import scan_image

        return lambda data, collector, name: scan_image(data, collector)
    if kind == "mime":
        from gongkai.checks.scan.mime import scan_mime

        return lambda data, collector, name: scan_mime(data, collector)
    if kind == "zip":
        from gongkai.checks.scan.archive import scan_zip

        return lambda data, collector, name: scan_zip(data, collector)
    from gongkai.checks.scan.text import scan_csv, scan_text

    return scan_csv if kind == "csv" else (lambda data, collector, name: scan_text(data, collector))

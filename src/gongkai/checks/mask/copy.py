"""``mask``: a copy of a file that may be published, with personal data masked in the data itself and nothing hidden."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from gongkai.checks.personal.detect import apply_masks, find_personal, mask_text
from gongkai.checks.personal.judge import CellHit
from gongkai.checks.personal.kinds import Hit, Kind
from gongkai.checks.personal.tables import read_table
from gongkai.checks.scan.limits import Clock
from gongkai.checks.scan.result import Options, ScanFinding, ScanResult
from gongkai.checks.scan.scan import scan
from gongkai.checks.scan.sniff import kind_of
from gongkai.findings import Refused, Severity, refuse


@dataclass(slots=True)
class MaskedCopy:
    """The copy: its name (older formats become docx or xlsx), its bytes, what was done and what is left.

    ``masked`` counts the places by kind; ``removed`` says in Chinese what was taken out. ``left`` are findings that a
    second scan of the copy still has (wording and sums: a person must correct them; pictures: a person must look).
    """

    name: str
    data: bytes
    masked: Counter[Kind] = field(default_factory=Counter)
    removed: list[str] = field(default_factory=list)
    left: list[ScanFinding] = field(default_factory=list)


class Work:
    """What one masking gathers on its way: counts, what was removed, and the values that must be gone at the end."""

    def __init__(self, options: Options, clock: Clock | None = None, depth: int = 0) -> None:
        self.options, self.clock, self.depth = options, clock or Clock(), depth
        self.masked: Counter[Kind] = Counter()
        self.removed: Counter[str] = Counter()
        self.values: set[str] = set()

    def hits(self, text: str, context: str = "") -> list[Hit]:
        return self.count(text, find_personal(text, context=context, allow=self.options.allow))

    def count(self, text: str, found: list[Hit]) -> list[Hit]:
        """Take note of hits that are going to be masked."""
        for hit in found:
            self.masked[hit.kind] += 1
            self.note(text[hit.start : hit.end], hit.masked)
        return found

    def text(self, text: str, context: str = "") -> str:
        """The text masked."""
        hits = self.hits(text, context)
        return apply_masks(text, hits) if hits else text

    def table(
        self, rows: list[list[str | None]], title: str = "", numbers: set[tuple[int, int]] | None = None
    ) -> dict[tuple[int, int], str]:
        """(row, column) → the new text of the cell."""
        out: dict[tuple[int, int], str] = {}
        whole: dict[tuple[int, int], CellHit] = {}
        for hit in read_table(rows, title=title, allow=self.options.allow, today=self.options.today, numbers=numbers):
            place = (hit.row, hit.column)
            self.masked[hit.kind] += hit.places
            if place in whole and len(hit.masked) >= len(out[place]):
                continue  # two reasons for one cell: the stricter form
            whole[place] = hit
            out[place] = hit.masked
            self.note(rows[hit.row][hit.column] or "", hit.masked)
        return out

    def note(self, original: str, masked: str) -> None:
        """Remember the numbers of an original that must not be anywhere in the copy."""
        for number in _NUMBERS.findall(original):
            plain = re.sub(r"[^0-9A-Za-z]", "", number)
            if len(plain) >= 7 and plain not in re.sub(r"[^0-9A-Za-z]", "", masked):
                self.values.add(plain)


_NUMBERS = re.compile(r"[0-9A-Za-z][0-9A-Za-z \-]{5,}[0-9A-Za-z]")


def mask(data: bytes, name: str, options: Options | None = None) -> MaskedCopy:
    """The masked copy of a file.

    Raises Refused when the format cannot be masked or, which must not happen, when a second scan of the copy still
    finds personal data or hidden things: nothing half masked comes out.
    """
    options = options or Options()
    work = Work(options)
    try:
        new_name, copy = mask_into(data, name, work)
        again = scan(copy, new_name, options)
        if _bad(again):  # what became plain only when something else was gone
            new_name, copy = mask_into(copy, new_name, work)
            again = scan(copy, new_name, options)
    except (Refused, MemoryError):
        raise
    except Exception as error:  # a damaged file must not show its contents in a traceback
        raise refuse(
            "broken", f"文件结构异常（{type(error).__name__}），没有生成遮盖副本。请用原软件打开并另存后再试"
        ) from None
    left = _verify(copy, again, work)
    return MaskedCopy(new_name, copy, work.masked, [f"{what}{count}处" for what, count in work.removed.items()], left)


def mask_into(data: bytes, name: str, work: Work) -> tuple[str, bytes]:
    """New name and bytes of one file, archives' files included. Raises Refused."""
    kind = kind_of(data, name.rsplit("/", 1)[-1])
    if kind in ("doc", "xls", "ppt", "odf"):
        from gongkai.checks.scan.office import convert

        data, kind = convert(data, kind)
        name = f"{name.rsplit('.', 1)[0]}.{kind}"
    name = mask_text(name, allow=work.options.allow)
    masker = _MASKERS.get(kind)
    if kind == "empty":
        return name, data
    if masker is None:
        raise refuse("no-mask", _UNMASKED.get(kind, _UNMASKED[""]).format(name=name))
    import importlib

    module, function = masker
    result: bytes = getattr(importlib.import_module(f"gongkai.checks.mask.{module}"), function)(data, name, work)
    if kind in _PLAIN_NAMES:
        name = re.sub(rf"\.(?:{_PLAIN_NAMES[kind]})$", f".{kind}", name, flags=re.I)
    if kind == "image" and result.startswith(b"\xff\xd8"):
        name = _JPEG_NAMES.sub(".jpg", name)
    return name, result


#: Kind → endings of its templates, files with macros and relatives, which a copy does not keep.
_PLAIN_NAMES = {"docx": "docm|dotx|dotm", "xlsx": "xlsm|xltx|xltm|et", "pptx": "pptm|potx|potm|ppsm|dps"}
_JPEG_NAMES = re.compile(r"\.(?:heic|heif|avif|mpo)$", re.IGNORECASE)
#: An OFD file is a printed sheet, often under an electronic seal: changing it breaks the seal, and the drawn shapes of
#: its characters may keep what the text has lost. The document it was made from can be masked.
_UNMASKED = {
    "ofd": "“{name}”是OFD版式文件，遮盖会破坏电子印章，字形轮廓里也可能留着原文，所以不生成遮盖副本。"
    "请对原来的文档（docx、xlsx）生成遮盖副本，再重新导出并用印；手上没有原文档的，请用OFD阅读器另存为pdf后再试",
    "": "“{name}”这种文件不能生成遮盖副本。请另存为docx、xlsx、pptx、pdf、csv、html或txt后再试",
}


_MASKERS = {
    "docx": ("docx", "mask_docx"),
    "xlsx": ("xlsx", "mask_xlsx"),
    "pptx": ("pptx", "mask_pptx"),
    "csv": ("text", "mask_csv"),
    "text": ("text", "mask_plain"),
    "html": ("html", "mask_html"),
    "pdf": ("pdf", "mask_pdf"),
    "image": ("image", "mask_image"),
    "zip": ("archive", "mask_zip"),
}

_MUST_GO = {Kind.WORDING, Kind.SUM}


def _bad(result: ScanResult) -> list[ScanFinding]:
    """The findings that no copy may have."""
    return [
        f
        for f in result.findings
        if f.kind not in _MUST_GO and f.severity is Severity.ERROR and not f.rule.startswith("F-")
    ]


def _verify(copy: bytes, result: ScanResult, work: Work) -> list[ScanFinding]:
    """The second scan of the copy, and a search for the masked values in its bytes, unpacked."""
    if bad := _bad(result):
        raise refuse(
            "still-found", f"遮盖后仍有{bad[0].kind.label}（{bad[0].where}），没有生成遮盖副本。请人工处理这一处后再试"
        )
    if remains(copy, work.values):
        raise refuse(
            "still-found", "遮盖后文件的数据里仍留有原来的内容，没有生成遮盖副本。请人工处理，或另存为pdf后再试"
        )
    return result.findings


def remains(data: bytes, values: Iterable[str], depth: int = 0) -> bool:
    """Whether any value stands anywhere in the bytes, in UTF-8, UTF-16 or inside compressed parts."""
    import io
    import zipfile

    wanted = [value for value in values if len(value) >= 7]
    if not wanted:
        return False
    chunks = [data]
    if data[:2] == b"PK" and depth < 5:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                part = archive.read(info)
                chunks.append(part)
                if part[:2] == b"PK" and remains(part, wanted, depth + 1):
                    return True
    for chunk in chunks:
        bare = set(re.findall(rb"[0-9A-Za-z]{7,64}", chunk)) | {
            m.replace(b"\0", b"") for m in re.findall(rb"(?:[0-9A-Za-z]\0){7,64}", chunk)
        }
        if any(value.encode() in bare for value in wanted):
            return True
    return False


__all__ = ["MaskedCopy", "Work", "mask", "mask_into", "remains"]

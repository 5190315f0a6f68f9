"""Attachments read on the spot (在线看): what a public file says, as a page of the site.

Made from the bytes that anyone may have anyway: the released copy, masked where it was masked, never a sealed original.
Word becomes text with its tables, a workbook a table for each sheet, PDF pictures of its first pages with their words.
What was read is kept under the file's own checksum (``GONGKAI_DATA/previews``), so that a bake reads no file twice; it
goes with the last page that shows it.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import nh3
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.safestring import mark_safe

from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures.attachments import read_attachment
from gongkai.disclosures.models import Attachment
from gongkai.findings import Refused, refuse
from gongkai.papers.model import Heading, Paragraph, Table
from gongkai.papers.reading.decoding import decode
from gongkai.portal import addresses
from gongkai.portal.files import Baked
from gongkai.portal.pdf_pictures import PAGES, pictures_of
from gongkai.portal.queries import its_disclosure_is_public

KILOBYTE = 1024
#: Rows of a table, lines of a text, and bytes of pictures that a page shows.
ROWS, COLUMNS, LINES, PICTURE_BYTES = 200, 60, 1500, 400 * KILOBYTE
#: Raised when the same file would be shown differently, so that nothing kept before is used.
VERSION = 1
TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "u", "s", "sub", "sup", "a", "blockquote", "br", "img"}
TABLE_TAGS = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {
    "a": {"href"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start", "type"},
    "p": {"class"},
    "img": {"src", "alt"},
}


@dataclass
class Preview:
    """What a file says: parts of (heading, HTML), sentences about what is not shown, pictures of pages."""

    parts: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)


def _word(data: bytes, name: str) -> Preview:
    from gongkai.papers.reading.rich import rich_text

    text = rich_text(data)
    left, out = PICTURE_BYTES, text.html
    hidden = 0
    for number, image in enumerate(text.images):
        fits = image.media_type in ("image/png", "image/jpeg", "image/gif", "image/webp") and len(image.data) <= left
        hidden += not fits
        left -= len(image.data) if fits else 0
        source = f"data:{image.media_type};base64,{base64.b64encode(image.data).decode()}" if fits else ""
        out = out.replace(f'src="image:{number}"', f'src="{source}"')
    out = nh3.clean(
        out, tags=TAGS | TABLE_TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto", "data"}
    ).replace('<img src="" ', "<img ")
    notes = [f"有{hidden}张图片较大，没有显示，请下载查看"] if hidden else []
    title = f"<h2>{escape(text.title)}</h2>" if text.title else ""
    return Preview([("", title + out)], notes)


def _workbook(data: bytes, name: str) -> Preview:
    from gongkai.papers.reading.xlsx import read_xlsx

    made = Preview()
    sheets: dict[str, list[str]] = {}
    for block in read_xlsx(data).blocks:
        sheet = (block.place.sheet if block.place else "") or ""
        words = sheets.setdefault(sheet, [])
        if isinstance(block, Table):
            words.append(_table(_cells(block), len(block.rows), made.notes, sheet))
        elif isinstance(block, Paragraph) or (isinstance(block, Heading) and block.text != sheet):
            words.append(f"<p>{escape(block.text)}</p>")
    made.parts = [(sheet, "".join(words)) for sheet, words in sheets.items()]
    return made


def _cells(table: Table) -> Iterator[list[tuple[str, int, int]]]:
    for index, row in enumerate(table.rows[:ROWS]):
        yield [(cell.text, cell.colspan, min(cell.rowspan, ROWS - index)) for cell in row]


def _csv(data: bytes, name: str) -> Preview:
    made = Preview()
    text = decode(data)
    rows = list(csv.reader(io.StringIO(text), delimiter="\t" if name.lower().endswith(".tsv") else ","))
    while rows and not any(rows[-1]):
        rows.pop()
    cells = ([(cell, 1, 1) for cell in row[:COLUMNS]] for row in rows[:ROWS])
    made.parts = [("", _table(cells, len(rows), made.notes, ""))]
    return made


def _table(rows: Iterable[list[tuple[str, int, int]]], total: int, notes: list[str], sheet: str) -> str:
    """A table whose first row is its head; what is beyond the first rows is said, not shown."""
    lines = []
    for index, row in enumerate(rows):
        tag, scope = ("th", ' scope="col"') if index == 0 else ("td", "")
        cells = "".join(
            f"<{tag}{scope if text else ''}{_span('colspan', wide)}{_span('rowspan', tall)}>{_lines(text)}</{tag}>"
            if text or tag == "td"
            else f"<td{_span('colspan', wide)}{_span('rowspan', tall)}></td>"
            for text, wide, tall in row
        )
        lines.append(f"<tr>{cells}</tr>")
    if total > ROWS:
        where = f"“{sheet}”" if sheet else ""
        notes.append(f"{where}共{total}行，这里是前{ROWS}行，下载看全部")
    head, body = lines[:1], lines[1:]
    return f"<table><thead>{''.join(head)}</thead><tbody>{''.join(body)}</tbody></table>" if lines else ""


def _span(name: str, count: int) -> str:
    return f' {name}="{count}"' if count > 1 else ""


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.strip().split("\n"))


def _text(data: bytes, name: str) -> Preview:
    lines = [line.rstrip() for line in decode(data).splitlines() if line.strip()]
    notes = [f"共{len(lines)}行，这里是前{LINES}行，下载看全部"] if len(lines) > LINES else []
    return Preview([("", "".join(f"<p>{escape(line.strip())}</p>" for line in lines[:LINES]))], notes)


def _pdf(data: bytes, name: str) -> Preview:
    """Pictures of the first pages, and the words of the file for those who cannot see pictures."""
    from gongkai.papers.reading.pdf import read_pdf
    from gongkai.papers.writing.html import write_fragment

    total, pictures = pictures_of(data)
    made = Preview(pictures=pictures)
    if total > len(pictures) and pictures:
        made.notes.append(f"共{total}页，这里是前{len(pictures)}页的样子，下载看全部")
    try:
        words = write_fragment(read_pdf(data))
    except Refused:
        words = ""
    if words:
        made.parts = [("文字内容", nh3.clean(words, tags=TAGS | TABLE_TAGS, attributes=ATTRIBUTES))]
    elif not pictures:
        raise refuse("no-preview", "这个文件没有可以在线看的内容")
    return made


@dataclass(frozen=True, slots=True)
class Reader:
    """How a kind of file is read for its page, and the largest that is."""

    read: Callable[[bytes, str], Preview]
    largest: int


#: Kind of attachment → reader. Larger files, and other kinds, have no 在线看.
READERS: dict[str, Reader] = {
    "docx": Reader(_word, 4096 * KILOBYTE),
    "xlsx": Reader(_workbook, 800 * KILOBYTE),
    "csv": Reader(_csv, 2048 * KILOBYTE),
    "text": Reader(_text, 1024 * KILOBYTE),
    "pdf": Reader(_pdf, 8192 * KILOBYTE),
}


def may_preview(one: Attachment) -> bool:
    reader = READERS.get(one.kind)
    return reader is not None and one.size <= reader.largest and not one.sealed and not getattr(one, "inline", False)


def previewed(**values: Any) -> QuerySet[Attachment]:
    """The attachments that have a page: public ones of a kind and size that is read."""
    readable = Q(pk__in=[])
    for kind, reader in READERS.items():
        readable |= Q(kind=kind, size__lte=reader.largest)
    found = Attachment.objects.filter(
        readable, sealed=False, removed_at=None, replaced_by=None, inline=False, released_at__isnull=False, **values
    )
    return found.filter(its_disclosure_is_public()).select_related(
        "disclosure__agency", "disclosure__section", "agency"
    )


# --- what was read is kept ---------------------------------------------------------------------------------------


def _kept(sha256: str) -> Path:
    return Path(settings.DATA) / "previews" / f"{sha256}-{VERSION}.json"


def preview_of(one: Attachment) -> Preview:
    """What the file says; read once for each content."""
    file = _kept(one.sha256)
    with suppress(OSError, ValueError):
        kept = json.loads(file.read_bytes())
        parts = [(heading, text) for heading, text in kept["parts"]]
        return Preview(parts, kept["notes"], [base64.b64decode(each) for each in kept["pictures"]])
    made = _read(one)
    held = asdict(made) | {"pictures": [base64.b64encode(each).decode() for each in made.pictures]}
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{hashlib.sha256(str(one.pk).encode()).hexdigest()[:8]}")
    draft.write_text(json.dumps(held, ensure_ascii=False), encoding="utf-8")
    draft.replace(file)
    return made


def _read(one: Attachment) -> Preview:
    try:
        data = read_attachment(one)
        if hashlib.sha256(data).hexdigest() != one.sha256:
            raise refuse("no-preview", "文件和上传时不一致")
        return READERS[one.kind].read(data, one.name)
    except (Refused, OSError, csv.Error):
        return Preview(notes=["这个文件不能在线看，请下载后用办公软件打开"])


def forget(one: Attachment) -> None:
    """Its page is gone: what was read goes too."""
    _kept(one.sha256).unlink(missing_ok=True)


def every_public_attachment() -> Iterator[tuple[str, bytes]]:
    """(address, bytes) of all attachments and images that anyone may have, for a web server without the application."""
    with across_agencies():
        found = Attachment.objects.filter(sealed=False, removed_at=None, replaced_by=None, released_at__isnull=False)
        for one in found.filter(its_disclosure_is_public()).order_by("pk").iterator(chunk_size=500):
            yield f"/files/{one.pk}/{one.name}", read_attachment(one)


def addresses_of(number: int) -> list[str]:
    """Every address a preview may have: the page, and pictures of its pages."""
    page = addresses.preview(number)
    return [page, *(picture(number, index) for index in range(1, PAGES + 1))]


def picture(number: int, page: int) -> str:
    return f"{addresses.preview(number)}{page}.webp"


def read_ahead(keys: list[str]) -> None:
    """Read what has not been read yet, before anyone holds the folder: a withdrawal must not wait for a long file."""
    with across_agencies():
        for one in previewed(pk__in=keys):
            preview_of(one)


def outputs(press: Any, keys: list[str]) -> Iterator[Baked]:
    """The pages of these attachments; empty addresses for those that are not public any more."""
    public = {one.pk: one for one in previewed(pk__in=keys)}
    for one in Attachment.objects.filter(pk__in=keys):
        made = preview_of(public[one.pk]) if one.pk in public else None
        if made is None:
            forget(one)
            yield from (Baked(path, None) for path in addresses_of(one.pk))
            continue
        for index, data in enumerate(made.pictures, start=1):
            yield Baked(picture(one.pk, index), data)
        for index in range(len(made.pictures) + 1, PAGES + 1):
            yield Baked(picture(one.pk, index), None)
        yield press.page(_page(press.site, public[one.pk], made, press.tree(public[one.pk].disclosure.agency)))


def _page(site: Any, one: Attachment, made: Preview, tree: Any) -> Any:
    from gongkai.portal.disclosure_pages import file_line
    from gongkai.portal.pages import column_of
    from gongkai.portal.site import Crumb, Page

    record, who = one.disclosure, one.disclosure.agency
    line = file_line(one)
    return Page(
        path=addresses.preview(one.pk),
        template="portal/preview.html",
        title=line["name"],
        agency=who,
        place=addresses.AGENCIES,
        description=f"“{record.title}”的附件。",
        column=column_of(who, record.section) if record.section else None,
        crumbs=[
            Crumb("首页", addresses.HOME),
            Crumb(who.short_name, addresses.agency(who.code)),
            Crumb(record.title, addresses.address_of(record)),
            Crumb("附件"),
        ],
        context={
            "record": record,
            "back": addresses.address_of(record),
            "file": line,
            "in_browser": one.kind == "pdf",
            # Cleaned above: known tags, no script, no style, no address but of the web.
            "shown": [(heading, mark_safe(text)) for heading, text in made.parts],
            "notes": made.notes,
            "pictures": [picture(one.pk, index) for index in range(1, len(made.pictures) + 1)],
        },
    )

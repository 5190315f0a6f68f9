"""A folder of old items: an index table with a column 正文文件, and beside it the docx, html and txt files it names.

The column becomes 正文, its cells the text of the files: what an old site or a shared drive held is imported as if it
had been typed into the table. Tables, pictures and sheets for print are no texts; they come in as attachments, by the
rule of ``old_files``.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from gongkai.findings import Refused, refuse
from gongkai.intake.books import Book, Sheet, read_book
from gongkai.intake.old_files import files_in, give_files, heading_of, inside
from gongkai.intake.problems import Problems, Spot
from gongkai.papers.reading.limits import LIMITS, MEGABYTE
from gongkai.papers.reading.sniff import kind_of

HEADING = "正文文件"
BODY = ("正文", "内容")
TITLE = ("标题", "名称", "信息标题")
#: Names an index goes by, besides the name of its kind.
INDEX = ("目录", "清单", "index")
_SEARCHED = 30
#: Of the files that no row has, so many are named.
_NAMED = 10


def read_index(folder: Path, names: tuple[str, ...]) -> Book:
    """The index table of a folder, with the texts it names in it.

    :param names: what the table may be called besides ``INDEX`` (the kind and its other names).
    :raises Refused: without an index, with two, and for every file that is not there or cannot be a text.
    """
    wanted = {name.lower() for name in (*names, *INDEX)}
    found = [
        file
        for file in sorted(folder.iterdir())
        if file.suffix.lower() in (".xlsx", ".csv") and file.stem.lower() in wanted and not file.name.startswith("~$")
    ]
    if not found:
        raise refuse(
            "no-index",
            f"文件夹里没有目录表。请放一个“{names[0]}.xlsx”，一行一条，用“{HEADING}”一列写文件名",
            str(folder),
        )
    if len(found) > 1:
        raise refuse(
            "two-indexes",
            f"文件夹里有{len(found)}个目录表（{'、'.join(one.name for one in found)}），只能有一个",
            str(folder),
        )
    return with_texts(read_book(found[0]), folder)


def with_texts(book: Book, folder: Path) -> Book:
    """The table with the files of its column 正文文件 read in; a table without that column as it is."""
    problems = Problems()
    used = {path for sheet in book.sheets for path in _fill(sheet, folder, problems)}
    problems.raise_if_any()
    if used:
        _name_unused(book, folder, used)
    return book


def _name_unused(book: Book, folder: Path, used: set[Path]) -> None:
    """Say which files of the folder no row has: they do not come in. Other tables are tables, not files left over."""
    taken = {path.resolve() for path in used}
    left = [
        path.relative_to(folder).as_posix()
        for path in files_in(folder)
        if path.resolve() not in taken and not (path.parent == folder and path.suffix.lower() in (".xlsx", ".csv"))
    ]
    if left:
        more = f"等{len(left)}个" if len(left) > _NAMED else ""
        book.notes.append(f"文件夹里有文件没有用到：{'、'.join(left[:_NAMED])}{more}")


def _fill(sheet: Sheet, folder: Path, problems: Problems) -> set[Path]:
    """Texts and attachments of the rows of one sheet; the files that were used."""
    every = [[cell.strip() if isinstance(cell, str) else "" for cell in cells] for _, cells in sheet.rows[:_SEARCHED]]
    place = next((row for row, heads in enumerate(every) if HEADING in heads or heading_of(heads)), None)
    if place is None:
        return set()
    texts = _fill_texts(sheet, place, every[place], folder, problems) if HEADING in every[place] else {}
    return give_files(sheet, place, texts, folder, problems) | set(texts.values())


def _fill_texts(sheet: Sheet, place: int, heads: list[str], folder: Path, problems: Problems) -> dict[int, Path]:
    """The cells of 正文文件 become those of 正文; place of a row → the file its text came from."""
    column = heads.index(HEADING)
    title = next((heads.index(name) for name in TITLE if name in heads), None)
    if any(name in heads for name in BODY):
        at = Spot(sheet.file, sheet.name, sheet.rows[place][0]).at()
        problems.add("two-bodies", f"“正文”和“{HEADING}”只能有一列", at)
        return {}
    sheet.rows[place][1][column] = BODY[0]
    texts: dict[int, Path] = {}
    for row, (number, cells) in enumerate(sheet.rows[place + 1 :], start=place + 1):
        name = str(cells[column]).strip() if column < len(cells) and cells[column] is not None else ""
        if not name:
            continue
        heading = str(cells[title] or "") if title is not None and title < len(cells) else ""
        try:
            cells[column] = _text(folder, name, heading)
            texts[row] = inside(folder, name)
        except Refused as refused:
            for failure in refused.failures:
                problems.add(failure.code, failure.message, Spot(sheet.file, sheet.name, number).at(heading=HEADING))
    return texts


def _text(folder: Path, name: str, title: str) -> str:
    """The file's text as HTML or lines; its own title stays in it when it is not that of the table."""
    path = inside(folder, name)
    try:
        if path.stat().st_size > LIMITS.file_bytes:
            raise refuse("too-large", f"“{name}”太大，最多{LIMITS.file_bytes // MEGABYTE} MB")
        data = path.read_bytes()
    except FileNotFoundError:
        raise refuse("no-file", f"文件夹里没有“{name}”") from None
    except OSError as error:
        raise refuse("unreadable", f"“{name}”读不出来（{error.strerror}）") from None
    kind = kind_of(data, name)
    reader = _READERS.get(kind)
    if reader is None:
        raise refuse(
            "not-a-text",
            f"“{name}”是 {kind} 文件，不能作正文。正文用 docx、html、txt；表格、pdf 请写在“附件文件”一列，作为附件导入",
        )
    return reader(data, name, title)


def _word(data: bytes, name: str, title: str) -> str:
    from gongkai.papers.reading.rich import rich_text

    text = rich_text(data, name=name)
    body = re.sub(
        r'<img src="image:\d+" alt="([^"]*)">',
        lambda found: f"［图片：{found[1]}］" if found[1] else "［图片］",
        text.html,
    )
    if text.title and _bare(text.title) != _bare(title):
        body = f"<p>{html.escape(text.title)}</p>{body}"
    return body


def _page(data: bytes, name: str, title: str) -> str:
    """The body of a page; scripts, styles and what is not shown go."""
    from lxml import etree
    from lxml import html as pages

    from gongkai.papers.reading.decoding import decode

    parser = pages.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    root = pages.document_fromstring(decode(data).encode("utf-8"), parser=parser)
    etree.strip_elements(root, "script", "style", "noscript", "template", "head", with_tail=False)
    body = root.find("body")
    if body is None or not body.text_content().strip():
        raise refuse("no-text", f"“{name}”里没有文字")
    whole: str = etree.tostring(body, encoding="unicode", method="html")
    return re.sub(r"^<body[^>]*>|</body>\s*$", "", whole)


def _lines(data: bytes, name: str, title: str) -> str:
    from gongkai.papers.reading.decoding import decode

    return decode(data)


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)


_READERS: dict[str, Any] = {"docx": _word, "office": _word, "html": _page, "txt": _lines, "md": _lines}

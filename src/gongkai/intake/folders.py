"""Several kinds at once: a folder with a file for each, or a workbook with a sheet for each."""

from __future__ import annotations

from pathlib import Path

from gongkai.findings import refuse
from gongkai.intake.books import read_book
from gongkai.intake.kinds import Kind
from gongkai.intake.old_items import read_index, with_texts
from gongkai.intake.problems import Problems
from gongkai.intake.registry import find, nearest
from gongkai.intake.running import Source


def sources_in(path: Path) -> list[Source]:
    """Every table of the folder or workbook.

    :raises Refused: for a file or sheet whose name is no kind, and when there is none at all.
    """
    found = _folder(path) if path.is_dir() else _workbook(path)
    if not found:
        raise refuse("nothing", "这里没有可以导入的表格（.xlsx 或 .csv，按表的名称命名）", str(path))
    return found


def source_of(kind: Kind, path: Path) -> Source:
    """One kind from a table, or from a folder with an index and the texts it names."""
    if path.is_dir():
        return Source(kind, read_index(path, (kind.title, kind.name, *kind.aliases)))
    return Source(kind, read_book(path))


def _folder(path: Path) -> list[Source]:
    problems, found = Problems(), []
    for file in sorted(path.iterdir()):
        if file.suffix.lower() not in (".xlsx", ".csv") or file.name.startswith((".", "~$")):
            continue
        if (kind := find(file.stem)) is None:
            problems.add("unknown-kind", f"没有“{file.stem}”这种表{nearest(file.stem)}", file.name)
        else:
            found.append((kind, file))
    problems.raise_if_any()
    return [Source(kind, with_texts(read_book(file), path)) for kind, file in found]


def _workbook(path: Path) -> list[Source]:
    book, problems, found = read_book(path), Problems(), []
    for sheet in book.sheets:
        if (kind := find(sheet.name)) is not None:
            found.append(Source(kind, book, sheet.name))
        elif sheet.rows:
            problems.add(
                "unknown-kind", f"没有“{sheet.name}”这种表{nearest(sheet.name)}", f"{book.file} 工作表“{sheet.name}”"
            )
    problems.raise_if_any()
    return found

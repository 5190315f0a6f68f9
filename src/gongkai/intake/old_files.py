"""The attachments of old items: which files of a folder belong to which row of its index.

With a column 附件文件 it is what the column says: names of files, or of a folder for all that is in it. Without one, an
item whose text lies in a folder of its own has whatever else lies there. Nothing is guessed from how a file is called.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongkai.findings import Refused, refuse
from gongkai.intake.books import Sheet
from gongkai.intake.problems import Problems, Spot
from gongkai.intake.values import BadValue

HEADING = "附件文件"
#: What else the column may be called.
ALIASES = ("附件",)
#: What a name may be parted from the next by, tried in this order, since names may hold the later ones.
_PARTS = ("\n", "；", ";", "、", "，", ",")
_JUNK = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one row, in their order: what stands in a cell of the column once a folder was read."""

    paths: tuple[Path, ...]


class FilesCell:
    """The parser of the column: only a folder has files."""

    def parse(self, cell: Any) -> tuple[Path, ...]:
        if not isinstance(cell, Files):
            raise BadValue("附件要和目录表放在一个文件夹里，导入这个文件夹；单独一张表导入不了附件，请清空这一格")
        return cell.paths

    def allowed(self) -> str:
        return "附件的文件名，有几个的各占一行或用顿号分开；写文件夹名就是里面的全部文件。只在从文件夹导入时用"


def heading_of(heads: list[str]) -> str:
    """How the column of files is called among these heads; empty when there is none."""
    return next((name for name in (HEADING, *ALIASES) if name in heads), "")


def give_files(sheet: Sheet, head: int, texts: dict[int, Path], folder: Path, problems: Problems) -> set[Path]:
    """Put the files of every row into its cell; returns those that some row has.

    :param head: the place of the table head among the rows of the sheet.
    :param texts: place of a row → the file its text comes from.
    """
    heads = [cell.strip() if isinstance(cell, str) else "" for cell in sheet.rows[head][1]]
    if heading := heading_of(heads):
        column = heads.index(heading)
        given = dict(_named(sheet, head, column, folder, problems))
    else:
        column = max(len(cells) for _, cells in sheet.rows)
        given = dict(_beside(texts, folder))
        if given:
            _put(sheet.rows[head][1], column, HEADING)
    for place, paths in given.items():
        _put(sheet.rows[place][1], column, Files(paths))
    return {path for paths in given.values() for path in paths}


def _put(cells: list[Any], column: int, value: Any) -> None:
    cells.extend([None] * (column + 1 - len(cells)))
    cells[column] = value


def _named(
    sheet: Sheet, head: int, column: int, folder: Path, problems: Problems
) -> Iterator[tuple[int, tuple[Path, ...]]]:
    for place, (number, cells) in enumerate(sheet.rows[head + 1 :], start=head + 1):
        words = str(cells[column]).strip() if column < len(cells) and cells[column] is not None else ""
        if not words:
            continue
        try:
            yield place, tuple(dict.fromkeys(_all_of(words, folder)))
        except Refused as refused:
            for failure in refused.failures:
                at = Spot(sheet.file, sheet.name, number).at(heading=HEADING)
                problems.add(failure.code, failure.message, at)


def _all_of(words: str, folder: Path, parts: tuple[str, ...] = _PARTS) -> Iterator[Path]:
    """The files that are meant; a sign that parts names may also stand in the name of a file that is there."""
    path = inside(folder, words)
    if path.is_file():
        yield path
        return
    if path.is_dir() and path.resolve() != folder.resolve():
        yield from files_in(path)
        return
    sign = next((one for one in parts if one in words), "")
    if not sign:
        raise refuse("no-file", f"文件夹里没有“{words}”")
    for name in filter(None, (part.strip() for part in words.split(sign))):
        yield from _all_of(name, folder, parts[parts.index(sign) + 1 :])


def inside(folder: Path, name: str) -> Path:
    """The path of that name below the folder. :raises Refused: for one that leads out of it."""
    path = folder / name.replace("\\", "/")
    if not path.resolve().is_relative_to(folder.resolve()):
        raise refuse("outside", f"“{name}”不在这个文件夹里")
    return path


def _beside(texts: dict[int, Path], folder: Path) -> Iterator[tuple[int, tuple[Path, ...]]]:
    """What lies in the folder of a text, where it holds the text of that one row alone."""
    homes = {place: text.parent.resolve() for place, text in texts.items()}
    crowd = Counter(homes.values())
    for place, home in homes.items():
        others = [one for one in crowd if one != home and one.is_relative_to(home)]
        if home == folder.resolve() or crowd[home] > 1 or others:
            continue
        rest = tuple(path for path in files_in(texts[place].parent) if path.resolve() != texts[place].resolve())
        if rest:
            yield place, rest


def files_in(folder: Path) -> list[Path]:
    """Every file below a folder but what systems leave there, 附件2 before 附件10."""
    found = (path for path in folder.rglob("*") if path.is_file() and not _left_behind(path))
    return sorted(found, key=lambda path: _natural(path.relative_to(folder).as_posix()))


def _left_behind(path: Path) -> bool:
    return path.name.lower() in _JUNK or path.name.startswith((".", "~$"))


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", name)]

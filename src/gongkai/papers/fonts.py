"""The faces a paper is set in: which file stands for 仿宋, 小标宋, 楷体, 黑体 and 宋体, and which characters they hold.

Word files only name the faces of the office (``OFFICE``); the reader's machine owns them. PDF and pictures need files:
Noto Serif SC and Noto Sans SC come with the package ``pylopdf-fonts-zh-cn`` (SIL Open Font Licence). An installation
that holds licensed or free office faces (FandolFang, 仿宋_GB2312 …) hands in their folder; each face found there is
used first and the Noto faces fill in what it lacks.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gongkai.findings import refuse

OFFICE = {
    "fangsong": "仿宋_GB2312",
    "title": "方正小标宋简体",
    "kai": "楷体_GB2312",
    "hei": "黑体",
    "song": "宋体",
    "latin": "Times New Roman",
}
"""The faces a Word file names, by role (GB/T 9704—2012)."""

# Family names under which each face is known, best first; compared without case and spaces.
_KNOWN = {
    "fangsong": (
        "仿宋_GB2312",
        "FangSong_GB2312",
        "仿宋",
        "FangSong",
        "FandolFang",
        "FandolFang R",
        "STFangsong",
        "华文仿宋",
    ),
    "title": ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05", "小标宋"),
    "kai": (
        "楷体_GB2312",
        "KaiTi_GB2312",
        "楷体",
        "KaiTi",
        "FandolKai",
        "FandolKai R",
        "LXGW WenKai",
        "霞鹜文楷",
        "STKaiti",
    ),
    "hei": ("黑体", "SimHei", "FandolHei", "FandolHei R", "STHeiti"),
    "song": ("宋体", "SimSun", "FandolSong", "FandolSong R", "STSong"),
}
_SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}
SERIF, SANS = "Noto Serif SC", "Noto Sans SC"


@dataclass(frozen=True)
class FontSet:
    """Families by role, each a chain tried from left to right, and every font file behind them."""

    fangsong: tuple[str, ...]
    title: tuple[str, ...]
    kai: tuple[str, ...]
    hei: tuple[str, ...]
    song: tuple[str, ...]
    files: tuple[Path, ...]
    substituted: frozenset[str]

    def chains(self) -> dict[str, list[str]]:
        """The chains as plain lists, for the typesetter."""
        return {role: list(getattr(self, role)) for role in _KNOWN}

    def missing(self, text: str) -> list[str]:
        """The characters of ``text`` that no file of the set can draw, each once, in code order."""
        return sorted(char for char in set(text) if char != "\n" and ord(char) not in _characters(self.files))


def _normal(name: str) -> str:
    return name.casefold().replace(" ", "")


@functools.cache
def font_set(folder: Path | None = None) -> FontSet:
    """The faces at hand: those of ``folder`` (searched with its sub-folders) before the ones that come along.

    :raises gongkai.findings.Refused: ``folder`` is no folder, or the Chinese faces are not installed.
    """
    files = list(_bundled())
    families: dict[str, str] = {}
    if folder is not None:
        if not folder.is_dir():
            raise refuse("fonts-folder", f"字体目录{folder}不存在，请改正设置或者建立这个目录", str(folder))
        extra = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES and path.is_file())
        files = extra + files
        families = {_normal(name): name for name in _families(extra)}
    chains: dict[str, tuple[str, ...]] = {}
    substituted = set()
    for role, names in _KNOWN.items():
        found = [families[_normal(name)] for name in names if _normal(name) in families][:1]
        if not found:
            substituted.add(role)
        chains[role] = (*found, *((SANS, SERIF) if role == "hei" else (SERIF, SANS)))
    return FontSet(**chains, files=tuple(files), substituted=frozenset(substituted))


def _bundled() -> tuple[Path, Path]:
    try:
        import pylopdf_fonts_zh_cn as bundled
    except ImportError:
        raise refuse(
            "fonts-none", "没有中文字体，不能生成PDF和图片。请重新运行安装步骤，装上pylopdf-fonts-zh-cn"
        ) from None
    return bundled.serif_path(), bundled.sans_path()


def _families(files: Iterable[Path]) -> list[str]:
    """The family names of the files as the typesetter knows them; a file that is no font is passed over."""
    import typst

    folders = sorted({str(path.parent) for path in files})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders).families()


def _faces(path: Path) -> int:
    """How many faces a file holds: a collection says so in its head, any other file holds one."""
    with path.open("rb") as file:
        head = file.read(12)
    return min(int.from_bytes(head[8:12], "big"), 64) if head[:4] == b"ttcf" and len(head) == 12 else 1


@functools.cache
def _characters(files: tuple[Path, ...]) -> frozenset[int]:
    """Every code point that at least one of the files maps to a glyph."""
    from fontTools.ttLib import TTFont, TTLibError

    held: set[int] = set()
    for path in files:
        for number in range(_faces(path)):
            try:
                with path.open("rb") as file, TTFont(file, fontNumber=number, lazy=True) as font:
                    held.update(font.getBestCmap() or ())
            except (TTLibError, OSError, KeyError):
                continue
    return frozenset(held)

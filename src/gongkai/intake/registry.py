"""All kinds of tables of this installation, gathered from the ``imports.py`` of every room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gongkai.findings import refuse
from gongkai.intake.kinds import Column, Kind
from gongkai.intake.values import fold

_KINDS: dict[str, Kind] = {}
_loaded = False


def register(*kinds: Kind) -> None:
    """Called by a room's ``imports.py``."""
    for kind in kinds:
        if kind.name in _KINDS:
            raise ValueError(f"two kinds of tables are called {kind.name}")
        _KINDS[kind.name] = kind


def extend(
    name: str, *, columns: tuple[Column, ...], prepare: Callable[[Any], None], finish: Callable[[Any], None]
) -> None:
    """Add columns to a kind that a lower room has registered."""
    _KINDS[name] = _KINDS[name].extended(columns=columns, prepare=prepare, finish=finish)


def kinds() -> tuple[Kind, ...]:
    """Every kind, each after those that its references, or its room, say must come first."""
    global _loaded
    if not _loaded:
        from django.utils.module_loading import autodiscover_modules

        autodiscover_modules("imports")
        _loaded = True
    return _in_order(dict(_KINDS))


def _in_order(waiting: dict[str, Kind]) -> tuple[Kind, ...]:
    done: list[Kind] = []
    models = {kind.model: kind.name for kind in waiting.values()}

    def first(kind: Kind) -> set[str]:
        targets = {column.reference.model for column in kind.every if column.reference}
        return {*kind.after, *(models[target] for target in targets if target in models)} - {kind.name}

    while waiting:
        ready = [kind for kind in waiting.values() if not first(kind) & set(waiting)]
        if not ready:
            raise ValueError(f"kinds wait for each other: {sorted(waiting)}")
        for kind in ready:
            done.append(waiting.pop(kind.name))
    return tuple(done)


def find(word: str) -> Kind | None:
    """The kind that is called so, in Chinese or English (``meetings``, ``工作会议``, ``leading_groups``)."""
    wanted = fold(word).replace("_", "-")
    for kind in kinds():
        if wanted in {fold(name) for name in (kind.name, kind.title, *kind.aliases)}:
            return kind
    return None


def get(word: str) -> Kind:
    """As :func:`find`.

    :raises Refused: for a word that is no kind, with the nearest one.
    """
    if (kind := find(word)) is not None:
        return kind
    raise refuse("unknown-kind", f"没有“{word}”这种表{nearest(word)}。可用 gongkai import --list 列出各种表")


def nearest(word: str) -> str:
    """“，是不是 X？” or nothing."""
    names = [name for kind in kinds() for name in (kind.name, kind.title)]
    return similar(word, names)


def similar(word: str, names: list[str]) -> str:
    """“，是不是“X”” for the name most like ``word``, nothing when none is like it."""
    from rapidfuzz import fuzz, process

    match = process.extractOne(fold(word), {name: fold(name) for name in names}, scorer=fuzz.ratio, score_cutoff=50)
    return f"，是不是“{match[2]}”" if match else ""

"""The periods of this installation: those of ``law/periods.toml``, with what stands in its data folder."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gongkai.law.periods import FILE, Period, load_periods


def period(code: str) -> Period:
    """One period (``interpretation``, ``reassessment``); the installation's file is read again when it changes.

    :raises Refused: when the installation's file is faulty.
    """
    own = Path(settings.DATA) / FILE
    stamp = own.stat().st_mtime_ns if own.is_file() else 0
    return _periods(own, stamp)[code]


@lru_cache(maxsize=4)
def _periods(own: Path, stamp: int) -> dict[str, Period]:
    return load_periods(own)

"""Search of what is public."""

from __future__ import annotations


def rebuild() -> int:
    return 0

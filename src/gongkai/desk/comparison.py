"""Comparing two Chinese texts by word.

Wagtail's comparison groups a run of Han characters into one token, so that one changed character marks everything up to
the next punctuation as deleted and added. Here a token is a word of the segmenter.
"""

from __future__ import annotations

import difflib

import rjieba
from wagtail.admin import compare


def chinese_tokens(text: str) -> list[str]:
    """The words of ``text`` in order; joined they give the text again, character for character."""
    return [token for token in rjieba.cut(text) if token]


def install_chinese_comparison() -> None:
    """Let the revision comparison of the admin work on Chinese words; safe to call twice."""
    compare.diff_text = diff_text


def diff_text(a: str | None, b: str | None) -> compare.TextDiff:
    """Word-level differences between ``a`` and ``b`` as Wagtail's own :class:`TextDiff`."""
    left, right = chinese_tokens(a or ""), chinese_tokens(b or "")
    changes: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            changes.append(("equal", "".join(left[i1:i2])))
            continue
        if i2 > i1:
            changes.append(("deletion", "".join(left[i1:i2])))
        if j2 > j1:
            changes.append(("addition", "".join(right[j1:j2])))
    return compare.TextDiff(changes)

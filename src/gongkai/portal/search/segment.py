"""How text is cut for the index: every two neighbouring characters. So no exact substring is ever missed.

Punctuation and spaces are left out on both sides, width and case are levelled character by character; a query is then
a phrase of pairs. Words (rjieba) only widen a long query: all its words, with the whole phrase ranked first.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST_QUERY = 100
#: Stands between two texts and begins the tokens of facets: no letter or figure, so no query can hold it.
GAP = "—"


@lru_cache(maxsize=100_000)
def _level(char: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKC", char).casefold() if one.isalnum())


def squash(text: str) -> str:
    """Letters, ideographs and figures alone, in one width and case."""
    return "".join(map(_level, text))


def pairs(squashed: str) -> list[str]:
    """``低保公示`` → ``低保 保公 公示 示``: the last one alone, so that each character begins a token."""
    return [squashed[at : at + 2] for at in range(len(squashed))]


def indexed(*texts: str) -> str:
    """Texts as the index stores them; no phrase runs from one into the next."""
    return f" {GAP} ".join(" ".join(pairs(squash(text))) for text in texts)


def terms(query: str) -> list[list[str]]:
    """What a query asks for: for each part between spaces, its words (squashed); one word when it cannot be cut.

    All words of all parts must be found. Single characters among the words ask for nothing unless they stand alone.
    """
    import rjieba  # its dictionary takes a sixth of a second to load: only for who searches

    found: list[list[str]] = []
    for part in query[:LONGEST_QUERY].split():
        whole = squash(part)
        if not whole:
            continue
        words = [word for word in (squash(one) for one in rjieba.cut(part)) if len(word) > 1]
        found.append(words if len(words) > 1 else [whole])
    return found


def wholes(query: str) -> list[str]:
    """The parts between spaces, squashed, in the same order as :func:`terms`."""
    return [whole for part in query[:LONGEST_QUERY].split() if (whole := squash(part))]


def marker(query: str) -> re.Pattern[str] | None:
    """Finds what to highlight: the parts and their words, whatever punctuation stands between."""
    wanted = {*wholes(query), *(word for part in terms(query) for word in part)}
    if not wanted:
        return None
    alternatives = [r"[\W_]*".join(map(re.escape, word)) for word in sorted(wanted, key=len, reverse=True)]
    return re.compile("|".join(alternatives), re.IGNORECASE)

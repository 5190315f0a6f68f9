"""Fixed phrases with one character wrong, missing or too many."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.findings import Severity


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that has one right form, its legal neighbours, and how grave a slip in it is."""

    text: str
    allowed: tuple[str, ...] = ()
    severity: Severity = Severity.WARNING

    @property
    def halves(self) -> tuple[str, str]:
        """First and second half: one slip leaves at least one of them whole."""
        middle = len(self.text) // 2
        return self.text[:middle], self.text[middle:]


def near_phrase(text: str, start: int, end: int, phrase: Phrase, side: int) -> tuple[int, int] | None:
    """The span around a half (0 first, 1 second) that is the phrase but for one character; ``None`` if none is."""
    whole = phrase.text
    if side == 0:
        window = text[start : start + len(whole) + 1]
        if window.startswith(whole):
            return None
        length = _one_off(window, whole) or _last_wrong(window, whole)
        span = (start, start + length)
    else:
        window = text[max(0, end - len(whole) - 1) : end]
        if window.endswith(whole):
            return None
        length = _one_off(window[::-1], whole[::-1])
        span = (end - length, end)
    if not length or any(word in text[max(0, span[0] - 2) : span[1] + 2] for word in phrase.allowed):
        return None
    return span if all("\u4e00" <= char <= "\u9fff" for char in text[span[0] : span[1]] if char not in "、") else None


def _last_wrong(window: str, whole: str) -> int:
    """The phrase's length when only its last character differs and another Chinese one stands there."""
    size = len(whole)
    wrong = len(window) >= size and window[: size - 1] == whole[:-1] and "\u4e00" <= window[size - 1] <= "\u9fff"
    return size if wrong else 0


def _one_off(window: str, whole: str) -> int:
    """How many characters of ``window`` make up ``whole`` with one substituted, missing or extra; 0 for neither.

    A missing last character is no fault: the text may be cut there or go on in another word.
    """
    size = len(whole)
    slip = next((i for i in range(min(size, len(window))) if window[i] != whole[i]), size)
    if slip >= size - 1:
        return 0
    if window[slip + 1 : size] == whole[slip + 1 :]:
        return size
    if window[slip : size - 1] == whole[slip + 1 :]:
        return size - 1
    if window[slip + 1 : size + 1] == whole[slip:]:
        return size + 1
    return 0

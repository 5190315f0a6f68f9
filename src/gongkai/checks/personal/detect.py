"""``find_personal``: personal data in one text. Fast enough to run on every save and on whole archives."""

from __future__ import annotations

import re

from gongkai.checks.personal.allow import NOTHING, Allow
from gongkai.checks.personal.kinds import Hit, Kind
from gongkai.checks.personal.numbers import one_number
from gongkai.checks.personal.place import Place
from gongkai.checks.personal.runs import find_numbers
from gongkai.checks.personal.words import find_addresses, find_mails, find_plates, find_social


def find_personal(text: str, *, context: str = "", allow: Allow = NOTHING) -> list[Hit]:
    """Personal data in ``text``, in order of place, without overlaps.

    ``context`` is what stands over or before the text (a column head, a label). ``allow`` holds the agency's own
    numbers and addresses. Offsets are characters of ``text``. Look-alikes (credit codes, document and order numbers,
    amounts, times, coordinates, phones of offices) are not found. Time is linear in the length of the text.
    """
    if text.isascii() and text.isdigit():  # a cell that is one number
        return list(one_number(Place(text, context, allow), text, 0, len(text))) if len(text) > 6 else []
    place = Place(text, context, allow)
    hits = list(find_numbers(text, context, allow))
    hits.extend(find_plates(place))
    if "@" in text or "＠" in text:
        hits.extend(find_mails(place))
    hits.extend(find_addresses(place))
    hits.extend(find_social(place))
    return without_overlaps(hits) if len(hits) > 1 else hits


_WEIGHT = {Kind.ID_CARD: 0, Kind.EMAIL: 1, Kind.ADDRESS: 3}


def without_overlaps(hits: list[Hit]) -> list[Hit]:
    """Of hits that share characters, the one that covers more (a mail address over the mobile in it), an ID first."""
    hits.sort(key=lambda hit: (hit.start, _WEIGHT.get(hit.kind, 2), -hit.end))
    kept: list[Hit] = []
    for hit in hits:
        if kept and hit.start < kept[-1].end:
            if hit.end - hit.start > kept[-1].end - kept[-1].start and kept[-1].kind is not Kind.ID_CARD:
                kept[-1] = hit
            continue
        kept.append(hit)
    return kept


def apply_masks(text: str, hits: list[Hit]) -> str:
    """The text with every hit in its published form."""
    parts, at = [], 0
    for hit in hits:
        parts += [text[at : hit.start], hit.masked]
        at = hit.end
    return "".join(parts) + text[at:]


def mask_text(text: str, *, context: str = "", allow: Allow = NOTHING) -> str:
    """The text with all personal data in its published form."""
    hits = find_personal(text, context=context, allow=allow)
    return apply_masks(text, hits) if hits else text


def excerpt(text: str, hit: Hit, hits: list[Hit], around: int = 12) -> str:
    """A few masked words around a hit, for a person to recognise the place; nothing unmasked comes out."""
    left = max(
        [0, hit.start - around]
        + [other.end for other in hits if other.end <= hit.start and other.end > hit.start - around]
    )
    right = min([len(text), hit.end + around] + [other.start for other in hits if other.start >= hit.end])
    before, after = text[left : hit.start], text[hit.end : right]
    before = re.split(r"[\n\r\t]", before)[-1]
    after = re.split(r"[\n\r\t]", after)[0]
    words = f"{before}{hit.masked}{after}"
    # a cut may leave the tail of something long (digits at the edges), so leave no long run of digits standing
    return re.sub(r"[0-9０-９]{5,}", lambda m: m.group() if m.group() in hit.masked else "*" * 5, words).strip()


def safe(text: str, allow: Allow = NOTHING, limit: int = 60) -> str:
    """Any words from a file made fit to be shown: personal data masked, one line, shortened."""
    shown = mask_text(text[: limit * 20], allow=allow)
    shown = re.sub(r"\s+", " ", shown).strip()
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"

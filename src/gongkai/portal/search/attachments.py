"""The words of a public attachment, for search. Read from the bytes that anyone may have, after the release."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator

from gongkai.disclosures.attachments import read_attachment
from gongkai.disclosures.models import Attachment
from gongkai.findings import Refused
from gongkai.papers.model import Heading, Paper, Paragraph, Table
from gongkai.papers.reading import read
from gongkai.papers.reading.decoding import decode

#: Characters of one attachment that are searched, and of all attachments of one disclosure.
LONGEST, ALTOGETHER = 100_000, 300_000
#: Attachments that are larger are found by title only.
LARGEST_BYTES = 20 * 1024 * 1024
PICTURES_AND_ARCHIVES = frozenset({"image", "zip", "rar", "7z"})
PLAIN = frozenset({"text", "csv"})
log = logging.getLogger(__name__)


def words_of(one: Attachment) -> str:
    """The text of a file, one line; nothing for what cannot be read (a picture, an archive, a damaged file)."""
    if one.sealed or one.kind in PICTURES_AND_ARCHIVES or one.size > LARGEST_BYTES:
        return ""
    try:
        data = read_attachment(one)
        if hashlib.sha256(data).hexdigest() != one.sha256:
            return ""
        text = decode(data) if one.kind in PLAIN else " ".join(_words(read(data, name=one.name)))
    except Refused:
        return ""
    except Exception:
        # A file that breaks a reader must not stop what is published after it.
        log.exception("attachment %s was not read for search", one.pk)
        return ""
    return " ".join(text[: 2 * LONGEST].replace("\0", "").split())[:LONGEST]


def _words(paper: Paper) -> Iterator[str]:
    for block in paper.blocks:
        if isinstance(block, Table):
            yield block.caption
            yield from (cell.text for row in block.rows for cell in row)
        elif isinstance(block, Heading | Paragraph):
            yield block.text

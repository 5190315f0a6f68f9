"""Web pages saved as one file (mht) and letters (eml): their heads, and every part as a file of its own."""

from __future__ import annotations

import email
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from gongkai.checks.scan.collect import Collector
from gongkai.checks.scan.limits import LIMITS
from gongkai.findings import refuse

_ENDINGS = {"text/html": "html", "text/plain": "txt", "text/css": "txt", "text/csv": "csv", "text/xml": "xml"}
_HEADS = ("Subject", "From", "To", "Cc", "Reply-To")


def scan_mime(data: bytes, collector: Collector) -> None:
    """All findings of the heads and parts. Raises Refused when it holds too many parts or is nested too deep."""
    from gongkai.checks.scan.scan import scan_into

    if collector.depth >= LIMITS.archive_depth:
        raise refuse("too-deep", f"文件套文件超过{LIMITS.archive_depth}层，没有检查。请解开后再查")
    message = email.message_from_bytes(data)
    heads = [(name, _decoded(message[name])) for name in _HEADS if message[name]]
    collector.story("邮件头 ", heads, wording=False)
    for number, part in enumerate(message.walk(), 1):
        if number > LIMITS.parts:
            raise refuse("too-many", f"文件内含的部件超过可检查的{LIMITS.parts}个，没有检查")
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes) or not content.strip():
            continue
        collector.clock.unpack(len(content))
        name = _name(part, number)
        with collector.inside(name) as inner:
            scan_into(content, name, inner, embedded=True)


def _decoded(head: str) -> str:
    """A head as a person reads it; as it stands in the file where its encoding is unknown or broken."""
    try:
        return str(make_header(decode_header(head)))
    except (LookupError, ValueError, MessageError):
        return head


def _name(part: Message, number: int) -> str:
    """The part's file name; without one, its number and the ending of its type."""
    kind = part.get_content_type()
    return part.get_filename() or f"第{number}部分.{_ENDINGS.get(kind, kind.rsplit('/', 1)[-1])}"

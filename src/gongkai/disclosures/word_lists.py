"""An agency's own lists for the guard: what is allowed, how names are written, what is often written wrongly."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from gongkai.agencies.models import Agency, Role
from gongkai.agencies.queries import acting_or_refuse
from gongkai.checks.personal import Allow, Kind, find_personal
from gongkai.disclosures.models import WordList, WordListKind
from gongkai.findings import Failure, Refused, refuse
from gongkai.trail.services import record

MAX_ENTRIES = 5000
#: Who may change which list: what lets a number pass is a reviewer's matter, never the author's alone.
KEEPERS: dict[str, tuple[Role, ...]] = {
    WordListKind.ALLOWED: (Role.FINAL_REVIEWER, Role.SECRECY_REVIEWER),
    WordListKind.NAMES: (Role.EDITOR, Role.FINAL_REVIEWER, Role.SECRECY_REVIEWER),
    WordListKind.WRONG: (Role.EDITOR, Role.FINAL_REVIEWER, Role.SECRECY_REVIEWER),
}
#: These belong to persons and never to an office.
NEVER_ALLOWED = (Kind.ID_CARD, Kind.PASSPORT, Kind.BANK_CARD)


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The newest lists of an agency, ready for use. ``stamp`` changes whenever one of them does."""

    allow: Allow
    names: tuple[str, ...]
    wrong: tuple[tuple[str, str], ...]
    stamp: str


def newest(agency: Agency, kind: str) -> WordList | None:
    return WordList.objects.filter(agency=agency, kind=kind).order_by("-version").first()


def words_of(agency: Agency) -> OwnWords:
    """The agency's lists, with what its own record says of its office."""
    versions = WordList.objects.filter(agency=agency).order_by().values("kind").annotate(newest=Max("pk"))
    lists = {one.kind: one for one in WordList.objects.filter(pk__in=versions.values("newest"))}
    lines = {kind: (lists[kind].entries.splitlines() if kind in lists else []) for kind in WordListKind.values}
    own = [agency.phone, agency.fax, agency.email, agency.address]
    pairs = tuple((wrong, right) for wrong, _, right in (_pair(line) for line in lines[WordListKind.WRONG]) if wrong)
    names = (agency.name, agency.short_name, *lines[WordListKind.NAMES])
    numbers = "/".join(str(lists[kind].version if kind in lists else 0) for kind in WordListKind.values)
    return OwnWords(
        allow=Allow.of([*(line for line in own if line), *lines[WordListKind.ALLOWED]]),
        names=tuple(name for name in names if len(name) > 1),
        wrong=pairs,
        stamp="|".join([numbers, *own, agency.name, agency.short_name]),
    )


def _pair(line: str) -> tuple[str, str, str]:
    """``错写,正写`` (comma, tab, arrow or spaces between); the right form may be missing."""
    for sign in ("\t", "→", "，", ",", " "):
        if sign in line:
            wrong, _, right = line.partition(sign)
            return wrong.strip(), sign, right.strip()
    return line.strip(), "", ""


def read_entries(data: bytes) -> str:
    """The lines of an uploaded txt or csv (UTF-8 or GB 18030), empty ones left out."""
    from gongkai.checks.scan.text import decode

    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse("word-list", "这不是文本文件。请用txt或csv，每行一个", "名单文件")
    lines = (line.strip().strip('"') for line in decode(data)[0].splitlines())
    return "\n".join(line for line in lines if line)


@transaction.atomic
def save_word_list(agency: Agency, kind: str, entries: str, *, user: Any, now: dt.datetime) -> WordList:
    """Make the next version of a list; the same words again make none.

    :raises Refused: for a person without the role, and for entries that are a person's number (with their lines).
    """
    if kind not in WordListKind.values:
        raise refuse("word-list", "没有这种名单")
    names = "、".join(role.label for role in KEEPERS[kind])
    words = f"“{WordListKind(kind).label}”要由{agency}的{names}来改"
    actor = acting_or_refuse(user, agency, *KEEPERS[kind], words=words)
    lines = list(dict.fromkeys(line.strip() for line in entries.splitlines() if line.strip()))
    if failures := _failures(kind, lines):
        raise Refused(failures)
    last = newest(agency, kind)
    text = "\n".join(lines)
    if last is not None and last.entries == text:
        return last
    made = WordList.objects.create(
        agency=agency,
        kind=kind,
        version=last.version + 1 if last else 1,
        entries=text,
        created_by=user,
        created_at=now,
    )
    data = {"kind": kind, "version": made.version, "entries": len(lines)}
    record("word_list.save", target=made, data=data, actor=actor)
    return made


def _failures(kind: str, lines: list[str]) -> list[Failure]:
    if len(lines) > MAX_ENTRIES:
        return [Failure("too-many", f"名单有{len(lines)}行，最多{MAX_ENTRIES}行")]
    found = []
    for number, line in enumerate(lines, start=1):
        if len(line) > 200:
            found.append(Failure("too-long", "太长，一行最多200字", f"第{number}行"))
        elif any(hit.kind in NEVER_ALLOWED or kind != WordListKind.ALLOWED for hit in find_personal(line)):
            words = "是个人的证件号码或银行卡号" if kind == WordListKind.ALLOWED else "含有个人信息"
            found.append(Failure("personal", f"{words}，不能放进名单", f"第{number}行"))
    return found

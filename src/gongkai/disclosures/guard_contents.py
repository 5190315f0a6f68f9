"""What the guard looks at, and what it sees there: values, not yet records."""

from __future__ import annotations

import functools
import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from typing import Any

from django.utils.crypto import salted_hmac

from gongkai.checks.personal import Kind, safe
from gongkai.checks.scan import Options, ScanFinding, scan
from gongkai.disclosures.models import Attachment, Level
from gongkai.disclosures.sealing import read_file
from gongkai.disclosures.word_lists import OwnWords
from gongkai.findings import Refused, Severity

#: field of a disclosure → its name for a person, and the file name that tells the scanner how to read it
TEXTS = {
    "title": ("标题", "标题.txt"),
    "summary": ("内容概述", "内容概述.txt"),
    "body": ("正文", "正文.html"),
    "keywords": ("主题词", "主题词.txt"),
    "source": ("来源", "来源.txt"),
}
#: What to do about what :func:`blocked_words` and :func:`blocked_in_texts` found in an import.
MASK_OR_DRAFT = "填了发布日期就马上公开，请先遮盖；或者把发布日期留空，导入成草稿再处理"
_WEIGHTS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@functools.cache
def table() -> dict[str, Any]:
    """``guard.toml``."""
    return tomllib.loads((files("gongkai.disclosures") / "guard.toml").read_text(encoding="utf-8"))


@functools.cache
def rules_version() -> str:
    """A short name of the rules as they stand in this installation; another one after any change to them."""
    total = hashlib.sha256()
    folders = [files("gongkai.checks")]
    while folders:
        for entry in sorted(folders.pop().iterdir(), key=lambda one: one.name):
            if entry.is_dir() and entry.name not in ("__pycache__", "report"):
                folders.append(entry)
            elif entry.name.endswith((".py", ".toml")):
                total.update(entry.read_bytes())
    total.update((files("gongkai.disclosures") / "guard.toml").read_bytes())
    return total.hexdigest()[:16]


def level_of(finding: ScanFinding) -> Level:
    """What a finding asks for, by kind and by how much its rule weighs."""
    levels = table()["levels"].get(finding.kind.value, ["block", "confirm", "hint"])
    return Level(levels[_WEIGHTS[finding.severity]])


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to be checked: a text of the disclosure, or an attachment. ``seal`` stands for its very contents."""

    label: str
    name: str
    seal: str
    text: str = ""
    attachment: Attachment | None = None

    def bytes(self) -> bytes:
        return self.text.encode() if self.attachment is None else read_file(str(self.attachment.file))


@dataclass(frozen=True, slots=True)
class Seen:
    """A finding with where it belongs; ``key`` and ``seal`` as in :class:`GuardFinding`."""

    part: Part
    finding: ScanFinding
    level: Level
    key: str
    seal: str


def parts_of(text: Any, attachments: list[Attachment]) -> list[Part]:
    """What is to be checked of a disclosure (a draft or the record itself) with these attachments."""
    found = []
    for field, (label, name) in TEXTS.items():
        value = getattr(text, field) or ""
        if value.strip():
            found.append(Part(label, name, keyed(value), text=value))
    counted = {False: 0, True: 0}
    for one in attachments:
        counted[one.inline] += 1
        what = f"{'正文图片' if one.inline else '附件'}{counted[one.inline]}"
        label = f"{what} {safe(one.name, limit=100)}"
        found.append(Part(label, one.name, keyed(one.sha256, one.name), attachment=one))
    return found


def digest_of(parts: list[Part], words: OwnWords) -> str:
    """Stands for all that is checked and what it is checked by."""
    return keyed(rules_version(), words.stamp, *(f"{part.label}\0{part.seal}" for part in parts))


def keyed(*values: str) -> str:
    """A digest that says nothing about the values to who has not this installation's key."""
    return salted_hmac("gongkai.disclosures.guard", "\0".join(values), algorithm="sha256").hexdigest()


def look(parts: list[Part], words: OwnWords, *, today: date) -> list[Seen]:
    """Scan every part. Reads files, touches no record; what cannot be read is itself a finding."""
    options = Options(allow=words.allow, today=today)
    in_files = replace(options, own=words.wrong)
    seen: list[Seen] = []
    for part in parts:
        for finding in _findings(part, in_files if part.attachment else options):
            if _is_own_name(finding, words) or (finding.rule == "F-UNREADABLE" and not part.name):
                continue
            seen.append(_seen(part, finding))
        if part.attachment is None:
            seen += [_seen(part, finding) for finding in _wrong(part, words)]
    return seen


def blocked_words(data: bytes, name: str, *, today: date) -> str:
    """What in a file may not become public without a reviewer, in words; empty when there is nothing."""
    return _blocking(scan(data, name, Options(today=today)).findings)


def blocked_in_texts(record: Any, words: OwnWords, *, today: date) -> str:
    """The same of what is written in a disclosure itself, title to source."""
    return _blocking(one.finding for one in look(parts_of(record, []), words, today=today))


def _blocking(findings: Iterable[ScanFinding]) -> str:
    counts: Counter[str] = Counter()
    for finding in findings:
        if level_of(finding) == Level.BLOCK and finding.kind not in (Kind.WORDING, Kind.SUM):
            counts["读不了的内容" if finding.rule == "F-UNREADABLE" else finding.kind.label] += finding.count
    words = "、".join(f"{label}{count}处" for label, count in counts.items())
    return f"有{words}" if words else ""


def _findings(part: Part, options: Options) -> list[ScanFinding]:
    try:
        data = part.bytes()
    except Refused as refused:
        return [ScanFinding("F-UNREADABLE", Severity.ERROR, Kind.OTHER, "", "", 1, str(refused))]
    found = scan(data, part.name, options).findings
    if part.attachment is None:  # the places of short texts are theirs alone: no line numbers, no file name
        label = part.label
        return [replace(one, where="" if label != "正文" else _paragraph(one.where)) for one in found]
    return found


def _paragraph(where: str) -> str:
    return where.removeprefix("正文").strip().replace("行", "段")


def _is_own_name(finding: ScanFinding, words: OwnWords) -> bool:
    """A fault of wording inside one of the agency's own names is none."""
    if finding.kind is not Kind.WORDING or finding.rule != "T-WORDING" or not finding.text_masked:
        return False
    return any(finding.text_masked in name for name in words.names)


def _wrong(part: Part, words: OwnWords) -> Iterator[ScanFinding]:
    """The agency's own wrong forms in a text."""
    for wrong, right in words.wrong:
        if count := part.text.count(wrong):
            advice = f"本单位名单：“{wrong}”应写作“{right}”" if right else f"本单位名单：“{wrong}”不要用"
            yield ScanFinding("T-OWN", Severity.WARNING, Kind.WORDING, wrong, "", count, advice)


def _seen(part: Part, finding: ScanFinding) -> Seen:
    level = level_of(finding)
    source = f"附件 {part.name}" if part.attachment else part.label
    key = keyed(source, level, finding.rule, finding.kind.value, finding.text_masked, str(finding.count))
    contents = part.seal if level == Level.BLOCK or part.attachment else ""
    return Seen(part, finding, level, key, keyed(key, contents))

"""The chapters of a report: headings, however they are set, what runs on behind them, the contents before them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from gongkai.checks.report.model import Chapter, TextBlock
from gongkai.checks.report.recognise_words import narrow, split_label

_NUMERALS = "一二三四五六七八九十"
CHAPTER = re.compile(rf"^第?([{_NUMERALS}]{{1,3}})(?:部分|章)?\s*[、．.,，:：\s]\s*(.*)$", re.DOTALL)
SECTION = re.compile(rf"^[（(]\s*[{_NUMERALS}]{{1,3}}\s*[）)]")
_ITEM = re.compile(r"^\d{1,2}\s*[.、．]\s*\D")
OFFICIAL_TITLES = (
    "总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况",
    "因政府信息公开工作被申请行政复议、提起行政诉讼情况", "存在的主要问题及改进情况",
    "政府信息公开工作存在的主要问题及改进情况", "存在问题及改进情况", "其他需要报告的事项", "其他需要报告的情况",
)  # fmt: skip
_REDUCED = tuple(split_label(title)[1] for title in OFFICIAL_TITLES)
#: A title with the head note run on behind it.
_LEADING_TITLE = re.compile(r"([^，。；：:《》]{4,60}?政府信息公开(?:工作)?(?:年度报告|年报))(?![》”」])(?=.{20,})")


def numeral(text: str) -> int | None:
    """一 to 九十九 as a number."""
    if not text or any(c not in _NUMERALS for c in text):
        return None
    if "十" not in text:
        return _NUMERALS.index(text) + 1 if len(text) == 1 else None
    head, _, tail = text.partition("十")
    if len(head) > 1 or len(tail) > 1 or "十" in head + tail:
        return None
    tens = _NUMERALS.index(head) + 1 if head else 1
    return tens * 10 + (_NUMERALS.index(tail) + 1 if tail else 0)


def split_chapters(text: str) -> list[str]:
    """A paragraph that runs several chapters together, cut before each chapter title.

    Official titles are known anywhere; other titles when they are numbered on from one another and end at a space.
    """
    if len(text) < 40:
        return [text]
    title = _LEADING_TITLE.match(text)
    if title:
        return [title.group(1), *split_chapters(text[title.end() :].strip())]
    cuts = {0}
    expected = 1
    for match in re.finditer(rf"(?<![{_NUMERALS}（(第])([{_NUMERALS}]{{1,2}})、", text):
        rest = narrow(text[match.end() : match.end() + 40])
        if any(rest.startswith(narrow(title)) for title in OFFICIAL_TITLES):
            cuts.add(match.start())
            expected = (numeral(match.group(1)) or 0) + 1
        elif numeral(match.group(1)) == expected and re.match(r"[^\s，。；]{2,28}\s", text[match.end() :]):
            cuts.add(match.start())
            expected += 1
    ordered = (
        sorted(cuts) if len(cuts) > 2 or any(text[c:].startswith(("二", "三", "四", "五", "六")) for c in cuts) else [0]
    )
    return [text[a:b].strip() for a, b in zip(ordered, [*ordered[1:], len(text)], strict=True) if text[a:b].strip()]


def heading_of(block: TextBlock) -> tuple[int | None, str, str] | None:
    """(number, title, text run on behind it) if the paragraph begins a chapter.

    Rows of table three (一、本年新收…) begin like chapters and are none.
    """
    text = block.text.strip()
    match = CHAPTER.match(text)
    if match is None:
        if block.level == 1 and len(text) <= 40 and is_known_title(text):
            return None, text, ""
        return None
    number, rest = numeral(match.group(1)), match.group(2).strip()
    if number is None or not rest or _is_table_row(rest):
        return None
    title, tail = _title_and_tail(rest)
    if not title:
        return None
    return number, title, tail


def _is_table_row(text: str) -> bool:
    label = split_label(text)[1]
    return len(label) < 24 and any(
        fuzz.ratio(label, name) > 80
        for name in (
            "本年新收政府信息公开申请数量",
            "上年结转政府信息公开申请数量",
            "本年度办理结果",
            "结转下年度继续办理",
        )
    )


def _title_and_tail(rest: str) -> tuple[str, str]:
    """A chapter's title and the text run on behind it; ("", "") for a paragraph that is no heading at all."""
    reduced = narrow(rest)
    for title in sorted(OFFICIAL_TITLES, key=len, reverse=True):
        if reduced.startswith(narrow(title)):
            end = _reach(rest, len(narrow(title)))
            tail = rest[end:].lstrip("。：: \n")
            if not tail or len(tail) > 12 or rest[end].isspace() or "。" in tail:
                return rest[:end], tail
    sentence = rest.endswith("。") and "，" in rest
    if len(rest) <= 40 and not sentence and not re.search(r"[。；;]", rest.rstrip("。")):
        return rest.rstrip("。 "), ""
    for stop, longest in (("。", 30), (" ", 28), ("\n", 40)):
        head, found, tail = rest.partition(stop)
        if found and 3 <= len(head) <= longest and not re.search("[，。；]", head):
            return head, tail.strip()
    return "", ""


def _reach(text: str, count: int) -> int:
    """How far into the text its first ``count`` characters reach when spaces do not count."""
    end = 0
    while count > 0:
        count -= len(narrow(text[end]))
        end += 1
    return end


def is_known_title(text: str) -> bool:
    label = split_label(text)[1]
    return any(fuzz.ratio(label, name) >= 80 for name in _REDUCED)


def level_of(text: str, given: int = 0) -> int:
    """Outline level by how the paragraph begins; the file's own level where it has one."""
    if SECTION.match(text):
        return 2
    if _ITEM.match(text):
        return 3
    return given if given in (2, 3) else 0


def chapters_of(blocks: Sequence[TextBlock]) -> tuple[list[TextBlock], list[TextBlock], list[Chapter]]:
    """(preface, contents, chapters). Headings that follow one another without text between are the contents."""
    heads = [(i, found) for i, block in enumerate(blocks) if (found := heading_of(block))]
    contents, skip = _contents(blocks, [i for i, _ in heads])
    chapters: list[Chapter] = []
    preface: list[TextBlock] = []
    by_index = dict(heads)
    for index, block in enumerate(blocks):
        if index in skip:
            continue
        found = by_index.get(index)
        if found:
            number, title, tail = found
            heading = TextBlock(block.text if not tail else block.text[: block.text.find(title) + len(title)],
                                block.line, block.page, 1)  # fmt: skip
            chapters.append(Chapter(number, title, [], heading))
            if tail:
                chapters[-1].blocks.append(TextBlock(tail, block.line, block.page, level_of(tail)))
        elif chapters:
            chapters[-1].blocks.append(block)
        else:
            preface.append(block)
    return preface, contents, chapters


def _contents(blocks: Sequence[TextBlock], heads: Sequence[int]) -> tuple[list[TextBlock], set[int]]:
    """The titles listed before the body, and the indexes of all blocks of that list."""
    marker = next(
        (i for i, b in enumerate(blocks) if re.sub(r"\s", "", b.text) in ("目录", "目次", "目录:", "目录：")), None
    )
    begin = None
    if marker is not None:
        begin = next((i for i in heads if i > marker), None)
        begin = begin if begin is not None and begin - marker <= 3 else None
    elif len(heads) >= 4 and heads[3] - heads[0] == 3:
        titles = [_bare(blocks[i].text) for i in heads]
        if any(titles.count(title) > 1 or fuzz.ratio(titles[0], title) > 90 for title in titles[3:]):
            begin = heads[0]
    if begin is None:
        return [], {marker} if marker is not None else set()
    end = begin
    seen: set[int | None] = set()
    entries: list[TextBlock] = []
    while end < len(blocks):
        found = heading_of(blocks[end])
        if found is not None:
            if found[0] in seen or found[2]:
                break
            seen.add(found[0])
        elif len(blocks[end].text) > 50 or not (
            SECTION.match(blocks[end].text) or re.search(r"[.…·]{3,}\s*\d+$", blocks[end].text)
        ):
            break
        block = blocks[end]
        entries.append(
            TextBlock(
                re.sub(r"\s*(?:[.…·\-—]{3,}\s*|\t+|\s{2,})\d*\s*$", "", block.text).strip(), block.line, block.page, 1
            )
        )
        end += 1
    start = marker if marker is not None else begin
    return entries, set(range(start, end))


def _bare(text: str) -> str:
    return split_label(re.sub(r"[.…·\s]*\d*$", "", text))[1]

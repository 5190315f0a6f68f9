"""L-09, L-10, L-23 to L-26: the six chapters, their titles, and what chapters one and six must say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from gongkai.checks.report.model import Chapter, ReadReport
from gongkai.checks.report.rules.identities import fee_sentence
from gongkai.checks.report.rules.registry import Context, failure, rule
from gongkai.checks.report.rules.view import spot
from gongkai.findings import Finding, Severity
from gongkai.law.forms import load, normal_label

_NUMERALS = "零一二三四五六七八九十"
_ALIKE = 62


@lru_cache(maxsize=4)
def official(edition: str) -> dict[int, tuple[str, ...]]:
    """Chapter number -> the official title and the accepted ones, without signs."""
    return {chapter.number: tuple(map(plain, (chapter.title, *chapter.aliases))) for chapter in load(edition).chapters}


@lru_cache(maxsize=512)
def plain(title: str) -> str:
    """A title without spaces, signs and number, for comparison."""
    return re.sub(r"^[一二三四五六七八九十]{1,3}、|[\s、，。,.：:；（）()《》“”\"]", "", title)


@lru_cache(maxsize=512)
def which(title: str, edition: str) -> tuple[int | None, bool]:
    """The chapter a title means, and whether it is the official (or an accepted) title."""
    bare = plain(title)
    best, score = None, 0.0
    for number, names in official(edition).items():
        if bare in names:
            return number, True
        alike = max(fuzz.ratio(bare, name) for name in names)
        if alike > score:
            best, score = number, alike
    return (best, False) if score >= _ALIKE else (None, False)


def _quoted(names: Iterable[str]) -> str:
    return "、".join(f"“{name}”" for name in names)


def _edition(report: ReadReport, context: Context) -> str | None:
    edition = context.edition_of(report)
    return edition if edition in ("2019", "2021") else None


@rule("L-09", Severity.ERROR, basis="格式规定六章，名称和次序固定")
def six_chapters_in_order(report: ReadReport, context: Context) -> Iterable[Finding]:
    """六章齐全，次序正确，没有多余的章。"""
    edition = _edition(report, context)
    if edition is None or report.damaged or not report.chapters:
        return
    found = [(chapter, which(chapter.title, edition)[0]) for chapter in report.chapters]
    present = [number for _, number in found if number is not None]
    names = {chapter.number: chapter.title for chapter in load(edition).chapters}
    missing = [number for number in names if number not in present and not _by_number(report, number, edition)]
    if not report.complete:
        missing = [number for number in missing if any(later > number for later in present)]
    if missing:
        shown = "、".join(f"“{_NUMERALS[number]}、{names[number]}”" for number in missing)
        yield failure(
            "L-09",
            Severity.ERROR,
            f"缺少{shown}，共 {len(missing)} 章；格式规定的六章都要有，没有情况的也要写明。",
            where="全文结构",
            expected="六章齐全",
            found="、".join(chapter.title for chapter in report.chapters)[:120],
        )
    for (_, before), (chapter, after) in pairwise(found):
        if before is not None and after is not None and after < before and after not in missing:
            yield _chapter_finding(
                "L-09",
                Severity.ERROR,
                chapter,
                f"“{chapter.title}”排在“{names[before]}”之后，次序不对；请按格式规定的次序排列。",
            )
            break
    extra = [chapter for chapter, number in found if number is None and (chapter.number or 0) > len(names)]
    if extra:
        shown = "、".join(f"“{chapter.title}”" for chapter in extra)
        yield _chapter_finding(
            "L-09",
            Severity.ERROR,
            extra[0],
            f"多出{shown}；格式只有六章，请把内容并入相应的章，或放在“其他需要报告的事项”里。",
        )
    elif not missing:
        yield from _wrong_numbers(found)


def _by_number(report: ReadReport, number: int, edition: str) -> bool:
    """Whether a chapter stands where the missing one should, under a title of its own."""
    chapter = report.chapter(number)
    return chapter is not None and which(chapter.title, edition)[0] is None


def _wrong_numbers(found: list[tuple[Chapter, int | None]]) -> Iterable[Finding]:
    for chapter, number in found:
        if number is not None and chapter.number is not None and chapter.number != number:
            shown, right = _NUMERALS[chapter.number] if chapter.number <= 10 else chapter.number, _NUMERALS[number]
            yield _chapter_finding(
                "L-09", Severity.ERROR, chapter, f"“{chapter.title}”编为第{shown}章，应为第{right}章；请改正序号。"
            )
            return


@rule("L-10", Severity.WARNING, basis="章名以格式所印为准")
def chapter_titles_are_official(report: ReadReport, context: Context) -> Iterable[Finding]:
    """章名是格式规定的章名。"""
    edition = _edition(report, context)
    if edition is None or report.damaged:
        return
    names = {chapter.number: chapter.title for chapter in load(edition).chapters}
    last = report.chapters[-1] if report.chapters else None
    for chapter in report.chapters:
        if chapter is last and not report.complete and not chapter.blocks:
            continue
        number, exact = which(chapter.title, edition)
        if exact or (number is None and (chapter.number or 99) > len(names)):
            continue
        right = names.get(number or chapter.number or 0)
        if right is None:
            continue
        yield _chapter_finding(
            "L-10",
            Severity.WARNING,
            chapter,
            f"章名“{chapter.title}”与格式不同，应为“{right}”；请改正。",
            expected=right,
            found=chapter.title,
        )


@rule("L-10", Severity.WARNING, basis="目录与正文的章名一致")
def contents_match_titles(report: ReadReport, context: Context) -> Iterable[Finding]:
    """目录里的章名与正文一致。"""
    if len(report.contents) < 3 or not report.chapters:
        return
    listed = [(plain(re.sub(r"[.…·\s]*\d*$", "", block.text.strip(" -\t"))), block) for block in report.contents]
    bodies = {plain(chapter.title): chapter for chapter in report.chapters}
    for title, block in listed:
        if not title or title in bodies:
            continue
        number = re.match(r"\W*([一二三四五六七八九十]{1,3})、", block.text)
        twin = _twin(title, bodies, number[1] if number else "")
        if twin is None:
            continue
        shown = re.sub(r"[.…·\s]*\d*$", "", block.text.strip(" -\t"))
        yield _chapter_finding(
            "L-10",
            Severity.WARNING,
            twin,
            f"目录写“{shown}”，正文这一章的题目是“{twin.title}”；请改成一致。",
            expected=shown,
            found=twin.title,
        )


def _twin(title: str, bodies: dict[str, Chapter], numeral: str) -> Chapter | None:
    """The chapter in the body that an entry of the contents means: the same number, and alike."""
    for name, chapter in bodies.items():
        printed = (chapter.heading.text if chapter.heading else "").lstrip()
        if numeral and not printed.startswith(f"{numeral}、"):
            continue
        if fuzz.ratio(title, name) >= 50:
            return chapter
    return None


_ITEMS = {
    "主动公开政府信息的情况": r"主动公开",
    "依申请公开政府信息和不予公开的情况": r"依申请|申请公开|公开.{0,6}申请",
    "收费及减免的情况": r"收费|费用|收取|减免|免收",
    "行政复议、行政诉讼的情况": r"复议|诉讼",
    "存在的主要问题及改进情况": r"存在.{0,8}(?:问题|不足|困难)|问题和?(?:与|及)?不足|主要问题|改进",
    "其他需要报告的事项": r"其他(?:需要|需|应当|应)?(?:报告|说明)?(?:的)?(?:重要)?事项|其他情况",
}


@rule("L-09", Severity.WARNING, basis="2007 年条例第三十二条的六项内容")
def six_items_of_the_old_regulation(report: ReadReport, context: Context) -> Iterable[Finding]:
    """2018 年度以前：条例规定的六项内容齐全。"""
    year = context.year_of(report)
    if year is None or not 2008 <= year <= 2018 or not report.complete or report.damaged or len(report.chapters) < 2:
        return
    text = "\n".join([*(chapter.title for chapter in report.chapters), context.view(report).text.partition("\n")[2]])
    preface = sum(len(block.text) for block in report.preface)
    text = "\n".join(f"{chapter.title}\n{chapter.text}" for chapter in report.chapters) if preface else text
    missing = [name for name, pattern in _ITEMS.items() if not re.search(pattern, "".join(text.split()))]
    if missing:
        yield failure(
            "L-09",
            Severity.WARNING,
            f"没有写{_quoted(missing)}；2007 年条例第三十二条要求年度报告写明，没有情况的也要说明。",
            where="全文结构",
            expected="六项内容齐全",
            found=f"缺 {len(missing)} 项",
        )


_BLOCKS = {
    "主动公开": r"主动公开|公示.{0,8}\d|公开(?:政府)?信息\d|公开.{0,10}信息",
    "依申请公开": r"依申请|申请公开|公开.{0,4}申请",
    "政府信息管理": (
        r"信息管理|管理方面|规范性文件.{0,8}(?:管理|清理)|信息.{0,8}(?:审查|审核|保密|归集|目录)"
        r"|(?:审查|审核|保密).{0,8}信息|动态调整|公开目录|公开指南"
    ),
    "政府信息公开平台建设": r"平台|网站|新媒体|公众号|专栏|专区|查阅(?:点|场所|中心)",
    "监督保障": r"监督|保障(?!性|人民|公民|群众|公众|知情|房)|考核|评议|培训|责任追究|督查|督导|检查",
}


@rule("L-23", Severity.WARNING, basis="〔2021〕30号：总体情况写五个方面")
def chapter_one_has_five_parts(report: ReadReport, context: Context) -> Iterable[Finding]:
    """第一章写到五个方面。"""
    chapter = _chapter_one(report, context, "2021")
    if chapter is None:
        return
    missing = missing_parts(chapter)
    if missing:
        yield _chapter_finding(
            "L-23",
            Severity.WARNING,
            chapter,
            f"第一章没有写{_quoted(missing)}；格式要求总体情况写主动公开、依申请公开、"
            "政府信息管理、平台建设、监督保障五个方面，请补写。",
            expected="五个方面",
            found=f"缺 {len(missing)} 个方面",
        )


#: “；（四）平台建设：…” and “。四是平台建设…” inside a paragraph head a part as a line of its own does.
_RUN_ON = re.compile(
    r"(?:^|(?<=[。；]))(?:（[一二三四五六]）|[(][一二三四五六][)]|[一二三四五六]是|[1-6][.．、])(.{1,22})"
)


def missing_parts(chapter: Chapter) -> list[str]:
    """Which of the five parts chapter one leaves out: by its own headings where it has them, else by its words."""
    headings = " ".join(block.text[:24] for block in chapter.blocks if block.level in (2, 3))
    text = "".join(chapter.text.split())
    by_heading = sum(1 for pattern in _BLOCKS.values() if re.search(pattern, headings)) >= 2
    missing = [name for name, pattern in _BLOCKS.items() if not re.search(pattern, headings if by_heading else text)]
    if missing and by_heading:
        inside = " ".join(
            match[1] for block in chapter.blocks for match in _RUN_ON.finditer("".join(block.text.split()))
        )
        missing = [name for name in missing if not re.search(_BLOCKS[name], inside)]
    return missing


@rule("L-10", Severity.INFO, basis="表格的行名、列名以格式所印为准")
def labels_are_official(report: ReadReport, context: Context) -> Iterable[Finding]:
    """表格的行名、列名是格式所印的。"""
    if report.sheet is None or not report.labels:
        return
    rows = report.sheet.form.rows
    changed = {
        code: printed
        for code, printed in report.labels.items()
        if code in rows and not any(_same_label(printed, name) for name in (rows[code].label, rows[code].short_label))
    }
    if changed:
        code, printed = next(iter(changed.items()))
        more = f"等 {len(changed)} 处" if len(changed) > 1 else ""
        yield failure(
            "L-10",
            Severity.INFO,
            f"表中行名“{printed}”{more}与格式所印不同，应为“{rows[code].label}”；请按格式改正。",
            where=report.sheet.form.table(rows[code].table).place,
            expected=rows[code].label,
            found=printed,
        )


@lru_cache(maxsize=512)
def _same_label(printed: str, right: str) -> bool:
    bare, wanted = (re.sub(r"^\d", "", normal_label(text).removeprefix("其中")) for text in (printed, right))
    return bare == wanted or fuzz.ratio(bare, wanted) >= 90


@rule("L-24", Severity.WARNING, basis="各级人民政府的监督保障要写工作考核、社会评议和责任追究")
def government_reports_appraisal(report: ReadReport, context: Context) -> Iterable[Finding]:
    """政府的报告写到考核、评议、责任追究。"""
    chapter = _chapter_one(report, context, "2021")
    agency = context.agency_of(report) or ""
    if chapter is None or context.level_of(report) != "town" or agency.endswith(("办事处", "街道", "局", "办", "中心")):
        return
    missing = missing_parts(chapter)
    if len(missing) > 1 or "监督保障" in missing or re.search(r"考核|评议|责任追究|问责|追责", chapter.text):
        return
    yield _chapter_finding(
        "L-24",
        Severity.WARNING,
        chapter,
        "第一章没有写工作考核、社会评议和责任追究结果；乡镇人民政府的监督保障要写这三项，没有的也请说明。",
    )


@rule("L-25", Severity.WARNING, basis="总体情况原则上不超过一千字")
def chapter_one_is_short(report: ReadReport, context: Context) -> Iterable[Finding]:
    """第一章原则上不超过一千字。"""
    chapter = _chapter_one(report, context, "2021")
    if chapter is None:
        return
    length = len("".join(chapter.text.split()))
    if length > 1000:
        severity = Severity.WARNING if context.publishing else Severity.INFO
        message = f"第一章有 {length} 字；格式要求总体情况简明客观，原则上不超过一千字，请酌情精简。"
        yield _chapter_finding("L-25", severity, chapter, message, expected="≤ 1000 字", found=f"{length} 字")


def _chapter_one(report: ReadReport, context: Context, since: str) -> Chapter | None:
    """Chapter one when it is there to its end: another chapter follows, or the file is complete."""
    edition = _edition(report, context)
    if edition is None or edition < since or report.damaged:
        return None
    for index, chapter in enumerate(report.chapters):
        if which(chapter.title, edition)[0] == 1 and chapter.text:
            return chapter if report.complete or index + 1 < len(report.chapters) else None
    return None


@rule("L-26", Severity.WARNING, basis="第六章报告信息处理费的收取情况")
def chapter_six_reports_the_fee(report: ReadReport, context: Context) -> Iterable[Finding]:
    """第六章写信息处理费。"""
    edition = _edition(report, context)
    if edition != "2021" or not report.complete or report.damaged or fee_sentence(report, context):
        return
    chapter = next((chapter for chapter in report.chapters if which(chapter.title, edition)[0] == 6), None)
    if chapter is not None:
        message = "第六章没有写信息处理费；当年收取了多少，或没有收取，都请写一句。"
        yield _chapter_finding("L-26", Severity.WARNING, chapter, message, expected="写明信息处理费", found="没有写")


def _chapter_finding(rule_id: str, severity: Severity, chapter: Chapter, message: str, **details: str) -> Finding:
    heading = chapter.heading
    where = f"“{chapter.title}”一章" + (spot(heading) if heading else "")
    return failure(
        rule_id,
        severity,
        message,
        where=where,
        excerpt=heading.text if heading else chapter.title,
        line=heading.line if heading else None,
        page=heading.page if heading else None,
        **details,
    )

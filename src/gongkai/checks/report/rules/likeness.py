"""L-27, L-28: chapters copied from last year or from a sister report, problems repeated, problems without a measure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gongkai.checks.report.model import Chapter, ReadReport
from gongkai.checks.report.rules.registry import Context, failure, rule
from gongkai.checks.report.rules.view import spot
from gongkai.checks.similarity import THRESHOLD, same_sentences, similarity
from gongkai.findings import Finding, Severity

_PROBLEMS = re.compile(r"问题|不足|改进")
_OVERALL = re.compile(r"总体|概述|概况|基本情况")


_SHORTCOMING = re.compile(
    r"问题|不够|不足|不强|不高|不到位|有待|欠缺|滞后|薄弱|较少|单一|不全|不及时|进一步(?:加强|提升|提高|完善|强化)"
)
_OPENING = re.compile(r"取得|成绩|成效|差距|上述|下一步|针对|主要(?:问题|表现)|改进|以下")


def problems_chapter(report: ReadReport) -> Chapter | None:
    return next((chapter for chapter in report.chapters if _PROBLEMS.search(chapter.title)), None)


def overall_chapter(report: ReadReport) -> Chapter | None:
    return next((chapter for chapter in report.chapters if _OVERALL.search(chapter.title)), None)


def _names(*reports: ReadReport) -> list[str]:
    return [name for report in reports if (name := report.agency)]


@rule("L-27", Severity.WARNING, basis="〔2021〕30号：不得内容雷同、敷衍塞责")
def chapters_are_not_copied(report: ReadReport, context: Context) -> Iterable[Finding]:
    """第一章、第五章与去年和其他单位的报告不雷同。"""
    others = [("去年的报告", context.previous)] if context.previous is not None else []
    others += [
        (f"“{sister.agency or sister.file}”的报告", sister) for sister in context.sisters if sister is not report
    ]
    for pick in (problems_chapter, overall_chapter):
        chapter = pick(report)
        if chapter is None:
            continue
        for name, other in others:
            twin = pick(other) if other is not None else None
            if twin is None or other is None:
                continue
            alike = similarity(chapter.text, twin.text, _names(report, other))
            if alike >= THRESHOLD:
                heading = chapter.heading
                yield failure(
                    "L-27",
                    Severity.WARNING,
                    f"“{chapter.title}”一章与{name}雷同（隐去数字和名称后相似度 {alike:.0%}）；"
                    "请写本单位当年的实际情况。",
                    where=f"“{chapter.title}”一章" + (spot(heading) if heading else ""),
                    expected=f"< {THRESHOLD:.0%}",
                    found=f"{alike:.0%}",
                    excerpt=chapter.text[:60],
                    line=heading.line if heading else None,
                    page=heading.page if heading else None,
                )


@rule("L-28", Severity.WARNING, basis="问题要是当年的，措施要与问题对应")
def problems_are_of_this_year(report: ReadReport, context: Context) -> Iterable[Finding]:
    """问题不照抄去年，每个问题有改进措施。"""
    chapter = problems_chapter(report)
    if chapter is None or not chapter.text:
        return
    heading = chapter.heading
    place = {"where": f"“{chapter.title}”一章" + (spot(heading) if heading else "")}
    last = problems_chapter(context.previous) if context.previous is not None else None
    if last is not None and context.previous is not None:
        names = _names(report, context.previous)
        if similarity(chapter.text, last.text, names) < THRESHOLD:
            repeats = [
                sentence
                for sentence in same_sentences(chapter.text, last.text, names)
                if _SHORTCOMING.search(sentence) and not _OPENING.search(sentence)
            ]
            if repeats:
                yield failure(
                    "L-28",
                    Severity.WARNING,
                    f"有 {len(repeats)} 处问题与去年报告一字不差，如“{repeats[0][:40]}”；"
                    "请写当年的问题，或说明去年的改进为什么没有见效。",
                    excerpt=repeats[0][:80],
                    **place,
                )
    if (
        report.complete
        and not re.search(r"改进|措施|下一步|今后|将|加强|提升|完善|进一步|整改|加大|强化", chapter.text)
        and _has_problem(chapter)
    ):
        later = [other for other in report.chapters if re.search(r"计划|打算|安排|措施", other.title)]
        if not later:
            yield failure("L-28", Severity.WARNING, "写了问题，没有写改进措施；请逐条写明怎样改进。", **place)


def _has_problem(chapter: Chapter) -> bool:
    return bool(re.search(r"问题|不足|不够|有待", chapter.text)) and not re.search(
        r"(?:无|没有|不存在)[^，。]{0,6}问题", chapter.text
    )

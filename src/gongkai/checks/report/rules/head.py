"""L-08, L-11, L-12, L-17, L-18, L-29, L-30, L-39, L-40: edition, title, period, citations, publication."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from gongkai.checks.report.model import ReadReport
from gongkai.checks.report.rules.registry import Context, failure, rule
from gongkai.findings import Finding, Severity, Verdict
from gongkai.law.forms import EDITIONS, edition_for, load

_EDITION_NAMES = {
    "2014": "2014 年的统计表（国办发〔2014〕32号）",
    "2019": "2019 年试行格式（国办公开办函〔2019〕60号）",
    "2021": "2021 年格式（国办公开办函〔2021〕30号）",
}


@rule("L-08", Severity.ERROR, basis="2019、2020 年度用〔2019〕60号格式，2021 年度起用〔2021〕30号格式")
def edition_fits_year(report: ReadReport, context: Context) -> Iterable[Finding]:
    """所用格式是报告年度应当用的格式。"""
    year = context.year_of(report)
    wanted = edition_for(year) if year is not None else None
    if wanted is None or report.damaged:
        return
    if report.edition is None:
        if wanted == "2014" and report.complete and report.chapters:
            yield failure(
                "L-08",
                Severity.WARNING,
                f"{year} 年度报告应附政府信息公开情况统计表，文件里没有；请补附。",
                where="全文",
                expected=_EDITION_NAMES[wanted],
                found="没有统计表",
            )
        return
    if report.edition != wanted:
        yield failure(
            "L-08",
            Severity.ERROR,
            f"{year} 年度应当用{_EDITION_NAMES[wanted]}，文件里的表是"
            f"{_EDITION_NAMES[report.edition]}；请换用规定的表格重新填报。",
            where="表格",
            expected=wanted,
            found=report.edition,
        )


_TITLE_PHRASE = re.compile(
    r"(?:政府信息|信息|政务)公开(?:工作)?(?:情况)?的?(?:年度(?:工作)?(?:总结)?报告|年报|报告)|年度政府信息公开工作?报告"
)
_ABOUT = re.compile(r"信息公开|政务公开")
_YEAR = re.compile(r"(?:20\d\d|二[〇○零]\d{0}[一二三四五六七八九〇○零]{2})(?=年|度|[^\d]|$)")


@rule("L-11", Severity.ERROR, basis="标题写明机关、年度和“政府信息公开工作年度报告”")
def title_is_whole(report: ReadReport, context: Context) -> Iterable[Finding]:
    """标题写明机关、年度和文种。"""
    title = "".join(report.title.split())
    if report.damaged:
        return
    if not title or not _ABOUT.search(title):
        if report.complete and report.chapters:
            yield Finding(
                "L-11",
                Severity.INFO,
                Verdict.CANNOT_TELL,
                "文件里没有找到报告标题，无法核对机关名称和年度；如果网页上另有标题，请一并核对。",
                where="标题",
            )
        return
    plain = _YEAR.sub("", title).replace("年度年度", "年度")
    lacking = []
    if not _YEAR.search(title):
        lacking.append("年度")
    if not _TITLE_PHRASE.search(
        plain.replace("年", "", 1) if plain.startswith("年") else plain
    ) and not _TITLE_PHRASE.search(title):
        lacking.append("“政府信息公开工作年度报告”")
    if report.agency is None and context.agency is None:
        lacking.append("机关名称")
    if lacking:
        severity = Severity.WARNING if lacking == ["机关名称"] else Severity.ERROR
        yield failure(
            "L-11",
            severity,
            f"标题“{report.title}”缺少或写错了{'、'.join(lacking)}；应写成“某机关某年政府信息公开工作年度报告”。",
            where="标题",
            expected="机关名称 + 年度 + 政府信息公开工作年度报告",
            found=report.title,
            excerpt=report.title,
        )


@rule("L-11", Severity.ERROR, basis="标题、文件名、统计期限、正文是同一年度")
def years_agree(report: ReadReport, context: Context) -> Iterable[Finding]:
    """标题、统计期限、文件名的年度一致。"""
    years: dict[str, int] = {}
    match = re.search(r"20\d\d(?=年)", "".join(report.title.split()))
    if match:
        years["标题"] = int(match[0])
    if report.period is not None:
        years["统计期限"] = report.period[1].year
    match = re.search(r"(?<!\d)20\d\d(?=年度?(?:政府|政务|信息|年报|报告))", report.file)
    if match:
        years["文件名"] = int(match[0])
    if context.year is not None:
        years["指定的年度"] = context.year
    if len(set(years.values())) > 1:
        shown = "，".join(f"{name} {year} 年" for name, year in years.items())
        yield failure(
            "L-11",
            Severity.ERROR,
            f"年度前后不一：{shown}；请核对后统一为报告年度。",
            where="标题和开头部分",
            expected=str(next(iter(years.values()))),
            found="、".join(str(year) for year in dict.fromkeys(years.values())),
            expression=" ≠ ".join(str(year) for year in dict.fromkeys(years.values())),
            excerpt=report.period_text or report.title,
        )


@rule("L-11", Severity.WARNING, basis="页面标题与文内标题一致")
def inner_title_is_whole(report: ReadReport, context: Context) -> Iterable[Finding]:
    """文内标题也写年度，与页面标题是同一年度。"""
    title, inner = "".join(report.title.split()), "".join(report.inner_title.split())
    above, below = _YEAR.search(title), _YEAR.search(inner)
    if not inner or above is None or (below is not None and below[0] == above[0]):
        return
    what = f"写的是 {below[0]} 年" if below else "没有写年度"
    yield failure(
        "L-11",
        Severity.WARNING,
        f"页面标题是“{report.title}”，文内标题“{report.inner_title}”{what}，两处应当一致；请补改文内标题。",
        where="标题",
        expected=above[0],
        found=report.inner_title,
        excerpt=report.inner_title,
    )


@rule("L-12", Severity.ERROR, basis="统计期限为报告年度 1 月 1 日至 12 月 31 日")
def period_is_the_year(report: ReadReport, context: Context) -> Iterable[Finding]:
    """统计期限为全年。"""
    if report.period is None:
        return
    start, end = report.period
    year = context.year_of(report) or end.year
    wanted = (date(year, 1, 1), date(year, 12, 31))
    if (start, end) != wanted and (start.month, start.day, end.month, end.day) != (1, 1, 12, 31):
        yield failure(
            "L-12",
            Severity.ERROR,
            f"统计期限写的是“{report.period_text}”，应为 {year} 年 1 月 1 日至 12 月 31 日；"
            "请改正，并确认表中数是全年的。",
            where="开头部分",
            expected=f"{wanted[0]} 至 {wanted[1]}",
            found=f"{start} 至 {end}",
            excerpt=report.period_text,
        )


@dataclass(frozen=True, slots=True)
class Citation:
    """A way of citing that is wrong from some report year on."""

    rule: str
    severity: Severity
    from_year: int
    levels: tuple[str, ...]
    pattern: re.Pattern[str]
    message: str


@lru_cache(maxsize=1)
def citations() -> tuple[Citation, ...]:
    data = tomllib.loads((files("gongkai.checks.report.rules") / "citations.toml").read_text(encoding="utf-8"))
    return tuple(
        Citation(
            entry["rule"],
            Severity(entry["severity"]),
            entry["from_year"],
            tuple(entry.get("levels", ())),
            re.compile(entry["pattern"]),
            entry["message"],
        )
        for entry in data["citation"]
    )


@rule("L-17, L-18, L-39", Severity.ERROR, basis="文件名与文号相符，所引依据现行有效")
def citations_are_right(report: ReadReport, context: Context) -> Iterable[Finding]:
    """所引文件的名称、文号相符，且现行有效。"""
    view = context.view(report)
    year = context.year_of(report)
    if year is None or ("号" not in view.text and "条" not in view.text):
        return
    seen: set[int] = set()
    for citation in citations():
        if year < citation.from_year or (citation.levels and context.level_of(report) not in citation.levels):
            continue
        match = citation.pattern.search(view.text)
        if match is None or any(at in seen for at in range(match.start(), match.end())):
            continue
        seen.update(range(match.start(), match.end()))
        yield failure(
            citation.rule,
            citation.severity,
            citation.message,
            where=view.where(match.start()),
            found=match[0],
            excerpt=view.excerpt(match.start(), match.end(), 12),
            **view.spot(match.start()),
        )


_DEPARTMENT = re.compile(r"(?:局|委员会|委|办公室|厅|中心|支队|大队)$")


@rule("L-29", Severity.ERROR, basis="条例第四十九条：部门 1 月 31 日前，政府信息公开工作主管部门 3 月 31 日前")
def published_in_time(report: ReadReport, context: Context) -> Iterable[Finding]:
    """报告在规定日期前公布。"""
    year, day = context.year_of(report), report.published_on
    if year is None or day is None or day.year < year:
        return
    agency = context.agency_of(report) or ""
    department = bool(_DEPARTMENT.search(agency)) and year >= 2019
    if day > date(year + 1, 3, 31):
        message = f"{year} 年度报告公布于 {day}，晚于 {year + 1} 年 3 月 31 日；请核对日期，确属逾期的须说明原因。"
        yield failure("L-29", Severity.ERROR, message, where="公布日期", expected=f"≤ {year + 1}-03-31", found=str(day))
    elif department and day > date(year + 1, 1, 31):
        message = f"部门的年度报告应在 {year + 1} 年 1 月 31 日前公布，文件上的日期是 {day}；请核对。"
        yield failure(
            "L-29", Severity.WARNING, message, where="公布日期", expected=f"≤ {year + 1}-01-31", found=str(day)
        )
    elif day <= date(year, 12, 31):
        message = f"文件日期 {day} 在统计期限结束之前或当天，全年的数还没有出来；请核对日期。"
        yield failure("L-29", Severity.INFO, message, where="公布日期", expected=f"≥ {year + 1}-01-01", found=str(day))


_CONTACT = re.compile(r"电话|邮编|邮箱|地址|联系方式|联系人|@|\d{3,4}[-—－]{1,2}\d{7,8}")
_DOWNLOAD = re.compile(r"下载|电子版|http|www\.|网站|网址")


@rule("L-30", Severity.WARNING, basis="报告写明公布日期、联系方式和下载处")
def contact_and_date_are_given(report: ReadReport, context: Context) -> Iterable[Finding]:
    """报告写明公布日期和联系方式。"""
    if not report.complete or report.damaged or not report.chapters:
        return
    text = report.text
    lacking = []
    if report.published_on is None:
        lacking.append("公布日期")
    if not _CONTACT.search(text):
        lacking.append("联系方式")
    if context.publishing and not _DOWNLOAD.search(text):
        lacking.append("下载处")
    if lacking:
        severity = Severity.WARNING if context.publishing else Severity.INFO
        message = f"文件里没有写{'、'.join(lacking)}；公布时请写上，网页上另有的可不改。"
        yield failure("L-30", severity, message, where="开头和落款", expected="、".join(lacking), found="没有")


@rule("L-40", Severity.WARNING, basis="公布的报告应当可读、可查、可下载")
def text_can_be_read(report: ReadReport, context: Context) -> Iterable[Finding]:
    """文件有可读的文字，编码完好。"""
    if report.damaged == "image-only":
        message = "文件只有图片，没有文字，无法核对内容；请公布有文字层的文件，或先做文字识别再检查。"
        yield Finding("L-40", Severity.WARNING, Verdict.FAIL, message, where="全文")
    elif report.damaged == "encoding":
        message = "文件里的汉字编码已损坏（乱码），内容无法核对；请换用原始文件。"
        yield Finding("L-40", Severity.WARNING, Verdict.NOT_ASSESSABLE, message, where="全文")


@rule("L-00", Severity.INFO, basis="不完整的文件不判“缺少”")
def incomplete_file_is_said(report: ReadReport, context: Context) -> Iterable[Finding]:
    """文件不完整时说明哪些没有核对。"""
    if report.complete or report.damaged:
        return
    edition = report.edition or (edition_for(context.year_of(report) or 0) if context.year_of(report) else None)
    absent = ""
    if edition in EDITIONS and edition is not None:
        tables = [table for table in load(edition).tables if table.id not in report.tables_found]
        absent = "、".join(dict.fromkeys(table.place for table in tables))
    message = (
        "文件不完整，后面的内容没有核对"
        + (f"（没有读到：{absent}）" if absent else "")
        + "；请用完整的文件再检查一次。"
    )
    yield Finding("L-00", Severity.INFO, Verdict.NOT_ASSESSABLE, message, where="文件末尾")


@rule("L-00", Severity.INFO, basis="次序已乱的表格不判")
def garbled_tables_are_said(report: ReadReport, context: Context) -> Iterable[Finding]:
    """表格的文字次序已乱、没有核对的，说明白。"""
    if report.garbled:
        message = (
            "文件里表格的行名和数已经分开，次序乱了，读不出哪个数在哪一格，表格没有核对；"
            "请用原来的文档、网页或PDF再检查一次。"
        )
        yield Finding("L-00", Severity.INFO, Verdict.NOT_ASSESSABLE, message, where="表格")

"""W-*, L-35, L-36, L-31: wording, signs, placeholders, a copied report's words for itself, personal data."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gongkai.checks import wording
from gongkai.checks.personal import Kind, find_personal
from gongkai.checks.report.model import ReadReport
from gongkai.checks.report.rules.registry import Context, failure, rule
from gongkai.checks.report.rules.view import Piece, spot
from gongkai.findings import Finding, Severity

_SIGNS_OF_L35 = {"W-04": "L-35", "W-05": "L-35", "W-07": "L-36"}


@rule("W-*, L-35, L-36", Severity.WARNING, basis="公文用字、标点规范")
def wording_is_right(report: ReadReport, context: Context) -> Iterable[Finding]:
    """没有错字、叠字、不成对的括号、外文词和模板残留。"""
    if report.damaged:
        return
    pieces, text = _joined(report, context)
    half = 0
    first_half: tuple[wording.Fault, Piece] | None = None
    finders = (
        wording.wrong_words,
        wording.repeated,
        wording.punctuation,
        wording.foreign,
        wording.redundant,
        wording.placeholders,
    )
    for fault in wording.without_overlaps(fault for finder in finders for fault in finder(text)):
        piece = _piece_at(pieces, fault.start)
        if fault.rule == "W-04" and len(fault.found) == 1:
            half += 1
            first_half = first_half or (fault, piece)
            continue
        yield _finding(
            fault.rule, fault.severity, fault.message, piece, text, fault.start, fault.end, fault.found, fault.right
        )
    if first_half is not None:
        fault, piece = first_half
        message = f"中文里有 {half} 处用了半角标点，如“{_around(text, fault.start, fault.end, 8)}”；应改为全角标点。"
        yield _finding("W-04", Severity.INFO, message, piece, text, fault.start, fault.end, fault.found, fault.right)


def _joined(report: ReadReport, context: Context) -> tuple[list[Piece], str]:
    """The paragraphs one a line, as printed but for spaces between Chinese characters, and where each begins."""
    view = context.view(report)
    lines, pieces, at = [], [], 0
    for piece in view.pieces:
        line = piece.block.text
        if len(line.split()) > 1:
            line = _CHINESE_GAP.sub("", line).replace("\n", "")
        pieces.append(Piece(piece.block, piece.chapter, at))
        lines.append(line)
        at += len(line) + 1
    return pieces, "\n".join(lines)


_CHINESE_GAP = re.compile(r"(?<=[\u4e00-\u9fff，。、；：“”《》（）\d])\s+(?=[\u4e00-\u9fff，。、；：“”《》（）\d])")


def _piece_at(pieces: list[Piece], at: int) -> Piece:
    low, high = 0, len(pieces)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if pieces[middle].start <= at else (low, middle)
    return pieces[low]


def _around(text: str, start: int, end: int, by: int) -> str:
    low = max(text.rfind("\n", 0, start) + 1, start - by)
    stop = text.find("\n", end)
    return text[low : min(end + by, stop if stop >= 0 else len(text))]


def _finding(
    rule_id: str,
    severity: Severity,
    message: str,
    piece: Piece,
    text: str,
    start: int,
    end: int,
    found: str,
    right: str,
) -> Finding:
    chapter = f"“{piece.chapter.title}”一章" if piece.chapter else "开头部分"
    return failure(
        _SIGNS_OF_L35.get(rule_id, rule_id),
        severity,
        message,
        where=chapter + spot(piece.block),
        expected=right or None,
        found=found,
        excerpt=_around(text, start, end, 16),
        line=piece.block.line,
        page=piece.block.page,
    )


_SPACE_IN_MARKS = re.compile(r"《[ \u00a0\u3000]+|[ \u00a0\u3000]+》")


@rule("L-35", Severity.INFO, basis="书名号内不留空格")
def no_space_inside_title_marks(report: ReadReport, context: Context) -> Iterable[Finding]:
    """书名号里没有多余的空格。"""
    if report.damaged:
        return
    for piece in context.view(report).pieces:
        text = piece.block.text
        found = _SPACE_IN_MARKS.search(text) if "》" in text and piece.block.page is None else None
        if found:
            message = f"书名号里多了空格：“{_around(text, found.start(), found.end(), 8)}”；请删去。"
            yield _finding("L-35", Severity.INFO, message, piece, text, found.start(), found.end(), found[0], "")
            return


@rule("W-03", Severity.WARNING, basis="括号、书名号、引号成对使用")
def brackets_are_paired(report: ReadReport, context: Context) -> Iterable[Finding]:
    """括号、书名号、引号成对。"""
    if report.damaged:
        return
    pieces = context.view(report).pieces
    open_before: list[tuple[int, str, Piece]] = []
    last = len(pieces) - 1
    for index, piece in enumerate(pieces):
        text = piece.block.text
        loose = wording.loose_signs(text)
        carried, open_before = open_before, []
        for at, sign in loose:
            partner = wording.partner_of(sign)
            twin = next((entry for entry in carried if entry[1] == partner), None)
            if twin is not None:
                carried.remove(twin)
            elif sign in wording.OPENING and not (index == last and not report.complete):
                open_before.append((at, sign, piece))
            elif sign not in wording.OPENING:
                yield _loose(at, sign, piece)
        for at, sign, earlier in carried:
            yield _loose(at, sign, earlier)
    for at, sign, piece in open_before:
        yield _loose(at, sign, piece)


def _loose(at: int, sign: str, piece: Piece) -> Finding:
    fault = wording.loose_sign(piece.block.text, at, sign)
    menu = piece.chapter is None and re.search(r"[【>|]|字体|打印|分享|当前位置", piece.block.text[:40])
    severity = Severity.INFO if menu else fault.severity
    return _finding("W-03", severity, fault.message, piece, piece.block.text, at, at + 1, sign, fault.right)


@rule("W-08", Severity.INFO, basis="序号连续")
def steps_are_numbered_on(report: ReadReport, context: Context) -> Iterable[Finding]:
    """一是、二是、三是不跳号。"""
    if report.damaged:
        return
    for piece in context.view(report).pieces:
        if "是" in piece.block.text:
            for fault in wording.numbering(piece.block.text):
                yield _finding(
                    "W-08",
                    fault.severity,
                    fault.message,
                    piece,
                    piece.block.text,
                    fault.start,
                    fault.end,
                    fault.found,
                    fault.right,
                )


_OWN_WORDS = {"镇": "我镇", "乡": "我乡", "街道": "我街道", "局": "我局"}
_KIND = re.compile(r"(镇|乡|街道|局)(?:人民政府|办事处)?$")
_FOREIGN_SELF = re.compile(r"(?<![\u4e00-\u9fff])(我镇|我乡|我街道|我局)|(?<=[，。；、由])(我镇|我乡|我街道|我局)")


@rule("L-36", Severity.WARNING, basis="套用的稿子要改名称")
def own_name_is_used(report: ReadReport, context: Context) -> Iterable[Finding]:
    """报告里的自称是本单位。"""
    match = _KIND.search(context.agency_of(report) or "")
    if match is None:
        return
    own = _OWN_WORDS[match[1]]
    view = context.view(report)
    for found in _FOREIGN_SELF.finditer(view.text):
        said = found[1] or found[2]
        if said != own:
            yield failure(
                "L-36",
                Severity.WARNING,
                f"本单位是“{context.agency_of(report)}”，正文却自称“{said}”，像是套用了别的单位的稿子；请核对。",
                where=view.where(found.start()),
                expected=own,
                found=said,
                excerpt=view.excerpt(found.start(), found.end()),
                **view.spot(found.start()),
            )
            return


_LONG_NUMBER = re.compile(r"[0-9０-９][0-9０-９ -]{9}")
_GRAVE = {
    Kind.ID_CARD: Severity.ERROR,
    Kind.BANK_CARD: Severity.ERROR,
    Kind.PASSPORT: Severity.ERROR,
    Kind.MOBILE: Severity.WARNING,
}
_NAMES = {Kind.ID_CARD: "身份证号", Kind.BANK_CARD: "银行卡号", Kind.PASSPORT: "护照或通行证号", Kind.MOBILE: "手机号"}


@rule("L-31", Severity.ERROR, basis="不得公开申请人的个人信息")
def no_personal_data(report: ReadReport, context: Context) -> Iterable[Finding]:
    """正文没有身份证号、手机号等个人信息。"""
    for block in report.blocks:
        if not _LONG_NUMBER.search(block.text):
            continue
        for hit in find_personal(block.text):
            if hit.kind not in _GRAVE:
                continue
            yield failure(
                "L-31",
                _GRAVE[hit.kind],
                f"正文里有{_NAMES[hit.kind]}（{hit.masked}），公开前请删去或遮挡；确属工作联系方式的请确认。",
                where="正文" + spot(block),
                found=hit.masked,
                line=block.line,
                page=block.page,
            )

"""The value a scan returns, and the rules of what is not in the text itself: hidden things, properties, the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gongkai.checks.personal.allow import NOTHING, Allow
from gongkai.checks.personal.kinds import RULES as PERSONAL_RULES
from gongkai.checks.personal.kinds import Kind, Rule
from gongkai.findings import Severity


@dataclass(frozen=True, slots=True)
class Options:
    """``allow``: the agency's own numbers and addresses. ``today``: lets ages be reckoned (minors), ``None``: not.

    ``wording``: look for wrong words, impossible dates and sums too. ``own``: (wrong, right) pairs of the agency's own
    list, looked for in running text and tables; the right form may be empty.
    """

    allow: Allow = NOTHING
    today: date | None = None
    wording: bool = True
    own: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ScanFinding:
    """One finding. ``text_masked`` never holds a found value in full; ``count`` is the number of places.

    ``where`` is for a person; ``places`` are up to 500 single places (``D3``, ``第9行 (72,640,180,655)``: left, bottom,
    right and top in points from the lower left corner of the page) for the desk.
    """

    rule: str
    severity: Severity
    kind: Kind
    text_masked: str
    where: str
    count: int
    suggestion: str
    places: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The object that ``gongkai scan --json`` prints."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "kind": self.kind.value,
            "text_masked": self.text_masked,
            "where": self.where,
            "count": self.count,
            "suggestion": self.suggestion,
        }


@dataclass(slots=True)
class ScanResult:
    """``file`` as given (personal data in a name masked); ``readable`` false when some content could not be checked."""

    file: str
    readable: bool = True
    findings: list[ScanFinding] = field(default_factory=list)

    @property
    def errors(self) -> int:
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def blocks(self) -> bool:
        """Personal data or hidden content that must not be released without a named reviewer's reason."""
        return self.errors > 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "readable": self.readable,
            "findings": [finding.as_dict() for finding in self.findings],
        }


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_COPY = "或使用本系统生成的遮盖副本"

RULES: dict[str, Rule] = {
    row[0]: Rule(*row)
    for row in (
        ("H-SHEET", Kind.HIDDEN, _E, f"工作簿里有隐藏的工作表，取消隐藏就能看到。请删除，{_COPY}"),
        ("H-ROW", Kind.HIDDEN, _E, f"有隐藏的行，取消隐藏就能看到。请删除，{_COPY}"),
        ("H-COLUMN", Kind.HIDDEN, _E, f"有隐藏的列，取消隐藏就能看到。请删除，{_COPY}"),
        ("H-COMMENT", Kind.HIDDEN, _E, f"有批注。公开前请删除，{_COPY}"),
        ("H-TRACKED", Kind.HIDDEN, _E, f"有修订记录，删去的文字仍在文件里。请接受全部修订，{_COPY}"),
        ("H-TEXT", Kind.HIDDEN, _E, f"有设为隐藏的文字。请删除，{_COPY}"),
        ("H-WHITE", Kind.HIDDEN, _E, f"有看不见的文字（与底色相同），选中就能看到。请删除，{_COPY}"),
        ("H-TINY", Kind.HIDDEN, _W, f"有小到看不见的文字。请核对，不需要的请删除，{_COPY}"),
        ("H-COVERED", Kind.HIDDEN, _E, "有被色块或图片盖住、仍可复制的文字。遮盖要做在数据里，请用遮盖副本"),
        ("H-FORMAT", Kind.HIDDEN, _W, f"有用数字格式隐藏的单元格内容。请核对，不需要的请删除，{_COPY}"),
        ("H-PIVOT", Kind.HIDDEN, _E, f"数据透视表里保存着全部原始数据。请粘贴为数值，{_COPY}"),
        ("H-NAME", Kind.HIDDEN, _W, f"有隐藏的名称定义。请在名称管理器中删除，{_COPY}"),
        ("H-LINK", Kind.HIDDEN, _W, f"引用了其他工作簿，并保存着它的数据和路径。请断开链接，{_COPY}"),
        ("H-XML", Kind.HIDDEN, _W, f"文件里有看不见的自定义数据。请用“检查文档”清除，{_COPY}"),
        ("H-EMBEDDED", Kind.HIDDEN, _W, f"文件里嵌有另一个文件。请核对，不需要的请删除，{_COPY}"),
        ("H-MACRO", Kind.HIDDEN, _E, f"文件带宏。公开的文件不得带宏，请另存为不带宏的格式，{_COPY}"),
        ("H-HTML-COMMENT", Kind.HIDDEN, _W, "网页源代码里有注释。请删除"),
        ("H-HTML", Kind.HIDDEN, _E, "网页里有隐藏的内容，查看源代码就能看到。请删除"),
        ("H-ANNOTATION", Kind.HIDDEN, _E, f"PDF里有批注。请删除，{_COPY}"),
        ("H-ATTACHED", Kind.HIDDEN, _E, f"PDF里夹带附件。请核对后删除，{_COPY}"),
        ("H-SCRIPT", Kind.HIDDEN, _W, f"PDF里有脚本。请删除，{_COPY}"),
        ("H-OLD", Kind.HIDDEN, _W, f"PDF里保留着修改前的内容。请重新导出，{_COPY}"),
        ("H-OFFPAGE", Kind.HIDDEN, _W, f"有放在页面之外的文字。请删除，{_COPY}"),
        ("M-GPS", Kind.METADATA, _E, "照片里记录了拍摄地点的经纬度。请去除图片属性后再公开"),
        ("M-IMAGE", Kind.METADATA, _W, "图片属性里有作者、设备序列号等信息。请去除后再公开"),
        ("M-THUMBNAIL", Kind.METADATA, _W, "图片里另存着一张缩略图，可能是裁剪前的样子。请去除图片属性后再公开"),
        ("M-AUTHOR", Kind.METADATA, _W, f"文件属性里有作者、单位或修改人。请清除，{_COPY}"),
        ("M-PATH", Kind.METADATA, _W, f"文件属性里有本机路径。请清除，{_COPY}"),
        ("M-TOOL", Kind.METADATA, _I, "文件属性里有编写软件等信息，一般无需处理"),
        ("T-DATE", Kind.WORDING, _E, "这个日期不存在。请核对"),
        ("T-WEEKDAY", Kind.WORDING, _W, "日期和星期对不上。请核对"),
        ("T-SUM", Kind.SUM, _W, "合计数与各项之和不一致。请核对"),
        ("T-OWN", Kind.WORDING, _W, "本单位名单里的错误写法。请改正"),
        ("T-WORDING", Kind.WORDING, _W, "请核对文字"),
        ("F-UNREADABLE", Kind.OTHER, _E, "这个文件没有检查，不能直接公开。请另存为常用格式后再查"),
        ("F-PICTURE", Kind.OTHER, _W, "这些页面是图片，里面的文字没有检查。请人工核对，或换用文字版"),
        ("F-LIMIT", Kind.OTHER, _E, "文件超出检查范围，没有查完。请拆分后再查"),
    )
}
ALL_RULES: dict[str, Rule] = {**PERSONAL_RULES, **RULES}

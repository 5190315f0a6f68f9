"""What a sentence is about when it gives a number: requests for disclosure, or the town's other business.

Chapter one also counts letters, hot-line calls, proposals, applications for allowances and documents; “办结 118 件”
says nothing of requests when the words before speak of letters.
"""

from __future__ import annotations

import re

from gongkai.checks.report.rules.view import View

#: What may stand before 申请 when it is a request for disclosure; 低保申请, 宅基地申请 are others.
_MAY_PRECEDE = (
    "收到|接到|受理|新收|接收|办理|办结|答复|处理|收办|提出|提交|提起|的|了|共|新增|自然人|公民|法人|组织|企业|机构|书面|网络"
    "|网上|在线|线上|线下|当面|现场|信函|邮寄|邮件|传真|口头|重复|撤回|补正|群众|公众|个人|结转|(?<!各)类|件|公开|信息|依|人|年度|本年"
    "|全年|等|有效|要求|其他|部分|反复|大量|合计|总计|累计|均|对|按|因|被|有|无|未|可|向|次|再|需|经|再次|数据|行政复议|复议"
)
_REQUEST = re.compile(
    rf"信息公开(?!工作|平台|专栏|栏目|指南|目录|制度|网|条例)|依申请|公开申请|申请公开|(?:{_MAY_PRECEDE}|[^\u4e00-\u9fff]|^)申请"
)
_OTHER_APPLICATION = re.compile(r"(?<=[\u4e00-\u9fff])(?<!依)申请(?!公开|人|内容|主体|材料|方式|渠道)")
_MAY_END = re.compile(rf"(?:{_MAY_PRECEDE})\Z")
_OTHER_BUSINESS = re.compile(
    r"来信|来访|来电|信件|信访(?!举报投诉类)|留言|诉求|热线|建议|提案|议案|工单|转办|督办|督查|信箱|审批|民生|网民"
    r"|投诉(?!类)|办件|公文|舆情|线索|纠纷|人大|政协|行政执法|案卷|热点"
)
_DOCUMENTS = re.compile(r"公文|文件|建议|提案|议案|留言|来信|信箱|热线|诉求|网民")
#: Documents by how they are disclosed: “主动公开 95 件，依申请公开 40 件，不予公开 185 件”.
_BY_KIND = re.compile(r"主动公开(?:的)?(?:有|为|共)?\d")
_GENERAL = frozenset({"answered", "s_closed", "s_replied", "received", "handled", "s_received"})


def names_requests(said: str) -> bool:
    """Whether a phrase that ends in 申请 names a request for disclosure, not one for an allowance."""
    return all(_MAY_END.search(said[: match.start()]) for match in _OTHER_APPLICATION.finditer(said))


def is_about_requests(view: View, spec_id: str, start: int, begin: int, at: int) -> bool:
    """Whether the number at ``at``, named from ``begin`` on in the sentence from ``start``, counts requests.

    The thing named last before it decides: in the sentence, or in the paragraph when the sentence names none.
    """
    said = view.text[begin:at]
    if not names_requests(said):
        return False
    if spec_id not in _GENERAL:
        if _BY_KIND.search(view.text, start, begin):
            return False
        return _last(_DOCUMENTS, view.text, start, begin) <= _last(_REQUEST, view.text, start, begin)
    if "公开" in said or "依申请" in said:
        return True
    paragraph = view.text.rfind("\n", 0, at) + 1
    for low in (start, paragraph):
        request = _last(_REQUEST, view.text, low, at)
        other = max(_last(_OTHER_BUSINESS, view.text, low, at), _last_other_application(view.text, low, at))
        if request >= 0 or other >= 0:
            return request > other
    return True


def _last(pattern: re.Pattern[str], text: str, low: int, high: int) -> int:
    return max((match.end() for match in pattern.finditer(text, low, high)), default=-1)


def _last_other_application(text: str, low: int, high: int) -> int:
    found = (m for m in _OTHER_APPLICATION.finditer(text, low, high) if not _MAY_END.search(text, low, m.start()))
    return max((match.end() for match in found), default=-1)

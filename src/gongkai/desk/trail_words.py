"""The particulars of an entry of the trail, for a person: names and values in Chinese, as far as they are ours.

The entry itself stays as it was written; only what is shown is put into words. What is not in these tables (a number, a
file name, a sentence) is shown as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.apps import apps

from gongkai.agencies.models import Role
from gongkai.catalogue.models import Attribute, Stage
from gongkai.catalogue.vocabulary import Layout
from gongkai.checks.personal import Kind
from gongkai.disclosures.models import BulkVerb, Validity, WithdrawalReason
from gongkai.disclosures.models.guard import WordListKind
from gongkai.intake.registry import kinds
from gongkai.reports.models import ReportState

NAMES = {
    "added": "新增",
    "after": "改后",
    "agencies": "单位",
    "agency": "单位",
    "attribute": "公开属性",
    "basis": "依据",
    "before": "改前",
    "catalogue_entry": "目录事项",
    "cells": "格数",
    "changed": "改动",
    "computed": "计算数",
    "correction": "更正说明",
    "count": "数量",
    "date": "日期",
    "days": "时限（工作日）",
    "deputy": "代办人",
    "disclosure": "政府信息",
    "entries": "条数",
    "factor": "第二步",
    "fields": "看了哪些",
    "files": "文件",
    "filter": "筛选",
    "from": "从",
    "genre": "体裁分类",
    "holder": "本人",
    "interpretation": "解读",
    "key": "格",
    "kind": "种类",
    "kinds": "各种表",
    "layout": "表的样式",
    "masked": "遮盖",
    "name": "名称",
    "names": "名单",
    "new": "新增",
    "note": "说明",
    "original": "原件",
    "original_sha256": "原件的摘要",
    "passages": "标注处数",
    "place": "位置",
    "position": "第几个",
    "problems": "问题数",
    "reason": "理由",
    "ref": "编号",
    "removed": "去掉",
    "role": "角色",
    "rule": "规则",
    "same": "不变",
    "section": "栏目",
    "sections": "新建栏目",
    "sha256": "文件摘要",
    "size": "大小（字节）",
    "stage": "公开类型",
    "steps": "步骤",
    "subject": "主题分类",
    "text": "文本摘要",
    "to": "到",
    "user": "用户名",
    "validity": "有效性",
    "value": "申报数",
    "verb": "办理",
    "version": "版本",
    "year": "年度",
}
_CHOICES = (Role, Attribute, Stage, Validity, WithdrawalReason, BulkVerb, WordListKind, ReportState)


def data_words(data: dict[str, Any], label: str = "") -> list[tuple[str, str]]:
    """(name, value) of every particular; ``label`` is the kind of record acted on, whose fields have names too."""
    words = _fields(label) | _values()
    return [(NAMES.get(name, words.get(name, name)), _say(value, words)) for name, value in data.items()]


def object_words(label: str) -> str:
    """``disclosures.disclosure`` → 政府信息; a kind of record that is no more stands as it was written."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def _fields(label: str) -> dict[str, str]:
    try:
        return {field.name: str(field.verbose_name) for field in apps.get_model(label)._meta.fields}
    except (LookupError, ValueError):
        return {}


def _values() -> dict[str, str]:
    pairs: Iterable[tuple[str, Any]] = chain.from_iterable(choices.choices for choices in _CHOICES)
    found = {str(value): str(label) for value, label in pairs}
    found |= {kind.value: kind.label for kind in Kind} | {layout.value: layout.label for layout in Layout}
    return found | {kind.name: kind.title for kind in kinds()}


def _say(value: Any, words: dict[str, str]) -> str:
    if isinstance(value, dict):
        return "，".join(
            _pair(NAMES.get(name) or words.get(name) or str(name), one, words) for name, one in value.items()
        )
    if isinstance(value, list):
        return "；".join(_say(one, words) for one in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else words.get(str(value), str(value))


def _pair(name: str, value: Any, words: dict[str, str]) -> str:
    said = _say(value, words) or "没有"
    return f"{name}（{said}）" if isinstance(value, dict) else f"{name}：{said}"

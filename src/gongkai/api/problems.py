"""Errors as RFC 9457 problems, in Chinese and in English."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema

CONTENT_TYPE = "application/problem+json"

#: Status → (Chinese title, English title).
TITLES = {
    404: ("没有找到", "Not found"),
    405: ("只能读取", "Read only"),
    422: ("参数不对", "Invalid parameters"),
    429: ("请求太多，请稍后再试", "Too many requests"),
    500: ("服务器出错", "Server error"),
}


class Problem(Schema):
    """What went wrong: the same in ``title`` and ``title_en``; ``errors`` say where, ``message`` and ``message_en``."""

    type: str
    title: str
    title_en: str
    status: int
    detail: str
    detail_en: str
    errors: list[dict[str, str]]


#: What is wrong with a value, by the kind of mistake, with its own numbers filled in.
MISTAKES = {
    "greater_than_equal": "不能小于{ge}",
    "less_than_equal": "不能大于{le}",
    "int_parsing": "要写整数",
    "int_parsing_size": "数太大",
    "bool_parsing": "要写true或false",
    "string_too_long": "不能超过{max_length}个字",
    "string_pattern_mismatch": "写法不对",
    "literal_error": "只能是：{expected}",
    "missing": "没有写",
}


def said(mistake: dict[str, Any]) -> dict[str, str]:
    """A mistake in a parameter, in Chinese and in English."""
    words = MISTAKES.get(mistake["type"], "写法不对").format(**mistake.get("ctx", {}))
    return {"message": words.replace(" or ", "、"), "message_en": str(mistake["msg"])}


def problem(
    status: int, detail: str = "", detail_en: str = "", errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    title, title_en = TITLES[status]
    body: dict[str, Any] = {
        "type": f"about:blank#{status}",
        "title": title,
        "title_en": title_en,
        "status": status,
        "detail": detail or title,
        "detail_en": detail_en or title_en,
        "errors": errors or [],
    }
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE)


def not_found(request: HttpRequest, rest: str = "") -> HttpResponse:
    """For every address under ``/api/`` that is none."""
    return problem(404, "没有这个地址，见 /api/v1/openapi.json", "No such address, see /api/v1/openapi.json")

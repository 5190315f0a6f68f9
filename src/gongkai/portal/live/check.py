"""``/check/``: drop a published annual report, see what is wrong beside the text. Nothing is stored.

The file is read and checked in a process of its own with a bound on time and memory, so that a hostile file costs one
worker ten seconds at the most.
"""

from __future__ import annotations

import html
import json
import subprocess
import sys
from pathlib import PurePath
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from gongkai.portal.rendering import render
from gongkai.portal.site import Crumb, Page, current_site

PATH = "/check/"
MOST_BYTES = 20 * 1024 * 1024
SECONDS = 20
SEVERITIES = (("error", "错误"), ("warning", "请确认"), ("info", "提示"))


class CheckForm(forms.Form):
    """One file, and what a person knows better than the file."""

    file = forms.FileField(
        label="年度报告文件",
        help_text="Word、PDF、网页、Excel、文本都可以，最大20 MB",
        error_messages={"required": "请先选择一个文件", "empty": "这个文件是空的", "missing": "请先选择一个文件"},
    )

    def clean_file(self) -> Any:
        uploaded = self.cleaned_data["file"]
        if uploaded.size > MOST_BYTES:
            raise forms.ValidationError(f"文件有{uploaded.size // (1024 * 1024)} MB，最大20 MB")
        return uploaded


@csrf_exempt  # changes nothing and sets no cookie: there is nothing a forged request could do
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The form, and after it the result."""
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    result: dict[str, Any] | None = None
    if request.method == "POST" and form.is_valid():
        uploaded = form.cleaned_data["file"]
        result = run_check(uploaded.read(), PurePath(uploaded.name or "文件").name[:120])
    site = current_site()
    page = Page(
        path=PATH,
        template="portal/live/check.html",
        title="检查年度报告",
        description="上传一份已写好的政府信息公开工作年度报告，检查数字、正文和格式。不保存文件。",
        crumbs=[Crumb("首页", "/"), Crumb("检查年度报告")],
        context={"form": form, "result": result},
    )
    answer = HttpResponse(render(page, site))
    answer["Cache-Control"] = "no-store"
    return answer


def run_check(content: bytes, name: str) -> dict[str, Any]:
    """The result of one file for the page: ``groups`` of findings, ``text`` with marked passages, or ``refused``."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "gongkai.portal.live.check_worker", name],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"name": name, "refused": "这个文件太复杂，20秒内没有读完，请换成 Word 或者文字版 PDF 再试。"}
    if done.returncode != 0:
        return {"name": name, "refused": "这个文件读不了，可能已损坏，请换成 Word 或者文字版 PDF 再试。"}
    data: dict[str, Any] = json.loads(done.stdout)
    findings = data["findings"]
    for number, finding in enumerate(findings, start=1):
        finding["number"] = number
    data["name"] = name
    data["groups"] = [
        {"key": key, "name": words, "findings": [one for one in findings if one["severity"] == key]}
        for key, words in SEVERITIES
    ]
    data["text"] = [_marked(line, findings) for line in data.pop("lines")]
    return data


def _marked(line: dict[str, Any], findings: list[dict[str, Any]]) -> dict[str, Any]:
    """A line of the text as HTML, the passages that findings quote marked with their numbers."""
    text = html.escape(line["text"])
    for finding in findings:
        number = finding["number"]
        for passage in finding["excerpt"].split("……"):
            quoted = html.escape(passage.strip("…"))
            if len(quoted) > 3 and quoted in text and not finding.get("in_text"):
                text = text.replace(
                    quoted, f'<mark id="t{number}">{quoted}</mark><sup><a href="#f{number}">{number}</a></sup>', 1
                )
                finding["in_text"] = True
    return {"level": line["level"], "html": text}

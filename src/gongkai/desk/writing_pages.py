"""What the editor asks for while somebody writes: a Word file as text, a place for an image, the image itself."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from gongkai.checks.scan.sniff import extension, kind_of
from gongkai.desk.guard import _attachment, _disclosure
from gongkai.desk.reports import guarded
from gongkai.desk.writing import POLICY
from gongkai.disclosures import rich_text
from gongkai.disclosures.attachments import add_image, kind_of_image, read_attachment, refuse_beyond
from gongkai.disclosures.inline_images import media_type
from gongkai.disclosures.models import Disclosure
from gongkai.findings import Refused, refuse

MEGABYTE = 1024 * 1024
WORD_FILES = ("docx", "doc", "wps", "rtf", "odt")
LARGEST_FILE = 100 * MEGABYTE
#: Before the record exists its images travel inside the form; beyond this the draft has to be saved first.
LARGEST_ENCLOSED = 12 * MEGABYTE


def answers_json(view: Callable[[HttpRequest], dict[str, Any]]) -> Callable[[HttpRequest], HttpResponse]:
    """Say in JSON what there is, or what is wrong (422), in sentences for the person."""

    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        try:
            return JsonResponse(view(request))
        except Refused as refused:
            return JsonResponse({"error": "；".join(failure.message for failure in refused.failures)}, status=422)

    return inner


def _record(request: HttpRequest) -> Disclosure | None:
    """The record that is being written, when it exists already; whoever may not write is turned away."""
    number = request.POST.get("disclosure", "")
    if not number:
        if not POLICY.user_has_permission(request.user, "add"):
            raise PermissionDenied
        return None
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    found = _disclosure(request, int(number))
    if not POLICY.user_has_permission_for_instance(request.user, "add", found):
        raise PermissionDenied
    return found


def _file(request: HttpRequest) -> tuple[bytes, str]:
    file = request.FILES.get("file")
    if file is None:
        raise refuse("file", "没有收到文件，请重新选择")
    if (file.size or 0) > LARGEST_FILE:
        raise refuse("too-large", f"文件有{(file.size or 0) // MEGABYTE} MB，最多{LARGEST_FILE // MEGABYTE} MB")
    return file.read(), file.name or ""


@require_POST
@answers_json
def word(request: HttpRequest) -> dict[str, Any]:
    """A Word file as rich text: ``{html, title, notes}``. Nothing of the record's text is changed by this."""
    from gongkai.papers.reading.office import convert
    from gongkai.papers.reading.rich import rich_text as read

    record = _record(request)
    data, name = _file(request)
    end = extension(name)
    if end not in WORD_FILES:
        raise refuse("type", f"只能导入{'、'.join(WORD_FILES)}文件；其他文件请作为附件上传")
    kind = kind_of(data, name)
    if kind == "empty":
        raise refuse("empty", "文件是空的，请核对后重新选择")
    if kind == "encrypted":
        raise refuse("encrypted", "文件已加密，读不了。请取消密码后再导入")
    if kind != "docx":
        data = convert(data, name)
    found = read(data)
    body = rich_text.clean(found.html)
    notes = list(found.notes)
    addresses = _keep(record, found.images, rich_text.numbers(body), notes, request)
    body = rich_text.replace_images(body, lambda src: addresses.get(rich_text.number_of(src)))
    return {"html": body, "title": (found.title or "").strip()[:300], "notes": notes}


def _keep(
    record: Disclosure | None, images: list[Any], wanted: list[int], notes: list[str], request: HttpRequest
) -> dict[int | None, str]:
    """Number of an image in the file → its address: an attachment of the record, or enclosed while there is none."""
    addresses: dict[int | None, str] = {}
    total = 0
    for number in wanted:
        if number >= len(images):
            continue
        image = images[number]
        try:
            if record is not None:
                made = add_image(record, data=image.data, name=image.name, user=request.user, now=timezone.now())
                addresses[number] = rich_text.desk_address(made.pk)
                continue
            kind_of_image(image.data, image.name)
            refuse_beyond(len(addresses))
        except Refused as refused:
            if refused.failures[0].code in ("not-the-role", "in-review"):
                raise
            if refused.failures[0].code == "too-many-images":
                notes.append(f"从第{number + 1}张图片起没有放进来：{refused.failures[0].message}")
                break
            notes.append(f"第{number + 1}张图片没有放进来：{refused.failures[0].message}")
            continue
        total += len(image.data)
        addresses[number] = f"data:{media_type(image.data)};base64,{base64.b64encode(image.data).decode()}"
    if total > LARGEST_ENCLOSED:
        raise refuse("too-large", "文件里的图片太大。请先写标题、保存草稿，再导入这个文件")
    return addresses


@require_POST
@answers_json
def image_add(request: HttpRequest) -> dict[str, Any]:
    """Keep an image of a record that exists: ``{src}``. The same bytes again get the same address."""
    record = _record(request)
    if record is None:
        raise refuse("draft", "请先保存草稿，再插入图片")
    data, name = _file(request)
    made = add_image(record, data=data, name=name, user=request.user, now=timezone.now())
    return {"src": rich_text.desk_address(made.pk)}


@require_GET
def image(request: HttpRequest, pk: int) -> HttpResponse:
    """An image in a text, for who may see the disclosure; its masked copy where there is one."""
    found = _attachment(request, pk)
    while found.replaced_by_id:
        found = _attachment(request, found.replaced_by_id)
    if not found.inline or found.sealed or found.removed_at is not None:
        raise Http404
    try:
        data = read_attachment(found)
    except Refused as refused:
        raise Http404 from refused
    answer = HttpResponse(data, content_type=media_type(data) or "application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(False, found.name) or "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


urlpatterns = [
    path("writing/word/", guarded(word), name="gk_word"),
    path("writing/images/", guarded(image_add), name="gk_text_image_add"),
    path("writing/images/<int:pk>/", guarded(image), name="gk_text_image"),
]

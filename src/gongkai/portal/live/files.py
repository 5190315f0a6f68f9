"""``/files/``: attachments that are public, and no others. Their bytes lie where no address leads."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures.attachments import public_attachments, read_attachment
from gongkai.disclosures.inline_images import media_type
from gongkai.disclosures.models import Attachment

#: Shown in the browser; everything else is handed over as a file, so that no attachment runs as a page of the site.
SHOWN = {"pdf": "application/pdf", "text": "text/plain; charset=utf-8"}


@require_safe
def attachment(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One attachment of a public disclosure; 404 for drafts, withdrawn, removed and sealed ones alike."""
    with across_agencies():
        found = Attachment.objects.select_related("disclosure").filter(pk=pk, sealed=False).first()
        if found is None or not public_attachments(found.disclosure).filter(pk=pk).exists():
            raise Http404
        content = read_attachment(found)
    shown = media_type(content) if found.kind == "image" else SHOWN.get(found.kind)
    answer = HttpResponse(content, content_type=shown or "application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(shown is None, found.name) or "attachment"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    answer["Cache-Control"] = "no-cache"
    answer["ETag"] = f'"{found.sha256}"'
    return answer

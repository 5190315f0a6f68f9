"""The live parts of the public site."""

from __future__ import annotations

import segno
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from gongkai.portal.serving import SECURITY
from gongkai.portal.site import current_site


@require_safe
def qr(request: HttpRequest, path: str) -> HttpResponse:
    """The QR code (SVG) of the page at ``/path``; made when someone unfolds it, kept by the browser."""
    base = current_site().base or f"{request.scheme}://{request.get_host()}"
    code = segno.make(f"{base}/{path}"[:500], error="m", micro=False)
    response = HttpResponse(
        code.svg_inline(omitsize=True, xmldecl=False, svgns=True, border=2), content_type="image/svg+xml"
    )
    response["Cache-Control"] = "public, max-age=86400"
    for name, value in SECURITY:
        response[name] = value
    return response

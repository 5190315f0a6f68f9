"""From a :class:`Page` to the bytes of its file."""

from __future__ import annotations

from django.template.loader import render_to_string

from gongkai.portal.site import Page, Site


def render(page: Page, site: Site) -> bytes:
    """The page as UTF-8 HTML. The same records and site give the same bytes."""
    page.site = site
    context = {"page": page, "site": site, **page.context}
    return render_to_string(page.template, context).encode()

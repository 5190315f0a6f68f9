"""One page type."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page


class HomePage(Page):
    """The home page of the site, from the same records through the same templates."""

    day = models.DateField()
    settings_panels: ClassVar[list[Any]] = []

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from gongkai.agencies.scoping import across_agencies
        from gongkai.portal import pages
        from gongkai.portal.rendering import render
        from gongkai.portal.site import current_site

        with across_agencies():
            site = current_site()
            return HttpResponse(render(pages.home(site, self.day), site))

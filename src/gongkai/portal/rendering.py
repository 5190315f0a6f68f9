"""From records to bytes: what one batch of pages shares, so that it is asked for and rendered once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString

from gongkai.agencies.models import Agency
from gongkai.portal.files import Baked
from gongkai.portal.site import Page, Site, current_site
from gongkai.portal.tree import Tree, tree_of


def render(page: Page, site: Site, parts: dict[Any, SafeString] | None = None) -> bytes:
    """The page as UTF-8 HTML. The same records and site give the same bytes.

    ``parts`` keeps what several pages have in common (header, tree, footer) between calls.
    """
    page.site = site
    context = {"page": page, "site": site, "parts": {} if parts is None else parts, **page.context}
    template = get_template(page.template)
    return template.render(context).encode()


@dataclass
class Press:
    """The site, the day and the trees of one batch. Lives as long as the folder's lock, never longer."""

    today: dt.date
    site: Site = field(default_factory=current_site)
    parts: dict[Any, SafeString] = field(default_factory=dict)
    trees: dict[int, Tree] = field(default_factory=dict)

    def tree(self, agency: Agency) -> Tree:
        if agency.pk not in self.trees:
            self.trees[agency.pk] = tree_of(agency)
        return self.trees[agency.pk]

    def page(self, page: Page) -> Baked:
        return Baked(page.path, render(page, self.site, self.parts), gone=page.status == 410)

"""The one verb of the site's own settings: what stands in the page labels and in the footer of every page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai.agencies.models import Role
from gongkai.agencies.services import is_admin
from gongkai.findings import Failure, Refused, refuse
from gongkai.portal.models import PortalSite
from gongkai.trail.services import record

FIELDS = (
    "agency", "name", "domain", "site_code", "icp", "police", "operator", "fault_url", "badge_url", "open_topics",
    "notice",
)  # fmt: skip


@transaction.atomic
def save_site(site: PortalSite, *, by: Any) -> PortalSite:
    """Set what the site says of itself; every page follows.

    :raises Refused: when the person is not the system administrator, a value is not written as it must be, or another
        site is there already: an installation has one.
    """
    if not is_admin(by, Role.SYSTEM_ADMIN):
        raise refuse("not-the-role", f"设置网站要由{Role.SYSTEM_ADMIN.label}来做")
    old = PortalSite.objects.select_for_update().first()
    if old is not None and old.pk != site.pk:
        raise refuse("one-site", "网站已经设置过了，请修改原来的设置")
    try:
        site.full_clean()
    except ValidationError as error:
        raise Refused(
            [
                Failure("site", sentence, str(getattr(PortalSite._meta.get_field(name), "verbose_name", name)))
                for name, sentences in error.message_dict.items()
                for sentence in sentences
            ]
        ) from None
    changed = [name for name in FIELDS if old is None or getattr(old, name) != getattr(site, name)]
    if changed:
        site.save()
        record("site.change", target=site, agency_code=site.agency.code, data={"fields": changed})
    return site

"""A disclosure that is published stands on the agency's website: that is its first release, noted without typing."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from gongkai.channels.models import Channel, ChannelKind, Release
from gongkai.disclosures.signals import disclosure_published


def website_channel(agency: Any) -> Channel:
    """The agency's website channel; made on first use."""
    channel = Channel.objects.filter(agency=agency, kind=ChannelKind.WEBSITE).order_by("pk").first()
    return channel or Channel.objects.create(
        agency=agency, ref="website", kind=ChannelKind.WEBSITE, name=f"{agency.short_name}政府网站"
    )


@receiver(disclosure_published)
def note_website_release(sender: Any, disclosure: Any, **kwargs: Any) -> None:
    Release.objects.get_or_create(
        disclosure=disclosure,
        channel=website_channel(disclosure.agency),
        defaults={
            "agency": disclosure.agency,
            "released_on": timezone.localtime(disclosure.published_at).date(),
        },
    )

"""How often one visitor may ask."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest
from ninja.throttling import AnonRateThrottle


class PerVisitor(AnonRateThrottle):
    """Counts by the address that the connection comes from.

    What a header says of it is believed only of a server of our own network in front (``gongkai nginx-config``), and of
    that only the last address, which that server wrote itself: whoever writes headers does not get a new count.
    """

    def get_ident(self, request: HttpRequest) -> str | None:
        address = str(request.META.get("REMOTE_ADDR", ""))
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        try:
            return told if told and ipaddress.ip_address(address).is_private else address
        except ValueError:
            return told or address

"""Which addresses exist: our own, and those of Wagtail and allauth that this system uses. All others answer 404.

Wagtail brings some two hundred addresses for pages, images, documents, groups, sites, collections, workflows, tags and
reports, which know no agencies. Hiding their menu leaves the addresses; so what is not named here does not exist, and
what a later version of Wagtail brings does not exist either until somebody has thought about it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

#: Sign-in: password, second factor, security keys. Each works on the signed-in person's own account alone.
SIGN_IN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reauthenticate",
        "account_change_password",
        "mfa_index",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_edit_webauthn",
    }
)
#: What every page of the admin needs, and the person's own settings.
FRAME = frozenset(
    {
        "wagtailadmin_home",
        "wagtailadmin_account",
        "wagtailadmin_logout",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_dismissibles",
    }
)
#: Writing: who else has this record open; links in a text; choosing a disclosure (asked in the person's scope).
WRITING = frozenset(
    {
        "wagtailadmin_editing_sessions:ping",
        "wagtailadmin_editing_sessions:release",
        "wagtailadmin_choose_page",
        "wagtailadmin_choose_page_external_link",
        "wagtailadmin_choose_page_email_link",
        "wagtailadmin_choose_page_phone_link",
        "wagtailadmin_choose_page_anchor_link",
        "wagtailsnippetchoosers_disclosures_disclosure:choose",
        "wagtailsnippetchoosers_disclosures_disclosure:choose_results",
        "wagtailsnippetchoosers_disclosures_disclosure:chosen",
    }
)
OPEN = SIGN_IN | FRAME | WRITING
#: Verbs of our viewsets that are not used here: review and withdrawal have pages of their own.
CLOSED_VERBS = frozenset({"copy", "unpublish", "lock", "unlock", "confirm_workflow_cancellation"})
BULK = "wagtail_bulk_action"
GUARDED_PATHS = ("/admin/", "/documents/")


def is_open(match: ResolverMatch) -> bool:
    """Whether the address exists in this system, for anybody at all."""
    if match.view_name == BULK:
        return _is_our_bulk_action(**match.kwargs)
    return match.view_name in OPEN or (_is_ours(match) and not (match.namespaces and match.url_name in CLOSED_VERBS))


def _is_ours(match: ResolverMatch) -> bool:
    """Our single pages are named ``gk_…``; the viewsets wrap each of their views in a function of ours."""
    return (match.url_name or "").startswith("gk_") or match.func.__module__.startswith("gongkai.")


def _is_our_bulk_action(app_label: str, model_name: str, action: str) -> bool:
    kind = bulk_action_registry.get_bulk_action_class(app_label, model_name, action)
    return kind is not None and kind.__module__.startswith("gongkai.")


class GateMiddleware:
    """404 before the view of a closed address is called."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        match = request.resolver_match
        if match is not None and request.path.startswith(GUARDED_PATHS) and not is_open(match):
            raise Http404

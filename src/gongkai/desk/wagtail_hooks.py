"""How the desk sits in Wagtail's admin: look, menus, home."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from gongkai.desk import (
    bulk,
    catalogue,
    corrections,
    deputies,
    guard,
    guard_pages,
    guides,
    interpretations,
    people,
    portal_site,
    reassessment,
    reports,
    review,
    trail,
    writing_pages,
)
from gongkai.desk.disclosures import DisclosureViewSet
from gongkai.desk.home import HomePanel
from gongkai.desk.own_account import install_own_email
from gongkai.desk.sidebar import install_remembered_sidebar
from gongkai.desk.viewsets import ChannelGroup, PeopleGroup, RegisterGroup, RequestGroup

ICONS = (
    "inbox",
    "doc",
    "cal",
    "table",
    "check",
    "chart",
    "sound",
    "book",
    "people",
    "eye",
    "gear",
    "shield",
    "download",
)

#: Wagtail's own menu entries that have no place here: there is one model of content, and it is not pages.
HIDDEN_MENU = frozenset({"explorer", "help", "reports", "snippets", "images", "documents"})


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    return [*icons, *(f"desk/icons/gk-{name}.svg" for name in ICONS)]


@hooks.register("insert_global_admin_css", order=200)
def global_css() -> str:
    return format_html(
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}">',
        static("desk/theme.css"),
        static("desk/desk.css"),
        static("desk/sign-in.css"),
    )


@hooks.register("insert_global_admin_js")
def copies_js() -> str:
    """On every page, since whatever page somebody signs out from, their copies go."""
    return format_html('<script src="{}"></script>', static("desk/editor/copies.js"))


@hooks.register("register_admin_urls")
def writing_urls() -> list[Any]:
    return writing_pages.urlpatterns


@hooks.register("construct_main_menu")
def construct_main_menu(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN_MENU]


@hooks.register("register_admin_menu_item")
def todo_menu_item() -> MenuItem:
    return MenuItem("待办", reverse_lazy("wagtailadmin_home"), name="gk-todo", icon_name="gk-inbox", order=100)


@hooks.register("register_admin_urls")
def report_urls() -> list[Any]:
    return reports.urlpatterns


@hooks.register("register_admin_urls")
def people_urls() -> list[Any]:
    return [*people.urlpatterns, *deputies.urlpatterns, *trail.urlpatterns, *review.urlpatterns]


@hooks.register("register_admin_urls")
def portal_site_urls() -> list[Any]:
    return portal_site.urlpatterns


@hooks.register("register_admin_menu_item")
def trail_menu_item() -> MenuItem:
    return trail.menu_item()


@hooks.register("register_admin_menu_item")
def accounts_menu_item() -> MenuItem:
    return people.accounts_item()


@hooks.register("register_admin_menu_item")
def agencies_menu_item() -> MenuItem:
    return people.agencies_item()


@hooks.register("register_admin_menu_item")
def portal_site_menu_item() -> MenuItem:
    return portal_site.menu_item()


@hooks.register("register_account_settings_panel")
def absence_panel(request: HttpRequest, user: Any, profile: Any) -> Any:
    return deputies.AbsencePanel(request, user, profile)


@hooks.register("register_account_settings_panel")
def sign_in_panel(request: HttpRequest, user: Any, profile: Any) -> Any:
    return people.SignInPanel(request, user, profile)


@hooks.register("register_admin_urls")
def catalogue_urls() -> list[Any]:
    return catalogue.urlpatterns


@hooks.register("register_admin_urls")
def guide_urls() -> list[Any]:
    return guides.urlpatterns


@hooks.register("register_admin_menu_item")
def guide_menu_item() -> MenuItem:
    return guides.menu_item()


@hooks.register("register_admin_menu_item")
def report_menu_item() -> MenuItem:
    return reports.menu_item()


@hooks.register("register_admin_urls")
def guard_urls() -> list[Any]:
    return [*guard.urlpatterns, *guard_pages.urlpatterns, *bulk.urlpatterns]


@hooks.register("register_admin_menu_item")
def guard_menu() -> Any:
    return guard_pages.GuardMenu()


@hooks.register("register_admin_urls")
def life_urls() -> list[Any]:
    return [*corrections.urlpatterns, *interpretations.urlpatterns, *reassessment.urlpatterns]


@hooks.register("register_admin_menu_item")
def interpretations_menu_item() -> MenuItem:
    return interpretations.menu_item()


@hooks.register("register_admin_menu_item")
def reassessment_menu_item() -> MenuItem:
    return reassessment.menu_item()


hooks.register("register_snippet_action_menu_item", corrections.menu_item)


#: The order of buttons at the bottom of a disclosure: the reviewer's act first, whatever ends things last.
ACTION_ORDER = ("gk_review", "action-submit", "action-restart-workflow", "action-cancel-workflow")
HIDDEN_ACTIONS = frozenset(
    # Steps of review are done on their own page, with the whole text in sight.
    {"action-unpublish", "action-delete", "action-lock", "action-unlock", "action-publish", "approve", "reject"}
)


for act in review.ACTS:
    hooks.register("register_snippet_action_menu_item", review.menu_item_maker(act))


@hooks.register("construct_snippet_action_menu")
def action_menu(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    instance = context.get("instance")
    state = instance.current_workflow_state if instance is not None else None
    mine = state is not None and state.requested_by_id == request.user.pk
    items[:] = [
        item for item in items if item.name not in HIDDEN_ACTIONS and (mine or item.name != "action-cancel-workflow")
    ]
    if any(item.name == "gk_review" for item in items):
        items.sort(key=lambda item: ACTION_ORDER.index(item.name) if item.name in ACTION_ORDER else 99)


@hooks.register("construct_homepage_summary_items")
def no_page_counts(request: HttpRequest, items: list[Any]) -> None:
    items.clear()


@hooks.register("construct_homepage_panels")
def home_panels(request: HttpRequest, panels: list[Any]) -> None:
    panels[:] = [HomePanel(request)]


register_snippet(DisclosureViewSet)
install_own_email()
install_remembered_sidebar()


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    return [catalogue.CatalogueMenu(), ChannelGroup(), RequestGroup(), RegisterGroup(), PeopleGroup()]

"""How the desk sits in Wagtail's admin: look, menus, home."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from gongkai.desk.viewsets import RegisterGroup

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
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}">',
        static("desk/theme.css"),
        static("desk/desk.css"),
    )


@hooks.register("construct_main_menu")
def construct_main_menu(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN_MENU]


@hooks.register("construct_homepage_summary_items")
def no_page_counts(request: HttpRequest, items: list[Any]) -> None:
    items.clear()


@hooks.register("register_admin_viewset")
def registers() -> RegisterGroup:
    return RegisterGroup()

"""Cells of the long lists, written without a template for each: a page of thirty rows has a hundred and fifty."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn

BLANK = "（没有标题）"


class PlainColumn(Column):
    """A value as a template would show it: times of here, dates in Chinese, nothing for nothing."""

    def render_cell_html(self, instance: Any, parent_context: Any) -> SafeString:
        return format_html("<td{}>{}</td>", self.attributes, self.content(instance))

    @property
    def attributes(self) -> SafeString | str:
        return format_html(' class="{}"', self.classname) if self.classname else ""

    def content(self, instance: Any) -> Any:
        value = self.get_value(instance)
        if value is None:
            return self.empty_value_display
        if isinstance(value, dt.datetime):
            value = localtime(value)
        return value if isinstance(value, str) else localize(value, use_l10n=True)


class YesNoColumn(Column):
    """是 or 否; nothing where nobody said."""

    def get_value(self, instance: Any) -> str:
        return {True: "是", False: "否"}.get(super().get_value(instance), "")


class TitleLinkColumn(TitleColumn):
    """The title, which is the link. A menu behind each row that only said "编辑" once more is left out."""

    def render_cell_html(self, instance: Any, parent_context: Any) -> SafeString:
        title = format_html(
            '<span id="{}">{}</span>', self.get_title_id(instance, parent_context), self.get_value(instance) or BLANK
        )
        if address := self.get_link_url(instance, parent_context):
            title = format_html('<a href="{}">{}</a>', address, title)
        return format_html('<td class="title"><div class="title-wrapper">{}</div></td>', title)


class CheckboxColumn(BulkActionsCheckboxColumn):
    """What bulk acts are told by; the same words and names as Wagtail's."""

    def render_cell_html(self, instance: Any, parent_context: Any) -> SafeString:
        return format_html(
            '<td class="bulk-action-checkbox-cell"><input type="checkbox" data-object-id="{}" '
            'data-bulk-action-checkbox class="bulk-action-checkbox" aria-label="选择" aria-describedby="{}"></td>',
            instance.pk,
            self.get_aria_describedby(instance),
        )

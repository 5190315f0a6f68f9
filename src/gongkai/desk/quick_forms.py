"""Form fields rendered as Django does, but selects in Python: a template for every option was a third of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

SELECT = "django/forms/widgets/select.html"
OPTION = "django/forms/widgets/select_option.html"


class QuickForms(DjangoTemplates):
    """The setting ``FORM_RENDERER``."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == SELECT and _is_plain(context["widget"]):
            return _select(context["widget"])
        return str(super().render(template_name, context, request))


def _is_plain(widget: Mapping[str, Any]) -> bool:
    """Whether every option is Django's own kind."""
    return all(option["template_name"] == OPTION for _, options, _ in widget["optgroups"] for option in options)


def _select(widget: Mapping[str, Any]) -> SafeString:
    parts = [f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>']
    for name, options, _ in widget["optgroups"]:
        if name:
            parts.append(f'<optgroup label="{conditional_escape(name)}">')
        parts += [
            f'<option value="{conditional_escape(str(one["value"]))}"{_attributes(one["attrs"])}>'
            f"{conditional_escape(one['label'])}</option>"
            for one in options
        ]
        if name:
            parts.append("</optgroup>")
    parts.append("</select>")
    return mark_safe("\n".join(parts))  # every part is escaped above


def _attributes(attributes: Mapping[str, Any]) -> str:
    found = []
    for name, value in attributes.items():
        if value is True:
            found.append(f" {name}")
        elif value is not False:
            found.append(f' {name}="{conditional_escape(str(value))}"')
    return "".join(found)

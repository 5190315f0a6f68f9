"""The acts offered below the list of disclosures."""

from __future__ import annotations

from typing import Any

from django import template

from gongkai.desk import bulk

register = template.Library()


@register.simple_tag(takes_context=True)
def bulk_verbs(context: template.Context) -> list[Any]:
    """What the signed-in person may do to many."""
    return bulk.verbs_of(context["request"].user)

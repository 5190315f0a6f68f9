"""Small parts of the desk's pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template

from gongkai.law.forms.values import plain_number

register = template.Library()


@register.filter
def figure(value: Any) -> str:
    """A figure as the form prints it: no trailing zeros, no exponent."""
    return plain_number(Decimal(value)) if value not in (None, "") else ""

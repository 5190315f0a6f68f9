"""``{{ record|desk_text }}``: the text as the agency's own people see it, with its images."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from gongkai.disclosures import rich_text
from gongkai.disclosures.inline_images import shown
from gongkai.disclosures.models import Disclosure

register = template.Library()


@register.filter
def desk_text(record: Disclosure) -> SafeString:
    """Of a draft or a record; images are served to whoever may see the disclosure, and to nobody else."""
    text = shown(record, record.body, lambda one: rich_text.desk_address(one.pk))
    return mark_safe(expand_db_html(text))

"""Selects made in Python are the selects Django's templates make."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from gongkai.desk.quick_forms import QuickForms

PLAIN = [("", "---------"), (1, "一"), (2, "二 & <三>")]
GROUPED = [("甲'组\"", [("a", "甲"), (None, "无")]), ("b", "乙")]


def same(html: str) -> str:
    return re.sub(r">\s+|\s+<", lambda found: found[0].strip(), html).strip()


@pytest.mark.parametrize("choices", [PLAIN, GROUPED, []])
@pytest.mark.parametrize("value", [None, "", 1, "2", "b", ["a", "b"]])
@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect])
def test_a_select_made_in_python_is_the_one_of_the_template(kind, choices, value):
    attributes = {"id": "id_x", "required": True, "hidden": False, "data-x": "<\"&'>", "size": 3}
    widget = kind(attrs=attributes) if kind is forms.NullBooleanSelect else kind(attrs=attributes, choices=choices)
    value = value[0] if isinstance(value, list) and kind is not forms.SelectMultiple else value
    quick = widget.render("名<", value, renderer=QuickForms())
    assert same(quick) == same(widget.render("名<", value, renderer=DjangoTemplates()))
    assert 'data-x="&lt;&quot;&amp;&#x27;&gt;"' in quick


def test_options_of_a_kind_of_their_own_keep_their_template():
    class Other(forms.Select):
        option_template_name = "django/forms/widgets/radio_option.html"

    widget = Other(choices=PLAIN)
    assert same(widget.render("x", 1, renderer=QuickForms())) == same(widget.render("x", 1, renderer=DjangoTemplates()))


def test_the_desk_uses_it(settings):
    assert settings.FORM_RENDERER == "gongkai.desk.quick_forms.QuickForms"

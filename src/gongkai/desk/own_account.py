"""What people change of their own account: where letters go. The name under which they act is not theirs to change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from wagtail.admin.views.account import NameEmailSettingsPanel

from gongkai.agencies.models import name_of


class OwnEmailForm(forms.ModelForm):
    """The name as it stands in the trail, to be read; the e-mail address, which may be empty."""

    name = forms.CharField(label="姓名", disabled=True, required=False, help_text="要改请找安全管理员")
    email = forms.EmailField(label="电子邮件", required=False, help_text="审核到期的提醒发到这里；不填就只在待办里提醒")

    field_order = ["name", "email"]

    class Meta:
        model = User
        fields = ["email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = name_of(self.instance)


def install_own_email() -> None:
    """In the place of Wagtail's panel, which asks everybody for given name, family name and address, all required."""
    NameEmailSettingsPanel.form_class = OwnEmailForm
    NameEmailSettingsPanel.title = "姓名和电子邮件"

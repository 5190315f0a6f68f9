"""The one mechanism that keeps agencies apart.

Whatever belongs to an agency inherits :class:`AgencyOwned`. Its manager refuses every query for which no scope is open
(django-scopes), so a forgotten filter raises instead of leaking. A request opens the scope of the signed-in person
(``middleware.py``); a command or a job opens one by name with :func:`as_agency` or :func:`across_agencies`.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any, ClassVar

from django.db import models
from django_scopes import ScopedManager, scope, scopes_disabled


def as_agency(agency: Any) -> AbstractContextManager[None]:
    """Work inside one agency's records."""
    return scope(agency=[agency])


def as_agencies(agencies: Iterable[Any]) -> AbstractContextManager[None]:
    """Work inside the records of several agencies (a supervisor's subtree, or none at all)."""
    return scope(agency=list(agencies))


def across_agencies() -> AbstractContextManager[None]:
    """Step out of all scopes, by name: for jobs, commands and the whole-district views that say so."""
    return scopes_disabled()


class AgencyOwned(models.Model):
    """A record that belongs to one agency and is invisible to all others."""

    agency = models.ForeignKey("agencies.Agency", verbose_name="单位", on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = ScopedManager(agency="agency")
    #: What a line in a list of choices needs of a record; empty for all of it.
    CHOICE_FIELDS: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True


class Register(AgencyOwned):
    """A line of a register: it has the clerk's own number (编号), by which an import finds it again."""

    ref = models.CharField("编号", max_length=80, help_text="本单位内不重复；重复导入时按编号找到原来的记录")
    remark = models.CharField("备注", max_length=300, blank=True)
    created_at = models.DateTimeField("登记时间", auto_now_add=True, editable=False)
    updated_at = models.DateTimeField("更新时间", auto_now=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "ref"],
                name="%(class)s_ref_once",
                violation_error_message="这个编号已经有了，本单位内编号不能重复",
            )
        ]

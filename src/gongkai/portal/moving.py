"""Where things went: an address that was public once and stands elsewhere now answers 301 for good.

A row names an old address and a new one; where the old one ends with a slash, everything below moves with it (the
code of an agency or a section was changed: numbered pages, feeds and texts). The rows are baked to one small file,
which the server in front of Django reads; the exported site gets a page at each old address that leads on.
"""

from __future__ import annotations

import json

from django.db import transaction

from gongkai.findings import refuse
from gongkai.portal import addresses
from gongkai.portal.files import Baked
from gongkai.portal.models import MovedPage


@transaction.atomic
def moved(old: str, new: str) -> None:
    """Note that ``old`` stands at ``new`` from now on; what led to ``old`` leads to ``new`` at once.

    :raises Refused: for addresses that are none, or the address of the site itself.
    """
    for path in (old, new):
        if not path.startswith("/") or path.startswith("//") or any(char in path for char in "\\\0\r\n?#"):
            raise refuse("moved-path", f"“{path}”不是网站里的地址，要以一个“/”开头", "地址")
    if old == addresses.HOME:
        raise refuse("moved-path", "首页不能转到别处", "原地址")
    if old == new:
        return
    # What stands at the new address now is no old address any more.
    MovedPage.objects.filter(old=new).delete()
    for row in MovedPage.objects.filter(new__startswith=old):
        if row.new == old or old.endswith("/"):
            row.new = new + row.new.removeprefix(old)
            row.delete() if row.new == row.old else row.save(update_fields=["new"])
    MovedPage.objects.update_or_create(old=old, defaults={"new": new})


def table() -> Baked:
    """The rows as the file that the server reads: old address → new address."""
    rows = dict(MovedPage.objects.order_by("old").values_list("old", "new"))
    return Baked(addresses.MOVED, json.dumps(rows, ensure_ascii=False, indent=0).encode())

"""How often a page of the desk asks the database does not depend on how much there is to show."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import two_towns
from gongkai.agencies.models import Agency, Role
from gongkai.agencies.scoping import Register, across_agencies
from gongkai.catalogue.models import CatalogueEntry, Section
from gongkai.channels.models import Channel, PublicNotice, Release
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.publishing import submit
from gongkai.information_requests.models import InformationRequest, ProcessingFee
from gongkai.trail.services import record

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FEW, MANY = 5, 50

#: Page → who looks at it; ``{…}`` is the number of a record of two_towns.fill.
PAGES = {
    "/admin/": "first_review",
    "/admin/?": "editor",
    "/admin/disclosures/": "editor",
    "/admin/disclosures/results/?q=通知": "editor",
    "/admin/disclosures/edit/{disclosure}/": "editor",
    "/admin/disclosures/history/{disclosure}/": "editor",
    "/admin/reviews/{waiting}/": "first_review",
    "/admin/checks/disclosures/{disclosure}/": "editor",
    "/admin/checks/public/": "final_review",
    "/admin/catalogue/": "editor",
    "/admin/catalogue/{catalogue}/": "editor",
    "/admin/catalogue/{catalogue}/coverage/": "editor",
    "/admin/annual-reports/": "report_officer",
    "/admin/interpretations/": "editor",
    "/admin/reassessments/": "editor",
    "/admin/guides/": "editor",
    "/admin/trail/": "final_review",
    "/admin/accounts/": "security_admin",
    "/admin/agencies/": "system_admin",
    "/admin/registers/release/": "editor",
    "/admin/registers/publicnotice/": "editor",
    "/admin/registers/processingfee/": "request_officer",
    "/admin/snippets/choose/disclosures/disclosure/": "editor",
}


def _more(town: two_towns.Town, number: int) -> None:
    """``number`` more of everything."""
    section = Section.objects.get(pk=town.records["section"])
    now, editor = timezone.now(), town.people["editor"]
    for model in (one for one in _registers() if one is not Disclosure):
        pattern = model.objects.filter(agency=town.agency).order_by("pk").first()
        copies = []
        for step in range(number):
            copy = model(**{field.attname: getattr(pattern, field.attname) for field in model._meta.concrete_fields})
            copy.pk, copy.ref = None, f"{model.__name__}-{number}-{step}"
            if isinstance(copy, CatalogueEntry):
                copy.matter, copy.serial = f"事项{number}-{step}", 1000 + number + step
            if hasattr(copy, "user_id"):
                copy.user = None
            copies.append(copy)
        model.objects.bulk_create(copies)
    requests = list(InformationRequest.objects.filter(agency=town.agency))[:number]
    day = two_towns.DAY + dt.timedelta(days=number)
    fees = [ProcessingFee(agency=town.agency, request=one, noticed_on=day, amount=50) for one in requests]
    ProcessingFee.objects.bulk_create(fees)
    channel = Channel.objects.get(pk=town.records["channel"])
    entries = list(CatalogueEntry.objects.filter(agency=town.agency))
    for step in range(number):
        base = {"agency": town.agency, "section": section, "body": "<p>正文。</p>"}
        waiting = Disclosure(**base, ref=f"w{number}-{step}", title=f"通知{number}-{step}", live=False)
        waiting.save()
        waiting.save_revision(user=editor)
        submit(waiting, user=editor)
        public = Disclosure(**base, ref=f"p{number}-{step}", title=f"公告{number}-{step}", published_at=now)
        public.catalogue_entry = entries[step % len(entries)]
        public.save()
        public.save_revision(user=editor)
        Release.objects.create(agency=town.agency, disclosure=public, channel=channel, released_on=two_towns.DAY)
        term = {"starts_on": two_towns.DAY, "ends_on": two_towns.DAY}
        PublicNotice.objects.create(agency=town.agency, disclosure=public, **term)
        with transaction.atomic():
            record("disclosure.publish", target=public)
        two_towns.person(f"person-{number}-{step}", Role.EDITOR, town.agency)
        Agency.objects.create(
            code=f"village-{number}-{step}", name=f"示例{number}-{step}", short_name="示例", level="town"
        )


def _registers() -> list[Any]:
    from django.apps import apps

    return [model for model in apps.get_models() if issubclass(model, Register)]


def _asked(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return len(asked)


def test_the_number_of_queries_of_a_page_does_not_grow_with_its_rows(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    logging.disable(logging.ERROR)
    world = two_towns.build()
    town = world.first
    clients = {}
    for name, user in (town.people | world.administrators).items():
        clients[name] = Client()
        clients[name].force_login(user)
    pages = {path.format(**town.records): who for path, who in PAGES.items()}
    for model in _registers():
        if model is not Disclosure:
            who = "request_officer" if model._meta.app_label == "information_requests" else "editor"
            pages[f"/admin/registers/{model._meta.model_name}/"] = who

    counts: list[dict[str, int]] = []
    for number in (FEW, MANY):
        with across_agencies():
            _more(town, number)
        counts.append({path: _asked(clients[who], path) for path, who in pages.items()})
    logging.disable(logging.NOTSET)
    few, many = counts
    grown = {path: (few[path], many[path]) for path in pages if many[path] > few[path]}
    assert grown == {}, "\n".join(f"{path}: {a} queries with few rows, {b} with many" for path, (a, b) in grown.items())
    assert max(many.values()) < 120

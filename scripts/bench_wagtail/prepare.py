"""Make the table and the page. Run before the server."""

import datetime as dt

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

from bench_wagtail.models import HomePage  # noqa: E402

call_command("migrate", run_syncdb=True, verbosity=0)
if not HomePage.objects.exists():
    root = Page.get_first_root_node()
    page = root.add_child(instance=HomePage(title="首页", slug="bench", day=dt.date(2026, 10, 14)))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", port=80, root_page=page, is_default_site=True)

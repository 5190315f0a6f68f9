"""Starting Django for a command, and bringing the database up to date."""

from __future__ import annotations

import os


def setup() -> None:
    """Make Django ready in this process; cheap to call again."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def migrate() -> bool:
    """Apply what the database still lacks, each migration whole or not at all; returns whether there was any."""
    setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    pending = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if pending:
        call_command("migrate", interactive=False, verbosity=0)
    return pending


def collect_static() -> None:
    """Copy the stylesheets, scripts and icons of all rooms to the folder the web server reads."""
    setup()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)

"""The index is made anew: more facets, attachments, texts in a table of their own. A site in use is looked at again."""

import django.db.models.deletion
from django.db import migrations, models


def empty(apps, schema_editor):
    """Nothing is lost: the next task compares the index with the records and fills it."""
    entries = apps.get_model("portal", "SearchEntry").objects
    if entries.exists():
        apps.get_model("portal", "StalePage").objects.create(kind="everything")
    entries.all().delete()


def index_anew(apps, schema_editor):
    from gongkai.portal.search import sqlite

    if schema_editor.connection.vendor == "sqlite":
        for statement in f"{sqlite.DROP};{sqlite.CREATE}".split(";"):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0006_attachments_and_guard"), ("portal", "0004_moved_pages")]

    operations = [
        migrations.RunPython(empty, empty),
        migrations.RemoveField(model_name="searchentry", name="text"),
        migrations.AddField("searchentry", "genre", models.CharField(blank=True, max_length=30, default=""), False),
        migrations.AddField("searchentry", "subject", models.CharField(blank=True, max_length=60, default=""), False),
        migrations.AddIndex("searchentry", models.Index(fields=["-published_at", "-id"], name="search_newest")),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=200)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("text", models.TextField(blank=True)),
                (
                    "attachment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="disclosures.attachment",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="portal.searchentry"
                    ),
                ),
            ],
            options={
                "verbose_name": "检索文字",
                "verbose_name_plural": "检索文字",
                "constraints": [models.UniqueConstraint(fields=("entry", "attachment"), name="search_text_once")],
            },
        ),
        migrations.RunPython(index_anew, migrations.RunPython.noop),
    ]

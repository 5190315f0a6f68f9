"""Tables to import: small files, and one function that imports them."""

from __future__ import annotations

import datetime as dt

import pytest

from example_tables import csv_bytes

TODAY = dt.date(2026, 11, 25)


@pytest.fixture
def town(make_agency):
    return make_agency("shili", name="示例镇人民政府", short_name="示例镇", org_code="000000010")


@pytest.fixture
def load(town):
    """``load("meetings", text_or_bytes)`` imports one table into the town; more tables may follow as pairs."""
    from gongkai.agencies.scoping import across_agencies
    from gongkai.intake.books import read_bytes
    from gongkai.intake.registry import get
    from gongkai.intake.running import Source, run
    from gongkai.trail.imports import record_import

    def load(*tables, agency=town, **options):
        pairs = zip(tables[::2], tables[1::2], strict=True)
        sources = []
        for name, content in pairs:
            data = csv_bytes(content) if isinstance(content, str) else content
            suffix = "xlsx" if data[:2] == b"PK" else "csv"
            sources.append(Source(get(name), read_bytes(data, f"{name}.{suffix}")))
        with across_agencies():
            return run(sources, today=TODAY, record=record_import, agency=agency, **options)

    return load


@pytest.fixture
def refused(load):
    """``refused("meetings", text)``: the sentences with which the import is refused."""
    from gongkai.findings import Refused

    def refused(*tables, **options):
        with pytest.raises(Refused) as caught:
            load(*tables, **options)
        return [str(failure) for failure in caught.value.failures]

    return refused


@pytest.fixture
def stored():
    """``stored(Meeting)``: all records of a model, whatever the agency, in order of their key."""

    def stored(model, *fields):
        rows = model._base_manager.order_by("pk")
        return (
            list(rows.values_list(*fields))
            if len(fields) > 1
            else list(rows.values_list(*fields, flat=True))
            if fields
            else list(rows)
        )

    return stored

"""The founding town's 2018 report: 57 of 58 figures as it published them, the 58th shown as a finding."""

import datetime as dt

import pytest

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import as_agency
from gongkai.demo.loading import examples_folder, load
from gongkai.demo.reports import begin_reports
from gongkai.reports.assembling import assemble
from gongkai.reports.models import AnnualReport, Figure

NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_the_records_give_57_of_the_58_published_figures_and_name_the_58th():
    load(NOW.date())
    for _ in range(2):
        begin_reports(examples_folder(), now=NOW)
    town = Agency.objects.get(code="xingjing")
    with as_agency(town):
        report = AnnualReport.objects.get(agency=town, year=2018)
        published = {figure.key: figure.value for figure in Figure.objects.filter(report=report)}
        assembled = assemble(report)
        states = dict(AnnualReport.objects.values_list("year", "state"))
    assert states == {2018: "draft"}
    assert len(published) == 58
    differing = {
        key: (published[key], assembled.computed[key]) for key in published if published[key] != assembled.computed[key]
    }
    assert differing == {"S14.2.1": (0, 5)}
    (finding,) = [one for one in assembled.findings if one.rule == "F-01"]
    assert finding.cells == ("S14.2.1",)
    assert (finding.found, finding.expected) == ("0", "5")


def test_the_published_figures_are_those_of_the_founding_document(shared):
    import csv

    from gongkai.checks.report.recognise import recognise
    from gongkai.papers.reading import read

    sheet = recognise(read(shared / "seeds/xingjing-2018.txt")).sheet
    with (examples_folder() / "published/xingjing-2018.csv").open(encoding="utf-8", newline="") as stream:
        kept = {line["格"]: line["公布数"] for line in csv.DictReader(stream)}
    assert {key: float(value) for key, value in kept.items()} == {key: float(sheet.number(key)) for key in sheet}
    assert len(kept) == 58

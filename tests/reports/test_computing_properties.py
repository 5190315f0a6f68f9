"""Whatever is in the registers, the computed table satisfies every hard identity of its form."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gongkai.agencies.models import Agency
from gongkai.agencies.scoping import as_agency
from gongkai.channels.models import Channel, ChannelKind, Release
from gongkai.dialogue.models import Briefing, ConcernResponse, PublicConcern
from gongkai.disclosures.models import Disclosure
from gongkai.findings import Severity
from gongkai.information_requests.models import ApplicantKind, InformationRequest, Means, Outcome
from gongkai.registers.models import AdministrativeReview, CaseResult, DutyFigure, Litigation, RegulatoryDocument
from gongkai.reports.computing import compute

FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))

dates = st.dates(dt.date(2017, 6, 1), dt.date(2023, 6, 30))
span = st.tuples(dates, st.one_of(st.none(), st.integers(0, 500))).map(
    lambda pair: (pair[0], None if pair[1] is None else pair[0] + dt.timedelta(days=pair[1]))
)
requests = st.tuples(
    span,
    st.sampled_from(Outcome.values),
    st.sampled_from(ApplicantKind.values),
    st.sampled_from(Means.values),
    st.booleans(),
    st.one_of(st.none(), dates),
)
releases = st.tuples(
    st.integers(0, 5), st.sampled_from(ChannelKind.values), dates, st.sampled_from(["proactive", "on_request"])
)
cases = st.tuples(span, st.sampled_from(CaseResult.values), st.sampled_from(["rev", "dir", "aft"]))
documents = st.tuples(
    span, st.sampled_from(["norm"]), st.one_of(st.none(), dates), st.one_of(st.none(), st.integers(0, 5))
)


class HardIdentitiesHold(TestCase):
    @FEW
    @given(
        st.lists(releases, max_size=12),
        st.lists(requests, max_size=12),
        st.lists(cases, max_size=6),
        st.lists(documents, max_size=6),
        st.lists(st.tuples(st.booleans(), dates, st.booleans()), max_size=4),
        st.lists(st.tuples(dates, st.integers(0, 40)), max_size=4),
    )
    def test_any_records_give_a_table_without_hard_contradictions(
        self, releases, requests, cases, documents, briefings, duties
    ):
        agency = Agency.objects.create(code="shili", name="示例镇人民政府", short_name="示例镇", level="town")
        with as_agency(agency):
            write_releases(agency, releases, documents)
            write_cases(agency, requests, cases)
            for n, (press, on, principal) in enumerate(briefings):
                kind = "press_conference" if press else "interview"
                Briefing.objects.create(
                    agency=agency, ref=str(n), title="示例", kind=kind, held_on=on, by_principal=principal
                )
            for n, (on, items) in enumerate(duties):
                DutyFigure.objects.create(
                    agency=agency,
                    ref=str(n),
                    kind="permit",
                    period_start=on,
                    period_end=on,
                    items=items,
                    decisions=items,
                )
            previous = None
            for year in range(2018, 2023):
                sheet = compute(agency, year).sheet
                hard = [
                    finding
                    for finding in sheet.check(level="town", previous=previous, problems_only=True)
                    if finding.severity is Severity.ERROR
                ]
                assert not hard, (year, hard)
                previous = sheet


def write_releases(agency, releases, documents):
    disclosures = [Disclosure.objects.create(agency=agency, ref=str(n), title="示例") for n in range(6)]
    channels = {
        kind: Channel.objects.create(agency=agency, ref=kind, kind=kind, name=kind) for kind in ChannelKind.values
    }
    for n, kind, on, attribute in releases:
        Disclosure.objects.filter(pk=disclosures[n].pk).update(attribute=attribute)
        Release.objects.get_or_create(
            agency=agency, disclosure=disclosures[n], channel=channels[kind], defaults={"released_on": on}
        )
    taken = set()
    for n, ((made, repealed), kind, expires, which) in enumerate(documents):
        disclosure = disclosures[which] if which is not None and which not in taken else None
        taken.add(which)
        RegulatoryDocument.objects.create(
            agency=agency,
            ref=str(n),
            kind=kind,
            title="示例",
            made_on=made,
            repealed_on=repealed,
            expires_on=expires,
            disclosure=disclosure,
        )
    concern = PublicConcern.objects.create(agency=agency, ref="1", title="示例", raised_on=dt.date(2018, 1, 1))
    for way in ("weibo", "website"):
        ConcernResponse.objects.create(agency=agency, concern=concern, way=way, responded_on=dt.date(2018, 1, 2))


def write_cases(agency, requests, cases):
    for n, ((received, decided), outcome, kind, means, extended, corrected) in enumerate(requests):
        InformationRequest.objects.create(
            agency=agency,
            ref=str(n),
            received_on=received,
            decided_on=decided,
            outcome=outcome if decided else "",
            applicant_kind=kind,
            means=means,
            extended=extended,
            corrected_on=corrected,
        )
    for n, ((filed, concluded), result, kind) in enumerate(cases):
        values = {"agency": agency, "ref": str(n), "cause": "示例", "filed_on": filed, "concluded_on": concluded}
        values["result"] = result if concluded else ""
        if kind == "rev":
            AdministrativeReview.objects.create(**values)
        else:
            Litigation.objects.create(**values, kind=kind)


@pytest.mark.parametrize("year", [2018, 2019, 2021])
def test_the_property_can_fail(year):
    """The check really looks: a sheet with one wrong total is found."""
    from gongkai.law.forms import Sheet, edition_for, load

    edition = edition_for(year)
    sheet = Sheet(edition, dict.fromkeys(load(edition).cells, 0), year=year)
    wrong = sheet.with_cells({"S14.3.1" if edition == "2014" else f"{load(edition).prefix}.3.1.tot": 1})
    assert any(finding.severity is Severity.ERROR for finding in wrong.check(problems_only=True))

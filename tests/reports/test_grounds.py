"""The 2014 form splits a refusal for others' rights by the right it protects; later forms do not."""

import datetime as dt

import pytest

from gongkai.agencies.scoping import as_agency
from gongkai.information_requests.models import InformationRequest
from gongkai.reports.computing import compute


@pytest.mark.django_db
def test_a_refusal_for_a_trade_secret_for_privacy_and_for_neither(make_agency):
    town = make_agency("town-a")
    with as_agency(town):
        for year in (2018, 2023):
            for number, ground in enumerate(("trade_secret", "trade_secret", "privacy", "")):
                InformationRequest.objects.create(
                    agency=town, ref=f"{year}-{number}", received_on=dt.date(year, 3, 1), means="mail", applicant_kind="np",
                    decided_on=dt.date(year, 3, 20), outcome="O-34", ground=ground,
                )  # fmt: skip
        old, new = compute(town, 2018).cells, compute(town, 2023).cells
    rows = {row: old[f"S14.3.3.4.{row}"] for row in "abcdef"}
    assert rows == {"a": 0, "b": 2, "c": 1, "d": 0, "e": 0, "f": 1}
    assert old["S14.3.3.4"] == old["S14.3.3"] == 4
    assert new["R21.3.3.3.4.np"] == new["R21.3.3.7.tot"] == 4

"""The public interface for programs: the same public records as the pages, and nothing else."""

import csv
import io
import json
import re

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings

import portal_example
from gongkai.agencies.scoping import across_agencies
from gongkai.api import bulk
from gongkai.disclosures.models import Disclosure
from gongkai.portal import addresses, search
from gongkai.server.wsgi import django

pytestmark = pytest.mark.django_db


@pytest.fixture
def example(db):
    cache.clear()
    with across_agencies():
        made = portal_example.build()
        portal_example.annual_report(made.town)
        search.sync()
        return made


@pytest.fixture
def get(example, client):
    def ask(path, status=200, **headers):
        answer = client.get(f"/api/v1{path}", headers=headers)
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None

    return ask


def test_disclosures_are_listed_newest_first_with_an_exact_total(get):
    page = get("/disclosures?size=5")
    assert page["total"] == 64
    dates = [one["published_at"] for one in page["items"]]
    assert dates == sorted(dates, reverse=True)
    assert len(dates) == 5


def test_filters(get, example):
    assert get("/disclosures?agency=shiliqu")["total"] == 0
    assert get("/disclosures?validity=repealed")["total"] == 1
    assert get("/disclosures?section=fading")["total"] == 64
    assert get("/disclosures?section=guifan")["total"] == 2
    assert get("/disclosures?q=低保&section=jiuzhu")["items"][0]["title"] == example.notice.title
    assert get("/disclosures?q=低保&agency=nobody")["total"] == 0
    every = sum(get(f"/disclosures?year={year}&size=1")["total"] for year in range(2020, 2027))
    assert every == 64


def test_one_disclosure_has_its_text_under_the_serial_of_its_page(get, example):
    serial = addresses.serial_of(example.policy)
    found = get(f"/disclosures/shilizhen/{serial}")
    assert found["title"] == example.policy.title
    assert "惠农补贴" in found["text"]
    assert found["url"].endswith(addresses.address_of(example.policy))


@pytest.mark.parametrize("name", ["withdrawn", "draft"])
def test_what_is_not_public_is_not_there(get, example, name):
    record = getattr(example, name)
    for serial in (addresses.serial_of(record), record.pk):
        get(f"/disclosures/shilizhen/{serial}", status=404)
    assert record.title not in json.dumps(get("/disclosures?size=100"), ensure_ascii=False)


def test_agencies_sections_notices_catalogues_and_reports(get, example):
    assert [one["code"] for one in get("/agencies")] == ["shiliqu", "shilizhen"]
    assert get("/agencies/shilizhen")["parent"] == "shiliqu"
    assert get("/agencies/shilizhen")["leaders"] == [{"name": "示例甲", "post": "镇长", "duties": "主持全面工作"}]
    assert {one["code"] for one in get("/agencies/shilizhen/sections")} == set(example.sections)
    assert get("/notices")["items"][0]["title"] == example.notice.title
    assert get("/catalogues/shilizhen/2026")["entries"][0]["matter"] == "惠农补贴发放"
    assert get("/reports")["items"][0]["year"] == 2025
    assert len(get("/reports/shilizhen/2025")["cells"]) > 100
    get("/reports/shilizhen/2024", status=404)


def test_the_years_of_an_agency_stand_side_by_side(get, example):
    portal_example.annual_report(example.town, 2018)
    found = get("/reports/shilizhen")
    assert [one["year"] for one in found["years"]] == [2025, 2018]
    assert found["years"][1]["values"]["carried_over"] is None  # the form of 2014 does not ask
    assert {one["key"] for one in found["measures"]} == found["years"][0]["values"].keys()
    assert get("/reports/shiliqu")["years"] == []
    get("/reports/nobody", status=404)


def test_guides_say_what_was_made_public_and_unfinished_ones_are_not_there(get, example):
    found = get("/guides?agency=shilizhen")
    assert [one["name"] for one in found["items"]] == ["临时救助申请"]
    assert found["items"][0]["phone"] == "0951-0000001"  # the new number has not been looked at
    assert get("/guides?agency=shiliqu")["total"] == 0
    assert get("/guides?category=社会救助")["total"] == 1
    assert get(f"/guides/{example.guide.pk}")["url"].endswith(addresses.guide("shilizhen", example.guide.pk))
    get(f"/guides/{example.unfinished.pk}", status=404)


@pytest.mark.parametrize(
    "query", ["page=0", "page=99999999999999999999999", "size=101", "year=abc", "validity=x", "q=" + "长" * 101]
)
def test_a_parameter_out_of_bounds_is_a_problem_in_two_languages(example, client, query):
    answer = client.get(f"/api/v1/disclosures?{query}")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["title"] == "参数不对"
    assert body["title_en"] == "Invalid parameters"
    assert body["errors"][0]["place"].split(".")[-1] in query
    assert re.search("[\u4e00-\u9fff]", body["errors"][0]["message"])
    assert body["errors"][0]["message_en"].isascii()


def test_an_unknown_address_is_a_problem_and_nothing_can_be_written(example, client):
    assert client.get("/api/v1/nothing").json()["status"] == 404
    assert client.get("/api/").json()["status"] == 404


@pytest.mark.parametrize("path", ["disclosures", "agencies", "years/2026.csv", "openapi.json"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_what_would_write_is_a_problem_in_two_languages(example, path, method):
    answer = getattr(Client(enforce_csrf_checks=True), method)(f"/api/v1/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert answer["Allow"] == "GET, HEAD"
    assert (answer.json()["title"], answer.json()["title_en"]) == ("只能读取", "Read only")


@pytest.mark.parametrize("path", ["disclosures", "agencies/shilizhen", "years/2026.jsonl"])
def test_the_head_of_an_answer_can_be_had_alone(example, client, path):
    whole, head = client.get(f"/api/v1/{path}"), client.head(f"/api/v1/{path}")
    assert (head.status_code, head["ETag"], head["Content-Type"]) == (200, whole["ETag"], whole["Content-Type"])
    assert head["Content-Length"] == str(len(whole.getvalue()))
    assert head.getvalue() == b""


def test_chinese_is_not_escaped_and_an_unchanged_answer_is_not_sent_again(example, client):
    answer = client.get("/api/v1/agencies")
    assert "示例镇".encode() in answer.content
    again = client.get("/api/v1/agencies", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_too_many_requests_are_told_when_to_come_back(example, client, monkeypatch):
    from gongkai.api.views import api

    for throttle in api.throttle if isinstance(api.throttle, list) else [api.throttle]:
        monkeypatch.setattr(throttle, "num_requests", 3)
    statuses = [client.get("/api/v1/agencies").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    assert client.get("/api/v1/years/2026.csv").status_code == 429
    answer = client.get("/api/v1/agencies")
    assert answer.json()["title_en"] == "Too many requests"
    assert int(answer["Retry-After"]) > 0


@pytest.mark.parametrize(("address", "statuses"), [("1.2.3.4", [200, 200, 429]), ("127.0.0.1", [200, 200, 200])])
def test_only_a_server_in_front_says_for_whom_it_asks(example, client, monkeypatch, address, statuses):
    from gongkai.api.views import api

    for throttle in api.throttle:
        monkeypatch.setattr(throttle, "num_requests", 2)
    told = [{"REMOTE_ADDR": address, "HTTP_X_FORWARDED_FOR": f"1.1.1.1, 198.51.100.{number}"} for number in range(3)]
    assert [client.get("/api/v1/agencies", **one).status_code for one in told] == statuses


def test_a_year_comes_whole_as_csv_and_as_json_lines(example, client):
    lines = [json.loads(line) for line in client.get("/api/v1/years/2026.jsonl").getvalue().decode().splitlines()]
    text = client.get("/api/v1/years/2026.csv").getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["title"] for row in rows] == [line["title"] for line in lines]
    assert len(rows) == sum(line["published_at"].startswith("2026") for line in lines) > 30
    assert client.get("/api/v1/years/1990.jsonl").getvalue() == b""


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_year_of_many_pieces_comes_whole(example, client, monkeypatch, kind):
    whole = client.get(f"/api/v1/years/2026.{kind}").getvalue()
    monkeypatch.setattr(bulk, "LINES", 3)
    answer = client.get(f"/api/v1/years/2026.{kind}")
    assert answer["Content-Disposition"] == f'attachment; filename="disclosures-2026.{kind}"'
    assert answer["Content-Length"] == str(len(whole))
    assert answer.getvalue() == whole


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_an_unchanged_year_is_not_sent_again_and_a_changed_one_is(example, client, kind):
    path = f"/api/v1/years/2026.{kind}"
    tag = client.get(path)["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    with across_agencies():
        Disclosure.objects.filter(pk=example.policy.pk).update(title="另一个标题")
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_the_description_names_every_endpoint_and_the_real_type_of_errors(get):
    description = get("/openapi.json")
    assert {
        "/api/v1/disclosures",
        "/api/v1/reports/{code}/{year}",
        "/api/v1/notices",
        "/api/v1/years/{year}.csv",
        "/api/v1/years/{year}.jsonl",
    } <= description["paths"].keys()
    answers = description["paths"]["/api/v1/disclosures"]["get"]["responses"]
    assert list(answers["422"]["content"]) == ["application/problem+json"]


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", django)


@pytest.fixture
def _one_connection():
    """Requests through WSGI leave the test's own connection (and its transaction) open, as Django's client does."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.usefixtures("_one_connection")
@pytest.mark.slow  # schemathesis asks each endpoint hundreds of times
@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_interface_does_what_its_description_says(example, case):
    cache.clear()
    case.call_and_validate()

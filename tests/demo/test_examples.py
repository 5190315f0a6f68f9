"""The example towns: what is committed, what it adds up to, who may sign in."""

from __future__ import annotations

import datetime as dt
import importlib
import re
import sys
from pathlib import Path

import pytest

from gongkai.agencies.scoping import across_agencies, as_agency
from gongkai.findings import Refused

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
TODAY = dt.date(2026, 11, 25)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """All examples loaded, for the whole module; taken back at its end."""
    from django.db import transaction

    from gongkai.demo.loading import load

    with django_db_blocker.unblock(), transaction.atomic():
        yield load(TODAY)
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def sheet(code, year):
    from gongkai.agencies.models import Agency
    from gongkai.reports.computing import compute

    agency = Agency.objects.get(code=code)
    with as_agency(agency):
        return compute(agency, year).sheet


def test_the_records_of_xingjing_give_the_figures_of_its_published_year():
    figures = {
        "S14.1.1": 678, "S14.1.2.1": 0, "S14.1.2.2": 200, "S14.1.2.3": 27, "S14.1.2.4": 171, "S14.1.2.5": 280, "S14.2.1": 5,
        "S14.2.2.4": 10, "S14.2.2.3": 0, "S14.3.1": 0, "S14.8.1": 1, "S14.8.2": 1, "S14.8.3.1": 1, "S14.8.3.2": 2, "S14.9.1": 4, "S14.9.2": 2, "S14.9.3": 31,
    }  # fmt: skip
    table = sheet("xingjing", 2018)
    assert {key: table.number(key) for key in figures} == figures
    assert float(table.number("S14.8.4")) == 0.7


def test_57_of_58_numbers_equal_the_shared_report(shared):
    from gongkai.law.forms import CellValue, load

    text = (shared / "seeds" / "xingjing-2018.txt").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text[text.index("统 计 指 标") :].splitlines() if line.count("\t") == 2]
    printed = [CellValue.parse(number) for _, unit, number in rows if unit != "单 位" and number.strip()]
    table = sheet("xingjing", 2018)
    differing = [key for key, value in zip(load("2014").cells, printed, strict=True) if table[key] != value]
    assert differing == ["S14.2.1"]


def test_what_the_report_tells_beside_the_table_is_there_too():
    from gongkai.catalogue.models import CatalogueEntry
    from gongkai.channels.models import NoticeBoard, Release
    from gongkai.dialogue.models import Proposal

    with across_agencies():
        ours = {"agency__code": "xingjing"}
        levels = list(Proposal.objects.filter(**ours).values_list("level", flat=True))
        boards = list(NoticeBoard.objects.filter(**ours).values_list("community_kind", flat=True))
        entries = CatalogueEntry.objects.filter(**ours).values_list("serial", "matter", "section__name")
        posts = Release.objects.filter(**ours, reads__isnull=False).order_by("released_on")
        assert (levels.count("county"), levels.count("town")) == (8, 12)
        assert (boards.count("village"), boards.count("community")) == (6, 3)
        assert list(entries) == [(1, "机构信息", "机构职能"), (2, "领导分工", "机构职能")]
        assert list(posts.values_list("released_on", "reads", "likes", "shares")) == [
            (dt.date(2018, 12, 31), 190, 3, 1),
            (dt.date(2019, 1, 7), 189, 1, 1),
            (dt.date(2019, 1, 11), 333, 11, 0),
        ]


@pytest.mark.parametrize("year", [2023, 2024])
def test_every_row_of_the_2021_form_has_a_figure_in_shili_and_no_rule_is_broken(year):
    table = sheet("shili", year)
    rows = [key for key in table.form.cells if not key.startswith("R21.3.") or key.endswith(".tot")]
    empty = [key for key in rows if table.number(key) == 0]
    assert [key for key in empty if not key.startswith("R21.2.1.rule")] == []
    assert table.check(level="town", problems_only=True) == []


def test_what_2023_carries_over_is_what_2024_begins_with():
    before, now = sheet("shili", 2023), sheet("shili", 2024)
    columns = [key.rpartition(".")[2] for key in now.form.cells if key.startswith("R21.3.2.")]
    assert [before.number(f"R21.3.4.{one}") for one in columns] == [now.number(f"R21.3.2.{one}") for one in columns]
    assert now.number("R21.3.2.tot") == 4


def test_requests_of_shili_were_answered_in_time_by_the_calendar():
    from gongkai.information_requests.models import InformationRequest
    from gongkai.law.workdays import Calendar

    calendar = Calendar.load()
    with across_agencies():
        for one in InformationRequest.objects.filter(due_on__isnull=False):
            assert one.decided_on <= one.due_on
            assert calendar.is_working_day(one.decided_on)
            assert calendar.working_days_between(one.received_on, one.due_on) == (40 if one.extended else 20)


def test_loading_again_changes_nothing():
    from gongkai.demo.loading import load
    from gongkai.trail.models import TrailEntry

    entries = TrailEntry.objects.count()
    again = load(TODAY)
    assert {code: report.written for code, report in again.items()} == {"xixia": 0, "xingjing": 0, "shili": 0}
    assert TrailEntry.objects.count() == entries


def test_only_what_went_on_the_website_is_public_on_the_site():
    from gongkai.disclosures.models import Disclosure

    public = Disclosure.public.filter(agency__code="xingjing")
    assert public.count() == 200
    assert not public.filter(index_number="").exists()


def test_everything_is_marked_as_demo():
    from gongkai.agencies.models import Agency
    from gongkai.disclosures.models import Disclosure

    assert not Agency.objects.filter(is_demo=False).exists()
    with across_agencies():
        unmarked = [
            one.title for one in Disclosure.objects.exclude(title__contains="示例").exclude(body__contains="示例")
        ]
    assert unmarked == []


def test_no_phone_number_mail_address_or_name_of_a_real_person_is_carried_over(shared):
    text = "".join(path.read_text(encoding="utf-8") for path in EXAMPLES.rglob("*.csv"))
    seed = (shared / "seeds" / "xingjing-2018.txt").read_text(encoding="utf-8")
    person = re.search(r"填表人[:：](\S+)", seed)[1]
    assert person not in text
    assert re.findall(r"1[3-9]\d{9}(?!\d)|[\w.]+@[\w.]+", text) == []
    assert set(re.findall(r"0951[-—]?\d{7}", text)) <= {"0951-0000000", "0951-0000001", "0951-0000002"}


def test_the_committed_files_are_what_the_script_writes(tmp_path):
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        for module, name in (("district", "xixia"), ("xingjing", "xingjing"), ("shili", "shili")):
            importlib.import_module(f"example_data.{module}").write(tmp_path / name)
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.csv")}
    folders = [EXAMPLES / name for name in ("xixia", "xingjing", "shili")]
    kept = {path.relative_to(EXAMPLES): path.read_bytes() for folder in folders for path in folder.glob("*.csv")}
    assert made == kept, "run scripts/make_example.py"


def test_there_is_an_account_for_every_role_and_a_password_is_made_up_once():
    from django.contrib.auth.models import User

    from gongkai.agencies.models import Role, RoleAssignment
    from gongkai.demo.accounts import make_accounts

    made = make_accounts()
    assert len(made.accounts) == 18
    assert made.generated
    assert set(RoleAssignment.objects.values_list("role", flat=True)) == set(Role.values)
    editor = User.objects.get(username="sl-editor")
    assert editor.check_password(made.password)
    assert editor.role_assignments.get().agency.code == "shili"
    assert not User.objects.filter(is_superuser=True).exists()
    again = make_accounts()
    assert (again.password, again.generated) == ("", False)
    named = make_accounts("另一个-密码-2026")
    assert not named.generated
    editor.refresh_from_db()
    assert editor.check_password("另一个-密码-2026")
    assert RoleAssignment.objects.count() == 18


def test_the_made_up_password_meets_the_rules_of_this_installation():
    from django.contrib.auth.password_validation import validate_password

    from gongkai.demo.accounts import _password

    words = {_password() for _ in range(20)}
    assert len(words) == 20
    for word in words:
        validate_password(word)


def test_demo_accounts_never_appear_beside_real_data(make_agency):
    from gongkai.demo.loading import refuse_beside_real_data

    refuse_beside_real_data()
    make_agency("zhenshi", name="某镇人民政府")
    with pytest.raises(Refused, match="某镇人民政府"):
        refuse_beside_real_data()


def test_without_examples_the_sentence_says_where_they_were_looked_for(monkeypatch, tmp_path):
    from gongkai.demo.loading import examples_folder

    assert examples_folder() == EXAMPLES
    monkeypatch.setenv("GONGKAI_EXAMPLES", str(tmp_path))
    with pytest.raises(Refused, match="GONGKAI_EXAMPLES"):
        examples_folder()


def test_the_invented_codes_of_agencies_have_right_check_digits_in_no_real_area():
    from gongkai.agencies.models import Agency

    signs, weights = "0123456789ABCDEFGHJKLMNPQRTUWXY", (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    for code in Agency.objects.values_list("org_code", flat=True):
        assert code.startswith("11000000")
        total = sum(signs.index(sign) * weight for sign, weight in zip(code, weights, strict=False))
        assert signs[-total % 31] == code[-1]

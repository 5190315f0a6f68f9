"""The catalogue at the desk: preview before saving, every number with its list, and walls between agencies."""

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from gongkai.agencies.scoping import across_agencies, as_agency
from gongkai.catalogue.models import Catalogue, CatalogueEntry, Section
from gongkai.catalogue.reading import read_catalogue
from gongkai.desk.coverage import coverage_of, coverage_summary
from gongkai.disclosures.models import Disclosure
from gongkai.law.workdays import Calendar

pytestmark = pytest.mark.django_db

TODAY = dt.date(2024, 5, 15)
FILE = (
    "示例镇政务公开基本目录\n填表人：示例乙 复核人：示例丙 填表时间：2024.3.4\n"
    "序号,信息类别,事项名称,公开内容,公开依据,责任主体,公开属性,公开时限,公开方式,公开类型,所属栏目,备注\n"
    "1,概况,机构信息,职能,条例,示例镇,{attribute},长期公开,网站,管理,机构职能,\n"
    "2,财政,收支,收支表,条例,示例镇,主动公开,看情况,网站,执行,财政,未涉及：没有\n"
)


@pytest.fixture
def towns(make_agency):
    return make_agency("town-a"), make_agency("town-b")


@pytest.fixture
def editor(client, make_user, towns):
    user = make_user("a-editor", (towns[0], "editor"))
    client.force_login(user)
    return client


def upload(client, text, name="目录.csv"):
    file = SimpleUploadedFile(name, text.encode("utf-8-sig"))
    return client.post(reverse("gk_catalogue_import"), {"file": file})


def carried(answer):
    return {"draft": answer.context["packed"], "year": "2024", "create_sections": "on"}


def fill(agency, year=2024, **values):
    edition = Catalogue.objects.create(agency=agency, year=year, title=f"{agency.code}的目录")
    given = {"category": "类", "content": "内容", "responsible_agency": "镇", "time_limit": "长期公开", **values}

    def make(number, **more):
        names = {"ref": f"{year}-{number}", "serial": number, "matter": f"{agency.code}事项{number}"}
        return CatalogueEntry.objects.create(agency=agency, catalogue=edition, **(given | names | more))

    return edition, make


def publish(agency, entry, day, **values):
    at = timezone.make_aware(dt.datetime.combine(day, dt.time(9)))
    with across_agencies():
        number = Disclosure.objects.count()
        return Disclosure.objects.create(
            **{
                "agency": agency,
                "ref": f"d{number}",
                "title": "信息",
                "catalogue_entry": entry,
                "live": True,
                "published_at": at,
                **values,
            }
        )


def test_a_file_is_shown_with_its_problems_and_nothing_is_saved_before_it_is_confirmed(editor):
    answer = upload(editor, FILE.format(attribute="主动公开"))
    page = answer.content.decode()
    assert "2项，可以导入" in page
    assert "第5行“公开时限”栏（H5）" not in page, "what does not concern us needs no time limit"
    with across_agencies():
        assert not Catalogue.objects.exists()
    done = editor.post(reverse("gk_catalogue_import"), carried(answer), follow=True)
    assert "新增2项" in done.content.decode()
    with across_agencies():
        assert Catalogue.objects.get().filled_by == "示例乙"
        assert CatalogueEntry.objects.get(serial=2).not_concerned_note == "没有"


def test_with_an_error_there_is_no_button_and_no_way_round_it(editor):
    answer = upload(editor, FILE.format(attribute="不知道"))
    page = answer.content.decode()
    assert "第4行“公开属性”栏（G4）" in page
    assert "gk-settle" not in page
    assert editor.post(reverse("gk_catalogue_import"), carried(answer)).status_code == 422
    with across_agencies():
        assert not Catalogue.objects.exists()


def test_a_preview_is_good_for_its_person_and_unchanged_only(editor, client, make_user, towns):
    answer = upload(editor, FILE.format(attribute="主动公开"))
    packed = carried(answer)
    assert (
        editor.post(reverse("gk_catalogue_import"), packed | {"draft": packed["draft"][:-2] + "xx"}).status_code == 422
    )
    client.force_login(make_user("b-editor", (towns[1], "editor")))
    assert client.post(reverse("gk_catalogue_import"), packed).status_code == 422
    with across_agencies():
        assert not Catalogue.objects.exists()


def test_missing_sections_are_said_when_they_are_not_to_be_made(editor):
    answer = upload(editor, FILE.format(attribute="主动公开"))
    values = carried(answer)
    del values["create_sections"]
    again = editor.post(reverse("gk_catalogue_import"), values)
    assert again.status_code == 422
    assert "“机构职能”、“财政”" in again.content.decode()


@pytest.mark.parametrize("name", ["坏.xlsx", "图.png"])
def test_a_file_that_is_no_catalogue_is_refused_in_words(editor, name):
    answer = upload(editor, "什么都不是", name)
    assert answer.status_code == 422
    assert "没有找到目录表" in answer.content.decode()


def test_an_edition_is_exported_as_it_is_read(editor, towns):
    answer = upload(editor, FILE.format(attribute="主动公开"))
    editor.post(reverse("gk_catalogue_import"), carried(answer))
    with across_agencies():
        edition = Catalogue.objects.get()
    for kind in ("xlsx", "docx", "csv"):
        file = editor.get(reverse("gk_catalogue_export", args=[edition.pk]), {"kind": kind})
        assert [one.matter for one in read_catalogue(file.content, f"x.{kind}").entries] == ["机构信息", "收支"]
        assert editor.get(reverse("gk_catalogue_export", args=[edition.pk]), {"kind": kind}).content == file.content
    assert editor.get(reverse("gk_catalogue_export", args=[edition.pk]), {"kind": "exe"}).status_code == 404


@pytest.mark.parametrize("layout", ["basic", "standard"])
def test_the_empty_tables_can_be_fetched(editor, layout):
    assert editor.get(reverse("gk_catalogue_template"), {"layout": layout, "kind": "docx"}).status_code == 200


PAGES = ("gk_catalogue", "gk_catalogue_export", "gk_catalogue_coverage", "gk_catalogue_compare")


@pytest.mark.parametrize("page", PAGES)
def test_another_agencys_catalogue_does_not_exist(editor, towns, page):
    with across_agencies():
        (own, make), (other, make_other) = fill(towns[0]), fill(towns[1])
        make(1), make_other(1)
        older, _ = fill(towns[0], year=2023)
    query = {"with": older.pk}
    assert editor.get(reverse(page, args=[own.pk]), query).status_code == 200
    assert editor.get(reverse(page, args=[other.pk]), query).status_code == 404
    assert editor.get(reverse("gk_catalogue_compare", args=[own.pk]), {"with": other.pk}).status_code == 404
    listed = editor.get(reverse("gk_catalogues")).content.decode()
    assert "town-a的目录" in listed
    assert "town-b的目录" not in listed


def test_another_agencys_entry_cannot_be_marked(editor, towns):
    with across_agencies():
        entry = fill(towns[1])[1](1)
    assert editor.post(reverse("gk_catalogue_concern", args=[entry.pk]), {"note": "没有"}).status_code == 404
    with across_agencies():
        entry.refresh_from_db()
    assert not entry.not_concerned


def test_a_file_cannot_be_imported_into_an_agency_one_does_not_keep(client, make_user, towns):
    client.force_login(make_user("x", (towns[0], "first_review"), (towns[1], "editor")))
    answer = upload(client, FILE.format(attribute="主动公开"))
    client.post(reverse("gk_catalogue_import"), carried(answer) | {"agency": towns[0].pk})
    with across_agencies():
        assert Catalogue.objects.get().agency == towns[1]


@pytest.mark.parametrize(
    ("role", "status"), [("editor", 200), ("report_officer", 200), ("first_review", 404), ("supervisor", 404)]
)
def test_who_may_import(client, make_user, towns, role, status):
    client.force_login(make_user("x", (towns[0], role)))
    assert client.get(reverse("gk_catalogue_import")).status_code == status
    assert client.get(reverse("gk_catalogues")).status_code == 200


@pytest.mark.parametrize("query", ["?list=nothing", "?list=sections", "?list=all", ""])
def test_the_coverage_of_an_empty_edition(editor, towns, query):
    with across_agencies():
        edition, _ = fill(towns[0])
    answer = editor.get(reverse("gk_catalogue_coverage", args=[edition.pk]) + query)
    assert answer.status_code == (404 if query == "?list=nothing" else 200)


@pytest.fixture
def covered(towns):
    """Eight entries, one of each state."""
    town = towns[0]
    with across_agencies():
        used = Section.objects.create(agency=town, code="used", name="用到的栏目")
        Section.objects.create(agency=town, code="bare", name="没有事项的栏目")
        edition, make = fill(town)
        entries = {
            "published": make(1, section=used),
            "empty": make(2, stages=["service"]),
            "not_concerned": make(3, not_concerned=True, not_concerned_note="没有"),
            "late": make(4, time_limit="每季度"),
            "week": make(5, time_limit="每月17日前"),
            "stale": make(6, time_limit="及时"),
            "on_request": make(7, attribute="on_request"),
            "unparsed": make(8, time_limit="看情况"),
        }
    publish(town, entries["published"], dt.date(2020, 1, 1))
    publish(town, entries["late"], dt.date(2023, 11, 1))
    publish(town, entries["week"], dt.date(2024, 4, 10))
    publish(town, entries["stale"], dt.date(2023, 5, 1))
    publish(town, entries["empty"], dt.date(2024, 5, 1), live=False)
    publish(town, entries["empty"], dt.date(2024, 5, 1), withdrawn_at=timezone.now())
    publish(town, entries["empty"], dt.date(2024, 5, 1), attribute="on_request")
    return town, edition, entries


def lists(edition):
    with across_agencies():
        found = coverage_of(edition, TODAY, Calendar.load())
        return found, {key: [line.entry.serial for line in lines] for key, (_, lines) in found.lists().items()}


def test_every_state_has_its_list(covered):
    found, listed = lists(covered[1])
    assert listed["all"] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert listed["covered"] == [1, 4, 5, 6]
    assert listed["empty"] == [2, 8], "what was withdrawn or is not proactive is no content"
    assert listed["not-concerned"] == [3]
    assert listed["late"] == [4]
    assert listed["week"] == [5]
    assert listed["stale"] == [4, 6], "long-term content does not grow stale"
    assert listed["unparsed"] == [8]
    assert listed["attribute-on_request"] == [7]
    assert listed["stage-service"] == [2]
    assert [section.name for section in found.empty_sections] == ["没有事项的栏目"]


def test_something_written_for_an_entry_and_not_published_in_time_is_late(covered):
    town, edition, entries = covered
    publish(town, entries["empty"], TODAY, live=False, published_at=None, dated_on=dt.date(2024, 4, 1))
    assert 2 in lists(edition)[1]["late"]


@pytest.mark.parametrize(
    ("limit", "filled_on", "late"),
    [
        ("每年1月31日前", None, True),
        ("每年1月31日前", dt.date(2024, 3, 1), False),
        ("每季度", None, True),
        ("每季度结束后10个工作日内", dt.date(2024, 4, 28), False),
        ("每月结束后5个工作日内", dt.date(2024, 3, 20), True),
        ("每半年", None, False),
        ("每年6月底前", None, False),
        ("及时公开", None, False),
        ("提前10日公告", None, False),
    ],
)
def test_what_recurs_and_never_came_out_is_late_from_its_first_day_on(towns, limit, filled_on, late):
    with across_agencies():
        edition, make = fill(towns[0])
        edition.filled_on = filled_on
        edition.save()
        make(1, time_limit=limit)
    assert lists(edition)[1]["late"] == ([1] if late else [])


def test_content_linked_to_the_same_matter_of_an_earlier_edition_counts(covered):
    town, _, _ = covered
    with across_agencies():
        edition, make = fill(town, year=2025)
        make(1), make(2)
    assert lists(edition)[1]["covered"] == [1]


def test_the_ruler_of_the_home(covered, editor):
    town, _, _ = covered
    with as_agency(town):
        summary = coverage_summary(town, TODAY, Calendar.load())
    assert summary.words == "7项中4项已有公开内容"
    assert (summary.total, summary.covered, summary.empty, summary.not_concerned) == (7, 4, 2, 1)
    assert [kind for _, _, kind in summary.bars] == ["d"] * 4 + [""] * 3
    assert (summary.late, summary.week) == (1, 1)


def test_the_home_counts_what_is_late_and_due_this_week_by_the_catalogue_and_opens_the_lists(
    covered, client, make_user
):
    town, edition, _ = covered
    with time_machine.travel(dt.datetime(TODAY.year, TODAY.month, TODAY.day, 1, tzinfo=dt.UTC), tick=False):
        client.force_login(make_user("watching", (town, "editor")))
        page = html.fromstring(client.get(reverse("wagtailadmin_home")).content)
        told = {link.text_content(): link.get("href") for link in page.xpath("//aside//a")}
        coverage = reverse("gk_catalogue_coverage", args=[edition.pk])
        assert told["7项中4项已有公开内容"] == coverage
        assert told["1项已逾期"] == f"{coverage}?list=late"
        assert told["1项本周到期"] == f"{coverage}?list=week"
        assert len(client.get(told["1项已逾期"]).context["lines"]) == 1


def test_the_queries_of_the_page_do_not_grow_with_the_catalogue(editor, covered):
    town, edition, _ = covered
    path = reverse("gk_catalogue_coverage", args=[edition.pk]) + "?list=all"

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert editor.get(path).status_code == 200
        return len(caught)

    queries()
    few = queries()
    with across_agencies():
        CatalogueEntry.objects.bulk_create(
            CatalogueEntry(
                agency=town,
                catalogue=edition,
                ref=f"x{n}",
                serial=n,
                category="类",
                matter=f"事{n}",
                content="内",
                responsible_agency="镇",
                time_limit="每季度",
            )
            for n in range(100, 160)
        )
    assert queries() == few


def test_not_concerned_is_marked_from_the_list_and_goes_back_there_only(editor, covered):
    _, edition, entries = covered
    back = reverse("gk_catalogue_coverage", args=[edition.pk]) + "?list=empty"
    answer = editor.post(
        reverse("gk_catalogue_concern", args=[entries["empty"].pk]), {"note": "由区里办", "back": back}
    )
    assert answer.url == back
    with across_agencies():
        entries["empty"].refresh_from_db()
    assert entries["empty"].not_concerned_note == "由区里办"
    answer = editor.post(
        reverse("gk_catalogue_concern", args=[entries["empty"].pk]),
        {"concerned": "yes", "back": "https://evil.example/"},
    )
    assert answer.url.startswith("/admin/catalogue/")


def test_the_page_of_an_edition_shows_the_limit_as_written_and_as_understood(editor, covered):
    page = editor.get(reverse("gk_catalogue", args=[covered[1].pk])).content.decode()
    assert "看不懂“看情况”，要靠人掌握" in page
    assert "每月17日前" in page


def begun_from(entry):
    return f'href="{reverse("disclosures:add")}?catalogue_entry={entry.pk}"'


def test_an_editor_writes_for_an_entry_from_its_edition_and_others_do_not(editor, covered, client, make_user):
    town, edition, _ = covered
    path = reverse("gk_catalogue", args=[edition.pk])
    page = editor.get(path).content.decode()
    with across_agencies():
        every = list(edition.entries.all())
    assert {one.serial for one in every if begun_from(one) in page} == {
        one.serial for one in every if not one.not_concerned
    }
    client.force_login(make_user("a-review", (town, "first_review")))
    assert "?catalogue_entry=" not in client.get(path).content.decode()


def test_the_home_of_an_editor_names_the_first_entries_without_content(editor, towns, client, make_user):
    with across_agencies():
        _, make = fill(towns[0])
        made = [make(number) for number in range(7, 0, -1)]
    publish(towns[0], made[-1], dt.date(2024, 5, 1))
    home = editor.get(reverse("wagtailadmin_home")).content.decode()
    assert sorted(one.serial for one in made if begun_from(one) in home) == [2, 3, 4, 5, 6]
    assert "全部6项" in home
    client.force_login(make_user("a-review", (towns[0], "first_review")))
    assert "?catalogue_entry=" not in client.get(reverse("wagtailadmin_home")).content.decode()

"""Importing an edition: whole or not at all, the same when repeated, and what is linked stays linked."""

import datetime as dt
from dataclasses import replace

import pytest

from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.comparison import compare
from gongkai.catalogue.drafts import CatalogueDraft, DraftEntry, Head
from gongkai.catalogue.models import Catalogue, CatalogueEntry, Section
from gongkai.catalogue.queries import draft_of, edition_of, layouts_of
from gongkai.catalogue.reading import read_catalogue
from gongkai.catalogue.services import Choices, import_catalogue, plan_import, set_not_concerned
from gongkai.catalogue.vocabulary import Layout
from gongkai.catalogue.writing import write_catalogue
from gongkai.findings import Refused
from gongkai.trail.models import TrailEntry

pytestmark = pytest.mark.django_db


def entry(serial, matter, **values):
    return DraftEntry(
        serial,
        **{
            "category": "概况信息",
            "matter": matter,
            "content": f"{matter}内容",
            "attribute": "proactive",
            "time_limit": "每季度",
            **values,
        },
    )


def draft(*entries, layout=Layout.BASIC, **head):
    return CatalogueDraft(layout, Head(**{"title": "示例目录", "filled_by": "示例乙", **head}), list(entries))


@pytest.fixture
def town(make_agency):
    with across_agencies():
        yield make_agency("town-a")


@pytest.fixture
def editor(town, make_user):
    return make_user("a-editor", (town, "editor"))


CHOICES = Choices(2024, create_sections=True)


def test_an_import_makes_the_edition_its_entries_and_its_sections(town, editor):
    done = import_catalogue(town, draft(entry(1, "机构", section="机构职能"), entry(2, "领导")), CHOICES, user=editor)
    assert (done.added, done.changed, done.removed, done.sections) == (2, 0, 0, 1)
    assert (done.edition.title, done.edition.filled_by) == ("示例目录", "示例乙")
    made = CatalogueEntry.objects.get(matter="机构")
    assert (made.ref, made.section.name, made.catalogue) == ("2024-1", "机构职能", done.edition)
    trail = TrailEntry.objects.get(act="catalogue.import")
    assert trail.data["added"] == 2


def test_an_import_repeated_changes_nothing_and_leaves_no_second_entry_in_the_trail(town, editor):
    value = draft(entry(1, "机构", section="机构职能"), entry(2, "领导"))
    import_catalogue(town, value, CHOICES, user=editor)
    before = list(CatalogueEntry.objects.values())
    done = import_catalogue(town, value, CHOICES, user=editor)
    assert (done.added, done.changed, done.same) == (0, 0, 2)
    assert list(CatalogueEntry.objects.values()) == before
    assert TrailEntry.objects.filter(act="catalogue.import").count() == 1


def test_an_entry_keeps_its_identity_when_it_moves_or_is_renamed(town, editor):
    import_catalogue(town, draft(entry(1, "机构"), entry(2, "领导")), CHOICES, user=editor)
    pks = {one.matter: (one.pk, one.ref) for one in CatalogueEntry.objects.all()}
    value = draft(entry(1, "领导"), entry(2, "机构设置", content="机构内容"))
    done = import_catalogue(town, value, replace(CHOICES, remove_missing=True), user=editor)
    assert (done.added, done.changed, done.removed) == (0, 2, 0)
    after = {one.matter: (one.pk, one.ref) for one in CatalogueEntry.objects.all()}
    assert after == {"领导": pks["领导"], "机构设置": pks["机构"]}


def test_what_the_file_lacks_goes_only_when_asked_and_each_leaves_a_trace(town, editor):
    import_catalogue(town, draft(entry(1, "机构"), entry(2, "领导")), CHOICES, user=editor)
    assert import_catalogue(town, draft(entry(1, "机构")), CHOICES, user=editor).removed == 0
    assert CatalogueEntry.objects.count() == 2
    done = import_catalogue(town, draft(entry(1, "机构")), replace(CHOICES, remove_missing=True), user=editor)
    assert done.removed == 1
    assert TrailEntry.objects.get(act="catalogue.entry.remove").object_label == "领导"


@pytest.mark.parametrize(
    ("value", "choices", "code"),
    [
        (draft(entry(1, "机构"), entry(2, "", content="没有名称")), CHOICES, "C-MATTER"),
        (draft(entry(1, "机构", section="没有的栏目")), Choices(2024), "section"),
        (draft(entry(1, "机构")), Choices(24), "year"),
        (draft(entry(1, "机构"), layout=Layout.STANDARD), CHOICES, "domain"),
    ],
)
def test_one_reason_against_it_and_nothing_is_saved(town, editor, value, choices, code):
    with pytest.raises(Refused) as refused:
        import_catalogue(town, value, choices, user=editor)
    assert code in [failure.code for failure in refused.value.failures]
    assert [model.objects.count() for model in (Catalogue, CatalogueEntry, Section)] == [0, 0, 0]


def test_a_failure_half_way_leaves_nothing(town, editor, monkeypatch):
    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr("gongkai.catalogue.services._create", fail)
    with pytest.raises(RuntimeError):
        import_catalogue(town, draft(entry(1, "机构", section="机构职能")), CHOICES, user=editor)
    assert [model.objects.count() for model in (Catalogue, Section, TrailEntry)] == [0, 0, 0]


@pytest.mark.parametrize("role", ["first_review", "request_officer", "supervisor"])
def test_who_does_not_keep_the_catalogue_may_not_import(town, make_user, role):
    with pytest.raises(Refused):
        import_catalogue(town, draft(entry(1, "机构")), CHOICES, user=make_user("x", (town, role)))


def test_an_editor_of_another_agency_may_not_import(town, make_user, make_agency):
    with pytest.raises(Refused):
        import_catalogue(town, draft(entry(1, "机构")), CHOICES, user=make_user("x", (make_agency("town-b"), "editor")))


def test_two_sections_of_one_name_are_told_apart_by_the_name_above(town, editor):
    parents = [
        Section.objects.create(agency=town, code=code, name=name) for code, name in (("a", "财政"), ("b", "人事"))
    ]
    for parent in parents:
        Section.objects.create(agency=town, code=f"{parent.code}x", name="公告", parent=parent)
    with pytest.raises(Refused) as refused:
        import_catalogue(town, draft(entry(1, "事", section="公告")), CHOICES, user=editor)
    assert refused.value.failures[0].code == "section-twice"
    done = import_catalogue(town, draft(entry(1, "事", section="人事/公告")), CHOICES, user=editor)
    assert CatalogueEntry.objects.get().section.code == "bx"
    assert draft_of(done.edition).entries[0].section == "人事/公告"


def test_a_file_without_a_column_leaves_that_field_as_it_is(town, editor):
    import_catalogue(town, draft(entry(1, "机构", section="机构职能", stages=("service",))), CHOICES, user=editor)
    rows = "序号,信息类别,事项名称,公开内容,公开属性,公开时限\n1,概况信息,机构,新内容,主动公开,及时\n"
    done = import_catalogue(town, read_catalogue(rows.encode(), "x.csv"), CHOICES, user=editor)
    one = CatalogueEntry.objects.get()
    assert (done.changed, one.content, one.time_limit) == (1, "新内容", "及时")
    assert (one.section.name, one.stages) == ("机构职能", ["service"])


def test_both_catalogues_of_a_year_are_one_edition_and_do_not_disturb_each_other(town, editor):
    import_catalogue(town, draft(entry(1, "机构")), CHOICES, user=editor)
    standard = draft(entry(1, "政策"), entry(2, "指南"), layout=Layout.STANDARD, title="示例镇标准目录")
    for domain in ("社会救助", "就业"):
        done = import_catalogue(town, standard, Choices(2024, domain=domain, remove_missing=True), user=editor)
        assert (done.added, done.removed) == (2, 0)
    edition = Catalogue.objects.get()
    assert (edition.title, edition.entries.count()) == ("示例目录", 5)
    assert layouts_of(edition) == [Layout.BASIC, Layout.STANDARD]
    assert len(draft_of(edition, Layout.BASIC).entries) == 1
    assert draft_of(edition, Layout.STANDARD).domains == ["就业", "社会救助"]


@pytest.mark.parametrize("kind", ["xlsx", "docx", "csv"])
@pytest.mark.parametrize("layout", list(Layout))
def test_an_edition_exported_and_imported_again_has_not_changed(town, editor, kind, layout):
    domain = "救灾" if layout is Layout.STANDARD else ""
    value = draft(
        entry(
            1,
            "机构",
            carriers=("政府网站", "两微一端"),
            responsible_agency="示例镇",
            to_groups="低保对象",
            levels=("town",),
        ),
        entry(2, "领导", not_concerned=True, not_concerned_note="没有", remark="一\n二"),
        layout=layout,
    )
    done = import_catalogue(town, value, replace(CHOICES, domain=domain), user=editor)
    exported = draft_of(done.edition, layout)
    back = read_catalogue(write_catalogue(exported, kind), f"x.{kind}")
    assert plan_import(town, back, CHOICES).comparison.is_empty
    assert import_catalogue(town, back, replace(CHOICES, remove_missing=True), user=editor).same == 2


def test_two_editions_compared_name_the_cells_that_changed():
    old = draft(entry(1, "机构"), entry(2, "领导"), entry(3, "旧事"))
    new = draft(entry(1, "领导", time_limit="每月", not_concerned=True), entry(2, "机构"), entry(3, "新事"))
    found = compare(old, new)
    assert [one.matter for one in found.added] == ["新事"]
    assert [one.matter for one in found.removed] == ["旧事"]
    assert [(c.name, c.old, c.new) for one in found.changed for c in one.cells] == [
        ("公开时限", "每季度", "每月"),
        ("未涉及", "", "未涉及"),
    ]
    assert found.same == 1
    assert compare(old, old).is_empty


def test_the_edition_in_force_is_the_newest_whose_year_has_begun(town):
    for year in (2019, 2021, 2024):
        Catalogue.objects.create(agency=town, year=year, title=str(year))
    assert edition_of(town, dt.date(2023, 5, 1)).year == 2021
    assert edition_of(town, dt.date(2018, 5, 1)) is None


def test_not_concerned_needs_a_note_and_is_in_the_trail(town, editor):
    import_catalogue(town, draft(entry(1, "机构")), CHOICES, user=editor)
    one = CatalogueEntry.objects.get()
    with pytest.raises(Refused):
        set_not_concerned(one, " ", user=editor)
    set_not_concerned(one, "由区里办", user=editor)
    one.refresh_from_db()
    assert (one.not_concerned, one.not_concerned_note) == (True, "由区里办")
    set_not_concerned(one, "", user=editor, concerned=True)
    assert (one.not_concerned, one.not_concerned_note) == (False, "")
    assert TrailEntry.objects.filter(act__startswith="catalogue.entry.").count() == 2

"""Any consistent table passes; any single wrong cell of tables three and four is found and can be traced."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.findings import Severity, Verdict
from gongkai.law.forms import Sheet, load, suspects

PEOPLE = ("np", "ent", "sci", "pub", "law", "oth")
COUNT = st.integers(0, 30) | st.just(0)


@st.composite
def consistent(draw, edition="2021"):
    """A complete sheet whose sums all hold."""
    form = load(edition)
    x = form.prefix
    cells = dict.fromkeys(form.cells, 0)
    frame = {f"{x}.3.1", f"{x}.3.2", f"{x}.3.3.7", f"{x}.3.4"}
    items = [row.code for row in form.table("3").data_rows if row.code not in frame]
    for column in PEOPLE:
        given = {f"{code}.{column}": draw(COUNT) for code in items}
        done, left = sum(given.values()), draw(COUNT)
        opened = draw(st.integers(0, done + left))
        cells |= given
        cells |= {f"{x}.3.3.7.{column}": done, f"{x}.3.4.{column}": left}
        cells |= {f"{x}.3.2.{column}": opened, f"{x}.3.1.{column}": done + left - opened}
    for row in form.table("3").data_rows:
        cells[f"{row.code}.tot"] = sum(cells[f"{row.code}.{column}"] for column in PEOPLE)
    for group in ("rev", "dir", "aft"):
        parts = {f"{x}.4.{group}.{name}": draw(COUNT) for name in ("keep", "fix", "other", "pend")}
        cells |= parts | {f"{x}.4.{group}.tot": sum(parts.values())}
    return Sheet(edition, cells)


def errors(sheet):
    return [finding for finding in sheet.check(problems_only=True) if finding.severity is Severity.ERROR]


@given(st.sampled_from(["2019", "2021"]).flatmap(consistent))
@settings(max_examples=40, deadline=None)
def test_a_consistent_table_has_no_failure(sheet):
    assert sheet.check(level="city", problems_only=True) == []
    assert suspects(sheet) == []


@given(st.sampled_from(["2019", "2021"]).flatmap(consistent), st.integers(1, 40), st.randoms())
@settings(max_examples=12, deadline=None)
def test_every_single_wrong_cell_is_found(sheet, off, random):
    for key in sheet:
        if sheet.form.cells[key].table not in ("3", "4"):
            continue
        right = int(sheet.number(key))
        wrong = right - off if right >= off and random.random() < 0.5 else right + off
        damaged = sheet.with_cells({key: wrong})
        assert any(key in finding.cells for finding in errors(damaged)), key
        if sheet.form.cells[key].table == "3":
            assert key in [suspect.key for suspect in suspects(damaged)], key


@given(consistent(), st.data())
@settings(max_examples=30, deadline=None)
def test_blank_cells_never_turn_a_sound_table_into_a_wrong_one(sheet, data):
    keys = data.draw(st.lists(st.sampled_from(list(sheet)), min_size=1, max_size=60, unique=True))
    blank = sheet.with_cells(dict.fromkeys(keys, data.draw(st.sampled_from(["", "—", "/", "无"]))))
    assert blank.check(problems_only=True) == []
    zeros = sheet.with_cells({key: "" for key in sheet if sheet.number(key) == 0})
    assert [f for f in zeros.check(blanks="zero") if f.verdict is Verdict.FAIL] == []


@given(consistent(), st.data())
@settings(max_examples=30, deadline=None)
def test_a_file_cut_anywhere_never_makes_a_failure(sheet, data):
    end = data.draw(st.integers(0, len(sheet)))
    cut = Sheet("2021", {key: sheet[key] for key in list(sheet)[:end]})
    assert cut.check(problems_only=True) == []
    assert cut.check(problems_only=True, blanks="zero") == []


@given(consistent())
@settings(max_examples=20, deadline=None)
def test_a_sheet_survives_json(sheet):
    assert Sheet.from_json(sheet.to_json()) == sheet

"""What is written is read back as it was, and the same draft gives the same bytes."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.catalogue.cells import read_carriers
from gongkai.catalogue.drafts import CatalogueDraft, DraftEntry, Head
from gongkai.catalogue.reading import read_catalogue
from gongkai.catalogue.vocabulary import LEVELS, Layout, carriers, domains
from gongkai.catalogue.writing import FORMATS, write_catalogue
from gongkai.findings import Refused

WORD = st.text("甲乙丙丁戊己庚辛兴泾镇村《》（）〔2014〕97号abc", min_size=1, max_size=12).filter(
    lambda text: text.strip() == text
)
#: Texts that a spreadsheet could take for something else, and line breaks.
TRICKY = st.sampled_from(
    ["=1+1", "'=x", "+86", "-", "@甲", "1.要素\n2.要素", "007", "2018-01-02", "a,b;c", '"引号"', "1e5", "TRUE"]
)
PROSE = st.one_of(WORD, TRICKY, st.lists(WORD, min_size=1, max_size=3).map("\n".join))
ATTRIBUTES = st.sampled_from([("proactive", False), ("proactive", True), ("on_request", False), ("withheld", False)])


def _entry(draw, serial, domain):
    standard = bool(domain)
    attribute, also = draw(ATTRIBUTES)
    chosen = draw(
        st.lists(
            st.one_of(st.sampled_from(carriers()), st.sampled_from(["网站", "宣传栏", "其他（12345热线、短信）"])),
            unique=True,
            max_size=4,
        )
    )
    concerned = draw(st.booleans())
    values = {
        "category": draw(WORD),
        "matter": draw(WORD),
        "content": draw(st.just("") | PROSE),
        "legal_basis": draw(st.just("") | PROSE),
        "time_limit": draw(st.sampled_from(["", "长期公开", "每季度", "1.及时\n2.公示不少于7天", "看情况"])),
        "responsible_agency": draw(WORD),
        "attribute": attribute,
        "also_on_request": also,
        "carriers": read_carriers("、".join(chosen), standard=standard)[0],
        "not_concerned": not concerned,
        "not_concerned_note": "" if concerned else draw(st.just("") | WORD),
        "remark": draw(st.just("") | WORD),
    }
    if standard:
        levels = draw(st.sets(st.sampled_from(list(LEVELS))))
        values |= {
            "domain": domain,
            "to_everyone": draw(st.booleans()),
            "to_groups": draw(st.sampled_from(["", "特定群体", "低保对象", "本村村民（含外出）"])),
            "levels": tuple(level for level in LEVELS if level in levels),
        }
    else:
        stages = draw(st.sets(st.sampled_from(["decision", "execution", "management", "service", "result"])))
        order = ("decision", "execution", "management", "service", "result")
        values |= {"stages": tuple(stage for stage in order if stage in stages), "section": draw(st.just("") | WORD)}
    return DraftEntry(serial, **values)


@st.composite
def drafts(draw):
    layout = draw(st.sampled_from(list(Layout)))
    names = (
        [""]
        if layout is Layout.BASIC
        else draw(st.lists(st.sampled_from([*domains(), "示例自定"]), min_size=1, max_size=3, unique=True))
    )
    entries = []
    for name in names:
        serials = sorted(draw(st.sets(st.integers(1, 999), min_size=1, max_size=5)))
        entries += [_entry(draw, serial, name) for serial in serials]
    person = st.sampled_from(["", "示例乙", "示例丙"])
    filled = draw(st.none() | st.dates(dt.date(2008, 5, 1), dt.date(2030, 12, 31)))
    head = Head(
        "示例镇政务公开目录",
        draw(st.sampled_from(["", "示例镇人民政府"])),
        draw(person),
        draw(person),
        draw(person),
        filled,
    )
    return CatalogueDraft(layout, head, entries)


@pytest.mark.parametrize("kind", FORMATS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(draft=drafts())
def test_what_is_written_is_read_back_as_it_was(kind, draft):
    data = write_catalogue(draft, kind)
    back = read_catalogue(data, f"目录.{kind}")
    assert back == draft
    assert not [one for one in back.errors if one.rule != "C-LONG"]
    assert write_catalogue(back, kind) == data, "byte for byte"


def one_entry(**values):
    given = {"category": "类", "matter": "事", "attribute": "proactive", **values}
    return CatalogueDraft(Layout.BASIC, Head("示例目录"), [DraftEntry(1, **given)])


@pytest.mark.parametrize("kind", FORMATS)
def test_the_bytes_do_not_depend_on_the_day(kind, monkeypatch):
    time_machine = pytest.importorskip("time_machine")
    with time_machine.travel("2020-01-01 08:00:00Z", tick=False):
        first = write_catalogue(one_entry(), kind)
    with time_machine.travel("2031-07-08 11:12:13Z", tick=False):
        assert write_catalogue(one_entry(), kind) == first


def test_no_cell_of_the_csv_is_a_formula_to_a_spreadsheet():
    data = write_catalogue(one_entry(content="=HYPERLINK(1)", legal_basis="@x", remark="+1"), "csv")
    cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]


def test_the_fifth_stage_has_a_column_only_where_it_is_used():
    assert "结果" not in write_catalogue(one_entry(stages=("service",)), "csv").decode("utf-8")
    assert "结果" in write_catalogue(one_entry(stages=("result",)), "csv").decode("utf-8")


def test_the_twelve_columns_of_2018_stand_in_their_order():
    rows = list(csv.reader(io.StringIO(write_catalogue(one_entry(), "csv").decode("utf-8-sig"), newline="")))
    assert [head for head in rows[2] if head] == [
        "序号", "信息类别", "事项名称", "公开内容", "公开依据", "责任主体", "公开属性", "公开时限", "公开方式", "公开类型", "所属栏目", "备注",
    ]  # fmt: skip


def test_any_other_format_is_refused():
    with pytest.raises(Refused):
        write_catalogue(one_entry(), "pdf")

"""All or nothing, safe to repeat, every problem by its place."""

from __future__ import annotations

import datetime as dt

import pytest

from example_tables import csv_bytes, xlsx_bytes

pytestmark = pytest.mark.django_db

MEETINGS = """
编号 | 会议名称 | 召开日期 | 参会人数
1 | 部署会 | 2018-3-5 | 12
2 | 推进会 | 2018年6月5日 |
"""


def tally(report, kind):
    one = report.tallies[kind]
    return one.new, one.changed, one.same


def test_the_same_table_again_changes_nothing_and_a_changed_row_is_updated(load, stored):
    from gongkai.registers.models import Meeting

    assert tally(load("meetings", MEETINGS), "meetings") == (2, 0, 0)
    first, second = stored(Meeting)
    assert tally(load("meetings", MEETINGS), "meetings") == (0, 0, 2)
    assert stored(Meeting, "updated_at") == [first.updated_at, second.updated_at]
    changed = (
        MEETINGS.replace("推进会", "总结会").replace("2018年6月5日 |", "2018年6月5日 | 9") + "3 | 新会 | 2018-7-1 | 0"
    )
    assert tally(load("meetings", changed), "meetings") == (1, 1, 1)
    assert stored(Meeting, "title", "attendees") == [("部署会", 12), ("总结会", 9), ("新会", 0)]
    assert stored(Meeting)[0].updated_at == first.updated_at
    assert stored(Meeting)[1].updated_at > second.updated_at


def test_a_blank_cell_empties_and_an_absent_column_leaves_alone(load, stored):
    from gongkai.registers.models import Meeting

    load("meetings", MEETINGS)
    load("meetings", "编号|会议名称|召开日期\n1|部署会|2018-3-5")
    assert stored(Meeting, "attendees") == [12, None]
    load("meetings", "编号|会议名称|召开日期|参会人数\n1|部署会|2018-3-5|")
    assert stored(Meeting, "attendees") == [None, None]


def test_every_problem_is_named_by_sheet_row_and_column_and_nothing_is_written(refused, stored):
    from gongkai.registers.models import Meeting
    from gongkai.trail.models import TrailEntry

    book = xlsx_bytes(
        会议=[
            ["编号", "会议名称", "召开日期", "参会人数"],
            [1, "好的", dt.date(2018, 3, 5), 3],
            [2, None, "2018-2-30", -3],
            [1, "又一", "x", 2.5],
        ]
    )
    said = refused("meetings", book)
    where = "meetings.xlsx 工作表“会议”"
    assert [line.partition("：")[0] for line in said[:-1]] == [
        f"{where}第3行B列“会议名称”",
        f"{where}第3行C列“召开日期”",
        f"{where}第3行D列“参会人数”",
        f"{where}第4行C列“召开日期”",
        f"{where}第4行D列“参会人数”",
        f"{where}第4行A列“编号”",
    ]
    assert "和第2行重复" in said[5]
    assert said[-1] == "共有6处问题，什么都没有写入"
    assert stored(Meeting) == []
    assert TrailEntry.objects.count() == 0


def test_the_first_two_hundred_problems_are_listed_and_the_rest_counted(refused):
    rows = "\n".join(f"{n}|会议|哪天" for n in range(350))
    said = refused("meetings", f"编号|会议名称|召开日期\n{rows}")
    assert len(said) == 202
    assert said[-2].startswith("还有150处问题没有列出")
    assert "共有350处问题" in said[-1]


def test_a_column_that_is_not_known_or_missing_or_double_or_nameless_is_named(refused):
    said = refused("meetings", "编号|会议名称|招开日期|会议主题|\n1|甲|2018-3-5|乙|丙")
    assert "C列“招开日期”：不认识“招开日期”这一列，是不是“召开日期”" in said[0]
    assert "“会议主题”和B列“会议名称”是同一列" in said[1]
    assert "缺少“召开日期”这一列" in said[2]
    assert "第2行E列：这里有内容“丙”，但这一列没有列名" in said[3]


def test_the_head_may_stand_below_a_title_and_columns_in_any_order_under_other_names(load, stored):
    from gongkai.registers.models import Training

    table = "某镇培训台账||\n||\n培训 日期|＊人次（必填）|培训主题|编号\n2018.5.4|16|业务培训|1"
    load("trainings", table.replace("＊", "*"))
    assert stored(Training, "ref", "title", "held_on", "trainees") == [("1", "业务培训", dt.date(2018, 5, 4), 16)]


def test_a_file_without_a_head_is_told_what_the_head_must_be(refused):
    assert refused("meetings", "甲|乙\n1|2")[0].endswith(
        "“工作会议”表的第一行要有这些列名：“编号”、“会议名称”、“召开日期”"
    )
    assert "是空的" in refused("meetings", b"\n\n ,\n")[0]


def test_sheets_of_every_month_are_read_and_a_sheet_without_head_is_mentioned(load, stored):
    from gongkai.registers.models import Meeting

    head = ["编号", "会议名称", "召开日期"]
    report = load(
        "meetings",
        xlsx_bytes(一月=[head, [1, "甲", "2018-1-3"]], 二月=[head, [2, "乙", "2018-2-5"]], 备忘=[["别忘了"]]),
    )
    assert stored(Meeting, "ref") == ["1", "2"]
    assert report.notes == ["meetings.xlsx 工作表“备忘”没有这种表的表头，没有读取"]
    report = load("meetings", xlsx_bytes(工作会议=[head, [3, "丙", "2018-3-5"]], 旧的=[head, [4, "丁", "2018-4-5"]]))
    assert stored(Meeting, "ref") == ["1", "2", "3"]


def test_a_dry_run_says_what_would_happen_and_leaves_no_trace(load, stored):
    from gongkai.registers.models import Meeting
    from gongkai.trail.models import TrailEntry

    assert tally(load("meetings", MEETINGS, dry_run=True), "meetings") == (2, 0, 0)
    assert (stored(Meeting), TrailEntry.objects.count()) == ([], 0)


def test_one_entry_in_the_trail_names_the_file_its_digest_and_the_counts(load, town):
    import hashlib

    from gongkai.trail.models import TrailEntry
    from gongkai.trail.services import verify

    data = csv_bytes(MEETINGS)
    load("meetings", data)
    entry = TrailEntry.objects.get()
    assert (entry.act, entry.agency_code) == ("import", "shili")
    assert entry.data["files"] == [{"name": "meetings.csv", "sha256": hashlib.sha256(data).hexdigest()}]
    assert entry.data["kinds"] == {"meetings": {"new": 2, "changed": 0, "same": 0}}
    assert verify() == []


def test_rows_of_several_agencies_name_them_in_a_column(load, refused, make_agency, stored):
    from gongkai.registers.models import Meeting

    make_agency("erzhen", name="示例二镇人民政府", short_name="示例二镇")
    table = "单位|编号|会议名称|召开日期\nshili|1|甲|2018-3-5\n示例二镇|1|乙|2018-3-5"
    load("meetings", table, agency=None)
    assert stored(Meeting, "agency__code", "title") == [("shili", "甲"), ("erzhen", "乙")]
    assert "导入时指明的是“示例镇人民政府”" in refused("meetings", table)[0]
    assert "没有“别的镇”" in refused("meetings", table.replace("示例二镇", "别的镇"), agency=None)[0]
    assert "--agency" in refused("meetings", MEETINGS, agency=None)[0]
    assert refused("meetings", MEETINGS, agency="没有")[0] == "--agency：没有代码是“没有”的单位"


def test_a_reference_finds_only_records_of_its_own_agency(load, refused, make_agency, stored):
    from gongkai.dialogue.models import ConcernResponse

    other = make_agency("erzhen")
    load("concerns", "编号|事项|发现日期\n1|路灯|2018-3-1")
    load("concerns", "编号|事项|发现日期\n2|井盖|2018-3-1", agency=other)
    load("responses", "事项|回应方式|回应日期\n1|微博|2018-3-2\n路灯|政务微信|2018-3-2")
    assert stored(ConcernResponse, "concern__ref", "way") == [("1", "weibo"), ("1", "wechat")]
    said = refused("responses", "事项|回应方式|回应日期\n2|微博|2018-3-2")
    assert "没有“2”。要填已有的关注热点和舆情的编号或事项" in said[0]


def test_a_name_that_several_records_share_asks_for_the_number(load, refused):
    load("concerns", "编号|事项|发现日期\n1|路灯|2018-3-1\n2|路灯|2018-5-1")
    assert "“路灯”有2个，请改填编号或代码" in refused("responses", "事项|回应方式|回应日期\n路灯|微博|2018-3-2")[0]


def test_several_tables_go_in_together_in_the_order_they_need_or_not_at_all(load, refused, stored):
    from gongkai.dialogue.models import ConcernResponse, PublicConcern

    responses = "事项|回应方式|回应日期\n1|微博|2018-3-2"
    said = refused("responses", responses, "concerns", "编号|事项|发现日期\n1|路灯|去年")
    assert len(said) == 2, "the response is not blamed for the concern that is wrong"
    assert "发现日期" in said[0]
    assert stored(PublicConcern) == []
    report = load("responses", responses, "concerns", "编号|事项|发现日期\n1|路灯|2018-3-1")
    assert list(report.tallies) == ["concerns", "responses"]
    assert len(stored(ConcernResponse)) == 1


def test_problems_of_different_tables_are_told_together(refused):
    said = refused("meetings", "编号|会议名称|召开日期\n1|甲|x", "responses", "事项|回应方式|回应日期\n9|微博|2018-3-2")
    assert [line.split(" ")[0] for line in said[:-1]] == ["meetings.csv", "responses.csv"]


def test_agencies_come_in_any_order_and_the_tree_follows(load, refused, stored):
    from gongkai.agencies.models import Agency

    table = "代码|名称|简称|层级|上级\nzhen|甲镇政府|甲镇|乡镇|qu\nqu|甲区政府|甲区|区级|shi\nshi|甲市政府|甲市|市级|"
    load("agencies", table)
    assert dict(stored(Agency, "code", "path")) == {
        "shili": "shili/",
        "shi": "shi/",
        "qu": "shi/qu/",
        "zhen": "shi/qu/zhen/",
    }
    assert tally(load("agencies", table), "agencies") == (0, 0, 3)
    load("agencies", "代码|名称|简称|层级|上级\nqu|甲区政府|甲区|区级|xin\nxin|新市政府|新市|市级|")
    assert dict(stored(Agency, "code", "path"))["zhen"] == "xin/qu/zhen/"
    said = refused("agencies", "代码|名称|简称|层级|上级\nxin|新市政府|新市|市级|zhen")
    assert "绕成了圈" in said[0]


def test_dates_in_the_wrong_order_and_broken_constraints_are_named(refused):
    said = refused("staff", "编号|姓名|专职或兼职|开始日期|结束日期\n1|示例甲|专职|2018-3-5|2018-3-4")
    assert "“结束日期”（2018-03-04）不能早于“开始日期”（2018-03-05）" in said[0]
    said = refused("reviews", "编号|案由|受理日期|审结日期|结果\n1|甲|2018-3-5|2018-5-4|\n2|乙|2018-3-5||结果维持")
    assert [line.partition("：")[2] for line in said[:2]] == ["审结日期和结果要么都填，要么都不填"] * 2
    said = refused(
        "requests", "编号|收到申请日期|申请方式|申请人类型|答复日期|答复类型\n1|2018-3-5|网络|自然人|2018-3-1|予以公开"
    )
    assert "不能早于" in said[0]


def test_what_may_stand_once_is_held_against_the_file_and_the_records(load, refused):
    load("disclosures", "编号|标题|发布日期\n1|甲|2018-3-5\n2|乙|2018-3-5\n3|丙|2018-3-5")
    load("regulatory-documents", "编号|种类|标题|制发日期|政府信息编号\n1|规范性文件|甲|2018-3-1|1")
    said = refused(
        "regulatory-documents",
        "编号|种类|标题|制发日期|政府信息编号\n2|规范性文件|乙|2018-3-1|1\n3|规范性文件|丙|2018-3-1|2\n4|规范性文件|丁|2018-3-1|2",
    )
    assert "第4行E列" in said[0]
    assert "和第3行重复" in said[0]
    assert "第2行E列" in said[1]
    assert "和已有的另一条记录重复" in said[1]


def test_records_of_another_agency_with_the_same_number_are_left_alone(load, make_agency, stored):
    from gongkai.registers.models import Meeting

    load("meetings", MEETINGS, agency=make_agency("erzhen"))
    load("meetings", MEETINGS.replace("部署会", "另一会"))
    assert sorted(stored(Meeting, "agency__code", "title")) == [
        ("erzhen", "推进会"),
        ("erzhen", "部署会"),
        ("shili", "另一会"),
        ("shili", "推进会"),
    ]


def test_the_field_rules_of_the_model_hold(refused):
    said = refused("agencies", "代码|名称|简称|层级|邮编|邮箱|机构代码\n甲镇|甲镇政府|甲镇|乡镇|75000|不是邮箱|123")
    assert [line.partition("“")[2].partition("”")[0] for line in said[:4]] == ["代码", "邮编", "邮箱", "机构代码"]
    assert "小写字母" in said[0]


def test_rooms_above_hear_of_the_records_once_for_each_kind(load):
    from gongkai.intake.signals import records_imported
    from gongkai.registers.models import Meeting

    heard = []

    def hear(sender, new, changed, **kwargs):
        heard.append((sender, len(new), len(changed)))

    records_imported.connect(hear)
    try:
        load("meetings", MEETINGS)
        load("meetings", MEETINGS)
        load("meetings", MEETINGS.replace("推进会", "总结会"))
    finally:
        records_imported.disconnect(hear)
    assert heard == [(Meeting, 2, 0), (Meeting, 0, 1)]


def test_the_number_of_queries_does_not_grow_with_the_rows(load, django_assert_max_num_queries):
    rows = "\n".join(f"{n}|会议{n}|2018-3-5" for n in range(300))
    with django_assert_max_num_queries(20):
        load("meetings", f"编号|会议名称|召开日期\n{rows}")

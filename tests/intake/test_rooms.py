"""What single kinds of tables have of their own: disclosures with their channels, catalogues, money."""

from __future__ import annotations

import datetime as dt

import pytest

from example_tables import xlsx_bytes
from gongkai.agencies.scoping import across_agencies

pytestmark = pytest.mark.django_db

HEAD = "编号|标题|正文|发布日期|发布渠道"
CHANNELS = (
    "编号|种类|名称\nweb|政府网站|镇网站\nwx|微信|镇公众号\nwb|微博|镇微博\nb1|公示栏|一村公示栏\nb2|公示栏|二村公示栏"
)


@pytest.fixture(autouse=True)
def _across():
    with across_agencies():
        yield


def one(ref="1"):
    from gongkai.disclosures.models import Disclosure

    return Disclosure.objects.get(ref=ref)


def releases(ref="1"):
    from gongkai.channels.models import Release

    found = Release.objects.filter(disclosure__ref=ref).order_by("channel__ref")
    return list(found.values_list("channel__ref", "released_on"))


def test_with_a_day_of_publication_it_is_public_from_that_day_with_an_index_number(load):
    load(
        "disclosures",
        "编号|标题|正文|发布日期\n2|乙||2018-3-6\n1|甲|第一段\\n|2018-3-5 10:30\n3|丙||2019-1-2\n4|草稿||",
    )
    assert one().is_public
    assert one().published_at == dt.datetime(2018, 3, 5, 2, 30, tzinfo=dt.UTC)
    numbers = [one(ref).index_number for ref in "1234"]
    assert numbers == ["000000010/2018-00001", "000000010/2018-00002", "000000010/2019-00001", ""]
    assert (one("4").live, one("4").published_at) == (False, None)
    assert releases() == [("website", dt.date(2018, 3, 5))]


def test_index_numbers_survive_a_repeated_import_and_are_never_used_again(load):
    load("disclosures", "编号|标题|发布日期\n1|甲|2018-3-5")
    load("disclosures", "编号|标题|发布日期\n1|改名|2018-3-5\n2|乙|2018-1-1")
    assert [one(ref).index_number[-5:] for ref in "12"] == ["00001", "00002"]
    assert one().title == "改名"


def test_the_text_is_made_of_paragraphs_and_html_is_cleaned(load):
    body = "第一段 <b>\n\n第二段"
    page = '<p onclick="x()">好<script>alert(1)</script></p><table><tr><td colspan="2">甲</td></tr></table><a href="javascript:x">乙</a>'
    load("disclosures", xlsx_bytes(政府信息=[["编号", "标题", "正文"], ["1", "甲", body], ["2", "乙", page]]))
    assert one().body == "<p>第一段 &lt;b&gt;</p><p>第二段</p>"
    text = one("2").body
    assert '<td colspan="2">甲</td>' in text
    assert not any(word in text for word in ("script", "onclick", "javascript"))


def test_channels_in_the_table_become_releases_counted_once(load):
    load("channels", CHANNELS)
    table = f"{HEAD}\n1|甲||2018-3-5|政府网站、wx\n2|乙||2018-3-6|镇微博"
    load("disclosures", table)
    assert releases() == [("web", dt.date(2018, 3, 5)), ("wx", dt.date(2018, 3, 5))]
    assert releases("2") == [("wb", dt.date(2018, 3, 6))]
    assert load("disclosures", table).tallies["disclosures"].same == 2
    moved = load("disclosures", table.replace("2018-3-6", "2018-3-7"))
    assert (moved.tallies["disclosures"].changed, releases("2")) == (1, [("wb", dt.date(2018, 3, 7))])


def test_what_went_out_elsewhere_only_is_not_on_the_site(load):
    load("channels", CHANNELS)
    load("disclosures", f"{HEAD}\n1|甲||2018-3-5|wx")
    assert (one().live, one().published_at, one().index_number) == (False, None, "")


def test_a_channel_that_is_unknown_or_not_clear_is_named(load, refused):
    load("channels", CHANNELS)
    said = refused("disclosures", f"{HEAD}\n1|甲||2018-3-5|抖音\n2|乙||2018-3-5|公示栏\n3|丙|||wx")
    assert "没有“抖音”这个渠道" in said[0] or "没有“抖音”这个渠道" in said[1]
    assert any("“公示栏”有2个：一村公示栏、二村公示栏" in line for line in said)
    assert any("第4行D列“发布日期”：填了发布渠道，就要填发布日期" in line for line in said)


def test_readings_of_a_release_are_kept_when_the_disclosures_come_again(load, stored):
    from gongkai.channels.models import Release

    load("channels", CHANNELS)
    table = f"{HEAD}\n1|甲||2018-3-5|wx"
    load("disclosures", table)
    load("releases", "信息编号|渠道|发布日期|阅读数\n1|wx|2018-3-5|333")
    load("disclosures", table.replace("甲", "改名"))
    assert stored(Release, "reads") == [333]


def test_a_day_to_come_or_a_withheld_attribute_cannot_be_published(refused):
    said = refused(
        "disclosures",
        "编号|标题|发布日期|公开属性|公开属性依据\n1|甲|2026-11-26||\n2|乙|2018-3-5|依申请公开|\n3|丙||不予公开|",
    )
    assert "第2行C列“发布日期”：发布日期不能晚于今天（2026-11-25）" in said[0]
    assert "第3行D列" in said[1]
    assert "第4行E列“公开属性依据”：不予公开的要写明依据" in said[2]


def test_what_was_written_on_at_the_desk_is_not_overwritten(load, refused, make_user, town):
    load("disclosures", "编号|标题|发布日期\n1|甲|2018-3-5\n2|乙|2018-3-5")
    one().save_revision(user=make_user("bianji", (town, "editor")))
    assert "已经在系统里编辑过" in refused("disclosures", "编号|标题|发布日期\n1|改名|2018-3-5\n2|也改|2018-3-5")[0]
    assert one("2").title == "乙"
    assert load("disclosures", "编号|标题|发布日期\n1|甲|2018-3-5").tallies["disclosures"].same == 1


def test_what_was_withdrawn_stays_withdrawn(load):
    from django.utils import timezone

    from gongkai.disclosures.models import Disclosure

    load("disclosures", "编号|标题|发布日期\n1|甲|2018-3-5")
    Disclosure.objects.update(live=False, withdrawn_at=timezone.now())
    load("disclosures", "编号|标题|发布日期\n1|改名|2018-3-5")
    assert not one().is_public


SECTIONS = "代码|名称|上级栏目\njigou|机构职能|fading\nfading|法定主动公开内容|"
FORM = [
    ["示例镇政务公开基本目录"],
    ["责任单位：示例镇 填表人：示例甲 复核人： 审签人：示例丙 填表时间：2018.12.4"],
    ["序号", "信息类别", "事项名称", "公开内容", "公开依据", "责任主体", "公开属性", None, None, "公开时限", "公开方式", "公开类型", None, None, None, "所属栏目", "备注"],
    [None] * 6 + ["主动公开", "依申请公开", "不公开", None, None, "决策", "执行", "管理", "服务"],
    [1, "概况信息", "机构信息", "机构职能", "甲文", "示例镇", "主动公开", None, None, "长期公开", "网站、宣传栏", None, None, "管理", None, "机构职能"],
    [None, None, "领导分工", "分工", "乙文", "示例镇", None, "√", None, "长期公开", "网站", None, "√", None, "√", "jigou", "注"],
]  # fmt: skip


def test_the_twelve_column_form_is_read_with_its_two_heads_ticks_and_merged_cells(load, stored):
    from gongkai.catalogue.models import Catalogue, CatalogueEntry, Section

    load("sections", SECTIONS)
    report = load("catalogue", xlsx_bytes(Sheet1=FORM))
    assert stored(Section, "code", "parent__code") == [("fading", None), ("jigou", "fading")]
    edition = Catalogue.objects.get()
    assert (edition.year, edition.filled_by, edition.checked_by, edition.approved_by, edition.filled_on) == (2018, "示例甲", "", "示例丙", dt.date(2018, 12, 4))  # fmt: skip
    rows = stored(
        CatalogueEntry, "ref", "serial", "category", "matter", "attribute", "stages", "section__code", "remark"
    )
    assert rows == [
        ("2018-1", 1, "概况信息", "机构信息", "proactive", ["management"], "jigou", ""),
        ("2018-2", 2, "概况信息", "领导分工", "on_request", ["execution", "service"], "jigou", "注"),
    ]
    assert report.tallies["catalogue"].new == 2
    assert load("catalogue", xlsx_bytes(Sheet1=FORM)).tallies["catalogue"].same == 2


def test_two_ticks_for_one_attribute_are_refused_and_a_form_without_year_says_what_to_do(load, refused):
    load("sections", SECTIONS)
    double = [*FORM[:5], [*FORM[5][:6], "√", "√", *FORM[5][8:]]]
    assert "只能勾选一项，这里勾了：主动公开、依申请公开" in refused("catalogue", xlsx_bytes(目录=double))[0]
    assert "没有写是哪个年度" in refused("catalogue", xlsx_bytes(目录=FORM[2:]))[0]


def test_a_plain_catalogue_table_takes_stages_in_one_cell(load, stored):
    from gongkai.catalogue.models import CatalogueEntry

    load("catalogue", "年度|序号|信息类别|事项名称|公开内容|责任主体|公开类型\n2023|7|救助|低保|名单|示例镇|决策、结果")
    assert stored(CatalogueEntry, "ref", "stages", "attribute") == [("2023-7", ["decision", "result"], "proactive")]


def test_requests_take_labels_codes_and_short_words_and_fees_find_them(load, stored):
    from gongkai.information_requests.models import InformationRequest, ProcessingFee

    load(
        "requests",
        "申请编号|收到日期|申请方式|申请人类型|延期|答复日期|答复类型\n1|2023-3-1|邮寄|自然人|否|2023-3-20|信息不存在\n2|2023-3-1|网络|企业|是|2023-4-20|O-63\n3|2023-12-1|当面|np|||",
    )
    assert stored(InformationRequest, "means", "applicant_kind", "extended", "outcome") == [
        ("mail", "np", False, "O-41a"),
        ("online", "ent", True, "O-63"),
        ("in_person", "np", False, ""),
    ]
    load("fees", "申请编号|通知日期|金额|缴费日期\n2|2023-3-10|0.01万元|2023-3-12")
    assert stored(ProcessingFee, "request__ref", "amount") == [("2", 100)]

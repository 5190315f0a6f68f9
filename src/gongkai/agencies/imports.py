"""Tables of agencies, people and leading groups."""

from __future__ import annotations

from typing import Any

from gongkai.agencies.models import Agency, Leader, LeadingGroup, LeadingGroupMember, Person
from gongkai.intake.kinds import Column, Kind
from gongkai.intake.records import Batch
from gongkai.intake.registry import register


def _path(agency: Any, values: Any) -> None:
    """Set as :meth:`Agency.save` does; parents that are only now being made are put right by :func:`_paths`."""
    agency.path = f"{agency.parent.path if agency.parent else ''}{agency.code}/"


def _paths(batch: Batch) -> None:
    """Paths follow the parents: an agency that moved takes its subtree with it."""
    agencies = {agency.pk: agency for agency in Agency.objects.all()}

    def path(agency: Agency) -> str:
        above = agencies.get(agency.parent_id or 0)
        return f"{path(above) if above else ''}{agency.code}/"

    moved = []
    for agency in agencies.values():
        if agency.path != (right := path(agency)):
            agency.path = right
            moved.append(agency)
    Agency.objects.bulk_update(moved, ["path"], batch_size=200)


AGENCIES = Kind(
    "agencies",
    "单位",
    Agency,
    (
        Column("code", aliases=("单位代码",), example="shili"),
        Column("name", aliases=("单位名称", "全称"), example="示例市示例区示例镇人民政府"),
        Column("short_name", aliases=("单位简称",), example="示例镇"),
        Column("parent", aliases=("上级单位", "上级代码"), by=("code", "name"), help="最上一级的单位不填"),
        Column("level", also={"县级": "county", "区级": "county", "乡镇级": "town", "乡镇": "town", "街道": "town"}),
        Column("kind", also={"政府": "government", "街道": "street", "部门": "department"}),
        Column("org_code", aliases=("统一社会信用代码", "组织机构代码"), help="9位组织机构代码或18位统一社会信用代码"),
        Column("disclosure_office", aliases=("工作机构",)),
        Column("address"),
        Column("postcode", aliases=("邮编",)),
        Column("phone", aliases=("联系电话",)),
        Column("fax"),
        Column("email", aliases=("邮箱",)),
        Column("office_hours"),
        Column("website"),
        Column("duties", aliases=("机构职能",)),
        Column("is_demo", help="只有示例数据填“是”"),
    ),
    key=("code",),
    about="一行一个行政机关。上级可以在同一张表里。",
    complete=_path,
    finish=(_paths,),
)

PEOPLE = Kind(
    "people",
    "人员",
    Person,
    (Column("ref"), Column("name"), Column("title"), Column("office"), Column("remark")),
    about="在本单位工作的人。只登记姓名和职务，不登记证件号码和私人电话。",
)

LEADERS = Kind(
    "leaders",
    "领导信息",
    Leader,
    (
        Column("ref"),
        Column("person", aliases=("姓名",), by=("ref", "name")),
        Column("post"),
        Column("duties", aliases=("工作分工", "分管工作"), example="负责镇人民政府全面工作"),
        Column("position", aliases=("顺序",)),
        Column("started_on", aliases=("任职时间",)),
        Column("ended_on", aliases=("离任时间",), help="在任的不填"),
        Column("remark"),
    ),
    aliases=("领导", "领导班子", "领导分工"),
    forward=(("started_on", "ended_on"),),
    about="公开在网站单位主页上的领导：职务、分工、任职时间，一人一个职务一行。换了职务的，给原来的一行填离任日期，再加一行。",
)

LEADING_GROUPS = Kind(
    "leading-groups",
    "领导小组",
    LeadingGroup,
    (
        Column("ref"),
        Column("name"),
        Column("document", aliases=("文件",)),
        Column("office_name"),
        Column("started_on"),
        Column("ended_on"),
        Column("remark"),
    ),
    aliases=("政务公开领导小组",),
    forward=(("started_on", "ended_on"),),
    about="政务公开（政府信息公开）领导小组，一届一行。",
)

MEMBERS = Kind(
    "leading-group-members",
    "领导小组成员",
    LeadingGroupMember,
    (
        Column("group", by=("ref", "name")),
        Column("person", by=("ref", "name")),
        Column("role", also={"主任": "office"}),
        Column("started_on"),
        Column("ended_on"),
    ),
    key=("group", "person", "role", "started_on"),
    aliases=("成员",),
    about="谁在领导小组里、任什么职、从哪天到哪天。人员调整时给原来的一行填结束日期，再加一行。",
)

register(AGENCIES, PEOPLE, LEADERS, LEADING_GROUPS, MEMBERS)

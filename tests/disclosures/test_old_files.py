"""Attachments of old items: by a column, or a folder for each; looked at before anything is written."""

from __future__ import annotations

import datetime as dt

import pytest

from gongkai.agencies.scoping import across_agencies
from gongkai.catalogue.models import Section
from gongkai.disclosures import guard_contents
from gongkai.disclosures.attachments import current_attachments, public_attachments
from gongkai.disclosures.models import Attachment, Disclosure
from gongkai.findings import Refused, refuse
from gongkai.intake.folders import source_of
from gongkai.intake.registry import get
from gongkai.intake.running import run
from gongkai.trail.models import TrailEntry

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF"
TODAY = dt.date(2026, 11, 25)
#: Made up: the digits are right, the person is not there.
CITIZEN = "11010519491231002X"


@pytest.fixture
def town(make_agency, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return make_agency("town-a", org_code="XJ0000000")


@pytest.fixture
def folder(tmp_path):
    """``folder(lines, files)``: an index of these lines, and files beside it by name."""

    def make(lines, files):
        root = tmp_path / "旧信息"
        root.mkdir(exist_ok=True)
        rows = [line.replace("|", ",") for line in lines]
        (root / "政府信息.csv").write_text("\n".join(rows), encoding="utf-8-sig")
        for name, data in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data if isinstance(data, bytes) else data.encode())
        return root

    return make


def bring_in(root, town, *, dry_run=False, record=lambda report: None):
    with across_agencies():
        return run([source_of(get("政府信息"), root)], today=TODAY, agency=town, dry_run=dry_run, record=record)


def attached():
    with across_agencies():
        found = Disclosure.objects.order_by("ref")
        return {one.ref: [each.name for each in current_attachments(one)] for one in found}


def on_disk(settings):
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] if settings.MEDIA_ROOT.exists() else []


def test_the_column_names_files_several_files_or_a_folder(town, folder):
    root = folder(
        [
            "编号|标题|正文文件|附件文件",
            "1|甲|一.txt|表、一.csv",
            '2|乙|一.txt|"二/附件1.csv；表、一.csv"',
            "3|丙|一.txt|附件",
            "4|丁|一.txt|",
        ],
        {
            "一.txt": "正文",
            "表、一.csv": "村,户\n甲,3\n",
            "二/附件1.csv": "村,户\n乙,3\n",
            "附件/附件10.csv": "村,户\n丙,10\n",
            "附件/附件2.csv": "村,户\n丙,2\n",
            "附件/Thumbs.db": b"\0",
        },
    )
    bring_in(root, town)
    assert attached() == {
        "1": ["表、一.csv"],
        "2": ["附件1.csv", "表、一.csv"],
        "3": ["附件2.csv", "附件10.csv"],
        "4": [],
    }


def test_without_the_column_an_item_in_a_folder_of_its_own_has_what_lies_there(town, folder):
    root = folder(
        ["编号|标题|正文文件", "1|甲|甲/正文.txt", "2|乙|同/乙.txt", "3|丙|同/丙.txt", "4|丁|丁.txt"],
        {
            "甲/正文.txt": "甲",
            "甲/名单.csv": "村,户\n甲,3\n",
            "甲/图/图.csv": "村,户\n图,3\n",
            "同/乙.txt": "乙",
            "同/丙.txt": "丙",
            "同/谁的.csv": "村,户\n谁,3\n",
            "丁.txt": "丁",
            "散.pdf": PDF,
        },
    )
    report = bring_in(root, town)
    assert attached() == {"1": ["名单.csv", "图.csv"], "2": [], "3": [], "4": []}
    assert "文件夹里有文件没有用到：同/谁的.csv、散.pdf" in report.notes
    assert "1条信息有附件，已新加2个" in report.notes


def test_a_trial_run_lists_what_would_be_attached_and_writes_no_file(town, folder, settings):
    root = folder(["编号|标题|附件文件", "1|甲|一.csv"], {"一.csv": "村,户\n甲,3\n"})
    report = bring_in(root, town, dry_run=True)
    assert any("第2行“甲”：附件1个（一.csv）" in note for note in report.notes)
    assert attached() == {}
    assert on_disk(settings) == []


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("没有.csv", None, "没有“没有.csv”"),
        ("../外面.csv", b"a,b", "不在这个文件夹里"),
        ("程序.exe", b"MZ\x90", "不能附这种文件"),
        ("空.csv", b"", "空的"),
        ("假.pdf", b"no pdf at all", "内容不是pdf文件"),
    ],
)
def test_each_file_that_cannot_be_attached_is_named_with_its_row_and_nothing_is_written(
    town, folder, settings, name, data, words
):
    good = {"好.csv": "村,户\n甲,3\n"}
    root = folder(
        ["编号|标题|附件文件", "1|甲|好.csv", f"2|乙|{name}"], good | ({name: data} if data is not None else {})
    )
    with pytest.raises(Refused) as refused:
        bring_in(root, town)
    said = [str(failure) for failure in refused.value.failures]
    assert any(words in one and "第3行" in one for one in said)
    assert attached() == {}
    assert on_disk(settings) == []


def test_a_table_by_itself_has_no_files(town, folder):
    root = folder(["编号|标题|附件文件", "1|甲|一.csv"], {"一.csv": "村,户\n甲,3\n"})
    with pytest.raises(Refused, match="放在一个文件夹里"):
        bring_in(root / "政府信息.csv", town)


def test_what_goes_on_the_site_at_once_has_its_files_there_and_a_draft_has_not(town, folder):
    with across_agencies():
        Section.objects.create(agency=town, code="s", name="栏目")
    root = folder(
        ["编号|标题|附件文件|发布日期|所属栏目", "1|甲|一.csv|2019-5-6|栏目", "2|乙|一.csv||栏目"],
        {"一.csv": "村,户\n甲,3\n"},
    )
    bring_in(root, town)
    with across_agencies():
        public = {one.ref: [each.name for each in public_attachments(one)] for one in Disclosure.objects.all()}
        draft = Attachment.objects.get(disclosure__ref="2")
        assert TrailEntry.objects.filter(act="attachment.add", agency_code=town.code).count() == 2
    assert public == {"1": ["一.csv"], "2": []}
    assert (draft.approved_at, draft.released_at, draft.uploaded_by) == (None, None, None)


def test_personal_data_does_not_go_on_the_site_by_an_import_but_may_come_in_as_a_draft(town, folder, settings):
    files = {"名单.csv": f"姓名,身份证号\n示例甲,{CITIZEN}\n"}
    with pytest.raises(Refused) as refused:
        bring_in(folder(["编号|标题|附件文件|发布日期", "1|甲|名单.csv|2019-5-6"], files), town)
    said = "".join(str(failure) for failure in refused.value.failures)
    assert "“名单.csv”：有" in said
    assert "请先遮盖" in said
    assert CITIZEN not in said
    bring_in(folder(["编号|标题|附件文件", "1|甲|名单.csv"], files), town)
    assert attached() == {"1": ["名单.csv"]}


def test_importing_again_adds_only_what_is_new(town, folder, settings):
    lines = ["编号|标题|附件文件", "1|甲|一.csv"]
    bring_in(folder(lines, {"一.csv": "村,户\n甲,3\n"}), town)
    bring_in(folder(lines, {}), town)
    assert attached() == {"1": ["一.csv"]}
    report = bring_in(folder(["编号|标题|附件文件", "1|甲|一.csv、二.csv"], {"二.csv": "村,户\n乙,3\n"}), town)
    assert attached() == {"1": ["一.csv", "二.csv"]}
    assert report.tallies["disclosures"].same == 1
    assert len(on_disk(settings)) == 2


def test_what_people_have_written_on_at_the_desk_gets_its_files_there(town, folder, make_user):
    bring_in(folder(["编号|标题", "1|甲"], {}), town)
    with across_agencies():
        Disclosure.objects.get().save_revision(user=make_user("editor", (town, "editor")))
    with pytest.raises(Refused, match="附件请在办公入口里加"):
        bring_in(folder(["编号|标题|附件文件", "1|甲|一.csv"], {"一.csv": "村,户\n甲,3\n"}), town)


def test_an_import_that_fails_at_its_end_leaves_no_file_behind(town, folder, settings):
    def fail(report):
        raise refuse("late", "最后一步没有成功")

    root = folder(["编号|标题|附件文件", "1|甲|一.csv"], {"一.csv": "村,户\n甲,3\n"})
    with pytest.raises(Refused, match="最后一步"):
        bring_in(root, town, record=fail)
    assert attached() == {}
    assert on_disk(settings) == []


def test_a_disclosure_has_no_more_attachments_than_at_the_desk(town, folder, monkeypatch):
    table = guard_contents.table() | {"limits": guard_contents.table()["limits"] | {"attachments": 1}}
    monkeypatch.setattr(guard_contents, "table", lambda: table)
    files = {"附件/一.csv": "村,户\n甲,3\n", "附件/二.csv": "村,户\n乙,3\n"}
    with pytest.raises(Refused, match="有2个附件，最多1个"):
        bring_in(folder(["编号|标题|附件文件", "1|甲|附件"], files), town)


def test_a_text_that_would_be_public_at_once_may_hold_no_personal_number(town, folder):
    head, body = "编号|标题|正文|发布日期", f"救助对象身份证号{CITIZEN}"
    with pytest.raises(Refused) as refused:
        bring_in(folder([head, f"1|甲|{body}|2018-3-5", "2|乙|好|2018-3-5"], {}), town)
    said = "；".join(str(failure) for failure in refused.value.failures)
    assert "正文" in said
    assert "身份证号" in said
    assert CITIZEN not in said
    with across_agencies():
        assert not Disclosure.objects.exists()
    bring_in(folder([head, f"1|甲|{body}|", "2|乙|好|2018-3-5"], {}), town)
    with across_agencies():
        assert list(Disclosure.objects.order_by("ref").values_list("ref", "live")) == [("1", False), ("2", True)]


def test_the_office_s_own_numbers_are_nobody_s(town, folder, make_user):
    from gongkai.disclosures.word_lists import save_word_list

    with across_agencies():
        keeper = make_user("zs", (town, "final_review"))
        save_word_list(town, "allowed", "13912345678", user=keeper, now=dt.datetime(2026, 11, 25, tzinfo=dt.UTC))
    bring_in(folder(["编号|标题|正文|发布日期", "1|甲|咨询电话13912345678|2018-3-5"], {}), town)
    with across_agencies():
        assert Disclosure.public.count() == 1

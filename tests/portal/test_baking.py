"""Files follow records: published, changed, moved, withdrawn; and a full bake and the outbox agree byte for byte."""

import datetime as dt
import gzip
import os

import brotli
import pytest
from django.db import transaction

from gongkai.catalogue.queries import draft_of
from gongkai.catalogue.services import Choices, import_catalogue
from gongkai.channels.models import PublicNotice
from gongkai.disclosures.models import Disclosure
from gongkai.disclosures.signals import disclosure_changed, disclosure_published, disclosure_withdrawn
from gongkai.findings import Refused
from gongkai.portal import addresses, baking, outbox
from gongkai.portal.models import MovedPage, StalePage
from gongkai.portal.units import everything
from portal_example import NOON, TODAY, make

pytestmark = pytest.mark.django_db


def publish(example, section="buzhu", when=NOON + dt.timedelta(hours=1), ref="new", title="示例镇新的补贴公示"):
    record = make(example.town, ref, title, example.sections[section], when, index_number=f"SHILIZHEN/2026-{ref}")
    record.save()
    disclosure_published.send(sender=Disclosure, disclosure=record)
    return record


def withdraw(record):
    record.live, record.withdrawn_at, record.withdrawal_reason = False, NOON, "内容需要更正"
    record.save()
    disclosure_withdrawn.send(sender=Disclosure, disclosure=record)


def settle():
    """Drain the outbox, then the files must equal a fresh look at the records."""
    baking.drain(TODAY)
    assert StalePage.objects.count() == 0
    assert baking.bake_all(TODAY, verify=True).problems == []


def text(folder, path, gone=False):
    return folder.file_of(path, gone).read_text()


def test_a_full_bake_is_verified_clean_and_every_page_has_true_twins(baked):
    assert baking.bake_all(TODAY, verify=True).problems == []
    page = baked.file_of("/")
    assert gzip.decompress((page.parent / "index.html.gz").read_bytes()) == page.read_bytes()
    assert brotli.decompress((page.parent / "index.html.br").read_bytes()) == page.read_bytes()


@pytest.fixture
def below_an_entry(example, folder):
    """A public text under the first entry of the catalogue, and the whole site baked."""
    record, entry = example.records[0], example.catalogue.entries.get(serial=1)
    entry.matter = "只此一处的事项"
    entry.save()
    record.catalogue_entry = entry
    record.save()
    baking.bake_all(TODAY)
    assert "只此一处的事项" in text(folder, addresses.address_of(record))
    return record


def test_a_deleted_catalogue_leaves_no_page_and_no_text_names_it(below_an_entry, example, folder):
    path = addresses.catalogue(example.town.code, 2026)
    assert folder.file_of(path).exists()
    example.catalogue.delete()
    settle()
    assert not folder.file_of(path).exists()
    assert "只此一处的事项" not in text(folder, addresses.address_of(below_an_entry))


def test_a_catalogue_of_another_year_stands_there_and_its_old_address_leads_to_it(below_an_entry, example, folder):
    example.catalogue.year = 2025
    example.catalogue.save()
    settle()
    old, new = (addresses.catalogue(example.town.code, year) for year in (2026, 2025))
    assert not folder.file_of(old).exists()
    assert new in text(folder, addresses.address_of(below_an_entry))
    assert MovedPage.objects.filter(old=old, new=new).exists()


@pytest.mark.parametrize("way", ["by hand", "deleted", "by an import"])
def test_what_became_of_an_entry_stands_on_the_texts_below_it(below_an_entry, example, folder, make_user, way):
    entry = example.catalogue.entries.get(serial=1)
    if way == "by hand":
        entry.matter = "补贴发放情况"
        entry.save()
    elif way == "deleted":
        entry.delete()
    else:
        draft = draft_of(example.catalogue)
        first = next(one for one in draft.entries if one.matter == entry.matter)
        first.matter = "补贴发放情况"
        editor = make_user("catalogue-editor", (example.town, "editor"))
        import_catalogue(example.town, draft, Choices(2026), user=editor)
    settle()
    page = text(folder, addresses.address_of(below_an_entry))
    assert "只此一处的事项" not in page
    assert ("补贴发放情况" in page) is (way != "deleted")


def test_verify_names_what_was_changed_removed_or_added_by_hand(baked, example):
    baked.file_of("/").write_text("改过")
    baked.file_of("/notices/").unlink()
    stray = baked.file_of("/shilizhen/stray/")
    stray.parent.mkdir()
    stray.write_text("多出来的")
    os.utime(stray, (1, 1))
    problems = "\n".join(baking.bake_all(TODAY, verify=True).problems)
    assert "/ 的内容和记录不一致" in problems
    assert "/notices/ 没有生成" in problems
    assert "/shilizhen/stray/ 没有对应的记录" in problems
    baking.bake_all(TODAY)
    assert baking.bake_all(TODAY, verify=True).problems == []


def test_drafts_and_withdrawn_titles_are_in_no_file(baked, example):
    everything_written = b"".join(
        path.read_bytes() for path in baked.root.rglob("*") if path.suffix in (".html", ".xml", ".json")
    )
    assert "机密字样".encode() not in everything_written
    assert example.withdrawn.title.encode() not in everything_written


def test_a_publication_reaches_page_lists_feeds_agency_home_and_sitemap(baked, example):
    record = publish(example)
    baking.drain(TODAY)
    path = addresses.address_of(record)
    assert record.title in text(baked, path)
    for place in (
        "/",
        "/feed.xml",
        "/feed.json",
        "/shilizhen/",
        "/shilizhen/buzhu/",
        "/shilizhen/buzhu/feed.xml",
        "/shilizhen/fading/",
    ):
        assert record.title in text(baked, place), place
    assert path in text(baked, addresses.sitemap(record.pk // 1000))
    settle()


def test_publications_one_by_one_keep_every_numbered_page_right(baked, example):
    for number in range(45):
        publish(example, when=NOON + dt.timedelta(hours=number + 1), ref=f"x{number}", title=f"补贴第{number}号")
        if number % 9 == 0:
            settle()
    settle()
    assert baked.file_of("/shilizhen/buzhu/p3/").exists()


def test_a_backdated_publication_moves_the_places_after_it(baked, example):
    publish(example, when=NOON - dt.timedelta(days=300))
    settle()


def test_a_withdrawn_page_leaves_only_its_tombstone(baked, example):
    record = example.records[0]
    path = addresses.address_of(record)
    assert record.title in text(baked, path)
    withdraw(record)
    baking.drain(TODAY)
    assert not baked.file_of(path).exists()
    assert list(baked.file_of(path).parent.iterdir()) != []
    assert "内容需要更正" in text(baked, path, gone=True)
    assert record.title not in text(baked, path, gone=True)
    settle()


def test_what_is_published_again_stands_again(baked, example):
    record = example.records[0]
    withdraw(record)
    baking.drain(TODAY)
    record.live, record.withdrawn_at = True, None
    record.save()
    disclosure_published.send(sender=Disclosure, disclosure=record)
    settle()
    assert record.title in text(baked, addresses.address_of(record))
    assert not baked.file_of(addresses.address_of(record), gone=True).exists()


def test_what_becomes_not_proactive_leaves_the_site(baked, example):
    record = example.records[3]
    record.attribute = "on_request"
    record.save()
    disclosure_changed.send(sender=Disclosure, disclosure=record)
    settle()
    assert not baked.file_of(addresses.address_of(record)).exists()


@pytest.mark.parametrize("number", [0, 19, 20, 39, 59])
def test_a_disclosure_that_changes_its_section_leaves_the_old_lists(baked, example, number):
    record = example.records[number]
    record.section = example.sections["jigou"]
    record.save()
    disclosure_changed.send(sender=Disclosure, disclosure=record)
    settle()
    assert record.title in text(baked, "/shilizhen/jigou/")


@pytest.mark.parametrize("number", [0, 30, 59])
def test_a_deleted_disclosure_leaves_nothing(baked, example, number):
    record = example.records[number]
    path = addresses.address_of(record)
    record.delete()
    settle()
    assert not baked.file_of(path).exists()


def test_a_title_corrected_is_corrected_on_every_list(baked, example):
    record = example.records[1]
    record.title = "更正后的标题"
    record.save()
    disclosure_changed.send(sender=Disclosure, disclosure=record)
    settle()


def test_the_agencys_telephone_changes_on_all_its_pages(baked, example):
    example.town.phone = "0951-7654321"
    example.town.save()
    settle()
    assert "0951-7654321" in text(baked, "/shilizhen/buzhu/")


def test_a_new_notice_shows_at_once_and_ends_by_itself(baked, example):
    PublicNotice.objects.create(agency=example.town, disclosure=example.records[0], starts_on=TODAY, ends_on=TODAY)
    settle()
    assert "今天24:00结束" in text(baked, "/notices/")


def test_pages_that_speak_of_days_are_renewed_once_a_day(baked, example, time_machine_at):
    from gongkai.portal.tasks import keep_fresh

    time_machine_at(dt.datetime(2026, 10, 17, 1, tzinfo=dt.UTC))
    keep_fresh()
    assert "今天24:00结束" in text(baked, "/notices/")
    assert baking.bake_all(dt.date(2026, 10, 17), verify=True).problems == []
    time_machine_at(dt.datetime(2026, 10, 19, 1, tzinfo=dt.UTC))
    keep_fresh()
    assert example.notice.title not in text(baked, "/notices/")
    assert baking.bake_all(dt.date(2026, 10, 19), verify=True).problems == []
    keep_fresh()
    assert StalePage.objects.count() == 0


def test_what_was_made_across_midnight_is_made_again_for_the_new_day(baked, example, time_machine_at, monkeypatch):
    from gongkai.portal import tasks

    time_machine_at(dt.datetime(2026, 10, 17, 15, 59, tzinfo=dt.UTC))
    tasks.keep_fresh()
    drain = baking.drain

    def slowly(today):
        time_machine_at(dt.datetime(2026, 10, 17, 16, 1, tzinfo=dt.UTC))
        tasks.new_day()
        StalePage.objects.all().delete()
        outbox.mark("site", ["notices"])
        return drain(today)

    monkeypatch.setattr(baking, "drain", slowly)
    tasks.drain_outbox.func()
    monkeypatch.setattr(baking, "drain", drain)
    assert "今天24:00结束" in text(baked, "/notices/")
    tasks.keep_fresh()
    assert "今天24:00结束" not in text(baked, "/notices/")


def test_a_site_that_was_never_baked_is_baked_by_the_schedule(example, folder):
    from gongkai.portal.tasks import keep_fresh

    StalePage.objects.all().delete()
    keep_fresh()
    assert "示例镇" in text(folder, "/")


def test_a_worker_that_starts_reads_what_pages_need_and_writes_nothing(example, folder, monkeypatch):
    from gongkai.portal import tasks
    from gongkai.portal.rendering import Press

    made = []
    page = Press.page
    monkeypatch.setattr(Press, "page", lambda self, one: made.append(one.template) or page(self, one))
    tasks.warm_up()
    assert {"portal/home.html", "portal/disclosure.html", "portal/agency.html", "portal/section.html"} <= set(made)
    assert not any(folder.addresses())


def test_a_new_release_makes_every_page_anew_once(baked, example, folder, monkeypatch):
    from gongkai.portal import tasks

    tasks.keep_fresh()
    page = folder.file_of("/shilizhen/guifan/")
    page.write_text("上一版的网页", encoding="utf-8")
    tasks.keep_fresh()
    assert page.read_text(encoding="utf-8") == "上一版的网页"
    monkeypatch.setattr(tasks, "software", lambda: "下一版")
    tasks.keep_fresh()
    assert "示例镇" in page.read_text(encoding="utf-8")
    assert StalePage.objects.count() == 0
    page.write_text("上一版的网页", encoding="utf-8")
    tasks.keep_fresh()
    assert page.read_text(encoding="utf-8") == "上一版的网页"


def test_a_name_changed_for_the_site_changes_every_page(baked, example):
    site = example.district.portal_site
    site.name = "示例新名称门户网站"
    site.save()
    settle()
    assert "示例新名称门户网站" in text(baked, "/shilizhen/guifan/")


def test_many_marks_in_one_transaction_queue_one_task(example, django_capture_on_commit_callbacks):
    transaction.get_connection().run_on_commit.clear()
    with django_capture_on_commit_callbacks() as callbacks:
        outbox.mark("site", ["home"])
        outbox.mark_disclosure(example.records[0])
    assert len(callbacks) == 1


def test_an_agency_may_not_take_an_address_of_the_site(example):
    example.town.code = "admin"
    example.town.save()
    with pytest.raises(Refused, match="网站自己用的地址"):
        everything()


@pytest.mark.parametrize("path", ["/../x/", "/a/./b/", "no-slash/", "/a\0/", "/.git/x"])
def test_no_address_leaves_the_folder(folder, path):
    with pytest.raises(Refused):
        folder.file_of(path)


def test_two_organisation_codes_in_one_year_never_share_an_address(example):
    one, other = example.records[:2]
    one.index_number, other.index_number = "111111118/2026-00001", "222222226/2026-00001"
    assert addresses.address_of(one) != addresses.address_of(other)


def test_rows_of_the_outbox_go_only_after_the_disk_has_everything(baked, example, monkeypatch):
    settle_really, waiting = type(baked).settle, []

    def watched(self):
        waiting.append(StalePage.objects.count())
        settle_really(self)

    monkeypatch.setattr(type(baked), "settle", watched)
    publish(example)
    marked = StalePage.objects.count()
    baking.drain(TODAY)
    assert waiting == [marked]
    assert StalePage.objects.count() == 0


def test_when_the_disk_refuses_the_outbox_asks_again(baked, example, monkeypatch):
    def broken(self):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(type(baked), "settle", broken)
    publish(example)
    marked = StalePage.objects.count()
    with pytest.raises(OSError, match="Input/output"):
        baking.drain(TODAY)
    assert StalePage.objects.count() == marked > 0


@pytest.mark.parametrize("suffix", ["", ".gz", ".br"])
@pytest.mark.parametrize("left", [b"", b"<!doctype html><html"])
def test_a_file_torn_by_a_loss_of_power_is_made_whole_by_the_row_that_came_back(baked, example, suffix, left):
    record = example.records[0]
    target = baked.file_of(addresses.address_of(record))
    target.with_name(target.name + suffix).write_bytes(left)
    outbox.mark("disclosure", [record.pk])
    settle()

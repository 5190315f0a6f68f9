"""What holds of a text, its history, and the document by which it ceased to hold."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from gongkai.agencies.scoping import across_agencies
from gongkai.disclosures.models import Disclosure, ValidityChange
from gongkai.disclosures.publishing import withdraw
from gongkai.disclosures.validity import repeal
from gongkai.findings import Refused
from gongkai.portal import baking, disclosure_pages
from gongkai.portal.addresses import address_of
from gongkai.portal.files import SiteFolder
from gongkai.portal.rendering import render
from gongkai.portal.site import current_site
from gongkai.portal.tree import tree_of
from gongkai.registers.models import RegulatoryDocument
from gongkai.registers.validity import restore, settle_validity
from gongkai.trail.models import TrailEntry

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 10, 20, 2, tzinfo=dt.UTC)
TODAY = dt.date(2026, 10, 20)


@pytest.fixture
def policy(life):
    return life.review(life.draft("1", title="老办法", document_number="示政规发〔2019〕1号"))


def page(record):
    with across_agencies():
        record = Disclosure.objects.get(pk=record.pk)
        made = disclosure_pages.disclosure(current_site(), record, tree_of(record.agency), TODAY)
        return html.fromstring(render(made, current_site()))


def words(record):
    return " ".join(page(record).xpath("//article")[0].text_content().split())


def end(life, record, basis, validity="repealed"):
    with across_agencies():
        repeal(record, user=life.people["final_review"], basis=basis, now=NOW, validity=validity)


def again(life, record, basis="标错了"):
    with across_agencies():
        restore(Disclosure.objects.get(pk=record.pk), user=life.people["final_review"], basis=basis, now=NOW)


def test_every_change_is_kept_with_its_basis_and_stands_on_the_page(life, policy):
    end(life, policy, "镇政府第3次常务会议决定")
    assert "依据：镇政府第3次常务会议决定" in words(policy)
    again(life, policy, "会议决定撤销")
    with across_agencies():
        told = list(ValidityChange.objects.values_list("validity", "basis", "decided_by__username"))
    name = life.people["final_review"].username
    assert told == [("valid", "会议决定撤销", name), ("repealed", "镇政府第3次常务会议决定", name)]
    text = words(policy)
    assert "2026-10-20标为有效，依据：会议决定撤销" in text
    assert "2026-10-20标为废止，依据：镇政府第3次常务会议决定" in text
    assert "留在这里供查阅" not in text
    acts = list(TrailEntry.objects.order_by("serial").values_list("act", flat=True))[-2:]
    assert acts == ["disclosure.repeal", "disclosure.restore"]


@pytest.mark.parametrize(
    ("validity", "said"), [("repealed", "已经废止"), ("expired", "已经失效"), ("amended", "文件已经修改")]
)
def test_the_page_says_what_became_of_it(life, policy, validity, said):
    end(life, policy, "第3次会议", validity)
    assert f"{said}，留在这里供查阅。依据：第3次会议。" in words(policy)


@pytest.mark.parametrize(
    "basis", ["被示政规发〔2026〕2号废止", "由《新办法》（示政规发[2026]2号）代替", "示政规发（2026）2号"]
)
def test_the_document_by_which_it_ceased_to_hold_is_linked(life, policy, basis):
    new = life.review(life.draft("2", title="新办法", document_number="示政规发〔2026〕2号"))
    life.review(life.draft("3", title="别的办法", document_number="示政规发〔2026〕12号"))
    end(life, policy, basis)
    (link,) = page(policy).xpath("//div[contains(@class, 'msg--bad')]//a")
    assert (link.text_content(), link.get("href")) == ("《新办法》", address_of(new))


def test_what_is_not_public_or_of_an_agency_beside_is_not_linked(life, policy, make_agency, make_user):
    from disclosure_life import Life

    beside = Life(make_agency, make_user, "town-b")
    beside.review(beside.draft("2", title="邻镇的办法", document_number="示政规发〔2026〕2号"))
    new = life.review(life.draft("3", title="新办法", document_number="示政规发〔2026〕3号"))
    end(life, policy, "被示政规发〔2026〕2号、示政规发〔2026〕3号废止")
    with across_agencies():
        withdraw(new, user=life.people["final_review"], kind="error", now=NOW)
    assert page(policy).xpath("//div[contains(@class, 'msg--bad')]//a") == []


def test_the_link_comes_when_the_new_document_does(life, policy, tmp_path, monkeypatch):
    folder = SiteFolder(tmp_path / "site")
    monkeypatch.setattr(baking, "site_folder", lambda: folder)
    end(life, policy, "被示政规发〔2026〕2号废止")
    baking.bake_all(TODAY)
    life.review(life.draft("2", title="新办法", document_number="示政规发〔2026〕2号"))
    baking.drain(TODAY)
    assert "《新办法》" in folder.file_of(address_of(policy)).read_text()


@pytest.mark.parametrize("where", ["expires_on", "repealed_on"])
def test_what_a_date_in_the_records_ended_is_not_restored_before_the_date_is_mended(life, policy, where):
    with across_agencies():
        if where == "expires_on":
            Disclosure.objects.filter(pk=policy.pk).update(expires_on=dt.date(2026, 10, 1))
        else:
            RegulatoryDocument.objects.create(
                agency=life.town, ref="1", kind="norm", title="办法", made_on="2019-01-01", disclosure=policy,
                repealed_on="2026-10-01",
            )  # fmt: skip
    assert settle_validity(TODAY) == 1
    with pytest.raises(Refused, match="先改日期，再恢复有效"):
        again(life, policy)


@pytest.mark.parametrize("basis", ["", "  ", "找张三，电话13812345678"])
def test_a_basis_is_given_and_holds_nothing_that_must_not_be_public(life, policy, basis):
    with pytest.raises(Refused):
        end(life, policy, basis)
    assert page(policy) is not None
    with across_agencies():
        assert not ValidityChange.objects.exists()


def test_the_words_of_a_tombstone_hold_no_personal_number_either(life, policy):
    with across_agencies(), pytest.raises(Refused, match="说明会公开"):
        withdraw(policy, user=life.people["final_review"], kind="other", reason="联系人13812345678", now=NOW)


def test_at_the_desk_a_final_reviewer_restores_and_sees_what_was_decided_before(life, policy, client):
    client.force_login(life.people["final_review"])
    assert client.get(reverse("gk_restore", args=[policy.pk])).status_code == 302, "it holds"
    client.post(reverse("gk_repeal", args=[policy.pk]), {"validity": "amended", "basis": "第3次会议"})
    shown = client.get(reverse("gk_restore", args=[policy.pk])).content.decode()
    assert "标为已修改，依据：第3次会议" in shown
    client.post(reverse("gk_restore", args=[policy.pk]), {"basis": "标错了"})
    with across_agencies():
        assert Disclosure.objects.get(pk=policy.pk).validity == "valid"


def test_the_interface_tells_the_history(life, policy, client):
    end(life, policy, "第3次会议")
    code, serial = address_of(policy).strip("/").split("/d/")
    told = client.get(f"/api/v1/disclosures/{code}/{serial}").json()["validity_changes"]
    assert [(one["validity"], one["basis"]) for one in told] == [("repealed", "第3次会议")]
    assert timezone.datetime.fromisoformat(told[0]["decided_at"]) == NOW

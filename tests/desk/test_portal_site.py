"""The site's settings: the system administrator's, checked as inspectors check them, and on every page afterwards."""

import pytest
from django.urls import reverse

from gongkai.findings import Refused
from gongkai.portal import baking
from gongkai.portal.files import SiteFolder
from gongkai.portal.models import PortalSite
from gongkai.portal.site_settings import save_site
from gongkai.trail.models import TrailEntry
from portal_example import TODAY

pytestmark = pytest.mark.django_db
GIVEN = {
    "name": "示例市示例区人民政府门户网站", "domain": "www.example.gov.cn", "site_code": "6400000000",
    "icp": "宁ICP备00000000号", "police": "宁公网安备00000000000000号", "operator": "示例区人民政府办公室",
    "fault_url": "https://zfwzgl.www.gov.cn/exposure/jiucuo.html", "badge_url": "", "open_topics": "低保、补贴", "notice": "",
}  # fmt: skip


@pytest.fixture
def district(make_agency):
    return make_agency("shiliqu", name="示例市示例区人民政府", level="county")


@pytest.fixture
def system(make_user):
    return make_user("sys", (None, "system_admin"))


def post(client, district, **values):
    return client.post(reverse("gk_portal_site"), {**GIVEN, "agency": district.pk, **values})


def test_what_is_set_stands_in_the_labels_and_the_footer_of_every_page(client, district, system, tmp_path, monkeypatch):
    folder = SiteFolder(tmp_path / "site")
    monkeypatch.setattr(baking, "site_folder", lambda: folder)
    client.force_login(system)
    assert post(client, district).status_code == 302
    baking.drain(TODAY)
    for path in ("/", "/shiliqu/", "/map/"):
        page = folder.file_of(path).read_text()
        assert '<meta name="SiteIDCode" content="6400000000">' in page
        for words in ("网站标识码：6400000000", GIVEN["icp"], GIVEN["police"], GIVEN["fault_url"], GIVEN["operator"]):
            assert words in page
    post(client, district, icp="宁ICP备11111111号")
    baking.drain(TODAY)
    assert "宁ICP备11111111号" in folder.file_of("/map/").read_text()
    entry = TrailEntry.objects.filter(act="site.change").latest("serial")
    assert entry.data == {"fields": ["icp"]}


def test_figures_typed_in_full_width_are_kept_as_plain_ones(client, district, system):
    client.force_login(system)
    wide = {
        "site_code": "６４０００００００１",
        "icp": "宁ICP备１２３４５６７８号",
        "police": "宁公网安备６４０１０５０２００００１２号",
    }
    assert post(client, district, **wide).status_code == 302
    site = PortalSite.objects.get()
    assert (site.site_code, site.icp) == ("6400000001", "宁ICP备12345678号")
    assert site.police == "宁公网安备64010502000012号"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("site_code", "123", "10位数字"),
        ("icp", "ICP12345678", "宁ICP备12345678号"),
        ("police", "公安备案1", "14位数字"),
        ("domain", "https://www.example.gov.cn/", "只写域名"),
        ("name", "", "errorlist"),
    ],
)
def test_a_value_that_is_not_written_as_it_must_be_is_refused_with_the_right_form(
    client, district, system, field, value, words
):
    client.force_login(system)
    answer = post(client, district, **{field: value})
    assert words in answer.content.decode()
    assert not PortalSite.objects.exists()


def test_an_installation_has_one_site_and_only_the_system_administrator_sets_it(client, district, system, make_user):
    client.force_login(system)
    post(client, district)
    post(client, district, operator="另一个办公室")
    assert PortalSite.objects.get().operator == "另一个办公室"
    with pytest.raises(Refused, match="已经设置过"):
        save_site(PortalSite(agency=district, name="第二个网站", domain="b.example.gov.cn"), by=system)
    final = make_user("final", (district, "final_review"))
    with pytest.raises(Refused, match="系统管理员"):
        save_site(PortalSite.objects.get(), by=final)

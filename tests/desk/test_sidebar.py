"""The menu that is kept between pages: another role or another name shows at once."""

import json

import pytest
from lxml import html

from gongkai.agencies.models import RoleAssignment

pytestmark = pytest.mark.django_db


def entries(client):
    page = html.fromstring(client.get("/admin/").content.decode())
    return json.dumps(json.loads(page.get_element_by_id("wagtail-sidebar-props").text), ensure_ascii=False)


def test_a_new_role_brings_its_entries_on_the_next_page(client, make_agency, make_user):
    town = make_agency("town-a")
    user = make_user("zhang", (town, "editor"))
    client.force_login(user)
    assert "依申请公开" not in entries(client)
    assert "依申请公开" not in entries(client)
    role = RoleAssignment.objects.create(user=user, agency=town, role="request_officer")
    assert "依申请公开" in entries(client)
    role.delete()
    assert "依申请公开" not in entries(client)


def test_nobody_gets_the_menu_of_another(client, make_agency, make_user):
    town = make_agency("town-a")
    first, second = make_user("zhang", (town, "editor")), make_user("li", (town, "editor"))
    for user, other in ((first, "li"), (second, "zhang")):
        client.force_login(user)
        assert f'"{other}"' not in entries(client)

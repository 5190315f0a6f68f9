"""What is said where there is no page: to staff and to citizens each in their own words."""

from __future__ import annotations

import pytest
from django.test import override_settings

pytestmark = pytest.mark.django_db


@override_settings(DEBUG=False)
@pytest.mark.parametrize("path", ["/files/999999/x.pdf", "/check/nothing/"])
def test_a_citizen_is_led_to_the_site_and_not_to_the_desk(client, path):
    answer = client.get(path)
    page = answer.content.decode()
    assert (answer.status_code, "首页" in page, "工作台" in page) == (404, True, False)


@override_settings(DEBUG=False)
def test_at_the_desk_the_way_back_is_the_desk(client, make_agency, make_user):
    client.force_login(make_user("a", (make_agency("town-a"), "editor")))
    answer = client.get("/admin/no-such-page/")
    assert (answer.status_code, "回到工作台" in answer.content.decode()) == (404, True)

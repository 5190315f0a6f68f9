"""Accounts, roles, agencies: each administrator keeps to one thing, and nobody raises oneself."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.urls import reverse

from gongkai.agencies.models import Agency, Role, RoleAssignment
from gongkai.agencies.services import create_account, first_password, give_role, save_agency, set_active, take_role
from gongkai.findings import Refused
from gongkai.trail.models import TrailEntry
from gongkai.trail.services import verify

pytestmark = pytest.mark.django_db
IN_AGENCY = [role for role in Role if not role.endswith("_admin")]


@pytest.fixture
def town(make_agency):
    return make_agency("town-a", name="甲镇人民政府")


@pytest.fixture
def security(make_user):
    return make_user("sec", (None, "security_admin"))


@pytest.fixture
def system(make_user):
    return make_user("sys", (None, "system_admin"))


@pytest.fixture
def other(make_user, town):
    return make_user("xj-editor", (town, "editor"))


def test_an_account_from_opening_to_the_first_sign_in(client, security, town):
    client.force_login(security)
    page = client.post(reverse("gk_account_new"), {"username": "xj-zhang", "name": "张三"}).content.decode()
    password = re.search(r"<b>([^<]+)</b>", page).group(1)
    user = User.objects.get(username="xj-zhang")
    client.post(reverse("gk_account", args=[user.pk]), {"role": "editor", "agency": town.pk})
    assert RoleAssignment.objects.get(user=user).agency == town
    acts = [entry.act for entry in TrailEntry.objects.order_by("serial")]
    assert acts == ["account.create", "role.give"]
    assert password not in "".join(entry.payload() for entry in TrailEntry.objects.all())
    client.logout()
    client.post("/admin/login/", {"username": "xj-zhang", "password": password})
    assert client.get("/admin/")["Location"] == reverse("account_change_password")
    new = "My-Own-Word-55"
    client.post(reverse("account_change_password"), {"oldpassword": password, "password1": new, "password2": new})
    assert client.get("/admin/").status_code == 200
    assert verify() == []


def test_a_first_password_keeps_the_rules():
    for _ in range(20):
        validate_password(first_password())


@pytest.mark.parametrize("role", [*IN_AGENCY, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN])
def test_nobody_but_the_security_administrator_reaches_accounts(client, make_user, town, other, role):
    user = make_user("someone", (None if role.endswith("_admin") else town, role))
    client.force_login(user)
    for name, args in (("gk_accounts", []), ("gk_account_new", []), ("gk_account", [other.pk])):
        assert client.get(reverse(name, args=args)).status_code in (302, 403)
        assert client.post(reverse(name, args=args), {"role": "final_review", "agency": town.pk}).status_code != 200
    for act in ("reset", "disable", "enable", "unlock", "take"):
        client.post(reverse("gk_account_act", args=[other.pk, act]), {"reason": "试"})
    assert set(RoleAssignment.objects.filter(user=other).values_list("role", flat=True)) == {"editor"}
    assert User.objects.get(pk=other.pk).is_active
    assert not TrailEntry.objects.filter(act__startswith="account.").exclude(act="account.sign_in").exists()
    for verb in (
        lambda: create_account(by=user, username="newone", name="新人"),
        lambda: give_role(other, "final_review", by=user, agency=town),
        lambda: set_active(other, False, by=user, reason="试"),
    ):
        with pytest.raises(Refused, match="安全管理员"):
            verb()


@pytest.mark.parametrize("role", [*IN_AGENCY, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_nobody_but_the_system_administrator_reaches_agencies(client, make_user, town, role):
    user = make_user("someone", (None if role.endswith("_admin") else town, role))
    client.force_login(user)
    for name, args in (("gk_agencies", []), ("gk_agency_new", []), ("gk_agency", [town.pk])):
        assert client.get(reverse(name, args=args)).status_code in (302, 403)
        client.post(reverse(name, args=args), {"name": "改了"})
    assert Agency.objects.get().name == "甲镇人民政府"
    with pytest.raises(Refused, match="系统管理员"):
        save_agency(town, by=user)


def test_nobody_gives_takes_or_disables_their_own(security, town):
    with pytest.raises(Refused, match="不能给自己授予角色"):
        give_role(security, "editor", by=security, agency=town)
    with pytest.raises(Refused, match="不能收回自己的角色"):
        take_role(security.role_assignments.get(), by=security, reason="试")
    with pytest.raises(Refused, match="不能给自己停用账号"):
        set_active(security, False, by=security, reason="试")


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ("system_admin", "audit_admin"),
        ("audit_admin", "security_admin"),
        ("editor", "audit_admin"),
        ("audit_admin", "editor"),
    ],
)
def test_an_administrator_is_nothing_else(security, make_user, town, held, wanted):
    def place(role):
        return None if role.endswith("_admin") else town

    user = make_user("someone", (place(held), held))
    with pytest.raises(Refused, match="兼任"):
        give_role(user, wanted, by=security, agency=place(wanted))


def test_an_agencys_role_needs_an_agency_and_an_administrators_has_none(security, make_user, town):
    user = make_user("someone")
    with pytest.raises(Refused, match="要选在哪个单位"):
        give_role(user, "editor", by=security)
    with pytest.raises(Refused, match="不属于任何单位"):
        give_role(user, "audit_admin", by=security, agency=town)


def test_taking_a_role_needs_a_reason_and_closes_the_desk_at_once(client, security, other):
    held = other.role_assignments.get()
    with pytest.raises(Refused, match="要写理由"):
        take_role(held, by=security, reason=" ")
    take_role(held, by=security, reason="调离")
    client.force_login(other)
    assert client.get("/admin/").status_code in (302, 403)
    entry = TrailEntry.objects.get(act="role.take")
    assert (entry.reason, entry.data, entry.agency_code) == ("调离", {"role": "editor"}, "town-a")


def test_resetting_a_password_ends_the_sessions_of_the_account(client, security, other):
    from django.test import Client

    theirs = Client()
    theirs.force_login(other)
    assert theirs.get("/admin/").status_code == 200
    client.force_login(security)
    page = client.post(reverse("gk_account_act", args=[other.pk, "reset"]), {"reason": "忘了"}).content.decode()
    assert "口令只显示这一次" in page
    assert theirs.get("/admin/").status_code == 302


def test_a_disabled_account_is_out(client, security, other):
    set_active(other, False, by=security, reason="离职")
    assert (
        "用户名或口令不对"
        in client.post("/admin/login/", {"username": "xj-editor", "password": "示例密码-2026"}).content.decode()
    )


def test_the_security_administrator_unlocks(client, security, other):
    from django.test import Client

    stranger = Client()
    for _ in range(5):
        stranger.post("/admin/login/", {"username": "xj-editor", "password": "wrong"})
    client.force_login(security)
    assert "账号已锁定" in client.get(reverse("gk_account", args=[other.pk])).content.decode()
    client.post(reverse("gk_account_act", args=[other.pk, "unlock"]))
    answer = stranger.post("/admin/login/", {"username": "xj-editor", "password": "示例密码-2026"})
    assert answer.status_code == 302


def agency_fields(**changes):
    base = {"code": "new-town", "name": "新镇人民政府", "short_name": "新镇", "level": "town", "kind": "government"}
    return base | changes


def test_the_system_administrator_makes_an_agency_and_moves_it_with_all_below(client, system, make_agency):
    district = make_agency("district", level="county")
    client.force_login(system)
    assert client.post(reverse("gk_agency_new"), agency_fields(parent=district.pk)).status_code == 302
    town = Agency.objects.get(code="new-town")
    assert town.path == "district/new-town/"
    office = make_agency("office", parent=town)
    client.post(reverse("gk_agency", args=[town.pk]), agency_fields(parent=""))
    assert Agency.objects.get(pk=office.pk).path == "new-town/office/"
    town.refresh_from_db()
    town.parent = office
    with pytest.raises(Refused, match="上级不能是它自己或它的下级"):
        save_agency(town, by=system)
    entry = TrailEntry.objects.get(act="agency.change")
    assert entry.data == {"fields": ["parent"]}


def test_what_is_wrong_with_an_agency_is_said(client, system, town):
    client.force_login(system)
    page = client.post(reverse("gk_agency_new"), agency_fields(code="X", name=town.name)).content.decode()
    assert "代码用小写字母开头" in page
    assert not Agency.objects.filter(code="X").exists()


@pytest.mark.parametrize("name", ["sec", "sys"])
def test_the_pages_open_and_ones_own_account_leads_to_password_and_second_factor(client, security, system, other, name):
    client.force_login({"sec": security, "sys": system}[name])
    assert client.get("/admin/").status_code == 200
    assert "两步验证" in client.get(reverse("wagtailadmin_account")).content.decode()
    pages = {"sec": ("gk_accounts", "gk_account_new"), "sys": ("gk_agencies", "gk_agency_new")}[name]
    for page in pages:
        assert client.get(reverse(page)).status_code == 200


def test_people_say_where_letters_go_and_keep_the_name_under_which_they_act(client, make_user, town):
    person = make_user("clerk", (town, "editor"))
    person.first_name = "示例甲"
    person.save()
    client.force_login(person)
    answer = client.get(reverse("wagtailadmin_account"))
    assert "示例甲" in answer.content.decode()
    assert "帐号" not in answer.content.decode()
    panels = [panel.get_form() for panels in answer.context["panels_by_tab"].values() for panel in panels]
    sent = {field.html_name: field.value() for form in panels for field in form if field.value()}
    sent |= {"name_email-email": "clerk@example.gov.cn", "name_email-name": "别人", "name_email-first_name": "别人"}
    assert client.post(reverse("wagtailadmin_account"), sent).status_code == 302
    person.refresh_from_db()
    assert (person.email, person.first_name) == ("clerk@example.gov.cn", "示例甲")
    client.post(reverse("wagtailadmin_account"), sent | {"name_email-email": ""})
    person.refresh_from_db()
    assert person.email == "", "who wants no letters gets none"

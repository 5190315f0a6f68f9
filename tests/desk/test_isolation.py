"""Every address of the admin × every role × one's own and another town: the whole permitted set, from addresses.toml.

The walk asks Django which addresses there are, so that a new one is covered the day it appears: what is open and not in
the table fails; what the table names and does not exist fails too. All else answers 404 to everybody.
"""

from __future__ import annotations

import html
import logging
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import lxml.html
import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.template import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext, _TestState
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404

import two_towns
from gongkai.agencies.models import ADMIN_ROLES, Role, RoleAssignment
from gongkai.agencies.scoping import AgencyOwned, across_agencies
from gongkai.desk.gate import is_open

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TABLE = tomllib.loads(Path(__file__).with_name("addresses.toml").read_text(encoding="utf-8"))
PREFIXES = ("/admin/", "/documents/")
#: Words of an address that are a choice, not the number of a record.
ELSE = {"revision_id_a": "earliest", "revision_id_b": "latest"}
#: Written by any request that has something to say: the session itself.
NOT_AN_ACT = '"django_session"'
PARAMETER = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^)]*\))*\)|<(?:\w+:)?(\w+)>|\((?!\?)[^)]*\)")


@dataclass(frozen=True)
class Address:
    """One address as Django knows it: its full name, its route, the words in it."""

    name: str
    route: str

    @property
    def words(self) -> list[str]:
        return [found[1] or found[2] or "pk" for found in PARAMETER.finditer(self.route)]

    def path(self, values: dict[str, Any]) -> str:
        filled = PARAMETER.sub(lambda found: str(values.get(found[1] or found[2] or "pk", 1)), self.route)
        return re.sub(r"\^|\$|\\Z", "", filled).replace("\\", "").replace(".*/", "nowhere/")


@dataclass(frozen=True)
class Rule:
    """What the table says of one address."""

    who: frozenset[str]
    does: frozenset[str]
    of: str = ""
    key: str = "pk"
    words: tuple[tuple[str, Any], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    post: tuple[tuple[str, str], ...] | None = None
    only_post: bool = False
    installation: bool = False

    def values(self, address: Address, town: two_towns.Town, other: two_towns.Town | None = None) -> dict[str, Any]:
        """The words of the address: the record of ``town``, all the rest of ``other`` (the same town if not given)."""
        rest = (other or town).records
        found = {word: _filled(kind, rest) for word, kind in self.words}
        if self.of:
            found[self.key] = town.records[self.of]
        return ELSE | found

    def path(self, address: Address, town: two_towns.Town, other: two_towns.Town | None = None) -> str:
        rest = (other or town).records
        query = urlencode({word: _filled(kind, rest) for word, kind in self.query})
        return address.path(self.values(address, town, other)) + (f"?{query}" if query else "")


def _filled(kind: Any, records: dict[str, Any]) -> Any:
    return kind[1:] if isinstance(kind, str) and kind.startswith("=") else records.get(kind, kind)


def _who(told: str | list[str]) -> frozenset[str]:
    names = TABLE["who"][told] if isinstance(told, str) else told
    return frozenset(one for name in names for one in (Role.values if name == "*" else [name]))


def _rules() -> Iterator[tuple[str, Rule]]:
    for table in (TABLE["registers"], TABLE["requests"]):
        for register in table["names"]:
            for verb, told in table.items():
                if verb in ("names", "in_use"):
                    continue
                who, of = _who(told), register if verb not in ("index", "index_results", "add") else ""
                does = frozenset() if register in table["in_use"] else who
                yield (
                    f"{register}:{verb}",
                    Rule(who, does, of=of, post=(("reason", "重复"),) if verb == "delete" else None),
                )
    for row in TABLE["address"]:
        for name in row["names"]:
            yield (
                name,
                Rule(
                    _who(row["who"]),
                    _who(row.get("does", row["who"])),
                    of=row.get("of", ""),
                    key=row.get("key", "pk"),
                    words=tuple(row.get("with", {}).items()),
                    query=tuple(row.get("query", {}).items()),
                    post=tuple(row["post"].items()) if "post" in row else None,
                    only_post=row.get("only") == "post",
                    installation=row.get("installation", False),
                ),
            )


RULES = dict(_rules())
OWN_ACCOUNT = frozenset(TABLE["own"]["names"])


def _addresses(patterns: list[Any], route: str = "/", space: str = "") -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _addresses(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern) and here.startswith(PREFIXES):
            yield Address(f"{space}{pattern.name or here}", here)


ADDRESSES = list(_addresses(get_resolver().url_patterns))


def _open(address: Address) -> bool:
    try:
        return is_open(resolve(address.path(ELSE)))
    except Resolver404:
        return False


OPEN = [address for address in ADDRESSES if _open(address)]
WALKED = [address for address in OPEN if address.name in RULES]


def test_every_open_address_is_in_the_table_and_the_table_names_no_others():
    open_names = {address.name for address in OPEN}
    assert open_names - RULES.keys() - OWN_ACCOUNT == set(), "say in addresses.toml who may open these"
    assert (RULES.keys() | OWN_ACCOUNT) - open_names == set(), "these do not exist (any more)"
    assert len(ADDRESSES) > 300


@pytest.fixture
def world(db, settings, tmp_path, monkeypatch) -> Iterator[two_towns.World]:
    settings.MEDIA_ROOT = tmp_path
    # Some thousand pages are made; keeping a copy of every template's context with each would double the time.
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)
    logging.disable(logging.ERROR)
    yield two_towns.build()
    logging.disable(logging.NOTSET)


def _signed_in(user: Any) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture
def clients(world) -> dict[str, Client]:
    """Somebody in every role of the first town, the administrators, somebody without a role, and nobody at all."""
    people = {**world.first.people, **world.administrators, "stranger": world.stranger, "anonymous": None}
    return {name: _signed_in(user) for name, user in people.items()}


def _body(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode(errors="replace"))


def _refused(answer: Any, path: str) -> bool:
    """Forbidden, not there, sent to sign in, or sent back home with a word (from elsewhere than the home)."""
    if answer.status_code in (301, 302):
        return "/login/" in answer["Location"] or (answer["Location"] == "/admin/" and path != "/admin/")
    return answer.status_code in (403, 404)


def _shows(body: str, word: str) -> bool:
    return word in body or word.encode("unicode_escape").decode() in body or word in html.unescape(body)


@pytest.fixture
def mighty(world) -> Client:
    """One person who holds every role of the first town: what this one may not, nobody of the town may."""
    user = get_user_model().objects.create_user("first-everything")
    for role in set(Role.values) - ADMIN_ROLES:
        RoleAssignment.objects.create(user=user, agency=world.first.agency, role=role)
    return _signed_in(user)


def test_what_is_not_open_does_not_exist_for_anybody(mighty):
    """Asked by one person who holds every role of the first town, and by nobody."""
    found = []
    for client in (mighty, Client()):
        for address in set(ADDRESSES) - set(OPEN):
            for method in (client.get, client.post):
                answer = method(address.path(ELSE))
                if answer.status_code != 404 or "没有这个页面" not in _body(answer):
                    found.append((address.name, answer.status_code))
    assert found == []


def test_each_role_opens_what_the_table_says_and_sees_no_word_of_the_other_town(world, clients):
    """One's own town's records: allowed or refused as the table says, and nothing of the other town in any answer."""
    wrong, leaks, dead, foreign = [], [], set(), {}
    for address in WALKED:
        rule = RULES[address.name]
        if rule.only_post:
            continue
        path = rule.path(address, world.first)
        for name, client in clients.items():
            answer = client.get(path)
            if _refused(answer, path) is (name in rule.who):
                wrong.append((address.name, name, answer.status_code, answer.get("Location", "")))
            if answer.status_code == 200:
                body = _body(answer)
                others = (world.second.word, world.second.people["editor"].username)
                if name not in ADMIN_ROLES and any(_shows(body, word) for word in others):
                    leaks.append((path, name))
                dead |= _dead_links(body)
                if address not in foreign and "html" in answer["Content-Type"]:
                    foreign[address] = _english(body)
    assert wrong == [], "\n".join(map(str, wrong))
    assert leaks == []
    assert dead == set(), "pages link to addresses that do not exist"
    assert {address.name: words for address, words in foreign.items() if words} == {}, "the desk speaks Chinese"


#: What people read: the words of a page, and those that are spoken or shown on hovering.
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-w-tooltip-content-value")
#: Names of files, programs and measures; accounts, digests, keys, addresses and numbers that are data.
NAMES = {"Word", "WPS", "Excel", "PDF", "docx", "xlsx", "csv", "CSV", "txt", "png", "zip", "MB", "KB", "ICP", "ID"}
DATA = re.compile(
    r"\b[0-9a-f]{64}\b|\b[A-Z2-7]{32}\b|\S+@[\w.]+|\b[A-Z]-[A-Z]+\d+"
    r"|(?<![a-z])(?:first|second|stranger|(?:system|security|audit)(?=-))(?:-[a-z-]+)?"
)


def _english(body: str) -> set[str]:
    """The English words a person would read on a page."""
    root = lxml.html.document_fromstring(body)
    for element in root.xpath("//script|//style|//template|//noscript|//textarea|//code|//*[@hidden]"):
        element.drop_tree()
    texts = [*root.xpath("//text()"), *(word for name in SPOKEN for word in root.xpath(f"//@{name}"))]
    return {word for text in texts for word in re.findall(r"[A-Za-z]{2,}", DATA.sub(" ", text))} - NAMES


def _dead_links(body: str) -> set[str]:
    """The links of a page to addresses of the admin that are closed."""
    found = set()
    for link in set(re.findall(r'href="(/admin/[^"?#]*)', body)):
        try:
            if not is_open(resolve(html.unescape(link))):
                found.add(link)
        except Resolver404:
            found.add(link)
    return found


def test_another_towns_records_are_refused_to_everybody_by_guessed_number(world, clients, mighty):
    """Every number of the other town, and one's own record with the other's revisions: GET by each role that may open
    one's own; GET and POST by one person who holds all roles, by each administrator, a stranger, and nobody."""
    wrong, leaks = [], []
    asking = {**clients, "everything": mighty}
    posting = {"everything", "stranger", "anonymous", *ADMIN_ROLES}
    before = _written_so_far(world.second)
    for address in WALKED:
        rule = RULES[address.name]
        if not address.words:
            continue
        paths = {rule.path(address, world.second): bool(rule.of)}
        if rule.of and (len(address.words) > 1 or rule.query):
            paths[rule.path(address, world.first, world.second)] = False
        for path, must_refuse in paths.items():
            for name, client in asking.items():
                if name not in rule.who | posting or (rule.installation and name in rule.who & ADMIN_ROLES):
                    continue
                for answer in _asked(client, path, rule, post=name in posting):
                    if must_refuse and not _refused(answer, path) and answer.status_code != 405:
                        wrong.append((address.name, name, answer.status_code))
                    if answer.status_code == 200 and _shows(_body(answer), world.second.word):
                        leaks.append((path, name))
    assert wrong == [], "\n".join(map(str, wrong))
    assert leaks == []
    assert _written_so_far(world.second) == before


def _asked(client: Client, path: str, rule: Rule, *, post: bool) -> Iterator[Any]:
    """The answers to GET and POST; what a POST of one's own town's record writes is taken back."""
    if not rule.only_post:
        yield client.get(path)
    if not post:
        return
    with transaction.atomic():
        yield client.post(path, dict(rule.post or ()))
        transaction.set_rollback(True)


def _written_so_far(town: two_towns.Town) -> dict[str, list[Any]]:
    """Every record of the town, field by field."""
    from django.apps import apps

    with across_agencies():
        return {
            model.__name__: sorted(map(repr, model._base_manager.filter(agency=town.agency).values_list()))
            for model in apps.get_models()
            if issubclass(model, AgencyOwned)
        }


def test_an_act_is_done_for_the_roles_of_the_table_and_for_nobody_else(world, clients):
    """POST with what the act asks for: something is written for who may, nothing for who may not."""
    wrong = []
    for address in WALKED:
        rule = RULES[address.name]
        if rule.post is None:
            continue
        path = rule.path(address, world.first)
        for name, client in clients.items():
            with transaction.atomic():
                with CaptureQueriesContext(connection) as asked:
                    answer = client.post(path, dict(rule.post))
                transaction.set_rollback(True)
            done = any(
                one["sql"].startswith(("INSERT", "UPDATE", "DELETE")) and NOT_AN_ACT not in one["sql"]
                for one in asked.captured_queries
            )
            if done is not (name in rule.does):
                wrong.append((address.name, name, answer.status_code, "done" if done else "not done"))
    assert wrong == [], "\n".join(map(str, wrong))

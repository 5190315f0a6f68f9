"""Writing to the trail. Call :func:`record` inside the transaction of the act it speaks of."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from gongkai.trail import anchor
from gongkai.trail.models import TrailEntry

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a signed-in user, or the system (a command, a scheduled task) under a name."""

    user: Any = None
    name: str = "系统"
    address: str = ""


SYSTEM = Actor()
_actor: ContextVar[Actor] = ContextVar("actor", default=SYSTEM)


def fingerprint(row: Any) -> str:
    """A digest over every field of a record as the database holds it; for ``data`` of an entry, before and after."""
    held = type(row)._base_manager.get(pk=row.pk)
    values = {field.attname: str(getattr(held, field.attname)) for field in held._meta.concrete_fields}
    del values[held._meta.pk.attname]
    values.pop("updated_at", None)
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def set_actor(actor: Actor) -> Any:
    """Make ``actor`` the one in whose name this thread of work acts; returns a token for :func:`reset_actor`."""
    return _actor.set(actor)


def reset_actor(token: Any) -> None:
    _actor.reset(token)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Whatever is recorded inside without an actor of its own is recorded as done by this one.

    For an act that sets off others (the last approval publishes): they are done in the same capacity.
    """
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def current_actor() -> Actor:
    return _actor.get()


def record(
    act: str,
    *,
    target: Any = None,
    agency_code: str = "",
    reason: str = "",
    data: dict[str, Any] | None = None,
    actor: Actor | None = None,
    now: dt.datetime | None = None,
) -> TrailEntry:
    """Append one entry.

    :param act: a verb from the room that acts (``disclosure.publish``).
    :param actor: who acts, in what capacity, as the question of permission answered it; without it the current actor.
    :param target: the record acted on; its type, key and words are kept.
    :raises RuntimeError: outside a transaction, since the act and its entry must stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("操作记录要和操作写在同一个事务里")
    who = actor or current_actor()
    with transaction.atomic():
        last = _last_for_update()
        entry = TrailEntry(
            serial=(last[0] + 1) if last else 1,
            at=now or timezone.now(),
            actor=who.user,
            actor_name=who.name[:150],
            address=who.address,
            agency_code=agency_code or getattr(getattr(target, "agency", None), "code", ""),
            act=act,
            object_type=target._meta.label_lower if target is not None else "",
            object_id=str(target.pk) if target is not None else "",
            object_label=str(target)[:300] if target is not None else "",
            reason=reason,
            data=data or {},
            previous=last[1] if last else GENESIS,
        )
        entry.digest = entry.compute_digest()
        entry.save()
        transaction.on_commit(partial(anchor.note, entry.serial, entry.previous, entry.digest))
    return entry


def as_deputy(actor: Actor, holder: str) -> Actor:
    """``actor``, acting for ``holder``."""
    return Actor(actor.user, f"{actor.name}（代{holder}）", actor.address)


def _last_for_update() -> tuple[int, str] | None:
    """Serial and digest of the newest entry; on PostgreSQL under a lock, so that two writers cannot both chain to it.

    SQLite has one writer at a time by nature (transactions begin IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [0x676F6E67])
    return TrailEntry.objects.order_by("-serial").values_list("serial", "digest").first()


def verify() -> list[str]:
    """Walk the whole chain; the Chinese sentences name every place where it does not hold. Empty means whole."""
    problems = _against_anchor()
    previous, serial = GENESIS, 0
    for entry in TrailEntry.objects.order_by("serial").iterator(chunk_size=2000):
        serial += 1
        if entry.serial != serial:
            problems.append(f"第{serial}条到第{entry.serial - 1}条不见了")
            serial = entry.serial
        elif entry.previous != previous:
            problems.append(f"第{entry.serial}条接不上第{entry.serial - 1}条")
        if entry.digest != entry.compute_digest():
            problems.append(f"第{entry.serial}条的内容被改动过")
        previous = entry.digest
    return problems


def _against_anchor() -> list[str]:
    """Whether the chain holds what was noted outside the database."""
    try:
        noted = anchor.read()
    except anchor.Forged:
        return ["数据文件夹里操作记录的留底（trail/newest）被改动过；换过密钥也会这样，查明以后删去这个文件"]
    if noted is None:
        return []
    if (last := _newest()) < noted.serial:
        return [f"末尾少了记录：留底到第{noted.serial}条，现在只到第{last}条"]
    if not TrailEntry.objects.filter(serial=noted.serial, digest=noted.digest).exists():
        return [f"第{noted.serial}条和留底的不一致，从它往前的记录被整个改写过"]
    return []


def anchor_note() -> str:
    """What a person who verifies should know besides: from where on the end of the chain is secured."""
    try:
        noted = anchor.read()
    except anchor.Forged:
        return ""
    if noted is None:
        return "数据文件夹里还没有留底，末尾有没有少记录这次核对不了；下一次操作后就有。"
    last = _newest()
    notes = [f"留底从第{noted.first}条开始，以前的末尾没有留底可对。"] if noted.first > 1 else []
    if last > noted.serial:
        missing = f"第{noted.serial}条以后的{last - noted.serial}条还没有留底"
        notes.append(f"{missing}；系统刚中断过的会这样，否则请查是谁写入的。")
    return "".join(notes)


def _newest() -> int:
    return TrailEntry.objects.order_by("-serial").values_list("serial", flat=True).first() or 0


def verify_entry(entry: TrailEntry) -> list[str]:
    """Whether one entry is what was written, and stands between its neighbours; empty when it does."""
    problems = []
    if entry.digest != entry.compute_digest():
        problems.append(f"第{entry.serial}条的内容被改动过")
    before = TrailEntry.objects.filter(serial=entry.serial - 1).first()
    if before is None and entry.serial > 1:
        problems.append(f"第{entry.serial - 1}条不见了")
    elif entry.previous != (before.digest if before else GENESIS):
        problems.append(f"第{entry.serial}条接不上第{entry.serial - 1}条")
    after = TrailEntry.objects.filter(serial=entry.serial + 1).first()
    if after is not None and after.previous != entry.digest:
        problems.append(f"第{entry.serial + 1}条接不上第{entry.serial}条")
    elif after is None and TrailEntry.objects.filter(serial__gt=entry.serial).exists():
        problems.append(f"第{entry.serial + 1}条不见了")
    return problems


def record_read(target: Any, *, purpose: str, fields: tuple[str, ...] = (), actor: Actor | None = None) -> TrailEntry:
    """Note that personal data of ``target`` were looked at (个人信息保护法: who, when, what for).

    :param purpose: why, in words; reading without a purpose does not exist.
    :param fields: the names of the fields that were shown.
    :raises ValueError: without a purpose.
    """
    if not purpose.strip():
        raise ValueError("a read of personal data needs a purpose")
    with transaction.atomic():
        return record("personal_data.read", target=target, reason=purpose, data={"fields": list(fields)}, actor=actor)

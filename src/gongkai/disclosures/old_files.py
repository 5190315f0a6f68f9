"""Attachments that come in with old items from a folder: looked at before anything is written, kept with the records.

What stands on the site from the moment of the import has been through no review, so its files are looked at here:
one with personal data in it is refused, and comes in as the attachment of a draft or not at all.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.db.models import Max
from django.utils import timezone

from gongkai.disclosures.attachments import current_attachments, keep_file, kind_of_upload, most_attachments, plain_name
from gongkai.disclosures.guard_contents import MASK_OR_DRAFT, blocked_words
from gongkai.disclosures.models import Attachment, Disclosure
from gongkai.disclosures.sealing import delete_file
from gongkai.findings import Refused
from gongkai.intake.records import Batch, Row

#: Of the rows with files so many are named in a trial run.
LISTED = 200


def prepare_files(batch: Batch) -> None:
    """Every file of every row, held against the rules of attachments; each problem with its row."""
    for row in batch.good:
        paths = row.values.get("files") or ()
        if len(paths) > most_attachments():
            batch.wrong(row, "files", f"有{len(paths)}个附件，最多{most_attachments()}个。请合并，或打成一个zip")
            continue
        for path in paths:
            for words in _faults(path, public=row.values.get("published_at") is not None, today=batch.today):
                batch.wrong(row, "files", f"“{path.name}”：{words}")


def _faults(path: Path, *, public: bool, today: dt.date) -> Iterator[str]:
    try:
        data = path.read_bytes()
        kind_of_upload(data, path.name)
    except OSError as error:
        yield f"读不出来（{error.strerror}）"
    except Refused as refused:
        yield from (failure.message for failure in refused.failures)
    else:
        if public and (found := blocked_words(data, path.name, today=today)):
            yield f"{found}。{MASK_OR_DRAFT}"


def finish_files(batch: Batch) -> None:
    """Attach what each record does not have yet. What people have written on at the desk gets its files there."""
    rows = [row for row in batch.good if row.values.get("files")]
    now, count = timezone.now(), 0
    for row in rows:
        new = _new(row)
        if new and row.record.latest_revision_id is not None:
            batch.wrong(row, "files", "这条信息已经在系统里编辑过，附件请在办公入口里加")
            continue
        count += len(new)
        if batch.dry_run:
            continue
        for path, data in new:
            kept = _keep(row.record, path, data, now)
            batch.undo.append(partial(delete_file, str(kept.file)))
    if rows:
        batch.notes.append(f"{len(rows)}条信息有附件，{'要' if batch.dry_run else '已'}新加{count}个")
    if batch.dry_run:
        batch.notes += [_listed(row) for row in rows[:LISTED]]
        batch.notes += [f"还有{len(rows) - LISTED}条有附件的没有列出"] if len(rows) > LISTED else []


def _new(row: Row) -> list[tuple[Path, bytes]]:
    """The files that the record does not have yet, each contents once."""
    had = set(Attachment.objects.filter(disclosure=row.record, inline=False).values_list("sha256", flat=True))
    found: list[tuple[Path, bytes]] = []
    for path in row.values["files"]:
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        if digest not in had:
            had.add(digest)
            found.append((path, data))
    return found


def _keep(disclosure: Disclosure, path: Path, data: bytes, now: dt.datetime) -> Attachment:
    """Nobody at the desk uploaded it; it is as public as its disclosure."""
    last = current_attachments(disclosure).aggregate(last=Max("position"))["last"]
    return keep_file(
        disclosure,
        data,
        plain_name(path.name),
        kind_of_upload(data, path.name),
        user=None,
        now=now,
        position=(last or 0) + 1,
        released=disclosure.is_public,
    )


def _listed(row: Row) -> str:
    names = "、".join(path.name for path in row.values["files"])
    title: Any = row.values.get("title") or row.values.get("ref")
    return f"{row.spot.at()}“{title}”：附件{len(row.values['files'])}个（{names}）"

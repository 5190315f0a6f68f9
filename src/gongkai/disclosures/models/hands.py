"""Through whose hands a text went: what keeps its author and its reviewers from approving it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Revision, TaskState, WorkflowState


@dataclass(frozen=True)
class Hands:
    """Through whose hands a text went: who wrote on it, attached to it or sent it in, who approved a step."""

    wrote: frozenset[int]
    approved: frozenset[int]


def hands_of(objs: Iterable[Any]) -> dict[int, Hands]:
    """Through whose hands each text under review went, in a number of queries that does not grow with them."""
    records = {str(obj.pk): obj for obj in objs}
    wrote: dict[str, set[int]] = {key: set() for key in records}
    approved: dict[str, set[int]] = {key: set() for key in records}
    if records:
        content_type = ContentType.objects.get_for_model(next(iter(records.values())))
        live = {pk for obj in records.values() if (pk := obj.live_revision_id)}
        published = dict(Revision.objects.filter(pk__in=live).values_list("pk", "created_at")) if live else {}
        revisions = Revision.objects.filter(base_content_type=content_type, object_id__in=records, user__isnull=False)
        for key, user, at in revisions.order_by().values_list("object_id", "user_id", "created_at"):
            since = published.get(records[key].live_revision_id)
            if since is None or at > since:
                wrote[key].add(user)
        states = WorkflowState.objects.active().filter(base_content_type=content_type, object_id__in=records)
        for key, user in _attached(records):
            wrote[key].add(user)
        for key, sent_in in states.order_by().values_list("object_id", "requested_by_id"):
            if sent_in:
                wrote[key].add(sent_in)
        done = TaskState.objects.filter(workflow_state__in=states.order_by(), status=TaskState.STATUS_APPROVED)
        for key, user in done.order_by().values_list("workflow_state__object_id", "finished_by_id"):
            if user:
                approved[key].add(user)
    return {obj.pk: Hands(frozenset(wrote[key]), frozenset(approved[key])) for key, obj in records.items()}


def _attached(records: Iterable[str]) -> list[tuple[str, int]]:
    """(record, person) of every file and every note of correction that is to go out with the text under review."""
    from gongkai.disclosures.models.attachment import Attachment
    from gongkai.disclosures.models.correction import Correction

    keys = [int(key) for key in records]
    files = Attachment.objects.filter(disclosure__in=keys, inline=False, released_at=None, removed_at=None)
    notes = Correction.objects.filter(disclosure__in=keys, published_at=None)
    found = [
        *files.filter(uploaded_by__isnull=False).order_by().values_list("disclosure_id", "uploaded_by_id"),
        *notes.order_by().values_list("disclosure_id", "written_by_id"),
    ]
    return [(str(key), user) for key, user in found]


def writers_of(obj: Any) -> frozenset[int]:
    """Everyone who ever wrote on the text, attached a file to it, noted a correction, or has sent it in now."""
    ever = obj.revisions.exclude(user=None).order_by().values_list("user_id", flat=True)
    files = obj.attachments.exclude(uploaded_by=None).order_by().values_list("uploaded_by_id", flat=True)
    notes = obj.corrections.order_by().values_list("written_by_id", flat=True)
    return frozenset((*ever, *files, *notes)) | hands_of([obj])[obj.pk].wrote

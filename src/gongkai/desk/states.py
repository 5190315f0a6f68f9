"""What Wagtail asks of a disclosure again and again while it makes a page, read once."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Revision, WorkflowState

from gongkai.disclosures.models import Disclosure


def with_states(rows: list[Any]) -> list[Any]:
    """Wagtail reads both from where they are put here instead of asking once a row."""
    keys: dict[str, Any] = {
        "base_content_type": ContentType.objects.get_for_model(Disclosure),
        "object_id__in": [str(row.pk) for row in rows],
    }
    reviews: dict[str, list[WorkflowState]] = defaultdict(list)
    times: dict[str, Revision] = {}
    for state in WorkflowState.objects.active().filter(**keys).select_related("current_task_state__task"):
        reviews[state.object_id].append(state)
    for revision in Revision.objects.filter(**keys, approved_go_live_at__isnull=False).defer("content"):
        times.setdefault(revision.object_id, revision)
    for row in rows:
        row._current_workflow_states = reviews[str(row.pk)]
        row.scheduled_revision = times.get(str(row.pk))
    return rows

"""应急发布 that nobody has reviewed: in red on the home, on every list of disclosures, at the district too."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.tables import Column
from wagtail.models import Revision, WorkflowState
from wagtail.snippets.views.snippets import IndexView

from gongkai.agencies.models import name_of
from gongkai.agencies.queries import held_assignments
from gongkai.catalogue.models import Attribute
from gongkai.desk.todo import Todo
from gongkai.disclosures.models import Disclosure, EmergencyRelease
from gongkai.disclosures.models.review import authors
from gongkai.disclosures.publishing import EMERGENCY_REVIEW_HOURS, REVIEWERS

OVERDUE = f"应急发布，超过{EMERGENCY_REVIEW_HOURS}小时没有补审"
WAITING = "应急发布，待补审"


def unreviewed() -> QuerySet[EmergencyRelease]:
    """Releases of the open scope that wait for another person, the oldest first."""
    found = EmergencyRelease.objects.filter(reviewed_at__isnull=True)
    return found.select_related("disclosure", "agency", "released_by").order_by("review_due_at", "pk")


def with_unreviewed(records: QuerySet) -> QuerySet:
    """Disclosures with their unreviewed release beside them, in one query more whatever their number."""
    waiting = EmergencyRelease.objects.filter(reviewed_at__isnull=True).order_by("review_due_at")
    return records.prefetch_related(Prefetch("emergency_releases", waiting, to_attr="unreviewed_releases"))


def _with_states(rows: list[Any]) -> list[Any]:
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


class StatusColumn(Column):
    """状态, with what an emergency release still wants: in words, and red when its time is over."""

    cell_template_name = "desk/status_cell.html"

    def get_value(self, instance: Any) -> Any:
        """What was decided not to be published, in review or before it came from a table, is no draft."""
        decided = instance.attribute_confirmed_at is not None or instance.latest_revision_id is None
        if decided and instance.attribute != Attribute.PROACTIVE and not instance.live:
            return instance.get_attribute_display()
        review = instance.current_workflow_state
        if review is not None and review.status == WorkflowState.STATUS_NEEDS_CHANGES:
            return "已公开，改动退回" if instance.live else "退回待改"
        return super().get_value(instance)

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        releases = getattr(instance, "unreviewed_releases", ())
        if releases:
            late = releases[0].review_due_at < timezone.now()
            context["emergency"], context["late"] = (OVERDUE, True) if late else (WAITING, False)
        return context


class WithEmergenciesView(IndexView):
    """The list of disclosures below what is overdue, since the list itself shows thirty at a time."""

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """The page, with what each row would ask for by itself (its review, its set time) read for all at once."""
        paginator, page, rows, others = super().paginate_queryset(queryset, page_size)
        page.object_list = _with_states(list(rows))
        return paginator, page, page.object_list, others

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        overdue = unreviewed().filter(review_due_at__lt=timezone.now())[:20]
        held = set(held_assignments(self.request.user).values_list("role", "agency_id"))
        context["overdue"] = [(one, any((role, one.agency_id) in held for role in REVIEWERS)) for one in overdue]
        return context


def todos(user: Any, roles: set[tuple[str, int]], now: dt.datetime) -> Iterator[Todo]:
    """A line for everybody who sees the agency: mine when I may review it, red for all when its time is over."""
    for release in unreviewed():
        record = release.disclosure
        late = release.review_due_at < now
        mine = (
            any((role, release.agency_id) in roles for role in REVIEWERS)
            and user.pk != release.released_by_id
            and user.pk not in authors(record, None)
        )
        released = timezone.localtime(release.released_at)
        yield Todo(
            verb="补审",
            title=record.title,
            path=reverse("gk_emergency_review", args=[record.pk]) if mine else reverse("disclosures:list"),
            note=(
                f"{release.agency.short_name}，{name_of(release.released_by)}{released:%m月%d日%H:%M}应急发布："
                f"{release.reason}"
            ),
            due=timezone.localtime(release.review_due_at).date(),
            button="去补审" if mine else "看一看",
            mine=mine,
            red=OVERDUE.partition("，")[2] if late else "",
        )

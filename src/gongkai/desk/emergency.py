"""应急发布 that nobody has reviewed: in red on the home, on every list of disclosures, at the district too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from wagtail.models import WorkflowState
from wagtail.snippets.views.snippets import IndexView

from gongkai.agencies.models import name_of
from gongkai.agencies.permissions import REVIEWERS
from gongkai.agencies.queries import held_assignments
from gongkai.catalogue.models import Attribute
from gongkai.desk.bulk import verbs_of
from gongkai.desk.columns import CheckboxColumn, PlainColumn, TitleLinkColumn
from gongkai.desk.states import with_states
from gongkai.desk.todo import Todo
from gongkai.disclosures.models import EmergencyRelease
from gongkai.disclosures.models.hands import writers_of
from gongkai.disclosures.publishing import EMERGENCY_REVIEW_HOURS

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


class StatusColumn(PlainColumn):
    """状态, with what an emergency release still wants: in words, and red when its time is over."""

    def get_value(self, instance: Any) -> Any:
        """What was decided not to be published, in review or before it came from a table, is no draft."""
        decided = instance.attribute_confirmed_at is not None or instance.latest_revision_id is None
        if decided and instance.attribute != Attribute.PROACTIVE and not instance.live:
            return instance.get_attribute_display()
        review = instance.current_workflow_state
        if review is not None and review.status == WorkflowState.STATUS_NEEDS_CHANGES:
            return "已公开，改动退回" if instance.live else "退回待改"
        return super().get_value(instance)

    def content(self, instance: Any) -> Any:
        content, releases = super().content(instance), getattr(instance, "unreviewed_releases", ())
        if not releases:
            return content
        late = releases[0].review_due_at < timezone.now()
        colour, words = ("gk-red", OVERDUE) if late else ("gk-amber", WAITING)
        return format_html('{}<br><strong class="{}">{}</strong>', content, colour, words)


class WithEmergenciesView(IndexView):
    """The list of disclosures below what is overdue, since the list itself shows thirty at a time."""

    @cached_property
    def columns(self) -> list[Any]:
        _, *others = super().columns
        boxes = [CheckboxColumn("bulk_actions", obj_type="snippet")] if verbs_of(self.request.user) else []
        return [*boxes, *others]

    def _get_title_column_class(self, column_class: Any) -> Any:
        return TitleLinkColumn

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """The page, with what each row would ask for by itself (its review, its set time) read for all at once."""
        paginator, page, rows, others = super().paginate_queryset(queryset, page_size)
        page.object_list = with_states(list(rows))
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
            and user.pk not in writers_of(record)
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

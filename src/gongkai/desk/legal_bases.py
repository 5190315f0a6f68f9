"""等写公开依据: drafts that personal data hold back, for the reviewers who may name the law that lets them out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from gongkai.agencies.models import Role
from gongkai.agencies.permissions import REVIEWERS
from gongkai.checks.personal import Kind
from gongkai.desk.todo import Todo
from gongkai.disclosures.models import Answer, Attachment, Disclosure, GuardFinding, GuardRun, Level
from gongkai.disclosures.models.hands import hands_of
from gongkai.disclosures.reviewing import DEFAULT_DAYS, due_on
from gongkai.law.workdays import Calendar

#: Kinds whose remedy is to mask or to name the law; hidden things and properties can only be taken out.
PERSONAL = frozenset(kind.value for kind in Kind) - {
    Kind.HIDDEN.value,
    Kind.METADATA.value,
    Kind.WORDING.value,
    Kind.SUM.value,
    Kind.OTHER.value,
}
MOST = 100


def todos(user: Any, roles: set[tuple[str, int]], days: dict[int, int], calendar: Calendar) -> Iterator[Todo]:
    """One line for each draft not yet public, in the agencies where this person reviews and had no hand in it.

    Where the newest check of the draft still has personal data that block, without an answer.
    """
    agencies = {agency for role, agency in roles if Role(role) in REVIEWERS}
    if not agencies:
        return
    waiting = Disclosure.objects.filter(
        agency__in=agencies, has_unpublished_changes=True, withdrawn_at__isnull=True, latest_revision__isnull=False
    )
    newest = (
        GuardRun.objects.filter(disclosure__in=waiting, of_public=False).values("disclosure").annotate(last=Max("pk"))
    )
    blocking: dict[int, list[GuardFinding]] = defaultdict(list)
    found = GuardFinding.objects.filter(
        run__in=newest.order_by().values("last"), level=Level.BLOCK, answer=Answer.NONE, kind__in=PERSONAL
    )
    for one in found.select_related("run").order_by("pk")[: MOST * 10]:
        blocking[one.run.disclosure_id].append(one)
    records = list(waiting.filter(pk__in=list(blocking)[:MOST]).select_related("agency").defer("body"))
    hands = hands_of(records)
    uploaded = set(
        Attachment.objects.filter(disclosure__in=records, uploaded_by=user).values_list("disclosure_id", flat=True)
    )
    for record in records:
        if user.pk in hands[record.pk].wrote or record.pk in uploaded:
            continue
        first = blocking[record.pk][0]
        counts: Counter[str] = Counter()
        for one in blocking[record.pk]:
            counts[one.label] += one.count
        more = "等" if len({one.source for one in blocking[record.pk]}) > 1 else ""
        what = "、".join(f"{label}{count}处" for label, count in counts.most_common(3))
        yield Todo(
            verb="依据",
            title=record.title,
            path=reverse("gk_guard", args=[record.pk]),
            note=f"等写公开依据：{first.source}{more}有{what}。没有依据的，退给编辑遮盖",
            due=due_on(timezone.localtime(first.run.checked_at), days.get(record.agency_id, DEFAULT_DAYS), calendar),
            button="去看",
        )

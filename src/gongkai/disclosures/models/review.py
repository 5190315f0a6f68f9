"""Review: which steps an agency's disclosures pass, and who passed them.

One kind of Wagtail task serves every agency: it asks for a role in the agency of the record under review. The rules
that no page may soften stand in :meth:`AgencyRoleTask.refusals`: the author never approves, nobody approves twice, an
administrator neither.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision, Task, TaskState, WorkflowState

from gongkai.agencies.models import ADMIN_ROLES, name_of
from gongkai.agencies.queries import has_role, held_assignments, held_roles
from gongkai.agencies.scoping import AgencyOwned
from gongkai.disclosures.models.hands import Hands, hands_of
from gongkai.disclosures.models.remark import PassageRemark, keep_remarks
from gongkai.disclosures.passages import Passage
from gongkai.findings import Failure
from gongkai.trail.services import Actor, acting_as, as_deputy, current_actor, record


class ReviewStep(models.TextChoices):
    """The steps a disclosure may pass, in this order. The values are the roles that do them."""

    FIRST = "first_review", "初审"
    SECOND = "second_review", "复审"
    SECRECY = "secrecy_review", "保密审查"
    FINAL = "final_review", "终审"


class WithdrawalReason(models.TextChoices):
    """The official kinds of reason for taking something down; the tombstone prints them."""

    NOTICE_OVER = "notice_over", "公示期满，不再需要继续公开"
    PERSONAL_DATA = "personal_data", "含有不应公开的个人信息"
    ERROR = "error", "内容有误，更正后重新公开"
    SECRECY = "secrecy", "经重新审查，不宜公开"
    SUPERSEDED = "superseded", "已由新的信息代替"
    OTHER = "other", "其他"


DEFAULT_STEPS = [ReviewStep.FIRST.value, ReviewStep.SECOND.value, ReviewStep.SECRECY.value, ReviewStep.FINAL.value]


def default_steps() -> list[str]:
    return list(DEFAULT_STEPS)


class ReviewPolicy(AgencyOwned):
    """Which steps this agency uses, and how many working days each may take. Fewer than four, never none."""

    steps = models.JSONField("审核步骤", default=default_steps)
    days = models.PositiveSmallIntegerField("每一步的时限（工作日）", default=2)

    class Meta:
        verbose_name = verbose_name_plural = "审核设置"
        constraints = [models.UniqueConstraint(fields=["agency"], name="one_review_policy")]

    def __str__(self) -> str:
        return "、".join(ReviewStep(step).label for step in self.steps)

    def clean(self) -> None:
        from django.core.exceptions import ValidationError

        chosen = [step for step in ReviewStep.values if step in self.steps]
        if not chosen or ReviewStep.SECRECY not in chosen:
            raise ValidationError({"steps": "至少要有一步审核和保密审查，不能都不选"})
        if chosen == [ReviewStep.SECRECY]:
            raise ValidationError({"steps": "除保密审查外，至少还要有一步审核"})
        self.steps = chosen


class AgencyRoleTaskState(TaskState):
    """What a reviewer recorded at one step; for the secrecy review also the basis of its result (条例第十七条)."""

    basis = models.CharField("依据", max_length=300, blank=True)
    in_place_of = models.ForeignKey(
        "auth.User", verbose_name="代谁办", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "审核记录"

    def log_state_change_action(self, user: Any, action: str) -> None:
        """Wagtail's line of history, of the record at hand: its own way reads the whole text again."""
        flow, after = self.workflow_state, self.workflow_state.get_next_task()
        step = {"id": self.task_id, "title": self.task.name}
        following = {"id": after.pk, "title": after.name} if after else None
        told = {"id": flow.workflow_id, "title": flow.workflow.name, "status": self.status, "task_state_id": self.pk}
        log(
            instance=flow.content_object,
            action=f"wagtail.workflow.{action}",
            user=user,
            data={"workflow": {**told, "task": step, "next": following}, "comment": self.get_comment()},
            revision=self.revision,
        )


@dataclass(frozen=True)
class Reviewer:
    """A person who may review: in which roles, in whose place. Read once for any number of records."""

    user: Any
    roles: dict[tuple[int, str], list[Any]]
    administrator: bool

    @classmethod
    def of(cls, user: Any, on: dt.date | None = None) -> Reviewer:
        roles: dict[tuple[int, str], list[Any]] = defaultdict(list)
        held = held_roles(user, on)
        for one in held:
            if one.agency_id is not None and one.role in ReviewStep.values:
                roles[one.agency_id, one.role].append(one.user)
        administrator = any(one.role in ADMIN_ROLES and one.user.pk == user.pk for one in held)
        return cls(user, dict(roles), administrator)

    def refusals(self, task: AgencyRoleTask, obj: Any, hands: Hands) -> list[Failure]:
        """Why this person may not do this step. Who stands in for somebody may do no more than that person might."""
        holders = self.roles.get((obj.agency_id, task.role))
        if not holders:
            return [Failure("not-the-role", f"您在{obj.agency}没有“{task.get_role_display()}”的角色")]
        if self.administrator:
            return [Failure("administrator", "管理员不能审核政府信息")]
        reasons = []
        if self.user.pk in hands.wrote:
            reasons.append(Failure("author", "这条信息是您写的或送审的，要由别人审核"))
        if self.user.pk in hands.approved:
            reasons.append(Failure("twice", "您已经审过这条信息的另一步，同一个人不能审两次"))
        if not reasons and not self._able(holders, hands):
            names = "、".join(name_of(holder) for holder in holders)
            words = f"您代的是{names}，这条信息是{names}写的、送审的或者审过别的步骤，也不能由您代审"
            reasons.append(Failure("represented", words))
        return reasons

    def confirming(self, agency: Any, barred: Collection[int]) -> Failure | list[Any]:
        """In whose name, oneself first, this person may confirm what none of ``barred`` may; or why not."""
        if self.user.pk in barred:
            return Failure("same-person", "要由发布人和作者以外的人做")
        holders = [one for role in ReviewStep.values for one in self.roles.get((agency.pk, role), [])]
        own = [one for one in holders if one.pk == self.user.pk]
        able = own or [one for one in holders if one.pk not in barred]
        if holders and not able:
            names = "、".join(dict.fromkeys(name_of(one) for one in holders))
            return Failure("represented", f"您代的是{names}，这条信息是{names}写的或者发布的，也不能由您代办")
        return able

    def actor(self, holder: Any | None) -> Actor:
        """Who acts, for the trail: the person in their own right, or in the place of ``holder``."""
        own = current_actor()
        return own if holder is None or holder.pk == self.user.pk else as_deputy(own, name_of(holder))

    def stands_in_for(self, task: AgencyRoleTask, obj: Any, hands: Hands) -> Any | None:
        """In whose place this person does the step; ``None`` in one's own role."""
        holders = self.roles.get((obj.agency_id, task.role), [])
        able = self._able(holders, hands)
        return None if not able or able[0].pk == self.user.pk else able[0]

    def _able(self, holders: list[Any], hands: Hands) -> list[Any]:
        """In whose name this may be done, oneself first."""
        own = [holder for holder in holders if holder.pk == self.user.pk]
        return own or [one for one in holders if one.pk not in hands.wrote | hands.approved]


class AgencyRoleTask(Task):
    """A step of review: whoever holds ``role`` in the agency of the record may do it."""

    role = models.CharField("角色", max_length=20, choices=ReviewStep.choices)

    admin_form_fields = [*Task.admin_form_fields, "role"]
    task_state_class = AgencyRoleTaskState

    class Meta:
        verbose_name = verbose_name_plural = "按角色审核"

    def refusals(self, obj: Any, user: Any, on: dt.date | None = None) -> list[Failure]:
        """Why this person may not do this step on this record; empty when they may."""
        return Reviewer.of(user, on).refusals(self, obj, hands_of([obj])[obj.pk])

    @transaction.atomic
    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        """Approve or return; the rules are asked here, so that no view can go round them.

        ``passages`` are the marked places of a return, each with its remark.
        """
        specific = AgencyRoleTaskState.objects.select_for_update().get(pk=task_state.pk)
        if specific.status != TaskState.STATUS_IN_PROGRESS:
            raise PermissionDenied("这一步已经办过，请刷新页面再看")
        obj = self._under_review(specific, task_state.workflow_state)
        reviewer, hands = Reviewer.of(user), hands_of([obj])[obj.pk]
        if failures := reviewer.refusals(self, obj, hands):
            raise PermissionDenied("；".join(str(failure) for failure in failures))
        comment = kwargs.get("comment", "")
        passages: Sequence[Passage] = kwargs.pop("passages", ())
        if passages and action_name == "approve":
            raise PermissionDenied("文中标了要改的地方，不能点通过。要改请退回；不用改，请先去掉标注")
        if action_name == "reject" and passages and not comment.strip():
            comment = kwargs["comment"] = f"文中标了{len(passages)}处要改的地方"
        if action_name == "reject" and not comment.strip():
            raise PermissionDenied("退回要写理由")
        basis = kwargs.pop("basis", "").strip()
        if action_name == "approve" and self.role == ReviewStep.SECRECY and not basis:
            raise PermissionDenied("保密审查要写依据")
        holder = reviewer.stands_in_for(self, obj, hands)
        if basis or holder is not None:
            # On the very object that approving saves, which would otherwise write the empty basis back.
            specific.basis, specific.in_place_of = basis, holder
            specific.save(update_fields=["basis", "in_place_of"])
        remarks = keep_remarks(obj, task_state, passages, user)
        data: dict[str, Any] = {"text": digest_of(specific.revision.content) if specific.revision else ""}
        if basis:
            data["basis"] = basis
        if remarks:
            data["passages"] = len(remarks)
        act = f"disclosure.{self.role}.{'approve' if action_name == 'approve' else 'return'}"
        with acting_as(reviewer.actor(holder)):  # the last approval publishes, and that is this act too
            record(act, target=obj, reason=comment, data=data)
            super().on_action(specific, user, action_name, **kwargs)
        for name in ("status", "finished_at", "finished_by", "comment"):
            setattr(task_state, name, getattr(specific, name))

    def _under_review(self, step: AgencyRoleTaskState, flow: WorkflowState) -> Any:
        """The record, with step, review and text tied to each other as they were read: else each is read again."""
        step.workflow_state, flow.current_task_state = flow, step
        record = flow.content_object
        if step.revision is not None and record.latest_revision_id == step.revision_id:
            record.latest_revision = step.revision
            Revision._meta.get_field("content_object").set_cached_value(step.revision, record)
        return record

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        """A step begins: what was returned before has been sent in again, so its marked places count as dealt with."""
        open_remarks = PassageRemark.objects.filter(disclosure_id=workflow_state.object_id, resolved_at__isnull=True)
        open_remarks.update(resolved_at=timezone.now())
        return super().start(workflow_state, user=user)

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return has_role(user, obj.agency, self.role)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """Under review the text stands still: reviewers return it instead of writing in it."""
        return True

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return False

    def user_can_unlock(self, obj: Any, user: Any) -> bool:
        return False

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        if self.refusals(obj, user):
            return []
        # After the last step Wagtail itself adds "and publish" to the words.
        after = next_step_name(obj)
        approve = f"通过，送{after}" if after else "通过"
        return [("reject", "退回修改", True), ("approve", approve, self.role == ReviewStep.SECRECY)]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet:
        agencies = held_assignments(user).filter(role=self.role).values_list("agency", flat=True)
        if not agencies:
            return TaskState.objects.none()
        from gongkai.disclosures.models.disclosure import Disclosure

        mine = Disclosure.objects.filter(agency__in=list(agencies)).values_list("pk", flat=True)
        return self.task_states.filter(
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__object_id__in=[str(pk) for pk in mine],
        )

    @classmethod
    def get_description(cls) -> str:
        return "由本单位担任这一角色的人审核"


def digest_of_text(revision: int | None) -> str:
    """The digest of a text as it was kept, for the trail: it proves which text was sent in, approved, made public."""
    content = Revision.objects.filter(pk=revision or 0).values_list("content", flat=True).first()
    return "" if content is None else digest_of(content)


def digest_of(content: Any) -> str:
    """The same, of content that was read or has just been made."""
    words = json.dumps(content, ensure_ascii=False, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(words.encode()).hexdigest()


def next_step_name(obj: Any) -> str:
    """The name of the step after the current one, empty when the current one is the last."""
    state = obj.current_workflow_state
    current = state.current_task_state if state else None
    if state is None or current is None:
        return ""
    # Wagtail's own get_next_task() is the first that is not done, which is the current one.
    tasks = list(state.workflow.tasks)
    later = tasks[[task.pk for task in tasks].index(current.task_id) + 1 :]
    done = set(
        state.task_states.filter(status__in=(TaskState.STATUS_APPROVED, TaskState.STATUS_SKIPPED)).values_list(
            "task_id", flat=True
        )
    )
    following = next((task for task in later if task.pk not in done), None)
    return following.specific.get_role_display() if following else ""


class EmergencyRelease(AgencyOwned):
    """应急发布: released at once by a final reviewer with a reason; another person must review it within 24 hours."""

    disclosure = models.ForeignKey(
        "disclosures.Disclosure", verbose_name="政府信息", on_delete=models.PROTECT, related_name="emergency_releases"
    )
    reason = models.CharField("理由", max_length=300)
    released_by = models.ForeignKey("auth.User", verbose_name="发布人", on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField("发布时间")
    review_due_at = models.DateTimeField("补审期限")
    reviewed_by = models.ForeignKey(
        "auth.User", verbose_name="补审人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField("补审时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "应急发布"
        constraints = [
            models.CheckConstraint(
                name="emergency_reviewed_by_another",
                condition=models.Q(reviewed_by__isnull=True) | ~models.Q(reviewed_by=models.F("released_by")),
                violation_error_message="补审要由发布人以外的人做",
            )
        ]

    def __str__(self) -> str:
        return f"{self.disclosure}（应急发布）"

"""Review: which steps an agency's disclosures pass, and who passed them.

One kind of Wagtail task serves every agency: it asks for a role in the agency of the record under review. The rules
that no page may soften stand in :meth:`AgencyRoleTask.refusals`: the author never approves, nobody approves twice, an
administrator neither.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from wagtail.models import Task, TaskState, WorkflowState

from gongkai.agencies.models import ADMIN_ROLES, RoleAssignment
from gongkai.agencies.queries import has_role
from gongkai.agencies.scoping import AgencyOwned
from gongkai.findings import Failure
from gongkai.trail.services import record


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

    class Meta:
        verbose_name = verbose_name_plural = "审核记录"


class AgencyRoleTask(Task):
    """A step of review: whoever holds ``role`` in the agency of the record may do it."""

    role = models.CharField("角色", max_length=20, choices=ReviewStep.choices)

    admin_form_fields = [*Task.admin_form_fields, "role"]
    task_state_class = AgencyRoleTaskState

    class Meta:
        verbose_name = verbose_name_plural = "按角色审核"

    def refusals(self, obj: Any, user: Any) -> list[Failure]:
        """Why this person may not do this step on this record; empty when they may."""
        if not has_role(user, obj.agency, self.role):
            return [Failure("not-the-role", f"您在{obj.agency}没有“{self.get_role_display()}”的角色")]
        if RoleAssignment.objects.filter(user=user, role__in=ADMIN_ROLES).exists():
            return [Failure("administrator", "管理员不能审核政府信息")]
        state = obj.current_workflow_state
        reasons = []
        if user.pk in authors(obj, state):
            reasons.append(Failure("author", "这条信息是您写的或送审的，要由别人审核"))
        if state is not None and user.pk in approvers(state):
            reasons.append(Failure("twice", "您已经审过这条信息的另一步，同一个人不能审两次"))
        return reasons

    @transaction.atomic
    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        """Approve or return; the rules are asked here, so that no view can go round them."""
        obj = task_state.workflow_state.content_object
        if failures := self.refusals(obj, user):
            raise PermissionDenied("；".join(str(failure) for failure in failures))
        comment = kwargs.get("comment", "")
        if action_name == "reject" and not comment.strip():
            raise PermissionDenied("退回要写理由")
        basis = kwargs.pop("basis", "").strip()
        if action_name == "approve" and self.role == ReviewStep.SECRECY and not basis:
            raise PermissionDenied("保密审查要写依据")
        if basis:
            # On the very object that approving saves, which would otherwise write the empty basis back.
            specific = task_state.specific
            specific.basis = basis
            specific.save(update_fields=["basis"])
        record(
            f"disclosure.{self.role}.{'approve' if action_name == 'approve' else 'return'}",
            target=obj,
            reason=comment,
            data={"basis": basis} if basis else {},
        )
        super().on_action(task_state, user, action_name, **kwargs)

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
        agencies = RoleAssignment.objects.filter(user=user, role=self.role).values_list("agency", flat=True)
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


def authors(obj: Any, state: WorkflowState | None) -> set[int]:
    """Everyone who wrote on the text under review, and who sent it in."""
    since = obj.revisions.all()
    if (first := obj.live_revision) is not None:
        since = since.filter(created_at__gt=first.created_at)
    wrote = set(since.exclude(user=None).values_list("user_id", flat=True))
    if state is not None and state.requested_by_id:
        wrote.add(state.requested_by_id)
    return wrote


def approvers(state: WorkflowState) -> set[int]:
    """Who approved a step of this review."""
    done = state.task_states.filter(status=TaskState.STATUS_APPROVED)
    return {pk for pk in done.values_list("finished_by_id", flat=True) if pk}


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

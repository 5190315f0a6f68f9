"""What follows the last approval. Apart from the other verbs because Wagtail imports it while models are being made."""

from __future__ import annotations

from typing import Any


def finish_review(workflow_state: Any, user: Any = None) -> None:
    """What follows the last approval (``WAGTAIL_FINISH_WORKFLOW_ACTION``): release, or the release at its set time.

    Nobody holds the permission to publish; passing all steps is what publishes. The guard looks once more, since its
    rules and lists may have changed during the review.

    :raises Refused: when something that blocks is open; the approval does not take place then.
    """
    from django.utils import timezone

    from gongkai.disclosures.attachments import approve_attachments
    from gongkai.disclosures.corrections import approve_corrections
    from gongkai.disclosures.guard import guard_failures
    from gongkai.disclosures.reassessing import confirm_attribute
    from gongkai.findings import Refused

    obj = workflow_state.content_object
    if failures := guard_failures(obj, now=timezone.now(), blocks_only=True):
        raise Refused(failures)
    approve_attachments(obj, now=timezone.now())
    approve_corrections(obj, now=timezone.now())
    revision = obj.get_latest_revision()
    if revision.content["attribute"] == "proactive":
        revision.publish(user=user, skip_permission_checks=True)
    else:
        confirm_attribute(obj, now=timezone.now())

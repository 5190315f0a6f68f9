"""What each role may do, as one table that the policy, the buttons and the tests all read.

``{model label: {action: roles}}``. An action that is not in the table is nobody's: in particular nobody holds
``publish`` or ``delete`` on disclosures; release and withdrawal are verbs of the services.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend

from gongkai.agencies.models import Role
from gongkai.agencies.queries import has_role, held_roles

WRITERS = frozenset({Role.EDITOR})
#: In the order in which they are named in sentences.
REVIEWERS = (Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER, Role.SECRECY_REVIEWER)
DESK = WRITERS.union(REVIEWERS, {Role.REQUEST_OFFICER, Role.REPORT_OFFICER, Role.SUPERVISOR})
KEEPERS = frozenset({Role.EDITOR, Role.REPORT_OFFICER})
REPORTERS = frozenset({Role.REPORT_OFFICER})
OFFICERS = frozenset({Role.REQUEST_OFFICER})

Rules = dict[str, frozenset[Role]]


def _register(keepers: frozenset[Role], readers: frozenset[Role] = DESK) -> Rules:
    return {"view": readers, "add": keepers, "change": keepers, "delete": keepers}


REGISTER_MODELS = (
    "registers.meeting",
    "registers.training",
    "registers.staffmember",
    "registers.disclosureoffice",
    "registers.readingpoint",
    "registers.expense",
    "registers.regulatorydocument",
    "registers.dutyfigure",
    "registers.administrativereview",
    "registers.litigation",
    "registers.complaint",
    "registers.serviceguide",
    "dialogue.publicconcern",
    "dialogue.concernresponse",
    "dialogue.interpretation",
    "dialogue.briefing",
    "dialogue.proposal",
    "channels.channel",
    "channels.noticeboard",
    "channels.release",
    "channels.publicnotice",
    "catalogue.section",
    "catalogue.catalogue",
    "catalogue.catalogueentry",
    "agencies.person",
    "agencies.leader",
    "agencies.leadinggroup",
    "agencies.leadinggroupmember",
)

TABLE: dict[str, Rules] = {
    "disclosures.disclosure": {"view": DESK, "add": WRITERS, "change": WRITERS.union(REVIEWERS)},
    "information_requests.informationrequest": _register(OFFICERS, OFFICERS | {Role.REPORT_OFFICER}),
    "information_requests.processingfee": _register(OFFICERS, OFFICERS | {Role.REPORT_OFFICER}),
    "reports.annualreport": {
        "view": DESK,
        "add": REPORTERS,
        "change": REPORTERS,
        "review": frozenset({Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER}),
    },
    **{label: _register(KEEPERS) for label in REGISTER_MODELS},
}


def allowed_roles(label: str, action: str) -> frozenset[Role]:
    """The roles that may do ``action`` on records of the model ``label`` (``app.model``); empty for unknown ones."""
    return TABLE.get(label, {}).get(action, frozenset())


def may(user: Any, action: str, record: Any) -> bool:
    """Whether ``user`` may do ``action`` on this record, in the agency it belongs to."""
    return has_role(user, record.agency, *allowed_roles(record._meta.label_lower, action))


class RoleBackend(ModelBackend):
    """Signs in with name and password, and answers Django's ``user.has_perm`` from the roles a person holds in any
    agency; the policy then asks which. Nothing stands in Django's own tables of permissions, so they are not asked.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        held = {one.role for one in held_roles(user_obj)}
        if perm == "wagtailadmin.access_admin":
            return bool(held)
        app, _, codename = perm.partition(".")
        action, _, model = codename.partition("_")
        return bool(held & allowed_roles(f"{app}.{model}", action))

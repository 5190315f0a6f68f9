"""Disclosures and how they are reviewed."""

from gongkai.disclosures.models.disclosure import (
    Disclosure,
    EverPublished,
    IndexSerial,
    PublicDisclosures,
    Validity,
)
from gongkai.disclosures.models.review import (
    AgencyRoleTask,
    AgencyRoleTaskState,
    EmergencyRelease,
    ReviewPolicy,
    ReviewStep,
    WithdrawalReason,
)

__all__ = [
    "AgencyRoleTask",
    "AgencyRoleTaskState",
    "Disclosure",
    "EmergencyRelease",
    "EverPublished",
    "IndexSerial",
    "PublicDisclosures",
    "ReviewPolicy",
    "ReviewStep",
    "Validity",
    "WithdrawalReason",
]

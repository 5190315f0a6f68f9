"""Disclosures and how they are reviewed."""

from gongkai.disclosures.models.attachment import Attachment
from gongkai.disclosures.models.bulk import BulkAct, BulkRefusal, BulkVerb
from gongkai.disclosures.models.correction import Correction
from gongkai.disclosures.models.disclosure import (
    Disclosure,
    EverPublished,
    IndexSerial,
    PublicDisclosures,
    Validity,
)
from gongkai.disclosures.models.guard import (
    Answer,
    GuardFinding,
    GuardRun,
    Level,
    WordList,
    WordListKind,
)
from gongkai.disclosures.models.history import HistoryLine
from gongkai.disclosures.models.reassessment import Reassessment, ReassessmentResult
from gongkai.disclosures.models.remark import PassageRemark, ReviewReminder
from gongkai.disclosures.models.review import (
    AgencyRoleTask,
    AgencyRoleTaskState,
    EmergencyRelease,
    ReviewPolicy,
    ReviewStep,
    WithdrawalReason,
)
from gongkai.disclosures.models.validity_change import ValidityChange

__all__ = [
    "AgencyRoleTask",
    "AgencyRoleTaskState",
    "Answer",
    "Attachment",
    "BulkAct",
    "BulkRefusal",
    "BulkVerb",
    "Correction",
    "Disclosure",
    "EmergencyRelease",
    "EverPublished",
    "GuardFinding",
    "GuardRun",
    "HistoryLine",
    "IndexSerial",
    "Level",
    "PassageRemark",
    "PublicDisclosures",
    "Reassessment",
    "ReassessmentResult",
    "ReviewPolicy",
    "ReviewReminder",
    "ReviewStep",
    "Validity",
    "ValidityChange",
    "WithdrawalReason",
    "WordList",
    "WordListKind",
]

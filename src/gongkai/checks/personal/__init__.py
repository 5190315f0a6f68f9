"""Personal data in texts and tables: where it is, how much it weighs, and its recommended published form."""

from gongkai.checks.personal.allow import NOTHING, Allow
from gongkai.checks.personal.detect import apply_masks, excerpt, find_personal, mask_text, safe
from gongkai.checks.personal.kinds import RULES, Hit, Kind, Rule

__all__ = [
    "NOTHING",
    "RULES",
    "Allow",
    "Hit",
    "Kind",
    "Rule",
    "apply_masks",
    "excerpt",
    "find_personal",
    "mask_text",
    "safe",
]

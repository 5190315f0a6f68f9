"""Numbers that a spreadsheet shortened: an ID, a mobile or a card kept as a number or in scientific notation."""

from __future__ import annotations

import re

from gongkai.checks.personal import masking
from gongkai.checks.personal.numerals import PROVINCES, date_of, is_id18

_SCIENTIFIC = re.compile(r"^['\"=\s]*([1-9](?:\.\d+)?)[eE]\+?(\d{2})\"?\s*$")


def lost_number(text: str, kind: str | None, is_number: bool) -> tuple[str, str, str] | None:
    """An ID, a mobile or a card that a spreadsheet turned into a number and shortened."""
    match = _SCIENTIFIC.match(text)
    if match:
        digits, power = match.group(1).replace(".", ""), int(match.group(2))
        if power in (17, 14) and len(digits) <= 18:
            whole = digits.ljust(power + 1, "0")
            if kind == "id_card" or (power == 17 and len(digits) >= 3 and digits[:2] in PROVINCES and _dated(digits)):
                return "P-ID-LOST", "***", whole[:2] + "***"
        if kind == "mobile" and power == 10 and digits[0] == "1":
            return "P-MOBILE-LOST", "***", digits[:2] + "***"
        if (kind == "bank_card" and 12 <= power <= 18) or (
            digits[:2] == "62" and power in (15, 18) and kind != "plain"
        ):
            return "P-BANK-LOST", "***", digits[:2] + "***"
        return None
    if len(text) == 18 and text.isdigit() and text[6:8] in ("19", "20") and date_of(text[6:14]):
        rounded = text.endswith("000") or (is_number and not is_id18(text))
        if (rounded or kind == "id_card") and (text[:2] in PROVINCES or kind == "id_card"):
            masked = masking.id_card(text)
            return "P-ID-LOST", masked, masked
    if is_number and len(text) in (16, 17, 19) and text.isdigit() and text[:2] == "62" and kind in (None, "bank_card"):
        masked = masking.bank_card(text)
        return "P-BANK-LOST", masked, masked
    return None


def _dated(digits: str) -> bool:
    """The digits that are left do not speak against a year of birth."""
    year = digits[6:10]
    return len(year) < 2 or year[:2] in ("19", "20")

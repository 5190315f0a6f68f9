"""What an agency has allowed: its own phones, mail addresses and domains, addresses, plates. Data of the agency."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_DIGITS = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class Allow:
    """Entries that are not findings: numbers as digits only, mail addresses or domains, and texts word for word."""

    numbers: frozenset[str] = frozenset()
    mails: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, lines: Iterable[str]) -> Allow:
        """From lines, one entry each; blank lines and lines that start with ``#`` are left out."""
        numbers, mails, texts = set(), set(), set()
        for line in lines:
            entry = unicodedata.normalize("NFKC", line).strip().strip("\ufeff")
            if not entry or entry.startswith("#"):
                continue
            digits = _DIGITS.sub("", entry)
            if "@" in entry:
                mails.add(entry.lower())
            elif re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", entry.lower()) and not entry.replace(".", "").isdigit():
                mails.add("@" + entry.lower())
            elif len(digits) >= 5 and not re.search(r"[^\d\s()（）+\-—–.转]", entry):
                numbers.add(digits)
            else:
                texts.add(entry)
        return cls(frozenset(numbers), frozenset(mails), frozenset(texts))

    def number(self, digits: str) -> bool:
        """Whether a phone (with or without area code or country code) or another number is allowed."""
        if not self.numbers:
            return False
        return digits in self.numbers or any(
            len(allowed) >= 7
            and (digits.endswith(allowed) or allowed.endswith(digits))
            and abs(len(allowed) - len(digits)) <= 5
            for allowed in self.numbers
        )

    def mail(self, address: str) -> bool:
        """Whether a mail address is allowed itself or by its domain."""
        address = address.lower()
        if not self.mails:
            return False
        return any(
            address == mail or (mail.startswith("@") and address.endswith((mail, "." + mail[1:])))
            for mail in self.mails
        )

    def text(self, text: str) -> bool:
        """Whether a text (an address, a plate) is allowed word for word or is part of an allowed one."""
        return bool(self.texts) and any(text == entry or text in entry or entry in text for entry in self.texts)


NOTHING = Allow()

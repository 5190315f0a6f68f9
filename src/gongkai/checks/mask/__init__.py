"""Masked copies of files: the recommended published form, in the data itself, with nothing hidden left."""

from gongkai.checks.mask.copy import MaskedCopy, mask

__all__ = ["MaskedCopy", "mask"]

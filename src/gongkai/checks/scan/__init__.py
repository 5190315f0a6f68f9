"""Scanning files before they become public: personal data, hidden things, properties, wording, dates, sums."""

from gongkai.checks.scan.result import Options, ScanFinding, ScanResult
from gongkai.checks.scan.scan import scan

__all__ = ["Options", "ScanFinding", "ScanResult", "scan"]

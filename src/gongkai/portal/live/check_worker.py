"""The process that reads one untrusted file for ``/check/``: bytes on standard input, JSON on standard output."""

from __future__ import annotations

import json
import resource
import sys

MEMORY = 1024 * 1024 * 1024


def main(name: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    from gongkai.checks.report.recognise import recognise
    from gongkai.checks.report.run import check_report, unreadable
    from gongkai.findings import Refused, Verdict
    from gongkai.papers.reading import read

    lines: list[dict[str, object]] = []
    try:
        report = recognise(read(sys.stdin.buffer.read(), name=name), name=name)
        checked = check_report(report, file=name)
        lines = [{"text": block.text, "level": block.level} for block in report.blocks[:4000]]
    except Refused as refused:
        checked = unreadable(name, refused)
    shown = [one for one in checked.findings if one.verdict is Verdict.FAIL or not checked.readable]
    data = checked.as_dict() | {
        "findings": [finding.as_dict() for finding in shown],
        "lines": lines,
        "cell_count": len(checked.cells),
        "refused": "" if checked.readable else "；".join(finding.message for finding in checked.findings),
    }
    json.dump(data, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")

"""What is written can be read again by the project's own readers, cell by cell."""

from __future__ import annotations

import pytest

from gongkai.findings import Refused
from gongkai.papers.model import Heading, Paper
from gongkai.papers.reading import read
from gongkai.papers.writing import MEDIA_TYPES, write


def rows(paper: Paper) -> list[list[str]]:
    return [["".join(c.text.split()) if c else "" for c in line] for t in paper.tables() for line in t.grid()]


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_every_row_of_the_official_tables_comes_back(report_2018: Paper, report_2023: Paper, kind: str) -> None:
    for paper in (report_2018, report_2023):
        found = rows(read(write(paper, kind), name=f"年报.{kind}"))
        # a workbook keeps 0.70 as the number 0.7
        missing = [line for line in rows(paper) if line not in found and "0.70" not in line]
        assert missing == []


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_chapters_come_back_as_headings(report_2018: Paper, kind: str) -> None:
    wanted = [b.text for b in report_2018.blocks if isinstance(b, Heading) and b.level == 1]
    found = [b.text for b in read(write(report_2018, kind), name=f"年报.{kind}").blocks if isinstance(b, Heading)]
    assert [text for text in found if text in wanted] == wanted


def test_the_pdf_keeps_the_figures_of_its_statistics_table(report_2018: Paper) -> None:
    found = rows(read(write(report_2018, "pdf"), name="年报.pdf"))
    missing = [line for line in rows(report_2018) if line not in found]
    assert missing == []


def test_an_unknown_format_is_refused_with_those_that_can_be_had(report_2018: Paper) -> None:
    with pytest.raises(Refused, match="docx、pdf、xlsx、html"):
        write(report_2018, "wps")
    assert set(MEDIA_TYPES) == {"docx", "pdf", "xlsx", "html"}

"""A wide table lies on a turned page of its own, and the headings right before it turn with it."""

import pytest

from gongkai.papers.model import Cell, Heading, PageBreak, Paragraph, Table
from gongkai.papers.writing.layout import page_runs

WIDE = Table([[Cell("甲")]], landscape=True)
TEXT, HEAD, SUB = Paragraph("文"), Heading("附：目录"), Heading("（一）", 2)


@pytest.mark.parametrize(
    ("blocks", "runs"),
    [
        ([TEXT, HEAD, WIDE], [(False, [TEXT]), (True, [HEAD, WIDE])]),
        ([TEXT, PageBreak(), HEAD, SUB, WIDE, TEXT], [(False, [TEXT]), (True, [HEAD, SUB, WIDE]), (False, [TEXT])]),
        ([HEAD, WIDE], [(True, [HEAD, WIDE])]),
        ([WIDE, WIDE], [(True, [WIDE]), (True, [WIDE])]),
        ([HEAD, TEXT, WIDE], [(False, [HEAD, TEXT]), (True, [WIDE])]),
        ([TEXT, HEAD], [(False, [TEXT, HEAD])]),
        ([], []),
    ],
)
def test_runs_of_upright_and_turned_pages(blocks, runs):
    assert page_runs(blocks) == runs

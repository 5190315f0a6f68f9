"""Varied annual reports for tests: consistent random sheets, the text around them, and the layouts they are printed in.

``report(edition, seed)`` makes a consistent report; ``LAYOUTS[name](report)`` prints it as (file name, bytes). Layouts
whose name is in ``HELD_OUT`` were written after the recogniser and are not used to tune it, only to measure it.
Every agency and figure is invented (示例).
"""

from checks.report.generator.content import Report, report
from checks.report.generator.layouts import LAYOUTS
from checks.report.generator.layouts_held_out import HELD_OUT

ALL = {**LAYOUTS, **HELD_OUT}

__all__ = ["ALL", "HELD_OUT", "LAYOUTS", "Report", "report"]

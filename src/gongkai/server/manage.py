"""Django's own command line, for the worker processes and for the operator."""

from __future__ import annotations

import os
import sys


def main(argv: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["gongkai manage", *argv])


if __name__ == "__main__":
    main(sys.argv[1:])

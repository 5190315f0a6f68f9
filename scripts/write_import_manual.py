"""Write the manual's page on import tables (docs/manual/import-templates.md) from the declarations of the rooms."""

from __future__ import annotations

from pathlib import Path

from gongkai.server import bootstrap

PAGE = Path(__file__).resolve().parent.parent / "docs" / "manual" / "import-templates.md"

if __name__ == "__main__":
    bootstrap.setup()
    from gongkai.intake.manual import manual

    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(manual(), encoding="utf-8")

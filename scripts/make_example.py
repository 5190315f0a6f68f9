"""Write the example towns' import files anew (examples/). The same files come out each time; they are committed."""

from __future__ import annotations

from pathlib import Path

from example_data import district, shili, xingjing

HERE = Path(__file__).resolve().parent.parent / "examples"

if __name__ == "__main__":
    district.write(HERE / "xixia")
    xingjing.write(HERE / "xingjing")
    shili.write(HERE / "shili")

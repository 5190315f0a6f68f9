"""The child process that draws the first pages of a PDF: bytes in, a JSON list of WebP pictures (base64) out.

It runs apart for the same reason as the reader of PDF (:mod:`gongkai.papers.reading.pdf_worker`): a PDF can be built to
make any library hang or eat all memory. The parent sets the time, this process its own memory.
"""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys

#: Pages drawn, their width in pixels, and the seconds and bytes all of them may take.
PAGES = 5
WIDTH = 960
SECONDS = 4.0
MEMORY = 700 * 1024 * 1024
QUALITY = 60


def draw(data: bytes) -> dict[str, object]:
    """``{"total": pages of the file, "pictures": [base64, …]}`` for the first :data:`PAGES` pages."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    pictures = []
    for index in range(min(len(document), PAGES)):
        page = document[index]
        width, height = page.get_size()
        scale = WIDTH / max(width, height * 0.7, 1)
        image = page.render(scale=scale).to_pil().convert("RGB")
        out = io.BytesIO()
        image.save(out, "WEBP", quality=QUALITY, method=2)
        pictures.append(base64.b64encode(out.getvalue()).decode())
    return {"total": len(document), "pictures": pictures}


def pictures_of(data: bytes) -> tuple[int, list[bytes]]:
    """(pages of the file, pictures of the first ones); no pictures where it cannot be drawn in time."""
    command = [sys.executable, "-m", "gongkai.portal.pdf_pictures"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)
        found = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return 0, []
    return found["total"], [base64.b64decode(one) for one in found["pictures"]]


if __name__ == "__main__":
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.stdout.write(json.dumps(draw(sys.stdin.buffer.read())))

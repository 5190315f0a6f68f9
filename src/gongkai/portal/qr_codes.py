"""QR codes of public addresses: inside a page (there on paper too), or as an image of its own."""

from __future__ import annotations

import io

import segno

#: The last part of the address of a page's code, after the page's own: ``/qr/shilizhen/d/1/code.svg``.
FILE = "code.svg"
LONGEST = 500


def _code(address: str) -> segno.QRCode:
    return segno.make(address[:LONGEST], error="m", micro=False)


def inline(address: str) -> str:
    """The code as ``<svg>`` for a page; nothing in it but the drawing."""
    return _code(address).svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None)


def image(address: str) -> bytes:
    """The code as an SVG file."""
    out = io.BytesIO()
    _code(address).save(out, kind="svg", omitsize=True, xmldecl=False, border=2)
    return out.getvalue()

"""Make docs/pictures/ from the running example town: the desk, the report as PDF, the public site, on a phone too.

Needs a Chromium and poppler. Everything happens in a temporary data folder.

    python scripts/make_pictures.py
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
GONGKAI = str(Path(sys.executable).with_name("gongkai"))
PASSWORD = "pictures-only-2026"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run"]  # fmt: skip

#: file name → (account or "", width, height, address)
SHOTS = {
    "desk-home": ("xj-report", 1280, 800, "/admin/"),
    "desk-report": ("xj-report", 1280, 900, "/admin/annual-reports/1/"),
    "desk-figure": ("xj-report", 1280, 800, "/admin/annual-reports/1/cells/S14.1.2.4/"),
    "portal-home": ("", 1280, 900, "/"),
    "portal-agency": ("", 1280, 900, "/xingjing/"),
    "portal-phone": ("", 390, 800, "/xingjing/"),
}


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"GONGKAI_DATA": folder, "DATABASE_URL": "", "GONGKAI_DEMO_PASSWORD": PASSWORD}
        for command in (["demo"], ["bake"]):
            subprocess.run([GONGKAI, *command], env=environment, check=True, stdout=subprocess.DEVNULL)
        report(environment, Path(folder))
        port = free_port()
        server = subprocess.Popen([GONGKAI, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            shoot(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait()


def report(environment: dict[str, str], folder: Path) -> None:
    """The first page of figures of the PDF."""
    out = folder / "out"
    command = [GONGKAI, "report", "xingjing", "2018", "--format", "pdf", "--out", str(out)]
    subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (pdf,) = out.glob("*.pdf")
    page = ["-f", "8", "-l", "8", "-r", "80", "-png", "-singlefile"]
    subprocess.run(["pdftoppm", *page, str(pdf), str(PICTURES / "report-pdf")], check=True)


def shoot(base: str) -> None:
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for name, (account, width, height, address) in SHOTS.items():
            context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
            page = context.new_page()
            if account:
                sign_in(page, base, account)
            page.goto(base + address)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=str(PICTURES / f"{name}.png"))
            context.close()
        browser.close()


def sign_in(page: Page, base: str, account: str) -> None:
    page.goto(f"{base}/admin/login/")
    page.locator("input[type=text]").first.fill(account)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{address} does not answer")


if __name__ == "__main__":
    main()

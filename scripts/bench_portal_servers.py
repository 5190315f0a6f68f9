"""The embedded server, nginx with our configuration, nginx alone, and plain Wagtail: the same page, the same load."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

SCRIPTS = Path(__file__).resolve().parent
Report = Callable[[str, str, str], None]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, **options: Any) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait()


def load(port: int, seconds: int) -> tuple[float, str]:
    """(requests per second, p99) of the home page, gzip, 200 connections."""
    address, encoding = f"http://127.0.0.1:{port}/", "Accept-Encoding: gzip"
    command = ["wrk", "-t1", "-c200", f"-d{seconds}s", "--timeout", "30s", "--latency", "-H", encoding, address]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = re.search(r"Requests/sec:\s*([\d.]+)", out)
    slow = re.search(r"99%\s+(\S+)", out)
    if rate is None or slow is None or "Non-2xx" in out:
        raise SystemExit(out)
    return float(rate.group(1)), slow.group(1)


def granian(application: str, port: int, *more: str) -> list[str]:
    return [
        sys.executable, "-m", "granian", application, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "2", "--blocking-threads", "1", "--log-level", "critical", *more,
    ]  # fmt: skip


@contextmanager
def everything(report: Report, data: Path, seconds: int) -> Iterator[int]:
    """Measure all servers; yields the port of the embedded one while it still runs."""
    from gongkai.server.bootstrap import collect_static

    collect_static()
    port = free_port()
    static = ("--static-path-route", "/static", "--static-path-mount", str(data / "static"))
    with running(granian("gongkai.server.wsgi:application", port, *static), port):
        nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        if nginx and shutil.which("wrk"):
            compare(report, data, seconds, nginx, port)
        else:
            report("embedded server beside nginx", "≥ 45 %", "not measured: needs nginx and wrk")
        yield port


def compare(report: Report, data: Path, seconds: int, nginx: str, embedded: int) -> None:
    plain, ours, wagtail = free_port(), free_port(), free_port()
    configure(data, plain, ours, embedded)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bench_wagtail.settings", "PYTHONPATH": _path()}
    subprocess.run([sys.executable, "-m", "bench_wagtail.prepare"], env=environment, check=True)
    peer = granian("bench_wagtail.wsgi:application", wagtail)
    with ExitStack() as stack:
        stack.enter_context(running([nginx, "-c", str(data / "nginx" / "nginx.conf")], plain))
        stack.enter_context(running(peer, wagtail, env=environment))
        for port in (embedded, wagtail):
            for _ in range(4):  # each of the two processes has imported what it needs
                urlopen(f"http://127.0.0.1:{port}/", timeout=120).read()
            load(port, 1)
        base, base_slow = load(plain, seconds)
        for name, port, must in (
            ("nginx with our configuration beside nginx", ours, "≥ 95 %"),
            ("embedded server beside nginx", embedded, "≥ 45 %"),
            ("plain Wagtail beside nginx", wagtail, "the peer"),
        ):
            rate, slow = load(port, seconds if port != wagtail else 3 * seconds)
            share = f"{rate / base:.0%}" if rate > base / 100 else f"{rate / base:.2%}"
            report(f"{name}, 200 connections", must, f"{share} ({rate:,.0f} beside {base:,.0f} a second), p99 {slow}")
        report("nginx alone, p99 at 200 connections", "", base_slow)


def configure(data: Path, plain_port: int, ours_port: int, embedded: int) -> None:
    from gongkai.portal.deployment import nginx_config

    folder = data / "nginx"
    folder.mkdir(exist_ok=True)
    ours = nginx_config(
        site=data / "site", static=data / "static", application=f"127.0.0.1:{embedded}",
        listen=f"127.0.0.1:{ours_port}", server_name="_",
    )  # fmt: skip
    plain = f'server {{ listen 127.0.0.1:{plain_port}; root "{data}/site"; gzip_static on; index index.html; }}'
    (folder / "nginx.conf").write_text(
        f"daemon off; user root; worker_processes 2; pid {folder}/pid; error_log {folder}/error.log; "
        "events { worker_connections 1024; }\n"
        "http { include /etc/nginx/mime.types; access_log off; sendfile on; keepalive_requests 1000000;\n"
        f"{plain}\n{ours}\n}}\n"
    )


def _path() -> str:
    return os.pathsep.join([str(SCRIPTS), *sys.path])

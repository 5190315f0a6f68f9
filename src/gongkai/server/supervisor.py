"""One supervised group of processes: web server, job workers, schedule.

The supervisor starts each part in its own process, restarts one that falls over (with a growing pause), and stops them
all when it is told to. A part also ends by itself when the supervisor is killed outright (parent-death signal).
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

STOP_SECONDS = 10.0
STEADY_SECONDS = 30.0
GIVE_UP_AFTER = 5
PR_SET_PDEATHSIG = 1
#: How far jobs and the schedule stand back behind the web (Unix niceness).
BACKGROUND = 10
#: The same of the files of the public site: behind the web, before the rest.
PAGES = 8


@dataclass
class Part:
    """One process of the group: its Chinese name for messages, and its command line."""

    name: str
    command: list[str]
    nice: int = 0  # what nobody waits for gives way to what people wait for
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    due: float = 0.0


@dataclass
class Supervisor:
    """Runs ``parts`` until a signal comes; :meth:`run` returns the exit code."""

    parts: list[Part]
    say: Callable[[str], None] = print
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> int:
        """Start everything and wait. 0 after a stop by signal, 1 when a part cannot be kept up."""
        previous = {number: signal.signal(number, self._on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            for part in self.parts:
                self._start(part)
            return self._watch()
        finally:
            self._stop_all()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _watch(self) -> int:
        while not self._stop.wait(0.2):
            now = time.monotonic()
            for part in self.parts:
                if part.process is None:
                    if now >= part.due:
                        self._start(part)
                elif (code := part.process.poll()) is not None and not self._fell(part, code, now):
                    return 1
        return 0

    def _fell(self, part: Part, code: int, now: float) -> bool:
        """Note that a part ended; false when it has done so too often to go on."""
        part.process = None
        part.falls = 1 if now - part.started > STEADY_SECONDS else part.falls + 1
        if part.falls >= GIVE_UP_AFTER:
            self.say(f"{part.name}连续{part.falls}次启动后就退出（代码{code}），全部停止。")
            return False
        part.due = now + min(2.0**part.falls, 30.0) - 1.0
        self.say(f"{part.name}退出了（代码{code}），马上重新启动。")
        return True

    def _start(self, part: Part) -> None:
        part.started = time.monotonic()
        part.process = subprocess.Popen(
            part.command, env=self.environment, preexec_fn=partial(_begin, part.nice), start_new_session=False
        )

    def _stop_all(self) -> None:
        running = [part.process for part in self.parts if part.process and part.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _on_signal(self, number: int, frame: object) -> None:
        self._stop.set()


def _begin(nice: int) -> None:
    """In the child: leave the terminal's interrupts to the supervisor, end when it is gone, give way by ``nice``."""
    os.nice(nice)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def parts(host: str, port: int, workers: int, static: str) -> list[Part]:
    """The group of one installation."""
    python = sys.executable
    manage = [python, "-m", "gongkai.server.manage"]
    return [
        Part(
            "网站",
            [
                python, "-m", "granian", "gongkai.server.wsgi:application",
                "--interface", "wsgi", "--host", host, "--port", str(port),
                "--workers", str(workers), "--blocking-threads", "1",
                "--static-path-route", "/static", "--static-path-mount", static,
                "--respawn-failed-workers", "--workers-kill-timeout", "5", "--log-level", "error",
            ],
        ),
        Part("网站文件", [*manage, "run_worker", "--queue", "portal", "--interval", "0.2"], nice=PAGES),
        Part("后台任务", [*manage, "run_worker"], nice=BACKGROUND),
        Part("定时任务", [*manage, "run_schedule"], nice=BACKGROUND),
    ]  # fmt: skip

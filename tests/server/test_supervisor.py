"""The group of processes stands and falls together."""

import os
import signal
import subprocess
import sys
import threading
import time

from gongkai.server.supervisor import Part, Supervisor, parts

WAIT = [sys.executable, "-c", "import time; time.sleep(60)"]


def _alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _when(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_a_stop_signal_ends_every_part():
    parts = [Part("甲", WAIT), Part("乙", WAIT)]
    supervisor = Supervisor(parts)

    def stop_when_up():
        _when(lambda: all(part.process for part in parts))
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=stop_when_up)
    thread.start()
    assert supervisor.run() == 0
    thread.join()
    assert all(part.process.poll() is not None for part in parts)


def test_jobs_and_the_schedule_give_way_to_the_web():
    def above(process):
        return os.getpriority(os.PRIO_PROCESS, process.pid) - os.getpriority(os.PRIO_PROCESS, 0)

    web, *background = parts("127.0.0.1", 8000, 2, "static")
    assert [part.nice for part in (web, *background)] == [0, 8, 10, 10]
    running = [Part("甲", WAIT), Part("乙", WAIT, nice=5)]
    supervisor = Supervisor(running)

    def stop_when_up():
        _when(lambda: all(part.process for part in running))
        found.extend(above(part.process) for part in running)
        os.kill(os.getpid(), signal.SIGTERM)

    found: list[int] = []
    thread = threading.Thread(target=stop_when_up)
    thread.start()
    supervisor.run()
    thread.join()
    assert found == [0, 5]


def test_a_part_that_falls_over_is_started_again(tmp_path):
    mark = tmp_path / "second"
    script = f"import pathlib,sys,time; p=pathlib.Path({str(mark)!r}); first=not p.exists(); p.touch(); sys.exit(3) if first else time.sleep(60)"
    part, said = Part("甲", [sys.executable, "-c", script]), []
    supervisor = Supervisor([part], say=said.append)

    def stop_when_back():
        _when(lambda: part.falls == 1 and part.process is not None)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=stop_when_back)
    thread.start()
    assert supervisor.run() == 0
    thread.join()
    assert said == ["甲退出了（代码3），马上重新启动。"]


def test_a_part_that_never_stays_up_ends_the_group(monkeypatch):
    monkeypatch.setattr("gongkai.server.supervisor.GIVE_UP_AFTER", 2)
    steady, said = Part("乙", WAIT), []
    supervisor = Supervisor([Part("甲", [sys.executable, "-c", "raise SystemExit(4)"]), steady], say=said.append)
    assert supervisor.run() == 1
    assert said[-1] == "甲连续2次启动后就退出（代码4），全部停止。"
    assert steady.process.poll() is not None


def test_parts_end_when_the_supervisor_is_killed_outright(tmp_path):
    """kill -9 leaves nobody behind: the parts ask the kernel to be told."""
    note = tmp_path / "pid"
    script = (
        "import sys; from gongkai.server.supervisor import Part, Supervisor\n"
        f"part = [sys.executable, '-c', \"import os,time; open({str(note)!r},'w').write(str(os.getpid())); time.sleep(60)\"]\n"
        "Supervisor([Part('甲', part)]).run()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script])
    _when(lambda: note.exists() and note.read_text())
    child = int(note.read_text())
    process.kill()
    process.wait()
    _when(lambda: not _alive(child))

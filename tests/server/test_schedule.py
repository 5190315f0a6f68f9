"""Periodic jobs run when they are due, and one that fails does not stop the rest."""

import datetime as dt
import threading

import pytest

from gongkai.server.schedule import PERIODIC, Periodic, prune_tasks, publish_scheduled, run

pytestmark = pytest.mark.django_db


def test_a_failing_job_does_not_keep_others_from_running(caplog):
    stop, ran = threading.Event(), []

    def fails():
        raise ValueError("示例")

    def works():
        ran.append(1)
        stop.set()

    run(stop, lambda: dt.datetime.now(dt.UTC), (Periodic("坏的", 60, fails), Periodic("好的", 60, works)))
    assert ran == [1]
    assert "定时任务“坏的”没有完成" in caplog.text


def test_each_job_keeps_its_own_interval():
    stop, runs, now = threading.Event(), {"often": 0, "rare": 0}, [dt.datetime(2026, 1, 1, tzinfo=dt.UTC)]

    def clock():
        now[0] += dt.timedelta(seconds=1)
        return now[0]

    def often():
        runs["often"] += 1
        if runs["often"] == 6:
            stop.set()

    def rare():
        runs["rare"] += 1

    run(stop, clock, (Periodic("勤", 4, often), Periodic("疏", 10_000, rare)))
    assert runs == {"often": 6, "rare": 1}


def test_scheduled_publishing_works_across_agencies():
    publish_scheduled()


def test_every_periodic_job_runs_on_an_empty_installation():
    for job in PERIODIC:
        if job.call is not prune_tasks:  # asks for the database's own queue, which tests do not use
            job.call()

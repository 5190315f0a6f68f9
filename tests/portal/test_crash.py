"""Killed outright at any moment, the site still comes to say what the records say."""

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

SCENE = Path(__file__).with_name("crash_scene.py")
PUBLICATIONS = int(os.environ.get("GONGKAI_CRASH_PUBLICATIONS", "200"))


@pytest.mark.slow  # 200 publications while processes are killed and started again
@pytest.mark.django_db(transaction=True)
def test_killed_at_random_points_during_200_publications_the_files_equal_the_records(example, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("the scene kills processes around a SQLite file of its own")
    with sqlite3.connect(tmp_path / "gongkai.sqlite3") as copy:
        connection.connection.backup(copy)
    copy.close()
    path = os.pathsep.join([str(SCENE.parent.parent), *sys.path])
    environment = {**os.environ, "GONGKAI_DATA": str(tmp_path), "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, SCENE, str(PUBLICATIONS), "20261014"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    numbers = dict(re.findall(r"(\w+)=(\d+)", done.stderr))
    assert int(numbers["kills"]) >= 5
    assert int(numbers["published"]) == PUBLICATIONS

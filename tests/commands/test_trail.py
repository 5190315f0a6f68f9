"""``gongkai trail verify``: what cannot be read is not called damaged."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("contents", [None, b"not a database" * 100])
def test_a_data_folder_without_a_readable_trail_is_refused_and_not_called_damaged(tmp_path, contents):
    if contents is not None:
        (tmp_path / "gongkai.sqlite3").write_bytes(contents)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "gongkai.cli", "trail", "verify"],
        env=environment | {"GONGKAI_DATA": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"错误：{tmp_path}：操作记录读不出来")

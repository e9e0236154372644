"""The wheel brings its own course along."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]


def test_the_wheel_builds_an_exam_in_an_empty_folder(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path / "dist"), versions=["standard"])
    # All that an installation does for a wheel of pure Python.
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    empty = tmp_path / "empty"
    empty.mkdir()
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    where = [sys.executable, "-c", "from hwgen.bank.files import find_course; print(find_course())"]
    found = subprocess.run(where, cwd=empty, env=env, capture_output=True, text=True, check=True).stdout.strip()
    assert found == str(tmp_path / "site" / "hwgen" / "starter")
    command = [sys.executable, "-m", "hwgen", "build", "--seed", "7"]
    done = subprocess.run(command, cwd=empty, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (empty / "output" / "hw2" / "seed-7-zh" / "exam.pdf").stat().st_size > 10_000

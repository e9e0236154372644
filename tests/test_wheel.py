"""The wheel brings its own course along."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_wheel_builds_an_exam_in_an_empty_folder(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", tmp_path / "dist", ROOT], check=True)
    (wheel,) = (tmp_path / "dist").glob("hwgen-*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", tmp_path / "site", wheel], check=True)
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

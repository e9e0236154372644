"""Results: plain data, and an interrupt or a full disk leaves the old ones as they were."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest
from terminal import hear_ctrl_c

from hwgen.errors import HwgenError
from hwgen.output import as_json, replace_folder

BUILD = [sys.executable, "-m", "hwgen", "build", "--seed", "7"]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Results of an earlier build."""
    folder = tmp_path / "output" / "hw2" / "seed-7-zh"
    folder.mkdir(parents=True)
    (folder / "exam.tex").write_text("old")
    return folder


def unchanged(old: Path) -> bool:
    return [p.name for p in old.parent.iterdir()] == [old.name] and (old / "exam.tex").read_text() == "old"


def test_ctrl_c_while_tex_runs(old: Path, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    fake = programs / "xelatex"
    fake.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\nexec sleep 60\n")
    fake.chmod(0o755)
    env = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
    process = subprocess.Popen(
        BUILD, cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=hear_ctrl_c
    )
    while not (tmp_path / "started").exists():
        assert process.poll() is None
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate()
    assert process.returncode == 130
    assert "interrupted" in told
    assert unchanged(old)


def test_a_disk_that_fills(old: Path, tmp_path: Path) -> None:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    env = {**os.environ, "PATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        BUILD, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, preexec_fn=small_files
    )
    assert done.returncode == 1, done.stderr
    assert "cannot write the results: File too large" in done.stderr
    assert unchanged(old)


def test_a_failure_between_the_two_renames_puts_the_old_folder_back(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if target == old and not self.name.endswith(".old"):
            raise OSError("no luck")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(HwgenError, match="no luck"):
        replace_folder(old, {"exam.tex": b"new"})
    assert unchanged(old)


def test_params_that_json_does_not_know_are_written_as_plain_data() -> None:
    data = as_json({"rate": Fraction(1, 4), "shape": (3, 8, 8)})
    assert json.loads(data) == {"rate": 0.25, "shape": [3, 8, 8]}


def test_the_new_results_replace_all_of_the_old(old: Path) -> None:
    replace_folder(old, {"key.tex": b"new"})
    assert [p.name for p in old.iterdir()] == ["key.tex"]
    assert [p.name for p in old.parent.iterdir()] == [old.name]

"""Whatever happens, a command says so in a message and in its exit code; no traceback, and nothing printed is lost in silence."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hwgen import yamlsrc
from hwgen.commands import app

Run = Callable[..., subprocess.CompletedProcess[str]]
LIST = f"{sys.executable} -m hwgen list"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyError("no such thing"), "this is a bug in hwgen: KeyError: 'no such thing' (app.py, line "),
        (RecursionError("too deep"), "this is a bug in hwgen: RecursionError: too deep"),
        (MemoryError(), "error: out of memory [out-of-memory]"),
        (
            OSError(errno.ENOSPC, "No space left on device", "/tmp/x"),
            "/tmp/x: error: No space left on device [system-error]\n  hint: free some space",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_nobody_expected_is_a_message(
    hwgen: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fail(*given: object, **more: object) -> None:
        raise error

    monkeypatch.setattr(app.cli, "main", fail)
    with pytest.raises(type(error)):
        hwgen("list", HWGEN_TRACEBACK="1")
    done = hwgen("list", HWGEN_TRACEBACK="")
    assert done.returncode == 1
    assert said in done.stderr
    assert ("HWGEN_TRACEBACK=1 shows more" in done.stderr) == ("a bug" in said)


@pytest.mark.parametrize(
    ("shell", "code", "said"),
    [
        (
            f"{LIST} exams > /dev/full",
            1,
            "standard output: error: No space left on device",
        ),
        (f"{LIST} exams >&-", 0, ""),
        (f"{LIST} exams 2>&-", 0, ""),
        (f"{LIST} exams >&- 2>&- <&-", 0, ""),
        (f"{LIST} nothing 2>/dev/full", 2, ""),
        (f"set -o pipefail; {LIST} | true", 0, ""),
        (f"set -o pipefail; {LIST} nothing 2>&1 | true", 2, ""),
    ],
)
def test_an_output_that_takes_nothing(small_course: Path, shell: str, code: int, said: str) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(["bash", "-c", shell], cwd=small_course, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert done.stderr.startswith(said) if said else not done.stderr


@pytest.mark.parametrize(
    "words", [("build", "named", "--seed", "7", "--out", ""), ("export", "moodle", "named", "-o", "")]
)
def test_an_empty_path_is_none(small_course: Path, hwgen: Run, words: tuple[str, ...]) -> None:
    done = hwgen(*words, "--course", small_course)
    assert done.returncode == 2
    assert "the path is empty" in done.stderr


@pytest.mark.parametrize(
    ("name", "sound"),
    [("a：b", False), ("-x", False), ("a b", False), ("中%$", False), ("期中-2", True), ("Quiz_1.b", True)],
)
def test_names_of_exams(small_course: Path, hwgen: Run, name: str, sound: bool) -> None:
    exam = small_course / "bank/exams/named.yaml"
    exam.rename(exam.with_name(f"{name}.yaml"))
    done = hwgen("list", "exams", "--course", small_course)
    assert (f"`{name}` is not a valid name for an exam" in done.stderr) != sound
    assert (f"  {name} " in done.stdout) == sound


def test_a_course_that_says_nothing_of_itself(small_course: Path, hwgen: Run) -> None:
    (small_course / "bank/course.yaml").unlink()
    done = hwgen("list", "items", "--course", small_course)
    assert done.returncode == 0
    assert "bank/course.yaml: error: there is no such file [missing-file]" in done.stderr


def test_a_file_of_a_course_that_is_too_large(small_course: Path, hwgen: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamlsrc, "YAML_BYTES", 2**20)
    (small_course / "bank/items/large.yaml").write_text("#" * (2**20 + 1))
    done = hwgen("check", "--no-proofs", "--course", small_course)
    assert done.returncode == 1
    assert "bank/items/large.yaml: error: the file has more than 1 MB [yaml-size]" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("build", "named", "--seed", "7", "--dry-run", "--roster"),
        ("check-export", "--as", "moodle"),
        ("import", "moodle", "--into", "nowhere"),
        ("import", "gift", "--into", "nowhere"),
    ],
    ids=" ".join,
)
def test_a_file_without_an_end(small_course: Path, hwgen: Run, words: tuple[str, ...]) -> None:
    done = hwgen(*words, "/dev/zero", "--course", small_course) if "build" in words else hwgen(*words, "/dev/zero")
    assert done.returncode in (1, 2)
    assert "MB" in done.stderr

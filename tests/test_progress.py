"""What is said of long waiting where there is no terminal, such as in a log: a line from time to time, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from hwgen.commands import progress as module
from hwgen.commands.progress import beat, progress, step
from hwgen.flaws.checking import CheckOptions, check
from hwgen.proof import certificates
from hwgen.waiting import AT_EACH_STEP


class Clock:
    """Seconds since the command began, as the test has them pass."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def said(monkeypatch: pytest.MonkeyPatch, steps: list[tuple[float, str | None]]) -> list[str]:
    """What is said where each message comes after so many seconds; None is a look of long work."""
    clock = Clock()
    monkeypatch.setattr(module, "waited", clock)

    @click.command()
    def command() -> None:
        for clock.now, message in steps:
            beat() if message is None else progress(message)

    return CliRunner().invoke(command).stderr.splitlines()


def test_long_work_is_not_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [(2.0, "proving 0 of 3"), (9.0, None), (11.0, None), (15.0, "proving 1 of 3"), (21.5, None), (22.0, None)]
    assert said(monkeypatch, steps) == ["proving 0 of 3, 11 s", "proving 1 of 3, 22 s"]


def test_short_work_and_work_that_is_done_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(monkeypatch, [(0.5, "writing PDF"), (9.5, ""), (30.0, None)]) == []


def test_looks_outside_of_commands_say_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    progress("reading")
    beat()
    assert capsys.readouterr().err == ""


@pytest.fixture
def steps() -> Iterator[list[tuple[str, int, int]]]:
    """What is heard of work that is done piece by piece."""
    heard: list[tuple[str, int, int]] = []
    token = AT_EACH_STEP.set(lambda what, done, total: heard.append((what, done, total)))
    yield heard
    AT_EACH_STEP.reset(token)


def test_no_part_of_a_check_is_silent(
    small_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: list[tuple[str, int, int]]
) -> None:
    """The first reading and the first check of a large course take minutes before they have a result to show."""
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "empty"))
    monkeypatch.setattr(certificates, "_held", {})
    check(small_course, CheckOptions())
    assert {what for what, *_ in steps} - {"proving"} == {
        "reading the generators",
        "reading the course",
        "proving max-pool",
        "reading the variants of generators",
        "examining the items",
        "looking at a paper of each exam",
    }
    assert all(done <= total for _, done, total in steps)


def test_a_step_says_how_much_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "waited", lambda: 12.0)

    @click.command()
    def command() -> None:
        step("reading the course", 1, 2)
        step("reading the course", 2, 2)

    assert CliRunner().invoke(command).stderr.splitlines() == [f"reading the course [{'#' * 15:<30}] 1 of 2, 12 s"]

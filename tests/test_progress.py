"""What is said of long waiting where there is no terminal, such as in a log: a line from time to time, and no more."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from hwgen.commands import progress as module
from hwgen.commands.progress import beat, progress


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

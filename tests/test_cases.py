"""What hwgen says to people, message by message: each case of tests/cases/*.md runs beside a small course."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from accepting import differences
from markdown_cases import Case, Command, File, read_cases, rewrite, said
from terminal import Ran

Terminal = Callable[..., Ran]

HERE = Path(__file__).parent
FILES = sorted((HERE / "cases").glob("*.md"))
CASES = [case for path in FILES for case in read_cases(path)]
SECONDS = re.compile(r"\b\d+\.\d s\b")
DIGEST = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b")


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.path.stem}: {case.title}") for case in CASES])
def test_what_is_said(
    case: Case,
    terminal: Terminal,
    small_course: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    pytestconfig: pytest.Config,
) -> None:
    folder = small_course
    found = []
    for step in case.steps:
        if isinstance(step, File):
            path = folder / step.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(step.text.encode(step.encoding))
            continue
        texts = []
        for command in step.commands:
            if command.program == "cd":
                folder = (folder / command.words[0]).resolve()
                texts.append(said(command, "", "", 0))
            else:
                texts.append(run(command, terminal, folder, tmp_path, monkeypatch))
        found.append("".join(texts))
    if pytestconfig.getoption("accept"):
        rewrite(case, found)
        return
    for session, text in zip(case.sessions, found, strict=True):
        if session.text != text:
            place = f"tests/cases/{case.path.name}:{session.start + 1}"
            pytest.fail(f"{case.title}\n{differences(place, session.text, text)}", pytrace=False)


def run(command: Command, terminal: Terminal, folder: Path, around: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Runs it, and tells it with what differs from run to run replaced."""
    assert command.program == "hwgen", command.line
    with monkeypatch.context() as patch:
        for name, value in command.environment.items():
            patch.setenv(name, value)
        done = terminal(*command.words, folder=folder)
    out, err = (steady(text, around) for text in (done.out, done.err))
    return said(command, out, err, done.code)


def steady(text: str, around: Path) -> str:
    """With a word for the folder, the seconds that it took, and digests of files and modules."""
    text = text.replace(str(around), "DIR")
    return DIGEST.sub("SHA-256", SECONDS.sub("0.0 s", text))


def test_no_two_cases_of_a_file_have_one_title() -> None:
    for path in FILES:
        titles = [case.title for case in read_cases(path)]
        assert len(titles) == len(set(titles)), path

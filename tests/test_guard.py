"""Code of a course ends, or holds up, nothing but itself."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from squares import squares

from hwgen.bank.loading import load
from hwgen.bank.trials import faults_of
from hwgen.workers import START_METHOD

Run = Callable[..., subprocess.CompletedProcess[str]]
ENDINGS = {
    "sys.exit(0)": "tried to end hwgen: SystemExit: 0",
    "raise SystemExit": "tried to end hwgen: SystemExit",
    "raise KeyboardInterrupt": "tried to end hwgen: KeyboardInterrupt",
    "os._exit(0)": "tried to end hwgen: SystemExit: 0",
    "os.execv('/bin/true', ['true'])": "tried to end hwgen: SystemExit: /bin/true",
    "raise GeneratorExit": "GeneratorExit",
    "while True: pass": "took more than 0.2 seconds of the processor; HWGEN_GENERATOR_SECONDS sets another limit",
    "1 / 0": "ZeroDivisionError: division by zero",
}
# Where it stands: a line of tests/squares.py that it comes before, and what is said of it.
PLACES = {
    "when imported": ("WRONG =", "cannot be imported: "),
    "when drawn": ('    n = draw.integer("n", 2, 9)', "`square` crashed: "),
    "when checked": ("    return sum([n] * n)\n", "the check of `square` crashed: "),
    "in a text": ("    return Wording", "`square` crashed in `say` of `area`: "),
}


@pytest.fixture(autouse=True)
def _forks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is replaced here is replaced in workers, too."""
    monkeypatch.setenv(START_METHOD, "fork")


def planted(root: Path, before: str, line: str) -> Path:
    squares(root)
    path = root / "generators/squares.py"
    text = path.read_text(encoding="utf-8")
    indent = " " * (len(before) - len(before.lstrip()))
    head, found, rest = text.partition(before)
    assert found
    path.write_text(f"import os, sys\n{head}{indent}{line}\n{found}{rest}", encoding="utf-8")
    return root


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_generator_that_would_end_hwgen_is_named(
    tmp_path: Path, hwgen: Run, monkeypatch: pytest.MonkeyPatch, ending: str, place: str
) -> None:
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))
    # Most of these are refused unrun; what hides from a reader of the source must not get far, either.
    monkeypatch.setattr("hwgen.proof.prove.refuse_impure", lambda generator: None)
    before, said = PLACES[place]
    root = planted(tmp_path / "course", before, ending)
    done = hwgen("verify", "square", "--course", root, HWGEN_GENERATOR_SECONDS="0.2")
    assert done.returncode == 1
    assert said + ENDINGS[ending] in done.stderr
    assert "squares.py:" in done.stderr


@pytest.mark.parametrize("place", ["when drawn", "when checked", "in a text"])
@pytest.mark.parametrize("line", ["sum(range(10**15))", "all(range(1, 10**15))"])
@pytest.mark.parametrize("command", ["verify", "show"])
def test_a_loop_inside_c_is_ended_with_its_process(
    tmp_path: Path, hwgen: Run, monkeypatch: pytest.MonkeyPatch, command: str, line: str, place: str
) -> None:
    monkeypatch.setattr("hwgen.problem.guard.MORE", 1)
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("hwgen.proof.prove.refuse_impure", lambda generator: None)
    root = planted(tmp_path / "course", PLACES[place][0], line)
    done = hwgen(command, "square", "--course", root, HWGEN_GENERATOR_SECONDS="0.2")
    assert done.returncode == 1
    draws = "draws that are not known" if place == "when drawn" else "n=2"
    assert "`square` crashed: did not end within 1.4 seconds; HWGEN_GENERATOR_SECONDS sets" in done.stderr
    assert f", for {draws}" in done.stderr
    assert f"  |     {line}\n  |     ^\n" in done.stderr, done.stderr


FIGURE = """

@figure
def drawn():
    {line}
    return Picture((10, 10), ())
"""


@pytest.mark.parametrize(
    ("where", "line", "message"),
    [
        ("import", "sum(range(10**15))", "cannot be imported: did not end within 1.4 seconds"),
        ("figure", "sum(range(10**15))", "the figure `drawn` did not end within 1.4 seconds"),
        ("figure", "os.kill(os.getpid(), 9)", "the figure `drawn` ended its process"),
        ("figure", "while True: pass", "the figure `drawn` cannot be drawn: took more than 0.2 seconds"),
    ],
)
def test_a_file_that_never_ends_is_ended_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, line: str, message: str
) -> None:
    # A busy machine may need long for the seconds of the processor after which Python stops.
    monkeypatch.setattr("hwgen.problem.guard.MORE", 60 if "while" in line else 1)
    monkeypatch.setattr("hwgen.bank.trials.threading.active_count", lambda: 1)
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HWGEN_GENERATOR_SECONDS", "0.2")
    squares(tmp_path / "course")
    path = tmp_path / "course/generators/squares.py"
    added = FIGURE.format(line=line) if where == "figure" else f"\n{line}\n"
    text = f"import os\nfrom hwgen import Picture, figure\n{path.read_text(encoding='utf-8')}{added}"
    path.write_text(text, encoding="utf-8")
    # Nothing is known of it then: the next command does not run it either.
    for _ in range(2):
        (fault,) = load(tmp_path / "course", apart=True, patient=True).errors
        faults_of.cache_clear()
        assert message in fault.message
        assert fault.span
        named = text.split("\n")[fault.span.line - 1].strip() if fault.span.line else ""
        assert named == ("" if "kill" in line else line)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("[0] * 10**12", "needs more memory than there is"),
        ("os.kill(os.getpid(), 9)", "ended its process, which most likely ran out of memory"),
    ],
)
def test_a_generator_that_needs_all_memory_is_named(
    tmp_path: Path, hwgen: Run, monkeypatch: pytest.MonkeyPatch, line: str, what: str
) -> None:
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("hwgen.proof.prove.refuse_impure", lambda generator: None)
    done = hwgen("verify", "--course", planted(tmp_path / "course", PLACES["when checked"][0], line))
    assert done.returncode == 1
    assert f"`square` crashed: {what}, for n=2" in done.stderr
    assert "`wrong-square`, part `area`: the formula gives 4" in done.stderr


def test_a_limit_that_is_no_number(tmp_path: Path, hwgen: Run) -> None:
    done = hwgen("list", "--course", squares(tmp_path), HWGEN_GENERATOR_SECONDS="a minute")
    assert done.returncode == 2
    assert "HWGEN_GENERATOR_SECONDS: `a minute` is not a number" in done.stderr

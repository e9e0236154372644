"""The command line, as a person meets it."""

from __future__ import annotations

import errno
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path
from typing import Any

import click
import pytest
from terminal import Ran

from hwgen.commands.app import cli
from hwgen.commands.looking import report
from hwgen.errors import UsageError
from hwgen.papercode import Code, check_digit, decode

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def choices(command: click.Command) -> Iterator[click.Choice[str]]:
    """Of a command and those within it, whatever is one of several words."""
    for parameter in command.params:
        kind = getattr(parameter.type, "choice", parameter.type)
        if isinstance(kind, click.Choice):
            yield kind
    if isinstance(command, click.Group):
        within = click.Context(command)
        for name in command.list_commands(within):
            yield from choices(command.get_command(within, name) or pytest.fail(name))


def test_words_to_choose_from_are_read_in_capitals_too() -> None:
    every = [*choices(cli)]
    for choice in every:
        assert [choice.convert(name.upper(), None, None) for name in choice.choices] == [*choice.choices]
    assert {"a4", "typst", "full", "linked", "items", "stop"} <= {name for choice in every for name in choice.choices}


@pytest.mark.parametrize(
    "command",
    [[], ["build"], ["list"], ["show"], ["check"], ["init"], ["completion"], ["schema"], ["format"], ["new", "item"]],
)
def test_help_shows_examples(hwgen: Run, command: list[str]) -> None:
    done = hwgen(*command, "--help")
    assert done.returncode == 0
    assert "Example" in done.stdout


def test_help_does_not_wait_for_sympy() -> None:
    import sys

    code = "import hwgen.commands.app, sys; sys.exit('sympy' in sys.modules or 'pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_wait_that_is_reported_begins_with_the_process() -> None:
    """Python's own start and what is imported before the command line count, too."""
    import sys

    code = "import time; time.sleep(0.3); from hwgen.commands.app import BEGAN; print(time.monotonic() - BEGAN)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert float(done.stdout) > 0.3


def test_list_counts_the_variants(hwgen: Run) -> None:
    done = hwgen("list", "--json")
    tables = json.loads(done.stdout)
    assert {g["id"]: g["variants"] for g in tables["generators"]}["conv-layer"] == 2304
    assert {"hw2", "hw2-original"} <= {e["id"] for e in tables["exams"]}
    assert tables["engines"][0]["id"] == "xelatex"


def test_show_has_the_key_in_the_language_asked(hwgen: Run) -> None:
    done = hwgen("show", "conv-layer", "--seed", "3", "--lang", "en")
    assert done.returncode == 0
    assert "√ " in done.stdout
    assert "question 1" in done.stdout
    assert hwgen("show", "conv-layre").stderr.count("did you mean `conv-layer`?") == 1


def test_check_proves_the_starter_course(hwgen: Run) -> None:
    done = hwgen("check")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^\d+ generators: all \d+ variants proven$", done.stdout, re.MULTILINE)


def test_init_makes_a_course_that_checks(hwgen: Run, tmp_path: Path) -> None:
    assert hwgen("init", "mine").returncode == 0
    assert hwgen("check", "--course", "mine").returncode == 0
    again = hwgen("init", "mine")
    assert again.returncode == 2
    assert "not empty" in again.stderr


def test_a_new_course_is_whole_or_not_there(hwgen: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = shutil.copyfile

    def full(source: Path, target: Path) -> Any:
        if Path(target).name == "students.csv":
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        return copied(source, target)

    (there := tmp_path / "there").mkdir()
    (there / ".git").mkdir()
    with monkeypatch.context() as disk:
        disk.setattr(shutil, "copyfile", full)
        for folder in (tmp_path / "mine", there):
            done = hwgen("init", str(folder))
            assert done.returncode == 1
            assert "cannot write the course: No space left on device" in done.stderr
    assert not (tmp_path / "mine").exists()
    assert there.exists()
    assert list(there.iterdir()) == [there / ".git"]
    assert hwgen("init", str(there)).returncode == 0


def test_a_course_can_begin_in_this_folder(terminal: Callable[..., Ran], tmp_path: Path) -> None:
    (here := tmp_path / "here").mkdir()
    done = terminal("init", ".", folder=here)
    assert done.out.startswith("here: a course of your own. Next:\n  hwgen ")


def test_git_leaves_out_what_names_students(hwgen: Run, tmp_path: Path) -> None:
    for name, *how in (("mine",), ("empty", "--empty")):
        assert hwgen("init", name, *how).returncode == 0
        printed = tmp_path / name / "output/quiz/seed-7-en-class/print.pdf"
        printed.parent.mkdir(parents=True)
        printed.touch()
        subprocess.run(["git", "init", "-q", name], cwd=tmp_path, check=True)
        listed = subprocess.run(
            ["git", "status", "--porcelain", "-uall"], cwd=tmp_path / name, check=True, capture_output=True, text=True
        ).stdout
        assert "bank/course.yaml" in listed
        assert "print.pdf" not in listed


@pytest.mark.parametrize("languages", ["zh,en", "zh en", "zh、 en", "zh，en"])
def test_languages_of_a_new_course_are_parted_by_any_comma_or_space(hwgen: Run, tmp_path: Path, languages: str) -> None:
    assert hwgen("init", "mine", "--empty", "--languages", languages).returncode == 0
    assert "languages: [zh, en]" in (tmp_path / "mine/bank/course.yaml").read_text(encoding="utf-8")


def test_results_go_to_the_output_of_the_course(
    small_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A command keeps the option for help that it had first, and has another one within its group.
    command = copy(report)

    def out(*words: str) -> Path:
        folder: Path = command.make_context("report", [*words]).params["out"]
        return folder.resolve()

    monkeypatch.chdir(small_course / "bank" / "items")
    assert out() == small_course.resolve() / "output"
    assert command.make_context("report", []).params["out"] == Path("../../output")
    assert out("--out", "here") == Path.cwd() / "here"
    monkeypatch.chdir(tmp_path)
    assert out("--course", str(small_course)) == Path.cwd() / "output"
    assert out() == Path.cwd() / "output"


def test_the_code_of_a_paper_rebuilds_it(hwgen: Run, tmp_path: Path) -> None:
    done = hwgen("build", "hw2-original", "--seed", "5", "--lang", "en", "--paper", "letter", "--json")
    summary = json.loads(done.stdout)
    again = json.loads(hwgen("build", "--code", summary["code"].lower(), "--out", "again", "--json").stdout)
    for first, second in zip(summary["files"], again["files"], strict=True):
        assert (tmp_path / first).read_bytes() == (tmp_path / second).read_bytes()
    assert done.stderr.splitlines()[-2].startswith("warning: there is no course in this folder")


def test_codes_that_were_misread_are_refused() -> None:
    for known in (
        Code("hw2", 7, "zh", "letter"),
        Code("hw2", 7, "zh", copy=12),
        Code("quiz-7", 3, "en", "letter", 2, "B"),
        Code("a.b-7.1-c", 0, "en"),
        Code("hw2-original", 70, "en"),
    ):
        assert decode(str(known)) == known
    code = str(known)
    for i, char in enumerate(code[:-2]):
        if char.isdigit():
            with pytest.raises(UsageError):
                decode(code[:i] + str((int(char) + 1) % 10) + code[i + 1 :])
    swapped = code.replace("-70-", "-07-")
    with pytest.raises(UsageError):
        decode(swapped)


@pytest.mark.parametrize("dash", "‐‑–—−－")
def test_a_code_is_read_with_the_dashes_that_programs_put_into_it(dash: str) -> None:
    known = Code("hw-2", 7, "en", fingerprint="4KQ9")
    assert decode(str(known).replace("-", dash)) == known
    assert decode(f" {str(known).replace('-', f' {dash} ')}\n") == known


def test_the_check_digit_is_that_of_the_standard() -> None:
    assert check_digit("A12425GABC1234002") == "M"


def test_wrong_usage_is_2(hwgen: Run) -> None:
    assert hwgen("build").returncode == 2
    assert hwgen("build", "--seed", "1", "--code", "X").returncode == 2
    assert hwgen("build", "nope", "--seed", "1").returncode == 2
    assert hwgen("list", "--course", "nowhere").returncode == 2


def test_the_generator_of_the_tutorial_is_proven(hwgen: Run, own_course: Path) -> None:
    tutorial = (Path(__file__).parents[1] / "docs/tutorial/first-generator.md").read_text(encoding="utf-8")
    code = tutorial.split("```python\n")[1].split("```")[0]
    (own_course / "generators" / "max_pool.py").write_text(code, encoding="utf-8")
    done = hwgen("verify", "max-pool", "--course", own_course)
    assert done.stdout.startswith("max-pool: all "), done.stderr
    assert "边长" in hwgen("show", "max-pool", "--course", own_course).stdout

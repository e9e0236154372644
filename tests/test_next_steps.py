"""What a command says to do next can be pasted into a shell as it stands, and a run that ends says only what is so."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hwgen.bank.loading import load
from hwgen.commands import app
from hwgen.commands.courses import chosen_exam
from hwgen.commands.pasting import building, pasted
from hwgen.errors import UsageError

Run = Callable[..., subprocess.CompletedProcess[str]]
AWKWARD = "我的 课程 $(touch ran)'s"


def test_a_folder_of_any_name_can_be_pasted(tmp_path: Path, hwgen: Run) -> None:
    done = hwgen("init", "--empty", AWKWARD)
    line = next(line.strip() for line in done.stdout.splitlines() if line.strip().startswith("cd "))
    there = subprocess.run(["bash", "-c", f"{line} && pwd"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert there.stdout.strip() == str(tmp_path / AWKWARD)
    assert not list(tmp_path.rglob("ran"))


@pytest.mark.parametrize(
    ("words", "step"),
    [
        (("item", "free-fall", "--topic", "mechanics"), ["hwgen", "show", "free-fall", "--course", AWKWARD]),
        (("generator", "falling", "--topic", "mechanics"), ["hwgen", "verify", "falling", "--course", AWKWARD]),
        (("exam", "test-1"), ["hwgen", "build", "test-1", "--seed", "1", "--course", AWKWARD]),
    ],
    ids=lambda value: value[0],
)
def test_the_step_names_the_course(hwgen: Run, words: tuple[str, ...], step: list[str]) -> None:
    hwgen("init", "--empty", AWKWARD)
    hwgen("new", "item", "first", "--topic", "mechanics", "--course", AWKWARD)
    done = hwgen("new", *words, "--course", AWKWARD)
    assert done.returncode == 0, done.stderr
    assert shlex.split(done.stderr.split("`")[1]) == step


def test_a_paper_is_built_in_the_languages_in_which_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert building("quiz", 3, ("zh", "en"), "--replace") == "hwgen build quiz --seed 3 --replace"
    (tmp_path / "output/quiz/seed-3-en").mkdir(parents=True)
    assert building("quiz", 3, ("zh", "en"), "--replace") == "hwgen build quiz --seed 3 --lang en --replace"
    assert building("mine", 3, ("zh", "en"), built="quiz") == "hwgen build mine --seed 3 --lang en"
    (tmp_path / "output/quiz/seed-3-zh").mkdir()
    both = "hwgen build quiz --seed 3 && hwgen build quiz --seed 3 --lang en"
    assert building("quiz", 3, ("zh", "en")) == both


def test_freeze_and_swap_keep_the_language(small_course: Path, tmp_path: Path, hwgen: Run) -> None:
    (tmp_path / "output/picked/seed-7-en").mkdir(parents=True)
    course = pasted(folder=small_course).removeprefix("hwgen ")
    frozen = hwgen("freeze", "picked", "--seed", "7", "mine", "--course", small_course)
    assert frozen.stderr == f"to build it: hwgen build mine --seed 7 --lang en {course}\n"
    swapped = hwgen("redraw", "picked", "--seed", "7", "1", "--course", small_course)
    assert f"hwgen build picked --seed 7 --lang en --replace {course}\n" in swapped.stderr


@pytest.mark.parametrize(("command", "speaks"), [("build", True), ("verify", False), ("check", False)])
def test_only_what_has_results_speaks_of_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str, speaks: bool
) -> None:
    def interrupted(*given: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(app.cli, "main", interrupted)
    monkeypatch.setattr("sys.argv", ["hwgen", command])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == app.INTERRUPTED
    assert capsys.readouterr().err == ("interrupted; the old results are unchanged\n" if speaks else "interrupted\n")


@pytest.mark.parametrize(("text", "holds"), [("", "is empty"), ("x = 1\n", "holds no generator of this name")])
def test_a_file_without_its_generator_is_named(small_course: Path, hwgen: Run, text: str, holds: str) -> None:
    (small_course / "generators" / "big_pool.py").write_text(text)
    done = hwgen("verify", "big-pool", "--course", small_course)
    assert done.returncode == 2
    assert f"big_pool.py: error: there is no generator `big-pool`: this file {holds} [unknown-" in done.stderr


@pytest.mark.parametrize(
    ("locale", "asked"), [("en_GB.UTF-8", "side"), ("C", "side"), ("de_DE.UTF-8", "side"), ("zh_CN.UTF-8", "边长")]
)
def test_the_screen_shows_the_language_of_its_reader(
    hwgen: Callable[..., subprocess.CompletedProcess[str]], small_course: Path, locale: str, asked: str
) -> None:
    assert asked in hwgen("show", "max-pool", "--course", small_course, LC_ALL=locale).stdout
    assert "边长" in hwgen("show", "max-pool", "--course", small_course, "--lang", "zh", LC_ALL=locale).stdout


def test_a_new_course_begins_with_a_paper_in_the_language_of_its_reader(
    hwgen: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    assert hwgen("init", "mine", LC_ALL="C").stdout.endswith("\n  hwgen build --seed 7 --lang en\n")
    assert hwgen("init", "wode", LC_ALL="zh_CN.UTF-8").stdout.endswith("\n  hwgen build --seed 7\n")


def test_the_only_exam_of_a_course_needs_no_name(small_course: Path) -> None:
    course = replace(load(small_course).course, default_exam="")
    assert len(course.blueprints) == 2
    with pytest.raises(UsageError):
        chosen_exam(course, None)
    assert chosen_exam(replace(course, blueprints={"named": course.blueprints["named"]}), None) == "named"

"""Answer sheets that students have had: they are made again as they were, and nothing is put in their place in silence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import Ran

OURS = ("--sheets", "--engine", "typst")
FINAL = ("--final", "--on", "2026-11-23")
CLASS = "id,name\n01,Ada\n02,Bo\n"
Builder = Callable[..., Ran]


@pytest.fixture
def build(terminal: Callable[..., Ran], small_course: Path) -> Builder:
    """Builds papers of a class with these students."""

    def run(students: str, *args: str) -> Ran:
        (small_course / "students.csv").write_text(students, encoding="utf-8")
        roster = () if "--code" in args else ("named", "--seed", "7", "--roster", "students.csv")
        return terminal("build", *roster, *args, folder=small_course)

    return run


def sheet_keys(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in ("keys.json", "layout.json", "manifest.json")}


def test_a_form_has_the_grid_of_its_class_again(build: Builder, small_course: Path) -> None:
    """Neither its class list nor its sheet is asked for: what was given says both."""
    done = build("id,name\nSB01,Ada\nSB02,Bo\n", "--forms", "2", *OURS, *FINAL)
    assert done.code == 0, done.err
    folder = small_course / "output/named/seed-7-zh-forms"
    first = json.loads((folder / "keys.json").read_bytes())["copies"][1]
    again = build("", "--code", first["code"], "--engine", "typst", "--out", "elsewhere")
    assert again.code == 0, again.err
    made = json.loads((small_course / "elsewhere/named/seed-7-zh.B/keys.json").read_bytes())["copies"]
    assert [(one["layout"], one["serial"]) for one in made] == [(first["layout"], 2)]


def test_a_form_has_the_grid_of_the_class_that_lies_there(build: Builder, small_course: Path) -> None:
    assert build("id,name\nSB01,Ada\nSB02,Bo\n", "--forms", "2", *OURS).code == 0
    first = json.loads((small_course / "output/named/seed-7-zh-forms/keys.json").read_bytes())["copies"][0]
    assert build("", "--code", first["code"], *OURS).code == 0
    made = json.loads((small_course / "output/named/seed-7-zh.A/keys.json").read_bytes())["copies"]
    assert [one["layout"] for one in made] == [first["layout"]]


def other_rules(course: Path) -> None:
    blueprint = course / "bank/exams/named.yaml"
    blueprint.write_text("marking: {pass: 60}\n" + blueprint.read_text(encoding="utf-8"), encoding="utf-8")


OTHERS = [
    ("id,name\n02,Bo\n01,Ada\n", OURS, "sheet 1 of Ada (01) is now one of Bo (02)"),
    ("id,name\n01,Ada\n", OURS, "sheet 2 of Bo (02) is left out"),
    (CLASS, (*OURS, "--large-print"), "sheet 1 has its boxes elsewhere"),
    (CLASS, ("--engine", "typst"), "the papers would have none"),
]


@pytest.mark.parametrize("use", ["given", "marked"])
def test_sheets_in_use_are_not_replaced_in_silence(use: str, build: Builder, small_course: Path) -> None:
    assert build(CLASS, *OURS, *(FINAL if use == "given" else ())).code == 0
    folder = small_course / "output/named/seed-7-zh-class"
    if use == "marked":
        (folder / "marks").mkdir()
    before = sheet_keys(folder)

    def refused(students: str, *args: str) -> str:
        done = build(students, *args)
        assert done.code == 1
        assert "[sheets-in-use]" in done.err
        assert sheet_keys(folder) == before
        assert not folder.with_name(folder.name + ".part").exists()
        return done.err

    for students, args, reason in OTHERS:
        assert reason in refused(students, *args)
    other_rules(small_course)
    assert "the rules of marking are others" in refused(CLASS, *OURS)


def test_what_leaves_them_readable_is_built(build: Builder, small_course: Path) -> None:
    """A name that is written better, a student who comes later; without use, or with --replace, anything."""
    assert build(CLASS, *OURS, *FINAL).code == 0
    later = build("id,name\n01,Ada L.\n02,Bo\n03,Cy\n", *OURS)
    assert later.code == 0, later.err
    kept = json.loads((small_course / "output/named/seed-7-zh-class/keys.json").read_bytes())
    assert [copy["name"] for copy in kept["copies"]] == ["Ada L.", "Bo", "Cy"]
    assert build("id,name\n02,Bo\n01,Ada\n", *OURS, "--replace").code == 0


def test_sheets_that_nobody_had_are_replaced(build: Builder) -> None:
    assert build(CLASS, *OURS).code == 0
    assert build("id,name\n02,Bo\n01,Ada\n", *OURS).code == 0


def test_the_sheet_of_one_paper_is_kept_as_well(
    terminal: Callable[..., Ran], build: Builder, small_course: Path
) -> None:
    alone = ("build", "named", "--seed", "7", *OURS)
    assert terminal(*alone, *FINAL, folder=small_course).code == 0
    other_rules(small_course)
    refused = terminal(*alone, folder=small_course)
    assert refused.code == 1
    assert "the rules of marking are others" in refused.err

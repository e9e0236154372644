"""Answer sheets that students have had: they are made again as they were, and nothing is put in their place in silence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from openpyxl import load_workbook
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


def test_what_is_printed_is_counted(build: Builder, small_course: Path) -> None:
    """Every paper of a form, and the blank back before a sheet that begins a leaf of its own."""
    students = "id,name\n" + "".join(f"{n},Ada\n" for n in range(10, 15))
    folder = small_course / "output/named"
    for asked, counts in (
        ("--forms 2 --sheets", "2 copies with keys; 5 papers, "),
        ("--sheets", "5 copies with keys; "),
    ):
        done = build(students, *asked.split(), *PLAIN, "--replace")
        with pikepdf.open(folder / f"seed-7-zh-{'forms' if 'forms' in asked else 'class'}" / "print.pdf") as printed:
            assert f"{counts}{len(printed.pages)} pages to print, " in done.err
            assert len(printed.pages) >= 5 * 4


def test_a_form_has_the_grid_of_the_class_that_lies_there(build: Builder, small_course: Path) -> None:
    assert build("id,name\nSB01,Ada\nSB02,Bo\n", "--forms", "2", *OURS).code == 0
    first = json.loads((small_course / "output/named/seed-7-zh-forms/keys.json").read_bytes())["copies"][0]
    assert build("", "--code", first["code"], *OURS).code == 0
    made = json.loads((small_course / "output/named/seed-7-zh.A/keys.json").read_bytes())["copies"]
    assert [one["layout"] for one in made] == [first["layout"]]


def other_rules(course: Path, rules: str = "pass: 60") -> None:
    blueprint = course / "bank/exams/named.yaml"
    blueprint.write_text(f"marking: {{{rules}}}\n" + blueprint.read_text(encoding="utf-8"), encoding="utf-8")


OTHERS = [
    ("id,name\n02,Bo\n01,Ada\n", OURS, "sheet 1 of Ada (01) is now one of Bo (02)"),
    ("id,name\n01,Ada\n", OURS, "sheet 2 of Bo (02) is left out"),
    (CLASS, (*OURS, "--large-print"), "sheet 1 has its boxes elsewhere"),
    (CLASS, ("--engine", "typst"), "these papers would have none"),
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
        if use == "marked":
            assert "move `marks` out of the folder" in refused(students, *args, "--replace")
    other_rules(small_course)
    assert "the rules of marking are others" in refused(CLASS, *OURS)


def test_a_build_without_sheets_does_not_take_printed_ones_away(build: Builder, small_course: Path) -> None:
    assert build(CLASS, *OURS).code == 0
    before = sheet_keys(small_course / "output/named/seed-7-zh-class")
    forgotten = build(CLASS, *PLAIN)
    assert (forgotten.code, "add --sheets" in forgotten.err) == (1, True)
    assert sheet_keys(small_course / "output/named/seed-7-zh-class") == before
    assert build(CLASS, *PLAIN, "--replace").code == 0


def test_the_sheet_for_points_has_the_rules_of_the_blueprint(build: Builder, small_course: Path) -> None:
    """Whoever marks on paper gives the grades that answer sheets would give."""
    other_rules(small_course, "best-of: 1, pass: 60, grades: {甲: 80, 乙: 60, 丙: 0}")
    done = build(CLASS, *PLAIN)
    assert done.code == 0, done.err
    _, sheet, grades = load_workbook(small_course / "output/named/seed-7-zh-class/answers.xlsx")
    heads, points = ([cell.value for cell in row] for row in list(sheet)[:2])
    total = heads.index("总分")
    assert heads[total:] == ["总分", "等级", "结果"]
    assert points[total] == max(value for value in points[:total] if isinstance(value, int))
    assert [row[1].value for row in grades] == ["等级", "丙", "乙", "甲"]


def test_what_leaves_them_readable_is_built(build: Builder, small_course: Path) -> None:
    """A name that is written better, a student who comes later; without use, or with --replace, anything."""
    assert build(CLASS, *OURS, *FINAL).code == 0
    later = build("id,name\n01,Ada L.\n02,Bo\n03,Cy\n", *OURS)
    assert later.code == 0, later.err
    kept = json.loads((small_course / "output/named/seed-7-zh-class/keys.json").read_bytes())
    assert [copy["name"] for copy in kept["copies"]] == ["Ada L.", "Bo", "Cy"]
    assert build("id,name\n02,Bo\n01,Ada\n", *OURS, "--replace").code == 0


def test_marked_sheets_are_replaced_by_the_same_or_once_the_marks_are_away(build: Builder, small_course: Path) -> None:
    assert build(CLASS, *OURS).code == 0
    folder = small_course / "output/named/seed-7-zh-class"
    (folder / "marks").mkdir()
    other_rules(small_course, "grades: {A: 50, F: 0}")
    done = build(CLASS, *OURS, "--replace")
    assert done.code == 0, done.err
    shorter = "id,name\n02,Bo\n"
    assert build(shorter, *OURS, "--replace").code == 1
    (folder / "marks").rename(small_course / "marks-of-monday")
    assert build(shorter, *OURS, "--replace").code == 0


PLAIN = ("--engine", "typst")
OTHER_CLASSES = [
    ("id,name\n01,Ada\n", PLAIN, "copy 2 of Bo (02) would be gone"),
    ("id,name\n03,Cy\n02,Bo\n", PLAIN, "copy 1 of Ada (01) would become one of Cy (03)"),
    ("id,name,language\n01,Ada,en\n02,Bo,\n", PLAIN, "copy 1 of Ada (01) would be in en instead of zh"),
]


def test_another_class_list_replaces_nothing_in_silence(
    terminal: Callable[..., Ran], build: Builder, small_course: Path
) -> None:
    assert build(CLASS, *PLAIN).code == 0
    folder = small_course / "output/named/seed-7-zh-class"
    before = (folder / "manifest.json").read_bytes()

    def refused(done: Ran, reason: str) -> None:
        assert done.code == 1
        assert reason in done.err
        assert "[other-class]" in done.err
        assert (folder / "manifest.json").read_bytes() == before

    for students, args, reason in OTHER_CLASSES:
        refused(build(students, *args), reason)
    at_end = "add others at its end"
    between = build("id,name\n01,Ada\n03,Cy\n02,Bo\n", *PLAIN)
    assert ("[other-class]" in between.err, at_end in between.err) == (True, True)
    assert at_end not in build(*OTHER_CLASSES[0][:1], *PLAIN).err
    assert at_end not in build(*OTHER_CLASSES[2][:1], *PLAIN).err
    numbered = terminal("build", "named", "--seed", "7", "--copies", "3", *PLAIN, folder=small_course)
    refused(numbered, "copy 1 of Ada (01) would have no name")
    assert build("id,name\n01,Ada L.\n02,Bo\n03,Cy\n", *PLAIN).code == 0
    assert build("id,name\n03,Cy\n", *PLAIN, "--replace").code == 0


def test_fewer_copies_without_names_replace_nothing_in_silence(
    terminal: Callable[..., Ran], build: Builder, small_course: Path
) -> None:
    def copies(count: str) -> Ran:
        return terminal("build", "named", "--seed", "7", "--copies", count, *PLAIN, folder=small_course)

    assert copies("3").code == 0
    fewer = copies("1")
    assert (fewer.code, "copy 2 would be gone; copy 3 would be gone" in fewer.err) == (1, True)
    named = build("id,name\n01,Ada\n02,Bo\n03,Cy\n", *PLAIN)
    assert (named.code, "copy 1 would become one of Ada (01)" in named.err) == (1, True)
    assert copies("4").code == 0


def test_forms_stay_with_the_students_who_have_them(
    terminal: Callable[..., Ran], build: Builder, small_course: Path
) -> None:
    assert build("id,name\n01,Ada\n02,Bo\n", "--forms", "2", *PLAIN).code == 0
    other = build("id,name\n02,Bo\n03,Cy\n", "--forms", "2", *PLAIN)
    assert other.code == 1
    assert "nobody would know that `01` has form" in other.err
    assert "`02` would have form" in other.err
    one = terminal("build", "named", "--seed", "7", "--forms", "2", *PLAIN, folder=small_course)
    assert "nobody would know that `02` has form" in one.err


def test_sheets_that_nobody_had_are_replaced_when_that_is_asked_for(build: Builder) -> None:
    other = "id,name\n02,Bo\n01,Ada\n"
    assert build(CLASS, *OURS).code == 0
    assert "[other-class]" in build(other, *OURS).err
    assert build(other, *OURS, "--replace").code == 0


def test_the_sheet_of_one_paper_is_kept_as_well(
    terminal: Callable[..., Ran], build: Builder, small_course: Path
) -> None:
    alone = ("build", "named", "--seed", "7", *OURS)
    assert terminal(*alone, *FINAL, folder=small_course).code == 0
    other_rules(small_course)
    refused = terminal(*alone, folder=small_course)
    assert refused.code == 1
    assert "the rules of marking are others" in refused.err


def test_a_wish_that_no_form_meets_is_said_before_anything_is_built(build: Builder) -> None:
    wishes = "id,name,language,extra\n01,Ada,en,large-print\n02,Bo,zh,high-contrast\n03,Cy,,\n"
    told = build(wishes, "--forms", "2", "--dry-run").err
    needs = "`en` (`01`); `high-contrast` (`02`); `large-print` (`01`)"
    assert "students.csv:2: warning: forms are printed alike for all, and some students need other papers: " in told
    assert f"other papers: {needs} [forms-alike]" in told
    assert "forms-alike" not in build(wishes, "--dry-run").err
    contrast = build(wishes, "--forms", "2", "--dry-run", "--large-print", "--high-contrast", "--lang", "zh").err
    assert "other papers: `en` (`01`) [forms-alike]" in contrast
    many = (
        "id,name,extra\n01,Ada,\n" + "".join(f"{n},Bo,high-contrast\n" for n in range(10, 35)) + "99,Cy,large-print\n"
    )
    told = build(many, "--forms", "2", "--dry-run").err
    assert "`28`, `29`, … +5); `large-print` (`99`) [forms-alike]" in told, "one wish of many hid the others"


def test_forms_for_students_with_other_needs_are_those_of_the_class(
    terminal: Callable[..., Ran], build: Builder, small_course: Path
) -> None:
    """As the hint has them made: a list of these students alone, without seats, would deal the forms anew."""
    done = build("id,name,extra\n01,Ada,\n02,Bo,large-print\n", "--forms", "2", *PLAIN)
    assert "without --roster, with --large-print" in done.err
    large = ("--forms", "2", "--large-print", "--out", "large", *PLAIN)
    assert terminal("build", "named", "--seed", "7", *large, folder=small_course).code == 0
    ours, theirs = (
        json.loads((small_course / folder / "named/seed-7-zh-forms/manifest.json").read_text(encoding="utf-8"))
        for folder in ("output", "large")
    )
    assert [copy["code"] for copy in ours["copies"]] == [copy["code"] for copy in theirs["copies"]]

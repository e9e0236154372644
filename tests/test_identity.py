"""A code stands for one paper: what changed is named, what was given is made again, what was edited is kept."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import Ran

from hwgen.bank.loading import load_course
from hwgen.classes.paper import exam_of, plan_of
from hwgen.errors import UsageError
from hwgen.exam import fingerprint
from hwgen.exam.fingerprint import differences, marks, parsed
from hwgen.exam.model import Exam, Holder, Looks
from hwgen.exam.stored import Stored, Unreadable, classes
from hwgen.papercode import Code, decode

FORMATS = ("--engine", "typst", "--formats", "json,tex,moodle")
ITEMS = Path("bank", "items", "basics.yaml")


@pytest.fixture
def build(small_course: Path, terminal: Callable[..., Ran]) -> Callable[..., Ran]:
    return lambda *options: terminal("build", *options, *FORMATS, folder=small_course)


def code_of(result: Ran) -> str:
    assert result.code == 0, result.err
    return str(re.findall(r"paper (\S+),", result.err)[-1])


def change(course: Path, old: str, new: str, file: Path = ITEMS) -> None:
    text = (course / file).read_text()
    assert old in text
    (course / file).write_text(text.replace(old, new, 1))


def flip(course: Path) -> None:
    """Each statement of the first question becomes the other of true and false."""
    change(course, "negative-input\n        answer: true", "negative-input\n        answer: false")
    change(course, "slope-at-five\n        answer: false", "slope-at-five\n        answer: true")


def paper(course: Path, name: str = "named", copy: int = 0, language: str = "en") -> Exam:
    loaded = load_course(course)
    code = Code(name, 7, language, copy=copy)
    return exam_of(loaded, plan_of(loaded, code), code)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "manifest.json"}


SEEN: dict[str, tuple[str, str, str]] = {
    "text": ("at $x=5$ is 5.", "at $x=5$ is five.", "text"),
    "tolerance": ("    tolerance: 0\n", "    tolerance: 0.5\n", "key"),
    "points": ("points: 4", "points: 5", "points"),
    "title": ("en: Named quiz", "en: A quiz", "title"),
}


@pytest.mark.parametrize("name", SEEN)
def test_what_a_student_or_a_marker_sees_is_in_the_code(name: str, small_course: Path) -> None:
    old, new, what = SEEN[name]
    before = paper(small_course)
    change(small_course, old, new, Path("bank", "exams", "named.yaml") if "en:" in old or "points" in old else ITEMS)
    after = paper(small_course)
    assert after.code != before.code
    said = differences(marks(before), marks(after))
    assert all(what in line for line in said)
    assert bool(said) or what == "title"


UNSEEN = {
    "source": (r"source: .*", "source: another book"),
    "minutes of an item": (r"minutes: \d+", "minutes: 9"),
    "a comment": (r"\A", "# a comment\n"),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_what_nobody_sees_is_not_in_the_code(name: str, small_course: Path) -> None:
    before = paper(small_course)
    path = small_course / ITEMS
    path.write_text(re.sub(*UNSEEN[name], path.read_text()))
    assert paper(small_course).code == before.code


def test_the_name_and_the_type_of_a_paper_are_not_in_its_fingerprint(small_course: Path) -> None:
    exam = paper(small_course)
    other = dataclasses.replace(exam, holder=Holder("1", "Li"), looks=Looks(large=True))
    assert fingerprint.fingerprint(other) == decode(exam.code).fingerprint


def test_every_hidden_field_exists() -> None:
    for name, hidden in fingerprint.UNSEEN.items():
        assert hidden <= {field.name for field in dataclasses.fields(classes()[name])}


def test_options_in_another_order_are_another_paper(small_course: Path) -> None:
    one, other = (paper(small_course, copy=copy) for copy in (1, 2))
    assert decode(one.code).fingerprint != decode(other.code).fingerprint
    assert any("order" in line for line in differences(marks(one), marks(other)))


def test_codes_with_and_without_a_fingerprint_are_read(small_course: Path) -> None:
    code = decode(paper(small_course).code)
    assert len(code.fingerprint) == 4
    assert decode(str(code.bare)) == code.bare != code
    wrong = str(code)[:-3] + ("A" if str(code)[-3] != "A" else "B") + str(code)[-2:]
    with pytest.raises(Exception, match="of the paper code"):
        decode(wrong)


def test_letters_that_look_like_digits_are_read_as_these() -> None:
    codes = (Code("hw2", seed, "en", fingerprint="S01R") for seed in range(1000))
    code = next(code for code in codes if str(code).endswith("O"))
    for typed in ("SO1R-O", "S0IR-0", "SOLR-O", "s01r-0"):
        assert decode(f"HW2-{code.seed}-EN-{typed}") == code
    with pytest.raises(UsageError, match="of the paper code"):
        decode(f"HW2-{code.seed}-EN-S02R-0")


def test_a_rebuild_names_what_changed_and_stops(small_course: Path, build: Callable[..., Ran]) -> None:
    first = code_of(build("named", "--seed", "7"))
    folder = small_course / "output/named/seed-7-zh"
    before = files(folder)
    assert code_of(build("--code", first)) == first
    flip(small_course)
    for wish in (("named", "--seed", "7"), ("--code", first), ("--code", str(decode(first).bare))):
        result = build(*wish)
        assert result.code == 1
        assert f"the paper {first}" in result.err
        assert "question 1 (`relu-values`): key" in result.err
        assert files(folder) == before
    second = code_of(build("--code", first, "--replace"))
    assert second != first
    assert code_of(build("named", "--seed", "7")) == second


def test_a_code_whose_paper_is_gone_is_no_other_paper(small_course: Path, build: Callable[..., Ran]) -> None:
    first = code_of(build("named", "--seed", "7"))
    shutil.rmtree(small_course / "output")
    flip(small_course)
    result = build("--code", first)
    assert result.code == 1
    assert f"the paper {first} cannot be built again" in result.err
    assert not (small_course / "output/named/seed-7-zh").exists()


def test_a_copy_without_a_name_says_which_class_list_is_needed(small_course: Path, build: Callable[..., Ran]) -> None:
    (small_course / "students.csv").write_text("id,name\n01,Ada\n02,Bo\n")
    code = str(Code("named", 7, "zh", copy=12))
    assert "has no name: its class is not in --out; give its --roster" in build("--code", code).err
    listed = build("--code", code, "--roster", "students.csv", "--replace").err
    assert "has no name: nobody among the 2 students of the class list has it" in listed
    assert "give its --roster" not in listed


def remove_exam_and_generators(course: Path) -> None:
    shutil.copy(course / "bank/exams/picked.yaml", course / "bank/exams/named.yaml")
    shutil.rmtree(course / "generators")


def remove_items(course: Path) -> None:
    for path in (course / "bank/exams/named.yaml", course / "bank/exams/picked.yaml", course / ITEMS):
        path.unlink()
    shutil.rmtree(course / "generators")


@pytest.mark.parametrize("spoil", [flip, remove_exam_and_generators, remove_items])
def test_a_paper_that_was_given_is_made_again_whatever_the_bank_becomes(
    spoil: Callable[[Path], None], small_course: Path, build: Callable[..., Ran]
) -> None:
    given = code_of(build("named", "--seed", "7", "--final", "--on", "2026-11-23"))
    before = files(small_course / "output/named/seed-7-zh")
    spoil(small_course)
    again = build("--code", given, "--out", str(small_course / "again"))
    assert again.code == 0, again.err
    assert files(small_course / "again/named/seed-7-zh") == before


@pytest.mark.parametrize("spoil", [remove_exam_and_generators, remove_items])
def test_its_answer_sheet_is_made_again_as_well(
    spoil: Callable[[Path], None], small_course: Path, build: Callable[..., Ran]
) -> None:
    """Grids for numbers are as wide as they were, and the rules of marking are those of that day."""
    blueprint = small_course / "bank/exams/named.yaml"
    rules = "marking: {double: wrong, pass: 60}\n"
    blueprint.write_text(rules + blueprint.read_text(encoding="utf-8"), encoding="utf-8")
    ours = ("--sheets", "--engine", "typst")
    given = code_of(build("named", "--seed", "7", *ours, "--final", "--on", "2026-11-23"))
    before = files(small_course / "output/named/seed-7-zh")
    assert b'"double":"wrong"' in before["keys.json"]
    assert b"#2" in before["layout.json"], "there is a grid for a number"
    spoil(small_course)
    again = build("--code", given, *ours, "--out", str(small_course / "again"))
    assert again.code == 0, again.err
    assert files(small_course / "again/named/seed-7-zh") == before


def test_a_paper_that_was_given_is_not_replaced_in_silence(small_course: Path, build: Callable[..., Ran]) -> None:
    given = code_of(build("named", "--seed", "7", "--final", "--on", "2026-11-23"))
    shutil.rmtree(small_course / "output")
    flip(small_course)
    result = build("named", "--seed", "7")
    assert result.code == 1
    assert f"the paper {given} was given" in result.err
    assert "question 1 (`relu-values`): key" in result.err
    assert code_of(build("named", "--seed", "7", "--replace")) != given


def test_a_damaged_store_says_so(small_course: Path, build: Callable[..., Ran]) -> None:
    given = code_of(build("named", "--seed", "7", "--final", "--on", "2026-11-23"))
    (small_course / "bank/given/named-7.json.xz").write_bytes(b"no")
    result = build("--code", given)
    assert result.code == 1
    assert "[given-unreadable]" in result.err
    course = load_course(small_course)
    with pytest.raises(Unreadable):
        Stored(course.root, course.wording).read({"Exam": {"nonsense": 1}})


def test_every_exam_is_read_as_it_was_written(small_course: Path) -> None:
    course = load_course(small_course)
    stored = Stored(course.root, course.wording)
    for name in course.blueprints:
        for language in course.languages:
            exam = paper(small_course, name, language=language)
            assert stored.read(json.loads(json.dumps(stored.write(exam)))) == exam
            assert parsed(list(map(str, marks(exam)))) == marks(exam)


def test_an_edited_result_stops_a_build(small_course: Path, build: Callable[..., Ran]) -> None:
    build("named", "--seed", "7")
    tex = small_course / "output/named/seed-7-zh/exam.tex"
    ours = tex.read_text()
    tex.write_text(ours + "% mine\n")
    stopped = build("named", "--seed", "7")
    assert stopped.code == 1
    assert "exam.tex [edited-in-the-way]" in stopped.err
    assert tex.read_text().endswith("% mine\n")
    kept = build("named", "--seed", "7", "--edited", "keep")
    assert kept.code == 0
    assert tex.read_text() == ours
    assert tex.with_name("exam-edited-1.tex").read_text().endswith("% mine\n")
    tex.write_text(ours + "% again\n")
    assert build("named", "--seed", "7", "--edited", "replace").code == 0
    assert tex.read_text() == ours
    assert not tex.with_name("exam-edited-2.tex").exists()


@pytest.mark.parametrize("command", [("build", "nonsense", "--seed", "7"), ("show", "nonsense"), ("list", "exams")])
def test_outside_a_course_the_starter_is_named(
    command: tuple[str, ...], tmp_path: Path, small_course: Path, terminal: Callable[..., Ran]
) -> None:
    outside = terminal(*command, folder=tmp_path)
    assert outside.err.count("these are questions of the starter course") == 1
    inside = terminal(*command, folder=small_course)
    assert "starter" not in inside.err


@pytest.fixture
def brought_along(tmp_path: Path, small_course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In the place of the starter course, so that what is written into it by mistake is not."""
    root = Path(shutil.copytree(small_course, tmp_path / "installed" / "starter"))
    monkeypatch.setattr("hwgen.bank.files.starter", lambda: root)
    return root


@pytest.mark.parametrize(
    "command",
    [
        ("swap", "named", "--seed", "7", "1"),
        ("redraw", "named", "--seed", "7", "1"),
        ("lock", "named", "--seed", "7"),
        ("unlock", "named", "--seed", "7", "--all"),
        ("freeze", "named", "--seed", "7", "mine"),
        ("schema", "--write"),
        ("format",),
    ],
)
def test_outside_a_course_nothing_is_written_into_the_starter(
    command: tuple[str, ...], brought_along: Path, tmp_path: Path, terminal: Callable[..., Ran]
) -> None:
    before = {path: path.read_bytes() for path in brought_along.rglob("*.yaml")}
    outside = tmp_path / "outside"
    outside.mkdir()
    refused = terminal(*command, folder=outside)
    assert (refused.code, "[no-course]" in refused.err, "`hwgen init DIR` makes one" in refused.err) == (2, True, True)
    above = terminal(*command, folder=tmp_path / "installed")
    assert (above.code, "`starter` is a course: `cd starter` first" in above.err) == (2, True)
    assert {path: path.read_bytes() for path in brought_along.rglob("*.yaml")} == before
    assert not (brought_along / ".hwgen").exists()


def test_outside_a_course_the_workbench_shows_the_starter_and_changes_nothing(
    brought_along: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, terminal: Callable[..., Ran]
) -> None:
    opened: list[tuple[Path, bool]] = []
    monkeypatch.setattr("hwgen.serve.app.serve", lambda desk, *_: opened.append((desk.root, desk.read_only)))
    outside = tmp_path / "outside"
    outside.mkdir()
    shown = terminal("serve", "--no-open", folder=outside)
    assert "[starter-course]" in shown.err
    assert "starter-course" not in terminal("serve", "--no-open", folder=brought_along).err
    assert opened == [(brought_along, True), (brought_along, False)]


def test_a_folder_that_holds_a_course_is_none(small_course: Path, terminal: Callable[..., Ran]) -> None:
    refused = terminal("list", "--course", small_course.parent, folder=small_course)
    assert refused.code == 2
    assert f"`{small_course}` is one" in refused.err

"""What classes made of the items goes back to the bank without persons, and plans, reports and checks use it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from terminal import Ran
from test_statistics import keys

from hwgen.bank.loading import load
from hwgen.bank.results import load_results, path_of
from hwgen.commands.marking import enter_results
from hwgen.errors import CourseError, NoPaper, UsageError
from hwgen.flaws.outcomes import of_results
from hwgen.marks.entering import enter
from hwgen.marks.folder import Marked
from hwgen.marks.response import Response
from hwgen.plan.assembly import assemble

Course = Callable[..., Path]


def marked(folder: Path, answers: Sequence[str], exam: str = "e") -> Marked:
    known = replace(keys(len(answers)), exam=exam)
    responses = tuple(
        Response(i, {f"q{n}": (letter,) for n, letter in enumerate(row, 1)}) for i, row in enumerate(answers, 1)
    )
    return Marked(folder, known, responses)


def outcome(item: str, facility: float, n: int = 60, difficulty: int = 2, keys: str = "a") -> dict[str, object]:
    question = {"item": item, "difficulty": difficulty, "n": n, "facility": facility}
    return {"exam": "e", "seed": 1, "on": "2026-11-30", "keys": keys, "questions": [question]}


def with_results(root: Path, *sittings: dict[str, object]) -> Path:
    path_of(root).write_text(yaml.safe_dump(list(sittings)), encoding="utf-8")
    return root


def test_a_class_is_entered_once_and_without_persons(small_course: Path, tmp_path: Path) -> None:
    known = marked(tmp_path, ["AAAA"] * 6 + ["BBAA"] * 4)
    path = enter(known, small_course, "2026-11-30")
    assert path == path_of(small_course)
    text = path.read_text(encoding="utf-8")
    assert not any(copy.id in text.split() for copy in known.printed.copies)
    assert enter(known, small_course, "2026-12-01") is None
    assert path.read_text(encoding="utf-8") == text
    outcomes = {found.item: found for found in load_results(small_course)}
    assert (outcomes["item-1"].count, outcomes["item-1"].facility) == (10, Fraction(3, 5))
    assert yaml.safe_load(text)[0]["questions"][0]["options"] == {"oA": 0.6, "oB": 0.4, "oC": 0.0}


def test_a_class_that_was_marked_again_counts_once(small_course: Path, tmp_path: Path) -> None:
    enter(marked(tmp_path, ["AAAA"] * 6), small_course, "2026-11-30")
    enter(marked(tmp_path, ["BAAA"] * 6), small_course, "2026-12-01")
    enter(marked(tmp_path, ["AAAA"] * 6, exam="another"), small_course, "2026-12-02")
    facilities = [found.facility for found in load_results(small_course) if found.item == "item-1"]
    assert facilities == [0, 1]
    assert load(small_course).course.outcomes["item-1"].facility == Fraction(1, 2)


def test_a_class_to_which_students_were_added_counts_once(small_course: Path, tmp_path: Path) -> None:
    """Personal papers, and forms of a class list; also where a name was written better. Another group counts for itself."""
    few, more = marked(tmp_path, ["AAAA"] * 6), marked(tmp_path, ["BAAA"] * 7)
    first, *rest = more.printed.copies
    better = replace(more, printed=replace(more.printed, copies=(replace(first, name="Ada L."), *rest)))
    listed = [(f"{i}", "N", "") for i in range(7)]
    dealt = tuple(replace(copy, id="", name="") for copy in few.printed.copies)
    form = replace(few, printed=replace(few.printed, exam="f", copies=dealt, students=tuple(listed[:6])))
    later = replace(form, printed=replace(form.printed, students=tuple(listed)))
    other = replace(form, printed=replace(form.printed, students=tuple(listed[1:])))
    for known, classes in ((few, 1), (better, 1), (form, 2), (later, 2), (other, 3)):
        enter(known, small_course, "2026-11-30")
        assert len([found for found in load_results(small_course) if found.item == "item-1"]) == classes
    entered = yaml.safe_load(path_of(small_course).read_text(encoding="utf-8"))
    assert entered[0]["keys"] == entered[1]["keys"]


def test_what_is_open_is_said_when_a_class_is_entered(
    small_course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = marked(tmp_path, ["AAAA"] * 8)
    enter_results(known, small_course, None)
    assert capsys.readouterr().err.splitlines() == [f"entered into {path_of(small_course)}"]
    first, *rest = known.responses
    doubtful = replace(known, responses=(replace(first, doubts=("q1", "q2")), *rest[:-1]))
    enter_results(doubtful, small_course, None)
    said = capsys.readouterr().err
    assert "(1 missing sheet, 2 doubts), enter the class again: its latest entry counts" in said


def test_too_few_are_not_entered(small_course: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="fewer than 5 students"):
        enter(marked(tmp_path, ["AAAA"] * 4), small_course, "2026-11-30")
    assert not path_of(small_course).exists()


def test_a_file_of_results_that_is_none_stays_as_it_is(small_course: Path, tmp_path: Path) -> None:
    path_of(small_course).write_text("- exam: e\n", encoding="utf-8")
    with pytest.raises(CourseError, match="missing key `seed`"):
        load_results(small_course)
    assert any("missing key `seed`" in str(fault) for fault in load(small_course).faults)
    with pytest.raises(Exception, match=r"missing key|cannot write the results"):
        enter(marked(tmp_path, ["AAAA"] * 6), small_course, "2026-11-30")
    assert path_of(small_course).read_text(encoding="utf-8") == "- exam: e\n"


@pytest.mark.parametrize(
    ("facility", "n", "message"),
    [
        (0.31, 60, "difficulty 2, but the facility is 0.31 in 1 class of 60 answers: harder than 55-95%"),
        (1.0, 60, "easier than 55-95%"),
        (0.31, 29, ""),
        (0.5, 60, ""),
        (0.7, 600, ""),
    ],
)
def test_a_difficulty_that_classes_did_not_find_is_reported(
    small_course: Path, facility: float, n: int, message: str
) -> None:
    level = 2
    course = load(with_results(small_course, outcome("learned-quantities", facility, n, level))).course
    item = replace(course.items["learned-quantities"], difficulty=level)
    course = replace(course, items={**course.items, item.id: item})
    found = [diagnostic.message for diagnostic in of_results(course)]
    assert (len(found), message in "".join(found)) == (bool(message), True)
    other = replace(course, items={**course.items, item.id: replace(item, difficulty=4)})
    assert not list(of_results(other)), "what was entered of another difficulty says nothing of this one"


def picking(root: Path, entry: str, plan: str = "") -> Path:
    (root / "bank" / "exams" / "mine.yaml").write_text(
        f"title: {{zh: 卷, en: Paper}}\nminutes: 10\n{plan}"
        f"sections:\n  - title: {{zh: 题, en: Part}}\n    points: 2\n    questions:\n      - {entry}\n",
        encoding="utf-8",
    )
    return root


def test_an_entry_picks_by_what_classes_made_of_items(small_course: Path) -> None:
    root = with_results(small_course, outcome("kept-units", 0.5), outcome("learned-quantities", 0.9, keys="b"))
    course = load(picking(root, "{pick: 1, facility: 40-70%}")).course
    assert {assemble(course, course.blueprint("mine"), seed).slots[0].item.id for seed in range(5)} == {"kept-units"}
    course = load(picking(root, "{pick: 1, facility: at most 30%}")).course
    with pytest.raises(NoPaper, match="one more item with a facility of at most 30%: 0 of 1 found"):
        assemble(course, course.blueprint("mine"), 1)


def test_a_plan_asks_for_a_mean_facility(small_course: Path) -> None:
    root = with_results(small_course, outcome("kept-units", 0.5), outcome("learned-quantities", 0.9, keys="b"))
    pick = "{pick: 1, kind: [choice, multiple-choice], generated: false}"
    for wanted, id in (("40-70%", "kept-units"), ("at least 80%", "learned-quantities")):
        course = load(picking(root, pick, f"plan: {{facility: {wanted}}}\n")).course
        assert {assemble(course, course.blueprint("mine"), s).slots[0].item.id for s in range(4)} == {id}


@pytest.mark.parametrize("wanted", ["0.5", "40-70", "120%", "high"])
def test_a_facility_is_a_percentage(small_course: Path, wanted: str) -> None:
    faults = load(picking(small_course, f"{{pick: 1, facility: {wanted}}}")).faults
    assert any("facility" in str(fault) or "percent" in str(fault) or "range" in str(fault) for fault in faults)


def test_the_report_on_the_bank_shows_it(small_course: Path, terminal: Callable[..., Ran]) -> None:
    with_results(small_course, outcome("kept-units", 0.5))
    ran = terminal("report", "--lang", "en", folder=small_course)
    assert ran.code == 0, ran.err
    (page,) = (small_course / "output" / "report").rglob("*.html")
    assert "0.50 (60)" in page.read_text(encoding="utf-8")

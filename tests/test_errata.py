"""Errata that cannot both be meant are refused where they stand, and one that was entered can be withdrawn."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from paper_class import PaperClass, everything, paper_class
from scanned import STUDENTS, Terminal
from terminal import Ran

from hwgen.marks.errata import Erratum, amended
from hwgen.marks.folder import opened, save
from hwgen.marks.response import Response
from hwgen.sheets.keys import Boxes, Copy, Keys, Option, Question

Errata = list[str]


@pytest.fixture
def printed(tmp_path: Path) -> PaperClass:
    """Twelve questions of two points; of the first, everybody chose the right option b, of the third d, which is right."""
    made = paper_class(tmp_path / "class", STUDENTS)
    marks = {id: (letter,) for id, letter in everything().items()}
    known = opened(made.folder)
    save(type(known)(known.folder, known.printed, tuple(Response(i, marks) for i in (1, 2, 3))))
    return made


def regrade(terminal: Terminal, printed: PaperClass, tmp_path: Path, *errata: str) -> Ran:
    lines = "".join(f"- {{item: item-0, {erratum}, reason: r}}\n" for erratum in errata)
    (tmp_path / "erratum.yaml").write_text(lines, encoding="utf-8")
    return terminal("regrade", "--class", printed.folder, "erratum.yaml", folder=tmp_path)


def totals(printed: PaperClass) -> list[float]:
    return [float(row.result.total) for row in opened(printed.folder).rows if row.result]


CONTRADICTIONS = [
    ("void: give-all", "void: leave-out"),
    ("void: give-all", "key: b"),
    ("key: a", "void: leave-out"),
    ("accept: a", "void: give-all"),
    ("key: a", "key: b"),
    ("accept: a", "key: c"),
    ("points: 3", "points: 4"),
    ("void: leave-out", "points: 4"),
    ("part: item-0, key: a", "variant: 1, key: b"),
]


@pytest.mark.parametrize("pair", CONTRADICTIONS)
def test_what_contradicts_is_refused_in_one_file_and_between_two(
    pair: tuple[str, str], terminal: Terminal, printed: PaperClass, tmp_path: Path
) -> None:
    before = totals(printed)
    ran = regrade(terminal, printed, tmp_path, *pair)
    assert (ran.code, "erratum.yaml:2:3: error: `item-0`: " in ran.err) == (1, True), ran.err
    assert "contradicts" in ran.err
    assert "see erratum.yaml:1:3 [erratum-contradiction]" in ran.err
    assert totals(printed) == before
    assert regrade(terminal, printed, tmp_path, pair[0]).code == 0
    second = regrade(terminal, printed, tmp_path, pair[1])
    assert (second.code, "erratum.yaml:1:3: error" in second.err) == (1, True), second.err
    assert "withdraw: true" in second.err
    about = pair[0].split(", ")[0] + ", " if ", " in pair[0] else ""
    last = regrade(terminal, printed, tmp_path, f"{about}withdraw: true", pair[1])
    assert last.code == 0, last.err
    again = regrade(terminal, printed, tmp_path, f"{about}withdraw: true", pair[1]) if not about else last
    assert (again.code, len(opened(printed.folder).errata)) == (0, 3), again.err


@pytest.mark.parametrize(
    "erratum", ["void: give-all, key: a", "void: leave-out, points: 4", "void: give-all, accept: a"]
)
def test_what_contradicts_itself_is_refused(
    erratum: str, terminal: Terminal, printed: PaperClass, tmp_path: Path
) -> None:
    ran = regrade(terminal, printed, tmp_path, erratum)
    assert (ran.code, "its effects contradict each other" in ran.err) == (1, True), ran.err


@pytest.mark.parametrize(
    "errata",
    [
        ("key: a", "accept: c"),
        ("accept: a", "accept: c"),
        ("key: a", "points: 4"),
        ("void: give-all, points: 4",),
        ("variant: 1, key: a", "variant: 1, key: a"),
    ],
)
def test_what_goes_together_is_taken(
    errata: tuple[str, ...], terminal: Terminal, printed: PaperClass, tmp_path: Path
) -> None:
    ran = regrade(terminal, printed, tmp_path, *errata)
    assert ran.code == 0, ran.err


def test_a_withdrawn_erratum_leaves_nothing(terminal: Terminal, printed: PaperClass, tmp_path: Path) -> None:
    assert totals(printed) == [24, 24, 24]
    regrade(terminal, printed, tmp_path, "key: a")
    assert totals(printed) == [22, 22, 22]
    assert regrade(terminal, printed, tmp_path, "withdraw: true").code == 0
    assert totals(printed) == [24, 24, 24]
    regrade(terminal, printed, tmp_path, "key: a")
    assert totals(printed) == [22, 22, 22], "what was withdrawn can be entered again"
    idle = regrade(terminal, printed, tmp_path, "part: item-0, withdraw: true")
    assert (idle.code, "there is no earlier erratum on `item-0` to withdraw" in idle.err) == (1, True), idle.err
    both = regrade(terminal, printed, tmp_path, "withdraw: true, key: c")
    assert (both.code, "`withdraw` stands alone" in both.err) == (1, True), both.err


@pytest.mark.parametrize(
    ("points", "code", "message"),
    [
        ("200", 1, "erratum.yaml:1:3: error: `item-0`: its points are 200 in place of 2"),
        (
            "20",
            0,
            "warning: `item-0`: its points are 20 in place of 2, and the total of the paper is 42 in place of 24",
        ),
        ("-2", 1, "erratum.yaml:1:"),
        ("5", 0, ""),
    ],
)
def test_points_are_compared_with_the_printed_ones(
    points: str, code: int, message: str, terminal: Terminal, printed: PaperClass, tmp_path: Path
) -> None:
    ran = regrade(terminal, printed, tmp_path, f"points: {points}")
    assert (ran.code, message in ran.err, "place of" in ran.err) == (code, True, "place of" in message), ran.err


def test_an_erratum_accepts_an_option_on_the_papers_that_show_it() -> None:
    def question(number: int, *wrong: str) -> Question:
        options = (Option("A", Fraction(1), "right"), *(Option("BC"[i], id=id) for i, id in enumerate(wrong)))
        return Question(number, "pca", "pca", f"v{number}", "choice", Fraction(4), (Boxes("q", options),))

    copy = Copy(1, "X", "", (question(1, "halved", "squared"), question(2, "squared", "rooted")))
    keys = Keys("x", "X", "C", "en", 1, (copy,))
    (after,) = amended(keys, [Erratum("pca", "reads both ways", accept=("halved",))]).copies
    assert [option.id for option in boxes(after.questions[0]).options if option.share == 1] == ["right", "halved"]
    assert after.questions[1] == copy.questions[1]


def boxes(question: Question) -> Boxes:
    (field,) = question.fields
    assert isinstance(field, Boxes)
    return field


SLIPS = {
    "item: itme-0, key: a": ("1:10", "no paper asks `itme-0`", "did you mean `item-0`?"),
    "item: item-0, key: z": ("1:23", "there is no option `z`; there are `a`, `b`, `c`, `d`", ""),
    "item: item-0, accept: [a, z]": ("1:26", "there is no option `z`", ""),
    "item: item-0, part: b, key: a": ("1:24", "has no question `b`", "known: `item-0`"),
    "item: item-0, variant: 9, key: a": ("1:27", "no paper has the variant `9`", "known: `1`"),
    "item: item-0, void: all": ("1:24", "expected `give-all` (everybody gets the points) or `leave-out`", ""),
    "item: item-0, void: leave out": ("1:24", "(the question does not count)", "did you mean `leave-out`?"),
    "item: item-0, key: ": ("1:23", "expected a text, found nothing", ""),
    "item: item-0, tolerance: 1": ("1:3", "`tolerance` goes with `key` or `accept`", ""),
    "item: item-0": ("1:3", "an erratum says what counts now: `key`, `accept`, `void` or `points`", ""),
    "item: 3, key: a": ("1:10", "no paper asks `3`", "`3` is `item-2`: write `item: item-2`"),
    "item: Question 3, key: a": ("1:10", "no paper asks `Question 3`", "write `item: item-2`"),
    "item: item-1, key: ABD": ("1:23", "there is no option `ABD`", "write `[A, B, D]`"),
    "item: item-1, key: 'a, b'": ("1:23", "there is no option `a, b`", "write `[a, b]`"),
    "item: item-0, key: B1": ("1:23", "there is no option `B1`", "there are `a`"),
    "item: item-0, key: a, tolerance: 1": ("1:37", "`item-0` asks for no number, and has no tolerance", "delete it"),
    "item: item-0, void: 送分": ("1:24", "expected `give-all`", "write `give-all`"),
    "item: item-0, void: Delete": ("1:24", "expected `give-all`", "write `leave-out`"),
}


@pytest.mark.parametrize(("slip", "answer"), SLIPS.items())
def test_a_slip_is_shown_at_its_value(
    slip: str, answer: tuple[str, str, str], terminal: Terminal, printed: PaperClass, tmp_path: Path
) -> None:
    place, message, hint = answer
    (tmp_path / "erratum.yaml").write_text(f"- {{{slip}, reason: r}}\n", encoding="utf-8")
    ran = terminal("regrade", "--class", printed.folder, "erratum.yaml", folder=tmp_path)
    assert (ran.code, f"erratum.yaml:{place}: error: " in ran.err) == (1, True), ran.err
    assert message in ran.err
    assert hint in ran.err


@pytest.mark.parametrize("folder", [".", "class/marks", "class/copies/01", "class-in-english"])
def test_a_folder_around_a_class_within_it_or_beside_it_names_the_class(
    folder: str, terminal: Terminal, printed: PaperClass, tmp_path: Path
) -> None:
    (tmp_path / "erratum.yaml").write_text("{item: item-0, key: a, reason: r}\n", encoding="utf-8")
    ran = terminal("regrade", "--class", folder, "erratum.yaml", folder=tmp_path)
    assert "error: ``" not in ran.err
    assert "did you mean class?" in ran.err, ran.err


def test_a_folder_of_classes_names_them(terminal: Terminal, printed: PaperClass, tmp_path: Path) -> None:
    (tmp_path / "erratum.yaml").write_text("{item: item-0, key: a, reason: r}\n", encoding="utf-8")
    for i in range(4):
        (tmp_path / f"quiz-{i}").mkdir()
        (tmp_path / f"quiz-{i}" / "keys.json").touch()
    ran = terminal("regrade", "--class", ".", "erratum.yaml", folder=tmp_path)
    assert "name one of the classes: class, quiz-0, quiz-1 and 2 more" in ran.err


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ("item: item-0\nkye: a\nreason: r\n", "2:1: error: unknown key `kye`"),
        ("item: item-0\nkey: z\nreason: r\n", "2:6: error: `item-0`: there is no option `z`"),
        ("item: item-0\nkey: a\nreason:\n", "3:8: error: expected a text, found nothing"),
        ("item-0:\n  key: a\n  reason: r\n", "1:1: error: unknown key `item-0`"),
        ("errata:\n- item: item-0\n  key: a\n  reason: r\n", "1:1: error: the errata stand below `errata`"),
    ],
)
def test_an_erratum_without_a_list_has_its_places(
    file: str, place: str, terminal: Terminal, printed: PaperClass, tmp_path: Path
) -> None:
    (tmp_path / "erratum.yaml").write_text(file, encoding="utf-8")
    ran = terminal("regrade", "--class", printed.folder, "erratum.yaml", folder=tmp_path)
    assert (ran.code, f"erratum.yaml:{place}" in ran.err) == (1, True), ran.err

"""Marked sheets to hand back: they say what the marks say, also after the marks have changed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from paper_class import ESSAY, PaperClass, everything, paper_class
from terminal import Ran

from hwgen.marks.errata import Erratum, amended
from hwgen.marks.folder import opened, save
from hwgen.marks.response import Response
from hwgen.marks.roll import results
from hwgen.marks.scoring import FieldScore, QuestionScore
from hwgen.scanning import decided, rated, rubric
from hwgen.scanning.feedback import feedback, key, partly, read
from hwgen.scanning.marking import earlier_records, known_so_far, present
from hwgen.scanning.reading import GroupReading
from hwgen.scanning.returns import returned as written
from hwgen.sheets.keys import Boxes, Copy, FieldKey, Interval, Keys, Number, Option, Policy, Question, Written
from hwgen.words.words import nearest

Terminal = Callable[..., Ran]
ASKED = Question(1, "item", "item", "1", "choice", Fraction(4), (Boxes("q1", ()),))
STUDENTS = [("2026001", "Li Lei"), ("2026002", "Han Meimei")]
ERRATUM = "- {item: item-0, part: item-0, accept: d, reason: both are right}\n"


@pytest.fixture
def returned(terminal: Terminal, tmp_path: Path) -> PaperClass:
    """Two students whose sheets were handed back; the first has a wrong answer to the first question."""
    printed = paper_class(tmp_path / "class", STUDENTS)
    scans = [printed.scan(0, {**everything(), "q1": "D"}), printed.scan(1, everything())]
    pile = printed.pile(tmp_path / "pile.pdf", *scans)
    terminal("mark", pile, "--class", printed.folder, "--jobs", "1", "--returns", folder=tmp_path)
    return printed


def sheets(printed: PaperClass) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (printed.folder / "marks" / "returns").iterdir()}


def total(pdf: Path) -> str:
    """What is drawn over the first page, at its top."""
    return page_text(pdf).splitlines()[-1].partition("(")[2].partition(")")[0]


def test_a_regrade_writes_those_again_whose_marks_change(
    terminal: Terminal, returned: PaperClass, tmp_path: Path
) -> None:
    before = sheets(returned)
    first = returned.folder / "marks" / "returns" / "0001-2026001.pdf"
    assert total(first) == "22 / 24"
    (tmp_path / "erratum.yaml").write_text(ERRATUM, encoding="utf-8")
    ran = terminal("regrade", "--class", returned.folder, "erratum.yaml", folder=tmp_path)
    assert (ran.code, "1 marked sheet to hand back written again" in ran.err) == (0, True), ran.err
    after = sheets(returned)
    assert total(first) == "24 / 24"
    assert after["0002-2026002.pdf"] == before["0002-2026002.pdf"]


def test_points_stand_in_their_frame_on_a_bent_page(terminal: Terminal, tmp_path: Path) -> None:
    """The frame is as far off as the box for half a point above it."""
    printed = paper_class(tmp_path / "class", STUDENTS[:1], essay=True)
    pile = printed.pile(tmp_path / "pile.pdf", printed.scan(0, everything()))
    terminal("mark", pile, "--class", printed.folder, "--jobs", "1", folder=tmp_path)
    known = known_so_far(opened(printed.folder))
    (sheet,) = known.sheets
    (result,) = results(opened(printed.folder).keys, [replace(known.read[0], points={"q99": Fraction(3)})])
    spots = []
    for off in ((0.0, 0.0), (-1.0, 2.0)):
        ((number, (record,)),) = sheet.scans.items()
        groups = {**record.reading.groups, "q99.half": GroupReading((), 1.0, off=off)}
        bent = replace(record, reading=replace(record.reading, groups=groups))
        data = written(
            replace(sheet, scans={number: (bent,)}), result, opened(printed.folder).keys, "", present(known.files)
        )
        page = pypdfium2.PdfDocument(data)[0].get_textpage()
        spots.append(page.get_charbox(page.search("3/5").get_next()[0])[:2])
    (x, y), (right, down) = spots
    assert (right - x, y - down) == pytest.approx((-1.0 * 72 / 25.4, 2.0 * 72 / 25.4), abs=0.2)


def edit(printed: PaperClass, name: str) -> None:
    """As a PDF reader does that saves notes into the file."""
    path = printed.folder / "marks" / "returns" / name
    path.write_bytes(path.read_bytes() + b"% my note\n")


def test_sheets_that_a_person_edited_or_put_there_are_kept(
    terminal: Terminal, returned: PaperClass, tmp_path: Path
) -> None:
    mark = ("mark", tmp_path / "pile.pdf", "--class", returned.folder, "--jobs", "1", "--returns")
    before = sheets(returned)
    assert "[edited-result]" not in terminal(*mark, folder=tmp_path).err
    assert sheets(returned) == before
    edit(returned, "0001-2026001.pdf")
    edited = sheets(returned)["0001-2026001.pdf"]
    (tmp_path / "erratum.yaml").write_text(ERRATUM, encoding="utf-8")
    ran = terminal("regrade", "--class", returned.folder, "erratum.yaml", folder=tmp_path)
    assert "this file was edited; it is kept as 0001-2026001-edited-1.pdf" in ran.err
    assert sheets(returned)["0001-2026001-edited-1.pdf"] == edited
    assert total(returned.folder / "marks" / "returns" / "0001-2026001.pdf") == "24 / 24"
    (returned.folder / "marks" / "returns" / "0002-2026002.pdf").write_bytes(b"of my own")
    terminal(*mark, folder=tmp_path)
    assert sheets(returned)["0002-2026002-edited-1.pdf"] == b"of my own"
    assert total(returned.folder / "marks" / "returns" / "0002-2026002.pdf") == "24 / 24"


def test_whoever_was_absent_gets_nothing_back(terminal: Terminal, returned: PaperClass, tmp_path: Path) -> None:
    """Nor what was written before somebody saw it."""
    first = returned.folder / "marks" / "returns" / "0001-2026001.pdf"
    assert first.exists()
    page = next(record for record in earlier_records(returned.folder) if record.reading.stamp.serial == 1)  # type: ignore[union-attr]
    word = decided.Word(page.reading.content, "absent", ("absent",))
    decided.append(returned.folder / "marks" / decided.FILE, word)
    terminal("mark", tmp_path / "pile.pdf", "--class", returned.folder, "--jobs", "1", "--returns", folder=tmp_path)
    assert not first.exists()
    assert len(sheets(returned)) == 1


def test_points_stand_beside_answers_of_every_kind(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS, essay=True)
    pile = printed.pile(tmp_path / "pile.pdf", printed.scan(0, {**everything(), "q1": "D"}))
    mark = ("mark", pile, "--class", printed.folder, "--jobs", "1", "--returns")
    first = printed.folder / "marks" / "returns" / "0001-2026001.pdf"
    for typed, points in (((), []), ({"q99": Fraction(3, 2)}, ["1.5/5"])):
        response = Response(1, points=dict(typed))
        save(replace(opened(printed.folder), responses=(response,) if typed else ()))
        terminal(*mark, folder=tmp_path)
        drawn = re.findall(r"\((\S+)\) Tj", page_text(first))
        assert drawn == ["0/2"] + ["2/2"] * 11 + points, "what waits for a marker has no points yet"


def test_of_written_answers_the_model_and_the_lines_that_were_met_are_shown(terminal: Terminal, tmp_path: Path) -> None:
    """Two markers, who agree on one of two lines; then the line is put otherwise."""
    policy = Policy(second_marking=Fraction(50))
    printed = paper_class(tmp_path / "class", STUDENTS[:1], essay=True, policy=policy)
    pile = printed.pile(tmp_path / "pile.pdf", printed.scan(0, everything()))
    command = ("mark", pile, "--class", printed.folder, "--jobs", "1", "--returns")
    terminal(*command, folder=tmp_path)
    first = printed.folder / "marks" / "returns" / "0001-2026001.pdf"
    assert "+2" not in reasons(first)
    (record,) = earlier_records(printed.folder)
    for marker, points, lines in (("Li", 4, (1, 2)), ("Wang", 2, (1,))):
        rating = rated.Rating(record.reading.content, "q99", Fraction(points), lines, marker=marker)
        rated.append(printed.folder / "marks" / rated.FILE, rating)
    terminal(*command, folder=tmp_path)
    shown = reasons(first)
    assert ("3 / 5" in shown, "+2 b" in shown, "+2 c" in shown) == (True, True, False)
    assert "Model answer Because of 𝑥, so it is. (1) First: 𝑥 2 code" in shown
    assert len(set(heights(first, "Because", "(1)", "code"))) == 3, "lines stay lines"
    pile_of = rubric.pile_of(printed.copies[0].questions[-1], ESSAY)
    rubric.append(printed.folder / "marks" / rubric.FILE, rubric.Revision(pile_of, 1, Fraction(3, 2), "a better b"))
    terminal(*command, folder=tmp_path)
    assert "+1.5 a better b" in reasons(first)
    assert "Marking • " in reasons(first)
    assert "a better b (1.5 pt)" in reasons(first), "the lines that are missing, too, as they are now"
    assert "c (2 pt)" in reasons(first)


def reasons(pdf: Path) -> str:
    """What the last page says."""
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(document[len(document) - 1].get_textpage().get_text_range().split())


def heights(pdf: Path, *words: str) -> list[float]:
    """How high these words stand on the last page."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[len(document) - 1].get_textpage()
    return [page.get_charbox(page.search(word).get_next()[0])[1] for word in words]


def key_room(tmp_path: Path, *keys: str) -> float:
    """How wide the column of these keys is, in points."""
    copy = Copy(1, "MOCK", "", tuple(replace(ASKED, number=i, key=text) for i, text in enumerate(keys, 1)))
    known = Keys("mock", "Mock", "Course", "en", 7, (copy,))
    (result,) = results(known, [Response(1)])
    path = tmp_path / "keys.pdf"
    path.write_bytes(feedback(result, known, "Li Lei", (210, 297)))
    page = pypdfium2.PdfDocument(path)[0].get_textpage()
    words = nearest("en")
    left, right = (page.get_charbox(page.search(words[name]).get_next()[0])[0] for name in ("sheet.key", "score_got"))
    return right - left


def test_reasons_are_in_the_language_of_the_sheet(tmp_path: Path) -> None:
    """Whoever has a paper in English among others in Chinese gets it back in English."""
    copy = Copy(1, "MOCK", "", (ASKED,))
    english = replace(copy, language="en", course="Deep Learning", title="Homework")
    for sheet, language, title in ((copy, "zh", "深度学习 · 作业"), (english, "en", "Deep Learning · Homework")):
        known = Keys("mock", "作业", "深度学习", "zh", 7, (sheet,))
        (result,) = results(known, [Response(1)])
        path = tmp_path / f"{language}.pdf"
        path.write_bytes(feedback(result, known, "Li Lei", (210, 297)))
        assert all(word in reasons(path) for word in (title, nearest(language)["marks.reason"]))


@pytest.mark.parametrize("language", ["", "zh"])
def test_a_course_has_its_own_words_on_the_page_of_reasons(tmp_path: Path, language: str) -> None:
    """Also for a copy in another language than the class; what the class does not know are our words."""
    own = {"question": "Aufgabe", "sheet.key": "Richtig", "score_got": "Erreicht"}
    copy = Copy(1, "MOCK", "", (ASKED,), language=language)
    frozen = {"other_words": {"zh": own}} if language else {"words": own}
    known = Keys("mock", "Mock", "Course", "en", 7, (copy,), **frozen)
    (result,) = results(known, [Response(1)])
    path = tmp_path / "own.pdf"
    path.write_bytes(feedback(result, known, "Li Lei", (210, 297)))
    assert all(word in reasons(path) for word in (*own.values(), nearest(language or "en")["marks.reason"]))


def test_a_column_of_letters_is_as_wide_as_they_are(tmp_path: Path) -> None:
    """The room is for the reasons; one long key has a share of it, and what is set as a formula is not taken for short."""
    assert key_room(tmp_path, "A", "BCD") < 60
    for long in ("a sentence of which nobody knows where it ends", r"$\frac{1}{2}\sum_i x_i$"):
        assert 60 < key_room(tmp_path, "A", long) < 200


def question(answer: str, *fields: FieldKey, kind: str = "choice") -> str:
    """What the page of reasons says was read of a question with these fields, each answered by a letter or a word of `answer`."""
    words = answer.split()
    asked = Question(1, "item", "item", "1", kind, Fraction(4), fields)
    scores = (
        FieldScore("q1", Fraction(0), "" if word == "." else word, (word,) if isinstance(each, Boxes) else ())
        for word, each in zip(words, fields, strict=True)
    )
    return read(QuestionScore(asked, tuple(scores)), nearest("en"))


def test_what_was_read_is_written_as_keys_are() -> None:
    row, number = Boxes("q1", ()), Number((), ())
    assert question("B", row) == "B"
    assert question("B . A", row, row, row, kind="matching") == "B–A"
    assert question("2.5 -1", number, number, kind="numeric") == "2.5; −1"
    assert question("3 .", number, number, kind="numeric") == "3; –", "this was read as a negative number"
    assert question("3 5", number, number, kind="numeric") == "3; 5", "this was read as 35"
    assert question(".", number, kind="numeric") == "–"
    assert question("1.5", Written("q1", (), ""), kind="essay") == "", "these are points"


def partial(*fields: tuple[FieldKey, FieldScore], kind: str = "multiple-choice") -> list[str]:
    asked = Question(1, "item", "item", "1", kind, Fraction(4), tuple(field for field, _ in fields))
    return list(partly(QuestionScore(asked, tuple(score for _, score in fields)), nearest("en")))


def test_missing_points_have_a_reason() -> None:
    """Beside half of the points stood nothing where no wrong answer was marked."""
    half = Fraction(1, 2)
    several = Boxes("q1", tuple(Option(letter, half if letter in "BD" else -half, letter) for letter in "ABCD"), True)
    assert partial((several, FieldScore("q1", half, "B", ("B",)))) == ["right options not chosen: D"]
    assert partial((several, FieldScore("q1", half, "BCD", ("B", "C", "D")))) == ["wrong options chosen: C"]
    both = partial((several, FieldScore("q1", half, "BC", ("B", "C"))))
    assert both == ["right options not chosen: D; wrong options chosen: C"]
    none = partial((several, FieldScore("q1", Fraction(0), "AB", ("A", "B"))))
    assert none == ["right options not chosen: D; wrong options chosen: A"], "they take off what B gives"
    assert partial((several, FieldScore("q1", Fraction(0)))) == []
    assert partial((several, FieldScore("q1", Fraction(1), "BD", ("B", "D")))) == []
    number = Number((), ()), FieldScore("n", Fraction(1), "3", ("3",))
    wrong = Number((), ()), FieldScore("m", Fraction(0), "4", ("4",))
    assert partial(number, wrong, number, kind="numeric") == ["2 of 3 right"]
    assert partial(wrong, wrong, kind="numeric") == []


def test_formulas_that_fit_on_a_line_are_not_broken(tmp_path: Path) -> None:
    """At whatever place of a line a product stands, it is on one line."""
    product = "$a b_1 \\cdot c \\cdot d \\cdot e$"
    model = "\n\n".join(f"{'m' * count} {product}" for count in range(40, 72))
    asked = Question(1, "i", "i", "1", "essay", Fraction(1), (replace(ESSAY, model=model),))
    keys = Keys("mock", "Mock", "Course", "en", 7, (Copy(1, "MOCK", "", (asked,)),))
    (result,) = results(keys, [Response(1)])
    document = pypdfium2.PdfDocument(feedback(result, keys, "Li Lei", (210, 297)))
    lines = [line for i in range(len(document)) for line in document[i].get_textpage().get_text_range().splitlines()]
    assert not [line for line in lines if line.rstrip().endswith("⋅")]
    assert sum("⋅" in line for line in lines) == 32


def test_after_an_erratum_the_key_is_the_one_that_counts() -> None:
    """The returned sheet said `T`, `T` and no points where the key had become `F`."""
    true_false = Boxes("q1", (Option("T", Fraction(1), "T"), Option("F", Fraction(0), "F")))
    letters = Boxes("q2", tuple(Option(letter, Fraction(letter == "A"), f"o-{letter}") for letter in "ABC"))
    several = Boxes("q3", letters.options, several=True)
    number = Number(("n1",), (Interval(Fraction(1), Fraction(1), Fraction(1)),))
    cases: list[tuple[FieldKey, str, Erratum, str]] = [
        (true_false, "true-false", Erratum("item", "", key=("F",)), "F"),
        (letters, "choice", Erratum("item", "", accept=("o-C",)), "A / C"),
        (several, "multiple-choice", Erratum("item", "", key=("o-B", "o-C")), "BC"),
        (number, "numeric", Erratum("item", "", key=("2.5",)), "2.5"),
        (number, "numeric", Erratum("item", "", accept=("3",)), "3 / 1"),
        (number, "numeric", Erratum("item", "", key=("-2.5",)), "−2.5"),
        (
            Written("q9", (), "", accepted=("bias",)),
            "short-answer",
            Erratum("item", "", accept=("offset",)),
            "bias / offset",
        ),
    ]
    for field, kind, erratum, expected in cases:
        asked = Question(1, "item", "item", "1", kind, Fraction(4), (field,), key="as printed")
        copy = Copy(1, "MOCK", "", (asked,))
        (changed,) = amended(Keys("mock", "", "", "en", 1, (copy,)), (erratum,)).copies[0].questions
        assert key(changed, nearest("en")) == expected
        assert not changed.key


@pytest.mark.parametrize("void", ["give-all", "leave-out"])
def test_of_a_void_question_nothing_is_right_or_wrong(
    terminal: Terminal, returned: PaperClass, tmp_path: Path, void: str
) -> None:
    first = returned.folder / "marks" / "returns" / "0001-2026001.pdf"
    drawn = page_text(first).count(" RG 1.2 w ")
    erratum = f"- {{item: item-0, void: {void}, reason: it can be read in two ways}}\n"
    (tmp_path / "erratum.yaml").write_text(erratum, encoding="utf-8")
    terminal("regrade", "--class", returned.folder, "erratum.yaml", folder=tmp_path)
    assert page_text(first).count(" RG 1.2 w ") == drawn - 2, "the ring and the stroke"


def page_text(pdf: Path) -> str:
    with pikepdf.open(pdf) as opened_pdf:
        return opened_pdf.pages[0].Contents.read_bytes().decode()


def rings(pdf: bytes) -> list[tuple[float, float]]:
    """Where each ring begins, in points."""
    with pikepdf.open(BytesIO(pdf)) as opened_pdf:
        drawn = opened_pdf.pages[0].Contents.read_bytes().decode()
    return [(float(x), float(y)) for x, y in re.findall(r"RG 1.2 w ([\d.]+) ([\d.]+) m .* s\n", drawn)]


def test_rings_stand_around_boxes_where_they_lie_on_the_scan(returned: PaperClass) -> None:
    """Readings from before say nothing of how far off boxes lie: rings stand where they stood then."""
    path = returned.folder / "marks" / "readings.jsonl"
    read_then = path.read_text(encoding="utf-8")

    def drawn(off: list[float] | None) -> list[tuple[float, float]]:
        lines = [json.loads(line) for line in read_then.splitlines()]
        for line in lines:
            for id, group in line["reading"]["groups"].items():
                del group["off"]
                if off and id == "q3":
                    group["off"] = off
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        marked = opened(returned.folder, as_is=True)
        scanned = known_so_far(marked)
        result, files = marked.rows[0].result, present(scanned.files)
        assert result
        return rings(written(scanned.sheets[0], result, marked.keys, "Li Lei", files))

    before, after = drawn(None), drawn([1.0, -2.0])
    moved = [
        (round(x - a, 1), round(y - b, 1)) for (a, b), (x, y) in zip(before, after, strict=True) if (a, b) != (x, y)
    ]
    assert moved == [(2.8, 5.7)], "one millimetre to the right, two upwards"


def test_where_scans_have_moved_it_says_so(terminal: Terminal, returned: PaperClass, tmp_path: Path) -> None:
    before = sheets(returned)
    (tmp_path / "pile.pdf").rename(tmp_path / "moved.pdf")
    (tmp_path / "erratum.yaml").write_text(ERRATUM, encoding="utf-8")
    ran = terminal("regrade", "--class", returned.folder, "erratum.yaml", folder=tmp_path)
    assert "1 marked sheet not written again: the scans have moved" in ran.err
    assert sheets(returned) == before
    again = ("mark", tmp_path / "moved.pdf", "--class", returned.folder, "--jobs", "1", "--returns")
    assert terminal(*again, folder=tmp_path).code == 0
    assert total(returned.folder / "marks" / "returns" / "0001-2026001.pdf") == "24 / 24"


def test_a_sheet_that_is_another_students_after_all_is_not_left_behind(terminal: Terminal, tmp_path: Path) -> None:
    printed = paper_class(tmp_path / "class", STUDENTS, number=7)
    marks = {**everything(), **{f"number#{i}": digit for i, digit in enumerate("2026001", 1)}}
    pile = printed.pile(tmp_path / "pile.pdf", printed.scan(0, marks))
    command = ("mark", pile, "--class", printed.folder, "--jobs", "1")
    terminal(*command, "--returns", folder=tmp_path)
    assert sheets(printed).keys() == {"0001-2026001.pdf"}
    (record,) = earlier_records(printed.folder)
    words = printed.folder / "marks" / "decisions.jsonl"
    decided.append(words, decided.Word(record.reading.content, student="2026002"))
    terminal(*command, folder=tmp_path)
    assert [response.id for response in opened(printed.folder).responses] == ["2026002"]
    assert sheets(printed).keys() == {"0001-2026002.pdf"}
    edit(printed, "0001-2026002.pdf")
    decided.append(words, decided.Word(record.reading.content, student="2026001"))
    assert "[edited-result]" in terminal(*command, folder=tmp_path).err
    assert sheets(printed).keys() == {"0001-2026001.pdf", "0001-2026002-edited-1.pdf"}

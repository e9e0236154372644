"""Answer sheets: what is printed lies where layout.json says, whatever the engine, and keys.json knows what it gives."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pypdfium2
import pytest
from conftest import ROOT
from terminal import Ran

from hwgen.bank.course import Course
from hwgen.bank.loading import load
from hwgen.classes.markers_sheet import keys as in_words
from hwgen.classes.paper import exam_of, plan_of
from hwgen.content.picture import Label
from hwgen.exam.model import Exam, Holder, Looks
from hwgen.exam.model import Question as Asked
from hwgen.kinds import LETTERS
from hwgen.papercode import Code, Paper
from hwgen.pdf.engines import ENGINES
from hwgen.pdf.kit import Kit
from hwgen.pdf.printed import Failed, Printed
from hwgen.scanning.returns import TOTAL
from hwgen.sheets.composing import Front, compose
from hwgen.sheets.drawing import Sheet
from hwgen.sheets.front import DOTS, length, top
from hwgen.sheets.grids import columns, grids
from hwgen.sheets.keys import Boxes, Number, Option, Policy, Question, Written
from hwgen.sheets.layout import Layout
from hwgen.sheets.measures import Measures
from hwgen.sheets.number import PLAIN
from hwgen.sheets.rectangle import POINT
from hwgen.sheets.sheet import Answered, with_sheet
from hwgen.words.words import shipped, words

MM = 25.4 / 72
Place = tuple[float, float, float, float]
HOSTILE = r"\input{x} #set {~_^%} O'Brien & Söhne 欧阳小明"


@pytest.fixture(scope="module")
def small() -> Course:
    return load(ROOT / "tests" / "course").course


def answered(
    course: Course, language: str, paper: Paper = "a4", *, holder: bool = False, large: bool = False
) -> tuple[Exam, Answered]:
    code = Code("named", 7, language, paper, int(holder))
    exam = exam_of(course, plan_of(course, code), code)
    exam = replace(exam, holder=Holder("2026001", HOSTILE, "CS-2") if holder else None, looks=Looks(large))
    return exam, with_sheet(exam, in_words(exam), grids(course, exam), paper, Policy(), PLAIN)


def places(pdf: bytes, page: int) -> Iterator[Place]:
    """Left, top, width and height in millimetres of each path on a page, with half of its line."""
    document = pypdfium2.PdfDocument(pdf)
    sheet = document[page]
    _, high = sheet.get_size()
    for path in sheet.get_objects(max_depth=4):
        if path.type != pypdfium2.raw.FPDF_PAGEOBJ_PATH:
            continue
        width, fill, stroked = ctypes.c_float(), ctypes.c_int(), ctypes.c_int()
        pypdfium2.raw.FPDFPageObj_GetStrokeWidth(path, width)
        pypdfium2.raw.FPDFPath_GetDrawMode(path, fill, stroked)
        # pdfium adds the whole of a line at each side.
        half = width.value * abs(path.get_matrix().a) / 2 if stroked.value else 0.0
        left, bottom, right, top = path.get_bounds()
        yield (
            (left + half) * MM,
            (high - top + half) * MM,
            (right - left - 2 * half) * MM,
            (top - bottom - 2 * half) * MM,
        )
    document.close()


@pytest.mark.parametrize(
    ("engine", "language", "paper", "large", "holder"),
    [
        ("xelatex", "zh", "a4", False, True),
        ("xelatex", "en", "a4", True, True),
        ("lualatex", "en", "letter", False, False),
        ("typst", "en", "a4", True, True),
        ("typst", "zh", "letter", False, False),
    ],
)
def test_everything_lies_where_the_layout_says(
    small: Course, engine: str, language: str, paper: Paper, large: bool, holder: bool
) -> None:
    _, sheet = answered(small, language, paper, holder=holder, large=large)
    (printed,) = Kit(small, ENGINES[engine], paper).print([sheet.exam])
    assert isinstance(printed, Printed)
    pages, plan = printed.pages[0], sheet.layout
    assert (pages - plan.pages) % 2 == 0, "the sheet is a leaf of its own"
    for number in range(1, plan.pages + 1):
        drawn = list(places(printed.pdfs[0], pages - plan.pages + number - 1))
        wanted = [(b.x, b.y, b.width, b.height) for b in (*plan.boxes, *plan.frames) if b.page == number]
        wanted += [(m.x, m.y, m.size, m.size) for m in plan.markers]
        for place in wanted:
            assert any(all(abs(a - b) < 0.1 for a, b in zip(place, other, strict=True)) for other in drawn), place


def across(label: Label) -> tuple[float, float]:
    """From where to where a text goes at most."""
    (x, _), wide = label.at, length(label.text, label.size)
    left = {"west": x, "center": x - wide / 2, "east": x - wide}[label.anchor]
    return left, left + wide


@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("language", shipped())
@pytest.mark.parametrize("holder", [None, Holder("2026001", "Ada", "CS-2")], ids=["anybody", "holder"])
def test_texts_are_whole_and_apart(
    small: Course, holder: Holder | None, language: str, paper: Paper, *, large: bool
) -> None:
    exam, _ = answered(small, "en", paper)
    exam = replace(exam, words=words(language), holder=holder, looks=Looks(large))
    sheet = with_sheet(exam, in_words(exam), grids(small, exam), paper, Policy(pass_percent=Fraction(60)), PLAIN)
    assert sheet.exam.sheet
    for page in sheet.exam.sheet:
        labels = [mark for mark in page.marks if isinstance(mark, Label)]
        assert exam.words["answer_sheet.keep"] in [label.text for label in labels]
        assert not [label.text for label in labels if DOTS in label.text]
        for label in labels:
            left, right = across(label)
            assert left > 0
            assert right < page.width, label.text
        for one, other in itertools.combinations(labels, 2):
            if abs(one.at[1] - other.at[1]) < min(one.size, other.size) * POINT / 2:
                (left, right), (start, end) = across(one), across(other)
                assert right <= start or end <= left, (one.text, other.text)


def test_a_sheet_that_is_not_printed_is_an_error(small: Course, tmp_path: Path) -> None:
    """As where a course has templates from before there were sheets."""
    _, sheet = answered(small, "en")
    folder = tmp_path / "templates" / "typst"
    folder.mkdir(parents=True)
    for name in ("paper.typ.j2", "preamble.typ.j2"):
        whole = (ROOT / "templates" / "typst" / name).read_text(encoding="utf-8")
        before, _, rest = whole.partition("\\BLOCK{ if exam.sheet and not key }\n")
        text = before if name == "paper.typ.j2" else before + rest.partition("\\BLOCK{ endif }\n")[2]
        (folder / name).write_text(text, encoding="utf-8")
    (failed,) = Kit(replace(small, root=tmp_path), ENGINES["typst"]).print([sheet.exam])
    assert isinstance(failed, Failed)
    assert [error.rule for error in failed.errors] == ["sheet-lost"]


def test_no_two_boxes_touch_and_all_lie_within_the_page(small: Course) -> None:
    for paper, large in (("a4", False), ("letter", True)):
        plan = answered(small, "en", paper, large=large)[1].layout
        assert plan.pages > 1 or not large
        apart(plan)


def apart(plan: Layout) -> None:
    """No two things on a page touch, and all lie within it."""
    taken = [(c.x - 2, c.y - 2, c.size + 4, c.size + 4) for c in plan.codes]
    taken += [(m.x - 1, m.y - 1, m.size + 2, m.size + 2) for m in plan.markers]
    for number in range(1, plan.pages + 1):
        here = [*taken, *((b.x, b.y, b.width, b.height) for b in plan.boxes if b.page == number)]
        here += [(f.x, f.y, f.width, f.height) for f in plan.frames if f.page == number]
        for i, (x, y, w, h) in enumerate(here):
            assert min(x, y, plan.width - x - w, plan.height - y - h) > 5
            assert not any(x < a + c and a < x + w and y < b + d and b < y + h for a, b, c, d in here[:i])


def extent(label: Label) -> Place:
    """Left, bottom, width and height of a text in millimetres, measured upwards."""
    x, y = label.at
    wide, high = length(label.text, label.size), 0.7 * label.size / 72 * 25.4
    return {"west": x, "center": x - wide / 2, "east": x - wide}[label.anchor], y - high / 2, wide, high


@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("points", [1, 4, 8])
def test_no_two_texts_touch_nor_the_total_of_a_sheet_that_is_handed_back(
    small: Course, language: str, paper: Paper, points: int, *, large: bool
) -> None:
    code = Code("named", 7, language, paper, 1)
    exam = exam_of(small, plan_of(small, code), code)
    sections = tuple(
        replace(section, groups=tuple(replace(g, questions=worth(g.questions, points)) for g in section.groups))
        for section in exam.sections
    )
    exam = replace(exam, sections=sections, holder=Holder("2026001", "Ada"), looks=Looks(large))
    sheet = with_sheet(exam, in_words(exam), grids(small, exam), paper, Policy(), PLAIN)
    for number, picture in enumerate(sheet.exam.sheet):
        labels = [extent(mark) for mark in picture.marks if isinstance(mark, Label) and mark.size > 5.5]
        if number == 0:
            labels.append((TOTAL[0], picture.height - TOTAL[1], length("100.25 / 100", 20.0), 5.0))
        for i, (x, y, w, h) in enumerate(labels):
            assert not any(x < a + c and a < x + w and y < b + d and b < y + h for a, b, c, d in labels[:i])


def worth(questions: tuple[Asked, ...], points: int) -> tuple[Asked, ...]:
    return tuple(replace(question, points=points) for question in questions)


def field(kind: str, number: int) -> tuple[Boxes | Number | Written, ...]:
    id = f"q{number}"
    if kind.isdecimal():
        return (Boxes(id, tuple(Option(letter) for letter in LETTERS[: int(kind)])),)
    if kind == "table":
        return tuple(Number(tuple(f"{id}.{i}#{j}" for j in range(1, 10)), ()) for i in range(1, 6))
    digits = (f"{id}.points",) if kind != "large" else tuple(f"{id}.points#{i}" for i in (1, 2, 3))
    return (Written(id, digits, f"{id}.half"),)


@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize(
    "kinds",
    [
        ["2"] * 100,
        ["4", "16", "5", "2", "12"] * 12,
        ["table"] * 6,
        ["short"] * 31,
        ["essay", "short", "short", "large", "short", "essay"] * 3,
        ["table", "2", "essay", "16", "short"],
        [],
    ],
    ids=["true-false", "mixed rows", "tables", "short answers", "written", "all", "nothing"],
)
def test_no_two_boxes_touch_however_many_there_are(kinds: list[str], paper: Paper, *, large: bool) -> None:
    points = {"essay": 12, "large": 120}
    questions = [
        Question(n, "i", "p", "", kind, Fraction(points.get(kind, 3)), field(kind, n))
        for n, kind in enumerate(kinds, 1)
    ]
    lines = {f"q{n}": 45 if kind == "large" else 12 for n, kind in enumerate(kinds, 1) if kind in points}
    plan = compose(questions, lines, Front(85.0 if large else 60.0, PLAIN), paper, Measures.of(large=large))
    apart(plan)
    framed = {f.id for f in plan.frames}
    marked = {box.group for box in plan.boxes}
    for question in questions:
        for each in question.fields:
            match each:
                case Boxes(group=group):
                    assert group in marked
                case Number(groups=groups):
                    assert marked >= set(groups)
                case Written(id=id, digits=digits):
                    assert id in framed
                    assert marked >= set(digits)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_fifteen_cells_of_a_table_take_a_page_of_a_sheet(paper: Paper) -> None:
    """Grids of six columns stand in rows of five, apart by more than their columns are."""
    cells = tuple(Number(tuple(f"q1.{i}#{j}" for j in range(1, 7)), ()) for i in range(1, 16))
    plan = compose([Question(1, "i", "p", "", "table", Fraction(15), cells)], {}, Front(0.0), paper, Measures())
    assert plan.pages == 1
    apart(plan)
    row = sorted({box.x for box in plan.boxes if box.group.startswith("q1.")})
    steps = [b - a for a, b in itertools.pairwise(row)]
    assert len(row) == 30
    assert min(steps[5::6]) > 2 * max(steps[:5])


def test_each_field_has_its_groups_and_each_group_its_boxes(small: Course) -> None:
    exam, sheet = answered(small, "en")
    boxes: dict[str, list[str]] = {}
    for box in sheet.layout.boxes:
        boxes.setdefault(box.group, []).append(box.value)
    assert boxes.keys() == {group.id for group in sheet.layout.groups}
    frames = {frame.id for frame in sheet.layout.frames}
    asked = set()
    for question in sheet.copy.questions:
        for each in question.fields:
            match each:
                case Boxes(group, options):
                    asked.add(group)
                    assert boxes[group] == [option.value for option in options]
                case Number(groups):
                    asked |= set(groups)
                    assert boxes[groups[0]] == list("-./0123456789")
                    assert all(boxes[group] == list("./0123456789") for group in groups[1:])
                case Written(id, digits, half):
                    asked |= {*digits, half}
                    assert id in frames
                    assert bool(each.model) == (question.kind == "essay"), "the model answer is frozen with the key"
        assert set(question.groups) <= asked
    others = {"absent", *(f"number#{i}" for i in range(1, 11))}
    assert boxes.keys() == asked | others
    assert [q.points for q in sheet.copy.questions] == [q.points for q in exam.questions]


@pytest.mark.parametrize(
    ("above", "lines", "pages"),
    [(150.0, (18, 11), [[2], [2]]), (150.0, (24, 15), [[1, 2], [2]]), (90.0, (22, 15), [[1], [2]])],
    ids=["room on the next page", "a page is saved", "a strip is left"],
)
def test_a_frame_goes_over_the_page_only_to_save_one(
    above: float, lines: tuple[int, int], pages: list[list[int]]
) -> None:
    questions = [Question(n, "i", "p", "", "essay", Fraction(8), field("essay", n)) for n in (1, 2)]
    wanted = {f"q{n}": count for n, count in enumerate(lines, 1)}
    plan = compose(questions, wanted, Front(above), "a4", Measures())
    assert [[frame.page for frame in plan.frames if frame.id == id] for id in wanted] == pages
    for id, count in wanted.items():
        height = sum(frame.height for frame in plan.frames if frame.id == id)
        assert height >= 5 / 6 * count * Measures().line - 0.001
    apart(plan)


def test_a_frame_that_goes_on_says_of_what(small: Course) -> None:
    exam, sheet = answered(small, "en")
    measures, copy = Measures.of(large=False), sheet.copy
    number = next(q.number for q in copy.questions if isinstance(q.fields[0], Written))
    beginning = top(copy.questions, Policy(), PLAIN, words("en"), 210.0, measures)
    plan = compose(copy.questions, {f"q{number}": 60}, beginning.front, "a4", measures)
    pages = Sheet(exam, copy, plan, beginning, measures).pages()
    texts = [[mark.text for mark in page.marks if isinstance(mark, Label)] for page in pages]
    _, *later = [frame.page for frame in plan.frames if frame.id == f"q{number}"]
    assert later
    assert [i for i, page in enumerate(texts, 1) if f"{number} (continued)" in page] == later


@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("language", shipped())
@pytest.mark.parametrize("points", [1, 4, 6, 8, 9, 10, 15])
def test_what_a_written_answer_is_worth_is_said_in_the_type_of_the_sheet(
    small: Course, language: str, paper: Paper, points: int, *, large: bool
) -> None:
    """However many boxes for points stand beside it."""
    exam, _ = answered(small, "en", paper)
    sections = tuple(
        replace(section, groups=tuple(replace(g, questions=worth(g.questions, points)) for g in section.groups))
        for section in exam.sections
    )
    exam = replace(exam, words=words(language), sections=sections, looks=Looks(large))
    sheet = with_sheet(exam, in_words(exam), {}, paper, Policy(), PLAIN)
    labels = [mark for page in sheet.exam.sheet for mark in page.marks if isinstance(mark, Label)]
    said = exam.words.say("point" if points == 1 else "points", points=float(points))
    written = {frame.id for frame in sheet.layout.frames}
    measures = Measures.of(large=large)
    assert [mark.size for mark in labels if mark.text.endswith(said)] == [measures.label_type] * len(written)
    markers = [mark.size for mark in labels if mark.text == exam.words["answer_sheet.points"]]
    assert markers == [measures.text_type] * len(written)


@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("holder", [None, Holder("2026001", "Ada", "CS-2")], ids=["anybody", "holder"])
def test_every_page_of_a_sheet_says_whose_it_is(small: Course, holder: Holder | None, *, large: bool) -> None:
    exam, sheet = answered(small, "en")
    exam, measures = replace(exam, holder=holder), Measures.of(large=large)
    number = next(q.number for q in sheet.copy.questions if isinstance(q.fields[0], Written))
    beginning = top(sheet.copy.questions, Policy(), PLAIN, words("en"), 210.0, measures)
    plan = compose(sheet.copy.questions, {f"q{number}": 60}, beginning.front, "a4", measures)
    pages = Sheet(exam, sheet.copy, plan, beginning, measures).pages()
    assert len(pages) > 1
    for page in pages:
        labels = [mark for mark in page.marks if isinstance(mark, Label)]
        wanted = ["Name", "Student No.", *((holder.name, holder.id) if holder else ())]
        assert set(wanted) <= {label.text for label in labels}
        boxes = [extent(label) for label in labels if label.size > 5.5]
        for i, (x, y, w, h) in enumerate(boxes):
            assert not any(x < a + c and a < x + w and y < b + d and b < y + h for a, b, c, d in boxes[:i])


def test_the_shape_of_a_grid_is_that_of_the_whole_domain(small: Course) -> None:
    """Another seed, another number, the same grid."""
    shapes = set()
    for seed in range(1, 9):
        code = Code("named", seed, "en")
        exam = exam_of(small, plan_of(small, code), code)
        fields = with_sheet(exam, in_words(exam), grids(small, exam), "a4", Policy(), PLAIN).copy.questions[4].fields
        assert isinstance(fields[0], Number)
        shapes.add(len(fields[0].groups))
    assert shapes == {6}
    assert columns(small, "squared-error").keys() == {"squared-error"}


@pytest.mark.parametrize("sheets", [True, False])
def test_an_essay_is_answered_on_the_sheet_where_there_is_one(
    terminal: Callable[..., Ran], small_course: Path, sheets: bool
) -> None:
    asked = ("build", "named", "--seed", "7", "--lang", "en", "--formats", "tex,typst")
    assert terminal(*asked, *(["--sheets"] if sheets else []), folder=small_course).code == 0
    folder = small_course / "output" / "named" / "seed-7-en"
    for name, space in (("exam.tex", "answerspace["), ("exam.typ", "#answerspace(")):
        text = (folder / name).read_text(encoding="utf-8")
        body = text.partition("sorted by class")[2].replace("\\", "")
        assert ("Answer on the answer sheet, within the frame." in body, space in body) == (sheets, not sheets)

"""Where things stand on printed pages, in both engines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest
from samples import exam as sample
from samples import group

from hwgen.bank.loading import load
from hwgen.content.markup import parse
from hwgen.content.picture import Label, Line, Picture
from hwgen.content.tree import Blocks, Figure
from hwgen.exam.model import Exam, Question, Section
from hwgen.kinds import (
    Answer,
    ChoiceAnswer,
    EssayAnswer,
    Option,
    TrueFalseAnswer,
)
from hwgen.kinds.essay import RubricLine
from hwgen.pdf.engines import ENGINES
from hwgen.pdf.kit import Kit
from hwgen.pdf.printed import Printed
from hwgen.words.words import words

COURSE = Path(__file__).with_name("course")
BOTH_ENGINES = pytest.mark.parametrize("engine", ["xelatex", "typst"])
SQUARE = Figure(Picture(60, 40, (Line(((0, 0), (60, 0), (60, 40), (0, 40), (0, 0))),), "a square"))
TRUE = TrueFalseAnswer(true=True)
SIX = tuple(Option(f"o{i}", parse(f"Option {i}."), i > 0, ()) for i in range(6))
# As a page is rendered here.
DOTS_PER_POINT = 2


class Letter(NamedTuple):
    """A character of a page, with its edges in points from the lower left corner."""

    sign: str
    left: float
    bottom: float
    right: float
    top: float


def asked(language: str, *questions: tuple[str, Answer, tuple[Figure, ...]], points: tuple[int, ...] = (2, 3)) -> Exam:
    """An exam whose questions are worth `points` in turn."""
    groups = []
    for i, (text, answer, figures) in enumerate(questions):
        stem: Blocks = (*parse(text), *figures)
        groups.append(group(f"item-{i}", Question(f"q{i}", i + 1, stem, answer, points[i % len(points)], ())))
    return replace(sample(), course="C", words=words(language), sections=(Section("I", (), tuple(groups)),))


def printed(paper: Exam, engine: str) -> tuple[pypdfium2.PdfDocument, pypdfium2.PdfDocument]:
    return next(iter(printed_all([paper], engine)))


def printed_all(papers: Sequence[Exam], engine: str) -> Iterator[tuple[pypdfium2.PdfDocument, pypdfium2.PdfDocument]]:
    for made in ENGINES[engine].print(papers, Kit(load(COURSE).course, ENGINES[engine])):
        assert isinstance(made, Printed), made
        exam, key = map(pypdfium2.PdfDocument, made.pdfs)
        yield exam, key


def letters(page: pypdfium2.PdfPage) -> Iterator[Letter]:
    text = page.get_textpage()
    for i in range(text.count_chars()):
        sign = text.get_text_range(i, 1)
        if sign.strip():
            left, bottom, right, top = text.get_charbox(i)
            yield Letter(sign, left, bottom, right, top)


def rows(page: pypdfium2.PdfPage) -> list[str]:
    return [line.strip() for line in page.get_textpage().get_text_range().splitlines()]


@BOTH_ENGINES
@pytest.mark.parametrize("points", [(2, 2), (2, 3)])
def test_a_number_stands_in_the_line_of_its_stem_beside_a_drawing(engine: str, points: tuple[int, int]) -> None:
    """With its points or without."""
    paper = asked("en", ("Zebras run.", TRUE, (SQUARE,)), ("Yaks run.", TRUE, (SQUARE,)), points=points)
    exam, _ = printed(paper, engine)
    read = list(letters(exam[0]))
    for first, number in (("Z", "1"), ("Y", "2")):
        stem = next(letter for letter in read if letter.sign == first)
        beside = [letter.sign for letter in read if abs(letter.bottom - stem.bottom) < 1 and letter.right < stem.left]
        assert number in beside
        assert ("o" in beside) == (len(set(points)) > 1)


@BOTH_ENGINES
def test_lines_beside_a_drawing_are_not_stretched(engine: str) -> None:
    """Those that break early, since a long word follows, as well as others."""
    text = "当学习率 x 过大时 " + " ".join(["损失值来回震荡 convergence-analysis"] * 6)
    exam, _ = printed(asked("zh", (text, TRUE, (SQUARE,))), engine)
    han = [letter for letter in letters(exam[0]) if letter.sign in "损失值来回震荡"]
    pairs = [(a, b) for a, b in pairwise(han) if abs(a.bottom - b.bottom) < 3 and 0 < b.left - a.left < 30]
    steps = sorted(b.left - a.left for a, b in pairs)
    assert len(steps) > 20
    assert steps[-1] - steps[0] < 2.5


@BOTH_ENGINES
@pytest.mark.parametrize("language", ["zh", "en", "de", "fr"])
def test_points_keep_their_distance_from_a_formula(engine: str, language: str) -> None:
    paper = asked(language, ("$7<8$", TRUE, ()), ("$7<9$", TRUE, ()))
    exam, _ = printed(paper, engine)
    read = list(letters(exam[0]))
    starts = [i for i, letter in enumerate(read) if letter.sign == "7"]
    assert len(starts) == 2
    for i in starts:
        assert read[i - 1].sign in ")）"
        # A wide bracket has its space on the side of the formula, which its box leaves out.
        assert read[i].left - read[i - 1].right > 3


@BOTH_ENGINES
@pytest.mark.parametrize("space", ["box", "grid"])
@pytest.mark.parametrize("filling", [2, 30, 44])
def test_a_space_to_draw_in_is_on_one_page(engine: str, space: str, filling: int) -> None:
    """Whether it fits below its question, on the page after it, or on one with nothing else."""
    essay = EssayAnswer((), (), 26, space=space)  # type: ignore[arg-type]
    long = "\n\n".join(["Explain."] * filling)
    exam, _ = printed(asked("en", ("Before.", TRUE, ()), (long, essay, ())), engine)
    drawn = [_tallest(page) > 40 for page in exam]
    assert drawn.count(True) == 1


@BOTH_ENGINES
def test_a_sealing_line_takes_no_room_above_the_title(engine: str) -> None:
    plain = asked("en", ("A.", TRUE, ()))
    sealed = replace(plain, head=replace(plain.head, layout="chinese"))
    tops = [
        max(letter.top for letter in letters(exam[0]) if letter.left > 100)
        for exam, _ in printed_all([plain, sealed], engine)
    ]
    assert abs(tops[0] - tops[1]) < 6


@BOTH_ENGINES
@pytest.mark.parametrize("space", ["blank", "ruled"])
def test_half_of_the_space_for_an_answer_is_on_the_page_of_its_question(engine: str, space: str) -> None:
    essay = EssayAnswer((), (), 18, space=space)  # type: ignore[arg-type]
    papers = [
        asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), ("Zebras run.", essay, ()))
        for filling in range(20, 38, 3)
    ]
    for exam, _ in printed_all(papers, engine):
        zebras = next(letter for page in exam for letter in letters(page) if letter.sign == "Z")
        assert zebras.bottom > 57 + 9 * 13


@BOTH_ENGINES
def test_room_for_answers_shrinks_to_its_half_where_that_saves_the_last_page(engine: str) -> None:
    """Text never shrinks: what fits with little more than half as many lines of it has to fit."""

    def paper(filling: int, lines: int, space: str) -> Exam:
        essay = EssayAnswer((), (), lines)
        stems = ["Yaks run.", "Why?"]
        asking = [
            ("\n\n".join([stem, *["Line."] * lines]), TRUE, ()) if space == "text" else (stem, essay, ())
            for stem in stems
        ]
        return asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), *asking)

    fillings = range(4, 20, 3)
    variants = ((18, "text"), (11, "text"), (18, "blank"))
    papers = [paper(filling, *variant) for filling in fillings for variant in variants]
    pages = [len(exam) for exam, _ in printed_all(papers, engine)]
    saved = 0
    for whole, least, shrunk in zip(pages[::3], pages[1::3], pages[2::3], strict=True):
        assert shrunk <= least
        saved += shrunk < whole
    assert saved


def _tallest(page: pypdfium2.PdfPage) -> int:
    """The height in points of the longest vertical line at the left edge of the text, gaps of a dot aside."""
    image = page.render(scale=DOTS_PER_POINT, grayscale=True).to_numpy()
    edge = image.reshape(image.shape[0], -1)[:, 100:170] < 230
    longest = 0
    for column in edge.T:
        run = gap = 0
        for dark in column:
            gap = 0 if dark else gap + 1
            run = run + 1 if gap < 3 else 0
            longest = max(longest, run)
    return longest // DOTS_PER_POINT


@BOTH_ENGINES
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_long_title_keeps_the_name_of_the_key_whole(engine: str, language: str) -> None:
    own = words(language)
    name = {"zh": "机器学习", "en": "Learning machines "}[language]
    paper = asked(language, ("A.", TRUE, ()))
    titles = [f"{name * repeats}{'x' * more}" for repeats in range(2, 8) for more in range(0, 16, 4)]
    for _, key in printed_all([replace(paper, title=title) for title in titles], engine):
        assert any(row.replace(" ", "").endswith(own["key_title"].replace(" ", "")) for row in rows(key[0]))


@BOTH_ENGINES
def test_the_letters_of_several_answers_stand_in_one_bracket_that_holds_them(engine: str) -> None:
    """They are wider than the bracket of a paper."""
    _, key = printed(asked("zh", ("哪些正确？", ChoiceAnswer(SIX, several=True), ())), engine)
    line = _line_of("哪", key[0])
    assert "".join(letter.sign for letter in line).endswith("（BCDEF）")
    assert all(a.right <= b.left + 0.5 for a, b in pairwise(line[-6:]))


@BOTH_ENGINES
def test_the_bracket_of_several_answers_stands_in_the_line_that_says_how_they_are_marked(engine: str) -> None:
    exam, _ = printed(asked("zh", ("哪些正确？", ChoiceAnswer(SIX, several=True), ())), engine)
    assert _line_of("扣", exam[0])[-1].sign == "）"


def _line_of(sign: str, page: pypdfium2.PdfPage) -> list[Letter]:
    """What stands behind the first `sign` in its line, from left to right."""
    read = sorted((letter for letter in letters(page) if letter.sign.isprintable()), key=lambda letter: letter.left)
    first = next(letter for letter in read if letter.sign == sign)
    return [letter for letter in read if abs(letter.bottom - first.bottom) < 5 and letter.left > first.left]


@BOTH_ENGINES
@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_what_a_part_is_worth_stands_on_one_line(engine: str, language: str) -> None:
    """Below the title of the part if it has no room beside it."""
    paper = asked(language, *[("A.", TRUE, ())] * 3, points=(6,))
    titles = ["W " * width for width in range(8, 30, 2)]
    for exam, _ in printed_all([titled(paper, title) for title in titles], engine):
        tally = [row for row in rows(exam[0]) if "18" in row and "3" in row]
        assert any(row.endswith(")") and "(3" in row for row in tally), tally


def titled(paper: Exam, title: str) -> Exam:
    return replace(paper, sections=tuple(replace(section, title=title) for section in paper.sections))


@BOTH_ENGINES
@pytest.mark.parametrize("tall", [False, True])
def test_a_large_stem_that_questions_share_may_go_on_over_the_page_after_its_first(engine: str, tall: bool) -> None:
    """A small one stays with all its questions."""
    essay = EssayAnswer((), (), 10 if tall else 31, space="ruled")
    body = parse("\n\n".join(["Shared."] * (10 if tall else 4)))
    questions = tuple(
        Question(f"q{i}", i + 1, parse("\n\n".join([f"Asked{i}."] * (6 if tall else 1))), TRUE, 2, ())
        for i in range(1, 4)
    )
    first = group("first", Question("q0", 1, parse("First."), essay, 2, ()))
    both = (first, group("shared", *questions, context=body))
    paper = replace(asked("en"), sections=(Section("I", (), both),))
    exam, _ = printed(paper, engine)
    pages = [" ".join(rows(page)) for page in exam]
    shared = next(i for i, page in enumerate(pages) if "Shared." in page)
    assert "Asked1." in pages[shared]
    assert ("Asked3." in pages[shared]) != tall
    assert (shared == 0) == tall


@BOTH_ENGINES
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_denominator_with_limits_does_not_meet_the_limits_of_the_next_line(engine: str, language: str) -> None:
    text = r"$\frac{\exp(u)}{\sum_3 \exp(v)}$ " * 9 + r"$\sum_{k=1}^{9} x_k$ " * 30
    exam, _ = printed(asked(language, (text, TRUE, ())), engine)
    read = list(letters(exam[0]))
    low, high = ([letter for letter in read if letter.sign == sign] for sign in "39")
    over = [(a, b) for a in low for b in high if a.bottom > b.bottom and a.left < b.right and b.left < a.right]
    assert over
    assert all(above.bottom > below.top for above, below in over)


@BOTH_ENGINES
def test_a_bracket_without_room_in_the_last_line_takes_a_word_with_it(engine: str) -> None:
    papers = [asked("en", ("Zero " + "model " * count + "done.", TRUE, ())) for count in range(30, 60)]
    for exam, key in printed_all(papers, engine):
        for page in (exam[0], key[0]):
            done = next(row for row in rows(page) if "done." in row)
            assert done.endswith(")"), done


@BOTH_ENGINES
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("term", ["", "Term"])
def test_what_stands_below_the_title_is_evenly_spaced_and_centred(engine: str, language: str, term: str) -> None:
    paper = replace(asked(language, ("A.", TRUE, ())), term=term, minutes=60)
    exam, _ = printed(paper, engine)
    sign = {"zh": "满", "en": "m"}[language]
    line = next(letter for letter in letters(exam[0]) if letter.sign == sign and letter.bottom < 800)
    read = sorted(
        (letter for letter in letters(exam[0]) if abs(letter.bottom - line.bottom) < 4), key=lambda letter: letter.left
    )
    gaps = sorted((b.left - a.right for a, b in pairwise(read)), reverse=True)
    assert gaps[0] > 8
    assert not term or abs(gaps[0] - gaps[1]) < 3
    middle = (read[0].left + read[-1].right) / 2
    assert abs(middle - exam[0].get_width() / 2) < 3


@BOTH_ENGINES
def test_the_instructions_of_a_part_stand_on_one_page_with_its_first_question(engine: str) -> None:
    papers = []
    for lines in range(30, 48):
        paper = asked("en", ("\n\n".join(["Filler."] * lines), TRUE, ()), ("Next.", TRUE, ()))
        first, second = paper.sections[0].groups
        instructions = parse("Begun " + "word " * 30 + "ended.")
        papers.append(replace(paper, sections=(Section("I", (), (first,)), Section("II", instructions, (second,)))))
    for exam, _ in printed_all(papers, engine):
        pages = [" ".join(rows(page)) for page in exam]
        (at,) = {next(i for i, page in enumerate(pages) if word in page) for word in ("Begun", "ended", "Next")}
        assert at == len(pages) - 1


@BOTH_ENGINES
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_long_heading_stands_beside_the_boxes_for_marks(engine: str, language: str) -> None:
    title = {
        "zh": "多项选择、配对与排序、填空与简答、计算与设计",
        "en": "Several answers, matching and ordering of layers",
    }[language]
    plain = titled(asked(language, *[("Zebras run.", TRUE, ())] * 3), title)
    exam, _ = printed(replace(plain, head=replace(plain.head, layout="chinese")), engine)
    box = next(letter for letter in letters(exam[0]) if letter.sign == plain.words["head.grader"][0])
    tally = max((letter for letter in letters(exam[0]) if letter.sign in "（("), key=lambda letter: letter.bottom)
    assert tally.left > box.right


@BOTH_ENGINES
def test_the_cells_of_a_grid_are_alike_and_fill_the_line(engine: str) -> None:
    exam, _ = printed(asked("zh", ("Draw.", EssayAnswer((), (), 12, space="grid"), ())), engine)
    image = exam[0].render(scale=DOTS_PER_POINT, grayscale=True).to_numpy()
    dark = (image.reshape(image.shape[0], -1) < 230).sum(axis=0)
    lines = [i for i in range(1, len(dark)) if dark[i] > 200 >= dark[i - 1]]
    steps = [b - a for a, b in pairwise(lines)]
    assert len(steps) > 20
    assert max(steps) - min(steps) <= 2
    assert abs(lines[-1] / DOTS_PER_POINT - (exam[0].get_width() - 62.4)) < 2


@BOTH_ENGINES
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_instructions_of_a_part_stand_beside_its_boxes_for_marks(engine: str, language: str) -> None:
    plain = asked(language, *[("Zebras run.", TRUE, ())] * 3)
    (section,) = plain.sections
    instructed = replace(section, instructions=parse("Write now."))
    sealed = replace(plain, sections=(instructed,), head=replace(plain.head, layout="chinese"))
    exam, _ = printed(sealed, engine)
    box = next(letter for letter in letters(exam[0]) if letter.sign == plain.words["head.grader"][0])
    write = next(letter for letter in letters(exam[0]) if letter.sign == "W")
    first = next(letter for letter in letters(exam[0]) if letter.sign == "Z")
    assert write.left > box.right
    assert first.top < write.bottom < box.top


@BOTH_ENGINES
def test_neither_a_heading_nor_a_line_of_a_marking_scheme_stands_on_a_page_of_a_key_alone(engine: str) -> None:
    """However far down the page it begins: each paper has one paragraph more above it."""
    rubric = tuple(RubricLine(parse(f"criterion{i}"), 2) for i in range(1, 6))
    # Too much to be set closer on one page.
    last = ("\n\n".join(["After."] * 20), TRUE, ())
    papers = [
        asked("en", ("Long?", EssayAnswer(parse("\n\n".join(["paragraph"] * above)), rubric, 1), ()), last)
        for above in range(34, 50)
    ]
    parted = 0
    for _, key in printed_all(papers, engine):
        for before, after in pairwise("\n".join(rows(page)) for page in key):
            begun = [line in before for line in ("Marking", "criterion1", "criterion2")]
            assert all(begun) or not any(begun)
            ending = [line in after for line in ("criterion4", "criterion5")]
            assert all(ending) or not any(ending)
            parted += all(begun) and all(ending)
    assert parted


@BOTH_ENGINES
def test_a_chinese_label_of_a_drawing_keeps_its_distance_from_the_text_beside_it(engine: str) -> None:
    drawing = Figure(Picture(70, 20, (Label((24 * 8 * 25.4 / 72, 10), "注" * 24, "east"),), "planned for smaller type"))
    read = list(letters(printed(asked("zh", ("模型 " + "损失。" * 60, TRUE, (drawing,))), engine)[0][0]))
    edges = (min(x.left for x in read if x.sign == "注"), max(x.right for x in read if x.sign in "损失"))
    assert edges[0] - edges[1] > 10

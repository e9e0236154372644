"""Where pages part what a key shows, and when it is set in smaller type, in both engines."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_pages import BOTH_ENGINES, SQUARE, TRUE, asked, letters, printed_all, rows

from hwgen.content.markup import parse
from hwgen.content.picture import Label, Picture
from hwgen.content.tree import Blocks, Figure
from hwgen.exam.model import Exam
from hwgen.kinds import ChoiceAnswer, EssayAnswer, Option

# What fills so much of a second page that the paper would not be shorter if it were set closer.
LONG = ("\n\n".join(["After."] * 20), TRUE, ())


def _with(paper: Exam, **changed: Blocks) -> Exam:
    """With another explanation or stem of the second question."""
    (section,) = paper.sections
    first, second, *others = section.groups
    question = replace(second.questions[0], **changed)
    groups = (first, replace(second, questions=(question,)), *others)
    return replace(paper, sections=(replace(section, groups=groups),))


@BOTH_ENGINES
@pytest.mark.parametrize(("lines", "parts"), [(1, False), (12, True)], ids=["a line", "much"])
def test_a_long_explanation_may_begin_on_the_page_after_its_question(engine: str, lines: int, *, parts: bool) -> None:
    """With its question it left as much of the page blank; a line of it would look lost there."""
    stem = "\n\n".join(["Zebras run."] * 8)
    why = parse(" ".join(["Yaks follow them wherever they go, and so do the others of the herd."] * lines))
    papers = [
        _with(asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), (stem, TRUE, ()), LONG), explanation=why)
        for filling in range(30, 46)
    ]
    apart = later = 0
    for _, key in printed_all(papers, engine):
        pages = [" ".join(rows(page)) for page in key]
        (asks,), explains = ([i for i, page in enumerate(pages) if word in page] for word in ("Zebras", "Yaks"))
        apart += explains[0] > asks
        later += asks
    assert bool(apart) == parts
    assert 0 < later < len(papers)


@BOTH_ENGINES
def test_a_drawing_of_a_model_answer_may_stand_on_the_page_after_what_speaks_of_it(engine: str) -> None:
    asking = ("Why so?", EssayAnswer((*parse("Yaks run."), SQUARE), (), 1), ())
    papers = [asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), asking, LONG) for filling in range(30, 46, 2)]
    drawn = set()
    for _, key in printed_all(papers, engine):
        (at,) = (i for i, page in enumerate(key) if any("Yaks" in row for row in rows(page)))
        assert any("Why so?" in row for row in rows(key[at]))
        lowest = min(letter.bottom for letter in letters(key[at]) if letter.sign == "Y")
        drawn.add((at, lowest < 57 + 85))
    # At the end of a page, with no room for the drawing below it.
    assert (0, True) in drawn


@BOTH_ENGINES
def test_no_keyword_stands_at_the_end_of_a_page_without_the_drawing_below_it(engine: str) -> None:
    asking = ("Zebras run.", EssayAnswer((SQUARE, *parse("Yaks run.")), (), 1), ())
    papers = [asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), asking, LONG) for filling in range(30, 46, 2)]
    begun = set()
    for _, key in printed_all(papers, engine):
        pages = [rows(page) for page in key]
        (at,) = (i for i, page in enumerate(pages) if any("Model answer" in row for row in page))
        (asks,) = (i for i, page in enumerate(pages) if any("Zebras" in row for row in page))
        lowest = min(letter.bottom for letter in letters(key[at]) if letter.sign == "M")
        assert lowest > 57 + 85
        begun.add((asks, at))
    # The question itself may stand on the page before.
    assert {(0, 0), (0, 1)} <= begun


@BOTH_ENGINES
def test_what_asks_below_a_table_beside_a_drawing_goes_on_with_its_options(engine: str) -> None:
    table = "|X|y|\n|---|---|\n" + "|1|2|\n" * 7
    stem = (*parse("\n\n".join([*["Zebras run."] * 4, table])), SQUARE, *parse("Which?"))
    choice = ChoiceAnswer(
        tuple(Option(f"o{i}", parse(f"Herd {i} of the plain beyond the river."), i == 0, ()) for i in range(4))
    )
    papers = [
        _with(asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), ("So?", choice, ()), LONG), stem=stem)
        for filling in range(16, 40, 2)
    ]
    parted = later = 0
    for _, key in printed_all(papers, engine):
        pages = [" ".join(rows(page)) for page in key]
        (begins,), (table_at,), (asks,), (at,) = (
            [i for i, page in enumerate(pages) if sign in page] for sign in ("Zebras", "X y", "Which?", "Herd")
        )
        assert begins == table_at
        assert asks == at
        parted += at > begins
        later += begins
    assert 0 < parted < len(papers)
    assert later


@BOTH_ENGINES
def test_a_key_is_set_in_smaller_type_where_that_saves_a_page(engine: str) -> None:
    asking = (f"Zebras run.{' Word word.' * 20}", EssayAnswer(parse(f"Yaks run.{' Word word.' * 20}"), (), 1), ())
    lettered = Figure(Picture(30, 10, (Label((15, 5), "Q"),), "a letter"))
    papers = [asked("en", (*asking[:2], (lettered,)), *[asking] * count) for count in range(4, 19, 2)]
    sizes, pages = [], []
    for _, key in printed_all(papers, engine):
        sizes.append({letter.sign: letter.top - letter.bottom for letter in letters(key[0]) if letter.sign in "ZYQ"})
        pages.append(len(key))
    smaller = [size["Z"] < 0.95 * max(other["Z"] for other in sizes) for size in sizes]
    assert any(smaller)
    assert not smaller[0]
    for i, small in enumerate(smaller):
        # What explains a question is never larger than the question.
        assert sizes[i]["Y"] < sizes[i]["Z"] + 0.3
        # Letters of a drawing are as much smaller as the drawing.
        assert (sizes[i]["Q"] < 0.95 * max(other["Q"] for other in sizes)) == small
        assert not small or pages[i] == pages[i - 1]


@BOTH_ENGINES
def test_no_key_of_six_pages_is_set_in_the_usual_type(engine: str) -> None:
    """However full its pages are: in smaller type, five can hold a sixth of them more."""
    asking = (f"Zebras run.{' Word word.' * 20}", EssayAnswer(parse(f"Yaks run.{' Word word.' * 20}"), (), 1), ())
    papers = [asked("en", *[asking] * count) for count in range(50, 57)]
    pages = []
    for _, key in printed_all(papers, engine):
        pages.append(len(key))
        size = max(letter.top - letter.bottom for letter in letters(key[0]) if letter.sign == "Z")
        assert len(key) != 6 or size < 6.6
    assert 5 in pages

"""Where things stand on the pages of keys, in both engines."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pypdfium2
import pytest
from test_pages import BOTH_ENGINES, DOTS_PER_POINT, SQUARE, TRUE, asked, letters, printed, printed_all, rows

from hwgen.content.markup import parse
from hwgen.exam.model import Looks
from hwgen.kinds import (
    Cell,
    ChoiceAnswer,
    EssayAnswer,
    MatchingAnswer,
    NumericAnswer,
    Option,
    Placed,
)
from hwgen.values import Value

# What fills so much of a second page that the paper would not be shorter if it were set closer.
LONG = ("\n\n".join(["After."] * 20), TRUE, ())


@BOTH_ENGINES
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_key_is_set_smaller_than_its_exam_with_its_drawings(engine: str, language: str) -> None:
    exam, key = printed(asked(language, ("Zebras run.", TRUE, (SQUARE,)), ("Yaks run.", TRUE, ())), engine)
    zebras = [next(letter for letter in letters(page) if letter.sign == "Z") for page in (exam[0], key[0])]
    assert 0.85 < (zebras[1].top - zebras[1].bottom) / (zebras[0].top - zebras[0].bottom) < 0.95
    drawn = [_longest_line(page) for page in (exam[0], key[0])]
    assert 0.8 < drawn[1] / drawn[0] < 0.9


def _longest_line(page: pypdfium2.PdfPage) -> int:
    """The length of the longest vertical line in dots."""
    image = page.render(scale=DOTS_PER_POINT, grayscale=True).to_numpy()
    longest = 0
    for column in (image.reshape(image.shape[0], -1) < 230).T:
        runs = "".join("x" if dark else " " for dark in column).split()
        longest = max(longest, *map(len, runs), 0)
    return longest


@BOTH_ENGINES
def test_what_a_page_of_a_key_has_left_is_at_its_bottom(engine: str) -> None:
    _, short = printed(asked("en", *[("Zebras run.", TRUE, (SQUARE,))] * 2), engine)
    _, long = printed(asked("en", *[("Zebras run.", TRUE, (SQUARE,))] * 9), engine)
    (step,), steps = (
        [above - below for above, below in pairwise(letter.bottom for letter in letters(key[0]) if letter.sign == "Z")]
        for key in (short, long)
    )
    assert len(steps) > 1
    assert max(steps) < step + 6


@BOTH_ENGINES
def test_formulas_of_a_key_are_not_drawn_apart_by_what_its_page_has_left(engine: str) -> None:
    formulas = ("Why?", EssayAnswer(parse("\n\n".join(f"$${sign} = 1$$" for sign in "abcdefghijkl")), (), 1), ())
    papers = [
        asked("en", formulas, ("\n\n".join(["Before."] * filling), TRUE, ()), *[("Zebras run.", TRUE, (SQUARE,))] * 7)
        for filling in range(1, 6)
    ]
    steps = set()
    for _, key in printed_all(papers, engine):
        assert len(key) > 1
        lines = [letter.bottom for letter in letters(key[0]) if letter.sign == "="]
        assert len(lines) == 12
        steps.add(tuple(round(above - below) for above, below in pairwise(lines)))
    assert len(steps) == 1


@BOTH_ENGINES
@pytest.mark.parametrize("shown", ["drawing", "program", "table", "shared drawing"])
def test_a_key_keeps_a_stem_with_what_it_shows(engine: str, shown: str) -> None:
    """A figure stood at the top of a page, and the question on the page before it."""
    text = {"program": "\n\n```\nYaks run.\n```", "table": "\n\n|Yaks run.|\n|---|\n|1|"}.get(shown, "")
    stem = "\n\n".join(["Zebras run."] * 5) + text
    papers = []
    for filling in range(22, 40, 2):
        before = ("\n\n".join(["Before."] * filling), TRUE, ())
        last = ("Last?", TRUE, ()) if shown == "shared drawing" else LONG
        paper = asked("en", before, (stem, TRUE, () if text else (SQUARE,)), last)
        if shown == "shared drawing":
            (section,) = paper.sections
            first, second, last = section.groups
            shared = replace(
                second, context=second.questions[0].stem, questions=(*last.questions, *first.questions[:1])
            )
            paper = replace(paper, sections=(replace(section, groups=(first, shared)),))
        papers.append(paper)
    later = 0
    for _, key in printed_all(papers, engine):
        pages = [sum(row.count("Zebras run") for row in rows(page)) for page in key]
        assert max(pages) == 5, pages
        (at,) = (i for i, count in enumerate(pages) if count)
        assert _longest_line(key[at]) > 100 if not text else any("Yaks" in row for row in rows(key[at]))
        later += at
    assert 0 < later < len(papers)


@BOTH_ENGINES
@pytest.mark.parametrize(("lines", "parts"), [(8, False), (18, True)], ids=["a little", "much"])
def test_the_options_of_a_key_stay_together_with_a_stem_that_shows_a_little(
    engine: str, lines: int, *, parts: bool
) -> None:
    """Where it shows much, they may follow on the next page with what asks: the whole question left as much of the one before blank."""
    stem = "Zebras run.\n\n```\n" + "step()\n" * lines + "```\n\nWhich?"
    choice = ChoiceAnswer(tuple(Option(f"o{i}", parse(f"Herd {i}."), i == 0, ()) for i in range(4)))
    papers = [
        asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), (stem, choice, ()), LONG)
        for filling in range(36 - 2 * lines + lines // 2, 40)
    ]
    parted = later = 0
    for _, key in printed_all(papers, engine):
        pages = [" ".join(rows(page)) for page in key]
        begins, shows, asks, at = (
            [i for i, page in enumerate(pages) if sign in page] for sign in ("Zebras", "step()", "Which?", "Herd")
        )
        assert len(at) == 1
        assert begins == shows
        assert asks == at
        parted += at > shows
        later += at[0]
    assert bool(parted) == parts
    assert 0 < later < len(papers)


@BOTH_ENGINES
def test_rows_of_a_table_to_fill_in_are_no_higher_in_a_key_than_those_of_others(engine: str) -> None:
    """Nobody writes there."""
    cells = tuple(Cell(Value(number), Fraction(0), ()) for number in (66, 77, 88, 99))
    _, key = printed(asked("en", ("Find all.", NumericAnswer(cells, columns=1), ())), engine)
    lines = sorted({round(letter.bottom) for letter in letters(key[0]) if letter.sign in "6789"}, reverse=True)
    assert len(lines) == 4
    assert 12 < max(above - below for above, below in pairwise(lines)) < 18, lines


@BOTH_ENGINES
def test_long_questions_leave_no_hole_in_a_key(engine: str) -> None:
    """Pages part them there, and never in an exam."""
    long = ("\n\n".join(["Zebras run."] * 20), TRUE, ())
    exam, key = printed(asked("en", *[long] * 7, ("Yaks run.", TRUE, ())), engine)
    assert len(key) > 2
    for page in list(key)[:-1]:
        assert min(letter.bottom for letter in letters(page) if letter.sign == "Z") < 57 + 0.05 * page.get_height()
    assert all([letter.sign for letter in letters(page)].count("Z") % 20 == 0 for page in exam)


@BOTH_ENGINES
def test_a_table_to_fill_in_stands_with_the_end_of_its_question_in_a_key(engine: str) -> None:
    cells = tuple(Cell(Value(number), Fraction(0), parse(f"c{number}")) for number in (11, 22))
    question = ("\n\n".join([*["Zebras run."] * 12, "Find both."]), NumericAnswer(cells), ())
    papers = [asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), question) for filling in range(14, 30)]
    for _, key in printed_all(papers, engine):
        (stem,), (table,) = (
            {i for i, page in enumerate(key) if any(word in row for row in rows(page))} for word in ("Find both", "c22")
        )
        assert stem == table


@BOTH_ENGINES
def test_how_a_question_is_marked_stands_on_the_page_of_what_explains_it(engine: str) -> None:
    """Two lines of an explanation stood on a page without anything else of their question."""
    cells = tuple(Cell(Value(number), Fraction(0), parse(f"c{number}")) for number in (11, 22))
    question = ("\n\n".join(["Zebras run."] * 6), NumericAnswer(cells), ())
    papers = []
    for filling in range(27, 34):
        paper = asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), question, LONG)
        (section,) = paper.sections
        first, second, last = section.groups
        explained = replace(second.questions[0], explanation=parse("Yaks do.\n\n$$1 = 1$$"))
        second = replace(second, questions=(explained,))
        papers.append(replace(paper, sections=(replace(section, groups=(first, second, last)),)))
    pages = set()
    for _, key in printed_all(papers, engine):
        marked, explains = (
            [i for i, page in enumerate(key) if any(word in row for row in rows(page))] for word in ("Marking", "Yaks")
        )
        assert marked == explains
        pages.update(marked)
    assert pages == {0, 1}


@BOTH_ENGINES
def test_a_matrix_to_fill_in_is_on_one_page_of_a_key(engine: str) -> None:
    """By Typst, two of its rows stood at the top of the next page."""
    cells = tuple(Cell(Value(number), Fraction(0), ()) for number in (11, 22, 33, 44, 55, 66, 77, 88))
    question = ("\n\n".join([*["Zebras run."] * 12, "Find all."]), NumericAnswer(cells, columns=2), ())
    papers = [
        asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), question, ("Last?", TRUE, ()))
        for filling in range(14, 30)
    ]
    for _, key in printed_all(papers, engine):
        read = [" ".join(rows(page)) for page in key]
        assert any(all(str(cell.value.number) in page for cell in cells) for page in read), read


def test_a_latex_key_keeps_a_stem_with_its_matrix() -> None:
    """A line of it stood on the page before."""
    matrix = r"\begin{pmatrix}" + r"1\\" * 8 + r"2\end{pmatrix}"
    asking = ("\n\n".join([*["Zebras run."] * 5, f"$$\n{matrix}\n$$", "Yaks?"]), TRUE, ())
    papers = [asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), asking, LONG) for filling in range(22, 40, 2)]
    later = 0
    for _, key in printed_all(papers, "xelatex"):
        (yaks,) = (i for i, page in enumerate(key) if any("Yaks" in row for row in rows(page)))
        assert sum("Zebras" in row for row in rows(key[yaks])) == 5
        later += yaks
    assert 0 < later < len(papers)


def test_a_reason_of_a_latex_key_may_be_parted_after_its_first_paragraph() -> None:
    """It clung to the next, and to the drawing below that: a fourth of the page before stayed blank."""
    model = (*parse("Aardvarks.\n\nYaks run."), SQUARE)
    asking = ("Why so?", EssayAnswer(model, (), 1), ())
    papers = [asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), asking, LONG) for filling in range(28, 42)]
    ends = [
        any("Aardvarks" in row for row in rows(key[0])) and not any("Yaks" in row for row in rows(key[0]))
        for _, key in printed_all(papers, "xelatex")
    ]
    assert any(ends)
    assert not all(ends)


def test_a_line_of_a_large_stem_of_a_latex_key_stays_with_the_table_below_it() -> None:
    table = "|Yaks|n|\n|---|---|\n" + "|1|2|\n" * 9
    stem = "\n\n".join([*["Zebras run."] * 12, f"So:\n\n{table}", *["Zebras run."] * 9])
    papers = [
        asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), (stem, TRUE, ()), ("Last?", TRUE, ()))
        for filling in range(18, 34, 2)
    ]
    parted = 0
    for _, key in printed_all(papers, "xelatex"):
        pages = [" ".join(rows(page)) for page in key]
        (so,), (yaks,) = ([i for i, page in enumerate(pages) if word in page] for word in ("So:", "Yaks"))
        assert so == yaks
        parted += any(0 < page.count("Zebras") < 21 for page in pages)
    assert parted


@BOTH_ENGINES
def test_no_question_of_a_key_stands_on_a_page_without_the_beginning_of_its_answer(engine: str) -> None:
    """However far down the page it begins."""
    asking = ("Why so?", EssayAnswer(parse("\n\n".join(["because"] * 30)), (), 1), ())
    papers = [
        asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), asking, ("Last?", TRUE, ()))
        for filling in range(26, 42)
    ]
    parted = 0
    for _, key in printed_all(papers, engine):
        pages = [" ".join(rows(page)) for page in key]
        asks = next(page for page in pages if "Why so?" in page)
        assert "Model answer" in asks
        parted += asks.count("because") < 30
    assert parted


@BOTH_ENGINES
def test_a_question_of_a_key_that_takes_a_seventh_of_a_page_may_be_parted(engine: str) -> None:
    """It left as much of a page blank."""
    asking = ("Why so?", EssayAnswer(parse("\n\n".join(["because"] * 8)), (), 1), ())
    papers = [asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), asking, LONG) for filling in range(30, 44)]
    pages = [[" ".join(rows(page)).count("because") for page in key] for _, key in printed_all(papers, engine)]
    assert any(0 < counts[0] < 8 for counts in pages)


@BOTH_ENGINES
def test_questions_of_a_key_are_further_apart_than_a_question_and_its_answer(engine: str) -> None:
    asking = ("Zebra?", EssayAnswer(parse("Yak."), (), 1), ())
    _, key = printed(asked("en", *[asking] * 3), engine)
    lines = [letter.bottom for letter in letters(key[0]) if letter.sign in "ZY"]
    steps = [above - below for above, below in pairwise(lines)]
    assert min(steps[1::2]) > max(steps[::2]) + 2


@BOTH_ENGINES
def test_fractions_of_neighbouring_lines_do_not_meet(engine: str) -> None:
    text = "\n".join(rf"- $\frac{{{9 - i}}}{{{9 - i}}}$" for i in range(4)) + "\n\n" + r"$\frac{9}{9}$ " * 90
    for page in (pdf[0] for pdf in printed(asked("en", (f"Zebras run.\n\n{text}", TRUE, ())), engine)):
        digits = [letter for letter in letters(page) if letter.sign in "6789" and letter.top - letter.bottom < 6]
        lines = sorted({round(letter.top, 1): letter.bottom for letter in digits}.items(), reverse=True)
        assert len(lines) > 10
        assert min(below - top for (_, below), (top, _) in pairwise(lines)) > 0.4


@BOTH_ENGINES
def test_pairs_to_match_are_on_one_page_of_a_key(engine: str) -> None:
    entries = [tuple(Placed(f"e{i}", parse(f"{sign} entry {i}.")) for i in range(9)) for sign in "LR"]
    match = MatchingAnswer(entries[0], entries[1], tuple(range(9)))
    papers = [
        asked("en", (("\n\n".join(["Zebras run."] * count)), TRUE, ()), ("Match.", match, ()), LONG)
        for count in range(18, 30)
    ]
    torn = 0
    for _, key in printed_all(papers, engine):
        pages = [sum(row.startswith("(") and row[2] == ")" for row in rows(page)) for page in key]
        assert max(pages) == 9, pages
        torn += pages[0] == 0
    assert 0 < torn < len(papers)


@BOTH_ENGINES
def test_a_table_is_on_one_page_of_a_key(engine: str) -> None:
    table = "|class|P|\n|---|---|\n" + "\n".join(f"|row {i}|{i}|" for i in range(8))
    above = ["\n\n".join(["Zebras run."] * count) for count in range(20, 34, 2)]
    papers = [asked("en", (text, TRUE, ()), (f"Read.\n\n{table}\n\nSo?", TRUE, ())) for text in above]
    for _, key in printed_all(papers, engine):
        assert max(sum(row.startswith("row ") for row in rows(page)) for page in key) == 8


@BOTH_ENGINES
@pytest.mark.parametrize(
    "follows", ["$$9 = 9$$", "|nine|\n|---|\n|9|", "- 9", "```\n9\n```"], ids=["formula", "table", "list", "program"]
)
def test_a_line_that_leads_to_something_is_on_the_page_of_it(engine: str, follows: str) -> None:
    model = parse("\n\n".join([*["because"] * 9, f"Thus:\n\n{follows}", *["because"] * 9]))
    asking = ("Why so?", EssayAnswer(model, (), 1), ())
    papers = [
        asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), asking, ("Last?", TRUE, ()))
        for filling in range(24, 40)
    ]
    above = 0
    for _, key in printed_all(papers, engine):
        (thus,), (nine,) = (
            {i for i, page in enumerate(key) if any(sign in row for row in rows(page))} for sign in ("Thus", "9")
        )
        assert thus == nine
        above += thus == 0
    assert 0 < above < len(papers)


@BOTH_ENGINES
def test_a_key_ends_with_the_whole_of_its_last_question(engine: str) -> None:
    """Not with a few lines of it on a page of their own."""
    asking = ("Why so?", EssayAnswer(parse("\n\n".join(["because"] * 15)), (), 1), ())
    papers = [asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), asking) for filling in range(16, 44, 3)]
    alone = 0
    for _, key in printed_all(papers, engine):
        pages = [" ".join(rows(page)) for page in key]
        assert pages[-1].count("because") in (0, 15)
        alone += pages[-1].count("because") == 15 and len(pages) == 2
    assert 0 < alone < len(papers)


@BOTH_ENGINES
def test_the_remark_below_a_short_key_is_apart_from_its_last_table(engine: str) -> None:
    cells = tuple(Cell(Value(number), Fraction(0), parse("q")) for number in (7, 7))
    exam = replace(asked("en", ("Find both.", NumericAnswer(cells), ())), looks=Looks(short_key=True))
    _, (page,) = printed(exam, engine)
    table = min(letter.bottom for letter in letters(page) if letter.sign == "7")
    remark = max(letter.top for letter in letters(page) if letter.top < table and letter.sign == "B")
    assert table - remark > 14

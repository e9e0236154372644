"""Where things stand on pages in large print, in both engines."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from test_pages import BOTH_ENGINES, SQUARE, TRUE, asked, letters, printed, printed_all, rows, titled

from hwgen.content.markup import parse
from hwgen.exam.model import Fact
from hwgen.kinds import ChoiceAnswer, EssayAnswer, Option


@BOTH_ENGINES
def test_the_marks_of_ten_questions_stand_on_a_cover_page_in_large_print(engine: str) -> None:
    plain = asked("en", *[("A.", TRUE, ())] * 10)
    head = replace(
        plain.head, layout="western", scores="questions", honour="I have had no help.", signatures=("Examiner",)
    )
    exam, _ = printed(replace(plain, head=head, looks=replace(plain.looks, large=True)), engine)
    assert any("10 Total" in row for row in rows(exam[0]))
    assert max(letter.right for letter in letters(exam[0])) < exam[0].get_width() - 61


@BOTH_ENGINES
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_cover_page_holds_the_marks_of_a_long_exam_in_large_print(engine: str, language: str) -> None:
    plain = asked(language, *[("Zebras run.", TRUE, ())] * 23)
    facts = (Fact("manner", "closed book"),)
    head = replace(plain.head, layout="western", facts=facts, scores="questions", honour="I have had no help.")
    exam, _ = printed(replace(plain, term="Fall", head=head, looks=replace(plain.looks, large=True)), engine)
    assert [any(letter.sign == "Z" for letter in letters(exam[i])) for i in (0, 1)] == [False, True]
    assert any(row.startswith(plain.words["head.question"]) for row in rows(exam[0]))


@BOTH_ENGINES
def test_no_page_is_blank_but_for_room_to_answer_in_large_print(engine: str) -> None:
    essay = EssayAnswer((), (), 24)
    plain = [
        asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), ("Zebras run.", essay, ()))
        for filling in range(4, 20, 2)
    ]
    for exam, _ in printed_all([replace(paper, looks=replace(paper.looks, large=True)) for paper in plain], engine):
        assert all(any(letter.bottom > 60 for letter in letters(page)) for page in exam)


@BOTH_ENGINES
def test_the_text_of_a_large_stem_stays_where_its_program_has_no_room_in_large_print(engine: str) -> None:
    stem = "Zebras run far. " * 34 + "\n\n```\n" + "step()\n" * 10 + "```\n\nWhich?"
    choice = ChoiceAnswer(tuple(Option(f"o{i}", parse(f"Herd {i}."), i == 0, ()) for i in range(4)))
    plain = [
        asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), (stem, choice, ())) for filling in range(2, 16, 2)
    ]
    for exam, _ in printed_all([replace(paper, looks=replace(paper.looks, large=True)) for paper in plain], engine):
        lowest = [min(letter.bottom for letter in letters(page) if letter.bottom > 60) for page in list(exam)[:-1]]
        # The program takes 190 points.
        assert max(lowest) < 240


@BOTH_ENGINES
def test_the_heading_of_a_part_stays_within_the_margins_in_large_print(engine: str) -> None:
    plain = asked("zh", *[("A.", TRUE, ())] * 3, points=(6,))
    large = replace(titled(plain, "多项选择、配对与排序题"), looks=replace(plain.looks, large=True))
    exam, _ = printed(large, engine)
    assert max(letter.right for letter in letters(exam[0])) < exam[0].get_width() - 61


@BOTH_ENGINES
def test_options_of_two_lines_are_as_far_apart_as_lines_in_large_print(engine: str) -> None:
    options = tuple(Option(f"o{i}", parse("zone " * 12), i > 0, ()) for i in range(3))
    plain = asked("en", ("Which?", ChoiceAnswer(options), ()))
    exam, _ = printed(replace(plain, looks=replace(plain.looks, large=True)), engine)
    lines = sorted({round(letter.bottom, 1) for letter in letters(exam[0]) if letter.sign == "z"}, reverse=True)
    steps = [above - below for above, below in pairwise(lines)]
    assert len(steps) >= 5
    assert min(steps) > 0.97 * max(steps[::2])


@BOTH_ENGINES
def test_the_options_of_a_drawing_stay_together_and_may_follow_on_the_next_page_in_large_print(engine: str) -> None:
    options = tuple(Option(f"o{i}", parse(f"Zone {i}."), i > 0, ()) for i in range(4))
    question = ("Which?", ChoiceAnswer(options), (replace(SQUARE, picture=replace(SQUARE.picture, height=60)),))
    plain = [asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), question) for filling in range(4, 20, 2)]
    parted = 0
    for exam, _ in printed_all([replace(paper, looks=replace(paper.looks, large=True)) for paper in plain], engine):
        pages = [" ".join(rows(page)) for page in exam]
        (stem,) = (i for i, page in enumerate(pages) if "Which?" in page)
        (at,) = {next(i for i, page in enumerate(pages) if f"Zone {option}" in page) for option in range(4)}
        parted += at > stem
    assert parted


@BOTH_ENGINES
def test_the_stem_of_a_choice_question_is_on_one_page_in_large_print(engine: str) -> None:
    """Its options may follow on the next one."""
    options = tuple(Option(f"o{i}", parse(f"Zone {i}."), i > 0, ()) for i in range(4))
    question = ("\n\n".join(f"Zebra {line}." for line in range(12)), ChoiceAnswer(options), ())
    plain = [asked("en", ("\n\n".join(["Before."] * filling), TRUE, ()), question) for filling in range(2, 20, 2)]
    parted = 0
    for exam, _ in printed_all([replace(paper, looks=replace(paper.looks, large=True)) for paper in plain], engine):
        pages = [" ".join(rows(page)) for page in exam]
        (stem,) = (i for i, page in enumerate(pages) if "Zebra 0" in page)
        (end,) = (i for i, page in enumerate(pages) if "Zebra 11" in page)
        (after,) = (i for i, page in enumerate(pages) if "Zone 3" in page)
        assert stem == end
        parted += after > stem
    assert parted


@BOTH_ENGINES
def test_rules_and_instructions_are_as_large_as_questions_in_large_print(engine: str) -> None:
    plain = asked("en", ("Zebras run.", TRUE, ()))
    (section,) = plain.sections
    instructed = replace(section, instructions=parse("Xylophones."))
    paper = replace(plain, head=replace(plain.head, rules=(parse("Yaks."),)), sections=(instructed,))
    heights = []
    for exam, _ in printed_all([paper, replace(paper, looks=replace(paper.looks, large=True))], engine):
        read = list(letters(exam[0]))
        heights.append([next(each.top - each.bottom for each in read if each.sign == sign) for sign in "XYZ"])
    usual, large = heights
    assert max(usual[:2]) < 0.95 * usual[2]
    assert min(large) > 0.97 * max(large)


@BOTH_ENGINES
def test_the_heading_of_a_part_stands_above_its_first_question_where_a_page_parts_that_from_its_box(
    engine: str,
) -> None:
    """The heading stood on a page alone, since no page held all three."""
    essay = EssayAnswer((), (), 20, space="box")
    papers = [titled(asked("en", ("Zebras run far. " * times, essay, ())), "Xylophones") for times in range(22, 42, 4)]
    for exam, _ in printed_all([replace(paper, looks=replace(paper.looks, large=True)) for paper in papers], engine):
        heading, stem = (
            [i for i, page in enumerate(exam) if any(each.sign == sign for each in letters(page))] for sign in "XZ"
        )
        assert heading == stem

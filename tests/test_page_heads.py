"""How the head of a paper stands on its first pages, in both engines."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from test_pages import BOTH_ENGINES, TRUE, asked, letters, printed, rows

from hwgen.content.image import Image
from hwgen.exam.model import Exam, Head

# Square, as high as a logo may be: 16 mm.
LOGO = Image("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"></svg>', "a logo")
LEFT, SIDE = 22 * 72 / 25.4, 16 * 72 / 25.4


def covered(questions: int, language: str = "en", large: bool = False, **head: object) -> Exam:
    plain = asked(language, *[("Zebras run.", TRUE, ())] * questions, points=(2,))
    signatures = ("Examiner", "Second examiner", "Head of department")
    usual = Head("western", honour="I worked alone.", signatures=signatures, scores="questions")
    return replace(
        plain, institution="University", head=replace(usual, **head), looks=replace(plain.looks, large=large)
    )  # type: ignore[arg-type]


@BOTH_ENGINES
@pytest.mark.parametrize("layout", ["plain", "chinese", "western"])
@pytest.mark.parametrize("large", [True, False])
def test_no_line_of_the_title_runs_over_the_logo(engine: str, layout: str, large: bool) -> None:
    """It did where the line was nearly as long as the page is wide."""
    paper = covered(1, large=large, layout=layout, logo=LOGO, department="School of Intelligence")
    exam, _ = printed(replace(paper, institution="University of Technology of Jiangbei"), engine)
    top = [letter for letter in letters(exam[0]) if exam[0].get_height() - letter.top < 18 * 72 / 25.4 + SIDE]
    assert min(letter.left for letter in top if letter.left > LEFT - 5) > LEFT + SIDE


@BOTH_ENGINES
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("questions", [13, 34, 46])
def test_a_cover_page_holds_the_marks_of_many_questions(engine: str, language: str, questions: int) -> None:
    rules = covered(1).sections[0].groups[0].questions[0].stem
    exam, _ = printed(covered(questions, language, logo=LOGO, rules=(rules, rules)), engine)
    cover, following = (page.get_textpage().get_text_range() for page in (exam[0], exam[1]))
    assert str(questions) in cover
    assert "Zebras" in following.split("2.")[0]


@BOTH_ENGINES
@pytest.mark.parametrize("questions", [34, 46])
def test_questions_follow_what_a_cover_page_in_large_print_cannot_hold(engine: str, questions: int) -> None:
    """The rest of that page stayed empty."""
    rules = covered(1).sections[0].groups[0].questions[0].stem * 4
    exam, _ = printed(covered(questions, large=True, rules=(rules, rules)), engine)
    second = rows(exam[1])
    assert any(row.startswith("Question") for row in second)
    assert any("Zebras" in row for row in second)


@BOTH_ENGINES
@pytest.mark.parametrize("large", [True, False])
def test_rows_of_the_table_of_marks_begin_below_each_other(engine: str, large: bool) -> None:
    """Also a last row that is shorter."""
    exam, _ = printed(covered(23 if large else 34, large=large), engine)
    heads = [
        a.left for page in (exam[0], exam[1]) for a, b in pairwise(letters(page)) if a.sign == "Q" and b.sign == "u"
    ]
    assert len(heads) == 3
    assert max(heads) - min(heads) < 1.5

"""Room for answers on pages: what shrinks, and what goes to another page, in both engines."""

from __future__ import annotations

import pypdfium2
import pytest
from test_pages import BOTH_ENGINES, DOTS_PER_POINT, TRUE, asked, letters, printed_all

from hwgen.exam.model import Exam
from hwgen.kinds import EssayAnswer
from hwgen.layouts import Space

# Above the foot of a page, in points, and the darkest grey that counts as ink.
FOOT, INK = 60, 200


def _paper(before: int, *lines: int, space: Space) -> Exam:
    """One-line questions, and questions with that many lines for their answers."""
    essays = [("Zebras run.", EssayAnswer((), (), count, space=space), ()) for count in lines]
    return asked("en", *[("Before.", TRUE, ())] * before, *essays)


def _has_text(page: pypdfium2.PdfPage) -> bool:
    return any(letter.bottom > FOOT for letter in letters(page))


def _lines_across(page: pypdfium2.PdfPage) -> list[float]:
    """Where lines run across the page, in points from its top."""
    image = page.render(scale=DOTS_PER_POINT, grayscale=True).to_numpy()
    dark = (image.reshape(image.shape[0], -1) < INK).mean(axis=1) > 0.6
    return [row / DOTS_PER_POINT for row in range(1, len(dark)) if dark[row] and not dark[row - 1]]


@BOTH_ENGINES
@pytest.mark.parametrize(("space", "lines"), [("blank", 40), ("ruled", 16), ("ruled", 30), ("ruled", 40)])
def test_no_last_page_has_nothing_but_room_to_answer(engine: str, space: Space, lines: int) -> None:
    """The rest of the room stood there, or a blank page; half of it stays with its question now."""
    papers = [_paper(before, lines, space=space) for before in range(2, 26, 3)]
    for exam, _ in printed_all(papers, engine):
        last = exam[len(exam) - 1]
        assert _has_text(last)
        if space == "ruled":
            assert lines / 2 <= len(_lines_across(last)) <= lines


@BOTH_ENGINES
def test_a_space_to_draw_in_is_smaller_only_where_that_saves_a_page(engine: str) -> None:
    papers = [_paper(before, 20, space="box") for before in range(10, 30, 2)]
    pages = []
    heights = []
    for exam, _ in printed_all(papers, engine):
        edges = [_lines_across(page) for page in exam]
        heights.append(max(below[1] - below[0] for below in edges if below))
        pages.append(len(exam))
    full = max(heights)
    smaller = [height < 0.9 * full for height in heights]
    assert any(smaller)
    assert min(heights) > 0.6 * full
    # From where no smaller one saves the second page, all are full again.
    assert all(count == 1 for count, small in zip(pages, smaller, strict=True) if small)
    assert not smaller[0]
    assert not smaller[-1]
    assert pages[-1] == 2

"""A blank that stands in the stem takes the answer; a line behind the stem would ask for it a second time."""

from __future__ import annotations

import pytest
from test_pages import BOTH_ENGINES, asked, letters, printed, rows
from word_papers import texts, written

from hwgen.kinds import ShortAnswerAnswer

SHORT = ShortAnswerAnswer(None, ("短路",))
WITHIN, BEHIND, SEVERAL = r"电感相当于\_\_\_\_。", "电感相当于什么？", "____与____合称什么？"
# In points: two Chinese words fit in.
ENOUGH = 60


@BOTH_ENGINES
def test_a_blank_in_the_stem_is_the_only_place_for_the_answer(engine: str) -> None:
    exam, key = printed(asked("zh", *[(text, SHORT, ()) for text in (WITHIN, BEHIND, SEVERAL)]), engine)
    lines = [[row for row in rows(page) if "答：" in row] for page in (exam[0], key[0])]
    assert [len(some) for some in lines] == [2, 3]
    page = list(letters(exam[0]))
    before, after = (next(letter for letter in page if letter.sign == sign) for sign in "于。")
    assert after.left - before.right > ENOUGH


@pytest.mark.parametrize(("text", "lines"), [(WITHIN, 0), (BEHIND, 1), (SEVERAL, 1)])
def test_word_has_one_place_for_the_answer_too(text: str, lines: int) -> None:
    paper = asked("zh", (text, SHORT, ()))
    assert texts(written(paper).element.body).count("答：") == lines
    assert texts(written(paper, key=True).element.body).count("答：") == 1
    assert ("_" * 5 in texts(written(paper).element.body)) == (text == WITHIN)

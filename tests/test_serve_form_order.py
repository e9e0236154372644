"""A form begins with what is asked: a question, an option or a part says its text before its settings."""

from __future__ import annotations

import pytest

from hwgen.bank.blueprint import ExamFile
from hwgen.editing.form import form_of
from hwgen.serve.forms import ABOUT, RECORDS

SAID = ("text", "records")


@pytest.mark.parametrize("kind", sorted(RECORDS))
def test_a_form_asks_first_what_the_question_says(kind: str) -> None:
    fields = [field for field in form_of(RECORDS[kind], {}, ("zh", "en")) if field.key not in ABOUT]
    assert fields[0].key == "id"
    assert fields[1].sort in SAID
    for field in fields:
        if field.key in ("statements", "right", "wrong", "entries", "rubric") and kind not in ("numeric", "table"):
            assert next(one.sort for one in field.empty[0].fields if one.key != "id") in SAID, field.key


def test_an_essay_asks_for_its_room_after_its_question() -> None:
    keys = [field.key for field in form_of(RECORDS["essay"], {}, ("zh", "en"))]
    assert keys.index("stem") < keys.index("lines")


def test_an_exam_begins_with_its_title() -> None:
    assert form_of(ExamFile, {}, ("zh", "en"))[0].key == "title"

"""What the preview shows of a question in Moodle is what the file has that Moodle gets."""

from __future__ import annotations

from pathlib import Path

import pytest
from markupsafe import Markup
from test_serve import HOSTILE, Seen
from test_serve_editor import FILE, line_of, sent, text_of
from test_serve_papers import Page

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.loading import load
from hwgen.lms.moodle.cloze import fields
from hwgen.lms.moodle.parsing import Node, read
from hwgen.serve.in_moodle import Field
from hwgen.serve.pages import page_languages, page_words
from hwgen.serve.printed import Sent, sent_to_moodle

KINDS = "edit.moodle.kinds."


@pytest.fixture
def page(small_course: Path) -> Page:
    return Page(small_course)


def source(one: Sent) -> Node:
    nodes: list[Node] = []
    read(f"<quiz>{one.source}</quiz>".encode(), nodes.append)
    return nodes[0]


def earned(one: Sent) -> list[list[float]]:
    """The shares of the marks that the file has, a list for each field."""
    question = source(one)
    match one.kind:
        case "cloze":
            return [
                [100 * a.fraction for a in field.alternatives]
                for field in fields(question.content("questiontext", "text"))
            ]
        case "matching":
            return [[100.0] for pair in question.every("subquestion") if pair.content("text")]
        case "ordering":
            return [[100.0 for _ in question.every("answer")]]
        case "essay":
            return [[]]
        case _:
            return [[float(answer.attributes["fraction"]) for answer in question.every("answer")]]


def shares(field: Field) -> list[float]:
    return [float(reply.share) for reply in field.replies]


def check(course: Course) -> set[str]:
    """The kinds of Moodle that the items of a course become."""
    kinds = set()
    for item in course.items.values():
        if not isinstance(item, BankItem):
            continue
        for one in sent_to_moodle(course, item, "en"):
            kinds.add(one.kind)
            assert len(one.sides) == len(item.languages)
            for _, sight in one.sides:
                assert [shares(field) for field in sight.fields] == [pytest.approx(each) for each in earned(one)]
                assert bool(sight.later) == bool(source(one).content("generalfeedback", "text"))
                if one.kind != "cloze":
                    assert str(sight.marks) == source(one).content("defaultgrade")
                    kept = [bool(answer.content("feedback", "text")) for answer in source(one).every("answer")]
                    assert one.kind == "matching" or [bool(r.feedback) for f in sight.fields for r in f.replies] == kept
    return kinds


def test_what_is_shown_is_what_the_file_has(small_course: Path, course: Course) -> None:
    kinds = check(load(small_course).course) | check(course)
    for language in page_languages():
        assert kinds == {name.removeprefix(KINDS) for name in page_words(language).phrases if name.startswith(KINDS)}


def test_the_preview_is_what_a_student_sees_with_its_source_folded(page: Page) -> None:
    text = text_of(page).replace("en: 150 units", f"en: '`{HOSTILE}` units'")
    line = line_of(text, "- id: kept-units")
    shown = sent(page, "/check", text, view="moodle", line=line).json()["preview"]
    elements = Seen(shown).elements
    radios = [about for tag, about in elements if about.get("type") == "radio"]
    assert len(radios) == 2 * 4
    assert sum("checked" in about for about in radios) == 2
    assert "Multiple choice" in shown
    assert "General feedback" in shown
    assert "<math" in shown
    # Only the source has tags that can be read, and none that was written in the item.
    before, after = shown.split("<details>")
    assert "&lt;question type=" in after
    assert "&lt;question type=" not in before
    assert HOSTILE not in shown
    assert str(Markup.escape(HOSTILE)) in shown
    assert FILE in sent(page, "/check", text, view="card", line=line).json()["preview"]

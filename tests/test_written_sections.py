"""Headings of sections in texts: each gives its kind to the questions below it, and one that is not understood is a doubt of its own."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT
from docx import Document
from test_written import items, read, summary
from test_written_documents import saved

from hwgen.lms.written.lines import heading

ABOVE = "True or false\n\n1. The sky is blue.\nAnswer: True\n\n2. Grass is red.\nAnswer: False\n\n"
BELOW = "\n\n3. What is 1+2?\nAnswer: 3\n\n4. Name an activation.\nAnswer: ReLU\n"
NUMERIC, ESSAY = ["numeric 3", "short-answer ReLU"], ["essay 3", "essay ReLU"]


def listed(heading: str) -> tuple[list[str], list[str], bool]:
    """What the questions become, the doubts on texts, and whether anything explains the one above the heading."""
    imported = read(f"{ABOVE}{heading}{BELOW}")
    read_ones = items(imported)
    doubts = [doubt.message for doubt in imported.doubts if doubt.rule.startswith("written-")]
    return list(map(summary, read_ones)), doubts, "why" in str(read_ones[1])


@pytest.mark.parametrize("mark", ["## ", "", "# Part C: ", "III. "])
@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Numeric", NUMERIC),
        ("Numerical questions", NUMERIC),
        ("Numeric (2 points each)", NUMERIC),
        ("Short answer", NUMERIC),
        ("Short-answer questions", NUMERIC),
        ("Essay", ESSAY),
        ("Essay questions", ESSAY),
        ("Free response", ESSAY),
    ],
)
def test_a_heading_begins_a_section_of_its_kind(mark: str, heading: str, expected: list[str]) -> None:
    kinds, doubts, explained = listed(f"{mark}{heading}")
    assert kinds == ["true-false T", "true-false F", *expected]
    assert doubts == []
    assert not explained


@pytest.mark.parametrize(
    "heading", ["## Warm-up", "### Explain yourself", "# Session 3 #", "Warm-up questions", "Warm-up", "热身"]
)
def test_a_heading_that_names_no_kind_is_a_doubt_and_no_explanation(heading: str) -> None:
    kinds, doubts, explained = listed(heading)
    assert kinds == ["true-false T", "true-false F", "numeric 3", "essay ReLU"]
    title = heading.strip("# ")
    assert doubts == [f"the title “{title}” names no kind of questions and was dropped"]
    assert not explained


def test_a_sentence_behind_an_answer_and_an_empty_line_is_a_doubt() -> None:
    _, doubts, explained = listed("Grass is green.")
    assert doubts == ["“Grass is green.” has no number; it was taken for the end of the explanation before it"]
    assert explained


def test_a_title_among_questions_without_numbers_is_a_doubt() -> None:
    imported = read("Warm-up\n\nWhich?\nA. a\nB. b\nANSWER: B\n", "aiken")
    assert [summary(item) for item in items(imported)] == ["choice B"]
    assert [d.message for d in imported.doubts if d.rule == "written-stray"] == [
        "“Warm-up” stands apart; it was taken for the beginning of the question below it"
    ]


def test_what_is_to_be_done_below_a_heading_is_no_question() -> None:
    kinds, doubts, _ = listed("## Warm-up\n\nGive one word.")
    assert len(kinds) == 4
    assert doubts[1:] == ["“Give one word.” stands before the first question and was dropped"]


def test_headings_of_markdown_may_be_questions_and_labels() -> None:
    text = "# Quiz\n\n## What is ReLU?\n### Options\nA. an activation\nB. an optimizer\n### Answer\nA\n### Explanation\nIt has a kink.\n\n"
    imported = read(text + "## What is Adam?\nA. an activation\nB. an optimizer\nAnswer: B\n")
    read_ones = items(imported)
    assert list(map(summary, read_ones)) == ["choice A", "choice B"]
    assert [item["stem"]["en"] for item in read_ones] == ["What is ReLU?", "What is Adam?"]
    assert read_ones[0]["explanation"] == {"en": "It has a kink."}
    assert [d.message for d in imported.doubts if d.rule == "written-text"] == [
        "the title “Quiz” names no kind of questions and was dropped"
    ]


def test_headings_of_word_are_headings() -> None:
    doc = Document()
    for style, line in (
        ("Heading 1", "True or false"),
        ("Heading 2", "1. The sky is blue."),
        ("Normal", "Answer: True"),
        ("Heading 1", "Warm-up"),
        ("Normal", "2. What is 1+2?"),
        ("Normal", "Answer: 3"),
    ):
        doc.add_paragraph(line, style=style)
    imported = read(saved(doc), "docx")
    assert list(map(summary, items(imported))) == ["true-false T", "numeric 3"]
    assert [d.message for d in imported.doubts if d.rule == "written-text"] == [
        "the title “Warm-up” names no kind of questions and was dropped"
    ]


def test_the_headings_in_the_docs_are_known() -> None:
    page = (ROOT / "docs" / "howto" / "teachers-files.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| `([^|]+)` \|$", page, re.M)
    for mark in ("## ", "三、", "Part C: "):
        known = [
            {above.sort if (above := heading(mark + name)) else None for name in re.split("`, `", names)}
            for _, names in rows
        ]
        assert known == [{"choice"}, {"several"}, {"truth"}, {"blank"}, {"short"}, {"essay"}, {"order"}, {"match"}]

"""Boxes to tick, answers of text2qti and letters of another alphabet in a text of questions, and lines that only look like them."""

from __future__ import annotations

import pytest

from hwgen.lms.written.draft import Draft
from hwgen.lms.written.text import drafts


def read(text: str) -> tuple[list[Draft], list[str]]:
    doubts: list[str] = []
    return list(drafts(text, lambda _rule, _line, _name, message: doubts.append(message))), doubts


@pytest.mark.parametrize("ticked", ["[*] {}", "[x] {}", "- [x] {}", "☑ {}"])
def test_ticked_options_are_right(ticked: str) -> None:
    empty = "☐ {}" if ticked.startswith("☑") else ticked.replace("*", " ").replace("x", " ")
    lines = [ticked.format(2), empty.format(3), ticked.format(4)]
    ((draft,), _) = read("\n".join(["1. Which are even?", *lines]))
    assert [(one.letter, one.text, one.right) for one in draft.options] == [("A", "2", True), ("B", "3", False), ("C", "4", True)]  # fmt: skip


@pytest.mark.parametrize("lines", ["[ ] 2\n[ ] 3", "[x] 2\n[x] 3"])
def test_boxes_that_say_nothing_are_no_key(lines: str) -> None:
    (read_drafts, _) = read(f"1. Which are even?\n{lines}")
    assert not any(option.right for draft in read_drafts for option in draft.options)


@pytest.mark.parametrize(("line", "answer"), [("= 4", "4"), ("= 3.14 +- 0.01", "3.14 +- 0.01"), ("=   [1, 2]", "1~2")])
def test_a_number_behind_an_equals_sign_is_the_answer(line: str, answer: str) -> None:
    ((first, second), _) = read(f"1. How much?\n{line}\n\n2. How much is it?\nAnswer: 7")
    assert (first.stem, first.answer, second.answer) == ("How much?", answer, "7")


def test_an_equation_goes_on_below_its_question() -> None:
    ((draft,), _) = read("1. 计算下列\n= 3\n的值。\n答案：3")
    assert (draft.stem, draft.answer) == ("计算下列\n= 3\n的值。", "3")


def test_stars_before_answers_are_read_where_stars_mark_others() -> None:
    text = "1. Capital of France?\n* Paris\n* paris\n\n2. Which?\na) x\n*b) y"
    ((draft, _), _) = read(text)
    assert (draft.answer, draft.sort) == ("Paris | paris", "short")
    ((listed,), _) = read("1. Capital of France?\n* Paris\n* Lyon\nAnswer: Paris")
    assert listed.answer == "Paris"


def test_cyrillic_letters_that_look_like_latin_ones_are_read_as_these() -> None:
    ((draft,), doubts) = read("1. Which is lightest?\nА. Lithium\nВ. Iron\nС. Gold\nD. Lead\nAnswer: С")
    assert "".join(option.letter for option in draft.options) == "ABCD"
    assert draft.answer == "C"
    assert any("Cyrillic" in message for message in doubts)


def test_options_that_are_counted_in_russian_keep_their_letters() -> None:
    ((draft,), doubts) = read("1. Из чего?\nА) из азота\nБ) из водорода\nВ) из железа\n答案：Б")
    assert "Б) из водорода" in draft.stem
    assert not doubts

"""Long texts of questions: each is looked at once, and what nobody wrote as one line or question is refused with its line."""

from __future__ import annotations

import pytest

from hwgen.limits import MB, QUESTION_CHARACTERS, TEXT_BYTES
from hwgen.lms.gift.blocks import apart, blocks
from hwgen.lms.imported import Imported
from hwgen.lms.places import Unreadable
from hwgen.lms.sources import SOURCES
from hwgen.lms.written import keys
from hwgen.lms.written.draft import Draft
from hwgen.lms.written.folding import TEXT_LINES
from hwgen.lms.written.stems import has_answer

LONG = "word " * (QUESTION_CHARACTERS // 5 + 1)
LINES = "one more line of it\n" * (QUESTION_CHARACTERS // 20 + 1)


def imported(data: str | bytes, source: str = "text") -> Imported:
    raw = data.encode() if isinstance(data, str) else data
    return SOURCES[source].reads()(raw, "n", set(), "n", ("en",), "en")


@pytest.mark.parametrize("source", ["text", "aiken", "excel"])
def test_a_text_of_very_many_lines_is_refused(source: str) -> None:
    with pytest.raises(Unreadable) as e:
        imported("a\n" * (TEXT_LINES + 1), source)
    (diagnostic,) = e.value.diagnostics
    assert diagnostic.message == "the file has 500,001 lines; a text of more than 500,000 is not read"


def test_a_block_of_gift_is_read_before_the_lines_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def counted(line: str) -> list[tuple[str, str]]:
        read.append(len(line))
        return []

    monkeypatch.setattr("hwgen.lms.gift.blocks.tokens", counted)
    first = next(blocks("// one\r\nTwo {#2}\r\r// three\nFour {#4}"))
    assert (first.text, first.line, len(read)) == ("\nTwo {#2}", 1, 1)


@pytest.mark.parametrize("source", ["text", "aiken"])
@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (f"1. Which?\nA. {LONG}\nB. b\nAnswer: A", 2, "the line has more than 100,000 characters"),
        (f"1. Which?\nA. a\nB. b\nAnswer: A\n2. {LONG}", 5, "the line has more than 100,000 characters"),
        (f"1. Why?\n{LINES}Answer: x", 1, "the question that begins here has more than 100,000 characters"),
        (f"1. A?\nAnswer: T\n2. B?\nA. a\nB. b\nAnswer: A\nExplanation: so\n{LINES}", 3, "the question that begins here has more than 100,000 characters"),
        (f"1. A?\nAnswer: T\n2. B?\n```python\n{LINES}```\nAnswer: x", 3, "the question that begins here has more than 100,000 characters"),
        (f"Questions 1 to 2 refer to this.\n{LINES}1. A?\nAnswer: T", 1, "the question that begins here has more than 100,000 characters"),
    ],
)  # fmt: skip
def test_what_nobody_wrote_as_one_is_refused_with_its_line(source: str, text: str, line: int, what: str) -> None:
    with pytest.raises(Unreadable) as e:
        imported(text, source)
    (diagnostic,) = e.value.diagnostics
    assert diagnostic.message == what
    assert diagnostic.span
    assert diagnostic.span.line == line
    assert diagnostic.hint


def test_a_file_that_is_too_large_is_refused_with_its_size() -> None:
    with pytest.raises(Unreadable, match=f"the file has 21 MB; a text of more than {TEXT_BYTES // MB} MB is not read"):
        imported(b"1. Which?\nA. a\n" + bytes(21 * MB))


def test_many_questions_are_not_a_long_one() -> None:
    one = "1. Which?\nA. a\nB. b\nAnswer: B\nExplanation: " + "so " * 8_000 + "\n"
    assert sum(map(len, imported(one * 9).items.values())) == 9


def test_a_picture_in_a_text_is_left_out_and_named() -> None:
    data = "A" * (2 * QUESTION_CHARACTERS)
    read = imported(f"1. Which is shown in ![it](data:image/png;base64,{data})?\nA. a\nB. b\nAnswer: B")
    assert sum(map(len, read.items.values())) == 1
    assert "written-picture" in {doubt.rule for doubt in read.doubts}


def test_a_question_without_end_in_gift_is_left_out_and_the_others_are_read() -> None:
    options = "~b#no " * (QUESTION_CHARACTERS // 6 + 1)
    read = imported(f"::A::One?{{T}}\n\n::B::Which?{{=a {options}}}\n\n::C::Two?{{F}}", "gift")
    assert [item["id"] for items in read.items.values() for item in items] == ["a", "c"]
    (long,) = (doubt for doubt in read.doubts if doubt.rule == "gift-question-too-long")
    assert long.span
    assert long.span.line == 3


def test_a_picture_in_gift_does_not_count() -> None:
    data = "A" * (2 * QUESTION_CHARACTERS)
    read = imported(f'::A::<img src\\="data\\:image/png;base64,{data}"> One?{{T}}', "gift")
    assert "gift-question-too-long" not in {doubt.rule for doubt in read.doubts}


def test_questions_of_gift_without_blank_lines_know_their_lines() -> None:
    (block,) = blocks("::A::One?{T}\n::B::Two\nlines?{=a ~b\n~c}\n$CATEGORY: x\n::C::Three?{F}")
    assert [(part.line, part.text.strip()) for part in apart(block)] == [
        (1, "::A::One?{T}"),
        (2, "::B::Two\nlines?{=a ~b\n~c}"),
        (5, "$CATEGORY: x"),
        (6, "::C::Three?{F}"),
    ]


def test_each_question_is_asked_once_whether_it_has_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0

    def counting(draft: Draft) -> bool:
        nonlocal asked
        asked += 1
        return has_answer(draft)

    monkeypatch.setattr(keys, "has_answer", counting)
    count = 200
    imported("\n".join(f"{i}. What is {i}?\nA. a\nB. b\nAnswer: B" for i in range(1, count + 1)))
    assert count <= asked <= 3 * count


def test_answers_go_to_the_next_question_of_their_number() -> None:
    drafts = [Draft(1, number) for number in ("1", "2", "1", "2")]
    keys.give(
        drafts, [keys.Entry(n, a, 9) for n, a in (("2", "a"), ("1", "b"), ("2", "c"), ("1", "d"))], lambda *_: None
    )
    assert [draft.answer for draft in drafts] == ["d", "a", "b", "c"]

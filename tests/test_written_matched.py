"""Matchings as publishers write them: below MATCHING, with letters, numbers and ANS: lines."""

from __future__ import annotations

import pytest

from hwgen.lms.imported import Data, Imported
from hwgen.lms.sources import SOURCES

TERMS = "a. ReLU\td. dropout\nb. SGD\te. batch\nc. epoch"
ENTRIES = ("an optimizer", "an activation", "a pass over\nall data", "a regularizer")
KEY = "BACD"


def read(text: str) -> Imported:
    return SOURCES["text"].reads()(text.encode(), "n", set(), "n", ("en",), "en")


def items(imported: Imported) -> list[Data]:
    return [item for group in imported.items.values() for item in group]


def pairs(item: Data) -> list[tuple[str, str]]:
    return [(pair["left"]["en"], pair["right"]["en"]) for pair in item["pairs"]]


RIGHT = [
    ("an optimizer", "SGD"),
    ("an activation", "ReLU"),
    ("a pass over all data", "epoch"),
    ("a regularizer", "dropout"),
]
NUMBERED = "\n".join(f"{n}. {text}" for n, text in enumerate(ENTRIES, 1))
BANKS = {
    "a key behind": f"{TERMS}\n\n{NUMBERED}\n\n" + "\n".join(f"{n}. ANS: {c}\tPTS: 1\tTOP: Words" for n, c in enumerate(KEY, 1)),
    "each with its own": f"{TERMS}\n\n" + "\n".join(f"____ {n}. {t}\nANS: {c}\nPTS: 1\nDIF: Easy" for n, (t, c) in enumerate(zip(ENTRIES, KEY, strict=True), 7)),
    "numbers that go on": f"{TERMS}\n" + "\n".join(f"{n}. {t}\n\nANS: {c}  PTS: 1" for n, (t, c) in enumerate(zip(ENTRIES, KEY, strict=True), 31)),
    "terms below": f"{NUMBERED}\n\n{TERMS}\n\n" + "\n".join(f"{n}. ANS: {c} PTS: 1" for n, c in enumerate(KEY, 1)),
    "columns": "1. an optimizer\t\ta. ReLU\n2. an activation\t\tb. SGD\n3. a pass over all data\t\tc. epoch\n4. a regularizer\t\td. dropout\ne. batch\n" + "\n".join(f"{n}. ANS: {c} PTS: 1" for n, c in enumerate(KEY, 1)),
}  # fmt: skip


@pytest.mark.parametrize("bank", BANKS.values(), ids=BANKS)
def test_a_matching_of_a_test_bank_is_one_question(bank: str) -> None:
    imported = read(
        "TRUE/FALSE\n\n1. ReLU is linear.\n\nANS: F\tPTS: 1\n\n"
        f"MATCHING\n\nMatch each term with its description.\n{bank}\n\n"
        "SHORT ANSWER\n\n1. What is early stopping?\n\nANS:\nStopping early enough.\n\nPTS: 2"
    )
    truth, matching, essay = items(imported)
    assert (truth["kind"], matching["kind"]) == ("true-false", "matching")
    assert essay["stem"] == {"en": "What is early stopping?"}
    assert matching["stem"] == {"en": "Match each term with its description."}
    assert pairs(matching) == RIGHT
    assert [extra["text"]["en"] for extra in matching["extra"]] == ["batch"]
    assert [entry["points"] for entry in imported.entries] == [1, 4, 2]
    assert {doubt.rule for doubt in imported.doubts} <= {"import-no-rubric"}


def test_two_sets_of_one_section_are_two_questions_and_a_letter_may_serve_twice() -> None:
    one = "{0} the words.\na. x\nb. y\nc. z\n1. p\n2. q\n1. ANS: A PTS: 1\n2. ANS: {1} PTS: 1\n"
    imported = read(f"MATCHING\n{one.format('Match', 'A')}\n{one.format('Join', 'C')}")
    first, second = items(imported)
    assert pairs(first) == [("p", "x"), ("q", "x")]
    assert pairs(second) == [("p", "x"), ("q", "z")]
    assert second["stem"] == {"en": "Join the words."}


@pytest.mark.parametrize("key", ["1. ANS: B PTS: 1", "1. ANS: B PTS: 1\n2. ANS: Q PTS: 1", "1. ANS: B\n2. ANS: words"])
def test_a_key_with_a_gap_makes_no_pairs_and_leaves_a_doubt(key: str) -> None:
    imported = read(f"MATCHING\nMatch.\na. x\nb. y\n1. p\n2. q\n{key}\n\nTRUE/FALSE\n1. It is so.\nANS: T")
    assert [item["kind"] for item in items(imported)].count("matching") == 0
    assert "true-false" in [item["kind"] for item in items(imported)]
    assert imported.doubts

"""Messages agree in number: a count that is not known when the code is written goes through `counted`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

from hwgen.errors import counted

# A word in the plural right behind a number; of those that may stand there otherwise, verbs and what is never one.
PLURAL = re.compile(r" (?:more |wrong |computed |different )?([a-z]{2,}s)\b")
VERBS = {
    "speaks",
    "accepts", "as", "asks", "axis", "belongs", "comes", "counts", "cuts", "does", "ends", "finds", "fits", "gives", "has", "is", "its", "keeps", "lies",
    "makes", "needs", "reads", "says", "shortens", "shows", "stands", "starts", "stops", "takes", "this", "wants", "was",
}  # fmt: skip


def plurals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The f-strings that put a word in the plural behind a number which may be 1."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            for before, value, after in zip([None, *node.values], node.values, node.values[1:], strict=False):
                if (
                    isinstance(value, ast.FormattedValue)
                    and isinstance(after, ast.Constant)
                    and _may_be_one(value, before)
                ):
                    found = PLURAL.match(str(after.value))
                    if found and found[1] not in VERBS:
                        yield node.lineno, found[0]


def _may_be_one(value: ast.FormattedValue, before: ast.expr | None) -> bool:
    """Constants are written in capitals, and more than one; what a number is a part of stands in the plural: 1 of 3 files."""
    source = ast.unparse(value.value)
    behind_quote = isinstance(before, ast.Constant) and bool(re.search(r"[`“]$", str(before.value)))
    total = isinstance(before, ast.Constant) and (
        before.value == " of " or str(before.value).endswith((" of the ", " of its "))
    )
    large = ":," in ast.unparse(ast.JoinedStr([value]))
    return not (large or source.isupper() or source.endswith("name") or behind_quote or total)


@pytest.mark.parametrize("path", sorted((ROOT / "src").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_message_says_1_errors(path: Path) -> None:
    assert list(plurals(ast.parse(path.read_text(encoding="utf-8")))) == []


def test_a_plural_behind_a_number_is_seen() -> None:
    assert list(plurals(ast.parse('f"{len(x)} questions"'))) == [(1, " questions")]
    assert list(plurals(ast.parse('f"see {a}, {n} more copies"'))) == [(1, " more copies")]
    assert not list(plurals(ast.parse('f"{MOST} questions, `{a}` asks, {n} of {m} files"')))


@pytest.mark.parametrize(
    ("count", "noun", "said"),
    [(1, "error", "1 error"), (0, "error", "0 errors"), (2, "entry", "2 entries"), (3, "copy", "3 copies"),
     (1, "entry", "1 entry"), (2, "key", "2 keys"), (5, "more copy", "5 more copies"), (1200, "response", "1200 responses")],
)  # fmt: skip
def test_counted(count: int, noun: str, said: str) -> None:
    assert counted(count, noun) == said

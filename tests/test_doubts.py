"""What `hwgen verify` reports beside its proofs: hardly any variants, reasons from elsewhere, languages that differ in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GENERATOR, MISCONCEPTIONS = "generators/max_pool.py", "bank/misconceptions.yaml"
ASK = 'ask=Text(zh="输出的边长是多少？", en="What is the side of the output?")'


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "reported"),
    [
        (GENERATOR, "max_pool", "max_pool", 0, ""),
        (GENERATOR, "(14, 28, 29, 55)", "(14, 29)", 0, "`max-pool` has 4 variants [few-variants]"),
        (MISCONCEPTIONS, "topics: [basics]", "topics: [other]", 0, "whose reason was written for other [misconception-elsewhere]"),
        # One branch of one text, which a few seeds need not show.
        (
            GENERATOR,
            ASK,
            'ask=Text(zh=("三层之后" if n == 55 else "") + "输出的边长？", en=("After four layers, what" if n == 55 else "What") + " is the side of the output?")',
            1,
            "3 in words in the Chinese text, 4 in the English text, in a variant [numbers-differ]",
        ),
        (
            GENERATOR,
            ASK,
            'ask=Text(zh="输出占多少 MB？", en="How many MiB does the output take?")',
            1,
            "MB in the Chinese text, MiB in the English text, in a variant [numbers-differ]",
        ),
    ],
)  # fmt: skip
def test_verify_reports_what_a_proof_cannot(
    small_course: Path, terminal: Callable[..., Any], file: str, old: str, new: str, code: int, reported: str
) -> None:
    path = small_course / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    ran = terminal("verify", folder=small_course)
    assert ran.code == code
    assert reported in ran.err
    assert bool(reported) == ("warning:" in ran.err or "error:" in ran.err)

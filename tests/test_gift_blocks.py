"""GIFT without blank lines between questions: one that cannot be read takes no other with it."""

from __future__ import annotations

import pytest

from hwgen.lms.platforms import PLATFORMS


@pytest.mark.parametrize("wrong", ["b = a ~ b }", "b {=a ~b"])
def test_a_brace_too_many_or_too_few_loses_one_question_alone(wrong: str) -> None:
    text = f"::A:: a {{=x ~y}}\n::B:: {wrong}\n::C:: c {{=x ~y}}\n::D:: d {{T}}\n"
    imported = PLATFORMS["gift"].reads()(text.encode(), "q", set(), "q", ("en",))
    assert sum(map(len, imported.items.values())) == 3
    assert 2 in {doubt.span.line for doubt in imported.doubts if doubt.span}

"""Anchors and aliases of YAML: what they stand for, and those that stand for nothing, for themselves or for too much."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from yaml_slips import ITEM, faults

TEXT = "text: {zh: 甲, en: one}"
ANCHOR = "text: &same {zh: 甲, en: one}"


def test_an_alias_stands_for_what_its_anchor_has(tmp_path: Path) -> None:
    assert not faults(tmp_path, ITEM.replace(TEXT, ANCHOR, 1).replace("why: {zh: 甲, en: one}", "why: *same", 1))


@pytest.mark.parametrize(
    ("text", "rule", "place", "message"),
    [
        (ITEM.replace("why: {zh: 甲, en: one}", "why: *same", 1), "yaml-syntax", (15, 14), "this is an alias, and no anchor"),
        (
            ITEM.replace(TEXT, ANCHOR, 1).replace("{zh: 乙, en: two}", "&same {zh: 乙, en: two}", 1),
            "yaml-syntax",
            (18, 15),
            "an anchor of this name stands above already",
        ),
        (ITEM.replace("items:\n  - id", "items:\n  - &one\n    id") + "  - <<: *one\n    id: two\n", "yaml-merge", (27, 5), "`<<`"),
        (
            ITEM.replace("items:", "objectives:\n  a: &a {bloom: apply, text: {zh: 甲, en: a}}\n  <<: *a\nitems:"),
            "yaml-merge",
            (4, 3),
            "`<<`",
        ),
        ("topic: extra\nitems: &all [*all]\n", "yaml-depth", (2, 8), "nested too deeply"),
    ],
)  # fmt: skip
def test_anchors_that_cannot_be_read(
    tmp_path: Path, text: str, rule: str, place: tuple[int, int], message: str
) -> None:
    (fault,) = faults(tmp_path, text)
    assert fault.span
    assert (fault.rule, (fault.span.line, fault.span.column)) == (rule, place)
    assert fault.message.startswith(message)
    assert fault.remedy


def test_aliases_that_make_much_of_little_are_refused_at_once(tmp_path: Path) -> None:
    doubling = "a: &a [x, x]\n" + "".join(
        f"a{n}: &a{n} [*a{n - 1 if n else ''}, *a{n - 1 if n else ''}]\n" for n in range(30)
    )
    long = f"topic: extra\nx: &a {'y' * 100_000}\nitems: [{'*a, ' * 5000}]\n"
    before = process_time()
    for text in (doubling, long):
        (fault,) = faults(tmp_path, text)
        assert fault.rule == "yaml-size"
        assert fault.span
        assert fault.span.line
        assert "aliases repeat more than" in fault.message
    assert process_time() - before < 5

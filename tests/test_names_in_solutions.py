"""Solutions call numbers by their own names: products, largest entries, entries of the answer, totals of what they list."""

from __future__ import annotations

from typing import Any

import pytest
from readings import question

from hwgen import Text
from hwgen.flaws.compounds import miscounted_atoms
from hwgen.flaws.worked import of_worked

ROW: dict[str, Any] = {"T": (12, 30, 7, 25)}
CELLS: dict[str, Any] = {
    "key": (9, 20),
    "wrong": {},
    "form": "tuple",
    "cells": (Text(zh="和", en="sum"), Text(zh="积", en="product")),
}


@pytest.mark.parametrize(
    ("zh", "en", "more", "languages"),
    [
        ("和为 $5 + 4 = 9$，积为 $5 \\times 4 = 20$。", "The sum is $5 + 4 = 9$, the product is $5 \\times 4 = 20$.", CELLS, 0),
        ("和为 $5 + 4 = 9$，积为 $9$。", "The sum is $5 + 4 = 9$, the product is $9$.", CELLS, 2),
        ("最小公倍数为 $20$。", "The least common multiple is $20$.", {}, 0),
        ("最大公约数为 $20$。", "The greatest common divisor is $20$.", {}, 2),
        ("两数之积为 $9$。", "Their product is $9$.", {}, 2),
        ("两数之积为 $9 + 11$。", "Their product is $9 + 11$.", {}, 2),
        ("最多的是 $30$。", "The most is $30$.", {"params": ROW}, 0),
        ("最多的是 $25$，最少的是 $7$。", "The most is $25$, the fewest are $7$.", {"params": ROW}, 2),
        ("各数的名次（最高为 $7$）依次得出。", "The ranks follow.", {"params": ROW}, 0),
        ("最大的增幅为 $18$。", "The largest rise is $18$.", {"params": ROW}, 0),
        ("A 等 $4$ 秒，B 等 $6$ 秒，平均 $5$ 秒。", "A waits for $4$ s, B for $6$ s, on average $5$ s.", {}, 0),
        ("A 不等，B 等 $4$ 秒，C 等 $4 + 4 = 8$ 秒，平均为 $4$ 秒。", "A does not wait, B waits for $4$ s and C for $4 + 4 = 8$ s; the average is $4$ s.", {}, 0),
        ("A 不等，B 等 $4$ 秒，C 等 $9$ 秒，平均为 $4$ 秒。", "A does not wait, B waits for $4$ s and C for $9$ s; the average is $4$ s.", {}, 2),
        ("两项为 $4$ 与 $9$，平均为 $(4 + 9)/2$。", "The terms are $4$ and $9$; the average is $(4 + 9)/2$.", {}, 0),
        ("排序后第二个数是 $12$。", "Of the sorted numbers, the second is $12$.", {"params": ROW}, 0),
        ("排序后第三个数是 $30$。", "Of the sorted numbers, the third is $30$.", {"params": ROW}, 2),
        ("分别为 $12$ 元、$8$ 元、$5$ 元，合计 $3 \\times 4 + 8 + 5 = 25$ 元。", "These are $12$, $8$ and $5$ yuan; together, that is $3 \\times 4 + 8 + 5 = 25$ yuan.", {}, 0),
        ("分别为 $12$ 元、$9$ 元、$5$ 元，合计 $3 \\times 4 + 8 + 5 = 25$ 元。", "These are $12$, $9$ and $5$ yuan; together, that is $3 \\times 4 + 8 + 5 = 25$ yuan.", {}, 2),
    ],
)  # fmt: skip
def test_a_number_is_what_the_solution_calls_it(zh: str, en: str, more: dict[str, Any], languages: int) -> None:
    asked = question("两个数是 5 和 4。", "Two numbers are 5 and 4.", "n", solution=Text(zh=zh, en=en), **more)
    assert [rule for rule, _ in of_worked(asked)] == ["claim-differs"] * languages


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("一氧化碳（\\mathrm{CO}）", 0),
        ("一氧化碳（\\mathrm{CO_2}）", 1),
        ("一氧化二氮（N_2O）", 0),
        ("五氧化二磷（P_4O_{10}）", 0),
        ("三氧化二铁（Fe₂O₃）", 0),
        ("三氧化二铁（FeO）", 1),
    ],
)
def test_a_chinese_name_counts_the_atoms_of_its_formula(text: str, findings: int) -> None:
    assert len(list(miscounted_atoms(text, "zh"))) == findings


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("carbon dioxide ($\\mathrm{CO_2}$)", 0),
        ("carbon monoxide (CO_2)", 1),
        ("sulfur trioxide (SO₂)", 1),
        ("carbon tetrachloride (CCl_4)", 0),
        ("phosphorus pentoxide (P_4O_{10})", 0),
    ],
)
def test_an_english_name_counts_the_atoms_of_its_formula(text: str, findings: int) -> None:
    assert len(list(miscounted_atoms(text, "en"))) == findings

"""Inner and outer, first and second, A and B: neither of the languages has them the other way round."""

from __future__ import annotations

import pytest
from test_other_fields import stem

from hwgen.flaws.meaning import meaning_differs

RINGS = "外环有 5 个点，内环有 3 个点，共几个点？"
NODES = "第一层用 ReLU，第二层用 GELU，共几层？"
CURVES = "曲线 A 是训练误差，曲线 B 是验证误差。哪条较低？"
LARGER = "模型 A 比模型 B 大，哪个较快？"


@pytest.mark.parametrize(
    ("zh", "planted", "sound"),
    [
        (RINGS, "The outer ring has 3 points and the inner ring 5. How many in all?", "The inner ring has 3 points and the outer ring 5. How many in all?"),
        (RINGS, "There are 5 inner and 3 outer points. How many in all?", "There are 5 outer and 3 inner points. How many in all?"),
        (NODES, "The first layer uses GELU, the second layer ReLU. How many?", "The second layer uses GELU, the first layer ReLU. How many?"),
        (CURVES, "Curve B is the training error, curve A the validation error. Which is lower?", "Curve B is the validation error, curve A the training error. Which is lower?"),
        ("外环比内环长多少？", "By how much is the inner ring longer than the outer ring?", "By how much is the outer ring longer than the inner ring?"),
        (LARGER, "Model B is larger than model A. Which is faster?", "Model A is larger than model B. Which is faster?"),
        ("分子是 3，和是多少？", "The denominator is 3. What is the sum?", "The numerator is 3. What is the sum?"),
        ("左图有几个点？", "How many points has the right-hand figure?", "How many points are on the left?"),
        ("上半部分有几个点？", "How many points has the lower half?", "How many points has the upper half?"),
    ],
)  # fmt: skip
def test_what_has_changed_places_is_found(zh: str, planted: str, sound: str) -> None:
    assert list(meaning_differs(stem(zh, planted)))
    assert not list(meaning_differs(stem(zh, sound)))

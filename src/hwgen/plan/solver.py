"""HiGHS: whole numbers that meet linear requirements at the least cost, exactly and always the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import highspy
import numpy as np

NAME = f"HiGHS {version('highspy')}"


@dataclass(frozen=True)
class Row:
    """low <= sum of weight times variable <= high; None where there is no bound."""

    weights: Mapping[int, int]
    low: int | None
    high: int | None

    def holds(self, values: Sequence[int]) -> bool:
        total = sum(weight * values[i] for i, weight in self.weights.items())
        return (self.low is None or self.low <= total) and (self.high is None or total <= self.high)


class _Quiet(highspy.Highs):
    """Says nothing: HiGHS greets as soon as something is called, which its constructor does."""

    def enableCallbacks(self) -> None:
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def least(upper: Sequence[int], rows: Sequence[Row], cost: Sequence[float]) -> list[int] | None:
    """The whole numbers from 0 to `upper` that meet all rows at the least cost; None where there are none.

    One thread, a fixed seed, no limit of time and no gap: the answer is the optimum, on any machine.
    """
    if not upper:
        return [] if all(row.holds([]) for row in rows) else None
    highs = _run(upper, rows, cost, whole=True)
    if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal, highs.getModelStatus()
    values = [round(value) for value in highs.getSolution().col_value]
    assert all(row.holds(values) for row in rows), "the solver's answer is checked in whole numbers"
    return values


def at_odds(upper: Sequence[int], rows: Sequence[Row], fixed: Sequence[Row]) -> list[int]:
    """The places of rows that no numbers, whole or not, meet together with the `fixed` ones; none where some do.

    Elastic: each row may be missed at a price, and those that have a price in the cheapest answer are at odds.
    """
    count = len(upper)
    elastic = []
    for i, row in enumerate(rows):
        short, over = count + 2 * i, count + 2 * i + 1
        elastic.append(Row({**row.weights, short: 1, over: -1}, row.low, row.high))
    size = count + 2 * len(rows)
    most = [*upper, *[None] * (2 * len(rows))]
    highs = _run(most, [*elastic, *fixed], [0.0] * count + [1.0] * (size - count), whole=False)
    if highs.getInfo().objective_function_value < 1e-6:
        return []
    return [i for i, price in enumerate(list(highs.getSolution().row_dual)[: len(rows)]) if abs(price) > 1e-9]


def _run(upper: Sequence[int | None], rows: Sequence[Row], cost: Sequence[float], *, whole: bool) -> highspy.Highs:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(upper), len(rows)
    lp.col_cost_ = np.array(cost, dtype=float)
    lp.col_lower_ = np.zeros(len(upper))
    lp.col_upper_ = np.array([highspy.kHighsInf if most is None else most for most in upper], dtype=float)
    lp.row_lower_ = np.array([-highspy.kHighsInf if row.low is None else row.low for row in rows], dtype=float)
    lp.row_upper_ = np.array([highspy.kHighsInf if row.high is None else row.high for row in rows], dtype=float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row.weights) for row in rows)])
    lp.a_matrix_.index_ = np.array([i for row in rows for i in row.weights], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([weight for row in rows for weight in row.weights.values()], dtype=float)
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(upper)
    highs = _Quiet()  # type: ignore[no-untyped-call]
    options: dict[str, int | float | str] = {
        "threads": 1,
        "parallel": "off",
        "random_seed": 0,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.0,
    }
    for name, value in options.items():
        highs.setOptionValue(name, value)
    highs.passModel(lp)
    highs.run()
    return highs

"""Shares of a total in per cent, as they stand in a table: they add up to 100."""

from __future__ import annotations

from collections.abc import Sequence

from hwgen.words.script import Script


def percentages(parts: Sequence[int], script: Script) -> list[str]:
    """Each of the parts in per cent of their total, whole where all are, else with one decimal.

    Rounded down, they lack some tenths of 100; those go to the parts that lost most by it.
    """
    total = sum(parts)
    if total == 0 or all(100 * part % total == 0 for part in parts):
        return [str(100 * part // (total or 1)) for part in parts]
    tenths = [1000 * part // total for part in parts]
    by_loss = sorted(range(len(parts)), key=lambda i: (-(1000 * parts[i] % total), i))
    for i in by_loss[: 1000 - sum(tenths)]:
        tenths[i] += 1
    return [script.number(f"{share // 10}.{share % 10}") for share in tenths]

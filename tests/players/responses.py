"""Responses to a question with what its key gives for them, as a player is driven with them: a value for each of its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any


def responses(key: Mapping[str, Any]) -> Iterator[tuple[list[Any], float | None]]:
    answer = key["answer"]
    match key["kind"]:
        case "true-false":
            yield from (([i == 0, i == 1], float((i == 0) == answer["value"])) for i in (0, 1))
        case "choice":
            for i, option in enumerate(key["options"]):
                share = 1.0 if option["right"] else -answer["deduct"] / 100
                yield [j == i for j in range(len(key["options"]))], share
        case "multiple-choice":
            yield from _several([option["right"] for option in key["options"]])
        case "numeric" | "table":
            yield from _numbers(answer["cells"], key["points"])
        case "short-answer":
            for spelling in answer["accepted"]:
                yield [spelling], 1.0
                yield [f"  {spelling} "], 1.0
            yield ["\u2205"], 0.0
            first = answer["accepted"][0]
            if answer["case"] and first.swapcase() not in answer["accepted"]:
                yield [first.swapcase()], 0.0
        case "matching":
            yield from _pairs(answer["value"], len(key["right"]))
        case "ordering":
            places = answer["value"]
            if len(places) == len(key["entries"]):
                yield from _pairs([places.index(i) for i in range(len(places))], len(places))
            else:
                yield from _pairs(places, len(key["entries"]))
        case "essay" | "definition":
            yield ["an answer"], 0.0
        case other:
            raise AssertionError(f"drive {other}, too")


def _several(right: list[bool]) -> Iterator[tuple[list[Any], float | None]]:
    rights, wrongs = sum(right), len(right) - sum(right)

    def share(ticked: list[bool]) -> float:
        whole = sum(
            (Fraction(1, rights) if ok else Fraction(-1, wrongs))
            for tick, ok in zip(ticked, right, strict=True)
            if tick
        )
        return max(0.0, float(whole))

    sets = [right, [True] * len(right), *([j == i for j in range(len(right))] for i in range(len(right)))]
    yield from ((ticked, share(ticked)) for ticked in sets)


def _numbers(cells: list[Mapping[str, Any]], points: int) -> Iterator[tuple[list[Any], float | None]]:
    whole = ["", *(str(cell["value"]) for cell in cells)][1:]
    yield whole, 1.0
    for i, cell in enumerate(cells):
        tolerance = Fraction(str(cell["tolerance"]))
        value = Fraction(str(cell["value"]))
        for sign in (1, -1):
            if tolerance:
                yield [*whole[:i], decimal(value + sign * tolerance * Fraction(99, 100)), *whole[i + 1 :]], 1.0
            # What lies outside may meet a known mistake, and is never right.
            outside = value + sign * (tolerance * Fraction(101, 100) or Fraction(1, 1000))
            yield [*whole[:i], decimal(outside), *whole[i + 1 :]], None
        if len(cells) == 1:
            for wrong in cell["wrong"]:
                yield [str(wrong["value"])], wrong["share"] / 100
    yield ["two" if i == 0 else text for i, text in enumerate(whole)], float("nan")


def decimal(value: Fraction) -> str:
    return f"{float(value):.17g}"


def _pairs(key: list[int], offered: int) -> Iterator[tuple[list[Any], float | None]]:
    def share(chosen: list[int]) -> float:
        return sum(a == b for a, b in zip(chosen, key, strict=True)) / len(key)

    others = [key, [(place + 1) % offered for place in key], [*key[:-1], (key[-1] + 1) % offered]]
    yield from (([str(place) for place in chosen], share(chosen)) for chosen in others)

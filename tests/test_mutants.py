"""Prove the prover: closed forms are spoiled systematically, and each one that is not equivalent must be caught."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from hwgen.bank.course import Course
from hwgen.bank.loading import load_course
from hwgen.draw import replayed
from hwgen.errors import CourseError
from hwgen.problem.computed import Computed
from hwgen.problem.formula import KEY, Formulas, quickly
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.proof.binding import bound
from hwgen.proof.certificates import certificate
from hwgen.proof.checks import prove
from hwgen.proof.options import usable

COURSE = load_course(Path(__file__).parents[1])
GENERATORS = [g for g in COURSE.items.values() if isinstance(g, Generator)]
# Of a larger domain, about so many variants from all over it: what a mutant changes shows in one of them, or hardly anywhere.
MOST = 300
STEP = 37
SWAPS = {"floor": "ceiling", "ceiling": "floor", "Max": "Min", "Min": "Max", "log": "log2", "log2": "log", "sin": "cos"}
CRASHES = (ArithmeticError, ValueError, IndexError, TypeError, KeyError, AttributeError)


def spoiled(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in place of `node`: off by one, another function, a term or factor dropped, doubled or swapped."""
    match node:
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Call(func=ast.Name(id=name), args=args) if name in SWAPS:
            yield ast.Call(ast.Name(SWAPS[name], ast.Load()), args, [])
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            yield from (left, right)
            yield ast.BinOp(left, op, ast.BinOp(ast.Constant(2), ast.Mult(), right))
            yield ast.BinOp(left, ast.Sub() if isinstance(op, ast.Add) else ast.Add(), right)
            if isinstance(op, ast.Sub):
                yield ast.BinOp(right, op, left)
        case ast.BinOp(left=left, op=ast.Mult() | ast.Div() as op, right=right):
            yield from (left, right)
            if isinstance(op, ast.Div):
                yield ast.BinOp(right, op, left)
            else:
                yield ast.BinOp(left, ast.Add(), right)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            yield from (left, ast.BinOp(left, ast.Mult(), right))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield operand
        case _:
            pass


def mutants(text: str) -> Iterator[str]:
    tree = ast.parse(text, mode="eval")
    found = {text}
    places = list(ast.walk(tree))
    for i, place in enumerate(places):
        for other in spoiled(place):
            grown = copy.deepcopy(tree)
            _put(grown, list(ast.walk(grown))[i], copy.deepcopy(other))
            new = ast.unparse(ast.fix_missing_locations(grown))
            if new not in found:
                found.add(new)
                yield new


def _put(tree: ast.Expression, old: ast.AST, new: Any) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
                return
            if isinstance(value, list) and any(item is old for item in value):
                setattr(parent, name, [new if item is old else item for item in value])
                return


def all_mutants(formulas: Formulas) -> Iterator[tuple[str, Formulas]]:
    for text in mutants(formulas.key):
        yield f"{KEY} = {text}", _alone(formulas, text, formulas.let)
    for name, text in formulas.let.items():
        if name in _needed(formulas):
            for new in mutants(text):
                yield f"{name} = {new}", _alone(formulas, formulas.key, formulas.let | {name: new})


def _alone(formulas: Formulas, key: str, let: dict[str, str]) -> Formulas:
    """The closed form of a key without its misconceptions, which take no part in this."""
    return Formulas(key, let=let, functions=tuple(formulas.functions.values()))


def _needed(formulas: Formulas) -> set[str]:
    """The lets that the key depends on."""
    wanted, known = [formulas.key], set[str]()
    while wanted:
        for node in ast.walk(ast.parse(wanted.pop(), mode="eval")):
            if isinstance(node, ast.Name) and node.id in formulas.let and node.id not in known:
                known.add(node.id)
                wanted.append(formulas.let[node.id])
    return known


class Variant:
    """A variant of a domain; its keys are worked out when they are asked for, as most never are."""

    def __init__(self, generator: Generator, choices: tuple[int, ...]) -> None:
        drawn, draw = replayed(generator.recipe, choices)
        self.drawn, self.params = bound(generator, drawn, draw), draw.params

    @cached_property
    def problem(self) -> Problem:
        return usable(self.drawn)


def fate(generator: Generator, place: int, mutant: Formulas, domain: list[Variant]) -> str:
    """Whether proving rejects the mutant; one that is not rejected must have the key's value in every variant."""
    differs = False
    for variant in domain:
        problem = variant.problem
        part = problem.parts[place]
        assert isinstance(part, Computed)
        try:
            key = mutant(part.params).key
            if type(key) is type(part.key) and key == part.key:
                continue  # The same problem, which is proven.
            wrong = replace(
                problem, parts=(*problem.parts[:place], replace(part, key=key), *problem.parts[place + 1 :])
            )
            prove(generator, wrong, variant.params)
        except (CourseError, *CRASHES):
            return "caught"
        differs = differs or not _same(key, part.key)
    return "missed" if differs else "equivalent"


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, float) or isinstance(other, float):
        return abs(one - other) <= 1e-9 * max(1, abs(other))
    return bool(one == other)


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda g: g.id)
def test_no_mutant_of_a_closed_form_is_missed(proven: Course, generator: Generator) -> None:
    known = certificate(proven, generator)
    told = Counter[str]()
    missed = []
    with quickly():
        spread = range(0, known.variants, 1 + known.variants // MOST)
        whole = [Variant(generator, known.choices(number)) for number in spread]
        # Variants from all over the domain come first: they catch nearly all, and the rest is seldom looked at.
        of: dict[tuple[int, Formulas], list[Variant]] = {}
        for variant in (variant for start in range(STEP) for variant in whole[start::STEP]):
            for place, part in enumerate(variant.drawn.parts):
                if isinstance(part, Computed):
                    of.setdefault((place, part.formulas), []).append(variant)
        for (place, formulas), own in of.items():
            for name, mutant in all_mutants(formulas):
                result = fate(generator, place, mutant, own)
                told[result] += 1
                if result == "missed":
                    missed.append(f"{own[0].drawn.parts[place].about}: {name}")  # type: ignore[union-attr]
    print(f"{generator.id}: {told['caught']} caught, {told['equivalent']} equivalent, {len(missed)} missed")
    assert missed == []
    # `matmul(B, A)` holds nothing to change.
    assert told["caught"] or not told

"""Prove the prover: closed forms are spoiled systematically, and each one that is not equivalent must be caught."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hwgen.bank.course import load_course
from hwgen.errors import CourseError
from hwgen.problem.computed import Computed
from hwgen.problem.formula import KEY, Formulas, quickly
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.proof.domain import variants
from hwgen.proof.roads import prove

COURSE = load_course(Path(__file__).parents[1])
GENERATORS = [g for g in COURSE.items.values() if isinstance(g, Generator)]
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
        yield f"{KEY} = {text}", formulas.with_key(text)
    for name, text in formulas.let.items():
        if name in _needed(formulas):
            for new in mutants(text):
                yield f"{name} = {new}", formulas.with_key(formulas.key, formulas.let | {name: new})


def _needed(formulas: Formulas) -> set[str]:
    """The lets that the key depends on."""
    wanted, known = [formulas.key], set[str]()
    while wanted:
        for node in ast.walk(ast.parse(wanted.pop(), mode="eval")):
            if isinstance(node, ast.Name) and node.id in formulas.let and node.id not in known:
                known.add(node.id)
                wanted.append(formulas.let[node.id])
    return known


def fate(generator: Generator, place: int, mutant: Formulas, domain: list[tuple[Problem, dict[str, Any]]]) -> str:
    """Whether proving rejects the mutant; one that is not rejected must have the key's value in every variant."""
    differs = False
    for problem, params in domain:
        part = problem.parts[place]
        assert isinstance(part, Computed)
        try:
            key = mutant(part.params).key
            wrong = replace(
                problem, parts=(*problem.parts[:place], replace(part, key=key), *problem.parts[place + 1 :])
            )
            prove(generator, wrong, params)
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
def test_no_mutant_of_a_closed_form_is_missed(generator: Generator) -> None:
    whole = [(problem, draw.params) for problem, draw in variants(generator)]
    # Variants from all over the domain come first: they catch nearly all, and the rest is seldom walked.
    domain = [variant for start in range(STEP) for variant in whole[start::STEP]]
    told = Counter[str]()
    missed = []
    with quickly():
        seen: set[tuple[int, Formulas]] = set()
        for problem, _ in domain:
            for place, part in enumerate(problem.parts):
                if not isinstance(part, Computed) or (place, part.formulas) in seen:
                    continue
                seen.add((place, part.formulas))
                own = [(p, d) for p, d in domain if p.parts[place].formulas is part.formulas]  # type: ignore[union-attr]
                for name, mutant in all_mutants(part.formulas):
                    result = fate(generator, place, mutant, own)
                    told[result] += 1
                    if result == "missed":
                        missed.append(f"{part.about}: {name}")
    print(f"{generator.id}: {told['caught']} caught, {told['equivalent']} equivalent, {len(missed)} missed")
    assert missed == []
    assert told["caught"] or not seen

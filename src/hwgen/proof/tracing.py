"""Checks that do what the formula does, however they are written: run on letters, they come to the key in as few steps."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import partialmethod
from typing import Any

from hwgen.draw import Draw
from hwgen.errors import CourseError, Diagnostic
from hwgen.problem.computed import Computed
from hwgen.problem.functions import QUICK
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.proof.sources import check_of, inside


class NoArithmetic(Exception):
    """A check that counts, compares or looks up: it does more than work out a formula."""


class Traced:
    """A number without a value. `steps` are the operations that it comes of, `divided` tells that another was a divisor; it can only be calculated with."""

    def __init__(self, expression: Any, steps: int = 0, divided: bool = False) -> None:
        self.expression, self.steps, self.divided = expression, steps, divided

    def _joined(self, other: object, work_out: Callable[[Any, Any], Any]) -> Traced:
        if isinstance(other, Traced):
            expression = work_out(self.expression, other.expression)
            return Traced(expression, self.steps + other.steps + 1, self.divided or other.divided)
        if isinstance(other, bool) or not isinstance(other, int | Fraction):
            raise NoArithmetic
        from sympy import Rational

        number = Rational(other.numerator, other.denominator)
        expression = work_out(self.expression, number)
        # To add nothing and to multiply by one is no step.
        return Traced(expression, self.steps + (expression != self.expression), self.divided)

    __add__ = __radd__ = partialmethod(_joined, work_out=lambda a, b: a + b)
    __mul__ = __rmul__ = partialmethod(_joined, work_out=lambda a, b: a * b)
    __sub__ = partialmethod(_joined, work_out=lambda a, b: a - b)
    __rsub__ = partialmethod(_joined, work_out=lambda a, b: b - a)
    _over = partialmethod(_joined, work_out=lambda a, b: a / b)
    _under = partialmethod(_joined, work_out=lambda a, b: b / a)

    def __truediv__(self, other: object) -> Traced:
        quotient: Traced = self._over(other)
        quotient.divided |= isinstance(other, Traced)
        return quotient

    def __rtruediv__(self, other: object) -> Traced:
        quotient: Traced = self._under(other)
        quotient.divided = True
        return quotient

    def __floordiv__(self, other: object) -> Traced:
        return (self / other).__floor__()

    def __floor__(self) -> Traced:
        from sympy import Function, expand

        # No identities of it are known: who uses one takes another road.
        return Traced(Function("floor")(expand(self.expression)), self.steps, self.divided)

    def __neg__(self) -> Traced:
        return Traced(-self.expression, self.steps, self.divided)

    def __pos__(self) -> Traced:
        return self

    def __pow__(self, power: object) -> Traced:
        if isinstance(power, bool) or not isinstance(power, int) or not 0 < power < 4:
            raise NoArithmetic
        return Traced(self.expression**power, self.steps + 1, self.divided)

    def _refused(self, *others: object) -> Any:
        raise NoArithmetic

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __index__ = __int__ = __float__ = _refused
    __hash__ = __iter__ = __getitem__ = __mod__ = __round__ = __abs__ = _refused


def refuse_same_steps(generator: Generator, problem: Problem, draw: Draw) -> None:
    """Raises CourseError where the check is the formula of a part, worked out as it stands or in other brackets."""
    from sympy import Symbol, expand, sympify

    names = [name for name, value in draw.params.items() if _is_number(value)]
    letters = {name: Traced(Symbol(name)) for name in names}
    checked = _checked(generator, problem, {**draw.params, **letters})
    for part in problem.parts:
        result = checked.get(part.id)
        if not isinstance(part, Computed) or not isinstance(result, Traced) or not result.steps:
            continue
        formula = _formula(part, {**part.params, **{name: Traced(Symbol(name)) for name in names}})
        if (
            isinstance(formula, Traced)
            and result.steps <= formula.steps + 1
            # Elimination divides where the formula of a determinant does not.
            and result.divided <= formula.divided
            and expand(sympify(formula.expression - result.expression)) == 0
            and not (formula.steps <= 1 and _counts(generator))
        ):
            message = f"`{generator.id}`: the check `{generator.checker}` takes the steps of the formula of `{part.id}`: `{result.expression}`"
            hint = "compute the answer in another way: count, simulate, or use another identity"
            raise CourseError(Diagnostic("proof-not-independent", message, generator.span, hint))


def _counts(generator: Generator) -> bool:
    """Whether a check goes through anything: half of all may come of the squares of a table that have two letters."""
    places = check_of(generator.span.file, generator.id.replace("-", "_"), generator.checker)
    loops = ast.comprehension | ast.For | ast.While
    return any(isinstance(node, loops) for place in places for node in inside(place.code))


def _checked(generator: Generator, problem: Problem, params: dict[str, Any]) -> dict[str, object]:
    """What the check comes to with letters for numbers; nothing where it does more than calculate."""
    try:
        with _fractions_of_letters():
            return generator.run_check(problem, params)
    except Exception:
        # Whatever an author’s code does with what is no number.
        return {}


@contextmanager
def _fractions_of_letters() -> Iterator[None]:
    """Inside, `Fraction(a, b)` of letters is their quotient, whatever a check calls it."""
    exactly = Fraction.__new__

    def new(kind: type[Fraction], numerator: Any = 0, denominator: Any = None, **more: Any) -> Any:
        if isinstance(numerator, Traced) or isinstance(denominator, Traced):
            return numerator if denominator is None else numerator / denominator
        return exactly(kind, numerator, denominator, **more)

    Fraction.__new__ = new  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        Fraction.__new__ = exactly  # type: ignore[method-assign]


def _formula(part: Computed, names: dict[str, Any]) -> object:
    """The key in letters, or None where it is more than arithmetic."""
    try:
        for name, text in part.formulas.let.items():
            names[name] = eval(text, {**QUICK, **names})
        return eval(part.formulas.key, {**QUICK, **names})
    except Exception:
        return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | Fraction) and not isinstance(value, bool)

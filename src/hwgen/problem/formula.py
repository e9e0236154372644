"""Closed forms: a key and its misconceptions as expressions, evaluated quickly or exactly (by sympy), and their TeX."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from hwgen.problem.blocks import misconceptions
from hwgen.problem.compiling import KEY, Compiled
from hwgen.problem.evaluating import refuse_malformed
from hwgen.problem.expressions import names_in
from hwgen.problem.steps import worked
from hwgen.text import Text
from hwgen.values import Raw, fixed_near

# So many worked steps of a formula are kept.
MOST_WORKED = 20_000
_quick: ContextVar[bool] = ContextVar("quick", default=False)


@contextmanager
def quickly() -> Iterator[None]:
    """Lets formulas be evaluated without sympy: for walks over a whole domain."""
    token = _quick.set(True)
    try:
        yield
    finally:
        _quick.reset(token)


@dataclass(frozen=True)
class Answers:
    """What the formulas of a question come to: the key, and each misconception's value, or None where it has none."""

    key: Raw
    wrong: Mapping[str, Raw]


class Formulas:
    """The closed form of an answer and those of its misconceptions, as expressions in Python's notation.

    `Formulas("floor((n+2*p-K)/s)+1", let={"K": "d*(k-1)+1"}).with_wrong("no-plus-one: floor((n+2*p-K)/s)")`.
    `let` names intermediate values, in order. `under` gives, for a convention's id, the key under its alternative.
    `tex` names symbols (`{"e": r"\\eta"}`). A misconception has its reason in bank/misconceptions.yaml, or with its expression:
    `adds-twice: 2*n || …… || This adds [n] twice.` in a block, `"adds-twice": ("2*n", Text(...))` in a dictionary. A wrong expression that is None or that cannot be evaluated for some draws
    (a division by zero, a root of a negative number) has no value there. Numbers are exact: integers, rationals, and
    for `sqrt`, `exp`, `log`, ... what sympy makes of them. Also known: R(a, b) = a/b, floor, ceiling, Max, Min, Abs,
    sign, log2, sin, cos, tanh, sigma (logistic), pi, prod, dot, matmul, softmax, and `functions` of your own.
    All these names are reserved: no draw and no `let` can have one.
    """

    def __init__(
        self,
        key: str,
        *,
        wrong: Mapping[str, str | tuple[str, Text]] | None = None,
        let: Mapping[str, str] | None = None,
        under: Mapping[str, str] | None = None,
        tex: Mapping[str, str] | None = None,
        functions: Sequence[Callable[..., Any]] = (),
    ) -> None:
        self.reasons = {id: entry[1] for id, entry in (wrong or {}).items() if isinstance(entry, tuple)}
        self.wrong = {id: entry[0] if isinstance(entry, tuple) else entry for id, entry in (wrong or {}).items()}
        self.key, self.let = key, dict(let or {})
        for expression in (key, *self.let.values(), *self.wrong.values(), *(under or {}).values()):
            refuse_malformed(expression)
        self.under, self.tex = dict(under or {}), dict(tex or {})
        self.functions = {f.__name__: f for f in functions}
        self._all = Compiled(self.let, {KEY: key, **self.wrong}, self.functions)

    def __call__(self, params: Mapping[str, Any]) -> Answers:
        """The values for `params`: by sympy, or inside `quickly()` by Python's own numbers."""
        values = self._all.quick(params) if _quick.get() else self._all.exact(params)
        return Answers(values.pop(KEY), values)

    def values(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """The named intermediate values and the key (as "key"), for worked solutions."""
        compiled = self._named
        return compiled.quick(params) if _quick.get() else compiled.exact(params)

    @cached_property
    def _named(self) -> Compiled:
        return Compiled(self.let, {**{name: name for name in self.let}, KEY: self.key}, self.functions)

    def under_alternatives(self, params: Mapping[str, Any]) -> dict[str, Raw]:
        """The key under the alternative of each convention in `under`."""
        return self._under.quick(params) if self.under else {}

    @cached_property
    def _under(self) -> Compiled:
        return Compiled(self.let, self.under, self.functions)

    def as_printed(self, given: Mapping[str, int]) -> Formulas:
        """The same where the intermediate values in `given` are taken as they are printed, with that many decimals."""
        wanted = tuple(given.items())
        if wanted not in self._printed:
            let = {
                name: f"_printed({text}, {given[name]})" if name in given else text for name, text in self.let.items()
            }
            functions = (*self.functions.values(), _printed)
            self._printed[wanted] = Formulas(self.key, let=let, tex=self.tex, functions=functions)
        return self._printed[wanted]

    @cached_property
    def _printed(self) -> dict[tuple[tuple[str, int], ...], Formulas]:
        return {}

    def with_wrong(self, wrong: str | Mapping[str, str | tuple[str, Text]]) -> Formulas:
        """The same with these misconceptions, too: a block, each with its formula and perhaps its reason, or a dictionary."""
        more = misconceptions(wrong) if isinstance(wrong, str) else wrong
        return Formulas(
            self.key,
            wrong={**self._entries(), **more},
            let=self.let,
            under=self.under,
            tex=self.tex,
            functions=tuple(self.functions.values()),
        )

    def _entries(self) -> dict[str, str | tuple[str, Text]]:
        """The misconceptions as they are given."""
        return {id: (text, self.reasons[id]) if id in self.reasons else text for id, text in self.wrong.items()}

    def with_key(
        self, key: str, let: Mapping[str, str] | None = None, functions: Sequence[Callable[..., Any]] | None = None
    ) -> Formulas:
        """The same question with another key: for planted faults and conventions."""
        return Formulas(
            key,
            wrong=self._entries(),
            let=self.let if let is None else let,
            under=self.under,
            tex=self.tex,
            functions=tuple(self.functions.values()) if functions is None else functions,
        )

    def worked(
        self, params: Mapping[str, Any], name: str = KEY, *, places: int | None = None, formula: bool = True
    ) -> str:
        """TeX of the key, or of the `let` or any other expression `name`: the `formula`, the numbers put in, the value.

        `params` may hold the intermediate values, too; else they are worked out.
        """
        expression = self.key if name == KEY else self.let.get(name, name)
        # One text is written in several languages, and for draws that the expression does not read.
        asked = f"{[params.get(name) for name in self._read_by(expression)]}", expression, places, formula
        if asked not in self._worked:
            if not self.let.keys() <= params.keys():
                with quickly():
                    params = {**params, **self.values(params)}
            if len(self._worked) >= MOST_WORKED:
                self._worked.clear()
            self._worked[asked] = worked(expression, params, self.tex, places, formula=formula)
        return self._worked[asked]

    def _read_by(self, expression: str) -> tuple[str, ...]:
        """The names that an expression reads, itself or through intermediate values."""
        if expression not in self._reads:
            read = set(names_in(expression))
            for name in [name for name in read if name in self.let and self.let[name] != expression]:
                read |= set(self._read_by(self.let[name]))
            self._reads[expression] = tuple(sorted(read))
        return self._reads[expression]

    @cached_property
    def _reads(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def _worked(self) -> dict[tuple[str, str, int | None, bool], str]:
        return {}


def _printed(value: Any, places: int) -> Any:
    """A value, or each of several, rounded to what a table shows."""
    if isinstance(value, tuple | list):
        return tuple(_printed(item, places) for item in value)
    return Fraction(fixed_near(value, places).replace(r"\,", ""))

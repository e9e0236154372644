"""Expressions in Python's notation, compiled once for quick and once for exact evaluation."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import cached_property
from typing import Any

from hwgen.problem.evaluating import ExpressionError, refuse_unknown
from hwgen.problem.expressions import ExactForm, QuickForm, names_bound, names_in, rewritten
from hwgen.problem.functions import QUICK, RATIONAL, Irrational, rational, tidy
from hwgen.problem.slips import way_out

KEY = "key"
_BUILTIN = frozenset(
    [
        "len",
        "sum",
        "min",
        "max",
        "range",
        "zip",
        "enumerate",
        "sorted",
        "tuple",
        "list",
        "dict",
        "set",
        "abs",
        "all",
        "any",
        "next",
        "int",
        "round",
        "map",
        "filter",
        "str",
        "reversed",
        "True",
        "False",
        "None",
        "iter",
        "isinstance",
        "bool",
        "divmod",
    ]
)

# What sympy worked out before, by expressions and parameters, where somebody keeps it; what is worked out is added.
KNOWN: ContextVar[dict[str, dict[str, Any]] | None] = ContextVar("known", default=None)
# What tells the numbers of sympy from those of Python.
_ASKING = {"isinstance", "round"}
# For some draws, an expression may have no value.
_UNDEFINED = (ZeroDivisionError, ValueError, IndexError, OverflowError)


class Compiled:
    """Expressions over the same parameters and lets, compiled once for each evaluation."""

    def __init__(self, let: Mapping[str, str], wanted: Mapping[str, str], functions: Mapping[str, Any]) -> None:
        self.let, self.wanted, self.functions = let, wanted, functions
        self.names = tuple(wanted)
        self.params: dict[str, Any] | None = None
        self.values: dict[str, Any] = {}

    def quick(self, params: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return {name: tidy(value) for name, value in zip(self.names, self._together(params), strict=True)}
        except (KeyError, NameError, TypeError, ZeroDivisionError, ValueError, IndexError, OverflowError):
            return self._one_by_one(params, self._quick_codes, QUICK)

    def _refuse_unknown(self, params: Mapping[str, Any]) -> None:
        for text in (*self.let.values(), *self.wanted.values()):
            refuse_unknown(text, {**params, **self.let, **self.functions})

    @cached_property
    def _together(self) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
        texts = (*self.let.values(), *self.wanted.values())
        free = {name for text in texts for name in names_in(text)}
        bound = {name for text in texts for name in names_bound(text)}
        known = {**QUICK, **self.functions}
        lines = ["def together(params):"]
        for name in sorted(free - set(known) - set(self.let) - _BUILTIN):
            lines.append(f"    {name} = params.get({name!r})" if name in bound else f"    {name} = params[{name!r}]")
        lines += [f"    {name} = {rewritten(text, QuickForm())}" for name, text in self.let.items()]
        results = (rewritten(text, QuickForm()) for text in self.wanted.values())
        lines.append(f"    return ({', '.join(results)},)")
        space: dict[str, Any] = dict(known)
        exec("\n".join(lines), space)
        return space["together"]  # type: ignore[no-any-return]

    def _one_by_one(
        self, params: Mapping[str, Any], codes: tuple[Any, Any], space: Mapping[str, Any]
    ) -> dict[str, Any]:
        lets, wanted = codes
        self._refuse_unknown(params)
        scope = {**space, **self.functions, **params}
        for name, code in lets.items():
            try:
                scope[name] = eval(code, scope)
            except (*_UNDEFINED, NameError, TypeError) as e:
                raise self._fault(self.let[name], e) from e
        results: dict[str, Any] = {}
        for name, code in wanted.items():
            try:
                results[name] = tidy(eval(code, scope))
            except _UNDEFINED as e:
                if name == KEY:
                    raise self._fault(self.wanted[name], e) from e
                results[name] = None
            except TypeError as e:
                raise self._fault(self.wanted[name], e) from e
        return results

    def _fault(self, expression: str, error: Exception) -> Exception:
        """What is said of an expression that fails; what fails in a function of the author's has a line of its own."""
        if self.functions or isinstance(error, ExpressionError | Irrational):
            return error
        if isinstance(error, NameError) and error.name in self.let:
            message = f"it uses `{error.name}`, which `let` names further down"
            return ExpressionError(expression, message, f"write `{error.name}` before what uses it")
        return ExpressionError(expression, f"{type(error).__name__}: {error}", way_out(error))

    @cached_property
    def _quick_codes(self) -> tuple[Any, Any]:
        return self._codes(QuickForm())

    @cached_property
    def _exact_codes(self) -> tuple[Any, Any]:
        return self._codes(ExactForm())

    def _codes(self, form: ast.NodeTransformer) -> tuple[Any, Any]:
        def code(text: str) -> Any:
            return compile(rewritten(text, form), "<formula>", "eval")

        return {n: code(t) for n, t in self.let.items()}, {n: code(t) for n, t in self.wanted.items()}

    def exact(self, params: Mapping[str, Any]) -> dict[str, Any]:
        # The texts of a variant ask for the same values again.
        if self.params != params:
            self.params, self.values = dict(params), self._rationally(params) or self._exactly(params)
        return dict(self.values)

    def _rationally(self, params: Mapping[str, Any]) -> dict[str, Any] | None:
        """The values if all of them, and all on the way, are rational: most are, and sympy takes half a second to import."""
        if not self._plain:
            return None
        try:
            rational([*params.values()])
            return self._one_by_one(params, self._quick_codes, RATIONAL)
        except (Irrational, NameError):
            return None

    @cached_property
    def _plain(self) -> bool:
        """Whether Python's numbers and those of sympy do the same in it: a function of one's own may ask which they are."""
        return not self.functions and not any(
            names_in(text) & _ASKING for text in (*self.let.values(), *self.wanted.values())
        )

    def _exactly(self, params: Mapping[str, Any]) -> dict[str, Any]:
        known = KNOWN.get()
        if known is None:
            return self._by_sympy(params)
        place = repr((self.let, self.wanted, params))
        if place not in known:
            known[place] = self._by_sympy(params)
        return known[place]

    def _by_sympy(self, params: Mapping[str, Any]) -> dict[str, Any]:
        from hwgen.problem import algebra

        exact = {name: algebra.sympified(value) for name, value in params.items()}
        values = self._one_by_one(exact, self._exact_codes, algebra.EXACT)
        return {name: algebra.plain(value) for name, value in values.items()}

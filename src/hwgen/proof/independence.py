"""That a check is independent of the key: read from its source."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.problem.generator import Generator
from hwgen.proof.canonical import BARE, Inlined, assigned, canonical
from hwgen.proof.plainly import Plainly
from hwgen.proof.rewritten import is_constant, multiplied_out, operations
from hwgen.proof.sources import FORMULAS, Place, Source, check_of, inside, source

# A key with fewer operations may stand in a check that works it out in another way.
SIMPLE = 3
# One with fewer is the same however it is multiplied out.
REWRITTEN = 2
# What a part knows of its answer, and what finds it by name.
ANSWERS = frozenset(["key", "formulas", "say", "__dict__"])
BY_NAME = frozenset(["getattr", "vars"])
# What works out a text, which may be the formula's.
READS_TEXT = frozenset(["sympify", "parse_expr", "literal_eval", "S", "lambdify"])


def refuse_dependent(generator: Generator) -> None:
    """Raises CourseError, with the line, where the check is not independent of the key."""
    here = source(generator.span.file)
    formulas = list(_keys(here))
    keys = {canonical(key): operations(key) + _comparisons(key) for key in formulas}
    # Whether each divides by what is drawn: elimination does, where the formula of a determinant does not.
    rewritten = {
        multiplied_out(key): _divides(key) for key in formulas if operations(key) >= REWRITTEN and not is_constant(key)
    }
    called = _called(here)
    for place in check_of(generator.span.file, generator.id.replace("-", "_"), generator.checker):
        if isinstance(place.code, ast.FunctionDef) and place.code.name in called:
            _refuse(generator, place, place.code, f"works with `{place.code.name}`, as the key does")
        is_check = isinstance(place.code, ast.FunctionDef) and place.code.name == generator.checker
        if is_check and (drawn := _handed_on(place.code)):
            _refuse(generator, place, drawn, f"hands on `{ast.unparse(drawn)}`, which is drawn, as the answer")
        for node in inside(place.code):
            if what := _taken(place.source, node):
                _refuse(generator, place, node, what)
        # Who works out a function in two places, for a slope say, does something else, though it comes to the same.
        twice = _called_twice(place.code)
        for node, returned in _written(place):
            # A short key looks the same however it is worked out, unless the check does nothing else.
            if keys.get(canonical(node), 0) >= (1 if returned else SIMPLE):
                _refuse(generator, place, node, "is the key’s formula again")
            if returned and rewritten and not twice and rewritten.get(multiplied_out(node), -1) >= _divides(node):
                _refuse(generator, place, node, "is the key’s formula again, with other brackets")


def _refuse(generator: Generator, place: Place, node: ast.AST, what: str) -> None:
    hint = "compute the answer in another way: count, simulate, or use another identity"
    span = Span(place.source.file, getattr(node, "lineno", 0), getattr(node, "col_offset", -1) + 1)
    message = f"`{generator.id}`: the check `{generator.checker}` {what}"
    raise CourseError(Diagnostic("proof-not-independent", message, span, hint))


def _taken(here: Source, node: ast.AST) -> str:
    """What a piece of a check takes from the key, or ""."""
    match node:
        case ast.Attribute(attr=attr) if attr in ANSWERS:
            return "reads the key" if attr != "formulas" else "uses the formulas of a part"
        case ast.Name(id=name) if name in here.formulas:
            return f"uses the formulas `{name}`"
        case ast.Call(func=ast.Name(id=name)) if name in BY_NAME:
            return f"uses `{name}`, which may read the key"
        case ast.Call(func=ast.Name() | ast.Attribute() as func) if here.dotted(func).rpartition(".")[2] in READS_TEXT:
            return f"uses `{here.dotted(func)}`, which may work out the formula"
        case ast.Name() | ast.Attribute() if (
            here.dotted(node).startswith("hwgen.") and here.dotted(node).count(".") > 1
        ):
            return f"uses `{here.dotted(node)}`, which works out formulas"
    return ""


def _written(place: Place) -> Iterator[tuple[ast.expr, bool]]:
    """Every expression of a function in terms of its parameters, and whether it is what the function returns."""
    code = Plainly().visit(copy.deepcopy(place.code))
    inside_it = {node.name: node for node in ast.walk(code) if isinstance(node, ast.FunctionDef) and node is not code}
    inlined = Inlined(assigned(code), {**place.source.functions, **inside_it}).visit(code)
    results = {id(result) for node in inside(inlined) for result in _returned(node)}
    for node in inside(inlined):
        if isinstance(node, ast.BinOp | ast.Call | ast.IfExp | ast.Tuple | ast.UnaryOp):
            yield node, id(node) in results


def _handed_on(check: ast.AST) -> ast.expr | None:
    """What a check returns that it was given, and did nothing with, not even refuse it."""
    given = {argument.arg for node in ast.walk(check) if isinstance(node, ast.arguments) for argument in node.args}
    stored = {n.id for n in ast.walk(check) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    # One that raises an error where anything is wrong may return what it has tried.
    if any(isinstance(n, ast.Raise | ast.Assert) for n in ast.walk(check)):
        return None
    results = [result for node in inside(check) for result in _returned(node) if result]
    drawn = [result for result in results if isinstance(result, ast.Name) and result.id in given - stored]
    return drawn[0] if drawn and len(drawn) == len(results) else None


def _comparisons(node: ast.AST) -> int:
    return sum(isinstance(inner, ast.cmpop) for inner in ast.walk(node))


def _divides(node: ast.AST) -> bool:
    """Whether anything is divided by more than a number."""
    return any(isinstance(n, ast.Name | ast.Subscript) for by in _divisors(node) for n in ast.walk(by))


def _divisors(node: ast.AST) -> Iterator[ast.expr]:
    for inner in ast.walk(node):
        match inner:
            case ast.BinOp(op=ast.Div() | ast.FloorDiv(), right=divisor):
                yield divisor
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[_, divisor]) if name in BARE:
                yield divisor


def _called_twice(code: ast.AST) -> bool:
    own = {node.name for node in ast.walk(code) if isinstance(node, ast.FunctionDef)}
    calls = [n.func.id for n in ast.walk(code) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    return any(calls.count(name) > 1 for name in own)


def _returned(node: ast.AST) -> list[ast.expr | None]:
    match node:
        case ast.Return(value=ast.Dict(values=values)) | ast.Lambda(body=ast.Dict(values=values)):
            return [*values]
        case ast.Return(value=value) | ast.Lambda(body=value):
            return [value]
    return []


def _keys(here: Source) -> Iterator[ast.expr]:
    """The keys of a file's formulas, in terms of what is drawn."""
    for call in ast.walk(here.tree):
        if isinstance(call, ast.Call) and here.dotted(call.func) == FORMULAS and call.args:
            lets = next((k.value for k in call.keywords if k.arg == "let"), None)
            if key := _expression(call.args[0]):
                yield Plainly().visit(Inlined(_lets(lets)).visit(key))


def _called(here: Source) -> set[str]:
    """The functions of the author's that a key of the file is worked out with."""
    called = set[str]()
    for call in ast.walk(here.tree):
        if isinstance(call, ast.Call) and here.dotted(call.func) == FORMULAS and call.args:
            keywords = {keyword.arg: keyword.value for keyword in call.keywords}
            lets = keywords.get("let")
            texts = [call.args[0], *(lets.values if isinstance(lets, ast.Dict) else ())]
            names = {n.id for text in texts if (e := _expression(text)) for n in ast.walk(e) if isinstance(n, ast.Name)}
            given = keywords.get("functions")
            called |= names & {n.id for n in ast.walk(given) if isinstance(n, ast.Name)} if given else set()
    return called


def _lets(node: ast.expr | None) -> dict[str, ast.expr]:
    """The intermediate values, each in terms of what is drawn."""
    lets: dict[str, ast.expr] = {}
    for name, text in zip(node.keys, node.values, strict=True) if isinstance(node, ast.Dict) else ():
        if isinstance(name, ast.Constant) and (expression := _expression(text)):
            lets[str(name.value)] = Inlined(lets).visit(expression)
    return lets


def _expression(node: ast.expr) -> ast.expr | None:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return None
    try:
        return ast.parse(node.value, mode="eval").body
    except SyntaxError:
        return None

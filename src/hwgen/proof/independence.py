"""That a check is independent of the key, and that a generator depends on nothing but its draws: read from its source."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NoReturn

from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.problem.expressions import QuickForm
from hwgen.problem.generator import Generator

FORMULAS = "Formulas"
# A key with fewer operations looks the same however it is worked out.
SIMPLE = 3
# Modules whose answers differ from day to day, or from machine to machine.
OUTSIDE = {
    "time": "the clock",
    "datetime": "the clock",
    "socket": "the network",
    "urllib": "the network",
    "requests": "the network",
    "subprocess": "other programs",
    "secrets": "chance",
    "uuid": "chance",
    "tempfile": "files",
    "sqlite3": "files",
}
READERS = frozenset(["open", "input", "exec", "eval", "__import__"])
FILE_READERS = frozenset(
    ["read_text", "read_bytes", "loadtxt", "genfromtxt", "fromfile", "memmap", "exists", "is_file", "glob", "iterdir"]
)
ENVIRONMENT = frozenset(
    [
        "environ",
        "getenv",
        "listdir",
        "scandir",
        "walk",
        "stat",
        "getcwd",
        "path",
        "urandom",
        "getpid",
        "cpu_count",
        "uname",
    ]
)
# Of `random` and `numpy.random`, what draws from a seed that is given.
SEEDED = frozenset(["Random", "default_rng", "Generator", "RandomState"])


@dataclass(frozen=True)
class _Source:
    """A file of generators as a syntax tree: its functions, and the names that stand for formulas."""

    tree: ast.Module
    functions: Mapping[str, ast.FunctionDef]
    formulas: frozenset[str]
    keys: frozenset[str]


def refuse_dependent(generator: Generator) -> None:
    """Raises CourseError, with the line, where the check is not independent, or something depends on the world outside."""
    source = _source(generator.span.file)
    for file in _read(generator.span.file):
        for node in ast.walk(_source(file).tree):
            if what := _outside(node):
                hint = "let it depend on its draws alone"
                message = f"`{generator.id}` depends on {what}"
                raise CourseError(Diagnostic("proof-impure", message, _place(node, file), hint))
    if generator.checker not in source.functions:
        return
    for function in _reached(source, generator.checker):
        for node in _inside(function):
            if isinstance(node, ast.Attribute) and node.attr == "key":
                _refuse_check(generator, node, "reads the key")
            if isinstance(node, ast.Name) and node.id in source.formulas:
                _refuse_check(generator, node, f"uses the formulas `{node.id}`")
            if isinstance(node, ast.BinOp | ast.Call | ast.IfExp | ast.Tuple) and _written(node) in source.keys:
                _refuse_check(generator, node, "is the key’s formula again")


def _refuse_check(generator: Generator, node: ast.AST, what: str) -> NoReturn:
    hint = "compute the answer in another way: count, simulate, or use another identity"
    message = f"`{generator.id}`: the check `{generator.checker}` {what}"
    raise CourseError(Diagnostic("proof-not-independent", message, _place(node, generator.span.file), hint))


def _place(node: ast.AST, file: Path) -> Span:
    return Span(file, getattr(node, "lineno", 0), getattr(node, "col_offset", -1) + 1)


def _source(file: Path) -> _Source:
    return _parsed(file.read_bytes())


@cache
def _parsed(code: bytes) -> _Source:
    tree = ast.parse(code)
    formulas, keys = set[str](), set[str]()
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and (calls := list(_formulas_in(node))):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            formulas |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
            keys |= {key for call in calls for key in _keys(call)}
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    return _Source(tree, functions, frozenset(formulas), frozenset(keys))


def _read(file: Path) -> Iterator[Path]:
    """A file and the helpers that it imports, in turn."""
    wanted, read = [file], set[Path]()
    while wanted:
        file = wanted.pop()
        if file in read or not file.is_file():
            continue
        read.add(file)
        yield file
        for node in ast.walk(_source(file).tree):
            if isinstance(node, ast.ImportFrom) and node.level:
                folder = file.parents[node.level - 1]
                names = [node.module] if node.module else [name.name for name in node.names]
                wanted += [folder.joinpath(*name.split(".")).with_suffix(".py") for name in names if name]


def _formulas_in(node: ast.AST) -> Iterator[ast.Call]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == FORMULAS:
            yield call


def _keys(call: ast.Call) -> Iterator[str]:
    """The key of a Formulas as it would be written in Python, if it is long enough to be told again."""
    if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
        try:
            expression = ast.parse(call.args[0].value, mode="eval").body
        except SyntaxError:
            return
        if sum(isinstance(node, ast.operator) for node in ast.walk(expression)) >= SIMPLE:
            yield _written(expression)


def _written(node: ast.expr) -> str:
    return ast.unparse(ast.fix_missing_locations(QuickForm().visit(copy.deepcopy(node))))


def _reached(source: _Source, name: str) -> Sequence[ast.FunctionDef]:
    """A function of the file and those of the file that it calls, in turn."""
    reached, wanted = dict[str, ast.FunctionDef](), [name]
    while wanted:
        name = wanted.pop()
        if name in source.functions and name not in reached:
            reached[name] = source.functions[name]
            wanted += [node.id for node in _inside(reached[name]) if isinstance(node, ast.Name)]
    return tuple(reached.values())


def _inside(function: ast.FunctionDef) -> Iterator[ast.AST]:
    for statement in function.body:
        yield from ast.walk(statement)


def _outside(node: ast.AST) -> str:
    """What of the world outside a piece of code depends on, or ""."""
    match node:
        case ast.Import(names=names):
            return next((OUTSIDE[n.name.split(".")[0]] for n in names if n.name.split(".")[0] in OUTSIDE), "")
        case ast.ImportFrom(module=str(module)):
            root = module.split(".")[0]
            unseeded = root == "random" and any(name.name not in SEEDED for name in node.names)
            environment = root == "os" and any(name.name in ENVIRONMENT for name in node.names)
            return "chance without a seed" if unseeded else "the environment" if environment else OUTSIDE.get(root, "")
        case ast.Attribute(value=ast.Name(id="os"), attr=name) if name in ENVIRONMENT:
            return "the environment"
        case ast.Call(func=ast.Name(id=name)) if name in READERS:
            return f"what `{name}` gives"
        case ast.Call(func=ast.Attribute(attr=name)) if name in FILE_READERS:
            return "files"
        case ast.Call(func=ast.Attribute(value=ast.Name(id="random") | ast.Attribute(attr="random"), attr=name)):
            return "" if name in SEEDED and (node.args or node.keywords) else "chance without a seed"
        case ast.Call(func=ast.Name(id=name), args=[], keywords=[]) if name in SEEDED - {"Generator"}:
            return "chance without a seed"
    return ""

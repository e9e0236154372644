"""Files of generators as syntax trees: what they import, which names stand for formulas, and which functions a check calls."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FORMULAS = "hwgen.Formulas"


@dataclass(frozen=True)
class Source:
    """A file of generators. `imported` gives the dotted name of each imported name, `helpers` the files that it imports."""

    file: Path
    tree: ast.Module
    functions: Mapping[str, ast.FunctionDef]
    imported: Mapping[str, str]
    helpers: Mapping[str, Path]
    formulas: frozenset[str]

    def dotted(self, node: ast.AST) -> str:
        """What an imported name, or an attribute of one, is called in full; "" for anything else."""
        match node:
            case ast.Name(id=name):
                return self.imported.get(name, "")
            case ast.Attribute(value=value, attr=attr) if whole := self.dotted(value):
                return f"{whole}.{attr}"
        return ""


def source(file: Path) -> Source:
    return _read(file, file.read_bytes())


def with_helpers(file: Path) -> Iterator[Source]:
    """A file and the helpers that it imports, in turn."""
    wanted, read = [file], set[Path]()
    while wanted:
        file = wanted.pop()
        if file not in read and file.is_file():
            read.add(file)
            yield (here := source(file))
            wanted += here.helpers.values()


def definition(function: Callable[..., Any] | None) -> ast.FunctionDef | None:
    """A fresh tree of a function of the author’s; None where no `def` of its own is at hand."""
    try:
        (tree,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body  # type: ignore[arg-type]
    except (OSError, TypeError, SyntaxError, ValueError):
        return None
    return tree if isinstance(tree, ast.FunctionDef) else None


@dataclass(frozen=True)
class Place:
    """A piece of code that a check runs, and the file it stands in."""

    source: Source
    code: ast.AST


def check_of(file: Path, recipe: str, checker: str) -> list[Place]:
    """The check of a recipe, with all functions of the file and its helpers that it calls, and what tables of the file are made by."""
    here = source(file)
    wanted = [Place(here, code) for code in _checks(here, recipe, checker)]
    reached: list[Place] = []
    seen = set[int]()
    while wanted:
        place = wanted.pop()
        if id(place.code) in seen:
            continue
        seen.add(id(place.code))
        reached.append(place)
        # A parameter hides a function of its name.
        own = {node.arg for node in ast.walk(place.code) if isinstance(node, ast.arg)}
        names = (node.id for node in inside(place.code) if isinstance(node, ast.Name) and node.id not in own)
        wanted += [other for name in names if (other := _function(place.source, name) or _table(place.source, name))]
    return reached


def inside(code: ast.AST) -> Iterator[ast.AST]:
    """What a function does when it is called: all of it but its decorators and annotations."""
    for statement in code.body if isinstance(code, ast.FunctionDef) else [code]:
        yield from ast.walk(statement)


def _checks(here: Source, recipe: str, checker: str) -> Iterator[ast.AST]:
    """What is decorated with `recipe.check`, or handed to it."""
    for node in ast.walk(here.tree):
        if isinstance(node, ast.Call) and _is_check(node.func, recipe):
            yield from node.args
        if isinstance(node, ast.FunctionDef) and (
            node.name == checker or any(_is_check(by, recipe) for by in node.decorator_list)
        ):
            yield node


def _is_check(node: ast.expr, recipe: str) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id=name), attr="check"):
            return name == recipe
    return False


def _function(here: Source, name: str) -> Place | None:
    if name in here.functions:
        return Place(here, here.functions[name])
    if name in here.helpers and here.helpers[name].is_file():
        there = source(here.helpers[name])
        original = here.imported[name].rpartition(".")[2]
        if original in there.functions:
            return Place(there, there.functions[original])
    return None


def _table(here: Source, name: str) -> Place | None:
    """What a name of the file is worked out by once, where that is a comprehension."""
    for node in here.tree.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=target)], value=value)
                | ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value)
            ) if target == name and any(isinstance(n, ast.comprehension) for n in ast.walk(value)):
                return Place(here, value)
    return None


@cache
def _read(file: Path, code: bytes) -> Source:
    tree = ast.parse(code)
    imported, helpers = dict[str, str](), dict[str, Path]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {
                n.asname or n.name.split(".")[0]: n.name if n.asname else n.name.split(".")[0] for n in node.names
            }
        elif isinstance(node, ast.ImportFrom):
            names = {n.asname or n.name: n.name for n in node.names if n.name != "*"}
            if len(names) < len(node.names):
                names |= {name: name for name in _all_of(node, file)}
            imported |= {name: f"{node.module or ''}.{original}" for name, original in names.items()}
            if node.level:
                helpers |= _helpers(node, names, file)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    return Source(file, tree, functions, imported, helpers, frozenset(_formulas(tree, imported)))


def _all_of(node: ast.ImportFrom, file: Path) -> Iterable[str]:
    """What `from hwgen import *` imports: of a module that is loaded, what it makes public; of a helper, what it defines."""
    if not node.level:
        module = sys.modules.get(node.module or "")
        return getattr(module, "__all__", None) or [name for name in dir(module) if not name.startswith("_")]
    helper = _module(file, node.level, node.module or "")
    tree = ast.parse(helper.read_bytes()) if helper.is_file() else ast.Module([], [])
    defined = {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    return defined | {
        n.id for s in tree.body for n in ast.walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }


def _helpers(node: ast.ImportFrom, names: Mapping[str, str], file: Path) -> Iterator[tuple[str, Path]]:
    for name, original in names.items():
        yield name, _module(file, node.level, node.module or original)


def _module(file: Path, level: int, module: str) -> Path:
    return file.parents[level - 1].joinpath(*module.split(".")).with_suffix(".py")


def _formulas(tree: ast.Module, imported: Mapping[str, str]) -> set[str]:
    """The names of formulas and of functions that make some."""
    names = {name for name, dotted in imported.items() if dotted == FORMULAS}
    while True:
        before = len(names)
        for node in tree.body:
            inside = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
            if not inside & names:
                continue
            if isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names |= {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
            elif isinstance(node, ast.FunctionDef) and not node.decorator_list:
                names.add(node.name)
        if len(names) == before:
            return names

"""That a generator depends on nothing but its draws: read from its source."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.problem.generator import Generator
from hwgen.proof.sources import Source, with_helpers

CLOCK, CHANCE, FILES, NETWORK, ENVIRONMENT, PROGRAMS = (
    "the clock", "chance without a seed", "files", "the network", "the environment", "other programs",
)  # fmt: skip
# What gives other answers from day to day, or from machine to machine: modules, and names in modules that are harmless else.
OUTSIDE = {
    "time": CLOCK,
    "calendar.day_name": ENVIRONMENT, "calendar.day_abbr": ENVIRONMENT, "calendar.month_name": ENVIRONMENT, "calendar.month_abbr": ENVIRONMENT,
    "secrets": CHANCE, "uuid": CHANCE, "random": CHANCE, "numpy.random": CHANCE,
    "tempfile": FILES, "sqlite3": FILES, "io": FILES, "codecs": FILES, "shelve": FILES, "gzip": FILES, "zipfile": FILES,
    "glob": FILES, "fileinput": FILES, "importlib": FILES, "pkgutil": FILES, "runpy": FILES, "linecache": FILES,
    "numpy.load": FILES, "numpy.loadtxt": FILES, "numpy.genfromtxt": FILES, "numpy.fromfile": FILES, "numpy.memmap": FILES,
    "socket": NETWORK, "urllib": NETWORK, "http": NETWORK, "requests": NETWORK,
    "subprocess": PROGRAMS, "multiprocessing": PROGRAMS, "ctypes": PROGRAMS,
    "os": ENVIRONMENT, "platform": ENVIRONMENT, "locale": ENVIRONMENT, "getpass": ENVIRONMENT,
    "sys.argv": ENVIRONMENT, "sys.path": ENVIRONMENT, "sys.modules": ENVIRONMENT, "sys.stdin": ENVIRONMENT,
}  # fmt: skip
# Modules of which some names are harmless, so that importing them is.
PARTLY = frozenset(["random", "numpy", "sys"])
# Of these, what draws from a seed that is given.
SEEDED = frozenset(["Random", "default_rng", "Generator", "RandomState", "SeedSequence", "PCG64", "MT19937", "Philox"])
READERS = frozenset(["open", "input", "exec", "eval", "compile", "__import__", "globals", "hash", "id", "breakpoint"])
# What changes a list, a set or a dictionary.
CHANGERS = frozenset(
    [
        "append",
        "extend",
        "insert",
        "add",
        "update",
        "pop",
        "popitem",
        "remove",
        "discard",
        "clear",
        "sort",
        "reverse",
        "appendleft",
    ]
)
# What comes to the same in any order.
ORDERLESS = frozenset(["sum", "len", "max", "min", "any", "all", "set", "frozenset", "sorted"])
# A date is reckoned with like a number; these read the clock.
CLOCK_READERS = frozenset(["today", "now", "utcnow", "fromtimestamp", "utcfromtimestamp", "timestamp", "astimezone"])
FILE_READERS = frozenset(["read_text", "read_bytes", "exists", "is_file", "iterdir", "glob", "rglob", "stat"])


def refuse_impure(generator: Generator) -> None:
    """Raises CourseError, with the line, where a generator or one of its helpers depends on the world outside."""
    for source in with_helpers(generator.span.file):
        harmless = {id(node) for node in ast.walk(source.tree) if _is_seeded(source, node)}
        harmless |= {
            id(node.func) for node in ast.walk(source.tree) if isinstance(node, ast.Call) and id(node) in harmless
        }
        for node in ast.walk(source.tree):
            if id(node) not in harmless and (what := _outside(source, node)):
                span = Span(source.file, getattr(node, "lineno", 0), getattr(node, "col_offset", -1) + 1)
                message = f"`{generator.id}` depends on {what}"
                raise CourseError(Diagnostic("proof-impure", message, span, "let it depend on its draws alone"))
        for node in _unordered(source):
            message = f"`{generator.id}` depends on the order of a set, which differs from run to run"
            span = Span(source.file, node.lineno, node.col_offset + 1)
            raise CourseError(Diagnostic("proof-impure", message, span, "sort it, or use a tuple or a dictionary"))
        for node, name in _kept(source):
            message = f"`{generator.id}` keeps `{name}` from one variant to the next"
            span = Span(source.file, node.lineno, node.col_offset + 1)
            raise CourseError(
                Diagnostic(
                    "proof-impure",
                    message,
                    span,
                    "make it inside the function, or remember results with `functools.cache`",
                )
            )


def _unordered(source: Source) -> Iterator[ast.expr]:
    """Where a set of texts is gone through in its own order."""
    sets = dict(_named_sets(source.tree))
    anyhow = {
        id(part)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ORDERLESS
        for inside in node.args
        if isinstance(inside, ast.GeneratorExp | ast.ListComp | ast.SetComp)
        for part in inside.generators
    }
    for node in ast.walk(source.tree):
        match node:
            case ast.Call(func=ast.Name(id="list" | "tuple" | "iter" | "enumerate"), args=[inside, *_]):
                wanted = inside
            case ast.Call(func=ast.Attribute(attr="join"), args=[inside]):
                wanted = inside
            case ast.For(iter=inside) | ast.comprehension(iter=inside):
                wanted = inside
            case ast.List(elts=[ast.Starred(value=inside)]) | ast.Tuple(elts=[ast.Starred(value=inside)]):
                wanted = inside
            case ast.Call(func=ast.Attribute(value=inside, attr="pop"), args=[]):
                wanted = inside
            case _:
                continue
        named = sets.get(wanted.id, wanted) if isinstance(wanted, ast.Name) and id(node) not in anyhow else wanted
        if _is_set(named) and any(isinstance(n, ast.Constant) and isinstance(n.value, str) for n in ast.walk(named)):
            yield wanted


def _named_sets(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The sets that have a name, which is given to nothing else."""
    names = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    for node in ast.walk(tree):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ) if _is_set(value) and names.count(name) == 1:
                yield name, value


def _is_set(node: ast.expr) -> bool:
    match node:
        case ast.Set() | ast.SetComp() | ast.Call(func=ast.Name(id="set" | "frozenset")):
            return True
        case ast.BinOp(left=left, op=ast.BitOr() | ast.BitAnd() | ast.BitXor(), right=right):
            return _is_set(left) or _is_set(right)
    return False


def _kept(source: Source) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """Where a function changes what stands outside it: a variable, a collection, the state of a source of chance."""
    outside, chance = set[str](), set[str]()
    for statement in source.tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            names = {target.id for target in targets if isinstance(target, ast.Name)}
            outside |= names
            if statement.value is not None and _is_seeded(source, statement.value):
                chance |= names
    for function in source.functions.values():
        nodes = list(ast.walk(function))
        own = {n.arg for n in nodes if isinstance(n, ast.arg)}
        own |= {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        shared = outside - own
        for node in nodes:
            match node:
                case ast.Global(names=[name, *_]) | ast.Nonlocal(names=[name, *_]):
                    yield node, name
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if name in shared and (
                    attr in CHANGERS or name in chance
                ):
                    yield node, name
                case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()) if name in shared:
                    yield node, name
                case ast.Call(func=ast.Name(id="next"), args=[ast.Name(id=name), *_]) if name in shared:
                    yield node, name


def _outside(source: Source, node: ast.AST) -> str:
    """What of the world outside a piece of code depends on, or ""."""
    match node:
        case ast.Import(names=names):
            return next(
                (what for n in names if (what := _known(n.name)) and n.name not in PARTLY | {"numpy.random"}), ""
            )
        case ast.ImportFrom(module=str(module), names=names, level=0):
            return next(
                (what for n in names if n.name not in SEEDED | {"random"} and (what := _known(f"{module}.{n.name}"))),
                "",
            )
        case ast.Call(func=ast.Name(id=name)) if (
            name in READERS and name not in source.imported and hasattr(builtins, name)
        ):
            return f"what `{name}` gives"
        case ast.Attribute(attr=attr) if attr in CLOCK_READERS and _has_dates(source):
            return CLOCK
        case ast.Attribute() if dotted := source.dotted(node):
            return "" if dotted in OUTSIDE.keys() & {"numpy.random"} else _known(dotted)
        case ast.Call(func=ast.Attribute(attr=name)) if name in FILE_READERS:
            return FILES
        case ast.Call(func=ast.Name() as func) if source.dotted(func).rpartition(".")[2] in SEEDED:
            return _known(source.dotted(func))
    return ""


def _has_dates(source: Source) -> bool:
    return any(dotted.partition(".")[0] == "datetime" for dotted in source.imported.values())


def _known(dotted: str) -> str:
    """What a dotted name depends on, by itself or by a module that it is in."""
    parts = dotted.split(".")
    return next((what for i in range(len(parts)) if (what := OUTSIDE.get(".".join(parts[: i + 1]), ""))), "")


def _is_seeded(source: Source, node: ast.AST) -> bool:
    """Whether it draws from a seed that is given."""
    match node:
        case ast.Call(func=func, args=args, keywords=keywords):
            given = [*args, *(keyword.value for keyword in keywords)]
            named = source.dotted(func).rpartition(".")[2] in SEEDED
            return named and any(not (isinstance(value, ast.Constant) and value.value is None) for value in given)
    return False

"""Files of generators, each imported when somebody draws from it; until then it is known by what it held when it was last imported."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from hwgen import cache, digests
from hwgen.errors import CourseError, Diagnostic, Span, code_at
from hwgen.extras import installer
from hwgen.paired import BlockError
from hwgen.problem import lastwords
from hwgen.problem.evaluating import ExpressionError
from hwgen.problem.generator import FigureSource, Generator
from hwgen.problem.guard import described, guarded
from hwgen.problem.places import closer, raised
from hwgen.problem.slips import way_out
from hwgen.text import not_utf_8, unmerged

if TYPE_CHECKING:
    from hwgen.content.picture import Picture
    from hwgen.draw import Draw
    from hwgen.problem.parts import Problem

KIND = "generators"
# What a file is written against: what it holds may change with it.
INTERFACE = "hwgen"
FACTS = (
    "id",
    "topic",
    "minutes",
    "source",
    "tags",
    "sampled",
    "kind",
    "objective",
    "checker",
    "calculator",
    "coinciding",
)

Facts = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class RecipeFile:
    """What a file of generators/ holds."""

    generators: tuple[Generator, ...]
    figures: tuple[FigureSource, ...]


def is_helper(path: Path) -> bool:
    """Whether a file of generators/ holds what other files import: `from ._shapes import sides`."""
    return path.name.startswith("_")


def is_known(digest: str, helpers: str) -> bool:
    """Whether a file of these bytes was imported before, beside these `helpers`."""
    return cache.facts(KIND, _state(cache.digest(digest, helpers))) is not None


def _state(rests_on: str) -> str:
    return cache.digest(rests_on, digests.code(INTERFACE, __name__))


def recipe_file(path: Path, root: Path, digest: str, helpers: str = "", *, drawn: bool = False) -> RecipeFile:
    """The generators and figures of a file whose bytes have this digest ("" where it is unknown), beside these `helpers`.

    Its figures are `drawn` before the file is known. Raises CourseError where it cannot be imported, or a figure does not end.
    """
    rests_on = cache.digest(digest, helpers)
    state = _state(rests_on)
    facts: Facts | None = cache.facts(KIND, state) if digest else None
    if facts is not None:
        return _known(facts, path, rests_on, _when_drawn_from(path, root, digest))
    module = imported(path, root)
    facts = _facts(module, path)
    if drawn:
        _draw_all(module, path)
    if digest and _is_data(facts):
        cache.keep_facts(KIND, state, facts)
    generators = tuple(_generators(module, path).values())
    for generator in generators:
        # At the `@` of its first decorator, which Python knows by its line.
        generator.span = code_at(path, generator.span.line)
        generator.file_digest = rests_on if digest else ""
    return RecipeFile(generators, tuple(_figures(module).values()))


def _generators(module: ModuleType, path: Path) -> dict[str, Generator]:
    return {name: g for name, g in vars(module).items() if isinstance(g, Generator) and g.span.file == path}


def _figures(module: ModuleType) -> dict[str, FigureSource]:
    return {name: figure for name, figure in vars(module).items() if isinstance(figure, FigureSource)}


def _draw_all(module: ModuleType, path: Path) -> None:
    """Draws all figures once: what is wrong with one is said where it is used, but one that never ends is never used."""
    for figure in _figures(module).values():
        _draw(figure, path)
    lastwords.at(lambda: "")


def _draw(figure: FigureSource, path: Path) -> None:
    def fault(error: BaseException) -> CourseError:
        message = f"the figure `{figure.id}` cannot be drawn: {described(error)}"
        return CourseError(Diagnostic("figure-crash", message, closer(error, raised(error, Span(path)))))

    lastwords.at(lambda: f"the figure `{figure.id}`")
    with guarded(fault), suppress(Exception):
        figure.draw()


def _facts(module: ModuleType, path: Path) -> Facts:
    """What a course knows of generators and figures, by their names in the module."""
    return {
        "generators": {
            name: {"line": g.span.line, "column": code_at(path, g.span.line).column}
            | {fact: getattr(g, fact) for fact in FACTS}
            for name, g in _generators(module, path).items()
        },
        "figures": {name: figure.id for name, figure in _figures(module).items()},
    }


def _is_data(facts: Facts) -> bool:
    """Whether JSON gives all of it back: generators are not type-checked, and their minutes may be a fraction."""
    try:
        return bool(json.loads(json.dumps(facts)) == _with_lists(facts))
    except (TypeError, ValueError):
        return False


def _with_lists(thing: Any) -> Any:
    match thing:
        case dict():
            return {name: _with_lists(value) for name, value in thing.items()}
        case tuple():
            return [_with_lists(value) for value in thing]
        case _:
            return thing


def _known(facts: Facts, path: Path, digest: str, module: Callable[[], ModuleType]) -> RecipeFile:
    return RecipeFile(
        tuple(_generator(name, of, path, digest, module) for name, of in facts["generators"].items()),
        tuple(_figure(name, id, module) for name, id in facts["figures"].items()),
    )


def _generator(
    name: str, facts: Mapping[str, Any], path: Path, digest: str, module: Callable[[], ModuleType]
) -> Generator:
    def recipe(draw: Draw) -> Problem:
        problem: Problem = getattr(module(), name).recipe(draw)
        return problem

    def run_check(problem: Problem, params: Mapping[str, Any]) -> dict[str, object]:
        answers: dict[str, object] = getattr(module(), name).run_check(problem, params)
        return answers

    data = {fact: facts[fact] for fact in FACTS} | {"tags": tuple(facts["tags"])}
    return Generator(
        **data, span=Span(path, facts["line"], facts["column"]), recipe=recipe, run_check=run_check, file_digest=digest
    )


def _figure(name: str, id: str, module: Callable[[], ModuleType]) -> FigureSource:
    @once
    def draw() -> Picture:
        picture: Picture = getattr(module(), name).draw()
        return picture

    return FigureSource(id, draw)


def _when_drawn_from(path: Path, root: Path, digest: str) -> Callable[[], ModuleType]:
    @once
    def module() -> ModuleType:
        if not path.is_file() or cache.digest(path.read_bytes()) != digest:
            message = "the file has changed since the course was read"
            raise CourseError(Diagnostic("file-changed", message, Span(path), "run the command again"))
        return imported(path, root)

    return module


def imported(path: Path, root: Path) -> ModuleType:
    """Imports a file of generators. Raises CourseError with the line at which that fails."""
    course = f"hwgen_course_{cache.digest(str(root))[:16]}"
    # A copy: other threads of a server import meanwhile.
    for name in [name for name in list(sys.modules) if name.startswith(f"{course}.") and ("._" in name)]:
        del sys.modules[name]
    sys.modules[course] = package = ModuleType(course)
    package.__path__ = [str(root)]
    name = ".".join((course, *path.relative_to(root).with_suffix("").parts))
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module

    def fault(error: BaseException) -> CourseError:
        if isinstance(error, SyntaxError):
            # A helper that it imports is no Python either.
            helper = Path(error.filename or "")
            return CourseError(syntax_fault(error, helper if helper.is_file() else path))
        span = closer(error, raised(error, Span(path)))
        if isinstance(error, ExpressionError):
            return CourseError(Diagnostic("generator-expression", str(error), span, error.hint))
        if isinstance(error, BlockError):
            return CourseError(Diagnostic("generator-block", str(error), span, error.hint))
        what = described(error)
        match error:
            case ModuleNotFoundError():
                hint = _not_installed(error, path, course)
            case ImportError(name=str(module)) if name := NO_SUCH_NAME.match(str(error)):
                # Python adds where the module lies.
                what, hint = f"`{module.removeprefix(f'{course}.')}` has no `{name[1]}`", way_out(error)
            case ZeroDivisionError():
                # Nothing is drawn yet that could be drawn otherwise.
                hint = ""
            case _:
                hint = way_out(error)
        return CourseError(Diagnostic("generator-import", f"cannot be imported: {what}", span, hint))

    with guarded(fault), _without_bytecode():
        spec.loader.exec_module(module)
    return module


NO_SUCH_NAME = re.compile(r"cannot import name '(\w+)' from '")
# Packages that have another name than the module.
PACKAGES = {
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python-headless",
    "dateutil": "python-dateutil",
    "PIL": "pillow",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}


def _not_installed(error: ModuleNotFoundError, path: Path, course: str) -> str:
    """The way to a module that Python does not find: beside the file, or in a package."""
    module, _, inside = (error.name or "").partition(".")
    if not module or module == course:
        return ""
    for helper in (module, f"_{module}"):
        if (path.parent / f"{helper}.py").is_file():
            return f"it is a file beside this one: write `from .{helper} import ...`"
    if inside and importlib.util.find_spec(module):
        return f"`{module}` is installed, but has no `{inside}`: correct the name, or install another version"
    package = PACKAGES.get(module, module)
    return f"if `{package}` is a package, install it in the environment of hwgen: `{installer()} {package}`"


@contextmanager
def _without_bytecode() -> Iterator[None]:
    """Helpers are compiled each time: bytecode would lie in the course, and could be that of another version."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = before


# What Python says of a slip, and the way out of it.
SLIPS = (
    ("was never closed", "close it: the bracket that belongs to it is missing"),
    ("unmatched", "delete this bracket, or open one before it"),
    ("does not match opening", "close the bracket that was opened last first"),
    ("expected ':'", "write `:` at the end of the line"),
    ("forgot a comma", "write a comma between the two values"),
    ("unterminated", "close the text with the quotation mark that it begins with"),
    ("indent", "begin the line with as many spaces as the other lines of its block"),
    ("tabs and spaces", "begin lines with spaces alone"),
    ("invalid character", "write the English sign: `,` `(` `)` `:` or straight quotation marks"),
    ("invalid non-printable character", "delete the character, which cannot be seen"),
    ("maybe you meant '=='", "write `==` to compare"),
    ("cannot assign to", "only a name can stand before `=`; write `==` to compare"),
)


def syntax_fault(error: SyntaxError | ValueError, path: Path) -> Diagnostic:
    """For a file that is not Python; a ValueError says so of one with null bytes."""
    if isinstance(error, SyntaxError):
        try:
            if fault := unmerged(path, path.read_text(encoding="utf-8"), "generator-syntax"):
                return fault
        except UnicodeDecodeError:
            return not_utf_8(path, path.read_bytes())
        except OSError:
            pass
        message, span = f"not Python: {error.msg}", Span(path, error.lineno or 0, error.offset or 0)
        usual = "the slip is here, or at the end of the line before"
        hint = next((way_out for mistake, way_out in SLIPS if mistake in error.msg.lower()), usual)
        return Diagnostic("generator-syntax", message, span, hint)
    return Diagnostic("generator-syntax", f"not Python: {error}", Span(path))

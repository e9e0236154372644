"""What a command costs before it does anything: what did not change since the last run is not read, and nothing is imported that is not used."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from squares import squares
from terminal import Ran

from hwgen import digests
from hwgen.bank.course import Course
from hwgen.bank.loading import load_course
from hwgen.digests import of_files
from hwgen.draw import replayed
from hwgen.errors import CourseError
from hwgen.looking import showing
from hwgen.problem.generator import Generator
from hwgen.proof.domain import draw_problem
from hwgen.proof.prove import prove_all

Run = Callable[..., subprocess.CompletedProcess[str]]
Terminal = Callable[..., Ran]
MORE = """
import os
imports = os.open(__file__.removesuffix(".py") + ".imports", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
os.write(imports, b"x")
os.close(imports)
ROOTS = {{n: n * n for n in range(2, 10)}}
del WRONG["three-more"]
WRONG["root"] = "n + 100"

@generator(topic="squares", minutes={minutes}, source="s", tags=("one", "two"), kind="choice")
def root(draw: Draw) -> Problem:
    square = ROOTS[draw.integer("n", 2, 9)]
    draw.params["square"] = square
    texts = {{"ask": Text(zh="[square]", en="[square]"), "claim": Text(zh="$[value]$", en="$[value]$"), "solution": Text(zh="[key]", en="[key]")}}
    return Problem(Computed("root", Formulas("sqrt(square)", wrong=WRONG), **texts, difficulty=2))

@root.check
def by_trying(square):
    return next(n for n in ROOTS if n * n == square)

@figure
def a_drawing() -> Picture:
    return Picture(len(ROOTS), 1, (), "")
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course whose one file of generators counts how often it is imported, with a cache of its own."""
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))
    squares(tmp_path / "course")
    write(tmp_path / "course", MORE.format(minutes=1.5))
    return tmp_path / "course"


def write(root: Path, more: str) -> Path:
    path = root / "generators/squares.py"
    text = path.read_text(encoding="utf-8").replace("import Computed,", "import Computed, Picture, figure,")
    path.write_text(text + more, encoding="utf-8")
    return path


def imports(root: Path) -> int:
    return len((root / "generators/squares.imports").read_text())


def facts(course: Course) -> list[tuple[object, ...]]:
    return [
        (g.id, g.topic, g.minutes, g.source, g.tags, g.sampled, g.kind, g.objective, g.span, g.checker)
        for g in course.items.values()
        if isinstance(g, Generator)
    ]


def test_generators_are_known_without_being_imported(root: Path) -> None:
    first = load_course(root)
    assert imports(root) == 1
    second = load_course(root)
    assert facts(second) == facts(first)
    assert facts(second)[-1][:5] == ("root", "squares", 1.5, "s", ("one", "two"))
    assert list(second.figures) == ["a-drawing"]
    assert imports(root) == 1


def test_drawing_imports_the_file_as_a_whole_and_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The file counts its imports, which no generator should.
    monkeypatch.setattr("hwgen.proof.prove.refuse_impure", lambda generator: None)
    first, second = load_course(root), load_course(root)
    fresh, known = (course.items["root"] for course in (first, second))
    assert isinstance(fresh, Generator)
    assert isinstance(known, Generator)
    assert prove_all(known) == prove_all(fresh)
    assert prove_all(known).misconceptions == ("one-more", "root", "two-more")
    assert second.figures["a-drawing"].draw() == first.figures["a-drawing"].draw()
    assert imports(root) == 2


def test_a_file_that_changed_after_it_was_read_is_not_mixed_with_what_is_known(root: Path) -> None:
    load_course(root)
    known = load_course(root).items["square"]
    assert isinstance(known, Generator)
    write(root, "\n")
    with pytest.raises(CourseError, match=r"squares\.py: error: the file has changed since the course was read"):
        replayed(lambda draw: draw_problem(known, draw), (0,))
    assert imports(root) == 1
    load_course(root)
    assert imports(root) == 2


def test_a_generator_that_is_no_data_is_imported_each_time(root: Path) -> None:
    """Generators are not type-checked."""
    write(root, "from fractions import Fraction\nroot.minutes = Fraction(3, 2)\n")
    once, twice = load_course(root), load_course(root)
    assert facts(once) == facts(twice)
    assert facts(twice)[-1][2] == Fraction(3, 2)
    assert imports(root) == 2


def test_a_broken_file_is_reported_each_time(root: Path) -> None:
    write(root, "1 / 0\n")
    for _ in range(2):
        with pytest.raises(CourseError, match=r"squares\.py:\d+:1: error: cannot be imported: ZeroDivisionError"):
            load_course(root)


@pytest.fixture
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as settled at once."""
    monkeypatch.setattr(digests, "SETTLED", -1.0)


@pytest.mark.usefixtures("_settled")
def test_a_file_that_did_not_change_is_not_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = root / "bank/course.yaml"
    first = of_files(root, [path])
    read: list[Path] = []
    read_bytes = Path.read_bytes

    def counted(path: Path) -> bytes:
        read.append(path)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", counted)
    assert of_files(root, [path]) == first
    assert path not in read


@pytest.mark.usefixtures("_settled")
def test_a_file_of_the_same_size_and_time_is_read_again(root: Path) -> None:
    path = root / "bank/course.yaml"
    before, stat = of_files(root, [path]), path.stat()
    time.sleep(0.02)
    path.write_text(path.read_text(encoding="utf-8").replace("C", "D"), encoding="utf-8")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (stat.st_size, stat.st_mtime_ns)
    assert of_files(root, [path]) != before


def test_a_file_that_was_just_written_is_read_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two changes may lie within one tick of the clock."""
    path = root / "bank/course.yaml"
    before, stat = of_files(root, [path]), path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("C", "D"), encoding="utf-8")
    monkeypatch.setattr(Path, "stat", lambda path: stat)
    assert of_files(root, [path]) != before


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A program in place of hwgen: `a` imports `b` when it needs it, `c` stands alone."""
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(digests, "SETTLED", -1.0)
    monkeypatch.setattr(digests, "HERE", tmp_path / "package")
    (tmp_path / "package").mkdir()
    for name, text in {"a": "def f():\n    from hwgen import b\n", "b": "B = 1\n", "c": "C = 1\n"}.items():
        (tmp_path / f"package/{name}.py").write_text(text)
    yield tmp_path / "package"
    forget()


def forget() -> None:
    """As a new process knows nothing."""
    for known in (digests.code, digests.source, digests._source, digests._imported):
        known.cache_clear()


def test_code_is_known_by_all_that_it_imports(package: Path) -> None:
    forget()
    first = digests.code("hwgen.a")
    (package / "c.py").write_text("C = 2\n")
    forget()
    assert digests.code("hwgen.a") == first
    (package / "b.py").write_text("B = 2\n")
    forget()
    assert digests.code("hwgen.a") != first
    (package / "b.py").write_text("B = 1\n")
    forget()
    assert digests.code("hwgen.a") == first


def test_code_that_did_not_change_is_not_read(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget()
    first = digests.code("hwgen.a", "hwgen.c")
    forget()
    monkeypatch.setattr(digests, "_closure", lambda modules: pytest.fail("imports are followed again"))
    assert digests.code("hwgen.a", "hwgen.c") == first


def test_a_module_that_comes_later_is_a_part_of_what_imports_it(package: Path) -> None:
    (package / "a.py").write_text("from hwgen import d\n")
    forget()
    first = digests.code("hwgen.a")
    (package / "d.py").write_text("D = 1\n")
    forget()
    assert digests.code("hwgen.a") != first


HEAVY = {
    "sympy",
    "matplotlib",
    "numpy",
    "highspy",
    "lxml",
    "pydantic",
    "yaml",
    "markdown_it",
    "jinja2",
    "pikepdf",
    "typst",
}
IMPORTS = """
import atexit, sys
sys.argv = ["hwgen", *sys.argv[1:]]
heavy = sys.argv.pop(1).split(",")
atexit.register(lambda: print("imported:", *sorted(sys.modules.keys() & heavy), file=sys.stderr))
from hwgen.commands.app import main
main()
"""


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., set[str]]:
    """Runs a command twice on a small course, and says which heavy libraries the second run imported."""
    folder = tmp_path_factory.mktemp("door")
    shutil.copytree(ROOT / "tests" / "course", folder / "course", ignore=shutil.ignore_patterns("__pycache__"))

    def heavy(*words: str, **environment: str) -> set[str]:
        env = {**os.environ, "HWGEN_CACHE": str(folder / "cache"), **environment}
        for n in "ab":
            command = [sys.executable, "-c", IMPORTS, ",".join(HEAVY), *(word.format(n) for word in words)]
            done = subprocess.run(command, cwd=folder / "course", env=env, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            assert done.stdout or done.stderr
        return set(done.stderr.splitlines()[-1].split()[1:])

    return heavy


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("build", "--help"),
        ("list",),
        ("list", "generators", "--json"),
        ("show", "max-pool"),
        ("schema", "items"),
        ("format", "bank/items/basics.yaml"),
    ],
    ids=" ".join,
)
def test_a_command_imports_nothing_heavy(visited: Callable[..., set[str]], words: tuple[str, ...]) -> None:
    """All of them cost more than the rest of a command together."""
    assert visited(*words) == set()


def test_completion_imports_nothing_heavy(visited: Callable[..., set[str]]) -> None:
    assert visited(_HWGEN_COMPLETE="bash_complete", COMP_WORDS="hwgen build n", COMP_CWORD="2") == set()


def test_the_test_of_imports_sees_them(visited: Callable[..., set[str]]) -> None:
    assert {"pydantic", "yaml"} <= visited("variants", "max-pool")


@pytest.mark.parametrize(
    "words", [("exam", "exam-{}"), ("item", "item-{}", "--topic", "basics")], ids=lambda words: words[0]
)
def test_what_is_new_comes_without_algebra_and_solvers(
    visited: Callable[..., set[str]], words: tuple[str, ...]
) -> None:
    assert visited("new", *words) & {"sympy", "matplotlib", "numpy", "highspy", "lxml", "jinja2", "pikepdf"} == set()


def test_an_answer_is_given_again_until_something_changes(
    small_course: Path, hwgen: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))
    ask = ("show", "max-pool", "--lang", "en", "--course", small_course)
    first = hwgen(*ask)
    assert first.returncode == 0, first.stderr
    asked: list[str] = []
    shown = showing.shown

    def counted(course: Course, item: str, *more: Any) -> str:
        asked.append(item)
        return shown(course, item, *more)

    monkeypatch.setattr(showing, "shown", counted)
    assert hwgen(*ask).stdout == first.stdout
    assert asked == []
    assert hwgen(*ask, "--seed", "2").stdout != first.stdout
    assert asked == ["max-pool"]
    path = small_course / "generators/max_pool.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('en="', 'en="Changed: '), encoding="utf-8")
    assert "Changed: " in hwgen(*ask).stdout
    assert asked == ["max-pool"] * 2


def test_an_error_is_no_answer(small_course: Path, hwgen: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HWGEN_CACHE", str(tmp_path / "cache"))
    for _ in range(2):
        done = hwgen("show", "min-pool", "--course", small_course)
        assert done.returncode == 2
        assert "there is no item `min-pool`" in done.stderr
    (small_course / "bank/exams/broken.yaml").write_text("title: [\n", encoding="utf-8")
    for _ in range(2):
        done = hwgen("list", "exams", "--course", small_course)
        assert done.returncode == 0
        assert "broken.yaml" in done.stderr


def test_places_are_reported_from_where_one_stands(
    small_course: Path, hwgen: Run, terminal: Terminal, tmp_path: Path
) -> None:
    told = [
        terminal("show", "max-pool", "--course", small_course, folder=folder).out for folder in (tmp_path, small_course)
    ]
    assert [text.splitlines()[0].split("(")[1].split(":")[0] for text in told] == [
        "course/generators/max_pool.py",
        "generators/max_pool.py",
    ]

"""The starter course, copies of it to damage, and one real build in each language."""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from accepting import Golden
from hypothesis import settings
from terminal import Ran, run

from hwgen import workers
from hwgen.bank.course import Course
from hwgen.bank.loading import Loaded, load
from hwgen.classes.paper import Built, build
from hwgen.commands import progress as commands_progress
from hwgen.looking.tables import generators
from hwgen.papercode import Code
from hwgen.proof.certificates import Certificate, verified
from hwgen.text import Language

ROOT = Path(__file__).parents[1]

# The same tree passes or fails the same way twice, and however busy the machine is; `--hypothesis-profile default` looks for new examples.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="Write golden files and cases anew from what was made.")


@pytest.fixture(scope="session")
def golden(pytestconfig: pytest.Config) -> Golden:
    return Golden(accept=pytestconfig.getoption("accept"))


@pytest.fixture(scope="session", autouse=True)
def _certificates(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Proofs of this session alone: nothing that was proven before is believed, unless HWGEN_TEST_CACHE says where it lies."""
    for variable in ("LC_ALL", "LC_MESSAGES"):
        os.environ.pop(variable, None)
    os.environ["HWGEN_CACHE"] = os.environ.get("HWGEN_TEST_CACHE") or str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def course() -> Course:
    loaded = load(ROOT)
    assert not loaded.errors
    return loaded.course


@pytest.fixture(scope="session")
def proven(course: Course) -> Course:
    """The course with every generator proven, by all processors."""
    assert all(isinstance(c, Certificate) for c in verified(course, generators(course)))
    return course


@pytest.fixture(scope="session")
def built(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Built]:
    """Builds an exam once a session: `built("hw2", 7, "zh")`."""
    done: dict[tuple[str, int, Language], Built] = {}

    def make(name: str, seed: int, language: Language) -> Built:
        if (name, seed, language) not in done:
            done[name, seed, language] = build(course, Code(name, seed, language), out=tmp_path_factory.mktemp("out"))
        return done[name, seed, language]

    return make


@pytest.fixture
def own_course(tmp_path: Path) -> Path:
    """A copy of the starter course, to change at will, with a few of its exams: a check looks at a paper of each."""
    ignored = shutil.ignore_patterns("__pycache__", "homework-*.yaml", "topic-*.yaml")
    for part in ("bank", "generators", "templates"):
        shutil.copytree(ROOT / part, tmp_path / "course" / part, ignore=ignored)
    return tmp_path / "course"


@pytest.fixture
def small_course(tmp_path: Path) -> Path:
    """A copy of tests/course, which has an item of each kind, a generator and two exams: read and proven in no time."""
    parts = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(ROOT / "tests" / "course", tmp_path / "course", ignore=parts))


@pytest.fixture(scope="session")
def terminal(request: pytest.FixtureRequest) -> Callable[..., Ran]:
    """Runs the command line in this process: `terminal("list", folder=tmp_path)`. The starter course is read once a session."""
    reader = sys.modules[load.__module__]

    def read(root: Path, *, run: bool = True, **_: bool) -> Loaded:
        # Generators are imported here: trying them apart starts a new Python beside the threads of pytest.
        return Loaded(request.getfixturevalue("course")) if run and root.resolve() == ROOT else load(root, run=run)

    def in_process(*words: str | Path, folder: Path) -> Ran:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reader, "load", read)
            # What is said of long waiting depends on the machine.
            patch.setattr(commands_progress, "SECONDS", math.inf)
            # The other processors have other tests.
            patch.setattr(workers, "processors", lambda: 1)
            patch.setenv("COLUMNS", "80")
            # The language of whoever runs the tests is not that of the screen that they look at.
            patch.setenv("LANG", "zh_CN.UTF-8")
            patch.setenv("HWGEN_TRACEBACK", os.environ.get("HWGEN_TRACEBACK", "1"))
            return run(*words, folder=folder)

    return in_process


@pytest.fixture
def hwgen(tmp_path: Path, terminal: Callable[..., Ran]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command line in this process, in an empty folder."""

    def run(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            ran = terminal(*words, folder=tmp_path)
        return subprocess.CompletedProcess(words, ran.code, ran.out, ran.err)

    return run


@pytest.fixture
def hwgen_apart(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command line in a process of its own, in an empty folder."""

    def run(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "hwgen", *map(str, words)]
        env = {**os.environ, **environment}
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)

    return run

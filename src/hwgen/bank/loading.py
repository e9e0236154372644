"""Reads a course: what could be understood of it and what is wrong with it, together. Whoever asked decides whether to stop."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from hwgen import cache, digests
from hwgen.bank.about import FILE, CourseFile, languages_of, read_about, says_languages, suggests_languages
from hwgen.bank.agreement import Item, astray, idle, lost, repeated, unchecked, unknown, unnamed
from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course, no_exam
from hwgen.bank.head import EMPTY
from hwgen.bank.items import BankItem, Objective, TopicFile, read_items
from hwgen.bank.ledger import load_ledger
from hwgen.bank.logo import logo_faults
from hwgen.bank.names import ALLOWED, misnamed, suggested
from hwgen.bank.paths import Paths
from hwgen.bank.pictures import having
from hwgen.bank.recipes import RecipeFile, recipe_file
from hwgen.bank.results import load_results
from hwgen.bank.tables import Misconception, Table, read_conventions, read_misconceptions, read_terms
from hwgen.bank.texts import text_faults
from hwgen.bank.unread import not_read
from hwgen.bank.unrun import unrun_file
from hwgen.content.image import UnusablePicture
from hwgen.errors import CourseError, Diagnostic, Span, counted
from hwgen.problem.generator import Generator
from hwgen.text import Language, Text, everywhere, place
from hwgen.waiting import AT_EACH_STEP
from hwgen.words.words import words_of

T = TypeVar("T")
EXAM = re.compile(r"\w[\w.-]*")
MOST_BLUEPRINTS = 500
P = ParamSpec("P")


@dataclass(frozen=True)
class Loaded:
    """A course as far as it could be understood, and what is wrong with it: errors and warnings, in the order of places.

    `broken` are the ids of items that could not be read, `unread` those of them of which only a text is at fault. `provable` says that all conventions and misconceptions could be
    read, so that a generator that names others is wrong.
    """

    course: Course
    faults: tuple[Diagnostic, ...] = ()
    broken: frozenset[str] = frozenset()
    provable: bool = True
    unread: tuple[BankItem, ...] = ()

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        return tuple(fault for fault in self.faults if fault.severity == "error")

    @property
    def all_items(self) -> bool:
        """Whether all items could be read, so that what an exam asks and the bank does not have is a mistake of its own."""
        folders = [self.course.root / "bank" / "items", self.course.root / "generators", self.course.root / FILE]
        files = [error.span.file for error in self.errors if error.span]
        return not self.broken and not any(file.is_relative_to(folder) for file in files for folder in folders)


def load_course(root: Path, *, run: bool = True) -> Course:
    """The course at `root`, if nothing is wrong with it. Raises CourseError with every error of every file."""
    loaded = load(root, run=run)
    if loaded.errors:
        raise CourseError(*loaded.errors)
    return loaded.course


def load(
    root: Path, *, run: bool = True, apart: bool = False, patient: bool = False, before: Files | None = None
) -> Loaded:
    """Reads all files of the course at `root`. Its generators are run, or only named; `apart`: a new one first in a process of its own.

    The `patient` give a new one the time that generators have, others a few seconds.
    `before` are the files that whoever reads the course again and again keeps in memory; afterwards, it holds those of this course.
    """
    reader = _Reader(root.resolve(), languages_of(root), run, run and apart, patient, before=before or {})
    loaded = reader.read()
    if before is not None:
        before.clear()
        before.update(reader.sound)
    return loaded


# Files with which nothing is wrong, by their paths and states.
Files = dict[str, TopicFile | Table[Any] | RecipeFile]


@dataclass
class _Reader:
    root: Path
    languages: tuple[Language, ...]
    run: bool
    apart: bool
    patient: bool
    faults: list[Diagnostic] = field(default_factory=list)
    digests: Mapping[Path, str] = field(default_factory=dict)
    helpers: str = ""
    refused: Mapping[Path, tuple[Diagnostic, ...]] = field(default_factory=dict)
    before: Files = field(default_factory=dict)
    sound: Files = field(default_factory=dict)
    paths: Paths = field(init=False)

    def read(self) -> Loaded:
        paths = self.paths = Paths.of(self.root)
        self.faults += paths.barred.values()
        self.digests = digests.of_files(self.root, paths.all)
        self.helpers = cache.digest(*(self.digests.get(path, "") for path in paths.helpers))
        if self.apart:
            from hwgen.bank.trials import faults_of

            tried = tuple((path, self.digests.get(path, "")) for path in paths.generators)
            self.refused = faults_of(tried, self.root, self.helpers, patient=self.patient)
        recipes = self.every(paths.generators, self.recipes)
        figures = {figure.id: figure for held in recipes for figure in held.figures}
        knows = having(self.root / "bank", figures, every=self.run and len(recipes) == len(paths.generators))
        with _no_collector():
            files = self.every(paths.topics, lambda path: self.topic(path, knows))
        generators = [generator for held in recipes for generator in held.generators]
        items: list[Item] = [*(item for file in files for item in file.items), *generators]
        broken = frozenset(id for file in files for id in file.broken) - {item.id for item in items} - {""}
        about = self.attempt(read_about, self.root)
        sure = about is not None or says_languages(self.root)
        likely = not sure and suggests_languages(self.root)
        before = len(self.faults)
        tables = self.every(paths.misconceptions, lambda path: self.table(path, read_misconceptions))
        misconceptions = self.joined(tables)
        table = self.attempt(self.table, paths.conventions, read_conventions)
        provable = before == len(self.faults)
        words = self.attempt(self.table, paths.terms, read_terms)
        old = any(warning.rule == "old-kind-name" for file in files for warning in file.warnings)
        plans = self.every(paths.exams, lambda path: self.plan(path, old=old))
        ledger = self.attempt(load_ledger, self.root)
        results = self.attempt(load_results, self.root)
        self.faults += self.of_heads(about, plans)
        all_read = self.run and (len(recipes), len(files)) == (len(paths.generators), len(paths.topics))
        self.faults += self.of_names(files, items, generators)
        # Generators have no objectives of their own: what a course has is known even where none is run.
        all_known = len(files) == len(paths.topics) and all(file.all_objectives for file in files)
        aims = _objectives(files) if all_known else None
        named = {file.topic for file in files}
        self.faults += unknown(items, broken if all_read else None, misconceptions if provable else None, aims, named)
        self.faults += astray(misconceptions, named)
        self.faults += unchecked(generators)
        course = Course(
            root=self.root,
            name=about.name if about else Text(),
            institution=about.institution if about else Text(),
            items=_by_id(items),
            figures=figures,
            conventions=table.entries if table else {},
            misconceptions=misconceptions,
            blueprints={plan.name: plan for plan in plans},
            topics=_topics(items, {file.topic: file.name for file in files if file.name}, self.languages),
            objectives={objective.id: objective for objective in _objectives(files)},
            ledger=ledger or (),
            warnings=(
                *self.not_run(),
                *not_read(self.root),
                *(w for file in files for w in file.warnings),
                *(idle(files, generators) if all_read else ()),
                *(w for plan in plans for w in plan.warnings),
            ),
            languages=self.languages,
            wording={at: own for at in self.languages if (own := self.attempt(words_of, self.root, at))},
            default_exam=(about.exam or "") if about else "",
            spelling=about.spelling if about else "none",
            runs=self.run,
            terms=tuple(words.entries.values()) if words else (),
            head=about.head if about else EMPTY,
            results=results or (),
        )
        faults = self.in_order(course.warnings, sure=sure, likely=likely)
        unread = tuple(item for file in files for item in file.unread)
        known = replace(course, errors=tuple(fault for fault in faults if fault.severity == "error"))
        return Loaded(known, faults, broken, provable, unread)

    def of_heads(self, about: CourseFile | None, plans: Sequence[Blueprint]) -> Iterator[Diagnostic]:
        """What the head of the course and those of its exams name, and is not there."""
        for head in (*([about.head] if about else []), *(plan.plan.head for plan in plans)):
            yield from logo_faults(self.root / "bank", head.logo)
        exams = {path.stem for path in self.paths.exams}
        if about and about.exam and about.exam not in exams:
            yield no_exam(about.exam, exams, about.exam.span)

    def of_names(
        self, files: Sequence[TopicFile], items: Sequence[Item], generators: Sequence[Generator]
    ) -> Iterator[Diagnostic]:
        """Names that are missing, that nothing has, or that stand twice."""
        yield from unnamed(items)
        yield from misnamed(generators)
        if files and len(files) == len(self.paths.topics):
            yield from lost(generators, {file.topic for file in files})
        yield from repeated(items)
        yield from repeated(_objectives(files))

    def in_order(self, warnings: Sequence[Diagnostic], *, sure: bool, likely: bool) -> tuple[Diagnostic, ...]:
        """What is wrong, by place. Whether the languages of the course are `sure`, or only `likely`, tells whether its texts can be judged."""
        whole: tuple[Diagnostic, ...] = (*self.faults, *warnings)
        of_course = tuple(fault for fault in self.faults if fault.span and fault.span.file == self.root / FILE)
        others = {fault.rule for fault in set(self.faults) - set(of_course)}
        if not sure and not (likely and "unknown-language" not in others):
            # Every text would be wrong that is not in the languages which are taken for granted.
            whole = of_course
        return tuple(sorted(whole, key=lambda fault: fault.span or Span(self.root)))

    def not_run(self) -> Iterator[Diagnostic]:
        if (files := len(self.paths.generators)) and not self.run:
            message = f"generators were not run: {counted(files, 'file')}"
            yield Diagnostic("generators-not-run", message, Span(self.root / "generators"))

    def attempt(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return read(*args, **kwargs)
        except CourseError as e:
            self.faults += e.diagnostics
            return None

    def every(self, paths: Sequence[Path], read: Callable[[Path], T]) -> list[T]:
        """What the files hold that can be read."""
        step, known = AT_EACH_STEP.get(), []
        for done, path in enumerate(paths, 1):
            if (held := self.attempt(read, path)) is not None:
                known.append(held)
            step("reading the course", done, len(paths))
        return known

    def recipes(self, path: Path) -> RecipeFile:
        if refused := self.refused.get(path):
            raise CourseError(*refused)
        if not self.run:
            return unrun_file(path)
        digest = self.digests.get(path, "")
        state = f"{path} {digest} {self.helpers}"
        # One that is kept in memory need not be imported again to draw from it.
        known = self.before.get(state)
        file = known if isinstance(known, RecipeFile) else recipe_file(path, self.root, digest, self.helpers)
        if digest:
            self.sound[state] = file
        return file

    def topic(self, path: Path, has_figure: Callable[[str], bool]) -> TopicFile:
        """What a file of bank/items holds: from the cache, if its texts were read before and their figures are still there."""
        state = cache.digest(self.digests.get(path, ""), *self.languages, digests.code(__name__))
        known: TopicFile | None = self.known(state, path)
        if known and all(_usable(has_figure, name) for name in known.figures):
            return known
        file = read_items(path, self.languages)
        shown: set[str] = set()
        items: list[BankItem] = []
        unread: list[BankItem] = []
        faults: list[Diagnostic] = []
        for item in file.items:
            wrong = list(text_faults(item.problem, item.languages, has_figure, shown))
            faults += (replace(fault, subject=item.id) for fault in wrong)
            (unread if wrong else items).append(item.packed())
        broken = file.broken | {fault.subject for fault in faults}
        file = replace(file, figures=frozenset(shown), items=tuple(items), broken=broken, unread=tuple(unread))
        self.faults += (*file.faults, *faults)
        if not (file.faults or faults):
            self.keep(state, file, path)
        return file

    def known(self, state: str, path: Path) -> Any:
        """A file as it was read before in this state; None where it was not, or something was wrong with it."""
        known = self.before.get(f"{path} {state}") or cache.kept("bank", state, state, path)
        if known:
            self.sound[f"{path} {state}"] = known
        return known

    def keep(self, state: str, file: TopicFile | Table[Any], path: Path) -> None:
        self.sound[f"{path} {state}"] = file
        cache.keep("bank", state, state, file, path)

    def plan(self, path: Path, *, old: bool) -> Blueprint:
        """Raises CourseError also for a name that could be no word of a command and no folder of results."""
        if not EXAM.fullmatch(path.stem):
            message, hint = (
                f"`{path.stem}` is not a valid name for an exam",
                f"rename the file: `{suggested(path.stem)}.yaml`, with {ALLOWED}",
            )
            raise CourseError(Diagnostic("not-a-name", message, Span(path), hint))
        if digest := self.digests.get(path, ""):
            return _blueprint(digest, path, self.languages, old=old)
        return Blueprint(path, self.languages, old=old)

    def table(self, path: Path, read: Callable[[Path, Sequence[Language]], Table[T]]) -> Table[T]:
        """A table of the bank: from the cache, if it was read before. Raises CourseError."""
        if path in self.paths.barred:
            raise CourseError
        state = cache.digest(read.__name__, self.digests.get(path, ""), *self.languages, digests.code(__name__))
        table: Table[T] | None = self.known(state, path)
        if table is None:
            table = read(path, self.languages)
            self.faults += table.faults
            if not table.faults:
                self.keep(state, table, path)
        return table

    def joined(self, tables: Iterable[Table[Misconception]]) -> dict[str, Misconception]:
        joined: dict[str, Misconception] = {}
        for id, misconception in (entry for table in tables for entry in table.entries.items()):
            first = joined.setdefault(id, misconception)
            if first is not misconception:
                hint = f"it is already defined at {_place(first.name)}"
                span = _place(misconception.name)
                self.faults.append(Diagnostic("duplicate-id", f"duplicate misconception `{id}`", span, hint))
        return joined


@lru_cache(maxsize=MOST_BLUEPRINTS)
def _blueprint(digest: str, path: Path, languages: tuple[Language, ...], *, old: bool) -> Blueprint:
    """A blueprint is read once by a program that reads the course again and again, as long as its bytes stay as they are."""
    return Blueprint(path, languages, old=old)


def _by_id(items: Iterable[Item]) -> dict[str, Item]:
    """The first of each id."""
    first: dict[str, Item] = {}
    for item in items:
        first.setdefault(item.id, item)
    return first


def _topics(items: Iterable[Item], names: Mapping[str, Text], languages: Sequence[Language]) -> dict[str, Text]:
    """Every topic with its name: its id, where no file says one."""
    return {topic: everywhere(topic, languages) for topic in dict.fromkeys(item.topic for item in items)} | dict(names)


def _objectives(files: Iterable[TopicFile]) -> list[Objective]:
    return [objective for file in files for objective in file.objectives]


def _usable(has_figure: Callable[[str], bool], name: str) -> bool:
    try:
        return has_figure(name)
    except UnusablePicture:
        return False


def _place(text: Text) -> Span | None:
    return place(next(iter(text.values()), ""))


@contextmanager
def _no_collector() -> Iterator[None]:
    """Reading makes many objects and no cycles: looking for cycles, now and later, takes a third of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if running:
            gc.enable()

"""Finds a course folder and reads all of it: bank, generators, figures, conventions, blueprints."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from pydantic import ConfigDict, Field, RootModel, ValidationInfo, model_validator

from hwgen import cache, digests
from hwgen.bank.about import Spelling, languages_of, read_about
from hwgen.bank.blueprint import Blueprint
from hwgen.bank.files import PARTS
from hwgen.bank.items import BankItem, Objective, TopicFile, load_items
from hwgen.bank.ledger import Sitting, load_ledger, path_of
from hwgen.bank.recipes import recipe_file
from hwgen.content.picture import Drawable, Image, Picture, image_kind
from hwgen.content.tree import Blocks
from hwgen.errors import CourseError, Diagnostic, Span, UsageError, did_you_mean
from hwgen.problem.convention import Convention
from hwgen.problem.generator import FigureSource, Generator
from hwgen.problem.parts import Problem, passages
from hwgen.text import USUAL, Language, Source, Text, everywhere, place
from hwgen.words.words import Words, name_of, words, words_of
from hwgen.yamlsrc import CourseText, Document, Record, SourceText, read_text

T = TypeVar("T")
P = ParamSpec("P")
# Stands for a chart where only its name matters, and drawing it would take time.
NAMED = Picture(0, 0, (), "")


class AlternativeRecord(Record):
    """Another way in which the field does it; `swap` is a pair of spellings in a closed form."""

    model_config = ConfigDict(extra="allow")

    swap: tuple[SourceText, SourceText] | None = Field(
        None, description="Two spellings in a closed form: the first is replaced by the second under this alternative."
    )

    @model_validator(mode="before")
    @classmethod
    def _says_what(cls, data: Any, info: ValidationInfo) -> Any:
        """Its other keys are a text: what the field does there."""
        if isinstance(data, dict):
            read_text({key: value for key, value in data.items() if key != "swap"}, info)
        return data


class ConventionRecord(Record):
    """A convention that computed questions name, so that it is printed with them."""

    clause: CourseText = Field(description="The clause that is printed after the question.")
    alternatives: tuple[AlternativeRecord, ...] = Field((), description="Other ways in which the field does it.")

    def convention(self) -> Convention:
        swaps = tuple((str(a.swap[0]), str(a.swap[1])) for a in self.alternatives if a.swap)
        return Convention(self.clause, swaps)


class MisconceptionRecord(Record):
    """A way to get an answer wrong."""

    name: CourseText = Field(description="What it is called, in a few words.")
    why: CourseText = Field(description="What the key tells a student who fell for it, in a sentence.")
    topics: tuple[SourceText, ...] = Field(description="The topics in which it is met.")


@dataclass(frozen=True)
class Misconception:
    """A way to get an answer wrong: what it is called, and what to tell a student who fell for it."""

    name: Text
    why: Text
    topics: tuple[str, ...]


class ConventionsFile(RootModel[dict[str, ConventionRecord]]):
    """Conventions by the ids that generators name."""


class MisconceptionsFile(RootModel[dict[str, MisconceptionRecord]]):
    """Misconceptions by the ids that formulas and wrong options name."""


@dataclass(frozen=True)
class Course:
    root: Path
    name: Text
    institution: Text
    items: Mapping[str, BankItem | Generator]
    figures: Mapping[str, FigureSource]
    conventions: Mapping[str, Convention]
    misconceptions: Mapping[str, Misconception]
    blueprints: Mapping[str, Blueprint]
    topics: Mapping[str, Text]
    objectives: Mapping[str, Objective]
    ledger: tuple[Sitting, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    languages: tuple[Language, ...] = USUAL
    wording: Mapping[Language, Words] = field(default_factory=lambda: {at: words(at) for at in USUAL})
    default_exam: str = ""
    spelling: Spelling = "none"

    def content(self, text: str, language: Language, figures: Mapping[str, Drawable] | None = None) -> Blocks:
        """Reads a text of this course, with `figures` and its own in the text's language. Raises CourseError."""

        from hwgen.content.markup import parse

        def picture(name: str) -> Picture | Image | None:
            if figures and name in figures:
                return figures[name].in_language(language)
            if name in self.figures:
                return self.figures[name].draw().in_language(language)
            return _image(self.root / "bank", name) if name.startswith("files/") else None

        return parse(text, picture)

    def item(self, id: str) -> BankItem | Generator:
        """Raises UsageError for an unknown one."""
        if id not in self.items:
            raise UsageError(
                Diagnostic("unknown-item", f"no item is called `{id}`", None, did_you_mean(id, self.items))
            )
        return self.items[id]

    def blueprint(self, name: str) -> Blueprint:
        if name not in self.blueprints:
            hint = did_you_mean(name, self.blueprints)
            raise UsageError(
                Diagnostic("unknown-exam", f"no exam is called `{name}`", Span(self.root / "bank" / "exams"), hint)
            )
        return self.blueprints[name]

    @cached_property
    def words(self) -> dict[str, set[str]]:
        """The topics, objectives and tags of its items."""
        items = self.items.values()
        return {
            "topics": {item.topic for item in items},
            "objectives": {*self.objectives, *(item.objective for item in items if item.objective)},
            "tags": set().union(*{item.tags for item in items}),
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the name and the bytes of every file of the course, but the ledger: that tells what came of it."""
        total = hashlib.sha256()
        for folder in PARTS:
            for path in sorted((self.root / folder).rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts and path != path_of(self.root):
                    data = path.read_bytes()
                    total.update(f"{path.relative_to(self.root).as_posix()}\0{len(data)}\0".encode() + data)
        return total.hexdigest()


def _image(bank: Path, name: str) -> Image | None:
    """The image `files/...` of a bank; None where there is none, or none that can be printed."""
    path = bank / name
    if ".." in path.parts or not path.is_file():
        return None
    data = path.read_bytes()
    return Image(path.name, data, "") if image_kind(data) else None


class _Faults:
    """Collects the errors of many files, so that all of them can be told at once."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def attempt(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return read(*args, **kwargs)
        except CourseError as e:
            self.found += e.diagnostics
            return None


def load_course(root: Path) -> Course:
    """Reads the course at `root`. Raises CourseError with every fault of every file."""
    root = root.resolve()
    faults = _Faults()
    figures: dict[str, FigureSource] = {}
    recipes: list[Generator] = []
    paths = sorted((root / "bank" / "items").glob("**/*.yaml"))
    python = sorted((root / "generators").glob("**/*.py"))
    of_conventions = root / "bank" / "conventions.yaml"
    of_misconceptions = sorted((root / "bank").glob("misconceptions*.yaml"))
    known = digests.of_files(root, (*python, *paths, *of_misconceptions, of_conventions))
    for path in python:
        if held := faults.attempt(recipe_file, path, root, known.get(path, "")):
            recipes += held.generators
            figures |= {figure.id: figure for figure in held.figures}

    def has_figure(name: str) -> bool:
        return name in figures or (name.startswith("files/") and _image(root / "bank", name) is not None)

    about = faults.attempt(read_about, root)
    languages = languages_of(root)
    with _no_collector():
        files = [
            file for path in paths if (file := _bank_file(path, known.get(path, ""), languages, has_figure, faults))
        ]
    items: list[BankItem | Generator] = [*(item for file in files for item in file.items), *recipes]
    wording = {at: own for at in languages if (own := faults.attempt(words_of, root, at))}
    conventions = faults.attempt(_table, of_conventions, known.get(of_conventions, ""), languages, _conventions)
    misconceptions: dict[str, Misconception] = {}
    tables = [
        faults.attempt(_table, path, known.get(path, ""), languages, _misconceptions) for path in of_misconceptions
    ]
    for table in filter(None, tables):
        for id, misconception in table.items():
            first = misconceptions.setdefault(id, misconception)
            if first is not misconception:
                hint = f"it stands at {_place(first.name)} already"
                faults.found.append(
                    Diagnostic("duplicate-id", f"duplicate misconception `{id}`", _place(misconception.name), hint)
                )
    old = any(file.warnings for file in files)
    plans = [
        faults.attempt(Blueprint, path, languages, old=old) for path in sorted((root / "bank" / "exams").glob("*.yaml"))
    ]
    ledger = faults.attempt(load_ledger, root)
    objectives = [objective for file in files for objective in file.objectives]
    faults.found += _repeated(items)
    faults.found += _repeated(objectives)
    faults.found += _unknown(items, None if None in tables else misconceptions, objectives)
    course = Course(
        root,
        about.name if about else Text(),
        about.institution if about else Text(),
        {item.id: item for item in items},
        figures,
        conventions or {},
        misconceptions,
        {plan.name: plan for plan in plans if plan},
        _topics(items, {file.topic: file.name for file in files if file.name}, languages),
        {objective.id: objective for objective in objectives},
        ledger or (),
        (*(w for file in files for w in file.warnings), *(w for plan in plans if plan for w in plan.warnings)),
        languages,
        wording,
        (about.exam or "") if about else "",
        about.spelling if about else "none",
    )
    faults.found += _checks(course)
    if faults.found:
        raise CourseError(*sorted(faults.found, key=lambda d: d.span or Span(root)))
    return course


def _table(
    path: Path, digest: str, languages: tuple[Language, ...], read: Callable[[Path, tuple[Language, ...]], dict[str, T]]
) -> dict[str, T]:
    """A table of the bank: from the cache, if it was read before."""
    state = cache.digest(read.__name__, digest, *languages, digests.code(__name__))
    table: dict[str, T] | None = cache.kept("bank", state, state, path)
    if table is None:
        table = read(path, languages)
        cache.keep("bank", state, state, table, path)
    return table


def _conventions(path: Path, languages: tuple[Language, ...]) -> dict[str, Convention]:
    return {name: record.convention() for name, record in Document(path).read(ConventionsFile, languages).root.items()}


def _misconceptions(path: Path, languages: tuple[Language, ...]) -> dict[str, Misconception]:
    return {
        name: Misconception(record.name, record.why, record.topics)
        for name, record in Document(path).read(MisconceptionsFile, languages).root.items()
    }


def _topics(
    items: Iterable[BankItem | Generator], names: Mapping[str, Text], languages: tuple[Language, ...]
) -> dict[str, Text]:
    """Every topic with its name: its id, where no file says one."""
    return {topic: everywhere(topic, languages) for topic in dict.fromkeys(item.topic for item in items)} | dict(names)


def _place(text: Text) -> Span | None:
    return place(next(iter(text.values()), ""))


def _repeated(items: Iterable[BankItem | Generator | Objective]) -> list[Diagnostic]:
    first: dict[str, Span] = {}
    faults = []
    for item in items:
        if item.id in first:
            hint = f"it stands at {first[item.id]} already"
            faults.append(Diagnostic("duplicate-id", f"duplicate id `{item.id}`", item.span, hint))
        first.setdefault(item.id, item.span)
    return faults


def _unknown(
    items: Iterable[BankItem | Generator],
    misconceptions: Mapping[str, Misconception] | None,
    objectives: Iterable[Objective],
) -> list[Diagnostic]:
    """What items name and the course does not have: misconceptions (where all could be read), objectives, enemies."""
    items = list(items)
    ids = {item.id for item in items}
    of_topic: dict[str, set[str]] = {}
    for objective in objectives:
        of_topic.setdefault(objective.topic, set()).add(objective.id)
    faults = []
    for item in items:
        known = of_topic.get(item.topic, set())
        if item.objective and item.objective not in known:
            span = getattr(item.objective, "span", item.span)
            message = f"the topic `{item.topic}` has no objective `{item.objective}`"
            faults.append(Diagnostic("unknown-objective", message, span, did_you_mean(item.objective, known)))
        if isinstance(item, BankItem):
            named = (("misconception", item.misconceptions, misconceptions), ("item", item.enemies, ids))
            for what, names, there in named:
                for name in names:
                    if there is not None and name not in there:
                        span = getattr(name, "span", item.span)
                        faults.append(
                            Diagnostic("unknown-name", f"no {what} is called `{name}`", span, did_you_mean(name, there))
                        )
    return faults


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


def _bank_file(
    path: Path,
    digest: str,
    languages: tuple[Language, ...],
    has_figure: Callable[[str], bool],
    faults: _Faults,
) -> TopicFile | None:
    """What a file of bank/items holds: from the cache, if its texts were read before and their figures are still there."""
    state = cache.digest(digest, *languages, digests.code(__name__))
    known: TopicFile | None = cache.kept("bank", state, state, path)
    if known and all(map(has_figure, known.figures)):
        return known
    file = faults.attempt(load_items, path, languages)
    if file is None:
        faults.found += _texts_of_faulty(path, languages)
        return None
    shown, faulty = _texts(file, has_figure)
    faults.found += faulty
    file = replace(file, figures=shown, items=tuple(item.packed() for item in file.items))
    if not faulty:
        cache.keep("bank", state, state, file, path)
    return file


def _texts(file: TopicFile, has_figure: Callable[[str], bool]) -> tuple[frozenset[str], list[Diagnostic]]:
    """The figures of the course that the texts of a file show, and the faults of these texts, in both languages."""
    from hwgen.content.markup import parse

    faults = _Faults()
    shown: set[str] = set()
    for item in file.items:
        charts = item.problem.figures()

        def figure(name: str, charts: Container[str] = charts) -> Picture | None:
            if name not in charts:
                shown.add(name)
            return NAMED if name in charts or has_figure(name) else None

        for text in texts(item.problem):
            for language in item.languages:
                source = text[language]
                if isinstance(source, Source) and not source.strip():
                    name = name_of(language)
                    faults.found.append(Diagnostic("empty-text", f"the {name} text is empty", source.span))
                faults.attempt(parse, source, figure)
    return frozenset(shown), faults.found


def _texts_of_faulty(path: Path, languages: tuple[Language, ...]) -> list[Diagnostic]:
    """The faults in the texts of a file whose items could not be read, so that all are told at once."""
    from hwgen.content.markup import parse

    faults = _Faults()
    try:
        document = Document(path)
    except CourseError:
        return []
    for language in languages:
        for text in document.texts(language):
            faults.attempt(parse, text, lambda name: NAMED)
    return faults.found


def texts(problem: Problem) -> Iterable[Text]:
    return (passage.text for passage in passages(problem))


def _checks(course: Course) -> list[Diagnostic]:
    return [
        Diagnostic(
            "generator-unchecked",
            f"generator `{item.id}` has no check",
            item.span,
            f"add a second road with `@{item.id.replace('-', '_')}.check`",
        )
        for item in course.items.values()
        if isinstance(item, Generator) and not item.checker
    ]

"""The table of question kinds: every kind is complete, every reader of the table sees it, and no reader of a closed sum passes over a case."""

from __future__ import annotations

import ast
import importlib
import json
import types
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import jsonschema
import pytest
import samples
from conftest import ROOT

from hwgen.bank.blueprint import Blueprint, Pin
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem, ItemsFile
from hwgen.bank.loading import load_course
from hwgen.editing.formatting import formatted
from hwgen.editing.holdings import holdings
from hwgen.editing.restyling import bank_files, restyled
from hwgen.editing.schema import schema
from hwgen.editing.skeleton import new_item
from hwgen.errors import CourseError
from hwgen.exam.instantiate import make_group
from hwgen.exam.model import Exam, Group, Section
from hwgen.formats import ROWS
from hwgen.kinds import KIND, KINDS, MANNERS, STATED, Answer, Kind, StatedPart, kind_of
from hwgen.kinds.linked import ITEM_KINDS
from hwgen.lms.checking import check
from hwgen.lms.keys import keys_of
from hwgen.lms.platforms import PLATFORMS
from hwgen.looking.showing import shown
from hwgen.pdf.engines import ENGINES
from hwgen.pdf.kit import Kit
from hwgen.plan.plan import Slot
from hwgen.problem.computed import Computed
from hwgen.text import Text
from hwgen.words.words import words
from hwgen.writers import native
from hwgen.yamlsrc import Document

ANY = pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])


# Closed sums.


def matches() -> Iterator[tuple[Path, ast.Match]]:
    for path in sorted((ROOT / "src").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        yield from ((path, node) for node in ast.walk(tree) if isinstance(node, ast.Match))


def is_ours(path: Path, name: str) -> bool:
    """Whether a class that a module knows by this name is a dataclass of hwgen."""
    module = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
    thing = getattr(importlib.import_module(module), name, None)
    return is_dataclass(thing) and str(getattr(thing, "__module__", "")).startswith("hwgen.")


def classes(pattern: ast.pattern) -> Iterator[str]:
    """The classes that a case asks for."""
    match pattern:
        case ast.MatchClass(cls=cls):
            yield ast.unparse(cls)
        case ast.MatchOr(patterns=patterns):
            for inner in patterns:
                yield from classes(inner)
        case ast.MatchAs(pattern=inner) if inner is not None:
            yield from classes(inner)


def ends_in_assert_never(node: ast.Match) -> bool:
    last = node.cases[-1]
    return ast.unparse(last.pattern) == "_" and ast.unparse(last.body[0]).startswith("assert_never(")


def test_every_match_over_our_own_classes_names_every_case() -> None:
    """Our classes make closed sums: what a new one would be passed over in silence by, mypy has to name."""
    ours = [
        (path, node)
        for path, node in matches()
        if any(is_ours(path, name) for case in node.cases for name in classes(case.pattern))
    ]
    assert len(ours) > 20
    assert [f"{p.relative_to(ROOT)}:{node.lineno}" for p, node in ours if not ends_in_assert_never(node)] == []


# The table.


def test_the_unions_are_closed_over_the_table() -> None:
    assert set(get_args(StatedPart)) == {kind.part for kind in KINDS}
    assert set(get_args(Answer)) == {kind.answer for kind in KINDS}
    assert len(KIND) == len(KINDS)
    assert [*ITEM_KINDS] == [*KIND, "linked"]
    assert {*MANNERS} - {*STATED, "worked"} < {*KIND}


@ANY
def test_a_kind_has_one_name(kind: Kind[Any, Any, Any]) -> None:
    """Record, part and answer are called after it, or after the kind that it shares them with."""
    names = {k.record.__name__.removesuffix("Record") for k in KINDS}
    assert "-".join(_words(kind.record.__name__.removesuffix("Record"))) == kind.name
    assert kind.part.__name__ in names
    assert kind.answer.__name__ == f"{kind.part.__name__}Answer"
    assert get_args(kind.record.model_fields["kind"].annotation) == (kind.name,)


def _words(name: str) -> list[str]:
    words: list[str] = []
    for letter in name:
        if letter.isupper():
            words.append(letter.lower())
        else:
            words[-1] += letter
    return words


def full(wanted: Any, counter: Iterator[int]) -> Any:
    """A value of a type, with every optional text and two of everything; no text twice."""
    if wanted is Text:
        n = next(counter)
        return Text(zh=f"文{n}", en=f"text {n}")
    if get_origin(wanted) is tuple:
        first, *rest = get_args(wanted)
        return tuple(full(t, counter) for t in ((first, first) if rest == [...] else (first, *rest)))
    if get_origin(wanted) in (typing.Union, types.UnionType):
        return full(Text if Text in get_args(wanted) else get_args(wanted)[0], counter)
    if get_origin(wanted) is typing.Literal:
        return get_args(wanted)[0]
    if is_dataclass(wanted) and isinstance(wanted, type):
        hints = get_type_hints(wanted)
        return wanted(**{f.name: full(hints[f.name], counter) for f in fields(wanted)})
    return {str: lambda: f"id-{next(counter)}", int: lambda: 1, bool: lambda: True, Fraction: lambda: Fraction(1)}[
        wanted
    ]()


def texts(thing: object) -> Iterator[Text]:
    if isinstance(thing, Text):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from texts(part)
    elif is_dataclass(thing):
        for f in fields(thing):
            yield from texts(getattr(thing, f.name))


@ANY
def test_no_text_of_a_part_is_passed_over(kind: Kind[Any, Any, Any]) -> None:
    """Loader, editor and exports look at the passages: what is missing there, nobody has checked."""
    part = full(kind.part, iter(range(1000)))
    written = sorted(text.en for text in texts(part))
    assert len(written) >= 2
    assert sorted(passage.text.en for passage in kind.passages(part)) == written


# Each kind, from the bank through every writer.


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with an item of each kind, as `hwgen new item` writes it."""
    root = tmp_path_factory.mktemp("kinds")
    (root / "bank" / "exams").mkdir(parents=True)
    (root / "generators").mkdir()
    (root / "bank" / "course.yaml").write_text(
        "name: {zh: 课, en: C}\ninstitution: {zh: 系, en: D}\n", encoding="utf-8"
    )
    for name in ("conventions", "misconceptions"):
        (root / "bank" / f"{name}.yaml").write_text("", encoding="utf-8")
    for name in ITEM_KINDS:
        new_item(root, holdings(load_course(root)), f"my-{name}", name, "cnn")
    return load_course(root)


def group(course: Course, name: str) -> Group:
    item = course.item(f"my-{name}")
    return make_group(course, Slot(item, Pin(), 10, item.span, None), 1, "en", 1)


def paper(course: Course, name: str) -> Exam:
    return replace(samples.exam(), words=words("en"), sections=(Section("I", (), (group(course, name),)),))


@ANY
def test_a_kind_goes_from_the_bank_to_every_format(kind: Kind[Any, Any, Any], every: Course) -> None:
    item = every.item(f"my-{kind.name}")
    assert isinstance(item, BankItem)
    (part,) = item.problem.parts
    assert not isinstance(part, Computed)
    assert kind_of(part) is kind
    assert isinstance(part, kind.part)
    assert kind.variety(part) >= 1
    (question,) = group(every, kind.name).questions
    assert isinstance(question.answer, kind.answer)
    assert question.answer.kind == kind.name
    exam = paper(every, kind.name)
    data = json.loads(native.write(exam))
    jsonschema.validate(data, json.loads((ROOT / "docs" / "exam.schema.json").read_text(encoding="utf-8")))
    assert data["sections"][0]["questions"][0]["kind"] == kind.name
    assert shown(every, item.id, 1, "en").startswith(item.id)
    kit = Kit(every, ENGINES["typst"])
    files = {name: data for row in ROWS if not row.prints for name, data in row.write(exam, kit).files.items()}
    assert files["moodle.xml"].count(b"<question ") == 2
    for suffix in ("tex", "typ"):
        assert files[f"exam.{suffix}"] != files[f"key.{suffix}"]
    for platform in PLATFORMS.values():
        made, ids = files[platform.file], set[str]()
        platform.adapter().read_back(made, lambda asked, ids=ids: ids.add(asked.id))  # type: ignore[misc]
        assert check(platform, made, Path(platform.file), keys_of(data, ids)).diagnostics == []


@ANY
def test_the_schema_knows_each_kind(kind: Kind[Any, Any, Any]) -> None:
    made = json.dumps(schema(ItemsFile, {}))
    assert f'"const": "{kind.name}"' in made
    assert f'"new {kind.name}"' in made


def test_an_item_of_each_kind_is_in_style(every: Course) -> None:
    path = every.item("my-essay").span.file
    assert formatted(path) == path.read_text(encoding="utf-8")


# Names that kinds had before.

OLD_ITEMS = """topic: cnn
items:
  # Kept.
  - {id: word, kind: short-text, difficulty: 1, minutes: 1, source: Book 1, stem: {zh: 写出, en: Write}, accepted: [relu], explanation: {zh: 因为, en: So}}
  - id: why
    kind: "short-answer"
    difficulty: 1
    minutes: 1
    source: Book 1
    stem: {zh: 为什么, en: Why}
    model: {zh: 因为, en: Because}
    rubric: [{text: {zh: 说明, en: Explains}, points: 1}]
  - id: group
    kind: linked
    difficulty: 1
    minutes: 1
    source: Book 1
    context: {zh: 已知, en: Given}
    parts:
      - {id: part, kind: short-text, stem: {zh: 写出, en: Write}, accepted: [relu], explanation: {zh: 因为, en: So}}
"""
OLD_EXAM = """title: {zh: 卷, en: Exam}
minutes: 60
plan: {kinds: {short-answer: 1}}
sections:
  - title: {zh: 一, en: I}
    points: 5
    questions:
      - {pick: 1, kind: short-answer}
      - {pick: 1, kind: [numeric, short-answer]}
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A course from when an essay was a short answer."""
    for folder in ("bank/exams", "bank/items", "generators"):
        (tmp_path / folder).mkdir(parents=True)
    for name, text in (
        ("course", "name: {zh: 课, en: C}\ninstitution: {zh: 系, en: D}\n"),
        ("conventions", ""),
        ("misconceptions", ""),
        ("items/cnn", OLD_ITEMS),
        ("exams/final", OLD_EXAM),
    ):
        (tmp_path / f"bank/{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_old_names_are_read_as_they_were_meant_and_warned_of(old: Path) -> None:
    course = load_course(old)
    assert {item.id: item.kind for item in course.items.values()} == {
        "word": "short-answer",
        "why": "essay",
        "group": "linked",
    }
    (entry, mixed) = (entry for _, _, entry in course.blueprint("final").plan.entries())
    assert entry.kind == ("essay",)
    assert mixed.kind == ("numeric", "essay")
    plan = course.blueprint("final").plan.plan
    assert plan is not None
    assert [*plan.kinds] == ["essay"]
    assert [(w.severity, w.message, w.span and w.span.line) for w in course.warnings] == [
        ("warning", "the kind `short-text` is called `short-answer` now", 4),
        ("warning", "the kind `short-answer` is called `essay` now", 6),
        ("warning", "the kind `short-text` is called `short-answer` now", 20),
        ("warning", "the kind `short-answer` is called `essay` now", 8),
        ("warning", "the kind `short-answer` is called `essay` now", 9),
        ("warning", "the kind `short-answer` is called `essay` now", 3),
    ]
    assert load_course(old).warnings == course.warnings, "those of a file that was read before are kept"


def test_format_writes_the_new_names(old: Path) -> None:
    changed, faults = restyled(bank_files(old))
    assert faults == []
    for path, text in changed.items():
        path.write_text(text, encoding="utf-8")
    course = load_course(old)
    assert course.warnings == ()
    assert course.item("why").kind == "essay"
    items = (old / "bank/items/cnn.yaml").read_text(encoding="utf-8")
    assert "# Kept." in items
    assert items.count("kind: short-answer") == 2
    exam = (old / "bank/exams/final.yaml").read_text(encoding="utf-8")
    assert "short-answer" not in exam
    assert exam.count("essay") == 3


def test_the_new_names_mean_what_they_say(old: Path) -> None:
    """`short-answer` with accepted spellings is no essay, and a blueprint of a course without old names is taken at its word."""
    path = old / "bank/items/cnn.yaml"
    path.write_text(
        OLD_ITEMS.replace('"short-answer"', "essay").replace("short-text", "short-answer"), encoding="utf-8"
    )
    course = load_course(old)
    assert course.warnings == ()
    assert course.item("word").kind == "short-answer"
    assert next(course.blueprint("final").plan.entries())[2].kind == ("short-answer",)


def test_a_manner_has_a_new_name_too(old: Path) -> None:
    path = old / "bank/exams/final.yaml"
    path.write_text(
        OLD_EXAM.replace("{pick: 1, kind: short-answer}", "{pick: 1, topic: cnn, as: short-text}"), encoding="utf-8"
    )
    blueprint = Blueprint(path)
    assert next(blueprint.plan.entries())[2].manner == "short-answer"
    assert "as: short-answer" in formatted(path)


def test_what_has_no_kind_is_reported_those_that_there_are(tmp_path: Path) -> None:
    head = "topic: cnn\nitems:\n  - {id: a, difficulty: 1, minutes: 1, source: B, charts: {c: {alt: x}}"
    path = tmp_path / "items.yaml"
    path.write_text(
        head + "}\n  - {id: b, kind: linked, context: {zh: 已, en: G}, parts: [{id: c}]}\n", encoding="utf-8"
    )
    with pytest.raises(CourseError) as caught:
        Document(path).read(ItemsFile)
    hints = {d.span and (d.span.line, d.span.column): d.hint for d in caught.value.diagnostics if "`kind`" in d.message}
    assert hints[3, 5] == f"{', '.join(ITEM_KINDS[:-1])} or linked"
    assert hints[4, 60] == f"{', '.join([*KIND][:-1])} or {KINDS[-1].name}"

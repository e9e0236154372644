"""Conceptual items: bank/items/*.yaml read into problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial, reduce
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, create_model

from hwgen.bank.bare import as_one
from hwgen.bank.drafts import few, lacking
from hwgen.bank.names import misshapen
from hwgen.bank.texts import raw_faults
from hwgen.cache import digest, packed, unpacked
from hwgen.calculators import Calculator
from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.fields import CourseText, Record, SourceText
from hwgen.kinds import KIND, KINDS
from hwgen.kinds.kind import Find
from hwgen.kinds.linked import LinkedRecord, unexplained
from hwgen.kinds.linked import faults as faults_of
from hwgen.kinds.records import About, QuestionRecord, twice
from hwgen.kinds.renamed import rename_items
from hwgen.problem.parts import Always, Part, Problem, misconceptions
from hwgen.text import USUAL, Language, Source, Text
from hwgen.yamlsrc import Document, Place

# How deep in the file a value stands that is left out alone, when it has a fault.
UNITS = {"items": 2, "objectives": 2}


def _item(record: type[QuestionRecord]) -> type[About]:
    """The record of a question that is an item of its own."""
    bases: Any = (record, About)
    item: type[About] = create_model(record.__name__.replace("Record", "Item"), __base__=bases, __module__=__name__)
    return item


if TYPE_CHECKING:
    AnyItem = About
else:
    _ITEMS = map(_item, (*(kind.record for kind in KINDS), LinkedRecord))
    AnyItem = Annotated[reduce(or_, _ITEMS), Field(discriminator="kind")]


Bloom = Literal["remember", "understand", "apply", "analyse", "evaluate", "create"]


class ObjectiveRecord(Record):
    """What a student is to learn."""

    bloom: Bloom = Field(description="The level of the revised taxonomy of Bloom.")
    text: CourseText = Field(description="What a student can do after learning it, beginning with a verb.")


class ItemsFile(Record):
    """The conceptual items of one topic."""

    topic: SourceText = Field(description="The topic of every item here, in kebab-case: `mechanics`.")
    name: CourseText | None = Field(None, description="The topic’s name as it is printed.")
    objectives: dict[str, ObjectiveRecord] = Field(
        default_factory=dict, description="The learning objectives of the topic, by the ids that items use."
    )
    items: tuple[AnyItem, ...] = Field((), description="The items, in any order.")


@dataclass(frozen=True)
class Objective:
    id: str
    topic: str
    bloom: Bloom
    text: Text
    span: Span


@dataclass(frozen=True)
class TopicFile:
    """What one file of bank/items holds; `figures` are those of the course that its texts show.

    `broken` are the ids of items that could not be read, `faults` say why; `unread` are those of them of which only a text is at fault.
    """

    topic: str
    name: Text | None
    objectives: tuple[Objective, ...]
    items: tuple[BankItem, ...]
    figures: frozenset[str] = frozenset()
    warnings: tuple[Diagnostic, ...] = ()
    faults: tuple[Diagnostic, ...] = ()
    broken: frozenset[str] = frozenset()
    all_objectives: bool = True
    unread: tuple[BankItem, ...] = ()
    span: Span | None = None


@dataclass(frozen=True)
class BankItem:
    """A conceptual item: its problem never changes, only what is drawn from its pools.

    `digest` is that of all that its file says of it.
    """

    id: str
    kind: str
    span: Span
    topic: str
    difficulty: int
    minutes: float
    tags: tuple[str, ...]
    source: str
    stored: Problem | bytes
    digest: str
    languages: tuple[Language, ...] = USUAL
    objective: str = ""
    misconceptions: tuple[str, ...] = ()
    enemies: tuple[str, ...] = ()
    silence: Mapping[str, str] = field(default_factory=dict)
    imported: bool = False
    calculator: Calculator = "none"
    weights: tuple[int, ...] = ()

    @cached_property
    def problem(self) -> Problem:
        if isinstance(self.stored, bytes):
            problem: Problem = unpacked(self.stored, self.span.file)
            return problem
        return self.stored

    def packed(self) -> BankItem:
        """The item with a problem that is unpacked when somebody asks for it."""
        return replace(self, stored=packed(self.problem, self.span.file))


def load_items(path: Path, languages: Sequence[Language] = USUAL) -> TopicFile:
    """The topic and the items of one file. Raises CourseError with every fault of their keys and values."""
    file = read_items(path, languages)
    if file.faults:
        raise CourseError(*file.faults)
    return file


def read_items(path: Path, languages: Sequence[Language] = USUAL) -> TopicFile:
    """The topic and the sound items of one file, and the faults of the others. Raises CourseError where there is no topic."""
    document = Document(path, tolerant=True)
    renamings = rename_items(document)
    sound = document.sound(ItemsFile, languages, UNITS)
    located = as_one(sound.faults, document, ("objectives",), languages)
    faults = [replace(fault, subject=_subject(document, place)) for place, fault in located]
    left_out = [place for place in sound.left_out if len(place) == UNITS["items"] and place[0] == "items"]
    for place in left_out if sound.record else [()]:
        faults += _text_faults(document, place, languages)
        missing = _missing(lacking(document, place), partial(document.span, *place))
        others = (*missing, *_repeated(document, place), *few(document, place))
        faults += (replace(fault, subject=_subject(document, place)) for fault in others)
    if sound.record is None:
        raise CourseError(*faults)
    file, items = sound.record, []
    if not file.topic.strip():
        hint = "write its name after `topic:`"
        faults.append(Diagnostic("missing-key", "the topic has no name", document.span("topic", "#key"), hint))
    broken = {_subject(document, place) for place in left_out}
    places = (i for i in range(len(_items(document))) if ("items", i) not in sound.left_out)
    for i, record in zip(places, file.items, strict=True):
        find = partial(document.span, "items", i)
        wrong = list(faults_of(record, find))
        # An item can be looked at before it is explained.
        faults += (replace(fault, subject=str(record.id)) for fault in (*wrong, *_unexplained(record, find)))
        if wrong:
            broken.add(str(record.id))
        else:
            items.append(_read(record, document, i, file.topic, languages))
    # Of those that are sound, it is the course that knows all ids.
    ids = [item.get("id") for item in _items(document) if isinstance(item, dict)]
    faults += twice([id for id in ids if isinstance(id, Source) and id in broken])
    return TopicFile(
        file.topic,
        file.name,
        tuple(_objectives(file, document)),
        tuple(items),
        warnings=(*(renaming.warning for renaming in renamings), *misshapen(document)),
        faults=tuple(faults),
        broken=frozenset(broken),
        all_objectives=all(place[0] != "objectives" for place in sound.left_out),
        span=document.span("topic"),
    )


def _items(document: Document) -> list[Any]:
    """The items of the file as they stand there, sound or not."""
    items = document.data.get("items") if isinstance(document.data, dict) else None
    return items if isinstance(items, list) else []


def _subject(document: Document, place: Place) -> str:
    """The id of the item that stands at a place or around it."""
    match place, document.data:
        case ("items", int(i), *_), {"items": list(items)} if isinstance(items[i], dict):
            return str(items[i].get("id", ""))
        case _:
            return ""


def _repeated(document: Document, place: Place) -> Iterator[Diagnostic]:
    """Ids that stand twice in an item with other faults: those of its lists, such as `right` and `wrong`, are of one kind."""
    match place, document.data:
        case ("items", int(i)), {"items": list(items)} if isinstance(item := items[i], dict):
            parts = item.get("parts")
            for record in (item, *(parts if isinstance(parts, list) else ())):
                lists = (
                    [value for value in record.values() if isinstance(value, list)] if isinstance(record, dict) else []
                )
                entries = [entry for each in lists for entry in each if isinstance(entry, dict)]
                yield from twice([id for entry in entries if isinstance(id := entry.get("id"), Source)])


def _text_faults(document: Document, place: Place, languages: Sequence[Language]) -> Iterator[Diagnostic]:
    for language in languages:
        for fault in raw_faults(document.texts(language, *place)):
            yield replace(fault, subject=_subject(document, place))


def _unexplained(record: About, find: Find) -> Iterator[Diagnostic]:
    """What an item must say of its answers, unless it was imported."""
    if not record.imported:
        yield from _missing(unexplained(record), find)


def _missing(keys: Iterable[Place], find: Find) -> Iterator[Diagnostic]:
    for *place, name in keys:
        yield Diagnostic("missing-key", f"missing key `{name}`", find(*place), f"add `{name}:` here")


def _objectives(file: ItemsFile, document: Document) -> Iterator[Objective]:
    for id, objective in file.objectives.items():
        span = document.span("objectives", id, "#key")
        yield Objective(id, file.topic, objective.bloom, objective.text, span)


def _read(record: About, document: Document, i: int, topic: str, languages: Sequence[Language]) -> BankItem:
    problem = _problem(record)
    own = record.languages or ((record.language,) if record.language else languages)
    return BankItem(
        id=str(record.id),
        kind=record.kind,
        span=document.span("items", i),
        topic=str(topic),
        difficulty=record.difficulty,
        minutes=record.minutes,
        tags=tuple(map(str, record.tags)),
        source=str(record.source),
        stored=problem,
        digest=digest(topic, document.written("items", i)),
        languages=tuple(at for at in languages if at in own),
        objective=record.objective or "",
        misconceptions=tuple(dict.fromkeys((*record.misconceptions, *misconceptions(problem)))),
        enemies=record.enemies,
        silence=record.silence,
        imported=record.imported,
        calculator=record.calculator,
        weights=record.weights if isinstance(record, LinkedRecord) else (),
    )


def _problem(record: About) -> Problem:
    charts = record.charts
    if isinstance(record, LinkedRecord):
        return Problem(tuple(map(_part, record.parts)), Always(record.context), Always(charts))
    return Problem((_part(record),), figures=Always(charts))


def _part(record: QuestionRecord) -> Part:
    part: Part = KIND[record.kind].read(record)
    return part

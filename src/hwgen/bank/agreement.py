"""Whether the files of a course agree: ids that stand twice, names that nothing has, generators without a check."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from hwgen.bank.items import BankItem, Objective, TopicFile
from hwgen.bank.names import ALLOWED, NAME, suggested
from hwgen.bank.tables import Misconception
from hwgen.errors import Diagnostic, Span, closest, did_you_mean
from hwgen.problem.generator import Generator
from hwgen.problem.places import written

Item = BankItem | Generator


def repeated(things: Iterable[Item | Objective]) -> Iterator[Diagnostic]:
    """Ids that stand there already."""
    first: dict[str, Span] = {}
    for thing in things:
        if thing.id in first:
            hint = f"it is already defined at {first[thing.id]}"
            yield Diagnostic("duplicate-id", f"duplicate id `{thing.id}`", thing.span, hint)
        first.setdefault(thing.id, thing.span)


def unnamed(items: Iterable[Item]) -> Iterator[Diagnostic]:
    """Ids that could be no word of a command."""
    for item in items:
        if not NAME.fullmatch(item.id):
            hint = f"write {ALLOWED}: `{suggested(item.id)}`"
            yield Diagnostic("not-a-name", f"`{item.id}` is not a valid name of an item", item.span, hint)


def lost(generators: Iterable[Generator], topics: Collection[str]) -> Iterator[Diagnostic]:
    """Generators on a topic that no file of bank/items is about: no exam on the topic that was meant would find them."""
    for generator in generators:
        if generator.topic not in topics:
            hint = did_you_mean(generator.topic, topics)
            message = f"no file of bank/items has the topic `{generator.topic}`"
            yield Diagnostic("unknown-word", message, written(generator.topic, generator.span), hint)


def astray(misconceptions: Mapping[str, Misconception] | None, topics: Collection[str]) -> Iterator[Diagnostic]:
    """Topics of misconceptions that are misspelt: there, no item would find them. A bank may have more of them than it has topics."""
    for misconception in (misconceptions or {}).values():
        for topic in misconception.topics:
            if topic not in topics and (near := closest(topic, topics, alike=0.75)):
                message = f"no file of bank/items has the topic `{topic}`"
                yield Diagnostic("unknown-word", message, getattr(topic, "span", None), f"did you mean `{near}`?")


def idle(files: Iterable[TopicFile], generators: Iterable[Generator]) -> Iterator[Diagnostic]:
    """Files that name a topic and nothing else, on which there is no item and no generator: the name may be misspelt."""
    files = tuple(files)
    used = {file.topic for file in files if file.items or file.broken} | {generator.topic for generator in generators}
    for file in files:
        if file.topic not in used and file.span and not file.objectives:
            near = closest(file.topic, used)
            hint = f"did you mean `{near}`? items stand below `items:`" if near else "items stand below `items:`"
            message = f"no item and no generator has the topic `{file.topic}`"
            yield Diagnostic("topic-idle", message, file.span, hint)


def unknown(
    items: Collection[Item],
    broken: Collection[str] | None,
    misconceptions: Collection[str] | None,
    objectives: Iterable[Objective] | None,
    topics: Collection[str],
) -> Iterator[Diagnostic]:
    """What items name and the course does not have: objectives, misconceptions, enemies.

    `broken` are ids of items that could not be read, `topics` those of the files. None stands for what cannot be known.
    """
    ids = None if broken is None else {item.id for item in items} | set(broken)
    if objectives is not None:
        # Of a topic that is misspelt, `lost` says so; its objectives are no second mistake.
        yield from _objectives((item for item in items if item.topic in topics or not topics), objectives)
    for item in items:
        if isinstance(item, BankItem):
            yield from _names(item, "misconception", item.misconceptions, misconceptions)
            yield from _names(item, "item", item.enemies, ids)
            for enemy in item.enemies:
                if enemy == item.id:
                    message, hint = f"`{item.id}` is named as its own enemy", "name another item, or delete it"
                    yield Diagnostic("wrong-value", message, getattr(enemy, "span", item.span), hint)


def _objectives(items: Iterable[Item], objectives: Iterable[Objective]) -> Iterator[Diagnostic]:
    of_topic: dict[str, set[str]] = {}
    topics: dict[str, str] = {}
    for objective in objectives:
        topics[objective.id] = objective.topic
        of_topic.setdefault(objective.topic, set()).add(objective.id)
    for item in items:
        known = of_topic.get(item.topic, set())
        if item.objective and item.objective not in known:
            span = getattr(item.objective, "span", item.span)
            message = f"the topic `{item.topic}` has no objective `{item.objective}`"
            other = topics.get(item.objective)
            hint = f"it is an objective of the topic `{other}`; " if other else ""
            hint += did_you_mean(item.objective, known) or f"add it to `objectives:` in the file of `{item.topic}`"
            yield Diagnostic("unknown-objective", message, span, hint)


def _names(item: BankItem, what: str, names: Iterable[str], known: Collection[str] | None) -> Iterator[Diagnostic]:
    for name in names:
        if known is not None and name not in known:
            span = getattr(name, "span", item.span)
            hint = _new_misconception(item, name, known) if what == "misconception" else did_you_mean(name, known)
            yield Diagnostic("unknown-name", f"there is no {what} `{name}`", span, hint)


def _new_misconception(item: BankItem, name: str, known: Collection[str]) -> str:
    """Most are new ones rather than misspelt ones."""
    near = did_you_mean(name, known)
    start = f"{near} Otherwise " if near.startswith("did you mean") else ""
    entry = f"`{name}:` with `name`, `why` and `topics: [{item.topic}]`"
    return f"{start}add it to bank/misconceptions.yaml: {entry}"


def unchecked(generators: Iterable[Generator]) -> Iterator[Diagnostic]:
    for generator in generators:
        if not generator.checker:
            hint = f"add a check with `@{generator.id.replace('-', '_')}.check`"
            yield Diagnostic("generator-unchecked", f"generator `{generator.id}` has no check", generator.span, hint)

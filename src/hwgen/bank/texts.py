"""The texts of items as they are read: each of them parsed in all its languages, so that every fault of a bank is known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from hwgen.bank.pictures import meant
from hwgen.content.image import NoPicture
from hwgen.content.picture import Picture
from hwgen.content.tree import references
from hwgen.errors import CourseError, Diagnostic, did_you_mean
from hwgen.problem.parts import Problem, passages
from hwgen.text import Language, Source, Text, place
from hwgen.words.words import name_of

# Stands for a chart where only its name matters, and drawing it would take time.
NAMED = Picture(0, 0, (), "")


def texts(problem: Problem) -> Iterable[Text]:
    return (passage.text for passage in passages(problem))


def text_faults(
    problem: Problem, languages: Sequence[Language], has_figure: Callable[[str], bool], shown: set[str]
) -> Iterator[Diagnostic]:
    """What is wrong with the texts of an item. The figures of the course that they show come to `shown`."""
    charts, parts = problem.figures(), problem.parts
    questions = [part.id for part in parts] if len(parts) > 1 else []

    def figure(name: str, charts: Collection[str] = charts) -> Picture | None:
        if name not in charts:
            shown.add(name)
        if name not in charts and (hint := meant(name, charts)):
            raise NoPicture(hint)
        return NAMED if name in charts or has_figure(name) else None

    for text in texts(problem):
        for language in languages:
            source = text[language]
            if isinstance(source, Source) and not source.strip():
                message = f"the {name_of(language)} text is empty"
                yield Diagnostic("empty-text", message, source.span, "write it, or delete the key above it")
            yield from _faults(source, figure, questions)


ALONE = "only the parts of a `linked` item have ids that texts refer to; for the text itself, write `\\[`"


def raw_faults(sources: Iterable[str]) -> Iterator[Diagnostic]:
    """What is wrong with texts whose item could not be read: which figures there are, nobody knows."""
    for source in sources:
        yield from _faults(source, lambda name: NAMED)


def _faults(
    source: str, figure: Callable[[str], Picture | None], questions: Sequence[str] | None = None
) -> Iterator[Diagnostic]:
    """`questions` are those that the text may refer to, where they are known."""
    from hwgen.content.markup import parse

    try:
        blocks = parse(source, figure)
    except CourseError as e:
        yield from e.diagnostics
        return
    for name in dict.fromkeys(references(blocks)):
        if questions is not None and name not in questions:
            at = place(source, source.find(f"[@{name}]"))
            message, hint = f"no question of this item has the id `{name}`", did_you_mean(name, questions) or ALONE
            yield Diagnostic("unknown-reference", message, at, hint)

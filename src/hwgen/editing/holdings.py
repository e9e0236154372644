"""What a course holds, as far as a new question or exam has to fit it: plain data, which is kept from one command to the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hwgen.errors import Span

if TYPE_CHECKING:
    from hwgen.bank.course import Course

# The topic of the examples, and how their ids begin.
STANDIN = "skeleton"


@dataclass(frozen=True)
class Holdings:
    """`places` are the file, line and column of each item, `counts` how many of each kind are written in the bank.

    `files` are those of each topic, `objectives` its ids with their files, `misconceptions` ids with their topics. `sections` are
    those of a new exam: the kind, its title, how many questions, points for each. `examples` is a file with an item of each kind, `papers` what a
    paper is called in each language.
    """

    languages: Sequence[str]
    places: Mapping[str, Sequence[str | int]]
    counts: Mapping[str, int]
    files: Mapping[str, Sequence[str]]
    objectives: Mapping[str, Sequence[Sequence[str]]]
    misconceptions: Mapping[str, Sequence[str]]
    sections: Sequence[tuple[str, str, int, int]]
    examples: str
    papers: Mapping[str, str]

    def span(self, name: str, root: Path) -> Span:
        file, line, column = self.places[name]
        return Span(root / str(file), int(line), int(column))

    def with_item(self, name: str, kind: str, span: Span, root: Path) -> Holdings:
        """Those of the course when it has one item more, of a topic that it has."""
        places = {**self.places, name: _place(span, root)}
        return replace(self, places=places, counts={**self.counts, kind: self.counts.get(kind, 0) + 1})


def holdings(course: Course) -> Holdings:
    from hwgen.bank.items import BankItem
    from hwgen.editing.begin import flow, skeleton, styled
    from hwgen.kinds import KINDS

    written = [item for item in course.items.values() if isinstance(item, BankItem)]
    files: dict[str, dict[str, None]] = {}
    objectives: dict[str, list[tuple[str, str]]] = {}
    for item in written:
        files.setdefault(item.topic, {})[item.span.inside(course.root)] = None
    for id, objective in course.objectives.items():
        file = objective.span.inside(course.root)
        files.setdefault(objective.topic, {})[file] = None
        objectives.setdefault(objective.topic, []).append((id, file))
    titles = {kind: {at: course.wording[at][f"titles.{kind.name}"] for at in course.languages} for kind in KINDS}
    examples = skeleton("items.yaml", course.languages)
    return Holdings(
        course.languages,
        {id: _place(item.span, course.root) for id, item in course.items.items()},
        Counter(item.kind for item in written),
        {topic: tuple(names) for topic, names in files.items()},
        objectives,
        {id: tuple(about.topics) for id, about in course.misconceptions.items()},
        tuple((kind.name, flow(titles[kind]), *kind.section) for kind in KINDS),
        styled(examples, Path("bank", "items", f"{STANDIN}.yaml"), course.languages),
        {at: course.wording[at]["new_exam"] for at in course.languages},
    )


def _place(span: Span, root: Path) -> tuple[str, int, int]:
    return span.inside(root), span.line, span.column

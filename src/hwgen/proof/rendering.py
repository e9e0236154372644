"""Texts and figures as they are printed: each branch of each text of a generator is read as papers read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from hwgen.content.markup import parse
from hwgen.content.picture import Drawable, Picture
from hwgen.content.tree import Blocks
from hwgen.errors import CourseError, Diagnostic, did_you_mean
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Problem
from hwgen.problem.places import passage
from hwgen.proof.claims import SLOT
from hwgen.proof.counting import alike
from hwgen.proof.failures import params_in_words
from hwgen.text import Language, Text

# No more branches are read: a text may hold words that are drawn from a long list.
MOST = 300
OPTION = "option"
# What a fault is about.
NAMED = re.compile("`([^`]+)`")
FIGURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)")


class Reader(Protocol):
    """How a course reads a text with the figures of a problem. Raises CourseError."""

    def __call__(self, text: str, language: Language, figures: Mapping[str, Drawable], /) -> Blocks: ...


def alone(text: str, language: Language, figures: Mapping[str, Drawable]) -> Blocks:
    """Reads a text outside a course, which has no figures but those of the problem."""

    def picture(name: str) -> Picture | None:
        return figures[name].in_language(language) if name in figures else None

    return parse(text, picture)


@dataclass
class Rendering:
    """Watches a walk over the variants of a generator and reads each branch of their texts once: texts that differ in more than their numbers."""

    generator: Generator
    languages: Sequence[Language]
    read: Reader = alone
    branches: set[int] = field(default_factory=set)
    drawn: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)

    def see(self, problem: Problem, texts: Iterable[tuple[str, Text]], params: Mapping[str, Any]) -> bool:
        """Whether a text has a branch that none before had. Raises CourseError for a text that cannot be printed."""
        new = False
        for name, language, text in self._written(problem, texts):
            if len(self.branches) >= MOST:
                break
            branch = hash((name, language, alike(text)))
            if branch in self.branches:
                continue
            self.branches.add(branch)
            new |= name != OPTION
            # A crash in it names the draws and its line already.
            figures = problem.figures()
            try:
                self.drawn.update(map(alike, figures))
                self.shown.update(map(alike, FIGURE.findall(text)))
                self.read(text, language, figures)
            except CourseError as e:
                # Each variant that has the fault counts.
                self.branches.discard(branch)
                fault, where = e.diagnostics[0], f"`{self.generator.id}`, {name}"
                near = named[1] if (named := NAMED.search(fault.message)) else ""
                message = f"{where}: {fault.message}, for {params_in_words(params)}"
                hint, shown = fault.hint, near
                if fault.rule == "unknown-figure":
                    # Its name may be that of much else.
                    shown = f"]({near})"
                    own = f'give it to the problem, `Problem(..., figures=lambda: {{"{near}": ...}})`; or {hint}'
                    hint = did_you_mean(near, figures) if figures else own
                place = passage(text, shown, self.generator.span)
                if place != self.generator.span:
                    place = replace(place, column=place.column + shown.index(near))
                raise CourseError(replace(fault, message=message, span=place, hint=hint)) from e
        return new

    def refuse_unseen(self) -> None:
        """Raises CourseError for a figure that is drawn and stands in no text."""
        if unseen := sorted(self.drawn - self.shown):
            message = f"`{self.generator.id}`: no text shows the figure `{unseen[0]}`"
            hint = f"write `![]({unseen[0]})` in a text, or draw it no more"
            raise CourseError(Diagnostic("proof-figure", message, self.generator.span, hint))

    def _written(self, problem: Problem, texts: Iterable[tuple[str, Text]]) -> Iterator[tuple[str, Language, str]]:
        """Every text, claims with the key in their place, and every option."""
        keys = {f"{part.id}: claim": part.value(part.key).tex() for part in _computed(problem)}
        for name, text in texts:
            for language in self.languages:
                yield name, language, text[language].replace(SLOT, keys[name]) if name in keys else text[language]
        for part in _computed(problem):
            for raw in (part.key, *part.wrong.values()):
                yield OPTION, self.languages[0], f"${part.value(raw).tex()}$"


def _computed(problem: Problem) -> Iterator[Computed]:
    yield from (part for part in problem.parts if isinstance(part, Computed))

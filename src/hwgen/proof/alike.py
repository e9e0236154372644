"""Variants that read the same: with the same key they are one variant, with another key the stem does not determine the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hwgen.draw import Draw, replayed
from hwgen.errors import CourseError, Diagnostic
from hwgen.kinds import kind_of
from hwgen.problem.computed import Computed
from hwgen.problem.generator import Generator
from hwgen.problem.parts import Part, Problem
from hwgen.proof.failures import params_in_words
from hwgen.text import Language, Text
from hwgen.values import displayed

# A draw that changes nothing makes at least every other variant read like one before.
IDLE_SHARE = 0.3


@dataclass
class _Reading:
    """A variant that is first to read so. `pictures` are its figures, drawn where another one reads the same."""

    keys: tuple[object, ...]
    draw: Draw
    pictures: str | None = None


@dataclass
class Alike:
    """Watches a walk over the variants of a generator, as they read in each of `languages`."""

    generator: Generator
    languages: Sequence[Language]
    seen: dict[tuple[Language, int, str], _Reading] = field(default_factory=dict)
    params: list[tuple[Mapping[str, Any], tuple[int, ...]]] = field(default_factory=list)
    repeated: int = 0

    def is_new(self, problem: Problem, draw: Draw, texts: Iterable[Text]) -> bool:
        """Whether the variant reads unlike all before in some language. Raises CourseError where it has another key than one that it reads like."""
        keys = tuple(map(_key, problem.parts))
        shown = (tuple(texts), tuple(getattr(part, "conventions", ()) for part in problem.parts))
        prints = []
        new = False
        for language in self.languages:
            read = hash((tuple(text[language] for text in shown[0] if language in text), shown[1]))
            prints.append(read)
            new |= self._is_new(language, read, keys, problem, draw)
        self.params.append((draw.params, (hash(keys), *prints)))
        self.repeated += not new
        return new

    def _is_new(self, language: Language, read: int, keys: tuple[object, ...], problem: Problem, draw: Draw) -> bool:
        first = self.seen.setdefault((language, read, ""), mine := _Reading(keys, draw))
        if first is mine:
            return True
        pictures = _pictures(problem)
        if first.pictures is None:
            first.pictures = _pictures(self._again(first.draw))
        if first.pictures != pictures:
            first = self.seen.setdefault((language, read, pictures), mine)
            if first is mine:
                return True
        if first.keys != keys:
            message = (
                f"`{self.generator.id}`: two variants read the same and have different keys, {_list(first.keys)} for "
                f"{params_in_words(first.draw.params)}, and {_list(keys)} for {params_in_words(draw.params)}"
            )
            unseen = [name for name, value in draw.params.items() if first.draw.params.get(name) != value]
            hint = (
                f"no text shows {' or '.join(f'`{name}`' for name in unseen)}: write `[{unseen[0]}]` into the question"
                if unseen
                else ""
            )
            raise CourseError(Diagnostic("proof-stem", message, self.generator.span, hint))
        return False

    def _again(self, draw: Draw) -> Problem:
        from hwgen.proof.domain import draw_problem

        return replayed(lambda d: draw_problem(self.generator, d), draw.choices)[0]

    def idle_draw(self) -> str | None:
        """A draw that no text and no key depends on: what it draws never tells two variants apart."""
        if self.repeated < IDLE_SHARE * len(self.params):
            return None
        for name in dict.fromkeys(name for params, _ in self.params for name in params):
            groups: dict[str, set[tuple[int, ...]]] = {}
            values = set()
            for params, read in self.params:
                values.add(str(params.get(name)))
                groups.setdefault(str({n: v for n, v in params.items() if n != name}), set()).add(read)
            if len(values) > 1 and all(len(reads) == 1 for reads in groups.values()) and len(groups) < len(self.params):
                return name
        return None


def _key(part: Part) -> object:
    if isinstance(part, Computed):
        return displayed(part.key, part.places)
    proven = kind_of(part).proven
    return proven(part).key if proven else None


def _pictures(problem: Problem) -> str:
    return str(hash(repr(sorted(problem.figures().items()))))


def _list(keys: Sequence[object]) -> str:
    return ", ".join(map(str, keys))

"""What a format cannot say of a question: reported, never dropped silently."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from hwgen.errors import Diagnostic, UsageError
from hwgen.exam.model import Group, Question
from hwgen.text import Language


@dataclass(frozen=True)
class Loss:
    """`what` is the thing that is lost of a `question`; of all those of the group where that is None."""

    group: Group
    question: Question | None
    what: str

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(q.number for q in ([self.question] if self.question else self.group.questions))

    def shown(self, language: Language) -> str:
        """What is lost, in a language of the pages; in English where that has no sentence for it."""
        for pattern, sentence in _sentences(language):
            if match := pattern.fullmatch(self.what):
                return sentence.format(*match.groups())
        return self.what


@dataclass(frozen=True)
class Lost:
    """What questions lose alike, all of them together."""

    losses: tuple[Loss, ...]

    @property
    def numbers(self) -> list[int]:
        return sorted({number for loss in self.losses for number in loss.numbers})

    @property
    def spans(self) -> str:
        """1–3, 5"""
        return _spans(self.numbers)

    @property
    def items(self) -> list[str]:
        return list(dict.fromkeys(loss.group.item for loss in self.losses))


def alike(losses: Iterable[Loss]) -> list[Lost]:
    """Each thing that is lost once, with all that lose it."""
    known: dict[str, list[Loss]] = {}
    for loss in losses:
        known.setdefault(loss.what, []).append(loss)
    return [Lost(tuple(those)) for those in known.values()]


@cache
def _sentences(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    path = Path(__file__).with_name(f"losses.{language}.yaml")
    if not path.is_file():
        return ()
    data: dict[str, str] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return tuple((re.compile(re.escape(english).replace(r"\{\}", "(.+)")), shown) for english, shown in data.items())


def diagnostics(losses: Sequence[Loss], title: str) -> Iterator[Diagnostic]:
    """A warning for each thing that is lost, with all questions that lose it. `title` is that of the format."""
    for lost in alike(losses):
        noun = "question" if len(lost.numbers) == 1 else "questions"
        items = ", ".join(f"`{item}`" for item in lost.items)
        first = lost.losses[0]
        message = f"{noun} {lost.spans} ({items}): lost in {title}: {first.what}"
        yield Diagnostic("format-loss", message, first.group.span, subject=first.group.item)


def refusal(losses: Sequence[Loss], title: str) -> UsageError:
    """What `--strict` says of them."""
    message = f"--strict: {title} cannot express all of the questions; nothing was written"
    return UsageError(Diagnostic("export-strict", message), *diagnostics(losses, title))


def listed(losses: Iterable[Loss], *, numbered: bool) -> Iterator[str]:
    """A line for each, with the numbers of its questions on a paper."""
    for loss in losses:
        number = f"{', '.join(map(str, loss.numbers))}. " if numbered else ""
        yield f"{number}{loss.group.item}: {loss.what}"


def _spans(numbers: Sequence[int]) -> str:
    """1–3, 5"""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return ", ".join(str(s[0]) if len(s) == 1 else f"{s[0]}–{s[-1]}" for s in spans)

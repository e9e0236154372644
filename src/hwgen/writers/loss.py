"""What a format cannot say of a question: reported, never dropped silently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hwgen.errors import Diagnostic
from hwgen.exam.model import Group, Question


@dataclass(frozen=True)
class Loss:
    """`what` is the thing that is lost of a `question`; of all those of the group where that is None."""

    group: Group
    question: Question | None
    what: str

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(q.number for q in ([self.question] if self.question else self.group.questions))


def diagnostics(losses: Sequence[Loss], title: str) -> Iterator[Diagnostic]:
    """A warning for each thing that is lost, with all questions that lose it. `title` is that of the format."""
    alike: dict[str, list[Loss]] = {}
    for loss in losses:
        alike.setdefault(loss.what, []).append(loss)
    for what, those in alike.items():
        numbers = sorted({number for loss in those for number in loss.numbers})
        items = list(dict.fromkeys(f"`{loss.group.item}`" for loss in those))
        noun = "question" if len(numbers) == 1 else "questions"
        which = f"{noun} {_spans(numbers)} ({', '.join(items[:3])}{', …' if len(items) > 3 else ''})"
        yield Diagnostic(
            "format-loss", f"{which}: lost in {title}: {what}", those[0].group.span, subject=those[0].group.item
        )


def _spans(numbers: Sequence[int]) -> str:
    """1–3, 5"""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return ", ".join(str(s[0]) if len(s) == 1 else f"{s[0]}–{s[-1]}" for s in spans)

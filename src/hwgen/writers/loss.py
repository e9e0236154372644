"""What a format cannot say of a question: reported, never dropped silently."""

from __future__ import annotations

from dataclasses import dataclass

from hwgen.errors import Diagnostic
from hwgen.exam.model import Group, Question


@dataclass(frozen=True)
class Loss:
    """`what` completes the sentence "Question 3 loses ..."; `question` is None where it is lost for the whole group."""

    group: Group
    question: Question | None
    what: str

    def diagnostic(self, title: str) -> Diagnostic:
        """A warning at the item's line; `title` is that of the format."""
        asked = [self.question] if self.question else list(self.group.questions)
        numbers = "–".join(dict.fromkeys(str(q.number) for q in (asked[0], asked[-1])))
        noun = "question" if len(asked) == 1 else "questions"
        message = f"{noun} {numbers} (`{self.group.item}`): lost in {title}: {self.what}"
        return Diagnostic(message, self.group.span, severity="warning")

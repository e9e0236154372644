"""Which numbers of a text begin questions, and which the entries of lists in them."""

from __future__ import annotations

from collections.abc import Sequence

from hwgen.lms.written.draft import Draft
from hwgen.lms.written.lines import Start, behind, options, start
from hwgen.lms.written.shared import looks_asked

# So many lines away something may begin, and no more empty ones.
FAR = 50
# A number so much larger than the one before begins a question; a year does not.
SKIPPED = 10


def following(lines: Sequence[str], number: int) -> str:
    """The next line behind that of a number that is not empty."""
    return next((line for line in lines[number : number + FAR] if line.strip()), "")


class Numbering:
    """`style` is how the questions are numbered; `last` is the number of the latest question that was written in it, `listed`
    that of the latest entry of a list.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines, self.style = lines, ""
        self.last = self.listed = 0
        # 一、 numbers sections, unless nothing else numbers the questions.
        self.numerals = not any((begun := start(behind(line))) and begun.style in "abcdfi" for line in lines)

    def begins(self, begun: Start, draft: Draft | None, line: int, *, gap: bool) -> bool:
        """Whether a number begins a question behind the `draft`, and not a line of a list in it; `gap` says that the line above is empty."""
        if begun.style == "h" and not self.numerals:
            return False
        if draft is None:
            return True
        number, last = int(begun.number), self.last
        listed, self.listed = self.listed, 0
        asked, complete = looks_asked(self.lines, line), draft.answer is not None or bool(draft.options)
        # Nobody answers twice, or has options twice: what has an answer of its own, behind one that has it, is a question whatever its number.
        again = bool(draft.options) and number == last + 1 and bool(options(following(self.lines, line), "A"))
        if again or (asked and draft.answer is not None):
            return True
        if begun.style != self.style:
            return False
        goes_on = number == listed + 1 and (listed or number != last + 1)
        alone = number == last and not listed and asked
        if goes_on and not alone and not (gap and (not listed or complete)):
            # A list in a question, an answer or an explanation; a list of a single entry is none.
            self.listed = number
            return False
        if gap and not complete and number == 1:
            self.listed = 1
            return asked
        return (complete and gap) or asked or last <= number <= last + SKIPPED

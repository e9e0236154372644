"""Covers of the envelopes in which the papers of a class go to their rooms and come back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from hwgen.classes.lists import Seated, by_place
from hwgen.exam.model import Exam
from hwgen.pdf.merge import PAGES_OF_A_SHEET, Layout
from hwgen.writers.cards import Card, Entry


@dataclass(frozen=True)
class Pages:
    """Of a copy the pages with something on them: those of the paper, and those of its answer sheet, which begins a leaf of its own."""

    paper: int
    sheet: int = 0

    def leaves(self, layout: Layout) -> int:
        """Answer sheets are not folded."""
        flat = PAGES_OF_A_SHEET["duplex" if layout == "booklet" else layout]
        return -(-self.paper // PAGES_OF_A_SHEET[layout]) - (-self.sheet // flat)


def envelopes(dealing: Sequence[Seated], sample: Exam, printed: Mapping[str, Pages], layout: Layout) -> list[Card]:
    """A cover for each room, or for each group where there are no rooms. Copies that failed are not in the envelope."""
    return [_cover(place, seated, sample, printed, layout) for place, seated in by_place(dealing).items()]


def _cover(place: str, seated: Sequence[Seated], sample: Exam, printed: Mapping[str, Pages], layout: Layout) -> Card:
    words, facts = sample.words, {fact.name: fact.text for fact in sample.head.facts}
    joint = words["answering_joint"]

    def entry(name: str, value: str = "") -> Entry:
        return words[name], value

    there = [copy for _, copy in seated if copy.stem in printed]
    pages = [printed[copy.stem] for copy in there]
    sheets = [each.sheet for each in pages if each.sheet]
    paper = entry("envelope.pages", _range([each.paper for each in pages]))
    leaves = entry("envelope.sheets", str(sum(each.leaves(layout) for each in pages)))
    groups = list(dict.fromkeys(student.holder.group for student, _ in seated if student.holder.group))
    forms = Counter(copy.code.form for copy in there)
    numbers = [copy.code.copy for copy in there]
    which = (
        joint.join(f"{form}: {count}" for form, count in sorted(forms.items()))
        if "" not in forms
        else joint.join(map(_range, _consecutive(sorted(numbers))))
    )
    room = next((student.holder.room for student, _ in seated if student.holder.room), "")

    rows = (
        (entry("envelope.course", sample.course), entry("head.code", facts.get("code", ""))),
        (entry("envelope.exam", sample.title), entry("head.teacher", facts.get("teacher", ""))),
        (entry("head.date", facts.get("date", "")), entry("sheet.room", room or facts.get("room", ""))),
        (entry("sheet.group", joint.join(groups)),),
        (entry("envelope.papers", which),),
        (entry("envelope.copies", str(len(there))), entry("envelope.spare")),
        *([(paper, entry("envelope.sheet_pages", _range(sheets))), (leaves,)] if sheets else [(paper, leaves)]),
        (entry("envelope.expected", str(len(seated))), entry("envelope.present")),
        (entry("envelope.absent"), entry("envelope.returned")),
        (entry("envelope.absentees"),),
    )
    boxes = tuple(entry(f"envelope.{name}") for name in ("incidents", "invigilators", "collected", "markers"))
    title = f"{words['envelope.title']} {place}".strip()
    return Card(title, sample.institution, rows, boxes, words["envelope.signed"])


def _range(numbers: Sequence[int]) -> str:
    return "–".join(dict.fromkeys(map(str, (min(numbers), max(numbers))))) if numbers else ""


def _consecutive(numbers: Sequence[int]) -> Iterator[list[int]]:
    for _, span in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        yield [number for _, number in span]

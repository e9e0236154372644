"""How classes answered the items: bank/results.yaml, aggregates of answers without persons, which plans, reports and checks use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, RootModel

from hwgen.errors import CourseError, Diagnostic, HwgenError, Span
from hwgen.fields import Record, SourceText
from hwgen.kinds.records import Number
from hwgen.output import change_file
from hwgen.yamlsrc import Document

HEAD = "# What classes made of the items, the latest last: aggregates alone, entered by `hwgen mark --enter`.\n"
Share = Annotated[Number, Field(ge=-1, le=1)]


class OutcomeRecord(Record):
    """A question of an item in one class: how many answered, the mean share of the points, and what told students apart."""

    item: SourceText
    part: SourceText | None = None
    difficulty: Annotated[int, Field(ge=0, le=5)] = 0
    n: Annotated[int, Field(gt=0)]
    facility: Share
    discrimination: Share | None = None
    options: dict[str, Share] = Field(default_factory=dict)


class SittingRecord(Record):
    """A class. `keys` tells which: of two entries with the same, the later counts."""

    exam: SourceText
    seed: Annotated[int, Field(ge=0)]
    on: SourceText
    keys: SourceText
    questions: tuple[OutcomeRecord, ...]


class ResultsFile(RootModel[tuple[SittingRecord, ...]]):
    pass


@dataclass(frozen=True)
class Outcome:
    """A question of an item in one class, or in several together."""

    item: str
    difficulty: int
    count: int
    facility: Fraction
    sittings: int = 1


def path_of(root: Path) -> Path:
    return root / "bank" / "results.yaml"


def load_results(root: Path) -> tuple[Outcome, ...]:
    """Raises CourseError."""
    path = path_of(root)
    return _read(path) if path.exists() else ()


def _read(path: Path) -> tuple[Outcome, ...]:
    document = Document(path)
    document.data = document.data or []
    sittings = {str(sitting.keys): sitting for sitting in document.read(ResultsFile).root}
    return tuple(
        Outcome(str(outcome.item), outcome.difficulty, outcome.n, outcome.facility)
        for sitting in sittings.values()
        for outcome in sitting.questions
    )


def pooled(outcomes: Iterable[Outcome]) -> Outcome:
    """Those of one item together, each answer counting alike."""
    those = list(outcomes)
    count = sum(outcome.count for outcome in those)
    facility = sum((outcome.count * outcome.facility for outcome in those), Fraction(0)) / count
    return Outcome(those[0].item, those[0].difficulty, count, facility, sum(outcome.sittings for outcome in those))


def by_item(outcomes: Iterable[Outcome]) -> dict[str, Outcome]:
    """All that is known of each item, over its questions, difficulties and classes."""
    grouped: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        grouped.setdefault(outcome.item, []).append(outcome)
    return {item: pooled(those) for item, those in grouped.items()}


def entered(root: Path, keys: str, questions: Sequence[Mapping[str, object]]) -> bool:
    """Whether the last entry of a class says the same. Raises CourseError."""
    path = path_of(root)
    if not path.is_file():
        return False
    data = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    _read(path)
    last = [sitting for sitting in data if sitting["keys"] == keys][-1:]
    return bool(last) and last[0]["questions"] == list(questions)


def record(root: Path, sitting: Mapping[str, object], questions: Sequence[Mapping[str, object]]) -> Path:
    """Adds a class to the end of a course's results, where all else stays as it stands. Raises HwgenError."""
    path = path_of(root)
    entry = [{**sitting, "questions": list(questions)}]
    text = yaml.safe_dump(entry, allow_unicode=True, sort_keys=False, default_flow_style=None, width=160)

    def with_it(before: bytes | None) -> bytes:
        return (HEAD.encode() if before is None else before).rstrip(b"\n") + b"\n" + text.encode()

    try:
        change_file(path, with_it, _read)
    except HwgenError as e:
        reason, hint = "it is not a list of entries that begin with `- exam:`", "correct the file"
        if not isinstance(e, CourseError):
            reason, hint = e.diagnostics[0].message.removeprefix("cannot write: "), e.diagnostics[0].hint
        hint = f"the marks are written, but not entered: {hint}; then enter the class again"
        raise HwgenError(Diagnostic("cannot-write", f"cannot write the results: {reason}", Span(path), hint)) from e
    return path

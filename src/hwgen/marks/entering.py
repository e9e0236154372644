"""Enters the results of a class into the bank: aggregates without persons, and none that rest on a few."""

from __future__ import annotations

from pathlib import Path

from hwgen.bank.results import entered, record
from hwgen.edited import digest
from hwgen.errors import Diagnostic, UsageError
from hwgen.marks.analysis import TOO_FEW, Analysis, ItemUse, analysed
from hwgen.marks.folder import Marked
from hwgen.output import as_json

PLACES = 4


def enter(marked: Marked, root: Path, on: str) -> Path | None:
    """The file that was written; None where the class stands there as it is. Raises UsageError for a class that is too small."""
    analysis = analysed(marked.rows)
    if analysis is None or analysis.count < TOO_FEW:
        message = f"fewer than {TOO_FEW} students were marked: their answers could be traced to them"
        raise UsageError(Diagnostic("class-too-small", message))
    keys = marked.printed
    sitting = {"exam": keys.exam, "seed": keys.seed, "on": on, "keys": _name(marked)}
    questions = questions_of(analysis)
    return None if entered(root, str(sitting["keys"]), questions) else record(root, sitting, questions)


def _name(marked: Marked) -> str:
    """By which a class is known again: its first paper and its first student. Students who come later, and better names, leave both as they are."""
    keys = marked.printed
    first = keys.copies[0]
    student = first.id or next((id for id, _, _ in keys.students), "")
    return digest(as_json([keys.exam, keys.seed, keys.language, first.code, student]))[:12]


def questions_of(analysis: Analysis) -> list[dict[str, object]]:
    return [_question(item) for item in analysis.items if item.count >= TOO_FEW]


def _question(item: ItemUse) -> dict[str, object]:
    part = {"part": item.part} if item.part not in ("", item.item) else {}
    apart = {"discrimination": round(item.discrimination, PLACES)} if item.discrimination is not None else {}
    shares = {use.id: round(float(use.share), PLACES) for use in item.options if use.seen >= TOO_FEW}
    options = {"options": shares} if shares else {}
    facility = round(float(item.facility), PLACES)
    return {
        "item": item.item,
        **part,
        "difficulty": item.difficulty,
        "n": item.count,
        "facility": facility,
        **apart,
        **options,
    }

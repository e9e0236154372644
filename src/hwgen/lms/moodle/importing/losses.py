"""Points of a question, and what an item has no place for."""

from __future__ import annotations

import math
import re

from hwgen.lms.moodle import cloze
from hwgen.lms.moodle.importing.texts import Texts
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.moodle.reading import fraction_of

COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
EMPTY = ("", "0")
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


def points_of(texts: Texts, parts: int = 1) -> int:
    """The points of each of its parts, as the whole number that an exam wants."""
    whole = _default_mark(texts) / max(1, parts)
    points = max(1, round(whole))
    if points != whole:
        texts.doubt("import-points-rounded", f"a default mark of {whole:g} became {points}")
    return points


def _default_mark(texts: Texts) -> float:
    if texts.node.attributes.get("type") in ("cloze", "multianswer"):
        return sum(field.weight for field in cloze.fields(texts.node.content("questiontext", "text")))
    written = texts.node.content("defaultgrade") or "1"
    try:
        mark = float(written)
    except ValueError:
        mark = math.nan
    if not 0 <= mark < 10**6:
        texts.doubt("import-mark-unread", f"the default mark `{written[:40]}` is not a number of points and became 1")
        return 1.0
    return mark


def report_losses(texts: Texts) -> None:
    """Doubts on what an item has no place for."""
    node = texts.node
    for answer in node.every("answer"):
        if not NUMBER.fullmatch(written := answer.attributes.get("fraction", "0").strip()):
            message = f"the fraction `{written[:40]}` is not a number, and was read as {100 * fraction_of(answer):g}"
            texts.doubt("import-mark-unread", message)
    if any(_says(child) for name in COMBINED for child in node.every(name)):
        texts.doubt("import-element-lost", "feedback to right, partly right or wrong responses as a whole was dropped")
    if any(_says(hint) for hint in node.every("hint")):
        texts.doubt("import-element-lost", "hints were dropped")
    if any(unit.content("unit_name") for units in node.every("units") for unit in units.every("unit")):
        texts.doubt("import-element-lost", "units were dropped")
    if any(_says(child) for child in node.every("instructions")):
        texts.doubt("import-element-lost", "<instructions> was dropped")
    _ordering(texts)


def _says(node: Node) -> bool:
    return bool(node.content("text"))


def _ordering(texts: Texts) -> None:
    """How an ordering is shown and marked."""
    node = texts.node
    if node.attributes.get("type") != "ordering":
        return
    chosen, count = node.content("selecttype").upper(), node.content("selectcount")
    if chosen not in ("", "0", "ALL") and count not in EMPTY and count != str(len(node.every("answer"))):
        texts.doubt("import-ordering-subset", f"{count} of the {len(node.every('answer'))} entries were asked; all are")
    if node.content("layouttype").upper() in ("1", "HORIZONTAL"):
        texts.doubt("import-element-lost", "entries of an ordering stood side by side; they stand below each other")
    grading = node.content("gradingtype").upper()
    if grading not in ("", "0", "ABSOLUTE_POSITION"):
        shown = grading.lower().replace("_", " ")
        texts.doubt(
            "import-ordering-marks", f"an ordering was marked by another rule (`{shown[:40]}`) than entry by entry"
        )

"""A drawn paper as a blueprint of its own, in which every item is named and what was drawn is pinned."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from hwgen.bank.blueprint import Blueprint
from hwgen.editing.begin import styled
from hwgen.editing.skeleton import sound_name
from hwgen.errors import Diagnostic, HwgenError, Span, UsageError
from hwgen.exam.fingerprint import differences, marks
from hwgen.exam.instantiate import instantiate
from hwgen.exam.model import Group
from hwgen.kinds import KIND, ChoiceAnswer
from hwgen.output import replace_file
from hwgen.plan.assembly import assemble
from hwgen.plan.plan import Plan, Slot
from hwgen.plan.swapping import entry_of
from hwgen.text import Source
from hwgen.yamlsrc import Document


def frozen(plan: Plan, name: str) -> Path:
    """Writes the blueprint. Raises UsageError for what can be no name and where there is one of it, HwgenError if its paper would be another one."""
    sound_name(name)
    path = plan.course.root / "bank" / "exams" / f"{name}.yaml"
    if path.exists():
        raise UsageError(
            Diagnostic("file-exists", f"an exam `{name}` already exists", Span(path), "choose another name")
        )
    exam = instantiate(plan.course, plan, plan.course.languages[0])
    text = yaml.safe_dump(_blueprint(plan, exam.groups), allow_unicode=True, sort_keys=False, width=10**6)
    place = Path("bank", "exams", path.name)
    replace_file(path, styled(text, place, plan.course.languages).encode())
    try:
        blueprint = Blueprint(path, plan.course.languages)
        again = instantiate(plan.course, assemble(plan.course, blueprint, plan.seed), plan.course.languages[0])
        differ = differences(marks(exam), marks(again))
        if differ:
            raise HwgenError(
                Diagnostic("paper-changed", f"the blueprint would ask something else: {'; '.join(differ)}")
            )
    except BaseException:
        path.unlink()
        raise
    return path


def _blueprint(plan: Plan, groups: tuple[Group, ...]) -> dict[str, Any]:
    data = {key: value for key, value in plan.blueprint.data.items() if key != "plan"}
    # The head of the paper says it; the other requirements are met.
    if calculator := plan.blueprint.data.get("plan", {}).get("calculator"):
        data["plan"] = {"calculator": calculator}
    data["sections"] = [dict(section) for section in data["sections"]]
    places = iter(enumerate(zip(plan.slots, groups, strict=True)))
    for section, (_, slots) in zip(data["sections"], plan.sections, strict=True):
        entries = []
        for _ in slots:
            place, (slot, group) = next(places)
            entries.append(_entry(plan, place, slot, group))
        section["questions"] = entries
    return dict(_plain(data, plan.blueprint.document))


def _plain(value: Any, document: Document, *, drawn: bool = False) -> Any:
    """Without the places that a course's texts know: numbers and truths where this file or a generator has them."""
    if isinstance(value, Mapping):
        return {str(name): _plain(held, document, drawn=name == "params") for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part, document) for part in value]
    if isinstance(value, Source) and value.span.file == document.path:
        before = document.text.split("\n")[value.span.line - 1][: value.span.column - 1]
        return str(value) if before.endswith(("'", '"')) else _scalar(value)
    if isinstance(value, str):
        return _scalar(value) if drawn else str(value)
    return value


def _scalar(text: str) -> str | float:
    """What YAML reads without quotation marks, where that is written in the same way again: not the code 012, nor a date."""
    value = (
        yaml.safe_load(text) if (text.isascii() and text.isalnum()) or text.replace(".", "", 1).isdecimal() else text
    )
    same = isinstance(value, int | float) and yaml.safe_dump(value).split("\n")[0] == text
    return value if same else str(text)


def _entry(plan: Plan, place: int, slot: Slot, group: Group) -> dict[str, Any]:
    _, entry = entry_of(plan, place)
    keys: Mapping[str, Any] = {
        "item": str(slot.item.id),
        "difficulty": slot.difficulty,
        "as": slot.manner,
        "variant": slot.variant,
        "points": entry.points,
        "together": entry.together,
        "pin": _pin(slot, group),
    }
    return {key: value for key, value in keys.items() if value}


def _pin(slot: Slot, group: Group) -> dict[str, Any]:
    """What was drawn, as far as a blueprint can say it; the rest is decided by the seed."""
    statements = [q.variant for q in group.questions if KIND[q.answer.kind].pins == "statement" and q.variant]
    options = {
        q.id: [str(option.id) for option in q.answer.options]
        for q in group.questions
        if isinstance(q.answer, ChoiceAnswer) and not (q.proof and q.answer.several)
    }
    params = {name: str(value) for name, value in group.params.items()}
    pin = {"statement": statements[0] if len(statements) == 1 else None, "params": params, "options": options}
    return {key: value for key, value in pin.items() if value}

"""Silences: what an item or an exam says of a flaw that does not apply to it, and what is left to say then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hwgen.bank.course import Course
from hwgen.catalogue import flaws
from hwgen.errors import Diagnostic, Span, did_you_mean
from hwgen.flaws.editor import bank_items


@dataclass(frozen=True)
class Silence:
    """What an item or an exam says of a flaw that does not apply to it."""

    subject: str
    flaw: str
    reason: str
    span: Span
    scopes: tuple[str, ...]


def silences(course: Course) -> Iterator[Silence]:
    for item in bank_items(course):
        for flaw, reason in item.silence.items():
            yield Silence(item.id, flaw, reason, getattr(reason, "span", item.span), ("item", "bank"))
    for exam in course.blueprints.values():
        for flaw, reason in exam.plan.silence.items():
            yield Silence(exam.name, flaw, reason, exam.span("silence", flaw, "#key"), ("exam",))


def heard(
    diagnostics: Iterable[Diagnostic], silences: Iterable[Silence]
) -> tuple[list[Diagnostic], list[tuple[Diagnostic, str]]]:
    """What is left to say, and what was silenced, each with its reason. Silences that do nothing are flaws themselves."""
    silences = list(silences)
    reasons = {(silence.subject, silence.flaw): silence.reason for silence in silences if silence.reason.strip()}
    left: list[Diagnostic] = []
    silenced: list[tuple[Diagnostic, str]] = []
    for diagnostic in diagnostics:
        reason = reasons.get((diagnostic.subject, diagnostic.rule))
        if reason is None:
            left.append(diagnostic)
        else:
            silenced.append((diagnostic, reason))
    used = {(diagnostic.subject, diagnostic.rule) for diagnostic, _ in silenced}
    for silence in silences:
        if fault := _fault(silence, (silence.subject, silence.flaw) in used):
            left.append(Diagnostic("silence", fault, silence.span, subject=silence.subject))
    return left, silenced


def _fault(silence: Silence, used: bool) -> str:
    known = [id for id in flaws(*silence.scopes) if id != "silence"]
    if silence.flaw not in known:
        return f"`{silence.flaw}` is not a flaw that can be silenced here; {did_you_mean(silence.flaw, known)}"
    if not silence.reason.strip():
        return f"`{silence.flaw}` is silenced without a reason"
    return "" if used else f"`{silence.flaw}` is silenced, but does not occur"

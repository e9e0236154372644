"""The check before the upload: what Moodle would refuse or spoil in a file, and what it would give for each response."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from hwgen.lms.moodle import marking
from hwgen.lms.moodle.keys import differences
from hwgen.lms.moodle.parsing import Node, Unreadable, read
from hwgen.lms.moodle.rules.file import Rules
from hwgen.lms.moodle.rules.finding import Finding

UPLOAD = 2 * 2**20
Key = Mapping[str, Any]


@dataclass(frozen=True)
class Scored:
    """A question and what Moodle would give for responses to it."""

    name: str
    id: str
    type: str
    line: int
    responses: tuple[marking.Response, ...]


@dataclass
class Report:
    findings: list[Finding] = field(default_factory=list)
    questions: int = 0
    responses: int = 0
    scored: list[Scored] = field(default_factory=list)

    @property
    def passes(self) -> bool:
        return not any(finding.severity in ("error", "damage") for finding in self.findings)

    def lines(self, file: Path) -> Iterator[str]:
        """The report for a reader, with the file's lines."""
        for finding in self.findings:
            place = f"{file}:{finding.line}" if finding.line else str(file)
            yield f"{place}: {finding.severity}: {finding.message} [{finding.rule}]"
            if finding.hint:
                yield f"  hint: {finding.hint}"
        for question in self.scored:
            yield f"{question.line}: {question.name} ({question.type})"
            for response in question.responses:
                yield f"    {100 * response.fraction:7.2f}%  {response.said}"
        found = Counter[str](finding.severity for finding in self.findings)
        told = [
            f"{found[s]} {w}"
            for s, w in (("error", "errors"), ("damage", "damaged"), ("warning", "warnings"))
            if found[s]
        ]
        yield f"{self.questions} questions, {self.responses} responses marked: {', '.join(told) or 'nothing to say'}"

    def as_data(self) -> dict[str, Any]:
        return {
            "schema": 1,
            "passes": self.passes,
            "questions": self.questions,
            "responses": self.responses,
            "findings": [asdict(finding) for finding in self.findings],
            "scores": [
                {
                    **{name: getattr(question, name) for name in ("name", "id", "type", "line")},
                    "responses": [{"response": r.said, "fraction": round(r.fraction, 7)} for r in question.responses],
                }
                for question in self.scored
            ],
        }


def check(data: bytes, keys: Mapping[str, Sequence[Key]] | None = None, *, scores: bool = False) -> Report:
    """Goes through a file. `keys` gives, for a question's idnumber, what exam.json says of the questions it asks.

    With `scores`, the report holds every response with what it gets; else only their number.
    """
    report = Report()
    rules = Rules()
    missing = dict(keys or {})

    def take(question: Node) -> None:
        report.findings += rules.check(question)
        if question.attributes.get("type") == "category":
            return
        report.questions += 1
        given = marking.responses(question)
        report.responses += len(given)
        id = question.content("idnumber")
        if scores:
            name, kind = question.content("name", "text"), question.attributes.get("type", "")
            report.scored.append(Scored(name, id, kind, question.line, tuple(given)))
        if keys is not None:
            report.findings += _against(question, given, missing.pop(id, None))

    try:
        read(data, take)
    except Unreadable as e:
        report.findings.append(Finding(e.rule, e.severity, e.message, e.line, e.hint))
        missing.clear()
    if not report.questions and not any(finding.severity == "error" for finding in report.findings):
        report.findings.append(Finding("no-questions", "warning", "the file holds no question, only categories", 1))
    if len(data) > UPLOAD:
        message = f"the file has {len(data) / 2**20:.1f} MB; where PHP’s limit was not raised, Moodle takes 2 MB"
        report.findings.append(Finding("upload-size", "warning", message, 0, "export with a smaller --max-size"))
    for id in missing:
        report.findings.append(Finding("key-missing", "damage", f"no question has the id `{id}` of the key", 0))
    return report


def _against(question: Node, given: Sequence[marking.Response], keys: Sequence[Key] | None) -> Iterator[Finding]:
    if keys is None:
        message = f"the key knows no question with the id `{question.content('idnumber')}`"
        yield Finding("key-unknown", "damage", message, question.line)
        return
    for message in differences(question, given, keys):
        yield Finding("key", "damage", f"against the key: {message}", question.line)


def keys_of(exam: Mapping[str, Any], ids: Set[str]) -> dict[str, list[Key]]:
    """What an exam.json says of the questions with these `ids`, which say the item and, of linked ones, the question.

    Linked questions that are one in the file have the id of their item. Raises KeyError, TypeError for other data.
    """
    groups: dict[str, list[Key]] = {}
    for section in exam["sections"]:
        for question in section["questions"]:
            groups.setdefault(question["item"], []).append(question)
    found: dict[str, list[Key]] = {}
    for item, questions in groups.items():
        if item in ids or len(questions) == 1:
            found[item] = questions
        else:
            found |= {f"{item}-{question['id']}": [question] for question in questions}
    return found


def ids_of(data: bytes) -> set[str]:
    """The ids of a file’s questions, as far as it can be read."""
    ids: set[str] = set()
    with suppress(Unreadable):
        read(data, lambda question: ids.add(question.content("idnumber")))
    return ids

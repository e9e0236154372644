"""The check of a file before the upload: what its platform would refuse or spoil, what it would give for each response, and the key."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from hwgen.errors import Diagnostic, Span, UsageError
from hwgen.lms.adapter import LARGEST
from hwgen.lms.asked import Asked
from hwgen.lms.finding import Finding
from hwgen.lms.keys import Key, differences, keys_of
from hwgen.lms.platforms import Platform


@dataclass
class Report:
    """`scored` are the questions with their responses, where they are wanted."""

    title: str
    findings: list[Finding] = field(default_factory=list)
    questions: int = 0
    responses: int = 0
    scored: list[Asked] = field(default_factory=list)

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
        count = Counter[str](finding.severity for finding in self.findings)
        totals = [
            f"{count[s]} {w}"
            for s, w in (("error", "errors"), ("damage", "damaged"), ("warning", "warnings"))
            if count[s]
        ]
        yield f"{self.title}: {self.questions} questions, {self.responses} responses marked: {', '.join(totals) or 'nothing to say'}"

    def as_data(self) -> dict[str, Any]:
        return {
            "schema": 1,
            "platform": self.title,
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


def check(
    platform: Platform, data: bytes, keys: Mapping[str, Sequence[Key]] | None = None, *, scores: bool = False
) -> Report:
    """Goes through a file. `keys` gives, for a question's id, what exam.json says of the questions it asks.

    With `scores`, the report holds every response with what it gets; else only their number.
    """
    report = Report(platform.title)
    # A description asks nothing, though it has an id.
    missing = {id: those for id, those in (keys or {}).items() if those}

    def take(asked: Asked) -> None:
        report.findings += asked.findings
        if not asked.counts:
            return
        report.questions += 1
        report.responses += len(asked.responses)
        if scores:
            report.scored.append(asked)
        if keys is not None and asked.fields:
            report.findings += _against(asked, missing.pop(asked.id, None))

    whole = platform.adapter().read_back(data, take)
    report.findings += whole
    unread = any(finding.severity != "warning" for finding in whole)
    if not report.questions and not any(finding.severity == "error" for finding in report.findings):
        report.findings.append(Finding("no-questions", "warning", "the file holds no question, only categories", 1))
    for id in () if unread else missing:
        report.findings.append(Finding("key-missing", "damage", f"no question has the id `{id}` of the key", 0))
    return report


def _against(asked: Asked, keys: Sequence[Key] | None) -> Iterator[Finding]:
    if keys is None:
        yield Finding("key-unknown", "damage", f"the key knows no question with the id `{asked.id}`", asked.line)
        return
    for message in differences(asked, keys):
        yield Finding("key", "damage", f"against the key: {message}", asked.line)


def check_file(platform: Platform, file: Path, against: Path | None, *, scores: bool) -> Report:
    """The report on a file, and its comparison with an exam.json. Raises UsageError for other data."""
    data = file.read_bytes() if file.stat().st_size <= LARGEST else bytes(LARGEST + 1)
    keys = None
    if against is not None:
        try:
            keys = keys_of(json.loads(against.read_text(encoding="utf-8")), _ids(platform, data))
        except (ValueError, KeyError, TypeError) as e:
            hint = "`hwgen build` writes it beside moodle.xml"
            raise UsageError(Diagnostic("this is no exam.json", Span(against), hint)) from e
    report = check(platform, data, keys, scores=scores)
    if not file.name.lower().endswith(platform.suffixes):
        message = f"{platform.title}: a file whose name does not end in {' or '.join(platform.suffixes)} is refused"
        report.findings.insert(0, Finding("file-extension", "error", message, 0))
    return report


def _ids(platform: Platform, data: bytes) -> set[str]:
    """The ids of what a file asks, as far as it can be read."""
    ids: set[str] = set()
    platform.adapter().read_back(data, lambda asked: ids.add(asked.id) if asked.fields else None)
    return ids

"""Diagnostics as text, JSON, SARIF 2.1.0 or commands of GitHub Actions; no path of a machine stands in the last three."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, assert_never, get_args
from urllib.parse import quote

from hwgen import catalogue
from hwgen.catalogue import Severity
from hwgen.errors import Diagnostic, Span, counted

Format = Literal["text", "json", "sarif", "github"]
FORMATS: tuple[Format, ...] = get_args(Format)
SCHEMA = 2
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@dataclass(frozen=True)
class Report:
    """The diagnostics of one look at something in `root`, those that were silenced with the reason, and what else there is to say.

    `lines` is for a reader, `data` for JSON.
    """

    root: Path
    diagnostics: tuple[Diagnostic, ...]
    silenced: tuple[tuple[Diagnostic, str], ...] = ()
    lines: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        return _count(self.diagnostics, "error")

    @property
    def warnings(self) -> int:
        return _count(self.diagnostics, "warning")

    @property
    def base(self) -> Path:
        """What paths are relative to: where the user stands, or the root where that lies elsewhere."""
        here = Path.cwd()
        return here if self.root.is_relative_to(here) else self.root


def _count(diagnostics: Iterable[Diagnostic], severity: Severity) -> int:
    return sum(diagnostic.severity == severity for diagnostic in diagnostics)


def counts(diagnostics: Sequence[Diagnostic], silenced: int = 0) -> str:
    """How many there are of each severity: `2 errors, 1 warning`."""
    numbers = {severity: _count(diagnostics, severity) for severity in get_args(Severity)}
    phrases = [counted(n, severity) for severity, n in numbers.items() if n]
    phrases = phrases if numbers["error"] else ["no errors", *phrases]
    return ", ".join([*phrases, f"{silenced} silenced"] if silenced else phrases)


def written(report: Report, form: Format) -> str:
    """The whole report, without the end of its last line."""
    match form:
        case "text":
            return "\n".join((*map(str, abridged(report.diagnostics)), *report.lines))
        case "json":
            return as_json(report)
        case "sarif":
            return as_sarif(report)
        case "github":
            return "\n".join(as_github(report))
        case _:
            assert_never(form)


# So many of one rule in one item, or file, are shown as text.
MOST = 5


def abridged(diagnostics: Sequence[Diagnostic]) -> Iterator[Diagnostic | str]:
    """For a reader: errors first; the first of each rule in each item or file, and behind the last of them how many more there are."""
    ranks = get_args(Severity)
    diagnostics = sorted(diagnostics, key=lambda diagnostic: ranks.index(diagnostic.severity))
    many = Counter(map(_sort, diagnostics))
    shown: Counter[tuple[str, str]] = Counter()
    for diagnostic in diagnostics:
        sort = _sort(diagnostic)
        shown[sort] += 1
        if shown[sort] <= MOST:
            yield diagnostic
        if shown[sort] == MOST < many[sort]:
            rule, where = sort
            place = f" in {where}" if where else ""
            yield f"and {many[sort] - MOST} more{place} [{rule}]"


def _sort(diagnostic: Diagnostic) -> tuple[str, str]:
    span = diagnostic.span
    return diagnostic.rule, f"`{diagnostic.subject}`" if diagnostic.subject else span.file.name if span else ""


def as_json(report: Report) -> str:
    data = {
        "schema": SCHEMA,
        "errors": report.errors,
        "warnings": report.warnings,
        "diagnostics": [data_of(diagnostic, report.base) for diagnostic in report.diagnostics],
        "silenced": [{**data_of(diagnostic, report.base), "reason": reason} for diagnostic, reason in report.silenced],
        "lines": list(report.lines),
        **report.data,
    }
    return json.dumps(data, ensure_ascii=False)


def data_of(diagnostic: Diagnostic, base: Path) -> dict[str, Any]:
    """A diagnostic for JSON; a place without a file or a line has "" or 0 for them."""
    return {
        "rule": diagnostic.rule,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "hint": diagnostic.remedy,
        "subject": diagnostic.subject,
        **_place(diagnostic.span, base),
        "related": [_place(span, base) for span in diagnostic.related],
    }


def _place(span: Span | None, base: Path) -> dict[str, Any]:
    if span is None:
        return {"file": "", "line": 0, "column": 0}
    return {"file": span.inside(base), "line": span.line, "column": span.column}


def as_sarif(report: Report) -> str:
    base, ids = report.base, {id: i for i, id in enumerate(catalogue.rules())}
    results = [_result(diagnostic, base, ids) for diagnostic in report.diagnostics]
    results += [
        {**_result(diagnostic, base, ids), "suppressions": [{"kind": "inSource", "justification": str(reason)}]}
        for diagnostic, reason in report.silenced
    ]
    driver = {
        "name": "hwgen",
        "version": version("hwgen"),
        "rules": [_described(r) for r in catalogue.rules().values()],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False)


def _described(rule: catalogue.Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"What to do: {rule.remedy}."},
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(diagnostic: Diagnostic, base: Path, ids: Mapping[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": diagnostic.rule,
        "ruleIndex": ids[diagnostic.rule],
        "level": diagnostic.severity,
        "message": {"text": f"{diagnostic.message}. What to do: {diagnostic.remedy}."},
        "locations": _locations([diagnostic.span] if diagnostic.span else [], base),
    }
    if diagnostic.related:
        result["relatedLocations"] = _locations(diagnostic.related, base)
    return result


def _locations(spans: Sequence[Span], base: Path) -> list[dict[str, Any]]:
    return [{"physicalLocation": _location(span, base)} for span in spans]


def _location(span: Span, base: Path) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(span.inside(base))}}
    if span.line:
        place["region"] = {"startLine": span.line, "startColumn": max(span.column, 1)}
    return place


COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def as_github(report: Report) -> Iterator[str]:
    """Commands that make GitHub show each diagnostic at its line."""
    for diagnostic in report.diagnostics:
        where: dict[str, object] = {"title": diagnostic.rule}
        if span := diagnostic.span:
            where = {"file": span.inside(report.base), "line": span.line or 1, "col": span.column or 1, **where}
        parameters = ",".join(f"{name}={_escaped(str(value), more=',:')}" for name, value in where.items())
        text = _escaped(f"{diagnostic.message}; {diagnostic.remedy}")
        yield f"::{COMMANDS[diagnostic.severity]} {parameters}::{text}"


def _escaped(text: str, more: str = "") -> str:
    for sign in f"%\r\n{more}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text

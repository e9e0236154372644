"""A report as text, JSON, SARIF 2.1.0 or commands of GitHub Actions; no path of a machine stands in any of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from hwgen import __version__
from hwgen.errors import Span
from hwgen.flaws.catalogue import FLAWS
from hwgen.flaws.checking import Report
from hwgen.flaws.finding import Finding

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def summary(report: Report) -> str:
    errors = f"{report.errors} errors" if report.errors else "no errors"
    warnings = f", {report.warnings} warnings" if report.warnings else ""
    silenced = f", {len(report.silenced)} silenced" if report.silenced else ""
    return f"items: {report.items}; {errors}{warnings}{silenced}"


def _base(report: Report) -> Path:
    """What paths are told from: where the user stands, or the course where that lies elsewhere."""
    here = Path.cwd()
    return here if report.root.is_relative_to(here) else report.root


def as_json(report: Report) -> str:
    base = _base(report)
    data = {
        "schema": 1,
        "errors": report.errors,
        "warnings": report.warnings,
        "findings": [_data(finding, base) for finding in report.findings],
        "silenced": [{**_data(finding, base), "reason": reason} for finding, reason in report.silenced],
        "lines": list(report.lines),
    }
    return json.dumps(data, ensure_ascii=False)


def _data(finding: Finding, base: Path) -> dict[str, Any]:
    return {
        "flaw": finding.flaw,
        "severity": finding.about.severity,
        "message": finding.message,
        "hint": finding.remedy,
        "subject": finding.subject,
        **_place(finding.span, base),
        "also": [_place(span, base) for span in finding.also],
    }


def _place(span: Span, base: Path) -> dict[str, Any]:
    return {"file": span.inside(base), "line": span.line, "column": span.column}


def as_sarif(report: Report) -> str:
    base = _base(report)
    rules = [
        {
            "id": flaw.id,
            "shortDescription": {"text": flaw.title},
            "fullDescription": {"text": flaw.why},
            "help": {"text": f"What to do: {flaw.remedy}."},
            "defaultConfiguration": {"level": flaw.severity},
        }
        for flaw in FLAWS.values()
    ]
    results = [_result(finding, base) for finding in report.findings]
    results += [
        {**_result(finding, base), "suppressions": [{"kind": "inSource", "justification": str(reason)}]}
        for finding, reason in report.silenced
    ]
    driver = {"name": "hwgen", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False)


def _result(finding: Finding, base: Path) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.flaw,
        "ruleIndex": list(FLAWS).index(finding.flaw),
        "level": finding.about.severity,
        "message": {"text": f"{finding.message}. What to do: {finding.remedy}."},
        "locations": [_location(finding.span, base)],
    }
    if finding.also:
        result["relatedLocations"] = [_location(span, base) for span in finding.also]
    return result


def _location(span: Span, base: Path) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(span.inside(base))}}
    if span.line:
        place["region"] = {"startLine": span.line, "startColumn": max(span.column, 1)}
    return {"physicalLocation": place}


def as_github(report: Report) -> Iterator[str]:
    """Commands that make GitHub show each finding at its line."""
    base = _base(report)
    for finding in report.findings:
        span = finding.span
        where = {"file": span.inside(base), "line": span.line or 1, "col": span.column or 1, "title": finding.flaw}
        told = ",".join(f"{name}={_escaped(str(value), more=',:')}" for name, value in where.items())
        yield f"::{finding.about.severity} {told}::{_escaped(f'{finding.message}; {finding.remedy}')}"


def _escaped(text: str, more: str = "") -> str:
    for sign in f"%\r\n{more}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text

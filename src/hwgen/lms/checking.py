"""The check of a file before the upload: what its platform would refuse or spoil, what it would give for each response, and the key."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hwgen.errors import Diagnostic, Span, UsageError, counted
from hwgen.limits import bounded
from hwgen.lms.adapter import LARGEST
from hwgen.lms.asked import Asked
from hwgen.lms.keys import Key, differences, keys_of
from hwgen.lms.places import in_file, inside, on_line
from hwgen.lms.platforms import Platform
from hwgen.reporting import Report, counts


@dataclass
class Checked:
    """What is wrong with a file, and how far it was looked at. `scored` are the questions with their responses, where they are wanted."""

    title: str
    diagnostics: list[Diagnostic] = field(default_factory=list)
    questions: int = 0
    responses: int = 0
    scored: list[Asked] = field(default_factory=list)

    @property
    def passes(self) -> bool:
        return not any(diagnostic.severity == "error" for diagnostic in self.diagnostics)

    def report(self, file: Path) -> Report:
        lines, data = tuple(self._lines()), self._data()
        return Report(file.resolve().parent, tuple(self.diagnostics), lines=lines, data=data)

    def _lines(self) -> Iterator[str]:
        for question in self.scored:
            place = f"{question.file}:{question.line}" if question.file else question.line
            yield f"{place}: {question.name} ({question.type})"
            for response in question.responses:
                yield f"    {100 * response.fraction:7.2f}%  {response.text}"
        marked = f"{counted(self.questions, 'question')}, {counted(self.responses, 'response')} marked"
        yield f"{self.title}: {marked}: {counts(self.diagnostics)}"

    def _data(self) -> dict[str, Any]:
        return {
            "platform": self.title,
            "passes": self.passes,
            "questions": self.questions,
            "responses": self.responses,
            "scores": [
                {
                    **{name: getattr(question, name) for name in ("name", "id", "type", "line")},
                    "responses": [{"response": r.text, "fraction": round(r.fraction, 7)} for r in question.responses],
                }
                for question in self.scored
            ],
        }


def check(
    platform: Platform,
    data: bytes,
    file: Path,
    keys: Mapping[str, Sequence[Key]] | None = None,
    *,
    scores: bool = False,
) -> Checked:
    """Goes through `data`, which stand in `file` or will. `keys` gives, for a question's id, what exam.json says of the questions it asks.

    With `scores`, the answer holds every response with what it gets; else only their number.
    """
    checked = Checked(platform.title)
    # A description asks nothing, though it has an id.
    missing = {id: those for id, those in (keys or {}).items() if those}

    def take(asked: Asked) -> None:
        report(asked.diagnostics, asked.id)
        if not asked.counts:
            return
        checked.questions += 1
        checked.responses += len(asked.responses)
        if scores:
            checked.scored.append(asked)
        if keys is not None and asked.fields:
            report(_against(asked, missing.pop(asked.id, None)), asked.id)

    def report(diagnostics: Iterable[Diagnostic], id: str = "") -> None:
        checked.diagnostics += (replace(in_file(diagnostic, file), subject=id) for diagnostic in diagnostics)

    whole = platform.adapter().read_back(data, take)
    report(whole)
    if not checked.questions and checked.passes:
        message = "the file holds no question, only categories"
        report([Diagnostic("export-only-categories", message, on_line(1))])
    if all(diagnostic.severity != "error" for diagnostic in whole):
        for id in missing:
            report([Diagnostic("export-key-missing", f"no question has the id `{id}` of the key", on_line(0))])
    checked.diagnostics = list(_once(checked.diagnostics))
    return checked


def _once(diagnostics: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """Errors as they are. A warning that comes again stands once, at its first place, with how often."""
    often = Counter((d.rule, d.message) for d in diagnostics if d.severity != "error")
    for diagnostic in diagnostics:
        count = often.pop((diagnostic.rule, diagnostic.message), 0) if diagnostic.severity != "error" else 1
        if count:
            yield (
                replace(diagnostic, message=f"{diagnostic.message} ({counted(count, 'time')})")
                if count > 1
                else diagnostic
            )


def _against(asked: Asked, keys: Sequence[Key] | None) -> Iterator[Diagnostic]:
    if keys is None:
        message = f"the key knows no question with the id `{asked.id}`"
        yield Diagnostic("export-key-unknown", message, inside(asked.file, asked.line))
        return
    for message in differences(asked, keys):
        yield Diagnostic("export-key", f"against the key: {message}", inside(asked.file, asked.line))


def check_file(platform: Platform, file: Path, against: Path | None, *, scores: bool) -> Checked:
    """What is wrong with a file, and its comparison with an exam.json. Raises UsageError for other data."""
    data = bounded(file, LARGEST)
    keys = None
    if against is not None:
        try:
            keys = keys_of(json.loads(bounded(against, LARGEST)), _ids(platform, data))
        except (ValueError, KeyError, TypeError) as e:
            hint = "`hwgen build` writes it beside moodle.xml"
            raise UsageError(Diagnostic("no-exam-json", "this is not an exam.json", Span(against), hint)) from e
    checked = check(platform, data, file, keys, scores=scores)
    if not file.name.lower().endswith((*platform.suffixes, *platform.parts)):
        message = f"{platform.title}: a file whose name does not end in {' or '.join(platform.suffixes)} is refused"
        checked.diagnostics.insert(0, Diagnostic("export-file-extension", message, Span(file)))
    return checked


def _ids(platform: Platform, data: bytes) -> set[str]:
    """The ids of what a file asks, as far as it can be read."""
    ids: set[str] = set()
    platform.adapter().read_back(data, lambda asked: ids.add(asked.id) if asked.fields else None)
    return ids

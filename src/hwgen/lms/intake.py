"""Questions from elsewhere, brought into a course: only as new files, and only files that load."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from hwgen.bank.course import Course
from hwgen.bank.files import is_course
from hwgen.bank.loading import load_course
from hwgen.errors import CourseError, Diagnostic, HwgenError, Span, UsageError
from hwgen.limits import bounded
from hwgen.lms.adapter import LARGEST
from hwgen.lms.formats import format_of
from hwgen.lms.imported import Data, Imported, asked, slug
from hwgen.lms.places import Unreadable, in_file
from hwgen.lms.platforms import Platform
from hwgen.lms.recognised import only_language
from hwgen.lms.sources import Source
from hwgen.refusals import cannot_write
from hwgen.text import USUAL, Language
from hwgen.words.words import nearest, shipped

# Some 50 values each: half of what may stand in a file of a course. An exam asks no more, either.
ITEMS_OF_FILE = 2_000
# How a file of items writes the id of one.
ITEM = "- id: "


@dataclass(frozen=True)
class Taken:
    """What an import left: its files, how many items they hold, exams that ask them all, the doubts, and the command that
    builds the first of the exams.
    """

    files: tuple[Path, ...]
    items: int
    exams: tuple[str, ...]
    doubts: tuple[Diagnostic, ...]
    doubts_file: Path
    next: str


class _AsWritten:
    """YAML as a person writes it: long texts on lines of their own."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Dumper(_AsWritten, yaml.CSafeDumper):
    pass


class _WithEmoji(_AsWritten, yaml.SafeDumper):
    """Slower by far; the other one writes characters beyond U+FFFF as numbers."""


def _string(dumper: yaml.SafeDumper | yaml.CSafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


for _kind in (_Dumper, _WithEmoji):
    _kind.add_representer(str, _string)


def import_file(source: Platform | Source, file: Path, into: Path, language: Language | None = None) -> Taken:
    """Reads a file into the course `into`, which is made if there is none; it is then in the `language`, or in that of the
    questions where they have only one.

    Raises UsageError for a file that cannot be read and where files of that name are there already, CourseError where
    the course has errors.
    """
    data = _bytes_of(file)
    try:
        return _taken(source, data, file, into, language)
    except UsageError as e:
        known = format_of(data)
        if known == source.name or not any(d.span and d.span.file == file for d in e.diagnostics):
            raise
        if not known:
            raise UsageError(*(_with_way_out(d, source) for d in e.diagnostics)) from e
        message = f"this is a file for `hwgen import {known}`, not for `hwgen import {source.name}`"
        hint = f"`{shlex.join(('hwgen', 'import', known, str(file), '--into', str(into)))}`"
        raise UsageError(Diagnostic("import-other-format", message, Span(file), hint)) from e


def _with_way_out(diagnostic: Diagnostic, source: Platform | Source) -> Diagnostic:
    """A file whose format cannot be told may be for another command, or for none."""
    if diagnostic.hint or diagnostic.severity != "error":
        return diagnostic
    hint = f"this command reads the format {source.title}; `hwgen import --help` lists the others"
    return replace(diagnostic, hint=hint)


def _taken(source: Platform | Source, data: bytes, file: Path, into: Path, language: Language | None) -> Taken:
    # The number of a pipe, as `<(...)` makes it, says nothing.
    stem = "" if file.is_relative_to("/dev") else file.stem
    name = re.sub(r"[^\w-]+", "-", stem).strip("-") or "imported"
    fresh = not (into / "bank").is_dir()
    if fresh and (around := _around(into)):
        message = "the folder lies inside a course, and would become a course of its own"
        hint = f"`--into {shlex.quote(str(around))}` brings the questions into that course; for a new one, name a folder outside of it"
        raise UsageError(Diagnostic("import-inside-course", message, Span(into), hint))
    course = None if fresh else load_course(into)
    if language:
        _refuse_language(language, course)
    languages = course.languages if course else (language,) if language else USUAL
    taken = set(course.items) if course else set()
    topics = _topics(course) if course else {}

    def read() -> Imported:
        try:
            imported = source.reads()(data, name, taken, name, languages, language)
        except Unreadable as e:
            raise UsageError(*(in_file(d, file) for d in e.diagnostics)) from e
        imported.sort_into(topics, name)
        return imported

    if fresh and not language and (only := only_language(read())):
        languages = (only,)
    # To read the questions again takes less than to keep them beside the course that they make.
    del course
    wrong: dict[str, str] = {}
    while True:
        imported = read()
        for id, message in wrong.items():
            imported.drop(id, f"it was dropped: {message}")
        files, done = _brought(name, imported, file, into, languages)
        del imported
        files = ({path: _yaml(data) for path, data in _new_course(languages).items()} if fresh else {}) | files
        standing = [into / path for path in files if (into / path).exists()]
        if standing:
            hint = "rename the file to be imported, or remove what an earlier import left"
            raise UsageError(
                *(Diagnostic("file-exists", "the file already exists", Span(path), hint) for path in standing)
            )
        try:
            _write(into, files)
        except CourseError as e:
            # One question that the course cannot have must not keep out the others.
            if not (faulty := _faulty(into, files, e.diagnostics)):
                raise
            wrong = faulty | wrong
        else:
            return replace(done, files=tuple(into / path for path in files))


def _topics(course: Course) -> dict[str, str]:
    """The topics of a course by what a file may call them: their names, and their ids, which come first."""
    names = {slug(name): topic for topic, text in course.topics.items() for name in text.values()}
    names |= {slug(topic): topic for topic in course.topics}
    return {name: topic for name, topic in names.items() if name}


def _bytes_of(file: Path) -> bytes:
    data = bounded(file, LARGEST)
    if len(data) > LARGEST:
        raise UsageError(
            Diagnostic("file-too-large", f"more than {LARGEST // 2**20} MB", Span(file), "export it in smaller parts")
        )
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        hint = "save the questions into it, or export them again"
        raise UsageError(Diagnostic("import-nothing", "the file is empty", Span(file), hint))
    return data


def _refuse_language(language: Language, course: Course | None) -> None:
    """Raises UsageError for a language that the course does not have; a new course can have any that hwgen has."""
    if language not in (known := course.languages if course else shipped()):
        message = f"{'the course' if course else 'hwgen'} has no language `{language}`"
        raise UsageError(Diagnostic("unknown-language", message, None, f"it has {', '.join(known)}"))


def _brought(
    name: str, imported: Imported, file: Path, into: Path, languages: tuple[Language, ...]
) -> tuple[dict[str, bytes], Taken]:
    """The files of an import, and what is to be said of it. Raises UsageError for one without any question."""
    doubts = tuple(in_file(doubt, file) for doubt in imported.grouped())
    if not imported.entries:
        message = "none of its questions could be imported"
        raise UsageError(Diagnostic("import-nothing", message, Span(file)), *doubts)
    exams = exams_of(name, imported, languages)
    return _files(name, imported, exams, doubts, file, languages), Taken(
        (),
        sum(map(len, imported.items.values())),
        tuple(exams),
        doubts,
        into / f"bank/{name}-doubts.txt",
        _next(into, next(iter(exams)), next(iter(exams.values())), imported, languages),
    )


def _next(into: Path, exam: str, entries: Sequence[Data], imported: Imported, languages: Sequence[Language]) -> str:
    """The command that builds an exam, in the first language that all its items have."""
    spoken = imported.spoken(languages)
    shared = [at for at in languages if all(at in spoken[asked(entry)] for entry in entries)]
    language = f" --lang {shared[0]}" if shared and shared[0] != languages[0] else ""
    return f"hwgen build {shlex.quote(exam)} --seed 1{language} --course {shlex.quote(str(into))}"


def _around(into: Path) -> Path | None:
    """The course in which a new folder would lie: from there on, commands that look for a course would find either of them."""
    whole = Path(os.path.abspath(into))
    course = next(filter(is_course, whole.parents), None)
    # As it was typed, so far as that names it: `c1/bank` lies in `c1`.
    return next((folder for folder in into.parents if course and Path(os.path.abspath(folder)) == course), course)


def _faulty(into: Path, files: Mapping[str, bytes], faults: Sequence[Diagnostic]) -> dict[str, str]:
    """The items that the faults are of, by their ids, each with what is wrong with it."""
    wrong: dict[str, str] = {}
    for path in (path for path in files if path.startswith("bank/items/")):
        file, lines = (into / path).resolve(), files[path].decode().split("\n")
        starts = [i for i, line in enumerate(lines, 1) if line.startswith(ITEM)]
        for fault in faults:
            if fault.span and fault.span.file.resolve() == file and fault.span.line:
                place = bisect_right(starts, fault.span.line) - 1
                if place >= 0:
                    id = yaml.safe_load(lines[starts[place] - 1].removeprefix(ITEM))
                    wrong.setdefault(str(id), fault.message)
    return wrong


def _new_course(languages: Sequence[Language]) -> dict[str, Any]:
    """What stands in a course that an import begins, by its path."""
    words = [nearest(at) for at in languages]
    about = {key: {w.language: w[f"new_{key}"] for w in words} for key in ("course", "institution")}
    return {
        "bank/course.yaml": {
            **({"languages": list(languages)} if tuple(languages) != USUAL else {}),
            "name": about["course"],
            "institution": about["institution"],
        },
        "bank/conventions.yaml": {},
        "bank/misconceptions.yaml": {},
    }


def _items_files(name: str, imported: Imported) -> dict[str, Data]:
    """The items of each topic by their file; a topic of very many has several, since a file of a course is bounded."""
    files: dict[str, Data] = {}
    for topic, items in imported.items.items():
        end = "" if len(imported.items) == 1 else f"-{topic}"
        for part, some in _in_parts(f"{name}{end}", items).items():
            files[f"bank/items/{part}.yaml"] = {"topic": topic, "items": some}
    return files


def exams_of(name: str, imported: Imported, languages: Sequence[Language]) -> dict[str, list[Data]]:
    """An exam that asks every item; where no language has all of them, one for each language that has any. Very many are
    asked by several.
    """
    spoken = imported.spoken(languages)
    by_language = {at: [entry for entry in imported.entries if at in spoken[asked(entry)]] for at in languages}
    if any(len(entries) == len(imported.entries) for entries in by_language.values()):
        return _in_parts(name, imported.entries)
    return {
        part: some
        for at, entries in by_language.items()
        if entries
        for part, some in _in_parts(f"{name}-{at}", entries).items()
    }


def _in_parts(name: str, all: Sequence[Data]) -> dict[str, list[Data]]:
    """As many as a file of a course may hold, by the names of such files."""
    starts = range(0, len(all), ITEMS_OF_FILE)
    return {f"{name}-{n}" if n > 1 else name: list(all[at : at + ITEMS_OF_FILE]) for n, at in enumerate(starts, 1)}


def _files(
    name: str,
    imported: Imported,
    exams: Mapping[str, Sequence[Data]],
    doubts: Sequence[Diagnostic],
    file: Path,
    languages: Sequence[Language],
) -> dict[str, bytes]:
    """Every file of the import, by its path in the course."""
    files = {path: _yaml(data) for path, data in _items_files(name, imported).items()}
    for exam, entries in exams.items():
        sections = _sections(entries, imported, languages)
        about = {"title": dict.fromkeys(languages, name), "minutes": max(1, 2 * len(entries)), "sections": sections}
        files[f"bank/exams/{exam}.yaml"] = _yaml(about)
    files |= {f"bank/files/{path}": data for path, data in imported.files.items()}
    files[f"bank/{name}-doubts.txt"] = _doubts(doubts, file)
    return files


def _sections(entries: Sequence[Data], imported: Imported, languages: Sequence[Language]) -> list[Data]:
    """A part for each kind of question, where those of a kind stand together as on a paper; else one part for all."""
    kinds: dict[tuple[str, str], str] = {}
    for item in (item for items in imported.items.values() for item in items):
        kinds |= dict.fromkeys([("item", item["id"]), *(("tag", tag) for tag in item["tags"])], item["kind"])
    alike = [(kind, list(some)) for kind, some in groupby(entries, lambda entry: _part(kinds.get(asked(entry))))]
    if len({kind for kind, _ in alike}) < len(alike):
        alike = [("questions", list(entries))]
    return [{"title": {at: nearest(at)[f"titles.{kind}"] for at in languages}, **_worth(some)} for kind, some in alike]


def _part(kind: str | None) -> str:
    """Numbers and words are filled in alike."""
    return "numeric" if kind == "short-answer" else kind or "questions"


def _worth(entries: Sequence[Data]) -> Data:
    """The questions of a part with what most of them are worth, which these do not say themselves."""
    points = Counter(entry["points"] for entry in entries).most_common(1)[0][0]
    return {
        "points": points,
        "questions": [
            {key: value for key, value in entry.items() if (key, value) != ("points", points)} for entry in entries
        ],
    }


def _doubts(doubts: Sequence[Diagnostic], file: Path) -> bytes:
    """Each with its place in the file, which may be a package of files; the folder of the file says nothing to others."""
    lines = [_line(doubt, doubt.span, file) for doubt in doubts if doubt.span] or ["Nothing was lost."]
    return ("\n".join(" ".join(line.split()) for line in lines) + "\n").encode()


def _line(doubt: Diagnostic, span: Span, file: Path) -> str:
    place = ":".join((span.inside(file.parent), *(str(n) for n in (span.line, span.column) if n)))
    return ": ".join(filter(None, (place, doubt.subject, f"{doubt.message} [{doubt.rule}]")))


def _yaml(data: Mapping[str, Any]) -> bytes:
    for kind in (_Dumper, _WithEmoji):
        written: str = yaml.dump(data, Dumper=kind, allow_unicode=True, sort_keys=False, width=120)
        if r"\U" not in written:
            break
    return written.encode()


def _write(into: Path, files: Mapping[str, bytes]) -> None:
    """Writes the files and loads the course; takes them away again where either fails."""
    created: list[Path] = []
    new = not into.exists()
    try:
        (into / "generators").mkdir(parents=True, exist_ok=True)
        for path, data in files.items():
            target = into / path
            target.parent.mkdir(parents=True, exist_ok=True)
            created.append(target)
            target.write_bytes(data)
        load_course(into)
    except (OSError, CourseError) as e:
        for target in created:
            target.unlink(missing_ok=True)
        if new:
            shutil.rmtree(into, ignore_errors=True)
        if isinstance(e, OSError):
            raise HwgenError(cannot_write(e, into, rest="nothing was imported")) from e
        raise

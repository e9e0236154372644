"""Papers that were given, kept whole in the course: bank/given, a file for each exam and seed."""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from hwgen.bank.course import Course
from hwgen.bank.files import GIVEN
from hwgen.errors import CourseError, Diagnostic, Span
from hwgen.exam.model import Exam
from hwgen.exam.stored import Stored, Unreadable
from hwgen.output import replace_file
from hwgen.papercode import Code, decode
from hwgen.words.words import shipped, words

SCHEMA = 1
# Of a file as it is read: a class of a thousand has less.
MOST_BYTES = 512 * 2**20


def path_of(root: Path, exam: str, seed: int) -> Path:
    return root / GIVEN / f"{exam}-{seed}.json.xz"


def given(course: Course, code: Code) -> Exam | None:
    """The paper of a code as it was given; one of an old code, without a fingerprint, as it was given last. Raises CourseError."""
    path = path_of(course.root, code.exam, code.seed)
    kept: Exam | None = None
    for known, data in _read(path).items():
        other = decode(known)
        if other.bare == code.bare and code.fingerprint in ("", other.fingerprint):
            try:
                kept = _stored(course).read(data)
            except Unreadable as e:
                raise _broken(path, e) from e
    return kept


def beside(course: Course, code: Code) -> Any:
    """What was kept beside the paper of a code, as data; None where nothing was. Raises CourseError."""
    path = path_of(course.root, code.exam, code.seed)
    kept = None
    for known, data in _whole(path).get("beside", {}).items():
        other = decode(known)
        if other.bare == code.bare and code.fingerprint in ("", other.fingerprint):
            kept = data
    return kept


def codes_given(course: Course, exam: str, seed: int) -> Mapping[Code, Code]:
    """The code of each paper that was given, the last one of those that differ in their fingerprint alone. Raises CourseError."""
    codes = map(decode, _read(path_of(course.root, exam, seed)))
    return {code.bare: code for code in codes}


def keep(course: Course, exams: Iterable[Exam], extra: Callable[[Exam], Any] = lambda exam: None) -> Path | None:
    """Adds papers, without the names on them, and what `extra` says has to be kept beside each; None where all of them are kept already.

    Raises HwgenError.
    """
    first, *others = exams
    path = path_of(course.root, first.name, first.seed)
    whole = _whole(path)
    before, known = whole.get("papers", {}), whole.get("beside", {})
    stored = _stored(course)
    added = {
        exam.code: stored.write(replace(exam, holder=None)) for exam in (first, *others) if exam.code not in before
    }
    new = {exam.code: extra(exam) for exam in (first, *others) if exam.code not in known}
    new = {code: data for code, data in new.items() if data is not None}
    if not (added or new):
        return None
    whole = {"schema": SCHEMA, "papers": {**before, **added}} | ({"beside": {**known, **new}} if known or new else {})
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    replace_file(path, lzma.compress(text.encode(), preset=1))
    return path


def _stored(course: Course) -> Stored:
    return Stored(course.root, {**{at: words(at) for at in shipped()}, **course.wording})


def _read(path: Path) -> Mapping[str, Any]:
    """The papers of a file by their codes. Raises CourseError."""
    return dict(_whole(path).get("papers", {}))


def _whole(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        with lzma.open(path) as file:
            held = file.read(MOST_BYTES + 1)
        if len(held) > MOST_BYTES:
            raise ValueError("it is larger than any class")
        whole: dict[str, Any] = json.loads(held)
        for code in (*whole["papers"], *whole.get("beside", {})):
            decode(code)
    except (OSError, EOFError, ValueError, LookupError, TypeError, lzma.LZMAError) as e:
        raise _broken(path, e) from e
    return whole


def _broken(path: Path, error: Exception) -> CourseError:
    return CourseError(
        Diagnostic("given-unreadable", f"the papers that were given cannot be read: {error}", Span(path))
    )

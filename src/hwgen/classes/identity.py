"""Whether a paper is the one that it was: compared with what was built before, what was given, and the code that is asked for."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hwgen import __version__
from hwgen.bank.course import Course
from hwgen.bank.swaps import path_of as swaps_of
from hwgen.classes.copies import Copy
from hwgen.edited import MALFORMED, MANIFEST
from hwgen.errors import Diagnostic, HwgenError, Span
from hwgen.exam.fingerprint import Mark, differences, marks, parsed
from hwgen.exam.given import codes_given, given, path_of
from hwgen.exam.instantiate import instantiate
from hwgen.exam.model import Exam, Holder
from hwgen.papercode import Code, decode
from hwgen.plan.plan import Plan
from hwgen.text import bytes_of

_MOST = 12


class PaperChanged(HwgenError):
    """A paper would take the place of another one."""


@dataclass(frozen=True)
class Earlier:
    """A paper as it was: built into the folder of a manifest, or given."""

    code: Code
    marks: tuple[Mark, ...]
    place: Path
    given: bool = False


def earlier(folder: Path) -> Iterator[Earlier]:
    """The papers that the manifest of a folder names, if it has marks: one, or those of a class."""
    manifest = folder / MANIFEST
    try:
        data: Any = json.loads(bytes_of(manifest))
        for record in (data, *data.get("copies", ())):
            if "marks" in record:
                yield Earlier(decode(record["code"]), parsed(record["marks"]), manifest)
    except (*MALFORMED, HwgenError):
        return


def refuse_change(course: Course, exam: Exam, asked: Code, folder: Path) -> None:
    """Raises PaperChanged where the exam is not the one of the code that is asked for, the one in `folder`, or the one that was given."""
    code = decode(exam.code)
    if asked.fingerprint and asked != code:
        raise _of_code(course, asked, exam, next((one for one in _known(folder) if one.code == asked), None))
    refuse_unlike_given(course, exam, asked)
    for one in earlier(folder):
        if one.code.bare == code.bare and one.code != code:
            raise _changed(course, one, exam)


def refuse_unlike_given(course: Course, exam: Exam, asked: Code | None = None) -> None:
    """Raises PaperChanged where the exam was given, and was neither this one nor the one of the code that is asked for."""
    kept = given(course, decode(exam.code).bare)
    if kept and exam.code not in (kept.code, str(asked)):
        raise _changed(course, _given(course, kept), exam)


def refuse_changes(course: Course, folder: Path, plans: Mapping[Code, Plan]) -> None:
    """As `refuse_change`, for the copies of a class. For as many, a course that is as it was has the same papers."""
    before = {one.code.bare: one for one in earlier(folder)}
    first = next(iter(plans))
    kept = codes_given(course, first.exam, first.seed)
    if not kept and (not before or (len(before) == len(plans) and _unchanged(course, folder))):
        return
    for code, plan in plans.items():
        if code not in kept and code not in before:
            continue
        exam = instantiate(course, plan, code.language, code.paper, code.copy, form=bool(code.form))
        if code in kept and str(kept[code]) != exam.code:
            paper = given(course, kept[code])
            assert paper is not None
            raise _changed(course, _given(course, paper), exam)
        if code in before and str(before[code].code) != exam.code:
            raise _changed(course, before[code], exam)


def refuse_other_holders(folder: Path, copies: Sequence[Copy], dealing: Mapping[str, str]) -> None:
    """Raises PaperChanged where the folder has copies, or forms dealt to students, that these would not have: nothing else says whose they are.

    `dealing` is the form of each student.
    """
    try:
        data: Any = json.loads(bytes_of(folder / MANIFEST))
        fresh = {(copy.code.copy, copy.code.form): copy for copy in copies}
        lost = [line for record in data["copies"] for line in _lost(record, fresh)]
        lost += [line for holder, form in data.get("dealing", {}).items() for line in _dealt(holder, form, dealing)]
    except MALFORMED:
        return
    if lost:
        more = f"; and {len(lost) - _MOST} more" if len(lost) > _MOST else ""
        message = f"this folder holds the papers of another class list: {'; '.join(lost[:_MOST])}{more}"
        hint = "nothing was changed; --out DIR builds these papers in another folder, --replace in the place of those"
        if _reordered([record["holder"]["id"] for record in data["copies"] if record["holder"]], copies):
            hint = "nothing was changed; to keep those papers, leave their students where they stood in the list, and add others at its end; --out DIR builds these papers in another folder, --replace in the place of those"
        raise PaperChanged(Diagnostic("other-class", message, Span(folder), hint))


def _reordered(before: Sequence[str], copies: Sequence[Copy]) -> bool:
    """Whether the list only has the students of `before` at other places: papers go by the place."""
    now = [copy.holder.id for copy in copies if copy.holder]
    return set(before) <= set(now) and now[: len(before)] != list(before)


def _lost(record: Mapping[str, Any], fresh: Mapping[tuple[int, str], Copy]) -> Iterator[str]:
    """What is lost of a copy that was made."""
    before = Holder(**record["holder"]) if record["holder"] else None
    name = (
        f"form {record['form']}"
        if record["form"]
        else f"copy {record['copy']}" + (f" of {_named(before)}" if before else "")
    )
    now = fresh.get((record["copy"], record["form"]))
    if now is None:
        yield f"{name} would be gone"
    elif (now.holder and now.holder.id) != (before and before.id):
        yield f"{name} would become one of {_named(now.holder)}" if now.holder else f"{name} would have no name"
    elif now.code.language != record["language"]:
        yield f"{name} would be in {now.code.language} instead of {record['language']}"


def _dealt(holder: str, form: str, dealing: Mapping[str, str]) -> Iterator[str]:
    if holder not in dealing:
        yield f"nobody would know that `{holder}` has form {form}"
    elif dealing[holder] != form:
        yield f"`{holder}` would have form {dealing[holder]} instead of {form}"


def _named(holder: Holder) -> str:
    return f"{holder.name} ({holder.id})"


def _unchanged(course: Course, folder: Path) -> bool:
    data = json.loads(bytes_of(folder / MANIFEST))
    return (data["course_digest"], data["versions"]["hwgen"]) == (course.digest, __version__)


def _given(course: Course, exam: Exam) -> Earlier:
    return Earlier(decode(exam.code), marks(exam), path_of(course.root, exam.name, exam.seed), given=True)


def _known(folder: Path) -> Iterator[Earlier]:
    """What the folder of a paper holds, and those beside it: a copy was built with its class."""
    for manifest in sorted(folder.parent.glob(f"*/{MANIFEST}")):
        yield from earlier(manifest.parent)


def _of_code(course: Course, asked: Code, exam: Exam, before: Earlier | None) -> PaperChanged:
    if before:
        return _changed(course, before, exam)
    message = f"the paper {asked} cannot be built again: the course has changed since, and now gives {exam.code}"
    hint = "bring the bank back as it was, with git for instance; --replace builds the paper of today"
    if asked.copy and not asked.form:
        hint = f"its questions may depend on the size of the class: give its --roster, or --out with its results; else {hint}"
    return PaperChanged(Diagnostic("paper-changed", message, None, hint))


def _changed(course: Course, before: Earlier, exam: Exam) -> PaperChanged:
    differ = differences(before.marks, marks(exam))
    lines = differ or ("its title, time or instructions",)
    more = f"; and {len(lines) - _MOST} more" if len(lines) > _MOST else ""
    what = "; ".join(lines[:_MOST]) + more
    if before.given:
        message = f"the paper {before.code} was given, and the course now asks something else: {what}"
        hint = f"`hwgen build --code {shlex.quote(str(before.code))}` builds it as it was given; --replace builds the paper of today"
    else:
        message = f"this folder holds the paper {before.code} instead of {exam.code}: {what}"
        hint = "--replace builds the other one in its place, --out DIR in another folder"
        swaps = swaps_of(course.root, exam.name, exam.seed)
        if differ and swaps.exists():
            hint = f"what was swapped since stands in {Span(swaps)}: if nothing else has changed, taking it out there gives the earlier paper again; else use --replace or --out"
    return PaperChanged(Diagnostic("paper-changed", message, Span(before.place), hint))

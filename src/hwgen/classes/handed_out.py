"""Answer sheets that students have filled in: no build replaces them by sheets by which these could not be marked."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from hwgen.bank.course import Course
from hwgen.classes.answered import answered, basis, rules
from hwgen.classes.copies import Copy
from hwgen.classes.identity import PaperChanged
from hwgen.errors import Diagnostic, Span, UsageError
from hwgen.exam.given import codes_given
from hwgen.exam.instantiate import instantiate
from hwgen.papercode import Code
from hwgen.plan.plan import Plan
from hwgen.sheets import keys
from hwgen.sheets.number import NumberGrid
from hwgen.text import bytes_of

_MOST = 6
MARKED = "leave students who left in the list, or build into another folder with --out; before --replace, move `marks` out of the folder"


def refuse_other_sheets(
    course: Course, folder: Path, code: Code, sheets: Iterable[keys.Copy], *, replaces: bool = False
) -> None:
    """Raises PaperChanged where the folder has sheets that were given or marked, and `sheets` are not those; or has any, and there would be none.

    What `replaces` them has to be the same where some were marked: the answers of a student would be those of another.
    """
    known = _known(folder)
    marked = (folder / keys.MARKS).exists()
    if known is None or (replaces and not marked):
        return
    ahead = iter(sheets)
    first = next(ahead, None)
    if first is None:
        message = "the answer sheets in this folder, which may be printed, could no longer be marked: these papers would have none"
        hint = "add --sheets; --out DIR builds such papers in another folder, --replace in the place of these"
        raise PaperChanged(Diagnostic("sheets-in-use", message, Span(folder / keys.FILE), MARKED if marked else hint))
    if not (marked or codes_given(course, code.exam, code.seed)):
        return
    fresh = {sheet.serial: sheet for sheet in (first, *ahead)}
    differ = [line for sheet in known.copies for line in _differences(sheet, fresh.get(sheet.serial))]
    if not replaces and code.exam in course.blueprints and known.policy != rules(course, code.exam):
        differ.append("the rules of marking are others")
    if differ:
        more = f"; and {len(differ) - _MOST} more" if len(differ) > _MOST else ""
        message = f"the answer sheets in this folder are in use, and could no longer be marked as they were printed: {'; '.join(differ[:_MOST])}{more}"
        hint = "--out DIR builds the others in another folder, --replace in the place of these"
        raise PaperChanged(Diagnostic("sheets-in-use", message, Span(folder / keys.FILE), MARKED if marked else hint))


def marked_of(plan: Plan, output: Path) -> list[Path]:
    """The marks of sheets of a paper, in the folders of `output` that have some."""
    return sorted((output / plan.blueprint.name).glob(f"seed-{plan.seed}-*/{keys.MARKS}"))


def refuse_marked(plan: Plan, output: Path) -> None:
    """Raises UsageError for a paper whose sheets in `output` were marked, where something in it is to be changed: nothing could build it again."""
    name, seed = plan.blueprint.name, plan.seed
    marked = marked_of(plan, output)
    if marked:
        message = f"answer sheets of `{name}` with seed {seed} were marked, and the paper stays as it is"
        freeze = f"hwgen freeze {shlex.quote(name)} --seed {seed} NAME"
        hint = f"`hwgen regrade` corrects a wrong key; for another paper, choose another seed, or change the copy that `{freeze}` makes"
        raise UsageError(Diagnostic("cannot-swap", message, Span(marked[0]), hint))


def sheets_of(course: Course, plans: Mapping[Copy, Plan], number: NumberGrid | None) -> Iterator[keys.Copy]:
    """The sheets that a class will have. They are worked out only where they are asked for."""
    for copy, plan in plans.items():
        if copy.looks.sheet:
            code = copy.code
            exam = instantiate(course, plan, code.language, code.paper, code.copy, form=bool(code.form))
            yield answered(exam.printed_for(copy.holder, copy.looks), code.paper, basis(course, exam, number)).copy


def _known(folder: Path) -> keys.Keys | None:
    try:
        return keys.read(bytes_of(folder / keys.FILE))
    except (OSError, ValueError):
        return None


def _differences(before: keys.Copy, now: keys.Copy | None) -> Iterator[str]:
    sheet = f"sheet {before.serial}"
    if now is None:
        yield f"{sheet}{_whose(before)} is left out"
        return
    if now.id != before.id:
        yield f"{sheet}{_whose(before)} is now one{_whose(now) or ' without a name'}"
    if now.layout != before.layout:
        yield f"{sheet} has its boxes elsewhere"
    if _marked_by(now) != _marked_by(before):
        yield f"{sheet} has other keys"


def _marked_by(sheet: keys.Copy) -> list[object]:
    return [(q.number, q.item, q.part, q.points, q.fields) for q in sheet.questions]


def _whose(sheet: keys.Copy) -> str:
    return f" of {sheet.name} ({sheet.id})" if sheet.id else ""

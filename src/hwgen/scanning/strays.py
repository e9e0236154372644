"""Pages that are no page of a sheet of the class, as far as can be read: what is wrong with each, and what to do with it."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from pathlib import Path

from hwgen import catalogue
from hwgen.errors import Diagnostic, Span, counted
from hwgen.scanning.printed import Printed
from hwgen.scanning.records import Record
from hwgen.scanning.whose import stamped

# The problem of a page on which nothing is, which asks nothing.
EMPTY = "empty"
FOREIGN = "foreign"
ASIDE = "what does not belong here can be set aside with `hwgen mark --class DIR --review`"


@dataclass(frozen=True)
class Strays:
    """The records that are `sound`, and of the others what there is to say; `open` are pages of this class, or of nobody knows which, that do not count."""

    sound: tuple[Record, ...]
    open: int
    diagnostics: tuple[Diagnostic, ...]


def sieve(printed: Printed, records: Iterable[Record], fresh: Set[str] | None) -> Strays:
    """Of files that are not `fresh`, strays were reported one by one before, and are only counted; None for all."""
    judged = [(record, problem(printed, record)) for record in records]
    # In the order in which they lie in the pile, where somebody looks for them.
    strays = sorted(((record, why) for record, why in judged if why), key=lambda one: (one[0].file, one[0].number))
    new = [(record, why) for record, why in strays if fresh is None or record.source in fresh]
    diagnostics = [_diagnostic(why, record) for record, why in new if why != EMPTY]
    empty = [f"page {record.number} of {record.file}" for record, why in new if why == EMPTY]
    earlier = sum(why != EMPTY for _, why in strays) - len(diagnostics)
    left_open = sum(why not in (EMPTY, FOREIGN) for _, why in strays)
    if empty:
        where = ", ".join(empty[:5]) + (" and others" if len(empty) > 5 else "")
        diagnostics.append(Diagnostic("scan-empty-pages", f"{counted(len(empty), 'empty page')} left out: {where}"))
    if earlier:
        message = f"{counted(earlier, 'page')} of earlier scans left out as before"
        diagnostics.append(Diagnostic("sheet-left-out", message))
    return Strays(tuple(record for record, why in judged if not why), left_open, tuple(diagnostics))


def problem(printed: Printed, record: Record) -> str:
    """What was read before the class was built again is not of this class."""
    stamp = record.reading.stamp
    layout = printed.layout(stamp) if stamp else None
    if record.reading.problem or stamp is None:
        return record.reading.problem
    return FOREIGN if layout is None else "other-layout" if layout.short != stamp.layout else ""


def _diagnostic(why: str, record: Record) -> Diagnostic:
    page, stamp, span = f"page {record.number}", record.reading.stamp, Span(Path(record.file))
    match why:
        case "no-code":
            stray = Diagnostic("sheet-no-code", f"{page} has no code of an answer sheet that can be read", span)
        case "two-sheets":
            stray = Diagnostic("sheet-two-codes", f"{page} shows the codes of two sheets", span)
        case "foreign":
            stray = Diagnostic("sheet-foreign", f"{page} is of another class: {stamped(stamp)}", span)
        case "other-layout":
            message = f"{page} was printed from another build of this class: {stamped(stamp)}"
            stray = Diagnostic("sheet-other-layout", message, span)
        case "no-markers":
            message = f"{page} cannot be laid over its sheet: too few markers are seen"
            stray = Diagnostic("sheet-no-markers", message, span)
        case _:
            message = f"{page} does not look like the sheet that its code names: {stamped(stamp)}"
            stray = Diagnostic("sheet-unlike", message, span)
    return replace(stray, hint=f"{catalogue.rule(stray.rule).remedy}; {ASIDE}")

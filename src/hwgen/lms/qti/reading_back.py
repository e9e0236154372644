"""A file of QTI read back: its items with what each response gets, and what players would refuse or get wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hwgen.errors import Diagnostic
from hwgen.lms.asked import Asked
from hwgen.lms.places import Unreadable, inside
from hwgen.lms.qti.checks import Checks
from hwgen.lms.qti.parsing import Item, read
from hwgen.lms.qti.processing import Unsupported
from hwgen.lms.qti.scoring import Scored, fields
from hwgen.lms.qti.values import UNFIT


def read_back(data: bytes, take: Callable[[Asked], None]) -> Sequence[Diagnostic]:
    checks = Checks()
    diagnostics: list[Diagnostic] = []
    try:
        for part in read(data):
            if isinstance(part, Diagnostic):
                diagnostics.append(part)
            else:
                take(asked(part, checks))
    except Unreadable as e:
        diagnostics += e.diagnostics
    return diagnostics


def asked(item: Item, checks: Checks) -> Asked:
    """An item of anyone: what does not fit in it is said of it, and stops nothing else."""
    about = (item.id, item.title, _type(item), item.line)
    faults: list[Diagnostic] = []
    try:
        faults += checks.of(item)
        scored = Scored(item)
        pairs = list(fields(scored))
        faults += checks.scores(item, scored)
    except UNFIT as e:
        place = e.line if isinstance(e, Unsupported) else item.line
        message = f"its scores cannot be worked out: {e}"
        faults.append(Diagnostic("qti-processing", message, inside(item.file, place)))
        return Asked(*about, diagnostics=tuple(faults), file=item.file)
    responses = tuple(response for _, given in pairs for response in given)
    return Asked(*about, tuple(field for field, _ in pairs), responses, tuple(faults), file=item.file)


def _type(item: Item) -> str:
    """The interactions of an item, by their names in QTI 2 without their ending."""
    body = item.body
    names = [str(e.tag)[4:-12] for e in body.iter() if str(e.tag).endswith("-interaction")] if body is not None else []
    return ", ".join(dict.fromkeys(names)) or "no interaction"

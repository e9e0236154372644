"""The lines read back: questions with what their answers make right, and what the upload would refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from hwgen.errors import Diagnostic, counted
from hwgen.lms.asked import (
    Asked,
    Choice,
    Essay,
    Field,
    Kind,
    Matching,
    Number,
    Ordering,
    TrueFalse,
    Typed,
    Unknown,
    responses,
)
from hwgen.lms.blackboard.fields import MATCHING, MOST_BLANKS, lines, noted
from hwgen.lms.moodle.marking import subsets
from hwgen.lms.places import on_line
from hwgen.lms.written.blackboard import KINDS, LINE

MOST_ANSWERS = 100
# More make browsers give up, as Blackboard says.
MOST_LINES = 500
RIGHT = {"correct": True, "incorrect": False}
TRUTHS = {"true": True, "false": False}
HEAD = 4096


def recognises(head: bytes) -> bool:
    """Whether the lines begin with kinds of questions; the last one may be cut off."""
    begun = head.decode("utf-8", "ignore").split("\n")
    whole = begun[:-1] if len(begun) > 1 else begun
    return bool(whole[0].strip()) and all(LINE.match(line) for line in whole if line.strip())


def read_back(data: bytes, take: Callable[[Asked], None]) -> Sequence[Diagnostic]:
    try:
        text = data.decode()
    except UnicodeDecodeError as e:
        return [Diagnostic("blackboard-encoding", f"byte {e.start + 1} is not UTF-8", on_line(0))]
    faults: list[Diagnostic] = []
    if text.startswith("\ufeff"):
        faults.append(Diagnostic("blackboard-encoding", "the file begins with a byte order mark", on_line(1)))
    given = text.removeprefix("\ufeff").removesuffix("\n").split("\n")
    if len(given) > MOST_LINES:
        message = f"{counted(len(given), 'line')}: more than {MOST_LINES} may be too many for an upload"
        faults.append(Diagnostic("blackboard-many", message, on_line(MOST_LINES + 1)))
    for number, line in enumerate(given, 1):
        if line.strip():
            take(_asked(number, line.rstrip("\r")))
        else:
            faults.append(Diagnostic("blackboard-line", "an empty line, which the upload refuses", on_line(number)))
    return faults


def _asked(number: int, line: str) -> Asked:
    kind, stem, *fields = (*line.split("\t"), "")[: max(2, line.count("\t") + 1)]
    id, *tags = noted(stem) or [f"line-{number}"]
    shown = _kind(kind, fields, matching=MATCHING in tags)
    name = " ".join(lines(stem).split())[:60]
    faults = tuple(_faults(number, kind, stem, fields))
    return Asked(id, name, kind, number, (Field(shown),), tuple(responses(shown, "; ")), faults)


def _kind(kind: str, fields: Sequence[str], *, matching: bool) -> Kind:
    match kind, fields:
        case "TF", [answer]:
            return TrueFalse(TRUTHS.get(answer))
        case "MC" | "MA", [*_]:
            marks = fields[1::2]
            right = tuple(i for i, mark in enumerate(marks) if RIGHT.get(mark))
            every = subsets((0.0,) * len(marks)) if kind == "MA" else (((i,)) for i in range(len(marks)))
            return Choice(len(marks), tuple((ticked, float(ticked == right)) for ticked in every if ticked))
        case "NUM", [answer, *tolerance]:
            try:
                value, within = float(answer), float("".join(tolerance) or 0)
            except ValueError:
                return Unknown()
            # The tolerance as people mean it: a difference of two floating-point numbers lies beside its edge.
            slack = 1e-12 * max(abs(value), within)
            return Number(lambda given: float(abs(given - value) <= within + slack))
        case "FIB", [*_]:
            accepted = [lines(field).casefold() for field in fields]
            return Typed(lambda given: float(given.strip().casefold() in accepted))
        case "FIB_PLUS", [*_] if matching:
            return Matching(tuple(blank[1] for blank in _blanks(fields) if len(blank) > 1))
        case "MAT", [*_]:
            return Matching(tuple(map(lines, fields[1::2])))
        case "ORD", [*_]:
            return Ordering(tuple(fields))
        case "ESS" | "SR", _:
            return Essay()
        case _:
            return Unknown()


def _blanks(fields: Sequence[str]) -> list[list[str]]:
    return [list(blank) for filled, blank in groupby(fields, bool) if filled]


def _faults(number: int, kind: str, stem: str, fields: Sequence[str]) -> Iterator[Diagnostic]:
    if kind not in KINDS:
        yield Diagnostic("blackboard-line", f"the line begins with “{kind[:20]}”, no kind of question", on_line(number))
        return
    wrong = "" if lines(stem) else "there is no question"
    blanks = _blanks(fields)
    match kind:
        case "MC" | "MA":
            right = [RIGHT.get(mark) for mark in fields[1::2]]
            if len(fields) % 2 or None in right or (kind == "MC" and sum(map(bool, right)) != 1) or True not in right:
                wrong = (
                    "behind each option stands `correct` or `incorrect`, and one option is right, of MA at least one"
                )
        case "TF" if len(fields) != 1 or fields[0] not in TRUTHS:
            wrong = "the answer is `true` or `false`"
        case "NUM" if len(fields) not in (1, 2) or isinstance(_kind(kind, fields, matching=False), Unknown):
            wrong = "the answer is a number, and behind it may stand a tolerance"
        case "FIB" | "ORD" if not fields or not all(fields):
            wrong = "a field is empty"
        case "MAT" if len(fields) < 4 or len(fields) % 2 or len(set(fields[1::2])) < len(fields) // 2:
            wrong = "each entry has a partner of its own"
        case "FIB_PLUS":
            names = [blank[0] for blank in blanks]
            if not names or any(f"[{name}]" not in stem for name in names) or any(len(blank) < 2 for blank in blanks):
                wrong = "each blank is named in brackets in the text, and its answers stand behind its name"
            elif len(names) > MOST_BLANKS:
                wrong = f"more than {MOST_BLANKS} blanks"
    if len(fields) > 2 * MOST_ANSWERS:
        wrong = f"more than {MOST_ANSWERS} answers"
    if wrong:
        yield Diagnostic("blackboard-answer", f"{kind}: {wrong}", on_line(number))

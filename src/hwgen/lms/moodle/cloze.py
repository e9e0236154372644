"""The fields of a cloze question, as Moodle finds them in its text (question/type/multianswer/questiontype.php)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

KINDS = {
    "numerical": ("NUMERICAL", "NM"),
    "shortanswer": ("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"),
    "multichoice": (
        *("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"),
        *("MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"),
    ),
    "multiresponse": (
        "MULTIRESPONSE",
        "MR",
        "MULTIRESPONSE_H",
        "MRH",
        "MULTIRESPONSE_S",
        "MRS",
        "MULTIRESPONSE_HS",
        "MRHS",
    ),
}
KIND_OF = {name: kind for kind, names in KINDS.items() for name in names}
DROP_DOWNS = ("MULTICHOICE", "MC", "MULTICHOICE_S", "MCS")
CASES = ("SHORTANSWER_C", "SAC", "MWC")
SHARE = re.compile(r"=|%(-?[0-9]+(?:[.,][0-9]*)?)%")
START = re.compile(r"\{([0-9]*):(" + "|".join(sorted(KIND_OF, key=len, reverse=True)) + "):")
# An answer ends before ~ # } unless a backslash or an ampersand stands there; a remark before ~ } without a backslash.
ANSWER_END = re.compile(r"(?<![\\&])(?<!&amp;)[~#}]")
REMARK_END = re.compile(r"(?<!\\)[~}]")
# What a field may look like to a person: other colons and braces, spaces, weights that are not whole, small letters.
BEGUN = re.compile(
    r"[{｛]\s*(?:[-+.,0-9０-９]*\s*[:：]\s*)?("
    + "|".join(sorted(KIND_OF, key=len, reverse=True))
    + r")\s*[:：]\s*[=~%]"
    r"|\{[0-9]*:([A-Za-z_]+):",
    re.IGNORECASE,
)
NUMBER = r"-?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][-+]?[0-9]+)?"
NUMERICAL = re.compile(rf"({NUMBER})(?::({NUMBER}))?")


@dataclass(frozen=True)
class Alternative:
    """`fraction` is 1 for a right answer; `raw` is the answer as it stands in the field."""

    answer: str
    fraction: float
    remark: str
    tolerance: str
    raw: str


@dataclass(frozen=True)
class Field:
    """`stated`: whether an alternative has a fraction in percent."""

    weight: float
    kind: str
    name: str
    alternatives: tuple[Alternative, ...]
    start: int
    end: int
    stated: bool = False


def fields(text: str) -> list[Field]:
    """The fields that Moodle makes of a text, in order."""
    parsed = []
    start = START.search(text)
    while start:
        kind = KIND_OF[start[2]]
        read = _alternatives(text, start.end(), kind)
        if read is None:
            # No brace closes this field, so none closes a later one.
            break
        alternatives, end, stated = read
        weight = float(start[1]) if start[1] else 1.0
        parsed.append(Field(weight, kind, start[2], alternatives, start.start(), end, stated))
        start = START.search(text, end)
    return parsed


def _alternatives(text: str, place: int, kind: str) -> tuple[tuple[Alternative, ...], int, bool] | None:
    """The alternatives from `place` on, where the field ends, and whether it states a fraction; None where no brace closes it."""
    alternatives = []
    stated = False
    while True:
        share = SHARE.match(text, place)
        place = share.end() if share else place
        end = ANSWER_END.search(text, place + 1)
        if end is None:
            return None
        raw, remark = text[place : end.start()], ""
        if end[0] == "#":
            place = end.end()
            end = REMARK_END.search(text, place)
            if end is None:
                return None
            remark = text[place : end.start()]
        percent = share[1] if share else None
        fraction = float(percent.replace(",", ".")) / 100 if percent else float(share is not None)
        stated = stated or bool(percent)
        number = NUMERICAL.fullmatch(raw) if kind == "numerical" else None
        answer, tolerance = (number[1], number[2] or "0") if number else (_decoded(raw), "")
        alternatives.append(Alternative(answer, fraction, _decoded(remark), tolerance, raw))
        place = end.end()
        if end[0] == "}":
            return (
                tuple(_shared_out(alternatives, stated=stated) if kind == "multiresponse" else alternatives),
                place,
                stated,
            )


def _decoded(text: str) -> str:
    return unescape(text).replace("\\}", "}").replace("\\#", "#")


def _shared_out(alternatives: list[Alternative], *, stated: bool) -> list[Alternative]:
    """Of several right ones each gets its share; wrong ones without a stated fraction take one such share each."""
    total = sum(a.fraction for a in alternatives if a.fraction > 0)
    if not total:
        return alternatives

    def fraction(a: Alternative) -> float:
        if a.fraction > 0:
            return a.fraction / total
        return a.fraction if stated else -1 / total

    return [Alternative(a.answer, fraction(a), a.remark, a.tolerance, a.raw) for a in alternatives]


def unread(text: str) -> list[tuple[int, str]]:
    """Where something looks like a field and is not read as one: places with its type."""
    taken = [(field.start, field.end) for field in fields(text)]
    return [
        (match.start(), match[1] or match[2])
        for match in BEGUN.finditer(text)
        if not any(start <= match.start() < end for start, end in taken)
    ]

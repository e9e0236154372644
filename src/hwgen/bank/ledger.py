"""The ledger, bank/ledger.yaml: which exams were given, and what they asked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel

from hwgen.errors import CourseError, Diagnostic, HwgenError, Span
from hwgen.fields import Record, SourceText
from hwgen.output import change_file
from hwgen.yamlsrc import Document

HEAD = "# Exams that were given, the latest last. `fresh: 2` in a plan leaves out what the last two of them asked.\n"
PLAIN = re.compile(r"\w[\w.@/#<-]*")
# An item with its difficulty and its variant, where they were chosen, and the one that stood there before a swap, in the same way:
# `ohm-series@2#4<voltage-divider`.
CHOSEN = re.compile(r"(.+?)(?:@([1-5]))?(?:#(\d+))?(?:<(.+))?", re.DOTALL)


class SittingRecord(Record):
    """An exam that was given. With a `seed`, `items` and `forms` are those of its slots, and a rebuild takes them again."""

    exam: SourceText
    on: SourceText | None = None
    seed: Annotated[int, Field(ge=0)] | None = None
    code: SourceText | None = None
    items: tuple[SourceText, ...]
    forms: dict[str, tuple[SourceText, ...]] = Field(default_factory=dict)


class LedgerFile(RootModel[tuple[SittingRecord, ...]]):
    pass


@dataclass(frozen=True)
class Sitting:
    """An exam of the ledger: the items of its forms, slot by slot, as `id` or `id@difficulty`."""

    exam: str
    seed: int | None
    forms: Mapping[str, tuple[str, ...]]
    span: Span

    @property
    def items(self) -> frozenset[str]:
        return frozenset(parted(chosen)[0] for form in self.forms.values() for chosen in form)


def parted(chosen: str) -> tuple[str, int | None]:
    """The id and the difficulty of `ohm-series@2`."""
    read = CHOSEN.fullmatch(chosen)
    assert read is not None
    return read[1], int(read[2]) if read[2] else None


def variant_of(chosen: str) -> int:
    """The variant of `ohm-series@2#4`; 0 where the seed decides."""
    read = CHOSEN.fullmatch(chosen)
    assert read is not None
    return int(read[3] or 0)


def before_swap(chosen: str) -> str:
    """What `ohm-series<voltage-divider@2` was put in the place of, in the same way; "" where nothing was."""
    read = CHOSEN.fullmatch(chosen)
    assert read is not None
    return read[4] or ""


def path_of(root: Path) -> Path:
    return root / "bank" / "ledger.yaml"


def load_ledger(root: Path) -> tuple[Sitting, ...]:
    """The exams of a course's ledger, the latest last; records of one exam and seed are one. Raises CourseError."""
    path = path_of(root)
    return _read(path) if path.exists() else ()


def _read(path: Path) -> tuple[Sitting, ...]:
    document = Document(path)
    # A file of comments alone reads as an empty mapping.
    document.data = document.data or []
    sittings: dict[tuple[str, int | None, int], Sitting] = {}
    for i, record in enumerate(document.read(LedgerFile).root):
        key = (record.exam, record.seed, i if record.seed is None else -1)
        forms = {"A": record.items, **record.forms}
        earlier = sittings.pop(key, None)
        span = document.span(i)
        sittings[key] = Sitting(record.exam, record.seed, {**forms, **earlier.forms} if earlier else forms, span)
    return tuple(sittings.values())


def record(root: Path, exam: str, seed: int, code: str, forms: Mapping[str, Sequence[str]], on: str) -> Path:
    """Adds an exam to the end of a course's ledger, where all else stays as it stands. Raises HwgenError."""
    path = path_of(root)
    (_, items), *others = forms.items()
    lines = [
        f"- exam: {scalar(exam)}",
        f"  on: {on}",
        f"  seed: {seed}",
        f"  code: {scalar(code)}",
        f"  items: {_flow(items)}",
    ]
    if others:
        lines += ["  forms:", *(f"    {form}: {_flow(items)}" for form, items in others)]

    def with_it(before: bytes | None) -> bytes:
        return (HEAD.encode() if before is None else before).rstrip(b"\n") + "\n".join(["", *lines, ""]).encode()

    try:
        change_file(path, with_it, _read)
    except HwgenError as e:
        reason, hint = "it is not a list of entries that begin with `- exam:`", "correct the file"
        if not isinstance(e, CourseError):
            reason, hint = e.diagnostics[0].message.removeprefix("cannot write: "), e.diagnostics[0].hint
        raise HwgenError(Diagnostic("cannot-write", f"cannot write the ledger: {reason}", Span(path), hint)) from e
    return path


def _flow(items: Sequence[str]) -> str:
    return f"[{', '.join(map(scalar, items))}]"


def scalar(word: str) -> str:
    """A word as it may stand in YAML."""
    return word if PLAIN.fullmatch(word) else json.dumps(word, ensure_ascii=False)

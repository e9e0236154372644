"""What is whole of a class: records of its copies, kept as they come, from which an interrupted run goes on."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from hwgen.classes.batches import PrintedCopy
from hwgen.classes.copies import Copy
from hwgen.edited import MANIFEST, digest
from hwgen.exam.model import Holder, Looks
from hwgen.papercode import Code, decode
from hwgen.pdf.printed import STEMS
from hwgen.sealed import sealed, unsealed
from hwgen.sheets import keys
from hwgen.sheets.number import PLAIN, NumberGrid, number_grid
from hwgen.text import bytes_of

JOURNAL = "journal.jsonl"

Record = dict[str, Any]


@dataclass
class Journal:
    """The folder in which a class grows, and the records of the copies that are whole there, by the names of their files.

    `stamps` are those by which a copy is known to be unchanged.
    """

    work: Path
    stamps: Mapping[Copy, str]
    records: dict[str, Record] = field(default_factory=dict)

    def begin(self, folder: Path, *, resume: bool) -> None:
        """Makes the folder anew; with `resume`, keeps what an earlier run left whole, there or in the complete `folder`."""
        known = _earlier(folder, self.work) if resume else {}
        if not resume:
            shutil.rmtree(self.work, ignore_errors=True)
        for part in ("copies", "keys"):
            (self.work / part).mkdir(parents=True, exist_ok=True)
        kept = {copy.stem: known[stamp] for copy, stamp in self.stamps.items() if stamp in known}
        for stem, (root, record) in kept.items():
            for name in record["files"] if root != self.work else ():
                shutil.copyfile(root / name, self.work / name)
            self._note(stem, record)
        # Results of an earlier run, which are written anew.
        for path in self.work.iterdir():
            if path.is_file() and path.name != JOURNAL:
                path.unlink()

    def add(self, printed: PrintedCopy) -> None:
        """Writes the files of a copy, each whole or not at all, and what the manifest says of it."""
        assert printed.pdfs is not None
        copy = printed.copy
        files = {f"{part}/{copy.stem}.pdf": pdf for part, pdf in zip(("copies", "keys"), printed.pdfs, strict=True)}
        parts = dict(STEMS)
        for name, data in printed.files.items():
            stem, _, suffix = name.partition(".")
            files[f"{'keys' if parts[stem] else 'copies'}/{copy.stem}.{suffix}"] = data
        if printed.sheet:
            files[sheet_of(copy.stem)] = printed.sheet
        for name, data in files.items():
            fresh = self.work / f"{name}.new"
            fresh.write_bytes(data)
            fresh.replace(self.work / name)
        record = {
            "copy": copy.code.copy,
            "stem": copy.stem,
            "code": printed.code,
            "language": copy.code.language,
            "form": copy.code.form,
            "holder": asdict(copy.holder) if copy.holder else None,
            "looks": asdict(copy.looks),
            "pages": list(printed.pages),
            "keys": list(printed.keys),
            "marks": list(printed.marks),
            "files": {name: digest(data) for name, data in files.items()},
            "stamp": self.stamps[copy],
        }
        self._note(copy.stem, record)

    def _note(self, stem: str, record: Record) -> None:
        self.records[stem] = record
        with (self.work / JOURNAL).open("a", encoding="utf-8", newline="") as journal:
            journal.write(sealed(json.dumps(record, ensure_ascii=False)))

    def close(self) -> None:
        """Removes files of other copies, and the journal itself."""
        for stray in {*self.work.glob("copies/*"), *self.work.glob("keys/*")}:
            if stray.stem not in self.records:
                stray.unlink()
        (self.work / JOURNAL).unlink()


def sheet_of(stem: str) -> str:
    """The file with what marking needs of a copy's answer sheet."""
    return f"keys/{stem}.json"


def stamp_of(copy: Copy, tools: str) -> str:
    """By which a copy is known to be unchanged."""
    return hashlib.sha256(f"{tools} {copy}".encode()).hexdigest()


def _earlier(folder: Path, work: Path) -> dict[str, tuple[Path, Record]]:
    """The copies that an earlier run left whole, by their stamps: complete or interrupted."""
    whole: dict[str, tuple[Path, Record]] = {}
    records = [(root, record) for root in (folder, work) for record in _read(root / MANIFEST).get("copies", ())]
    with suppress(OSError):
        records += [(work, json.loads(line)) for line in unsealed(work / JOURNAL)]
    for root, record in records:
        try:
            if all(digest((root / name).read_bytes()) == known for name, known in record["files"].items()):
                whole[record["stamp"]] = root, record
        except OSError:
            continue
    return whole


def earlier_copy(out: Path, code: Code) -> tuple[Copy, int, NumberGrid | None] | None:
    """The copy as it was made in a class that lies in `out`: with its student's name, and as it was printed; the size of the class, and the
    grid for numbers on its answer sheets."""
    for manifest in sorted((out / code.exam).glob(f"seed-{code.seed}-*/{MANIFEST}")):
        run = _read(manifest)
        for record in run.get("copies", ()):
            if decode(record["code"]).bare == code.bare:
                holder = Holder(**record["holder"]) if record["holder"] else None
                size = len(run["copies"]) + len(run.get("failed", ()))
                return Copy(code, holder, Looks(**record["looks"])), size, _number(manifest.parent / keys.FILE)
    return None


def _number(path: Path) -> NumberGrid | None:
    try:
        return number_grid(id for id, *_ in keys.read(bytes_of(path)).students)
    except (OSError, ValueError):
        return PLAIN


def _read(manifest: Path) -> dict[str, Any]:
    try:
        data = json.loads(bytes_of(manifest))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}

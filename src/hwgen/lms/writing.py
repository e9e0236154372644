"""An export on its way to the disk: parts of a size, each checked against the proven key, all of them left or none."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from hwgen.edited import REPLACE, refuse_other, remember
from hwgen.errors import Diagnostic, HwgenError, Span, Unsound, UsageError
from hwgen.kinds import OrderingAnswer
from hwgen.lms.adapter import Category, ExportOptions, Piece
from hwgen.lms.checking import Checked, check
from hwgen.lms.keys import Key
from hwgen.lms.platforms import Platform
from hwgen.output import alone
from hwgen.refusals import cannot_write
from hwgen.writers.loss import Loss, refusal


@dataclass(frozen=True)
class Entry:
    """A question of an item with the keys of what it asks, and the category it stands in. `span` is where the item stands."""

    category: Category
    piece: Piece
    keys: Sequence[Key]
    item: str
    span: Span | None = None


@dataclass(frozen=True)
class Exported:
    """The files of an export, what they hold, what could not be said in them, warnings, and what a draw from each pool is worth.

    Its `questions` are made of those `asked`: a platform may ask one as several, several as one, or none.
    """

    files: tuple[Path, ...]
    questions: int
    asked: int
    categories: int
    responses: int
    orderings: int
    warnings: tuple[Diagnostic, ...]
    losses: tuple[Loss, ...] = ()
    points: Mapping[str, float] = field(default_factory=dict)


@dataclass
class _Total:
    questions: int = 0
    asked: float = 0
    responses: int = 0
    orderings: int = 0
    categories: dict[Category, None] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)


def write(
    platform: Platform, out: Path, entries: Iterable[Entry], options: ExportOptions, warnings: list[Diagnostic]
) -> Exported:
    """Checks each file and leaves all of them, or none. `warnings` may grow while the entries are made.

    Raises UsageError for nothing to export, Unsound for what the platform would spoil, HwgenError.
    """
    total = _Total()
    files: tuple[Path, ...] = ()
    try:
        with alone(out), tempfile.TemporaryDirectory(prefix=f".{out.name}.", suffix=".new", dir=out.parent) as folder:
            drafts = []
            for number, part in enumerate(_parts(platform, entries, options, total), 1):
                draft = Path(folder) / f"{number:04d}"
                draft.write_bytes(_checked(platform, part, out, total, options))
                drafts.append(draft)
            if not drafts:
                raise UsageError(Diagnostic("export-empty", "there is nothing to export", Span(out)))
            if options.strict and total.losses:
                raise refusal(total.losses, platform.title)
            files = tuple(_names(platform, out, len(drafts)))
            written = {name: draft.read_bytes() for draft, name in zip(drafts, files, strict=True)}
            for name, data in () if options.replace else written.items():
                refuse_other(name, data, REPLACE)
            for draft, name in zip(drafts, files, strict=True):
                os.replace(draft, name)
                remember(name, written[name])
    except OSError as e:
        raise HwgenError(cannot_write(e, out, "the export", "nothing was changed")) from e
    return Exported(
        files,
        total.questions,
        # Blanks that are asked apart are shares of one.
        round(total.asked),
        len(total.categories),
        total.responses,
        total.orderings,
        (*warnings, *_stale(platform, out, files)),
        tuple(total.losses),
        {" / ".join(category.names): category.points for category in total.categories if category.points},
    )


def _parts(
    platform: Platform, entries: Iterable[Entry], options: ExportOptions, total: _Total
) -> Iterator[list[Entry]]:
    """The entries of each file. What a platform cannot ask at all goes no further than its loss."""
    empty = len(platform.adapter().pack([]))
    part: list[Entry] = []
    size = empty
    for entry in entries:
        total.losses += entry.piece.losses
        total.asked += len(entry.piece.asked) * entry.piece.share
        if not entry.piece.data:
            continue
        added = _added(platform, entry, part, empty)
        if part and ((platform.max_size and size + added > options.max_size) or _full(platform, part, entry)):
            yield part
            part, size = [], empty
            added = _added(platform, entry, part, empty)
        part.append(entry)
        size += added
    if part:
        yield part


def _full(platform: Platform, part: Sequence[Entry], entry: Entry) -> bool:
    """Whether a file has as many questions as its platform reads. A pool stays together while it is no larger than that itself."""
    enough = platform.most * (1 if part[-1].category != entry.category else 2)
    return bool(platform.most) and len(part) >= enough


def _added(platform: Platform, entry: Entry, part: Sequence[Entry], empty: int) -> int:
    """How many bytes an entry adds to a part: a category of its own is written, too."""
    if part and part[-1].category == entry.category:
        return entry.piece.size
    return len(platform.adapter().pack([(entry.category, entry.piece)])) - empty


def _checked(platform: Platform, part: Sequence[Entry], out: Path, total: _Total, options: ExportOptions) -> bytes:
    data, checked = sound(platform, part, out)
    total.questions += checked.questions
    total.responses += checked.responses
    total.categories |= dict.fromkeys(entry.category for entry in part)
    if platform.ordering and options.ordering:
        total.orderings += sum(isinstance(q.answer, OrderingAnswer) for e in part for q in e.piece.asked)
    return data


def sound(platform: Platform, part: Sequence[Entry], out: Path) -> tuple[bytes, Checked]:
    """The file and its check. Raises Unsound where the platform would refuse or spoil it.

    Nobody can look at a file that is not left: what is wrong is said of the item.
    """
    data = platform.adapter().pack([(entry.category, entry.piece) for entry in part])
    checked = check(platform, data, out, {entry.piece.id: entry.keys for entry in part})
    if not checked.passes:
        items = {entry.piece.id: (entry.item, entry.span) for entry in part}
        raise Unsound(*(_of_item(platform, d, items) for d in checked.diagnostics if d.severity == "error"))
    return data, checked


def _of_item(platform: Platform, diagnostic: Diagnostic, items: Mapping[str, tuple[str, Span | None]]) -> Diagnostic:
    item, span = items.get(diagnostic.subject, ("", None))
    asked = f"`{diagnostic.subject}` in {platform.title}" if item else platform.title
    return replace(diagnostic, message=f"{asked}: {diagnostic.message}", span=span, subject=item)


def _suffix(platform: Platform, out: Path) -> str:
    return next((s for s in platform.suffixes if out.name.lower().endswith(s)), out.suffix)


def _names(platform: Platform, out: Path, count: int) -> list[Path]:
    if count == 1:
        return [out]
    width = max(2, len(str(count)))
    end = len(_suffix(platform, out))
    stem, suffix = out.name[:-end], out.name[-end:]
    return [out.with_name(f"{stem}-{i:0{width}d}{suffix}") for i in range(1, count + 1)]


def _stale(platform: Platform, out: Path, files: Sequence[Path]) -> Iterator[Diagnostic]:
    """Files of an earlier export under the same name, which are not of this one."""
    end = len(_suffix(platform, out))
    stem, suffix = out.name[:-end], out.name[-end:]
    others = [path for path in sorted(out.parent.glob(f"{stem}-[0-9]*{suffix}")) if path not in files]
    if len(files) > 1 and out.exists():
        others.append(out)
    for path in others:
        yield Diagnostic("export-stale-file", "a file of an earlier export; it does not belong to this one", Span(path))

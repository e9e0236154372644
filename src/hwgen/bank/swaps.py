"""What was swapped and locked in a paper by hand: bank/papers/EXAM-SEED.yaml, its items place by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel

from hwgen.errors import Span
from hwgen.fields import Name, Record, Truth
from hwgen.output import replace_file
from hwgen.yamlsrc import Document

HEAD = """# The paper of {exam} with seed {seed}, place by place, as `hwgen swap` and `hwgen lock` left it; every build takes it from here.
# Without this file, the seed decides again.
"""


class StoodRecord(Record):
    """An item, and which of its variants."""

    item: Name
    difficulty: Annotated[int, Field(ge=1, le=5)] | None = None
    variant: Annotated[int, Field(ge=0)] = 0


class PlaceRecord(StoodRecord):
    """The item in one place of a paper, and what the seed has there: the other questions are drawn as if that still stood there."""

    instead_of: StoodRecord | None = Field(None, alias="instead-of")
    locked: Truth = False


class SwapsFile(RootModel[tuple[PlaceRecord, ...]]):
    pass


@dataclass(frozen=True)
class Swaps:
    """The items of a paper as `id@difficulty#variant<id@difficulty#variant`, the second where the first was swapped in, the places,
    from 0, that are locked, and where each item stands in the file.
    """

    chosen: tuple[str, ...]
    locked: frozenset[int]
    span: Span
    places: tuple[Span, ...] = ()


def path_of(root: Path, exam: str, seed: int) -> Path:
    return root / "bank" / "papers" / f"{exam}-{seed}.yaml"


def papers_of(root: Path, exam: str) -> dict[int, Path]:
    """The files of an exam's papers in which something was swapped or locked, by their seeds."""
    named = ((path.stem.removeprefix(f"{exam}-"), path) for path in path_of(root, exam, 0).parent.glob("*.yaml"))
    return {
        int(seed): path for seed, path in sorted(named) if seed.isdecimal() and path == path_of(root, exam, int(seed))
    }


def read_swaps(root: Path, exam: str, seed: int) -> Swaps | None:
    """Raises CourseError."""
    path = path_of(root, exam, seed)
    if not path.exists():
        return None
    places = Document(path).read(SwapsFile).root
    chosen = tuple(_chosen(place) for place in places)
    locked = frozenset(i for i, place in enumerate(places) if place.locked)
    return Swaps(chosen, locked, Span(path), tuple(place.item.span for place in places))


def write_swaps(root: Path, exam: str, seed: int, chosen: Sequence[str], locked: frozenset[int]) -> Path:
    """Raises HwgenError where it cannot be written."""
    path = path_of(root, exam, seed)
    lines = [f"- {{{_keys(place, locked=i in locked)}}}" for i, place in enumerate(chosen)]
    replace_file(path, (HEAD.format(exam=exam, seed=seed) + "\n".join([*lines, ""])).encode(), _readable)
    return path


def _readable(path: Path) -> None:
    Document(path).read(SwapsFile)


def _chosen(place: StoodRecord) -> str:
    level = f"@{place.difficulty}" if place.difficulty else ""
    stood = f"<{_chosen(place.instead_of)}" if isinstance(place, PlaceRecord) and place.instead_of else ""
    return f"{place.item}{level}{f'#{place.variant}' if place.variant else ''}{stood}"


def _keys(chosen: str, *, locked: bool = False) -> str:
    from hwgen.bank.ledger import before_swap, parted, scalar, variant_of

    id, level = parted(chosen)
    stood = before_swap(chosen)
    keys = {"item": scalar(id), "difficulty": level, "variant": variant_of(chosen)}
    keys |= {"locked": "true" if locked else None, "instead-of": f"{{{_keys(stood)}}}" if stood else None}
    return ", ".join(f"{key}: {value}" for key, value in keys.items() if value)

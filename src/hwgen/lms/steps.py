"""What an instructor does with the files of an export."""

from __future__ import annotations

from collections.abc import Iterator

from hwgen.errors import counted
from hwgen.lms.platforms import Platform
from hwgen.lms.writing import Exported


def steps(platform: Platform, done: Exported, *, pools: bool, several: bool, keys: bool = True) -> str:
    words = platform.steps if keys or not platform.keyless else platform.keyless
    many = f" Import the {counted(len(done.files), 'file')} one after the other." if len(done.files) > 1 else ""
    numbered = [f"{words.upload}{many}", *(words.pools if pools else words.exam)]
    marked = f"; {counted(done.responses, 'response')} marked as {words.where} does; all agree with the key"
    origin = f", made from {done.asked}," if done.asked != done.questions else ""
    lines = [
        f"{counted(done.questions, 'question')}{origin} in {counted(done.categories, 'category')}{marked if done.responses else ''}.",
        "",
        f"In {words.where}:",
        *(f"  {number}. {step}" for number, step in enumerate(numbered, 1)),
        *(_marks(done) if platform.weighs else ()),
        *([f"  {words.languages}"] if several else []),
        f"  {words.note}",
    ]
    if done.orderings:
        lines.append(f"  Ordering questions ({done.orderings}) {platform.ordering}.")
    return "\n".join(lines)


def _marks(done: Exported) -> Iterator[str]:
    """What to set for each pool: a random question counts 1 otherwise."""
    if not done.points:
        return
    names: dict[float, list[str]] = {points: [] for points in sorted(set(done.points.values()))}
    for name, points in done.points.items():
        names[points].append(name.rpartition(" / ")[2])
    yield "  Marks to set for random questions, which count 1 otherwise:"
    for points, those in names.items():
        yield f"     {points:g}: {', '.join(those)}"

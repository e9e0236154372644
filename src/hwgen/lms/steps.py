"""What an instructor does with the files of an export."""

from __future__ import annotations

from hwgen.errors import counted
from hwgen.lms.platforms import Platform
from hwgen.lms.writing import Exported


def steps(platform: Platform, done: Exported, *, pools: bool) -> str:
    words = platform.steps
    many = f" Import the {counted(len(done.files), 'file')} one after the other." if len(done.files) > 1 else ""
    numbered = [f"{words.upload}{many}", *(words.pools if pools else words.exam)]
    lines = [
        f"{counted(done.questions, 'question')} in {counted(done.categories, 'category')}; {counted(done.responses, 'response')} marked as {words.where} does, all by the key.",
        "",
        f"In {words.where}:",
        *(f"  {number}. {step}" for number, step in enumerate(numbered, 1)),
        f"  {words.note}",
    ]
    if done.orderings:
        lines.append(f"  {done.orderings} ordering questions {platform.ordering}.")
    return "\n".join(lines)

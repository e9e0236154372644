"""Boxes to tick before options, and the answers of text2qti: `[*] right`, `[ ] wrong`, `= 3.14 +- 0.01`, `* an accepted answer`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from hwgen.lms.written.lines import label, start

BOX = re.compile(r"\s*(?:[-*+]\s+)?(?:\[(?P<tick>[*xX√✓✔]|[ \u3000]*)\]|(?P<sign>[☑☐✅]))\s*(?=\S)")
STAR = re.compile(r"\s*\*\s*[A-Za-z][.)]\s")
NUMBER = r"[-+]?\d[\d.]*(?:[eE][-+]?\d+)?"
VALUE = re.compile(
    rf"\s*=\s*(?:(?P<value>{NUMBER}(?:\s*(?:\+-|\+/-|±)\s*\d[\d.eE-]*%?)?)|\[(?P<low>{NUMBER}),\s*(?P<high>{NUMBER})\])\s*"
)
ACCEPTED = re.compile(r"\s*\*\s+(?P<text>[^*\s].*)")


def labelled(lines: Sequence[str]) -> list[str]:
    """The lines with letters in place of boxes, and with labels before answers; each stays where it was."""
    read = list(lines)
    ticked = [run for run in _runs(lines, BOX) if _tells_right(lines[run.start : run.stop])]
    for run in ticked:
        for letter, at in zip(ascii_uppercase, run, strict=False):
            box = _box(lines[at])
            read[at] = f"{'*' if _is_ticked(box) else ''}{letter}. {lines[at][box.end() :]}"
    values = [run.start for run in _runs(lines, VALUE) if len(run) == 1 and _ends(lines, run)]
    for at in values:
        if (value := VALUE.fullmatch(lines[at])) and _begins(lines, at):
            read[at] = "Answer: " + (value["value"] or f"{value['low']}~{value['high']}")
    # What else begins with a star may be an entry of a list.
    if ticked or values or any(map(STAR.match, lines)):
        for run in _runs(lines, ACCEPTED):
            if (
                _begins(lines, run.start)
                and _ends(lines, run)
                and run.start not in {at for each in ticked for at in each}
            ):
                texts = [match["text"].strip() for at in run if (match := ACCEPTED.match(lines[at]))]
                # Several lines accept several texts, and there is room to say so; one may as well be a number.
                above = ["Type: short answer"] if len(run) > 1 else []
                read[run.start : run.stop] = [
                    *above,
                    f"Answer: {' | '.join(texts)}",
                    *[""] * (len(run) - 1 - len(above)),
                ]
    return read


def _runs(lines: Sequence[str], shape: re.Pattern[str]) -> Iterator[range]:
    """Where lines of this shape follow each other."""
    begin = 0
    for at in range(len(lines) + 1):
        if at == len(lines) or not shape.match(lines[at]):
            if at > begin:
                yield range(begin, at)
            begin = at + 1


def _box(line: str) -> re.Match[str]:
    box = BOX.match(line)
    assert box is not None
    return box


def _is_ticked(box: re.Match[str]) -> bool:
    return bool((box["tick"] or "").strip()) or box["sign"] in ("☑", "✅")


def _tells_right(lines: Sequence[str]) -> bool:
    """Whether some of these options are ticked; where all are, only stars say that it is no list of [x]."""
    ticked = [_is_ticked(box) for box in map(_box, lines)]
    return 1 < len(lines) <= len(ascii_uppercase) and any(ticked) and (not all(ticked) or "[*]" in lines[0])


def _begins(lines: Sequence[str], at: int) -> bool:
    """Whether the line above begins a question or ends one."""
    above = lines[at - 1] if at else ""
    return bool(start(above)) or above.rstrip().endswith(("?", "？", "。", ".", ":", "："))


def _ends(lines: Sequence[str], run: range) -> bool:
    """Whether nothing more is said of the question behind these lines, least of all its answer."""
    below = next((line for line in lines[run.stop :] if line.strip()), "")
    return (run.stop == len(lines) or not lines[run.stop].strip() or bool(start(below))) and not label(below)

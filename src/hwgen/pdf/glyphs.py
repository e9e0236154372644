"""Characters that no font has: what stands for them, and where a paper has them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from hwgen.errors import Diagnostic, Span
from hwgen.exam.model import Exam
from hwgen.pdf.log import SOURCE

# Stands for a character that no font has; the Chinese fonts have it.
REPLACEMENT = "□"
LISTED = 12
JOINERS = "\u200c\u200d"
HINT = "use another character, draw it in a figure, or install a font that has it"
# Nobody gives a student another name.
NAME_HINT = "install a font that has it, such as one of the Noto fonts"


def clusters(text: str) -> Iterator[str]:
    """The characters beyond ASCII, each with the marks and joiners that belong to it."""
    for run in re.finditer(r"[^\x00-\x7f]+", text):
        cluster = ""
        for char in run[0]:
            if cluster and unicodedata.category(char)[0] != "M" and char not in JOINERS:
                yield cluster
                cluster = ""
            cluster += char
        yield cluster


def marks_on(text: str, source: str) -> Iterator[str]:
    """The clusters of marks that stand on ASCII characters of a text, such as those that make an emoji of a digit."""
    for char in set(filter(str.isascii, text)):
        for run in re.findall(rf"{re.escape(char)}([^\x00-\x7f]+)", source):
            first = next(clusters(run))
            if unicodedata.category(first[0])[0] == "M":
                yield first


def pattern(missing: Collection[str]) -> re.Pattern[str]:
    """Finds any of these clusters, longer ones first; nothing where there are none."""
    return re.compile("|".join(map(re.escape, sorted(missing, key=lambda c: (-len(c), c)))) or "(?!)")


def absences(missing: Collection[str], exam: Exam, bodies: Sequence[str], root: Path) -> Iterator[Diagnostic]:
    """A warning for each student and each item whose texts have such characters; `bodies` are the paper's sources."""
    if not missing:
        return
    clusters = pattern(missing)
    holder = exam.holder
    fields = (holder.name, holder.id, holder.group, holder.room, holder.seat) if holder else ()
    whose = _absent(clusters, fields)
    if holder and whose:
        message = f"for {holder.name} ({holder.id}): {_message(whose)}"
        yield Diagnostic("tex-missing-glyph", message, None, NAME_HINT, subject=holder.id)
    in_items: dict[tuple[str, int, str], list[str]] = {}
    elsewhere: list[str] = []
    for body in bodies:
        texts = elsewhere
        for line in body.splitlines():
            if origin := SOURCE.match(line):
                texts = in_items.setdefault((origin[1], int(origin[2]), origin[3]), [])
            else:
                texts.append(line)
    # The name of the holder may stand behind the last item, on an answer sheet.
    runs = re.compile(f"(?:{clusters.pattern})+")
    own = set(runs.findall(" ".join(fields)))
    for (file, number, item), texts in in_items.items():
        if absent := _absent(clusters, [run for text in texts for run in runs.findall(text) if run not in own]):
            span = Span(root / file, number)
            yield Diagnostic("tex-missing-glyph", f"in `{item}`: {_message(absent)}", span, HINT, subject=item)
    if absent := [cluster for cluster in _absent(clusters, elsewhere) if cluster not in whose]:
        yield Diagnostic("tex-missing-glyph", f"in the head of the paper: {_message(absent)}", None, HINT)


def absent_from(name: str, missing: Collection[str]) -> Iterator[Diagnostic]:
    """A warning for a whole file of lists or forms that has such characters."""
    if missing:
        yield Diagnostic("tex-missing-glyph", f"in `{name}`: {_message(sorted(missing))}", None, HINT, subject=name)


def _absent(clusters: re.Pattern[str], texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(cluster for text in texts for cluster in clusters.findall(text)))


def _message(absent: Sequence[str]) -> str:
    listed = ", ".join(f"{c} ({' '.join(f'U+{ord(char):04X}' for char in c)})" for c in absent[:LISTED])
    if len(absent) == 1:
        return f"no font has the character {listed}; {REPLACEMENT} stands for it"
    more = f" and {len(absent) - LISTED} more" if len(absent) > LISTED else ""
    return f"no font has the characters {listed}{more}; {REPLACEMENT} stands for each of them"

"""Tables, and forms to fill in, as a PDF: by Typst, whatever prints the papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hwgen.errors import Diagnostic, TypesettingFailed
from hwgen.papercode import Paper
from hwgen.pdf import typst
from hwgen.pdf.glyphs import absent_from
from hwgen.words.words import Words
from hwgen.writers.cards import Card
from hwgen.writers.tables import Table
from hwgen.writers.typst import document, tables


@dataclass(frozen=True)
class Printing:
    """What a worker prints: `templates` are folders, the course's first."""

    pages: Sequence[Table | Card]
    title: str
    words: Words
    templates: tuple[Path, ...]
    paper: Paper


@dataclass(frozen=True)
class Made:
    """A PDF; no font has the characters that are `missing`."""

    pdf: bytes
    missing: frozenset[str]

    def warnings(self, name: str) -> tuple[Diagnostic, ...]:
        """Of the file of that name."""
        return tuple(absent_from(name, self.missing))


def as_pdf(printing: Printing) -> Made:
    """Raises TypesettingFailed."""
    environment = document.environment(*printing.templates)
    written = [page for page in printing.pages if isinstance(page, Table)]
    cards = [page for page in printing.pages if isinstance(page, Card)]
    source = tables.write(written, cards, printing.title, printing.words, environment, printing.paper)
    done = typst.typeset(source, {})
    if not done.pdfs or done.pdfs[0] is None:
        raise TypesettingFailed(*done.diagnostics)
    return Made(done.pdfs[0], done.missing)

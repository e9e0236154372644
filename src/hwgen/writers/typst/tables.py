"""Tables on pages of their own, and forms to fill in, as Typst."""

from __future__ import annotations

from collections.abc import Sequence

import jinja2

from hwgen.papercode import Paper
from hwgen.words.words import Words
from hwgen.writers.cards import Card
from hwgen.writers.tables import Table
from hwgen.writers.typst.escaping import Typ, literal


def write(
    tables: Sequence[Table],
    cards: Sequence[Card],
    title: str,
    words: Words,
    environment: jinja2.Environment,
    paper: Paper,
) -> str:
    typst = words.script.typst
    return environment.get_template("tables.typ.j2").render(
        tables=tables,
        cards=cards,
        title=literal(title),
        lang=literal(typst.lang),
        region=literal(typst.region),
        serif=literal(typst.serif),
        sans=literal(typst.sans),
        wide=words.script.ideographic,
        paper=Typ("a4" if paper == "a4" else "us-letter"),
        literal=literal,
        cell_of=_cell,
        lines_of=_lines,
    )


def _cell(value: str | int) -> Typ:
    return Typ("#linebreak();".join(f"#{literal(line)};" for line in _lines(value)))


def _lines(value: str | int) -> list[str]:
    return str(value).split("\n")

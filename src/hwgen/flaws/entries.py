"""Lists that a formula works with, beside what templates show of them: no entry is left out, and none changes places; and holes where none is filled."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.slots import Slot, Texts, names_in
from hwgen.flaws.trees import names_of
from hwgen.words.words import name_of

ENTRY = re.compile(r"(\w+)\[(\d+)\]")
# A row of a table whose first cell has a number or a letter of its own: P1, P2 or A, B.
LABEL = re.compile(r"\|\s*\$?([A-Za-z]{0,12}?)[_\s]?\{?(\d+|[A-Z])\}?\$?\s*\|[^|\n]*$")
FEWEST = 3
CODE = re.compile(r"`[^`\n]+`")
# An index stands right behind a name.
HOLE = re.compile(r"(?<![\w\])])\[(\w+)\]")


def of_entries(texts: Texts) -> Iterator[Flaw]:
    yield from _left_out(texts)
    yield from _exchanged(texts)
    yield from _totals(texts)
    yield from _crossed(texts)
    yield from _unfilled(texts)


def _shown(slots: Sequence[Slot]) -> Mapping[str, list[tuple[int, Slot]]]:
    """The entries that holes show, by the list they are of."""
    shown: dict[str, list[tuple[int, Slot]]] = {}
    for slot in slots:
        if match := ENTRY.match(slot.hole.inside):
            shown.setdefault(match[1], []).append((int(match[2]), slot))
    return shown


def _left_out(texts: Texts) -> Iterator[Flaw]:
    """A list of which all entries but the last are shown, while the formula goes through all of them."""
    whole = {name for slot in texts.given for name in names_in(slot.hole.inside)} - _shown(texts.given).keys()
    for name, entries in _shown(texts.given).items():
        there, value = {i for i, _ in entries}, texts.values.get(name)
        if name in whole or not isinstance(value, tuple | list) or len(there) < FEWEST:
            continue
        missing = sorted(set(range(len(value))) - there)
        # An entry may be a pair, of which a row shows both.
        if len(missing) == 1 and name in _gone_through(texts.formulas["key"]):
            message = f"the question never shows `{name}[{missing[0]}]`, with which the formula works, in the {name_of(texts.language)} text"
            yield flaw("constant-unsaid", message, texts.ask or texts.context)


def _gone_through(tree: ast.expr) -> set[str]:
    """The names that a formula works with as they are, not by their entries or slices."""
    partly = ast.Constant | ast.Slice
    parts = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Subscript) and isinstance(n.slice, partly)}
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and id(n) not in parts}


def _exchanged(texts: Texts) -> Iterator[Flaw]:
    """Rows of a table, P1 and P2, that show the entries of a list in another order."""
    for name, entries in _shown(texts.given).items():
        rows: dict[str, dict[str, int]] = {}
        for place, slot in entries:
            if match := LABEL.search(slot.before):
                rows.setdefault(match[1], {}).setdefault(match[2], place)
        for label, places in rows.items():
            order = sorted(places, key=lambda row: (len(row), row))
            shown = [places[row] for row in order]
            # Two rows may well stand the other way round.
            if list(places) == order and len(set(shown)) == len(shown) >= FEWEST and shown != sorted(shown):
                rows_shown = ", ".join(f"{label}{row}: `{name}[{places[row]}]`" for row in order)
                message = f"the rows of a table show the entries of `{name}` in another order ({rows_shown}), in the {name_of(texts.language)} text"
                yield flaw("described-otherwise", message, texts.ask or texts.context)


def _totals(texts: Texts) -> Iterator[Flaw]:
    """A total of a table that lacks one of its numbers."""
    table = {slot.name for slot in texts.given if slot.name and "|" in slot.before.rpartition("\n")[2]}
    for slot in texts.given:
        names = [term.strip() for term in slot.hole.inside.split("+")]
        if {*names} < table and len(names) >= FEWEST and len(table - {*names}) == 1:
            message = f"`[{slot.hole.inside}]` adds up all numbers of the table but `{min(table - {*names})}`, in the {name_of(texts.language)} text"
            yield flaw("total-differs", message, texts.ask or texts.context)


def _crossed(texts: Texts) -> Iterator[Flaw]:
    """Rows of a table of which the formula multiplies the numbers of one, and those of two others crosswise."""
    rows: list[list[str]] = []
    for slot in texts.given:
        if slot.name and "|" in slot.before:
            if "\n" in slot.before or not rows:
                rows.append([])
            rows[-1].append(slot.name)
    rows = [row for row in rows if len(row) > 1]
    key = texts.formulas["key"]
    pairs = [pair for pair in _products(key) if pair <= {name for row in rows for name in row}]
    crossed = [pair for pair in pairs if not any(pair <= {*row} for row in rows)]
    # Where all are crosswise, that may be meant, but not in a mean with the numbers of one column for weights.
    is_mean = _divisor(key) in [{*column} for column in zip(*rows, strict=False)]
    is_crossed = len(crossed) > 1 and (len(crossed) < len(rows) or is_mean)
    if is_crossed and len(pairs) == len(rows) and len(set().union(*pairs)) == 2 * len(pairs):
        one, other = sorted(crossed[0])
        message = f"the formula multiplies `{one}` by `{other}`, which stand in two rows of the table, in the {name_of(texts.language)} text"
        yield flaw("described-otherwise", message, texts.ask or texts.context)


def _products(tree: ast.expr) -> Iterator[set[str]]:
    """The pairs of names of which a sum adds up the products."""
    match tree:
        case ast.BinOp(left, ast.Add(), right):
            yield from (*_products(left), *_products(right))
        case ast.BinOp(ast.Name(id=one), ast.Mult(), ast.Name(id=other)):
            yield {one, other}
        case ast.BinOp(inside, ast.Div() | ast.Mult(), _) | ast.Call(ast.Name("R"), [inside, _]):
            yield from _products(inside)


def _divisor(tree: ast.expr) -> set[str]:
    """The numbers by whose sum a formula divides."""
    match tree:
        case ast.BinOp(_, ast.Div(), ast.BinOp(op=ast.Add()) as below) | ast.Call(
            ast.Name("R"), [_, ast.BinOp(op=ast.Add()) as below]
        ):
            return names_of(below)
    return set()


def _unfilled(texts: Texts) -> Iterator[Flaw]:
    """Holes in code, which stays as it is written: students read `[m]`."""
    for template in (texts.context, texts.ask, texts.part.claim[texts.language], texts.part.solution[texts.language]):
        for code in CODE.findall(template):
            for match in HOLE.finditer(code):
                if match[1] in texts.values:
                    message = f"`{code.strip('`')}`: a hole in code is not filled, and is printed as `{match[0]}`, in the {name_of(texts.language)} text"
                    yield flaw("constant-unsaid", message, template)
                    return

"""Tables that count how often two events come together: a probability under a condition is not that of both, nor that of one or the other."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.meaning import shown
from hwgen.flaws.mistakes import inlined
from hwgen.flaws.reading import Reading, beside_tables, off_at_most, table_rows
from hwgen.problem.computed import Computed
from hwgen.text import Language
from hwgen.words.words import name_of

COUNT = re.compile(r"\$?(\d+)\$?")
PROBABILITY = {"zh": re.compile("概率"), "en": re.compile(r"\bprobabilit", re.IGNORECASE)}
# What is known before, up to what is asked for.
GIVEN = {
    "zh": re.compile(r"已知(?P<label>[^，。；？]+)|在(?P<in>[^，。；？]+)的?条件下"),
    "en": re.compile(r"\b(?:given|knowing|it is known) that (?P<label>[^,.;?]+)", re.IGNORECASE),
}
EITHER = {"zh": re.compile("或者?"), "en": re.compile(r"\bor\b", re.IGNORECASE)}
# How many there are of what a label stands for.
TOTAL = {
    "zh": r"(?<!\w){label}(?:一共|总共|共)有?\s?\$?(?:[\d +]+= ?)?(?P<total>\d+)\$?(?!\w|\.\d)",
    "en": r"\b(?P<total>\d+)\$? {label}\b",
}
# Of what a share is asked for, which is a condition, too.
AMONG = {"zh": re.compile(r"[中里]"), "en": re.compile(r"\b(?:of|among|if|when|who|whose)\b", re.IGNORECASE)}
BOTH = {"zh": re.compile("且|并且|同时"), "en": re.compile(r"\band\b", re.IGNORECASE)}
REST = re.compile(r"\W+")


def of_events(item: Reading) -> Iterator[Flaw]:
    """Answers that are another probability of a table than the one that is asked for."""
    for part in item.parts:
        if not isinstance(part, Computed) or not isinstance(part.key, int | float | Fraction):
            continue
        for language in (at for at in item.languages if at in GIVEN):
            ask = part.say().ask[language]
            text = shown(item.asked(part, language), language)
            asked = " ".join(beside_tables(shown(ask, language)))
            if not PROBABILITY[language].search(asked):
                continue
            rows, columns, table = _table(text)
            if fault := _fault(asked, rows, columns, table, part, language):
                yield flaw("asks-otherwise", f"{fault}, in the {name_of(language)} text", ask)
            if fault := _total(part, rows, columns, table, language) if table else "":
                yield flaw("claim-differs", f"{fault}, in the {name_of(language)} text", ask)


def _fault(
    asked: str,
    rows: Sequence[str],
    columns: Sequence[str],
    table: Sequence[Sequence[int]],
    part: Computed,
    language: Language,
) -> str:
    if not table:
        under = GIVEN[language].search(asked) or EITHER[language].search(asked)
        return _of_both(asked, language, names_both=False) if not under and _is_share(part) else ""
    key = float(part.key)
    within = off_at_most(part)

    def is_key(value: float) -> bool:
        return abs(value - key) <= within

    total = sum(map(sum, table))
    by_row = {(i, j): table[i][j] / sum(table[i]) for i in (0, 1) for j in (0, 1)}
    by_column = {(i, j): table[i][j] / (table[0][j] + table[1][j]) for i in (0, 1) for j in (0, 1)}
    of_both = [n / total for row in table for n in row]
    of_either = [1 - value for value in of_both]
    conditional = any(map(is_key, (*by_row.values(), *by_column.values())))
    if given := GIVEN[language].search(asked):
        condition = next(filter(None, given.groupdict().values()))
        rest = asked[: given.start()] + asked[given.end() :]
        row, column = _matched(condition, rows, language), _matched(condition, columns, language)
        events = (_matched(rest, columns, language), _matched(rest, rows, language))
        if (row is None) == (column is None):
            return ""
        values = by_row if row is not None else by_column
        places = [(i, j) for i, j in values if (i == row if row is not None else j == column)]
        other = events[0] if row is not None else events[1]
        fitting = [values[p] for p in places if other is None or p[1 if row is not None else 0] == other]
        known = conditional or any(map(is_key, (*of_both, *of_either)))
        if not any(map(is_key, fitting)) and (known or _is_quotient(part)):
            return f"under the condition “{condition.strip()}”, the table gives {' or '.join(f'{v:.3g}' for v in fitting)}, and the answer is {key:.3g}"
    elif (match := EITHER[language].search(asked)) and not BOTH[language].search(asked):
        if not any(map(is_key, of_either)) and (conditional or any(map(is_key, of_both))):
            return f"“{match[0]}” asks for one or the other, and the answer is another probability of the table"
    elif conditional and not any(map(is_key, of_both)):
        return _of_both(asked, language, names_both=_names_both(asked, rows, columns, language))
    return ""


def _of_both(asked: str, language: Language, *, names_both: bool) -> str:
    """That a question without a condition asks for two events at once, where the answer is a probability under one."""
    match = BOTH[language].search(asked)
    if AMONG[language].search(_without_of_probability(asked)) or not (match or names_both):
        return ""
    what = f"“{match[0]}” asks" if match else "the text asks"
    return f"{what} for both at once, and the answer is a probability under a condition that the question does not name"


def _is_quotient(part: Computed) -> bool:
    """Whether the formula divides a number, or a sum of some, by another: then it is nothing but a share."""
    match inlined(part.formulas, part.formulas.key):
        case ast.BinOp(top, ast.Div(), bottom) | ast.Call(ast.Name("R"), [top, bottom]):
            allowed = ast.Name | ast.BinOp | ast.Add | ast.Load
            return all(isinstance(node, allowed) for side in (top, bottom) for node in ast.walk(side))
    return False


def _is_share(part: Computed) -> bool:
    """Whether the formula divides one of several probabilities by their sum, as Bayes’ rule does."""
    match inlined(part.formulas, part.formulas.key):
        case ast.BinOp(top, ast.Div(), ast.BinOp(op=ast.Add()) as bottom) if all(0 < n < 1 for n in _numbers(part)):
            return any(ast.dump(node) == ast.dump(top) for node in ast.walk(bottom))
    return False


def _numbers(part: Computed) -> list[float]:
    return [float(n) for n in part.params.values() if isinstance(n, int | float | Fraction)] or [math.inf]


def _total(
    part: Computed, rows: Sequence[str], columns: Sequence[str], table: Sequence[Sequence[int]], language: Language
) -> str:
    """A label that the solution gives the total of another one."""
    solution = shown(part.say().solution[language], language)
    totals = {
        **{label.strip(): sum(row) for label, row in zip(rows, table, strict=True)},
        **{label.strip(): table[0][j] + table[1][j] for j, label in enumerate(columns)},
    }
    for label, total in totals.items() if len(totals) == 4 else ():
        for match in re.finditer(TOTAL[language].format(label=re.escape(label)), solution, re.IGNORECASE):
            number = int(match["total"])
            if number != total and number in totals.values():
                return f"“{match[0].strip()}” in the solution, where the table has {total}"
    return ""


def _without_of_probability(asked: str) -> str:
    return re.sub(r"probability of", "probability", asked, flags=re.IGNORECASE)


def _names_both(asked: str, rows: Sequence[str], columns: Sequence[str], language: Language) -> bool:
    return _matched(asked, rows, language) is not None and _matched(asked, columns, language) is not None


def _table(text: str) -> tuple[Sequence[str], Sequence[str], Sequence[Sequence[int]]]:
    """The labels of the rows and of the columns of the only table of two by two counts, with these."""
    lines = table_rows(text)
    if len(lines) != 3 or any(len(line) != 3 for line in lines):
        return (), (), ()
    counts = [[COUNT.fullmatch(cell.strip()) for cell in line[1:]] for line in lines[1:]]
    table = [[int(count[1]) for count in row if count] for row in counts]
    sound = all(len(row) == 2 and sum(row) for row in table) and all(map(sum, zip(*table, strict=False)))
    return ([line[0] for line in lines[1:]], lines[0][1:], table) if sound else ((), (), ())


def _matched(text: str, labels: Sequence[str], language: Language) -> int | None:
    """The only one of two labels that a text names; one that is part of the other counts where it stands alone."""
    hits = []
    for i, label in enumerate(labels):
        other = labels[1 - i]
        if language == "zh":
            name, longer = label.strip(), other.strip()
            left = text.replace(longer, "") if name in longer and name != longer else text
            named = bool(name) and name in left
        else:
            words, here = _words(label), _words(text)
            named = bool(words) and words <= here and not (words < _words(other) <= here)
        if named:
            hits.append(i)
    return hits[0] if len(hits) == 1 else None


def _words(text: str) -> set[str]:
    """The words of an English text, in the singular."""
    return {word.lower().removesuffix("s") for word in REST.split(text) if word}

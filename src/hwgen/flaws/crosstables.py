"""Tables that count what was predicted against what is so, and what precision, recall and the like are by them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from hwgen.flaws.reading import table_rows
from hwgen.text import Language

COUNT = re.compile(r"\$?(\d+)\$?")
# Labels of what was predicted, and of what is so.
PREDICTED = {
    "zh": re.compile("预测|判[为定]|分[类到]为|识别为|检出|检测|标记|阳性|阴性|报警|拦截|诊断为"),
    "en": re.compile(
        r"\b(?:predict|classif|flagg?|label|marked|positive|negative|detect|alarm|diagnos)", re.IGNORECASE
    ),
}
ACTUAL = {
    "zh": re.compile("实际|真实|患[者病]|健康|未患|确[为有]|实为"),
    "en": re.compile(r"\b(?:actual(?:ly)?|in fact|tru(?:e|th|ly)|really|ill|sick|healthy|diseased?)\b", re.IGNORECASE),
}
# Which of two labels is that of the positive class.
POSITIVE = {
    "zh": re.compile("阳性|正[类例]|患者|患病"),
    "en": re.compile(r"\b(?:positives?|ill|sick|diseased?)\b", re.IGNORECASE),
}
NEGATIVE = {
    "zh": re.compile("阴性|负[类例]|健康|未患"),
    "en": re.compile(r"\b(?:negatives?|healthy|not)\b", re.IGNORECASE),
}
# The class that a text takes for the positive one.
CLASS = {
    "zh": re.compile(r"[以把将]?(?P<name>[^，。；（(以把将]{1,8}?)(?:视?为|作为?|当作|是)正[类例]"),
    "en": re.compile(
        r"\b(?:(?:with|take|taking|let) (?:the |an? )?(?P<name>[\w ]{2,24}?)(?: be)? (?:as|for) (?:the )?|(?P<class>[\w ]{2,24}?) (?:is|are|being|counts? as) (?:the )?)positive",
        re.IGNORECASE,
    ),
}
WORD = {"zh": re.compile(r"[\u4e00-\u9fff]{2}"), "en": re.compile(r"[a-z]{3,}", re.IGNORECASE)}


def of_outcomes(text: str, language: Language) -> Mapping[str, Sequence[float]]:
    """What each measure comes to by the only table of two classes; of each class, where the text does not tell which is the positive one."""
    lines = table_rows(text)
    if language not in PREDICTED or len(lines) != 3 or any(len(line) != 3 for line in lines):
        return {}
    counts = [[COUNT.fullmatch(cell.strip()) for cell in line[1:]] for line in lines[1:]]
    if not all(count for row in counts for count in row):
        return {}
    table = [[float(count[1]) for count in row if count] for row in counts]
    columns, rows = lines[0][1:], [line[0] for line in lines[1:]]
    if not all(sum(row) and table[0][i] + table[1][i] for i, row in enumerate(table)):
        return {}
    if _is(rows, PREDICTED, language) and not _is(columns, PREDICTED, language) and not _is(rows, ACTUAL, language):
        table = [list(column) for column in zip(*table, strict=True)]
        columns, rows = rows, columns
    elif not (_is(rows, ACTUAL, language) and _is(columns, PREDICTED, language)):
        return {}
    row, column = _positive(rows, text, language), _positive(columns, text, language)
    if row is None and column is None:
        # Rows and columns go in one order.
        ways = [(0, 0), (1, 1)] if _is_same_order(rows, columns, language) else []
    else:
        ways = [(row if row is not None else column, column if column is not None else row)]  # type: ignore[list-item]
    measures = [_measures(table, *way) for way in ways]
    return {name: [of[name] for of in measures] for name in measures[0]} if measures else {}


def _is(labels: Sequence[str], pattern: Mapping[Language, re.Pattern[str]], language: Language) -> bool:
    return all(pattern[language].search(label) for label in labels)


def _positive(labels: Sequence[str], text: str, language: Language) -> int | None:
    """The place of the label of the positive class."""
    known = CLASS[language].search(text)
    words = set(_stems(next(filter(None, known.groups())), language)) if known else set()
    hits = [i for i, label in enumerate(labels) if words & set(_stems(label, language))]
    if len(hits) == 1:
        return hits[0]
    hits = [
        i for i, label in enumerate(labels) if POSITIVE[language].search(label) and not NEGATIVE[language].search(label)
    ]
    others = [i for i, label in enumerate(labels) if NEGATIVE[language].search(label)]
    return hits[0] if len(hits) == 1 and len(others) == 1 else None


def _is_same_order(rows: Sequence[str], columns: Sequence[str], language: Language) -> bool:
    """Whether the first row and the first column are of one class, which has a word of its own."""
    firsts, seconds = (set(_stems(rows[i], language)) & set(_stems(columns[i], language)) for i in range(2))
    return bool(firsts - seconds and seconds - firsts)


def _stems(text: str, language: Language) -> Iterator[str]:
    pattern = WORD[language]
    if language == "zh":
        yield from (text[i : i + 2] for i in range(len(text) - 1) if pattern.fullmatch(text[i : i + 2]))
    else:
        yield from (word.lower()[:5] for word in pattern.findall(text))


def _measures(table: Sequence[Sequence[float]], row: int, column: int) -> Mapping[str, float]:
    tp, fn = table[row][column], table[row][1 - column]
    fp, tn = table[1 - row][column], table[1 - row][1 - column]
    total = tp + fn + fp + tn
    return {
        "precision": tp / (tp + fp),
        "recall": tp / (tp + fn),
        "specificity": tn / (tn + fp),
        "false-positive-rate": fp / (tn + fp),
        "false-negative-rate": fn / (tp + fn),
        "accuracy": (tp + tn) / total,
        "error-rate": (fp + fn) / total,
        "f1": 2 * tp / (2 * tp + fp + fn),
        "false-discovery-rate": fp / (tp + fp),
        "negative-predictive-value": tn / (tn + fn),
    }

"""Jobs that are served in order: a waiting time is no turnaround time, and each is that of the job that the question names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import fmean

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.listed import LETTERS
from hwgen.flaws.meaning import question_or_all, shown
from hwgen.flaws.reading import Reading, beside_tables, table_rows
from hwgen.problem.computed import Computed
from hwgen.proof.arithmetic import NEAR
from hwgen.text import Language
from hwgen.words.words import name_of

IN_ORDER = {
    "zh": re.compile(r"先来先服务|按[^，。；]{0,12}的?[次顺]序(?:运行|执行|服务)|FCFS|FIFO"),
    "en": re.compile(r"first[ -]come|in this order|in the order|FCFS|FIFO", re.IGNORECASE),
}
# Another order than that of arrival, and numbers of jobs by their running times.
OTHERWISE = {
    "zh": re.compile(r"SJF|SRT|短作业|最短|优先|时间片|轮转|抢占|带权"),
    "en": re.compile(r"SJF|SRT|shortest|priorit|round[ -]robin|quantum|preempt|weighted|normali[sz]ed", re.IGNORECASE),
}
WAITING = {"zh": re.compile("等待时间"), "en": re.compile(r"\bwaiting times?\b", re.IGNORECASE)}
TURNAROUND = {"zh": re.compile("周转时间"), "en": re.compile(r"\bturnaround(?: times?)?\b", re.IGNORECASE)}
MEAN = {"zh": re.compile("平均"), "en": re.compile(r"\b(?:mean|average)\b", re.IGNORECASE)}
ARRIVING = {"zh": re.compile("到达"), "en": re.compile(r"\barriv", re.IGNORECASE)}
RUNNING = {
    "zh": re.compile("运行时间|服务时间|执行时间|处理时间|[Cc][Pp][Uu] ?时间"),
    "en": re.compile(r"\b(?:runs?|running|service|burst|processing|execution|takes?)\b", re.IGNORECASE),
}
COUNT = re.compile(r"\$?(\d+)\$?")
DIGITS = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)")
FEWEST = 2
# That all arrive at time 0 says no running time.
AT_ZERO = re.compile(r"(?i)\$?(?<![\w.])0\$?(?= ?时刻)|时刻 ?\$?0\b\$?|\btime \$?(?:t ?= ?)?0\b\$?|\bt ?= ?0\b")
UNITS = (1, 60, 1000, 1 / 60, 1 / 1000)


@dataclass(frozen=True)
class _Jobs:
    """The jobs of a question: their names, when they arrive and how long they run; `shown` if a table has both."""

    names: tuple[str, ...]
    arrivals: tuple[float, ...]
    runs: tuple[float, ...]
    shown: bool

    def times(self) -> tuple[list[float], list[float]]:
        """How long each waits, and how long it is there, one served after the other."""
        now, waits, stays = 0.0, [0.0] * len(self.runs), [0.0] * len(self.runs)
        for i in sorted(range(len(self.runs)), key=lambda i: (self.arrivals[i], i)):
            now = max(now, self.arrivals[i])
            waits[i] = now - self.arrivals[i]
            now += self.runs[i]
            stays[i] = now - self.arrivals[i]
        return waits, stays


def of_jobs(item: Reading) -> Iterator[Flaw]:
    for part in item.parts:
        if not isinstance(part, Computed) or not isinstance(part.key, int | float | Fraction):
            continue
        for language in (at for at in item.languages if at in IN_ORDER):
            ask = part.say().ask[language]
            text = shown(item.asked(part, language), language)
            in_order = IN_ORDER[language].search(text) and not OTHERWISE[language].search(text)
            jobs = _read(text, part, language) if in_order else None
            asked = "\n".join(beside_tables(shown(ask, language)))
            if jobs and (fault := _fault(asked, jobs, part, language)):
                yield flaw("asks-otherwise", f"the {name_of(language)} text asks for {fault}", ask)


def _fault(asked: str, jobs: _Jobs, part: Computed, language: Language) -> str:
    waits, stays = jobs.times()
    # The clause with the question mark may hold a unit alone.
    clause = question_or_all(asked)
    if WAITING[language].search(clause) or TURNAROUND[language].search(clause):
        asked = clause
    words = [pattern[language].search(asked) for pattern in (WAITING, TURNAROUND)]
    if sum(map(bool, words)) != 1:
        return ""
    match = words[0] or words[1]
    mine, theirs = (waits, stays) if words[0] else (stays, waits)
    own = [i for i, name in enumerate(jobs.names) if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", asked, re.ASCII)]
    is_mean = bool(MEAN[language].search(asked))
    if len(own) != (not is_mean):
        return ""
    right = fmean(mine) if is_mean else mine[own[0]]
    others = [fmean(theirs)] if is_mean else [*theirs, *mine]
    if _is(right, part) or not (jobs.shown or any(_is(other, part) for other in others)):
        return ""
    of = "" if is_mean else f" of {jobs.names[own[0]]}"
    return f"“{match[0]}”{of}, which is {right:.4g} by the times of the question"  # type: ignore[index]


def _is(value: float, part: Computed) -> bool:
    """Whether a time is the key, perhaps in another unit."""
    within = NEAR * max(1.0, abs(value)) if part.places is None else 0.51 * 10.0**-part.places
    return any(abs(float(part.key) - factor * value) <= within for factor in UNITS)


def _read(text: str, part: Computed, language: Language) -> _Jobs | None:
    lines = table_rows(text)
    if lines:
        return _of_table(lines, text, language)
    plain = [(name, float(n)) for name, n in part.params.items() if isinstance(n, int) and not isinstance(n, bool)]
    # All that is drawn are running times of jobs that arrive together.
    numbers = [float(n) for n in DIGITS.findall(AT_ZERO.sub("", text))]
    if len(plain) != len(part.params) or len(plain) <= FEWEST or numbers != [n for _, n in plain]:
        return None
    listed = [tuple(re.findall("[A-Z]", row[0])) for row in LETTERS.finditer(text)]
    # In the order in which they are first named, or else by the alphabet.
    names = next((row for row in listed if len(row) == len(plain)), None)
    names = names or tuple(chr(ord("A") + i) for i in range(len(plain)))
    return _Jobs(names, (0.0,) * len(plain), tuple(n for _, n in plain), shown=False)


def _of_table(lines: Sequence[Sequence[str]], text: str, language: Language) -> _Jobs | None:
    """Jobs by the heads of a table; nothing else may have a number, such as a quantum or a switch."""
    head, *rows = lines
    columns: Mapping[str, list[int]] = {
        name: [i for i, cell in enumerate(head) if pattern[language].search(cell)]
        for name, pattern in (("arrivals", ARRIVING), ("runs", RUNNING))
    }
    outside = "\n".join(beside_tables(text))
    names = {row[0].strip() for row in rows}
    spare = [word for word in DIGITS.findall(outside) if word not in names]
    if len(columns["runs"]) != 1 or len(columns["arrivals"]) > 1 or columns["runs"] == columns["arrivals"] or spare:
        return None
    values = {
        name: [COUNT.fullmatch(row[of[0]].strip()) if of and of[0] < len(row) else None for row in rows]
        for name, of in columns.items()
    }
    runs = [float(count[1]) for count in values["runs"] if count]
    arrivals = [float(count[1]) for count in values["arrivals"] if count] or [0.0] * len(rows)
    if len(rows) <= FEWEST or not len(runs) == len(arrivals) == len(rows):
        return None
    return _Jobs(tuple(row[0].strip(" $") for row in rows), tuple(arrivals), tuple(runs), shown=True)

"""Which number is whose: a solution or a reason that works with the numbers of the lamp and calls them those of the stove."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise, permutations

from hwgen.flaws.finding import Flaw, flaw
from hwgen.flaws.mistakes import inlined
from hwgen.flaws.slots import CLAUSE, Slot, Texts, tree_of
from hwgen.flaws.trees import entries_of, terms_of
from hwgen.problem.templates import Hole, parsed
from hwgen.text import Language, Text
from hwgen.words.words import name_of

# Where what is said of one thing ends and what is said of the next one begins.
BREAK = {
    "zh": re.compile(r"[，。；：、？！,;\n]|(?<=[\u4e00-\u9fff\s$])[和与及](?=[\u4e00-\u9fff\s$])"),
    "en": re.compile(r"[,;:?!\n]|\.(?=\s|$)|\band\b"),
}
WORD = {"zh": re.compile(r"[\u4e00-\u9fff]"), "en": re.compile(r"(?<![\\\w])[A-Za-z][a-z]{2,}(?!\w)")}
# Words that tell no two things apart.
IDLE = {
    "zh": frozenset("的了是有在为一个两三和与及以其中这那每各共第次后前从到得占数量多少大小时间上下要用"),
    "en": frozenset(
        [
            "the",
            "and",
            "for",
            "are",
            "was",
            "were",
            "has",
            "have",
            "with",
            "from",
            "that",
            "this",
            "which",
            "its",
            "their",
            "there",
            "then",
            "than",
            "each",
            "all",
            "both",
            "one",
            "two",
            "three",
            "first",
            "second",
            "third",
            "last",
            "next",
            "time",
            "times",
            "number",
            "numbers",
            "amount",
            "total",
            "value",
            "values",
            "takes",
            "take",
            "gives",
            "give",
            "makes",
            "make",
            "comes",
            "come",
        ]
    ),
}
# A reason that takes one of two things for both, or leaves one out.
ALONE = {
    "zh": (re.compile(r"^只[算计取用看]了?[^，。；]+$"), re.compile(r"^(?:漏|忘)[了记掉]?(?:算|计|加|掉)?了?[^，。；]+$")),
    "en": (
        re.compile(r"^This (?:only )?(?:counts|takes|uses|computes) [^.,;]*?(?:alone|only)$|^This only (?:counts|takes|uses) [^.,;]+$|^This is (?:the|that of the) [^.,;]* alone$"),
        re.compile(r"^This (?:leaves out|forgets|omits) [^.,;]+$"),
    ),
}  # fmt: skip


# That something is left out, by the words that lead to its number: the variable cost, where “a variable cost of 13”.
OMITS = {
    "zh": re.compile(r"(?:这里|此处)?(?:(?:漏|忘)[了记掉]?(?:算|计|加|乘|减|除以?|掉)?了?|没有?(?:算|计入?|加上?|乘以?|减去?|考虑)|未(?:算|计入?|加上?|乘以?|减去?|考虑)|忽略了?|略去了?)(?P<what>[\u4e00-\u9fff]+)"),
    "en": re.compile(r"This (?:leaves out|forgets|omits|ignores|drops|misses|neglects|does not (?:count|include|add|subtract|consider|multiply by|divide by)) (?:the |its |their )?(?P<what>[a-z][a-z -]+)|This leaves (?:the |its |their )?(?P<between>[a-z][a-z -]+) out|The (?P<passive>[a-z][a-z -]+?) (?:is|are|was|were) (?:left out|forgotten|omitted|ignored|dropped|missing|not (?:counted|included|added|subtracted))", re.IGNORECASE),
}  # fmt: skip
# A symbol between the words and the number.
LETTER = r"(?:\s*\$?(?:\\[A-Za-z]+|(?<![A-Za-z])[A-Za-z])(?:_\w)?\$?\s*)?"
LEADS_TO = {
    "zh": re.compile(rf"(?:{LETTER}(?:为|是|有|：|=))?[\s$]*$"),
    "en": re.compile(rf"(?:{LETTER}(?:=|:)|\s*\b(?:of|is|are|equals))?[\s$]*$"),
}
# What a number counts, with a word before it and alone: 5 wooden boxes.
THINGS = {
    "zh": re.compile(r"\$?\s?[个只名张件条台支枚本根块箱辆]((?:[\u4e00-\u9fff]{2})?([\u4e00-\u9fff]{2}))(?![\u4e00-\u9fff])"),
    "en": re.compile(r"\$? ((?:[a-z-]+ )?([a-z]{3,}s))\b"),
}  # fmt: skip
NUMBER_OF = {"zh": re.compile(r"的?(?:个|数|条|根|台)?(?:数量|数目|数)$"), "en": re.compile(r"^number of (?:the )?")}
IN_BRACKETS = re.compile(r"\s?[（(][^（）()]*[）)]")
SHORTEST = {"zh": 2, "en": 4}
RELATIVE = re.compile(r"\b(?:that|which|who)\b")
PLURAL = re.compile(r"(?<=s|x|z)es$|(?<=ch|sh)es$|(?<!s)s$")
# What is said of the things that a number counts, right behind it: 5 red balls.
ATTRIBUTE = {
    "zh": re.compile(r"\$?\s?[个名只张件位条台支枚本]([\u4e00-\u9fff]{2})"),
    "en": re.compile(r"\$? ([a-z]{3,})(?= (?:and|or|[a-z]+s\b)|[,.])"),
}
BESIDE = {"zh": re.compile(r"\$?\s?\w{1,5}?\s?[和与、，]\s?\$?"), "en": re.compile(r"\$? [a-z]+(?: [a-z]+)? and \$?")}
HOLE = re.compile(r"\[[^\]]*\]")
ROW_LABEL = re.compile(r"\s*\|\s*([^|\[\]]+?)\s*\|")
NEGATED = {"zh": re.compile("不|非|没|无|至少|其[他余它]"), "en": re.compile(r"\b(?:not|no|none|neither|other|rest|at least|without)\b", re.IGNORECASE)}  # fmt: skip


@dataclass(frozen=True)
class Clause:
    """A clause: its words, and the names of the numbers in it."""

    words: frozenset[str]
    names: frozenset[str]


def of_whose(texts: Texts) -> Iterator[Flaw]:
    """Two things of which a solution or a reason has the numbers change places."""
    language = texts.language
    if language not in BREAK:
        return
    yield from _asked_of(texts)
    yield from _left_out(texts)
    things = _things(texts)
    if len(things) < 2:
        return
    steps = _clauses(texts.part.solution[language], texts.values, language)
    yield from _of_rows(texts, steps)
    for one, other in combinations(things, 2):
        crossed = [[step for step in steps if _is_crossed(step, a, b)] for a, b in ((one, other), (other, one))]
        if all(crossed):
            words = [next(iter(sorted(step[0].words & b.words))) for step, b in zip(crossed, (other, one), strict=True)]
            message = f"the solution goes with “{'” and “'.join(words)}” the other way round than the question, in the {name_of(language)} text"
            yield flaw("described-otherwise", message, texts.part.solution[language])
            return
    yield from _of_reasons(texts, things)


def _asked_of(texts: Texts) -> Iterator[Flaw]:
    """A question about the red ones whose formula works with the number of the blue ones alone."""
    language, ask = texts.language, texts.ask
    words: dict[str, str] = {}
    for slot, following in pairwise(texts.given):
        first, second = (ATTRIBUTE[language].match(s.after) for s in (slot, following))
        # Side by side: 5 red and 7 blue balls.
        if first and second and slot.name and following.name and BESIDE[language].fullmatch(slot.after):
            words |= {slot.name: first[1].lower(), following.name: second[1].lower()}
    tree = texts.formulas["key"]
    used = entries_of(_counted_of(tree))
    asked = HOLE.sub(" ", ask).lower()
    for (mine, one), (theirs, other) in permutations(words.items(), 2):
        if (
            one != other
            and len(words) == 2
            and re.search(rf"(?<![a-z]){re.escape(one)}(?![a-z])", asked)
            and not re.search(rf"(?<![a-z]){re.escape(other)}(?![a-z])", asked)
            and not NEGATED[language].search(ask)
            and theirs in used
            and mine not in used
            and not any(
                isinstance(n.op, ast.Sub) and entries_of(n.right) for n in ast.walk(tree) if isinstance(n, ast.BinOp)
            )
        ):
            message = f"the question asks for “{one}”, and `{texts.part.formulas.key}` works with `{theirs}`, the number of “{other}”, in the {name_of(language)} text"
            yield flaw("asks-otherwise", message, ask)
            return


def _counted_of(tree: ast.expr) -> ast.expr:
    """What a formula divides by something with more numbers, as a share is by the whole; else all of it."""
    match tree:
        case ast.BinOp(top, ast.Div(), bottom) | ast.Call(ast.Name("R"), [top, bottom]) if entries_of(top) < entries_of(
            bottom
        ):
            return top
    return tree


def _of_reasons(texts: Texts, things: Sequence[Clause]) -> Iterator[Flaw]:
    """Reasons that one of two terms stands alone or is left out, where it is the other one."""
    language, formulas = texts.language, texts.part.formulas
    terms = {ast.dump(term): term for term in _terms(inlined(formulas, formulas.key))}
    for id, why in texts.reasons.items() if len(terms) > 1 else ():
        reason, wrong = why.get(language, "").strip(" .。"), formulas.wrong.get(id)
        left = {ast.dump(term) for term in _terms(inlined(formulas, wrong))} if isinstance(wrong, str) else set()
        if not left < terms.keys():
            continue
        kept, gone = (entries_of(*(terms[term] for term in of)) for of in (left, terms.keys() - left))
        # The accesses that miss are those of a miss.
        words = _words(RELATIVE.split(reason)[-1], language)
        for pattern, meant in zip(ALONE[language], (gone - kept, kept - gone), strict=True):
            for one, other in permutations(things, 2):
                # What is counted alone is not what is gone, and what is left out not what is kept.
                if (
                    pattern.match(reason)
                    and words & one.words
                    and not words & other.words
                    and one.names & meant
                    and other.names & ((kept | gone) - meant)
                    and not other.names & meant
                    and not one.names - meant & (kept | gone)
                ):
                    message = f"the reason of `{id}` says “{reason}”, where its formula is `{wrong}`, in the {name_of(language)} text"
                    yield flaw("reason-direction", message, why[language])
                    return


def _left_out(texts: Texts) -> Iterator[Flaw]:
    """Reasons that a number is left out that their formula has as often as that of the answer."""
    language, formulas = texts.language, texts.part.formulas
    there = _counted(inlined(formulas, formulas.key))
    for id, why in texts.reasons.items():
        reason, wrong = why.get(language, ""), formulas.wrong.get(id)
        match = OMITS[language].fullmatch(reason.strip(" .。"))
        if not match or not isinstance(wrong, str):
            continue
        here = _counted(inlined(formulas, wrong))
        what = next(filter(None, match.groups())).casefold().strip()
        names = {slot.name for slot in texts.given if slot.name and _is_of(slot, what, language)} & there.keys()
        if names and all(there[name] <= here[name] for name in names):
            name = min(names)
            message = f"the reason of `{id}` says “{reason}”, where its formula `{wrong}` has `{name}`, in the {name_of(language)} text"
            yield flaw("reason-direction", message, why[language])
            return


def _is_of(slot: Slot, what: str, language: Language) -> bool:
    """Whether the words right before or right behind a number say that it is that of what is left out."""
    # What the words mean may stand in brackets behind them.
    before = CLAUSE.split(IN_BRACKETS.sub("", slot.before))[-1]
    before = LEADS_TO[language].sub("", before.rstrip()).rstrip().casefold()
    behind = THINGS[language].match(slot.after.casefold())
    thing = NUMBER_OF[language].sub("", what)
    return (before.endswith(what) and len(what) >= SHORTEST[language]) or bool(behind and thing in behind.groups())


def _counted(tree: ast.expr) -> Counter[str]:
    """How often each number is worked with, of a polynomial in all of its terms; what only tells when there is a value does not count."""
    tree = tree.body if isinstance(tree, ast.IfExp) else tree
    if terms := terms_of(tree):
        return Counter(name for names, times in terms.items() for name in names * abs(times))
    return Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def _terms(tree: ast.expr) -> Iterator[ast.expr]:
    match tree:
        case ast.BinOp(left, ast.Add(), right):
            yield from (*_terms(left), *_terms(right))
        case _:
            yield tree


def _of_rows(texts: Texts, steps: Sequence[Clause]) -> Iterator[Flaw]:
    """A clause of the solution that names one row of a table and has the number of another one alone."""
    language = texts.language
    rows: list[tuple[str, set[str]]] = []
    for line in f"{texts.context}\n{texts.ask}".split("\n"):
        head = ROW_LABEL.match(line)
        names = {p.inside for p in parsed(line) if isinstance(p, Hole) and p.inside.isidentifier()} if head else set()
        if head and names:
            rows.append((head[1], names))
    for (label, own), (other, theirs) in permutations(rows, 2):
        words = _words(label, language) - _words(other, language)
        for step in steps if words else ():
            if (
                len(step.names) == 1
                and step.names <= theirs - own
                and words <= step.words
                and not step.words & (_words(other, language) - words)
            ):
                message = f"the solution goes with “{label}” and has `[{min(step.names)}]`, which the row “{other}” of the table shows, in the {name_of(language)} text"
                yield flaw("described-otherwise", message, texts.part.solution[language])
                return


def _is_crossed(step: Clause, one: Clause, other: Clause) -> bool:
    """Whether a step works with the numbers of the one and speaks of the other alone."""
    return bool(
        step.names & one.names
        and not step.names & other.names
        and step.words & other.words
        and not step.words & one.words
    )


def _things(texts: Texts) -> list[Clause]:
    """What the question says numbers of, each with the words that it has for itself alone."""
    language = texts.language
    clauses = [
        c for template in (texts.context, texts.part.ask[language]) for c in _clauses(template, texts.values, language)
    ]
    things = []
    for i, clause in enumerate(clauses):
        others = [other for j, other in enumerate(clauses) if j != i]
        words = clause.words.difference(*(other.words for other in others))
        names = clause.names.difference(*(other.names for other in others))
        if words and names:
            things.append(Clause(words, names))
    return things


def _clauses(template: str, values: Mapping[str, object], language: Language) -> list[Clause]:
    clauses: list[tuple[set[str], set[str]]] = [(set(), set())]
    for line in template.split("\n"):
        # A row of a table is about one thing.
        is_row = line.lstrip().startswith("|")
        for piece in parsed(line):
            if isinstance(piece, Hole):
                inner = values.get(piece.inside)
                if isinstance(inner, Text):
                    clauses[-1][0].update(_words(inner.get(language, ""), language))
                else:
                    clauses[-1][1].update(_entries_in(piece.inside))
                continue
            for i, part in enumerate([piece] if is_row else BREAK[language].split(piece)):
                if i:
                    clauses.append((set(), set()))
                clauses[-1][0].update(_words(part, language))
        clauses.append((set(), set()))
    return [Clause(frozenset(words), frozenset(names)) for words, names in clauses if words or names]


def _entries_in(expression: str) -> set[str]:
    tree = tree_of(expression)
    return entries_of(tree) if tree else set()


@lru_cache(maxsize=2048)
def _words(text: str, language: Language) -> frozenset[str]:
    words = (word.lower() for word in WORD[language].findall(text))
    return frozenset(PLURAL.sub("", word) for word in words if word not in IDLE[language])

"""Which options of a question are right: as they are marked, or as its answer says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hwgen.lms.moodle.parsing import Node
from hwgen.lms.written.draft import Draft, Option
from hwgen.lms.written.folding import folded
from hwgen.lms.written.nodes import plain
from hwgen.lms.written.programs import rich
from hwgen.lms.written.stems import WORTH, take_answer, take_marks
from hwgen.lms.written.words import truth_of

LETTERS = re.compile(
    r"(?:故?(?:应)?选择?|选项|option)?\s*:?\s*([A-Z](?:[\s,，、;；/&|｜]*(?:和|and)?\s*[A-Z])*)\s*(?:项|选项)?", re.I
)
# The answer in an explanation, at its beginning or at its end.
CHOSEN = re.compile(
    r"^\s*([A-Z]{1,8})\s*(?:[.,;:]|$)|(?:故|应|因此|所以|答案)\s*(?:选择?|为|是)\s*:?\s*([A-Z]{1,8})\s*[.)]*\s*$"
)
# Letters with the texts of their options, or with a reason behind them.
EXPLAINED = re.compile(r"([A-Z]{1,26})\s*(\(.+|[:;].+)", re.S)
LETTERED = re.compile(r"[(\[]?([A-Z])[)\]]?\s*[.、:)]\s*(.+)", re.I | re.S)

Doubt = Callable[[str, str], None]


def right_options(draft: Draft, doubt: Doubt) -> list[int] | None:
    """The places of the right options; None, with a doubt, where nothing says which these are."""
    take_marks(draft)
    marked = [i for i, option in enumerate(draft.options) if option.right]
    letters = [option.letter for option in draft.options]
    if draft.answer is None and not marked:
        take_answer(draft, letters)
    given = (draft.answer or "").strip()
    if worth := WORTH.search(folded(given)):
        given = (given[: worth.start()] + given[worth.end() :]).strip()
    if not given and not marked and (chosen := CHOSEN.search(folded(draft.explanation))):
        given = chosen[1] or chosen[2]
        doubt("import-key-doubtful", f"it has no answer; its explanation says “{chosen[0].strip()}”")
    if not given:
        if not marked:
            doubt("import-question-lost", "no option is said to be right; it was dropped")
        return marked or None
    named = _named(given, draft.options)
    if not named:
        shown = f"the answer “{given[:40]}” is none of its options {letters[0]} to {letters[-1]}"
        doubt("import-question-lost", f"{shown}; it was dropped")
        return None
    if reason := _reason(given, [draft.options[i] for i in named]):
        draft.explanation = "\n\n".join(filter(None, (reason, draft.explanation)))
    if marked and marked != named:
        doubt("import-key-doubtful", f"options are marked as right, and the answer is “{given[:40]}”")
    return named


def _named(given: str, options: Sequence[Option]) -> list[int]:
    """The options that an answer means: by letters, by a letter with its text, or by its text."""
    letters = [option.letter for option in options]
    bare = re.sub(r"[(\[]\s*([A-Z])\s*[)\]]", r"\1", folded(given), flags=re.I).strip(" .()[]")
    same = [i for i, option in enumerate(options) if _same(option.text, given)]
    if len(same) == 1:
        return same
    if match := LETTERS.fullmatch(bare):
        named = set(re.findall(r"[A-Z]", re.sub(r"and", "", match[1], flags=re.I).upper()))
        return sorted(map(letters.index, named)) if named <= set(letters) else []
    if (match := LETTERED.fullmatch(bare)) and match[1].upper() in letters:
        return [letters.index(match[1].upper())]
    if (match := EXPLAINED.fullmatch(bare)) and set(match[1]) <= set(letters):
        return sorted(map(letters.index, set(match[1])))
    truth = truth_of(given)
    return [i for i, option in enumerate(options) if truth is not None and truth_of(option.text) is truth]


def _reason(given: str, named: Sequence[Option]) -> str:
    """What stands behind the letters of an answer and does not only say the options again."""
    plain = folded(given)
    match = EXPLAINED.fullmatch(plain) or LETTERED.fullmatch(plain)
    if not match or any(_same(option.text, given) for option in named):
        return ""
    rest = given[match.start(2) :].strip(" .。:：;；")
    bare = "".join(re.findall(r"\w+", folded(rest))).casefold()
    texts = ["".join(re.findall(r"\w+", folded(option.text))).casefold() for option in named]
    return "" if bare == "".join(texts) else rest


def _same(one: str, other: str) -> bool:
    first, second = ("".join(folded(text).split()).strip(".").casefold() for text in (one, other))
    return first == second != ""


def multichoice(draft: Draft, right: Sequence[int], doubt: Doubt) -> list[Node]:
    """The options as answers of a choice in Moodle."""
    several = len(right) > 1
    if several and draft.sort == "choice":
        doubt("import-key-doubtful", "it stands among single choices, and several options are right")
    if not several and draft.sort == "several":
        doubt("import-key-doubtful", "it stands among questions with several answers, and one option is right")
    wrong = len(draft.options) - len(right)
    gain, loss = (100 / len(right), -100 / max(1, wrong)) if several else (100.0, 0.0)
    shares = (gain if i in right else loss for i in range(len(draft.options)))
    answers = [
        rich("answer", option.text, fraction=f"{share:.7g}")
        for option, share in zip(draft.options, shares, strict=True)
    ]
    return [plain("single", str(not several).lower()), *answers]

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

SET = r"{letter}(?:[\s,，、;；/&|｜+]*(?:和|与|及|以及|(?i:and)|(?<=\s)(?:und|et)(?=\s))?\s*{letter})*"
BEFORE = r"(?i:(?:故?(?:应)?选择?|选项|options?|choices?|both|only|仅|只有?)[\s:]*){0,4}"
AFTER = r"\s*(?:(?:两?项|选项|二者|两者)?\s*(?:(?:都|均|皆|全)?(?:是|为)?(?:正确|对|选)的?)?|(?i:\s(?:are|is) (?:both |all )?(?:correct|right|true)))"
LETTERS = [re.compile(f"{BEFORE}({SET.format(letter=letter)}){AFTER}") for letter in ("[A-Z]", "[a-z]")]
# All options, or all but some.
BUT = SET.format(letter="[A-Z]")
ALL = re.compile(
    rf"(?:除了?\s*(?P<but>{BUT})\s*(?:项|选项)?(?:以|之)?外,?)?\s*(?:以上|上述|其余|其他)?(?:各项|选项|答案)?(?:全部|都|均|皆|全)(?:正确|对|选|是)?"
    rf"|(?i:all(?: of)?(?: the above| them| these)?(?: options| choices)?)(?: (?:but|except)(?: for)? (?P<except>{BUT}))?(?: are (?:correct|right|true))?"
)
# The answer in an explanation, at its beginning or at its end.
CHOSEN = re.compile(
    r"^\s*[(\[]?([A-Z]{1,8})[)\]]?\s*(?:[.,;:]|$)|^\s*[(\[]?([a-z])[)\]]?\s*$|(?:故|应|因此|所以|答案)\s*(?:选择?|为|是)\s*:?\s*([A-Z]{1,8})\s*[.)]*\s*$"
)
# Letters with the texts of their options, or with a reason behind them.
EXPLAINED = re.compile(r"([A-Z]{1,26})\s*(\(.+|[:;].+)", re.S)
LETTERED = re.compile(r"[(\[]?([A-Z])[)\]]?\s*[.、:)]\s*(.+)", re.I | re.S)
# Behind nothing but a space; what goes on as a sentence about “A dog” is none.
SPACED = re.compile(r"(A(?=\s+[^a-z\s])|(?!A\s)[A-Z]{1,8})\s+(.+)", re.S)
# The beginning of an answer to one of several parts.
PART = re.compile(r"(?:^|(?<=[\s;,]))[(\[]?([A-Ha-h])[)\]]\s*[.、:]?\s*|(?:^|(?<=[\s;]))([A-Ha-h])\s*[.、:]\s+")
# What makes letters more, or fewer, than the first of them.
GOES_ON = re.compile(r"(?:和|与|及|或|以?及|and\b|or\b|not\b|不|[+&/]|[A-Z](?![A-Za-z]))")

Doubt = Callable[[str, str], None]


def right_options(draft: Draft, doubt: Doubt) -> list[int] | None:
    """The places of the right options; None, with a doubt, where nothing says which these are."""
    take_marks(draft)
    marked = [i for i, option in enumerate(draft.options) if option.right]
    letters = [option.letter for option in draft.options]
    if draft.answer is None:
        stem = draft.stem
        take_answer(draft, letters)
        named = _named(draft.answer or "", draft.options)
        # One letter says more than several marks where one option is right.
        chosen_one = len(named) == 1 < len(marked) and draft.sort != "several"
        if marked and draft.answer is not None and named != marked and not chosen_one:
            message = f"options are marked as right, and in its text stands “{draft.answer[:40]}”; if this is its answer, correct it"
            doubt("import-key-doubtful", message)
            draft.answer, draft.stem = None, stem
    given = (draft.answer or "").strip()
    if worth := WORTH.search(folded(given)):
        given = (given[: worth.start()] + given[worth.end() :]).strip()
    if not given and not marked and (chosen := CHOSEN.search(folded(draft.explanation))):
        given = next(filter(None, chosen.groups()))
        doubt("import-key-doubtful", f"it has no answer; its explanation says “{chosen[0].strip()}”")
    if not given:
        if not marked:
            doubt("import-question-lost", "no option is marked as correct; the question was left out")
        return marked or None
    named = _named(given, draft.options)
    if not named:
        shown = f"the answer “{given[:40]}” is not one of its options {letters[0]} to {letters[-1]}"
        doubt("import-question-lost", f"{shown}; the question was left out")
        return None
    if another := _text_of_another(given, draft.options, named):
        message = f"its answer “{given}” was taken for the letter of an option; it is the text of option {another}, too"
        doubt("import-key-doubtful", message)
    if reason := _reason(given, [draft.options[i] for i in named]):
        if other := next((option for option in draft.options if _same(option.text, reason)), None):
            doubt("import-key-doubtful", f"its answer “{given[:40]}” has the text of option {other.letter}")
        draft.explanation = "\n\n".join(filter(None, (reason, draft.explanation)))
    if marked and marked != named:
        doubt("import-key-doubtful", f"options are marked as right, and the answer is “{given[:40]}”")
    return named


def _text_of_another(given: str, options: Sequence[Option], named: Sequence[int]) -> str:
    """The letter of the option that has an answer of one letter as its text, where the letter means another one."""
    others = (option.letter for i, option in enumerate(options) if i not in named and _same(option.text, given))
    return next(others, "") if len(named) == 1 else ""


def _named(given: str, options: Sequence[Option]) -> list[int]:
    """The options that an answer means: by letters, by a letter with its text, or by its text."""
    letters = [option.letter for option in options]
    bare = re.sub(r"[(\[]\s*([A-Z])\s*[)\]]", r"\1", folded(given), flags=re.I).strip(" .()[]")
    same = [i for i, option in enumerate(options) if _same(option.text, given)]
    if len(same) == 1 and bare.upper() not in letters:
        return same
    for written in LETTERS:
        if (match := written.fullmatch(bare)) and (named := _letters(match[1])) <= set(letters):
            return sorted(map(letters.index, named))
    match = LETTERED.fullmatch(bare) or EXPLAINED.fullmatch(bare) or SPACED.fullmatch(bare)
    if match and not (GOES_ON.match(match[2].lstrip(" (:;")) and not _is_text(match, options)):
        named = set(match[1].upper())
        return sorted(map(letters.index, named)) if named <= set(letters) else []
    if match := ALL.fullmatch(bare):
        own = [i for i, option in enumerate(options) if ALL.fullmatch(folded(option.text).strip(" ."))]
        if len(own) == 1:
            return own
        without = _letters(match["but"] or match["except"] or "")
        return [i for i, letter in enumerate(letters) if letter not in without]
    truth = truth_of(given)
    return [i for i, option in enumerate(options) if truth is not None and truth_of(option.text) is truth]


def _letters(text: str) -> set[str]:
    return set(re.findall("[A-Z]", re.sub(r"(?i:and)|(?<=\s)(?:und|et)(?=\s)", "", text).upper()))


def _is_text(match: re.Match[str], options: Sequence[Option]) -> bool:
    """Whether behind a letter stands the text of its option."""
    return any(option.letter == match[1].upper() and _same(option.text, match[2]) for option in options)


def _reason(given: str, named: Sequence[Option]) -> str:
    """What stands behind the letters of an answer and does not only say the options again."""
    plain = folded(given)
    match = EXPLAINED.fullmatch(plain) or LETTERED.fullmatch(plain) or SPACED.fullmatch(plain)
    if not match or LETTERS[0].fullmatch(plain) or any(_same(option.text, given) for option in named):
        return ""
    rest = given[match.start(2) :].strip(" .。:：;；")
    bare = "".join(re.findall(r"\w+", folded(rest))).casefold()
    texts = ["".join(re.findall(r"\w+", folded(option.text))).casefold() for option in named]
    return "" if bare == "".join(texts) else rest


def _same(one: str, other: str) -> bool:
    first, second = ("".join(folded(text).split()).strip(".").casefold() for text in (one, other))
    return first == second != ""


def take_parts(draft: Draft) -> bool:
    """Puts what looks like options back into the stem where the answer has a text for each: they ask for one each."""
    given = folded(draft.answer or "")
    starts = [
        match
        for match in PART.finditer(given)
        if (match[1] or match[2]).upper() in {one.letter for one in draft.options}
    ]
    letters = [(match[1] or match[2]).upper() for match in starts]
    if len(letters) < 2 or letters != [one.letter for one in draft.options]:
        return False
    ends = [match.start() for match in starts[1:]] + [len(given)]
    texts = [given[match.end() : end].strip(" ;,.\n") for match, end in zip(starts, ends, strict=True)]
    if not all(texts) or all(_same(text, option.text) for text, option in zip(texts, draft.options, strict=True)):
        return False
    parts = (f"({option.letter.lower()}) {option.text}" for option in draft.options)
    draft.stem, draft.options = "\n".join((draft.stem, *parts)), []
    return True


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

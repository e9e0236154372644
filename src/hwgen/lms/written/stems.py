"""What people write into the text of a question beside the question: its kind, its points, its options, its answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_uppercase

from hwgen.lms.written.draft import Draft, Option
from hwgen.lms.written.folding import folded
from hwgen.lms.written.programs import masked
from hwgen.lms.written.words import POINTS, figured, sort_of, truth_of

# A first line with nothing but the kind of the question, as platforms write it.
NAMED = re.compile(
    rf"\s*([单多]选题|多项选择题|单项选择题|判断题|填空题|简答题|不定项选择题)\s*(?:[(\[]\s*{POINTS}\s*[)\]])?\s*", re.I
)
# Words that say that a question, or its options, follow.
STEM = re.compile(r"\s*(?:(?:题目|题干|试题|stem)\s*:|\[(?:题目|题干|试题|stem)\]\s*:?)\s*", re.I)
OPTIONS_BELOW = re.compile(r"\n\s*(?:选项|options|choices)\s*:?\s*$", re.I)
KIND = re.compile(r"题$|^(?:单选|多选|判断|填空|不定项|简答|问答|论述|计算|名词解释|分析|证明|排序|连线|匹配)$")
TAG = re.compile(r"[(\[]\s*([^()\[\]]{2,12})\s*[)\]]")
WORTH = re.compile(rf"[(\[]\s*(?:本[大小]?题|每[小]?题)?(?:满分|共)?\s*{POINTS}\s*[)\]]", re.I)
# An option that is marked as right, and the boxes of lists in Markdown.
MARKED = re.compile(r"[(\[]\s*(?:正确答案|正确|right|correct|√|✓)\s*[)\]]\s*$|\s*[√✓✔]\s*$|^\s*[√✓✔]\s*", re.I)
STARRED = re.compile(r"^\s*\*\s*|\s*\*\s*$")
BOX = re.compile(r"\s*(?:\[(?P<tick>[ xX√✓✔])\]|(?P<full>[☑☒✅])|[☐□])\s*")
LETTERS = r"[A-Z](?:[\s,，、]*[A-Z]){0,9}"
ANSWER = re.compile(
    rf"[(\[]\s*(?P<inside>{LETTERS}|[√×✓✗✔✘]|对|错|正确|错误|T|F|true|false)\s*[)\]]|_+\s*(?P<line>{LETTERS})\s*_+",
    re.I,
)
AT_END = re.compile(r"\s([√×✓✗✔✘])\s*$")
# Letters behind the end of a sentence, or far behind it.
LETTERS_AT_END = re.compile(rf"(?:(?<=[?.:])\s*|(?<=[\u4e00-\u9fff])\s{{2,}})({LETTERS})\s*[.]?\s*$")
# What stands before a statement and is no part of it: brackets for the answer, or what is to be done.
BEFORE_STATEMENT = re.compile(
    r"\s*(?:[(\[]\s*[)\]]|(?:true or false|true/false|t/f|判断(?:正误|对错))\s*[:?.])\s*", re.I
)
EMPTY_AT_END = re.compile(r"[(\[]\s*[)\]]\s*\.?\s*$")
# Names of Python that are no blanks.
NAMES = (
    *("init", "name", "main", "call", "getitem", "setitem", "len", "str", "repr", "iter", "next", "enter", "exit"),
    *("new", "add", "sub", "mul", "eq", "hash", "doc", "dict", "file", "all", "class"),
)
NO_NAME = rf"(?!__(?:{'|'.join(NAMES)})__)" + "".join(f"(?<!__{name})" for name in NAMES)
LINE_GAP = re.compile(rf"{NO_NAME}_{{2,}}(?:\s*_{{2,}})*|＿+|﹍+")
GAP = re.compile(rf"{LINE_GAP.pattern}|[(\[]\s{{2,}}[)\]]|[(\[][)\]]")
# Answers that stand in their blanks.
FILLED, FILLED_BRACKETS = (
    re.compile(rf"(?<!_){NO_NAME}_+([^_\n]{{1,60}}?)_{{2,}}"),
    re.compile(r"[(\[{]([^()\[\]{}\n]{1,60})[)\]}]"),
)

# Words on a line in a Chinese text; elsewhere such signs emphasise, or belong to a name.
UNDERLINED = re.compile(
    r"(?<![A-Za-z0-9_])_([^_\n]{1,60})_(?![A-Za-z0-9_])(?:(?<=[\u4e00-\u9fff]_)|(?=[\u4e00-\u9fff]))"
)


ABOVE_OPTIONS = ("stem", "sort", "difficulty", "topic", "points", "number", "note", "option")
# What else is said of a question in brackets at its end.
ABOUT = re.compile(
    rf"[(\[]\s*(?:难(?:易)?度\s*:?\s*(?P<difficulty>[^()\[\]:]{{1,8}})|(?:知识点|考点|章节)\s*:\s*(?P<topic>[^()\[\]]{{1,40}})|(?P<chapter>第\s*[\d一二三四五六七八九十]{{1,3}}\s*[章节][^()\[\]]{{0,30}})|{POINTS})\s*[)\]]\s*$",
    re.I,
)


def take_labels(draft: Draft) -> None:
    """Takes the kind and the points of the question out of its stem, and what else is said of it in brackets at its end."""
    while (about := ABOUT.search(_figured(draft.stem))) and draft.stem[: about.start()].strip():
        draft.difficulty, draft.points = about["difficulty"] or draft.difficulty, about[4] or draft.points
        draft.tags += filter(None, (about["topic"] or about["chapter"] or "",))
        draft.stem = draft.stem[: about.start()].rstrip()
    if called := STEM.match(folded(draft.stem)):
        draft.stem = draft.stem[called.end() :]
    if draft.options and (named_end := OPTIONS_BELOW.search(folded(draft.stem))):
        draft.stem = draft.stem[: named_end.start()].rstrip()
    first, _, rest = draft.stem.partition("\n")
    if rest and (named := NAMED.fullmatch(folded(first))):
        draft.sort, draft.points, draft.stem = sort_of(named[1]) or draft.sort, named[2] or draft.points, rest
    for tag in TAG.finditer(folded(draft.stem)):
        word, edge = tag[1].strip(), not draft.stem[: tag.start()].strip() or not draft.stem[tag.end() :].strip(" .。*")
        if worth := re.search(rf"\s*[,、]\s*{POINTS}$", word):
            word = word[: worth.start()]
        if edge and KIND.search(word) and (sort := sort_of(word)):
            draft.sort, draft.points = sort, worth[1] if worth else draft.points
            # A star says that the question has to be answered.
            stem = (draft.stem[: tag.start()] + draft.stem[tag.end() :]).strip()
            draft.stem = re.sub(r"[ \u3000]*\*(?=\n|$)", "", stem, count=1)
            break
    worth = WORTH.search(_figured(draft.stem))
    if worth and (not draft.stem[: worth.start()].strip() or not draft.stem[worth.end() :].strip(" .。()（）[]")):
        draft.points = worth[1]
        draft.stem = (draft.stem[: worth.start()] + draft.stem[worth.end() :]).strip()


def _figured(stem: str) -> str:
    """The stem folded, with figures for points in words if this leaves everything in its place."""
    plain = folded(stem)
    return worded if len(worded := figured(plain)) == len(plain) else plain


def take_options(draft: Draft) -> None:
    """Takes options without letters out of the stem: lines with boxes, or of which one is marked as right."""
    first, *lines = draft.stem.split("\n")
    boxes = [i for i, line in enumerate(lines) if BOX.match(folded(line))]
    if draft.options or draft.answer is not None or not (boxes or any(MARKED.search(folded(line)) for line in lines)):
        return
    begin = boxes[0] if boxes else 0
    draft.stem = "\n".join((first, *lines[:begin]))
    for letter, line in zip(ascii_uppercase, lines[begin:], strict=False):
        box = BOX.match(folded(line))
        ticked = bool(box and (box["full"] or (box["tick"] or "").strip()))
        draft.options.append(Option(letter, line[box.end() :] if box else line, draft.line, ticked))


def take_marks(draft: Draft) -> None:
    """Takes the marks that say that an option is right out of the options."""
    mark = STARRED if draft.answer is None and are_starred(draft) else MARKED
    for option in draft.options:
        plain = folded(option.text)
        bare = mark.sub("", plain)
        if bare != plain and bare.strip() and truth_of(option.text) is None:
            at = plain.index(bare)
            option.text, option.right = option.text[at : at + len(bare)].strip(), True


def are_starred(draft: Draft) -> bool:
    """Whether a star before or behind the text of some options says that they are right; two emphasise what is between them."""
    starred = [option for option in draft.options if STARRED.search(folded(option.text))]
    alone = all(option.text.count("*") == 1 for option in starred)
    return 0 < len(starred) < len(draft.options) and alone


def has_answer(draft: Draft) -> bool:
    """Whether a question says its answer, be it in its text or by a mark."""
    if draft.answer is not None:
        return True
    marked = any(option.right or MARKED.search(folded(option.text)) for option in draft.options)
    return marked or are_starred(draft) or bool(_answers(draft, [option.letter for option in draft.options]))


def takes_options(draft: Draft, where: str) -> bool:
    """Whether options may follow: behind the text, what is said of it, other options, or an answer that stands above them."""
    return where in ABOVE_OPTIONS or (where == "answer" and not draft.options)


def is_bare_answer(draft: Draft, where: str, line: str) -> bool:
    """Whether a line is nothing but letters of the options above it, or a sign below a statement."""
    if draft.answer is not None:
        return False
    plain = folded(line)
    if where == "stem":
        return bool(re.fullmatch(r"\s*[(\[]?\s*[√×✓✗✔✘]\s*[)\]]?\s*", plain))
    letters = re.fullmatch(r"\s*[(\[]?\s*([A-Z](?:[\s,、]*[A-Z])*)\s*[)\]]?\s*", plain)
    return where == "option" and bool(
        letters and set(re.findall("[A-Z]", letters[1])) <= {one.letter for one in draft.options}
    )


def take_answer(draft: Draft, letters: Sequence[str] = ()) -> None:
    """Takes the answer out of the brackets in the stem, or from its end."""
    if answers := _answers(draft, letters):
        draft.answer, match = answers[-1]
        draft.stem = f"{draft.stem[: match.start()]}（　）{draft.stem[match.end() :]}"
    elif end := _at_end(draft.stem, letters):
        draft.answer, draft.stem = end[1], draft.stem[: end.start()]


def _answers(draft: Draft, letters: Sequence[str]) -> list[tuple[str, re.Match[str]]]:
    """The answers that stand in brackets or on a line in the stem."""
    answers = [(match["inside"] or match["line"], match) for match in ANSWER.finditer(masked(folded(draft.stem)))]
    return [
        (answer, match) for answer, match in answers if _is_answer(draft, answer, letters, _stands_apart(draft, match))
    ]


def _at_end(stem: str, letters: Sequence[str]) -> re.Match[str] | None:
    """An answer without brackets behind the stem: letters of options, or else a sign."""
    end = (LETTERS_AT_END if letters else AT_END).search(folded(stem))
    return end if end and (not letters or set(re.findall("[A-Z]", end[1].upper())) <= set(letters)) else None


def _stands_apart(draft: Draft, match: re.Match[str]) -> bool:
    """Whether brackets stand at the end, and are no part of a formula: “Which? (b)”, not “f(b)”."""
    return not draft.stem[match.end() :].strip(" .。") and draft.stem[: match.start()][-1:] in (*" ?？。.\u3000",)


def _is_answer(draft: Draft, inside: str, letters: Sequence[str], at_end: bool) -> bool:
    if letters:
        return set(re.findall(r"[A-Za-z]", inside.upper())) <= set(letters) and (inside.isupper() or at_end)
    return truth_of(inside) is not None and draft.sort in ("", "truth")


def take_filled(draft: Draft) -> str:
    """Takes answers out of the blanks that they were written into; what is doubtful about it, or ""."""
    stem = masked(folded(draft.stem))
    underlined = draft.sort in ("", "blank") and not LINE_GAP.search(stem) and bool(UNDERLINED.search(stem))
    pattern = (
        UNDERLINED if underlined else FILLED_BRACKETS if draft.sort == "blank" and not FILLED.search(stem) else FILLED
    )
    filled = [match for match in pattern.finditer(stem) if match[1].strip()]
    if filled:
        draft.answer = "；".join(draft.stem[match.start(1) : match.end(1)].strip() for match in filled)
        for match in reversed(filled):
            draft.stem = f"{draft.stem[: match.start()]}____{draft.stem[match.end() :]}"
    shown = f"“{(draft.answer or '')[:60]}”, which stands between the signs _, became the answer"
    return f"it has no answer; {shown}" if underlined else ""


def without_end(stem: str) -> str:
    """A statement without what is to be ticked below it, and the brackets in which the answer would be written."""
    *lines, last, end = ("", "", *stem.split("\n"))
    if {truth_of(last), truth_of(end)} == {True, False} and any(lines):
        stem = "\n".join(lines[2:])
    if (asked := BEFORE_STATEMENT.match(folded(stem))) and stem[asked.end() :].strip():
        stem = stem[asked.end() :]
    match = EMPTY_AT_END.search(folded(stem))
    return stem[: match.start()].rstrip() if match and stem[: match.start()].strip() else stem

"""What a draft of a question asks, and what is right, as a question of Moodle; what cannot be understood is a doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from hwgen.errors import counted
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.written.draft import Draft, Option
from hwgen.lms.written.folding import folded
from hwgen.lms.written.words import POINTS, difficulty_of, sort_of, truth_of

Doubt = Callable[[str, int, str, str], None]
BRACKETS = r"[(\[]\s*{inside}\s*[)\]]"
TAG = re.compile(r"[(\[]\s*([^()\[\]]{2,12})\s*[)\]]")
WORTH = re.compile(BRACKETS.format(inside=rf"(?:本题|共|每题)?\s*{POINTS}"), re.I)
LETTERS = re.compile(
    r"(?:故?(?:应)?选择?|选项|option)?\s*:?\s*([A-Z](?:[\s,，、;；/&]*(?:和|and)?\s*[A-Z])*)\s*(?:项|选项)?", re.I
)
LETTERED = re.compile(r"[(\[]?([A-Z])[)\]]?\s*[.、:)]\s*(.+)", re.I | re.S)
MARKED = re.compile(r"[(\[]\s*(?:正确答案|正确|right|correct|√|✓)\s*[)\]]\s*$|\s*[√✓✔]\s*$|^\s*[√✓✔]\s*", re.I)
IN_STEM = re.compile(r"[(\[]\s*([A-Z](?:[\s,，、]*[A-Z]){0,9}|[√×✓✗✔✘]|对|错|正确|错误|T|F|true|false)\s*[)\]]", re.I)
AT_END = re.compile(r"\s([√×✓✗✔✘])\s*$")
EMPTY_AT_END = re.compile(r"[(\[]\s*[)\]]\s*\.?\s*$")
GAP = re.compile(r"_{2,}(?:\s*_{2,})*|＿+|﹍+|[(\[]\s{2,}[)\]]|[(\[][)\]]")
LINE_GAP = re.compile(r"_{2,}(?:\s*_{2,})*|＿+|﹍+")
# Answers that stand in their blanks.
FILLED, FILLED_BRACKETS = re.compile(r"_{1,}([^_\n]{1,60}?)_{2,}"), re.compile(r"[(\[]([^()\[\]\n]{1,60})[)\]]")
NUMBER = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:\.\d+)?")
COUNTED = re.compile(r"(?:^|(?<=[\s;；,，、]))(?:第\s*\d+\s*空|[(（]\d+[)）]|[①-⑳])\s*[:：.、]?\s*")
LONGEST_WORD = 40
HIDDEN = re.compile(r"[}#~]")
DEFAULT_DIFFICULTY = 3


def question(draft: Draft, id: str, doubt: Doubt) -> Node | None:
    """None, with a doubt, for what cannot be asked."""
    _tidy(draft)
    if not draft.stem:
        doubt("import-question-lost", draft.line, draft.name, "a question without a text was dropped")
        return None
    read = _Meaning(draft, doubt)
    kind = read.kind()
    if not kind:
        return None
    node = Node("question", {"type": kind}, draft.line)
    node.children = [
        text("name", draft.name),
        plain("idnumber", id),
        text("questiontext", draft.stem, "plain_text"),
        text("generalfeedback", draft.explanation.strip(), "plain_text"),
        *([plain("defaultgrade", draft.points)] if draft.points else []),
        *read.nodes,
        _tags(draft, doubt),
    ]
    return node


def plain(name: str, content: str) -> Node:
    return Node(name, {}, 0, [], content)


def text(name: str, content: str, format: str = "") -> Node:
    return Node(name, {"format": format} if format else {}, 0, [plain("text", content)])


def _tags(draft: Draft, doubt: Doubt) -> Node:
    """Topics as tags, and the difficulty in the words that an import knows."""
    level = difficulty_of(draft.difficulty) if draft.difficulty else DEFAULT_DIFFICULTY
    if level is None:
        message = f"the difficulty “{draft.difficulty[:20]}” is not known and became {DEFAULT_DIFFICULTY}"
        doubt("written-difficulty", draft.line, draft.name, message)
        level = DEFAULT_DIFFICULTY
    words = [*([draft.topic] if draft.topic else []), f"difficulty {level}", *draft.tags]
    return Node("tags", {}, 0, [text("tag", word) for word in words])


def _tidy(draft: Draft) -> None:
    """Takes out of the stem what is said of the question there: its kind and its points."""
    for tag in TAG.finditer(folded(draft.stem)):
        word, edge = tag[1].strip(), not draft.stem[: tag.start()].strip() or not draft.stem[tag.end() :].strip(" .。")
        if edge and (re.search(r"题$|^(?:单选|多选|判断|填空|不定项)$", word)) and (sort := sort_of(word)):
            draft.sort = sort
            draft.stem = (draft.stem[: tag.start()] + draft.stem[tag.end() :]).strip()
            break
    worth = WORTH.search(folded(draft.stem))
    if worth and (not draft.stem[: worth.start()].strip() or not draft.stem[worth.end() :].strip(" .。()（）[]")):
        draft.points = worth[1]
        draft.stem = (draft.stem[: worth.start()] + draft.stem[worth.end() :]).strip()


class _Meaning:
    """`nodes` are what the answers of the question become."""

    def __init__(self, draft: Draft, doubt: Doubt) -> None:
        self.draft, self._doubt = draft, doubt
        self.nodes: list[Node] = []

    def doubt(self, rule: str, message: str) -> None:
        self._doubt(rule, self.draft.line, self.draft.name, message)

    def kind(self) -> str:
        """What Moodle calls the question; "" where it was dropped."""
        draft = self.draft
        if draft.options:
            return self.chosen()
        if draft.answer is None:
            self.answer_in_stem()
        if draft.answer is None:
            self.answers_in_gaps()
        answer = (draft.answer or "").strip()
        truth = truth_of(answer) if answer else None
        gaps = (LINE_GAP if draft.sort != "blank" else GAP).findall(draft.stem)
        if draft.sort == "truth" or (truth is not None and draft.sort == "" and not gaps and not answer.isdecimal()):
            return self.truth(truth)
        if not answer and draft.sort != "essay":
            self.doubt("import-question-lost", "it has no answer and was dropped")
            return ""
        if gaps or draft.sort == "blank":
            return self.filled(answer, max(1, len(gaps)))
        if draft.sort in ("choice", "several"):
            self.doubt("import-question-lost", "a choice without options was dropped")
            return ""
        if draft.sort == "short" and "\n" not in answer and len(answer) <= LONGEST_WORD:
            return self.filled(answer, 1)
        if answer:
            self.nodes.append(text("graderinfo", answer, "plain_text"))
        return "essay"

    # Chosen answers.

    def chosen(self) -> str:
        options = self.options()
        truths = [truth_of(option.text) for option in options]
        right = self.right(options)
        if right is None:
            return ""
        if len(options) == 2 and set(truths) == {True, False} and len(right) == 1:
            return self.truth(truths[right[0]])
        several = len(right) > 1
        if several and self.draft.sort == "choice":
            self.doubt("import-key-doubtful", "it stands among single choices, and several options are right")
        if not several and self.draft.sort == "several":
            self.doubt("import-key-doubtful", "it stands among questions with several answers, and one option is right")
        wrong = len(options) - len(right)
        gain, loss = (100 / len(right), -100 / max(1, wrong)) if several else (100.0, 0.0)
        self.nodes.append(plain("single", str(not several).lower()))
        for i, option in enumerate(options):
            node = text("answer", option.text, "plain_text")
            node.attributes["fraction"] = f"{gain if i in right else loss:.7g}"
            self.nodes.append(node)
        return "multichoice"

    def options(self) -> list[Option]:
        """The options without the mark that says that one is right."""
        for option in self.draft.options:
            bare = MARKED.sub("", folded(option.text))
            if bare != folded(option.text) and bare.strip() and truth_of(option.text) is None:
                at = folded(option.text).index(bare)
                option.text, option.right = option.text[at : at + len(bare)].strip(), True
        return self.draft.options

    def right(self, options: Sequence[Option]) -> list[int] | None:
        """The places of the right options; None where the question was dropped."""
        draft = self.draft
        letters = [option.letter for option in options]
        marked = [i for i, option in enumerate(options) if option.right]
        if draft.answer is None and not marked:
            self.answer_in_stem(letters)
        if draft.answer is None or not draft.answer.strip():
            if marked:
                return marked
            self.doubt("import-question-lost", "no option is said to be right; it was dropped")
            return None
        named = self.named(draft.answer.strip(), options)
        if not named:
            shown = f"the answer “{draft.answer.strip()[:40]}” is none of its options {letters[0]} to {letters[-1]}"
            self.doubt("import-question-lost", f"{shown}; it was dropped")
            return None
        if marked and marked != named:
            self.doubt(
                "import-key-doubtful", f"options are marked as right, and the answer is “{draft.answer.strip()[:40]}”"
            )
        return named

    def named(self, answer: str, options: Sequence[Option]) -> list[int]:
        """The options that an answer means: by letters, by a letter with its text, or by its text."""
        letters = [option.letter for option in options]
        bare = folded(answer).strip(" .()[]")
        same = [i for i, option in enumerate(options) if _same(option.text, answer)]
        if len(same) == 1:
            return same
        if match := LETTERS.fullmatch(bare):
            found = re.findall(r"[A-Z]", re.sub(r"and", "", match[1], flags=re.I).upper())
            return sorted({letters.index(letter) for letter in found}) if set(found) <= set(letters) else []
        if (match := LETTERED.fullmatch(bare)) and match[1].upper() in letters:
            return [letters.index(match[1].upper())]
        truth = truth_of(answer)
        return [i for i, option in enumerate(options) if truth is not None and truth_of(option.text) is truth]

    def answer_in_stem(self, letters: Sequence[str] = ()) -> None:
        """Takes the answer out of the brackets in the stem, or from its end."""
        draft = self.draft
        found = [m for m in IN_STEM.finditer(folded(draft.stem)) if self.is_answer(m[1], letters)]
        if found:
            match = found[-1]
            draft.answer = match[1]
            draft.stem = f"{draft.stem[: match.start()]}（　）{draft.stem[match.end() :]}"
        elif not letters and (end := AT_END.search(folded(draft.stem))):
            draft.answer, draft.stem = end[1], draft.stem[: end.start()]

    def answers_in_gaps(self) -> None:
        """Takes answers out of the blanks that they were written into."""
        draft = self.draft
        pattern = FILLED_BRACKETS if draft.sort == "blank" and not FILLED.search(folded(draft.stem)) else FILLED
        found = [match for match in pattern.finditer(folded(draft.stem)) if match[1].strip()]
        if found:
            draft.answer = "；".join(draft.stem[match.start(1) : match.end(1)].strip() for match in found)
            for match in reversed(found):
                draft.stem = f"{draft.stem[: match.start()]}____{draft.stem[match.end() :]}"

    def is_answer(self, inside: str, letters: Sequence[str]) -> bool:
        if letters:
            return set(re.findall(r"[A-Za-z]", inside.upper())) <= set(letters) and inside.isupper()
        return truth_of(inside) is not None and (self.draft.sort in ("", "truth"))

    def truth(self, right: bool | None) -> str:
        if right is None:
            shown = (
                f"“{self.draft.answer.strip()[:40]}” says neither true nor false"
                if self.draft.answer
                else "it has no answer"
            )
            self.doubt("import-question-lost", f"{shown}; it was dropped")
            return ""
        self.draft.stem = _without_end(self.draft.stem)
        for value in (True, False):
            node = text("answer", str(value).lower())
            node.attributes["fraction"] = "100" if value is right else "0"
            self.nodes.append(node)
        return "truefalse"

    # Typed answers.

    def filled(self, answer: str, count: int) -> str:
        if count == 1:
            return self.single(answer)
        pieces = _parted(answer, count)
        if pieces is None:
            self.doubt(
                "import-question-lost",
                f"it has {counted(count, 'blank')} and another number of answers, “{answer[:60]}”; it was dropped",
            )
            return ""
        fields = iter(pieces)
        gap = LINE_GAP if LINE_GAP.search(self.draft.stem) else GAP
        self.draft.stem = gap.sub(lambda _: _field(_spellings(next(fields))), self.draft.stem)
        return "cloze"

    def single(self, answer: str) -> str:
        accepted = _spellings(COUNTED.sub("", answer))
        if len(accepted) == 1 and NUMBER.fullmatch(folded(accepted[0])):
            self.nodes.append(text("answer", folded(accepted[0])))
            self.nodes[-1].attributes["fraction"] = "100"
            return "numerical"
        self.nodes.append(plain("usecase", "0"))
        for spelling in accepted:
            node = text("answer", spelling.replace("*", r"\*"), "plain_text")
            node.attributes["fraction"] = "100"
            self.nodes.append(node)
        return "shortanswer"


def _same(one: str, other: str) -> bool:
    first, second = ("".join(folded(text).split()).strip(".").casefold() for text in (one, other))
    return first == second != ""


def _without_end(stem: str) -> str:
    """A statement without the brackets in which the answer would be written."""
    match = EMPTY_AT_END.search(folded(stem))
    return stem[: match.start()].rstrip() if match and stem[: match.start()].strip() else stem


def _parted(answer: str, count: int) -> list[str] | None:
    """The answers to so many blanks, by the sign that parts them."""
    for pieces in _partings(answer):
        kept = [piece.strip() for piece in pieces if piece.strip()]
        if len(kept) == count:
            return kept
    return None


def _partings(answer: str) -> Iterator[list[str]]:
    if COUNTED.search(answer):
        yield COUNTED.split(answer)
    for sign in (r"[;；\n]", r"[|｜]", r"、", r"[,，]", r"\t| {2,}|\u3000+", r"\s+", r"[/／]"):
        yield re.split(sign, answer)


def _spellings(answer: str) -> list[str]:
    """Every spelling that is right; a slash alone may belong to a word, as in km/h."""
    pieces = re.split(
        r"\s*[|｜;；]\s*|\s+(?:[/／]|或者?|or)\s+|(?<=[\u4e00-\u9fff])[/／](?=[\u4e00-\u9fffA-Za-z])|或者", answer
    )
    return list(dict.fromkeys(filter(None, (piece.strip(" \t\u3000。") for piece in pieces)))) or [answer]


def _field(spellings: Sequence[str]) -> str:
    """A blank as a field of a cloze question."""
    if len(spellings) == 1 and NUMBER.fullmatch(folded(spellings[0])):
        return f"{{1:NUMERICAL:={folded(spellings[0])}}}"
    return f"{{1:SHORTANSWER:{'~'.join('=' + HIDDEN.sub(_hidden, one) for one in spellings)}}}"


def _hidden(sign: re.Match[str]) -> str:
    return f"\\{sign[0]}" if sign[0] != "~" else "&#126;"

"""What a draft of a question asks, and what is right, as a question of Moodle; what cannot be understood is a doubt."""

from __future__ import annotations

import re
from fractions import Fraction

from hwgen.errors import counted
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.written.arranged import entries_of
from hwgen.lms.written.blanks import parted, single, take_drawn, with_fields
from hwgen.lms.written.choices import multichoice, right_options, take_parts
from hwgen.lms.written.draft import Doubt, Draft
from hwgen.lms.written.folding import folded
from hwgen.lms.written.nodes import PLACED, answer, attach, plain, text
from hwgen.lms.written.numbers import number, text_doubt
from hwgen.lms.written.programs import rich
from hwgen.lms.written.signs import LETTERS, take_signs
from hwgen.lms.written.stems import (
    GAP,
    LINE_GAP,
    take_answer,
    take_filled,
    take_labels,
    take_options,
    without_end,
)
from hwgen.lms.written.words import POINTS, are_truths, difficulty_of, figured, truth_of

LONGEST_WORD = 40
DEFAULT_DIFFICULTY = 3
# A picture in Markdown or HTML, or the place of one in a text that was copied.
PICTURE = re.compile(
    r"!\[[^\]\n]*\]\([^)\n]*\)|<img\b[^>\n]*>|[\[【（(]\s*(?:图片|插图|附图|图|image|picture|figure)(?:\s*[:：][^\]】）)\n]{0,60})?\s*[\]】）)]|\ufffc"
    r"|(?<![\w./-])[\w-]{1,60}\.(?:png|jpe?g|gif|bmp|svg|emf|wmf|tiff?)\b",
    re.I,
)
WORTH = re.compile(rf"\s*{POINTS}\s*", re.I)


def question(draft: Draft, id: str, doubt: Doubt) -> Node | None:
    """None, with a doubt, for what cannot be asked."""
    take_labels(draft)
    take_drawn(draft)
    if not draft.stem:
        draft.stem, draft.context = draft.context, ""
    if not draft.stem:
        doubt("import-question-lost", draft.line, draft.name, "a question without a text was dropped")
        return None
    texts = (
        draft.context,
        draft.stem,
        draft.explanation,
        draft.answer or "",
        *(option.text for option in draft.options),
    )
    for picture in dict.fromkeys(match[0] for given in texts for match in PICTURE.finditer(PLACED.sub("", given))):
        doubt("written-picture", draft.line, draft.name, f"“{picture[:60]}” names a picture, which a text cannot hold")
    read = _Meaning(draft, doubt)
    kind = read.kind()
    if not kind:
        return None
    if draft.tolerance and kind != "numerical":
        message = f"the tolerance “{draft.tolerance[:40]}” belongs to no number and was dropped"
        doubt("written-number", draft.line, draft.name, message)
    if worth := WORTH.fullmatch(figured(folded(draft.points))):
        draft.points = worth[1]
    node = Node("question", {"type": kind}, draft.line)
    node.children = [
        text("name", draft.name, ""),
        plain("idnumber", id),
        rich("questiontext", "\n".join(filter(None, (draft.context, draft.stem)))),
        rich("generalfeedback", draft.explanation.strip()),
        *([plain("defaultgrade", draft.points)] if draft.points else []),
        *read.nodes,
        _tags(draft, doubt),
    ]
    attach(node, draft.files)
    return node


def _tags(draft: Draft, doubt: Doubt) -> Node:
    """Topics as tags, and the difficulty in the words that an import knows."""
    level = difficulty_of(draft.difficulty) if draft.difficulty else DEFAULT_DIFFICULTY
    if level is None:
        message = f"the difficulty “{draft.difficulty[:20]}” is not known and became {DEFAULT_DIFFICULTY}"
        doubt("written-difficulty", draft.line, draft.name, message)
        level = DEFAULT_DIFFICULTY
    words = [*([draft.topic] if draft.topic else []), f"difficulty {level}", *draft.tags]
    return Node("tags", {}, 0, [text("tag", word, "") for word in words])


class _Meaning:
    """`nodes` are what the answers of the question become."""

    def __init__(self, draft: Draft, doubt: Doubt) -> None:
        self.draft, self._doubt = draft, doubt
        self.nodes: list[Node] = []

    def doubt(self, rule: str, message: str) -> None:
        self._doubt(rule, self.draft.line, self.draft.name, message)

    def dropped(self, why: str) -> str:
        self.doubt("import-question-lost", f"{why}; the question was left out")
        return ""

    def kind(self) -> str:
        """What Moodle calls the question; "" where it was dropped."""
        draft = self.draft
        take_options(draft)
        doubtful = take_signs(draft)
        if arranged := entries_of(draft):
            kind, self.nodes = arranged[0], [*arranged[1]]
            return kind
        if doubtful:
            self.doubt("import-key-doubtful", doubtful)
        if draft.options and take_parts(draft):
            self.doubt(
                "import-key-doubtful",
                "its answer has a text for each letter; they were taken for parts of it, not for options",
            )
        if draft.options:
            return self.chosen()
        if PLACED.search(draft.answer or ""):
            draft.sort = "essay"
        if draft.answer is None:
            take_answer(draft)
        if draft.answer is None and (filled := take_filled(draft)):
            self.doubt("import-key-doubtful", filled)
        gaps = (LINE_GAP if draft.sort != "blank" else GAP).findall(draft.stem)
        worked = draft.explanation if draft.sort in ("essay", "") and not gaps else ""
        if not (draft.answer or "").strip() and worked:
            if draft.answer is None and draft.sort == "":
                self.doubt("import-key-doubtful", "it has no answer; its explanation became the model answer")
            draft.answer, draft.explanation = worked, ""
        elif not (draft.answer or "").strip() and 0 < len(explanation := draft.explanation.strip()) <= LONGEST_WORD:
            self.doubt("import-key-doubtful", f"it has no answer; “{explanation}”, its explanation, became the answer")
            draft.answer, draft.explanation = explanation, ""
        given = (draft.answer or "").strip()
        first, _, rest = given.partition("\n")
        if rest and truth_of(first) is not None and draft.sort in ("", "truth") and not gaps:
            given, draft.explanation = first, "\n\n".join(filter(None, (rest.strip(), draft.explanation)))
        truth = truth_of(given) if given else None
        if draft.sort == "truth" or (truth is not None and draft.sort == "" and not gaps and not given.isdecimal()):
            if draft.sort == "" and given in ("x", "y", "n"):
                self.doubt(
                    "import-key-doubtful",
                    f"its answer “{given}” was taken for {str(truth).lower()}; is it the name of a quantity?",
                )
            return self.truth(truth)
        if not given and draft.sort != "essay":
            return self.dropped("it has no answer")
        if gaps or draft.sort == "blank" or (draft.sort in ("", "short") and not doubtful and number(given)):
            return self.filled(given, max(1, len(gaps)))
        if draft.sort in ("choice", "several") or (draft.sort == "" and LETTERS.fullmatch(folded(given))):
            return self.dropped(
                f"its answer is “{given[:40]}”, and no options were recognised; begin them with A. B. C."
            )
        if draft.sort == "short" and "\n" not in given and len(given) <= LONGEST_WORD:
            return self.filled(given, 1)
        if draft.sort in ("order", "match"):
            self.doubt("written-sort", f"its answer “{given[:40]}” arranges no entries of it; it became an essay")
        if typed := text_doubt(given):
            essay = "the question became an essay, and with a blank ____ it would ask for the answer alone"
            self.doubt("written-number", f"{typed}; {essay}")
        if given:
            self.nodes.append(rich("graderinfo", given))
        return "essay"

    def chosen(self) -> str:
        right = right_options(self.draft, self.doubt)
        if right is None:
            return ""
        texts = [option.text for option in self.draft.options]
        if are_truths(texts) and len(right) == 1:
            return self.truth(truth_of(texts[right[0]]))
        self.nodes += multichoice(self.draft, right, self.doubt)
        return "multichoice"

    def truth(self, right: bool | None) -> str:
        if right is None:
            given = (self.draft.answer or "").strip()
            return self.dropped(f"“{given[:40]}” says neither true nor false" if given else "it has no answer")
        self.draft.stem = without_end(self.draft.stem)
        self.nodes += [answer(str(value).lower(), 100 if value is right else 0) for value in (True, False)]
        return "truefalse"

    def worth(self, count: int) -> int:
        """The points of each of several blanks."""
        draft = self.draft
        if not re.fullmatch(r"\d+(?:\.\d+)?", draft.points):
            return 1
        worth = Fraction(draft.points) / (1 if draft.each_blank else count)
        if worth != (whole := max(1, round(worth))):
            message = f"its points, {draft.points} in all, became {whole} for each of its blanks"
            self.doubt("import-points-rounded", message)
        return whole

    def filled(self, given: str, count: int) -> str:
        def guessed(remark: str) -> None:
            self.doubt("written-number", remark)

        if count == 1:
            within = self.draft.tolerance
            kind, nodes = single(f"{given}±{within}" if within else given, guessed)
            if within and kind != "numerical":
                kind, nodes = single(given, guessed)
                if kind == "numerical":
                    guessed(f"the tolerance “{within[:40]}” does not go with the answer “{given[:40]}” and was dropped")
            if commas := text_doubt(given):
                guessed(commas)
            self.nodes += nodes
            return kind
        answers = parted(given, count)
        if answers is None:
            return self.dropped(f"it has {counted(count, 'blank')} and another number of answers, “{given[:60]}”")
        self.draft.stem = with_fields(self.draft.stem, answers, self.worth(count), guessed)
        return "cloze"

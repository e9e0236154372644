"""Rules on answers: one function for each type of question that has them to choose, to order or to write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hwgen.errors import Diagnostic, counted
from hwgen.lms.moodle import reading
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.moodle.rules.numbers import NEAR, fraction_findings, plain_number
from hwgen.lms.moodle.rules.texts import TAG
from hwgen.lms.places import on_line

NUMBERINGS = ("abc", "ABCD", "123", "iii", "IIII", "none")
# As many hints as Moodle makes of its own for an ordering question that does not say how many entries were right.
HINTS = 2
RESPONSE_FORMATS = ("editor", "editorfilepicker", "plain", "monospaced", "noinline")


def multichoice(question: Node) -> Iterator[Diagnostic]:
    answers = question.every("answer")
    kept = reading.options(question)
    yield from fraction_findings(answers)
    single = question.first("single")
    if single is None:
        yield Diagnostic("moodle-single-missing", "without <single> one option can be chosen", on_line(question.line))
    elif single.text.strip() not in ("true", "false", "1", "0"):
        message = f"Moodle reads <single>{single.text.strip()}</single> as true"
        yield Diagnostic("moodle-single", message, on_line(single.line), "write true or false")
    numbering = question.first("answernumbering")
    if numbering is not None and numbering.text.strip() not in ("", *NUMBERINGS):
        message = f"the numbering `{numbering.text.strip()}` is shown as “ERR”"
        yield Diagnostic("moodle-numbering", message, on_line(numbering.line), "one of " + ", ".join(NUMBERINGS))
    if len(kept) < 2:
        yield Diagnostic("moodle-options", "there are fewer than two options to choose from", on_line(question.line))
        return
    for answer in answers:
        if not answer.content("text"):
            yield Diagnostic("moodle-option-empty", "Moodle drops an empty option", on_line(answer.line))
    texts = [answer.content("text") for answer in kept]
    for i, text in enumerate(texts):
        if text in texts[:i]:
            yield Diagnostic("moodle-option-twice", "a duplicate option", on_line(kept[i].line))
    fractions = [reading.fraction_of(answer) for answer in kept]
    positive = [fraction for fraction in fractions if fraction > 0]
    if reading.is_single(question):
        full = sum(fraction > 1 - NEAR for fraction in fractions)
        if full == 0:
            yield Diagnostic("moodle-no-full-mark", "no option gives full marks", on_line(question.line))
        elif full > 1:
            yield Diagnostic(
                "moodle-full-marks-twice",
                f"{counted(full, 'option')} give full marks, one can be chosen",
                on_line(question.line),
            )
        return
    if abs(sum(positive) - 1) > NEAR:
        message = f"the right options add up to {100 * sum(positive):g}%"
        yield Diagnostic("moodle-sum", message, on_line(question.line), "their fractions make up 100")
    elif len(positive) < len(fractions) and sum(fractions) > 1 - NEAR:
        hint = "give wrong options negative fractions"
        yield Diagnostic("moodle-mark-all", "ticking every option gives full marks", on_line(question.line), hint)
    if len(positive) > 1 and max(positive) > 1 - NEAR:
        yield Diagnostic(
            "moodle-one-is-all", "one of several right options alone gives full marks", on_line(question.line)
        )


def truefalse(question: Node) -> Iterator[Diagnostic]:
    answers = question.every("answer")
    contents = [answer.content("text") for answer in answers]
    if len(answers) < 2 or (set(contents) <= {"true", "false"} and len(set(contents)) < 2):
        message = "a true/false question needs the answers `true` and `false`: Moodle stops with an error page"
        yield Diagnostic("moodle-truefalse-answers", message, on_line(question.line))
        return
    for answer in answers:
        if answer.content("text") not in reading.TRUTHS:
            message = f"Moodle does not know the answer `{answer.content('text')}` and goes by the order"
            yield Diagnostic(
                "moodle-truefalse-text", message, on_line(answer.line), "write true and false, in small letters"
            )
    full = [answer.attributes.get("fraction", "").strip() == "100" for answer in answers]
    if sum(full) != 1:
        verdict = reading.truth(question)
        message = f"{counted(sum(full), 'answer')} have 100: Moodle uses the last and takes the statement to be {str(verdict).lower()}"
        yield Diagnostic("moodle-truefalse-key", message, on_line(question.line))


def shortanswer(question: Node) -> Iterator[Diagnostic]:
    answers = question.every("answer")
    yield from fraction_findings(answers)
    if not any(reading.fraction_of(answer) > 1 - NEAR for answer in answers):
        yield Diagnostic(
            "moodle-no-full-mark", "no answer has 100: Moodle refuses the question", on_line(question.line)
        )
    for answer in answers:
        if not answer.content("text"):
            yield Diagnostic("moodle-answer-empty", "Moodle drops an empty answer", on_line(answer.line))
    accepted = [(answer.content("text"), reading.fraction_of(answer)) for answer in answers]
    yield from hidden_patterns([answer.line for answer in answers], accepted, case=reading.is_case(question))


def hidden_patterns(lines: Sequence[int], accepted: Sequence[tuple[str, float]], *, case: bool) -> Iterator[Diagnostic]:
    """Answers that an earlier one with other points takes away. A star of theirs may stand for nothing and for something."""
    for i, (pattern, fraction) in enumerate(accepted):
        texts = [re.sub(r"(?<!\\)\*+", filling, pattern).replace(r"\*", "*") for filling in ("", "\u2205")]
        for earlier, other in accepted[:i]:
            if abs(other - fraction) > NEAR and all(reading.fits(earlier, text, case=case) for text in texts):
                message = f"an earlier answer `{earlier}` already matches `{pattern}`: the first match decides"
                yield Diagnostic("moodle-hidden-answer", message, on_line(lines[i]), "put general answers last")
                break


def matching(question: Node) -> Iterator[Diagnostic]:
    nodes = question.every("subquestion")
    for node in nodes:
        if node.content("text") and not node.content("answer", "text"):
            message = "a pair without an answer: Moodle stops here, loses all that follows and reports success"
            yield Diagnostic("moodle-pair-open", message, on_line(node.line))
        answer = node.first("answer", "text")
        if answer is not None and (TAG.search(answer.text) or r"\(" in answer.text):
            message = "drop-downs show plain text: tags and formulas are shown as source text"
            yield Diagnostic("moodle-answer-plain", message, on_line(answer.line))
    matched, offered = reading.pairs(question)
    if not matched or len(offered) < 2:
        message = (
            "the drop-downs offer one answer: there is nothing to choose" if matched else "the question has no pair"
        )
        yield Diagnostic("moodle-pairs", message, on_line(question.line), "add an answer that matches nothing")


def ordering(question: Node) -> Iterator[Diagnostic]:
    count = len(reading.options(question))
    if count < 2:
        message = "fewer than two entries: Moodle stops here, loses all that follows and reports success"
        yield Diagnostic("moodle-entries", message, on_line(question.line))
    shown = reading.entries_shown(question)
    if shown < count:
        message = f"Moodle shows {shown} of the {count} entries, not all"
        yield Diagnostic("moodle-entries-drawn", message, on_line(question.line))
    if question.first("shownumcorrect") is None and len(question.every("hint")) < HINTS:
        message = "without <shownumcorrect> Moodle stops at an ordering question, and loses all that follows"
        hint = "write <shownumcorrect>1</shownumcorrect>"
        yield Diagnostic("moodle-ordering-hints", message, on_line(question.line), hint)
    for answer in question.every("answer"):
        fraction = answer.attributes.get("fraction", "0")
        if plain_number(fraction) is None:
            message = f"the fraction `{fraction[:20]}` stops Moodle with an error page"
            yield Diagnostic("moodle-fraction", message, on_line(answer.line))


def essay(question: Node) -> Iterator[Diagnostic]:
    format = question.first("responseformat")
    if format is not None and format.text.strip() not in RESPONSE_FORMATS:
        message = f"no answer field is called `{format.text.strip()}`: the question’s page is an error page"
        yield Diagnostic(
            "moodle-responseformat", message, on_line(format.line), "one of " + ", ".join(RESPONSE_FORMATS)
        )

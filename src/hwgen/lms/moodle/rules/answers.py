"""Rules on answers: one function for each type of question that has them to choose, to order or to write."""

from __future__ import annotations

from collections.abc import Iterator

from hwgen.errors import Diagnostic
from hwgen.lms.moodle import reading
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.moodle.rules.numbers import NEAR, fraction_findings
from hwgen.lms.moodle.rules.texts import TAG
from hwgen.lms.places import on_line

NUMBERINGS = ("abc", "ABCD", "123", "iii", "IIII", "none")
RESPONSE_FORMATS = ("editor", "editorfilepicker", "plain", "monospaced", "noinline")


def multichoice(question: Node) -> Iterator[Diagnostic]:
    answers = question.every("answer")
    kept = reading.options(question)
    yield from fraction_findings(answers)
    single = question.first("single")
    if single is None:
        yield Diagnostic("moodle-single-missing", "without <single> one option can be chosen", on_line(question.line))
    elif single.text.strip() not in ("true", "false", "1", "0"):
        message = f"Moodle takes <single>{single.text.strip()}</single> for true"
        yield Diagnostic("moodle-single", message, on_line(single.line), "write true or false")
    numbering = question.first("answernumbering")
    if numbering is not None and numbering.text.strip() not in ("", *NUMBERINGS):
        message = f"the numbering `{numbering.text.strip()}` is shown as “ERR”"
        yield Diagnostic("moodle-numbering", message, on_line(numbering.line), "one of " + ", ".join(NUMBERINGS))
    if len(kept) < 2:
        yield Diagnostic("moodle-options", f"{len(kept)} options: Moodle wants two", on_line(question.line))
        return
    for answer in answers:
        if not answer.content("text"):
            yield Diagnostic("moodle-option-empty", "Moodle drops an empty option", on_line(answer.line))
    texts = [answer.content("text") for answer in kept]
    for i, text in enumerate(texts):
        if text in texts[:i]:
            yield Diagnostic("moodle-option-twice", "an option stands twice", on_line(kept[i].line))
    fractions = [reading.fraction_of(answer) for answer in kept]
    positive = [fraction for fraction in fractions if fraction > 0]
    if reading.is_single(question):
        full = sum(fraction > 1 - NEAR for fraction in fractions)
        if full == 0:
            yield Diagnostic("moodle-no-full-mark", "no option gives full marks", on_line(question.line))
        elif full > 1:
            yield Diagnostic(
                "moodle-full-marks-twice", f"{full} options give full marks, one can be chosen", on_line(question.line)
            )
        return
    if abs(sum(positive) - 1) > NEAR:
        message = f"the right options come to {100 * sum(positive):g}%"
        yield Diagnostic("moodle-sum", message, on_line(question.line), "their fractions make up 100")
    elif len(positive) < len(fractions) and sum(fractions) > 1 - NEAR:
        hint = "give wrong options negative fractions"
        yield Diagnostic("moodle-mark-all", "ticking every option gives full marks", on_line(question.line), hint)
    if len(positive) > 1 and max(positive) > 1 - NEAR:
        yield Diagnostic(
            "moodle-one-is-all", "one of several right options gives full marks alone", on_line(question.line)
        )


def truefalse(question: Node) -> Iterator[Diagnostic]:
    answers = question.every("answer")
    contents = [answer.content("text") for answer in answers]
    if len(answers) < 2 or (set(contents) <= {"true", "false"} and len(set(contents)) < 2):
        message = "a true/false question needs the answers `true` and `false`: Moodle stops with an error page"
        yield Diagnostic("moodle-truefalse-answers", message, on_line(question.line))
        return
    for answer in answers:
        if answer.content("text") not in ("true", "false"):
            message = f"Moodle does not know the answer `{answer.content('text')}` and goes by the order"
            yield Diagnostic(
                "moodle-truefalse-text", message, on_line(answer.line), "write true and false, in small letters"
            )
    full = [answer.attributes.get("fraction", "").strip() == "100" for answer in answers]
    if sum(full) != 1:
        verdict = reading.truth(question)
        message = (
            f"{sum(full)} answers have 100: Moodle goes by the last and takes the statement for {str(verdict).lower()}"
        )
        yield Diagnostic("moodle-truefalse-key", message, on_line(question.line))


def shortanswer(question: Node) -> Iterator[Diagnostic]:
    answers = question.every("answer")
    yield from fraction_findings(answers)
    if not any(reading.fraction_of(answer) > 1 - NEAR for answer in answers):
        yield Diagnostic(
            "moodle-no-full-mark", "no answer has 100: Moodle refuses the question", on_line(question.line)
        )
    for i, answer in enumerate(answers):
        pattern = answer.content("text")
        if pattern == "*" and i < len(answers) - 1:
            yield Diagnostic(
                "moodle-hidden-answer", "`*` takes every answer: those after it never count", on_line(answer.line)
            )
        elif not pattern:
            yield Diagnostic("moodle-answer-empty", "Moodle drops an empty answer", on_line(answer.line))


def matching(question: Node) -> Iterator[Diagnostic]:
    nodes = question.every("subquestion")
    kept = [node for node in nodes if node.content("text") or node.content("answer", "text")]
    for node in nodes:
        if node.content("text") and not node.content("answer", "text"):
            message = "a pair without an answer: Moodle stops here, loses all that follows and reports success"
            yield Diagnostic("moodle-pair-open", message, on_line(node.line))
        answer = node.first("answer", "text")
        if answer is not None and (TAG.search(answer.text) or r"\(" in answer.text):
            message = "drop-downs show plain text: tags and formulas stand there as they are written"
            yield Diagnostic("moodle-answer-plain", message, on_line(answer.line))
    if len(kept) < 3:
        message = f"{len(kept)} pairs: Moodle wants three, stops here, loses all that follows and reports success"
        yield Diagnostic("moodle-pairs", message, on_line(question.line), "add an answer that fits nothing")


def ordering(question: Node) -> Iterator[Diagnostic]:
    count = len(reading.options(question))
    if count < 2:
        message = f"{count} entries: Moodle wants two, stops here, loses all that follows and reports success"
        yield Diagnostic("moodle-entries", message, on_line(question.line))
    if question.content("selecttype", default=question.content("logical")).upper() not in ("ALL", "EXACT", "0"):
        shown = question.content("selectcount", default=question.content("studentsee", default="6"))
        yield Diagnostic(
            "moodle-entries-drawn", f"Moodle shows {shown} of the entries, not all", on_line(question.line)
        )


def essay(question: Node) -> Iterator[Diagnostic]:
    format = question.first("responseformat")
    if format is not None and format.text.strip() not in RESPONSE_FORMATS:
        message = f"no answer field is called `{format.text.strip()}`: the question’s page is an error page"
        yield Diagnostic(
            "moodle-responseformat", message, on_line(format.line), "one of " + ", ".join(RESPONSE_FORMATS)
        )

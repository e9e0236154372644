"""Rules on answers: one function for each type of question that has them to choose, to order or to write."""

from __future__ import annotations

from collections.abc import Iterator

from hwgen.lms.finding import Finding
from hwgen.lms.moodle import reading
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.moodle.rules.numbers import NEAR, fraction_findings
from hwgen.lms.moodle.rules.texts import TAG

NUMBERINGS = ("abc", "ABCD", "123", "iii", "IIII", "none")
RESPONSE_FORMATS = ("editor", "editorfilepicker", "plain", "monospaced", "noinline")


def multichoice(question: Node) -> Iterator[Finding]:
    answers = question.every("answer")
    kept = reading.options(question)
    yield from fraction_findings(answers)
    single = question.first("single")
    if single is None:
        yield Finding("single-missing", "warning", "without <single> one option can be chosen", question.line)
    elif single.text.strip() not in ("true", "false", "1", "0"):
        message = f"Moodle takes <single>{single.text.strip()}</single> for true"
        yield Finding("single", "damage", message, single.line, "write true or false")
    numbering = question.first("answernumbering")
    if numbering is not None and numbering.text.strip() not in ("", *NUMBERINGS):
        message = f"the numbering `{numbering.text.strip()}` is shown as “ERR”"
        yield Finding("numbering", "damage", message, numbering.line, "one of " + ", ".join(NUMBERINGS))
    if len(kept) < 2:
        yield Finding("options", "error", f"{len(kept)} options: Moodle wants two", question.line)
        return
    for answer in answers:
        if not answer.content("text"):
            yield Finding("option-empty", "damage", "Moodle drops an empty option", answer.line)
    texts = [answer.content("text") for answer in kept]
    for i, text in enumerate(texts):
        if text in texts[:i]:
            yield Finding("option-twice", "damage", "an option stands twice", kept[i].line)
    fractions = [reading.fraction_of(answer) for answer in kept]
    positive = [fraction for fraction in fractions if fraction > 0]
    if reading.is_single(question):
        full = sum(fraction > 1 - NEAR for fraction in fractions)
        if full == 0:
            yield Finding("no-full-mark", "damage", "no option gives full marks", question.line)
        elif full > 1:
            yield Finding(
                "full-marks-twice", "damage", f"{full} options give full marks, one can be chosen", question.line
            )
        return
    if abs(sum(positive) - 1) > NEAR:
        message = f"the right options come to {100 * sum(positive):g}%"
        yield Finding("sum", "damage", message, question.line, "their fractions make up 100")
    elif len(positive) < len(fractions) and sum(fractions) > 1 - NEAR:
        hint = "give wrong options negative fractions"
        yield Finding("mark-all", "damage", "ticking every option gives full marks", question.line, hint)
    if len(positive) > 1 and max(positive) > 1 - NEAR:
        yield Finding("one-is-all", "damage", "one of several right options gives full marks alone", question.line)


def truefalse(question: Node) -> Iterator[Finding]:
    answers = question.every("answer")
    said = [answer.content("text") for answer in answers]
    if len(answers) < 2 or (set(said) <= {"true", "false"} and len(set(said)) < 2):
        message = "a true/false question needs the answers `true` and `false`: Moodle stops with an error page"
        yield Finding("truefalse-answers", "error", message, question.line)
        return
    for answer in answers:
        if answer.content("text") not in ("true", "false"):
            message = f"Moodle does not know the answer `{answer.content('text')}` and goes by the order"
            yield Finding("truefalse-text", "damage", message, answer.line, "write true and false, in small letters")
    full = [answer.attributes.get("fraction", "").strip() == "100" for answer in answers]
    if sum(full) != 1:
        verdict = reading.truth(question)
        message = (
            f"{sum(full)} answers have 100: Moodle goes by the last and takes the statement for {str(verdict).lower()}"
        )
        yield Finding("truefalse-key", "damage", message, question.line)


def shortanswer(question: Node) -> Iterator[Finding]:
    answers = question.every("answer")
    yield from fraction_findings(answers)
    if not any(reading.fraction_of(answer) > 1 - NEAR for answer in answers):
        yield Finding("no-full-mark", "error", "no answer has 100: Moodle refuses the question", question.line)
    for i, answer in enumerate(answers):
        pattern = answer.content("text")
        if pattern == "*" and i < len(answers) - 1:
            yield Finding("hidden-answer", "damage", "`*` takes every answer: those after it never count", answer.line)
        elif not pattern:
            yield Finding("answer-empty", "damage", "Moodle drops an empty answer", answer.line)


def matching(question: Node) -> Iterator[Finding]:
    nodes = question.every("subquestion")
    kept = [node for node in nodes if node.content("text") or node.content("answer", "text")]
    for node in nodes:
        if node.content("text") and not node.content("answer", "text"):
            message = "a pair without an answer: Moodle stops here, loses all that follows and reports success"
            yield Finding("pair-open", "damage", message, node.line)
        answer = node.first("answer", "text")
        if answer is not None and (TAG.search(answer.text) or r"\(" in answer.text):
            message = "drop-downs show plain text: tags and formulas stand there as they are written"
            yield Finding("answer-plain", "damage", message, answer.line)
    if len(kept) < 3:
        message = f"{len(kept)} pairs: Moodle wants three, stops here, loses all that follows and reports success"
        yield Finding("pairs", "damage", message, question.line, "add an answer that fits nothing")


def ordering(question: Node) -> Iterator[Finding]:
    count = len(reading.options(question))
    if count < 2:
        message = f"{count} entries: Moodle wants two, stops here, loses all that follows and reports success"
        yield Finding("entries", "damage", message, question.line)
    if question.content("selecttype", default=question.content("logical")).upper() not in ("ALL", "EXACT", "0"):
        shown = question.content("selectcount", default=question.content("studentsee", default="6"))
        yield Finding("entries-drawn", "warning", f"Moodle shows {shown} of the entries, not all", question.line)


def essay(question: Node) -> Iterator[Finding]:
    said = question.first("responseformat")
    if said is not None and said.text.strip() not in RESPONSE_FORMATS:
        message = f"no answer field is called `{said.text.strip()}`: the question’s page is an error page"
        yield Finding("responseformat", "damage", message, said.line, "one of " + ", ".join(RESPONSE_FORMATS))

"""Rules that hold for every question: its name, marks, tags, and the elements that its type has."""

from __future__ import annotations

from collections.abc import Iterator

from hwgen.lms.finding import Finding
from hwgen.lms.moodle import cloze
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.moodle.rules.numbers import plain_number
from hwgen.lms.moodle.rules.texts import COMBINED, TAG, lost_space, text_findings

NAME = 255
ORDERING_NAME_BYTES = 42
MOST_POINTS = 100_000
COMMON = frozenset(
    ("name", "questiontext", "generalfeedback", "defaultgrade", "penalty", "hidden", "idnumber", "tags", "coursetags")
) | {"hint", "image", "image_base64"}
OF_TYPE = {
    "multichoice": {
        *("answer", "single", "shuffleanswers", "answernumbering", "showstandardinstruction", "shownumcorrect"),
        *("correctresponsesfeedback", *COMBINED),
    },
    "truefalse": {"answer", "showstandardinstruction"},
    "shortanswer": {"answer", "usecase"},
    "numerical": {
        *("answer", "units", "unitgradingtype", "unitpenalty", "showunits", "unitsleft", "instructions"),
    },
    "matching": {"subquestion", "shuffleanswers", "shownumcorrect", "correctresponsesfeedback", *COMBINED},
    "cloze": {"shuffleanswers"},
    "essay": {
        *("responseformat", "responserequired", "responsefieldlines", "minwordlimit", "maxwordlimit", "attachments"),
        *("attachmentsrequired", "maxbytes", "filetypeslist", "graderinfo", "responsetemplate"),
    },
    "ordering": {
        *("answer", "layouttype", "selecttype", "selectcount", "gradingtype", "showgrading", "numberingstyle"),
        *("logical", "studentsee", "shownumcorrect", *COMBINED),
    },
    "description": set(),
}


def question_findings(question: Node, kind: str) -> Iterator[Finding]:
    yield from _name(question, kind)
    yield from _marks(question, kind)
    yield from _tags(question)
    known = OF_TYPE.get(kind)
    for child in question.children:
        if known is not None and child.name not in COMMON and child.name not in known:
            yield Finding("unknown-element", "damage", f"Moodle ignores <{child.name}> here", child.line)
    if question.content("hidden") not in ("", "0"):
        yield Finding("hidden", "damage", "Moodle does not read <hidden>: the question will be visible", question.line)
    text = question.first("questiontext")
    if text is None or not text.content("text"):
        line = text.line if text else question.line
        yield Finding("question-empty", "damage", "the question has no text", line)
    yield from text_findings(question, kind)


def _name(question: Node, kind: str) -> Iterator[Finding]:
    node = question.first("name", "text")
    if node is None:
        if kind != "cloze":
            yield Finding("name", "error", "the question has no <name><text>", question.line)
        return
    name = node.text.strip()
    if node.loses_space:
        yield lost_space(node)
    if not name:
        yield Finding("name-empty", "damage", "the question’s name is empty", node.line)
    elif "<" in name:
        yield Finding("name-tag", "damage", "Moodle cuts the name at `<`", node.line, "leave `<` out of names")
    elif len(name) > NAME:
        yield Finding("name-long", "damage", f"Moodle shortens the name to {NAME} characters", node.line)
    if kind == "ordering" and len(name.encode()) > ORDERING_NAME_BYTES:
        message = f"Moodle cuts the name of an ordering question after {ORDERING_NAME_BYTES} bytes"
        inside = not name.isascii()
        message += ", perhaps inside a character" if inside else ""
        yield Finding("name-ordering", "damage" if inside else "warning", message, node.line)


def _marks(question: Node, kind: str) -> Iterator[Finding]:
    penalty = question.first("penalty")
    if penalty is not None:
        value = plain_number(penalty.text)
        if value is None:
            yield Finding("penalty", "error", "the penalty is no number: Moodle stops with an error page", penalty.line)
        elif not 0 <= value <= 1:
            yield Finding(
                "penalty", "damage", f"a penalty of {value:g} is no part of the points", penalty.line, "0 to 1"
            )
    elif kind != "description":
        message = "without a penalty, each further try costs a third of the points"
        yield Finding("penalty-missing", "warning", message, question.line, "write <penalty>0</penalty> for an exam")
    grade = question.first("defaultgrade")
    if grade is None:
        return
    value = plain_number(grade.text)
    if value is None or value >= MOST_POINTS:
        message = f"the default mark `{grade.text.strip()}` stops Moodle with an error page"
        yield Finding("defaultgrade", "error", message, grade.line)
    elif value < 0:
        yield Finding("defaultgrade", "damage", "the default mark is negative", grade.line)
    elif kind == "cloze":
        total = sum(field.weight for field in cloze.fields(question.content("questiontext", "text")))
        if total != value:
            message = f"Moodle takes the sum of the weights, {total:g}, not the default mark {value:g}"
            yield Finding("defaultgrade-cloze", "damage", message, grade.line)


def _tags(question: Node) -> Iterator[Finding]:
    seen: set[str] = set()
    for tag in (tag for tags in question.every("tags") for tag in tags.every("tag")):
        node = tag.first("text")
        if node is None:
            yield Finding("tag", "error", "a tag without <text> stops Moodle with an error page", tag.line)
            continue
        name = node.text.strip()
        if node.loses_space:
            yield lost_space(node)
        if not name:
            yield Finding("tag-empty", "warning", "Moodle drops an empty tag", tag.line)
        elif name.lower() in seen:
            yield Finding("tag-twice", "warning", f"the tag `{name}` stands twice", tag.line)
        elif TAG.search(name):
            yield Finding("tag-markup", "damage", f"Moodle strips the markup of the tag `{name}`", tag.line)
        seen.add(name.lower())

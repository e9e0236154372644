"""Rules that hold for every question: its name, marks, tags, and the elements that its type has."""

from __future__ import annotations

from collections.abc import Iterator

from hwgen.errors import Diagnostic
from hwgen.lms.moodle import cloze
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.moodle.rules.numbers import MOST_POINTS, plain_number
from hwgen.lms.moodle.rules.texts import COMBINED, CUT, TAG, lost_space, text_findings
from hwgen.lms.moodle.rules.values import value_findings
from hwgen.lms.places import on_line

NAME = 255
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
SETTINGS = frozenset(name for names in OF_TYPE.values() for name in names)


def question_findings(question: Node, kind: str) -> Iterator[Diagnostic]:
    yield from _name(question, kind)
    yield from _marks(question, kind)
    yield from _tags(question)
    yield from value_findings(question, kind)
    yield from _elements(question, kind)
    if question.content("hidden") not in ("", "0"):
        yield Diagnostic(
            "moodle-hidden", "Moodle does not read <hidden>: the question will be visible", on_line(question.line)
        )
    text = question.first("questiontext")
    if text is None or not text.content("text"):
        line = text.line if text else question.line
        yield Diagnostic("moodle-question-empty", "the question has no text", on_line(line))
    yield from text_findings(question, kind)


def _elements(question: Node, kind: str) -> Iterator[Diagnostic]:
    """Elements that Moodle does not read here. What is a setting of another type, or empty, changes nothing."""
    known = OF_TYPE.get(kind)
    for child in question.children:
        if child.name == "hint" and not child.children:
            message = "a hint without elements stops Moodle with an error page"
            yield Diagnostic(
                "moodle-hint", message, on_line(child.line), "write <hint><text>...</text></hint>, or none"
            )
        if known is None or child.name in COMMON or child.name in known:
            continue
        if any(text.text.strip() for text in _texts(child)):
            message = f"Moodle ignores <{child.name}> here: its text is lost"
            yield Diagnostic("moodle-text-ignored", message, on_line(child.line))
        elif child.name not in SETTINGS and (child.children or child.text.strip()):
            yield Diagnostic("moodle-unknown-element", f"Moodle ignores <{child.name}>", on_line(child.line))


def _texts(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.name == "text":
            yield child
        yield from _texts(child)


def _name(question: Node, kind: str) -> Iterator[Diagnostic]:
    node = question.first("name", "text")
    if node is None:
        if kind != "cloze" or question.first("name") is not None:
            yield Diagnostic("moodle-name", "the question has no <name><text>", on_line(question.line))
        return
    name = node.text.strip()
    if node.loses_space:
        yield lost_space(node)
    if not name:
        yield Diagnostic("moodle-name-empty", "the question’s name is empty", on_line(node.line))
    elif CUT.search(name):
        yield Diagnostic("moodle-name-tag", "Moodle cuts the name at `<`", on_line(node.line), "leave `<` out of names")
    elif len(name) > NAME:
        yield Diagnostic("moodle-name-long", f"Moodle shortens the name to {NAME} characters", on_line(node.line))


def _marks(question: Node, kind: str) -> Iterator[Diagnostic]:
    penalty = question.first("penalty")
    if penalty is not None:
        value = plain_number(penalty.text)
        if value is None:
            yield Diagnostic(
                "moodle-penalty", "the penalty is not a number: Moodle stops with an error page", on_line(penalty.line)
            )
        elif not 0 <= value <= 1:
            yield Diagnostic(
                "moodle-penalty", f"a penalty of {value:g} is not between 0 and 1", on_line(penalty.line), "0 to 1"
            )
    elif kind != "description":
        message = "without a penalty, each further try costs a third of the points"
        yield Diagnostic(
            "moodle-penalty-missing", message, on_line(question.line), "write <penalty>0</penalty> for an exam"
        )
    grade = question.first("defaultgrade")
    if grade is None or kind == "description":
        return
    value = plain_number(grade.text)
    if value is None or value >= MOST_POINTS:
        message = f"the default mark `{grade.text.strip()}` stops Moodle with an error page"
        yield Diagnostic("moodle-defaultgrade", message, on_line(grade.line))
    elif value < 0:
        yield Diagnostic("moodle-defaultgrade", "the default mark is negative", on_line(grade.line))
    elif kind == "cloze":
        total = sum(field.weight for field in cloze.fields(question.content("questiontext", "text")))
        if total != value:
            message = f"Moodle takes the sum of the weights, {total:g}, not the default mark {value:g}"
            yield Diagnostic("moodle-defaultgrade-cloze", message, on_line(grade.line))


def _tags(question: Node) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    tags = [tag for tags in question.every("tags") for tag in tags.every("tag")]
    if tags and not any(tag.content("text") for tag in tags) and all(tag.first("text") for tag in tags):
        yield Diagnostic("moodle-tag", "tags that are all empty stop Moodle with an error page", on_line(tags[0].line))
        return
    for tag in tags:
        node = tag.first("text")
        if node is None:
            yield Diagnostic("moodle-tag", "a tag without <text> stops Moodle with an error page", on_line(tag.line))
            continue
        name = node.text.strip()
        if node.loses_space:
            yield lost_space(node)
        if name == "0":
            yield Diagnostic("moodle-tag", "the tag `0` stops Moodle with an error page", on_line(tag.line))
        if not name:
            yield Diagnostic("moodle-tag-empty", "Moodle drops an empty tag", on_line(tag.line))
        elif name.lower() in seen:
            yield Diagnostic("moodle-tag-twice", f"the tag `{name}` appears twice", on_line(tag.line))
        elif TAG.search(name):
            yield Diagnostic("moodle-tag-markup", f"Moodle strips the markup of the tag `{name}`", on_line(tag.line))
        seen.add(name.lower())

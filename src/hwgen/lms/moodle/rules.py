"""What is wrong with the questions of a file; docs/moodle.md tells of each rule."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from hwgen.lms.moodle import cloze, marking
from hwgen.lms.moodle.parsing import Node

Severity = Literal["error", "damage", "warning"]

MOST_BYTES = 2**20
IDNUMBER = 100
NAME = 255
CATEGORY_NAME = 255
ORDERING_NAME_BYTES = 42
MOST_POINTS = 100_000
DIGITS = 14
FRACTIONS = (
    *(100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30),
    *(25, 20, 16.66667, 14.28571, 12.5, 11.11111, 10, 5, 0),
)
NEAR = 1e-3
FORMATS = ("html", "moodle_auto_format", "plain_text", "markdown", "wiki_like")
NUMBERINGS = ("abc", "ABCD", "123", "iii", "IIII", "none")
RESPONSE_FORMATS = ("editor", "editorfilepicker", "plain", "monospaced", "noinline")
COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
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
ALIASES = {"match": "matching", "multianswer": "cloze"}
# Types of Moodle’s own that are neither checked in depth nor marked here.
OTHER_TYPES = frozenset(
    (
        "calculated",
        "calculatedsimple",
        "calculatedmulti",
        "ddwtos",
        "gapselect",
        "ddmarker",
        "ddimageortext",
        "randomsamatch",
    )
)
FILE_REFERENCE = re.compile(r"@@PLUGINFILE@@/([^\"'<>)\s]+)")
DOLLARS = re.compile(r"(?<![\\$\w])\$(?!\$)([^$\n]{1,300}?)\$(?![$\w])")
LIKE_TEX = re.compile(r"\\[A-Za-z]|[\^_{]|^\s*[A-Za-z]\s*$")
FORMULA = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)
TAG_IN_FORMULA = re.compile(r"<[A-Za-z/!?]")
SCRIPT = re.compile(r"<script\b|<[^>]+\son[a-z]+\s*=|javascript:", re.IGNORECASE)
TAG = re.compile(r"<[a-zA-Z/][^>]*>")
PLAIN_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True)
class Finding:
    """`error`: Moodle refuses, crashes or stops; `damage`: it takes the file and gets it wrong; else a warning."""

    rule: str
    severity: Severity
    message: str
    line: int
    hint: str = ""


class Rules:
    """Goes through the questions of one file, in order."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.held: dict[str, set[str]] = {}

    def check(self, question: Node) -> Iterator[Finding]:
        kind = question.attributes.get("type")
        if kind == "category":
            yield from self.check_category(question)
            return
        if kind is None:
            yield Finding("type", "error", "the question has no type", question.line)
            return
        kind = ALIASES.get(kind, kind)
        if kind in OTHER_TYPES:
            yield Finding(
                "not-checked", "warning", f"questions of type `{kind}` are not checked in depth", question.line
            )
        elif kind not in OF_TYPE:
            hint = "types are written in small letters: " + ", ".join(sorted(OF_TYPE))
            yield Finding("type", "error", f"Moodle knows no question type `{kind}`", question.line, hint)
            return
        yield from _common(question, kind)
        yield from self.check_id(question)
        if kind in KINDS:
            yield from KINDS[kind](question)

    def check_id(self, question: Node) -> Iterator[Finding]:
        node = question.first("idnumber")
        if node is None:
            return
        if node.children:
            yield Finding(
                "idnumber", "damage", "Moodle stores the id as “Array”", node.line, "write <idnumber>id</idnumber>"
            )
            return
        id = node.text.strip()
        if len(id) > IDNUMBER:
            yield Finding("idnumber", "error", f"the id has {len(id)} characters, Moodle takes {IDNUMBER}", node.line)
        if id and id in self.ids:
            message = f"the id `{id}` stands twice in its category: Moodle drops the second"
            yield Finding("idnumber-twice", "damage", message, node.line, "give each question an id of its own")
        self.ids.add(id)

    def check_category(self, question: Node) -> Iterator[Finding]:
        node = question.first("category", "text")
        if node is None:
            yield Finding(
                "category", "error", "the category has no <text>: Moodle stops with an error page", question.line
            )
            return
        path = node.text.strip()
        self.ids = self.held.setdefault(path, set())
        if not path:
            yield Finding("category", "damage", "Moodle makes a category without a name", node.line)
        names = [name.replace("\0", "/") for name in path.replace("//", "\0").split("/")]
        if any(len(name.strip()) > CATEGORY_NAME for name in names):
            message = (
                f"a category’s name is longer than {CATEGORY_NAME} characters: Moodle 4.5 stops with an error page"
            )
            yield Finding("category-long", "error", message, node.line)
        if path.startswith("$system$"):
            message = "an administrator’s import goes into the bank of the whole site"
            yield Finding("category-system", "damage", message, node.line, "begin the path with $course$")
        if any(name != name.strip() or not name.strip() for name in names) and path:
            yield Finding(
                "category-blank", "warning", "a name in the path is empty or has blanks at its ends", node.line
            )
        info = question.first("info")
        if info is not None and "format" not in info.attributes:
            yield Finding("category-format", "error", "<info> has no format", info.line, 'write <info format="html">')
        if node.loses_space:
            yield _lost_space(node)


def _common(question: Node, kind: str) -> Iterator[Finding]:
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
    for node in _carriers(question):
        yield from _carrier(node, kind)


def _name(question: Node, kind: str) -> Iterator[Finding]:
    node = question.first("name", "text")
    if node is None:
        if kind != "cloze":
            yield Finding("name", "error", "the question has no <name><text>", question.line)
        return
    name = node.text.strip()
    if node.loses_space:
        yield _lost_space(node)
    if not name:
        yield Finding("name-empty", "damage", "the question’s name is empty", node.line)
    elif "<" in name:
        yield Finding("name-tag", "damage", "Moodle cuts the name at `<`", node.line, "leave `<` out of names")
    elif len(name) > NAME:
        yield Finding("name-long", "damage", f"Moodle shortens the name to {NAME} characters", node.line)
    if kind == "ordering" and len(name.encode()) > ORDERING_NAME_BYTES:
        message = f"Moodle cuts the name of an ordering question after {ORDERING_NAME_BYTES} bytes"
        inside = not name.isascii()
        told = message + (", perhaps inside a character" if inside else "")
        yield Finding("name-ordering", "damage" if inside else "warning", told, node.line)


def _marks(question: Node, kind: str) -> Iterator[Finding]:
    penalty = question.first("penalty")
    if penalty is not None:
        value = _number(penalty.text)
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
    value = _number(grade.text)
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


def _number(text: str) -> float | None:
    text = text.strip()
    return float(text) if PLAIN_NUMBER.fullmatch(text) else None


def _tags(question: Node) -> Iterator[Finding]:
    seen: set[str] = set()
    for tag in (tag for tags in question.every("tags") for tag in tags.every("tag")):
        node = tag.first("text")
        if node is None:
            yield Finding("tag", "error", "a tag without <text> stops Moodle with an error page", tag.line)
            continue
        name = node.text.strip()
        if node.loses_space:
            yield _lost_space(node)
        if not name:
            yield Finding("tag-empty", "warning", "Moodle drops an empty tag", tag.line)
        elif name.lower() in seen:
            yield Finding("tag-twice", "warning", f"the tag `{name}` stands twice", tag.line)
        elif TAG.search(name):
            yield Finding("tag-markup", "damage", f"Moodle strips the markup of the tag `{name}`", tag.line)
        seen.add(name.lower())


CARRIERS = frozenset(
    ("questiontext", "generalfeedback", "feedback", "hint", "graderinfo", "responsetemplate", *COMBINED)
)


def _carriers(question: Node) -> Iterator[Node]:
    """The elements that hold a text with its files."""
    for child in question.children:
        if child.name in CARRIERS:
            yield child
        elif child.name in ("answer", "subquestion"):
            yield child
            yield from child.every("feedback")


def _carrier(node: Node, kind: str) -> Iterator[Finding]:
    text = node.first("text")
    if text is None:
        if node.text.strip():
            message = f"the text of <{node.name}> stands outside of <text>: Moodle loses it"
            yield Finding("text-outside", "damage", message, node.line)
        return
    if text.children:
        hint = "put it into <![CDATA[...]]>"
        message = f"<{text.children[0].name}> stands in <text> as an element: “string expected”"
        yield Finding("html-in-text", "error", message, text.children[0].line, hint)
        return
    if text.loses_space:
        yield _lost_space(text)
    plain = (
        node.name == "answer" and kind in ("truefalse", "shortanswer", "numerical")
    ) or node.name == "responsetemplate"
    format = node.attributes.get("format")
    if format is not None and format.strip() not in FORMATS:
        yield Finding("format", "warning", f"Moodle knows no format `{format}` and takes it for html", node.line)
    if node.name == "answer" and kind in ("truefalse", "shortanswer", "numerical"):
        if TAG.search(text.text) or "@@PLUGINFILE@@" in text.text:
            yield Finding(
                "answer-plain", "damage", "such an answer is plain text: tags are compared as typed", text.line
            )
    else:
        yield from _html(text, format or "html")
    yield from _files(node, text, allowed=not plain)


def _lost_space(node: Node) -> Finding:
    message = "Moodle loses a space here: one that stands between entities, CDATA sections or Chinese characters"
    return Finding("lost-space", "damage", message, node.line, "put the whole text into one <![CDATA[...]]>")


def _html(node: Node, format: str) -> Iterator[Finding]:
    text = node.text

    def at(place: int) -> int:
        return node.line + text.count("\n", 0, place)

    if "$" in text:
        bare = re.sub(
            r"\$\$.*?\$\$|<(?:code|pre)\b.*?</(?:code|pre)>", lambda m: " " * len(m[0]), text, flags=re.DOTALL
        )
        for found in DOLLARS.finditer(bare):
            if LIKE_TEX.search(found[1]):
                message = f"Moodle shows `${found[1]}$` as it stands"
                yield Finding("dollar-math", "damage", message, at(found.start()), r"write \(...\)")
                break
    if "\\" in text:
        for found in FORMULA.finditer(text):
            if TAG_IN_FORMULA.search(found[0]):
                hint = "write &lt; in a formula"
                yield Finding(
                    "formula-tag", "damage", "a browser takes `<` in a formula for a tag", at(found.start()), hint
                )
                break
        rest = FORMULA.sub("", text)
        for opening, closing in ((r"\(", r"\)"), (r"\[", r"\]")):
            if rest.count(opening) > rest.count(f"{opening[0]}<bdi>") and opening in rest:
                message = f"a formula begins with `{opening}` and does not end with `{closing}`"
                yield Finding("formula-open", "damage", message, at(text.find(opening)))
        if format == "markdown" and r"\(" in text:
            message = r"Markdown takes the backslash of `\(`: the formula is not shown"
            yield Finding("formula-markdown", "damage", message, at(text.find(r"\(")), 'write format="html"')
    script = SCRIPT.search(text)
    if script:
        yield Finding("script", "warning", "Moodle keeps a script of this text", at(script.start()))


def _files(node: Node, text: Node, *, allowed: bool) -> Iterator[Finding]:
    names: set[str] = set()
    for file in node.every("file"):
        name, path = file.attributes.get("name", "").strip(), file.attributes.get("path", "/").strip()
        if not name:
            yield Finding("file-name", "error", "a file without a name stops Moodle with an error page", file.line)
            continue
        if not (path.startswith("/") and path.endswith("/")):
            message = f"the path `{path}` of a file does not begin and end with `/`: Moodle stops with an error page"
            yield Finding("file-path", "error", message, file.line)
        if path + name in names:
            yield Finding("file-twice", "damage", f"the file `{name}` stands twice here: the first is used", file.line)
        names.add(path + name)
        try:
            size = len(base64.b64decode("".join(file.text.split()), validate=True))
        except (binascii.Error, ValueError):
            size = 1
            yield Finding("file-base64", "damage", f"the file `{name}` is not base64: its picture is broken", file.line)
        if not size:
            yield Finding("file-empty", "damage", f"the file `{name}` is empty", file.line)
        if size > MOST_BYTES:
            message = f"the file `{name}` has {size / 2**20:.1f} MB: Moodle reads long texts very slowly"
            yield Finding("file-large", "warning", message, file.line, "keep files below 1 MB")
    if names and not allowed:
        yield Finding("file-lost", "damage", f"<{node.name}> holds no files here: they are lost", node.line)
    wanted = {"/" + unquote(found.split("?")[0]) for found in FILE_REFERENCE.findall(text.text)}
    for missing in sorted(wanted - names):
        other = [name for name in names if name.lower() == missing.lower()]
        hint = (
            f"the file is called `{other[0][1:]}`" if other else "each file stands in the element whose text shows it"
        )
        message = f"no file `{missing[1:]}` stands in <{node.name}>: the picture is broken"
        yield Finding("file-missing", "damage", message, text.line, hint)
    for unused in sorted(names - wanted):
        yield Finding("file-unused", "warning", f"no text of <{node.name}> shows the file `{unused[1:]}`", node.line)


def _fractions(answers: Sequence[Node]) -> Iterator[Finding]:
    for answer in answers:
        said = answer.attributes.get("fraction")
        if said is None:
            yield Finding("fraction-missing", "damage", "an answer without a fraction counts as 0", answer.line)
            continue
        value = _number(said)
        if value is None:
            yield Finding("fraction", "error", f"the fraction `{said}` stops Moodle with an error page", answer.line)
        elif not any(abs(abs(value) - known) < NEAR for known in FRACTIONS):
            near = min(FRACTIONS, key=lambda known: abs(abs(value) - known))
            message = f"Moodle refuses the fraction {said}"
            yield Finding("fraction", "error", message, answer.line, f"the nearest that it knows is {near:g}")


def _multichoice(question: Node) -> Iterator[Finding]:
    answers = question.every("answer")
    kept = marking.options(question)
    yield from _fractions(answers)
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
    fractions = [marking.fraction_of(answer) for answer in kept]
    positive = [fraction for fraction in fractions if fraction > 0]
    if marking.is_single(question):
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


def _truefalse(question: Node) -> Iterator[Finding]:
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
        verdict = marking.truth(question)
        message = (
            f"{sum(full)} answers have 100: Moodle goes by the last and takes the statement for {str(verdict).lower()}"
        )
        yield Finding("truefalse-key", "damage", message, question.line)


def _shortanswer(question: Node) -> Iterator[Finding]:
    answers = question.every("answer")
    yield from _fractions(answers)
    if not any(marking.fraction_of(answer) > 1 - NEAR for answer in answers):
        yield Finding("no-full-mark", "error", "no answer has 100: Moodle refuses the question", question.line)
    for i, answer in enumerate(answers):
        pattern = answer.content("text")
        if pattern == "*" and i < len(answers) - 1:
            yield Finding("hidden-answer", "damage", "`*` takes every answer: those after it never count", answer.line)
        elif not pattern:
            yield Finding("answer-empty", "damage", "Moodle drops an empty answer", answer.line)


def _numerical(question: Node) -> Iterator[Finding]:
    answers = question.every("answer")
    yield from _fractions(answers)
    for answer in answers:
        yield from _numerical_answer(answer)
    if not any(marking.fraction_of(answer) > 1 - NEAR for answer in answers):
        yield Finding("no-full-mark", "damage", "no answer gives full marks", question.line)
    accepted = marking.accepted_numbers(question)
    if len(accepted) == len(answers):
        yield from hidden([answer.line for answer in answers], accepted)


def _numerical_answer(answer: Node) -> Iterator[Finding]:
    text = answer.content("text")
    if text != "*":
        number = marking.read_number(text)
        if number is None:
            message = f"Moodle stops at the answer `{text}`, which is no number"
            yield Finding("number", "error", message, answer.line)
        elif not PLAIN_NUMBER.fullmatch(text):
            yield Finding("number-read", "damage", f"Moodle reads `{text}` as {number[0]:.15g}", answer.line)
        elif len(re.sub(r"[eE].*|\D", "", text).strip("0")) > DIGITS:
            yield Finding("number-digits", "warning", f"Moodle keeps {DIGITS} digits of `{text}`", answer.line)
    node = answer.first("tolerance")
    if node is None:
        if text != "*" and "." in text:
            yield Finding(
                "tolerance-missing", "warning", "without a tolerance the number must be met exactly", answer.line
            )
        return
    said = node.text.strip()
    if not PLAIN_NUMBER.fullmatch(said):
        read = marking.read_number(said)
        message = f"Moodle reads the tolerance `{said}` as {read[0] if read else 0:g}"
        yield Finding("tolerance", "damage", message, node.line, "it is an absolute number")
    elif said.startswith("-"):
        yield Finding("tolerance", "damage", "Moodle drops the sign of the tolerance", node.line)


def hidden(lines: Sequence[int], accepted: Sequence[marking.Accepted]) -> Iterator[Finding]:
    """Answers that an earlier one with other points takes away, wholly or in part."""
    for i, later in enumerate(accepted):
        for earlier in accepted[:i]:
            if abs(earlier.fraction - later.fraction) < NEAR:
                continue
            if later.value is None or earlier.value is None:
                covers, meets = earlier.value is None, earlier.value is None
            else:
                reach = abs(later.value - earlier.value)
                covers = reach + later.tolerance <= earlier.tolerance
                meets = reach < earlier.tolerance + later.tolerance
            better = later.fraction > earlier.fraction
            if covers or (better and later.value is not None and earlier.takes(later.value)):
                message = "an earlier answer takes this number: the first that fits decides"
                yield Finding("hidden-answer", "damage", message, lines[i], "put narrow intervals before wide ones")
                break
            if meets and better:
                message = "the intervals of two answers meet: the first decides"
                yield Finding("intervals-meet", "warning", message, lines[i])
                break


def _matching(question: Node) -> Iterator[Finding]:
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


def _ordering(question: Node) -> Iterator[Finding]:
    count = len(marking.options(question))
    if count < 2:
        message = f"{count} entries: Moodle wants two, stops here, loses all that follows and reports success"
        yield Finding("entries", "damage", message, question.line)
    if question.content("selecttype", default=question.content("logical")).upper() not in ("ALL", "EXACT", "0"):
        shown = question.content("selectcount", default=question.content("studentsee", default="6"))
        yield Finding("entries-drawn", "warning", f"Moodle shows {shown} of the entries, not all", question.line)


def _essay(question: Node) -> Iterator[Finding]:
    said = question.first("responseformat")
    if said is not None and said.text.strip() not in RESPONSE_FORMATS:
        message = f"no answer field is called `{said.text.strip()}`: the question’s page is an error page"
        yield Finding("responseformat", "damage", message, said.line, "one of " + ", ".join(RESPONSE_FORMATS))


def _cloze(question: Node) -> Iterator[Finding]:
    node = question.first("questiontext", "text")
    if node is None:
        yield Finding("cloze-fields", "error", "the question has no field", question.line)
        return
    text = node.text

    def at(place: int) -> int:
        return node.line + text.count("\n", 0, place)

    found = cloze.fields(text)
    if not found:
        yield Finding("cloze-fields", "error", "the question has no field that Moodle can read", node.line)
    for place, name in cloze.unread(text):
        message = f"Moodle does not read this field of type `{name}` and shows it as it stands"
        yield Finding("cloze-unread", "damage", message, at(place), "types are written in capital letters")
    for field in found:
        yield from _cloze_field(field, at(field.start))


def _cloze_field(field: cloze.Field, line: int) -> Iterator[Finding]:
    full = max((a.fraction for a in field.alternatives), default=0.0)
    if field.kind == "multichoice" and len(field.alternatives) < 2:
        yield Finding("options", "error", "a field to choose from needs two options", line, _BRACE)
    if full <= 0 or (field.kind != "multiresponse" and full < 1 - NEAR):
        yield Finding("no-full-mark", "error", "no answer of the field gives full marks", line)
    if field.weight == 0:
        yield Finding("cloze-weight", "damage", "the field has no weight: it counts nothing", line)
    for a in field.alternatives:
        if field.kind == "numerical" and not a.tolerance and a.answer.strip() != "*":
            yield Finding("number", "error", f"`{a.answer}` is no number that Moodle can read in a field", line)
        if a.answer.count("{") != a.answer.count("}") or a.answer.count(r"\(") != a.answer.count(r"\)"):
            yield Finding(
                "cloze-cut", "damage", "a brace inside the field ends it: the rest stands in the text", line, _BRACE
            )
        if r"\~" in a.raw:
            yield Finding("cloze-tilde", "damage", r"Moodle keeps the backslash of `\~`", line, "write &#126;")
        if field.name in cloze.DROP_DOWNS and (TAG.search(a.answer) or r"\(" in a.answer):
            message = "a drop-down shows plain text: tags and formulas stand there as they are written"
            yield Finding("answer-plain", "damage", message, line, f"write {field.name.rstrip('_S')}_V")
    if field.kind == "multiresponse" and not field.stated:
        message = "Moodle gives wrong options negative shares of its own"
        yield Finding("cloze-shares", "warning", message, line, "state a %fraction% for each option")
    if field.kind == "numerical":
        yield from hidden([line] * len(field.alternatives), marking.field_numbers(field))


_BRACE = "write &#125; for a brace inside a field"


KINDS = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "cloze": _cloze,
}

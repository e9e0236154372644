"""Goes through the questions of a file: types, ids and categories, then the rules that a question has to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hwgen.errors import Diagnostic, counted
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.moodle.rules.answers import essay, matching, multichoice, ordering, shortanswer, truefalse
from hwgen.lms.moodle.rules.fields import cloze_question
from hwgen.lms.moodle.rules.numbers import numerical
from hwgen.lms.moodle.rules.questions import OF_TYPE, question_findings
from hwgen.lms.moodle.rules.texts import CUT, lost_space
from hwgen.lms.places import on_line

IDNUMBER = 100
CATEGORY_NAME = 255
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
# Types of Moodle’s own that its importer refuses.
NEVER_IMPORTED = frozenset(("random", "missingtype"))
ANSWER_RULES: dict[str, Callable[[Node], Iterator[Diagnostic]]] = {
    "multichoice": multichoice,
    "truefalse": truefalse,
    "shortanswer": shortanswer,
    "numerical": numerical,
    "matching": matching,
    "ordering": ordering,
    "essay": essay,
    "cloze": cloze_question,
}


class Rules:
    """Goes through the questions of one file, in order."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.held: dict[str, set[str]] = {}
        self.categories: dict[str, str] = {}

    def check(self, question: Node) -> Iterator[Diagnostic]:
        kind = question.attributes.get("type")
        if kind == "category":
            yield from self.check_category(question)
            return
        if kind is None:
            yield Diagnostic("moodle-type", "the question has no type", on_line(question.line))
            return
        kind = ALIASES.get(kind, kind)
        if kind in OTHER_TYPES:
            yield Diagnostic(
                "moodle-not-checked", f"questions of type `{kind}` are not checked in depth", on_line(question.line)
            )
        elif kind not in OF_TYPE:
            yield _unknown_type(kind, question)
            return
        yield from question_findings(question, kind)
        yield from self.check_id(question)
        if kind in ANSWER_RULES:
            yield from ANSWER_RULES[kind](question)

    def check_id(self, question: Node) -> Iterator[Diagnostic]:
        node = question.first("idnumber")
        if node is None:
            return
        if node.children:
            yield Diagnostic(
                "moodle-idnumber",
                "Moodle stores the id as “Array”",
                on_line(node.line),
                "write <idnumber>id</idnumber>",
            )
            return
        id = node.text.strip()
        if len(id) > IDNUMBER:
            yield Diagnostic(
                "moodle-idnumber",
                f"the id has {counted(len(id), 'character')}, Moodle takes {IDNUMBER}",
                on_line(node.line),
            )
        if id and id in self.ids:
            message = f"the id `{id}` occurs twice in its category: Moodle drops the second"
            yield Diagnostic(
                "moodle-idnumber-twice", message, on_line(node.line), "give each question an id of its own"
            )
        self.ids.add(id)

    def check_category_id(self, question: Node, path: str) -> Iterator[Diagnostic]:
        node = question.first("idnumber")
        id = question.content("idnumber")
        if node is None or not id:
            return
        if len(id) > IDNUMBER:
            message = f"the id has {counted(len(id), 'character')}, Moodle takes {IDNUMBER}"
            yield Diagnostic("moodle-idnumber", message, on_line(node.line))
        if self.categories.setdefault(id, path) != path:
            message = f"the id `{id}` belongs to two categories: Moodle stops at the second"
            yield Diagnostic("moodle-category-id-twice", message, on_line(node.line), "give each an id of its own")

    def check_category(self, question: Node) -> Iterator[Diagnostic]:
        node = question.first("category", "text")
        if node is None:
            message = "the category has no name in <category><text>"
            yield Diagnostic("moodle-category", message, on_line(question.line))
            return
        path = node.text.strip()
        self.ids = self.held.setdefault(path, set())
        if not path:
            yield Diagnostic("moodle-category", "Moodle makes a category without a name", on_line(node.line))
        names = [name.replace("\0", "/") for name in path.replace("//", "\0").split("/")]
        if any(len(name.strip()) > CATEGORY_NAME for name in names):
            message = (
                f"a category’s name is longer than {CATEGORY_NAME} characters: Moodle 4.5 stops with an error page"
            )
            yield Diagnostic("moodle-category-long", message, on_line(node.line))
        if path.startswith("$system$"):
            message = "an administrator’s import goes into the bank of the whole site"
            yield Diagnostic("moodle-category-system", message, on_line(node.line), "begin the path with $course$")
        if CUT.search(path):
            message = "Moodle cuts a category’s name at a `<` that begins a tag"
            yield Diagnostic("moodle-category-tag", message, on_line(node.line), "leave `<` out of names")
        if any(name != name.strip() or not name.strip() for name in names) and path:
            yield Diagnostic(
                "moodle-category-blank", "a name in the path is empty or has blanks at its ends", on_line(node.line)
            )
        info = question.first("info")
        if info is not None and info.first("text") is None:
            message = "<info> has no <text>: Moodle stops with an error page"
            yield Diagnostic(
                "moodle-category", message, on_line(info.line), "write <info><text></text></info>, or none"
            )
        yield from self.check_category_id(question, path)
        if node.loses_space:
            yield lost_space(node)


def _unknown_type(kind: str, question: Node) -> Diagnostic:
    """A type that is written wrongly, or that of a plug-in."""
    if kind.lower() in OF_TYPE or kind in NEVER_IMPORTED:
        hint = "types are written in small letters: " + ", ".join(sorted(OF_TYPE))
        return Diagnostic("moodle-type", f"Moodle imports no questions of type `{kind}`", on_line(question.line), hint)
    message = f"questions of type `{kind}` are not checked: only a site with this plug-in can import them"
    return Diagnostic("moodle-plugin-type", message, on_line(question.line))

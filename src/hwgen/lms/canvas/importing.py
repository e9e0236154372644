"""Questions of Canvas as those of Moodle that ask the same, which the import makes items of."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from html import escape, unescape
from urllib.parse import unquote

from hwgen.errors import Diagnostic
from hwgen.lms.archives import Archive
from hwgen.lms.canvas import classic
from hwgen.lms.canvas.items import Choices, Item
from hwgen.lms.canvas.kinds import BLANKS, kind_of
from hwgen.lms.canvas.reading import Group, Placed, read
from hwgen.lms.canvas.rules import BASE, SOURCE, file_named, files_in
from hwgen.lms.canvas.writing.questions import ID
from hwgen.lms.imported import Imported
from hwgen.lms.moodle.importing.items import Importer
from hwgen.lms.moodle.parsing import Node
from hwgen.numerals import machine
from hwgen.text import Language

EQUATION = re.compile(r"""<img\b[^<>]*\bdata-equation-content\s*=\s*("[^"]*"|'[^']*')[^<>]*>""", re.IGNORECASE)
DISPLAY = "\\displaystyle "
# A space that keeps New Quizzes from taking what follows for a blank.
PARTED = re.compile(r"\[ (?=[\w.-]+\])", re.ASCII)
# Other spellings of true and false that teachers use where the course is not in English.
TRUTHS = (("true", "false"), ("正确", "错误"), ("对", "错"), ("√", "×"))
LINE = re.compile(r"(\d+): (.+)")
HARMLESS = re.compile(r"[\\}#~=:]")
TYPES = {
    "true_false_question": "multichoice",
    "multiple_choice_question": "multichoice",
    "multiple_answers_question": "multichoice",
    "numerical_question": "numerical",
    "short_answer_question": "shortanswer",
    "matching_question": "matching",
    "essay_question": "essay",
    "ordering_question": "ordering",
    "text_only_question": "description",
    **dict.fromkeys(BLANKS, "cloze"),
}


def read_items(
    data: bytes,
    name: str,
    taken: set[str],
    folder: str,
    course: tuple[Language, ...],
    language: Language | None = None,
) -> Imported:
    importer = Importer("Canvas", name, taken, folder, course, language)
    groups: dict[tuple[str, Group], int] = {}
    quiz = ""

    def take(placed: Placed, archive: Archive) -> None:
        nonlocal quiz
        importer.imported.file = placed.file
        if placed.quiz != quiz:
            quiz = placed.quiz
            importer.take(_category(quiz))
        if placed.group.picks is not None:
            group = (placed.file, placed.group)
            groups[group] = groups.get(group, 0) + 1
        importer.take(_Question(placed.item, archive).node())

    read(data, take, importer.imported.doubts.append)
    imported = importer.finish()
    for (imported.file, group), count in groups.items():
        if group.picks is not None and count > group.picks:
            message = f"{group.picks} of its {count} questions were asked; the exam asks all of them"
            imported.doubts.append(
                Diagnostic("canvas-group", message, imported.at(0), "name one item for each in the exam", group.title)
            )
    return imported


def _category(name: str) -> Node:
    category = Node("question", {"type": "category"}, 0)
    category.children.append(_text("category", name))
    return category


def _plain(name: str, text: str) -> Node:
    return Node(name, {}, 0, [], text)


def _text(name: str, text: str) -> Node:
    return Node(name, {}, 0, [_plain("text", text)])


class _Question:
    """Writes one item as a question of Moodle."""

    def __init__(self, item: Item, archive: Archive) -> None:
        self.item, self.archive = item, archive
        self.kind = kind_of(item)

    def node(self) -> Node:
        item = self.item
        node = Node("question", {"type": TYPES.get(self.kind, self.kind)}, item.place.line)
        notes = item.fields.get("grading_notes", "")
        node.children = [
            _text("name", item.name or item.ident),
            _plain("idnumber", item.fields.get(ID, "")),
            self.html("questiontext", self.with_gaps() if self.kind in BLANKS else item.html),
            self.html("generalfeedback", item.comment("general_fb")),
            self.html("correctfeedback", item.comment("correct_fb")),
            self.html("incorrectfeedback", item.comment("general_incorrect_fb")),
            _plain("defaultgrade", item.fields.get("points_possible", "1")),
            *([self.html("graderinfo", _graded(notes))] if notes else []),
            *self.answers(node),
        ]
        return node

    def answers(self, node: Node) -> Iterator[Node]:
        item = self.item
        match self.kind:
            case "true_false_question" | "multiple_choice_question" if item.lists:
                truths = _truths(item.lists[0])
                if truths:
                    node.attributes["type"] = "truefalse"
                yield from self.options(truths, several=False)
            case "multiple_answers_question" if item.lists:
                yield from self.options((), several=True)
            case "numerical_question":
                for interval in classic.intervals(item):
                    middle, reach = (interval.low + interval.high) / 2, (interval.high - interval.low) / 2
                    yield self.answer(machine(middle), 100, tolerance=machine(reach))
            case "short_answer_question":
                yield _plain("usecase", "0")
                for spelling in classic.spellings(item):
                    yield self.answer(spelling.replace("*", r"\*"), 100)
            case "matching_question":
                yield from self.pairs()
            case "ordering_question" if item.lists:
                yield from (self.html("answer", entry) for entry in classic.ordered(item))

    def options(self, truths: Sequence[str], *, several: bool) -> Iterator[Node]:
        choices, right = self.item.lists[0], classic.weighted(self.item)
        wrong = len(choices.labels) - len(right)
        yield _plain("single", str(not several).lower())
        for i, label in enumerate(choices.labels):
            gain, loss = (100 / len(right), -100 / max(1, wrong)) if several and right else (100.0, 0.0)
            option = self.html("answer", truths[i]) if truths else self.html("answer", label.html)
            option.attributes |= {"fraction": f"{gain if i in right else loss:.7g}"}
            option.children.append(self.html("feedback", self.item.comments_on(choices.ident, label.ident)))
            yield option

    def pairs(self) -> Iterator[Node]:
        right = classic.matched(self.item)
        for choices, name in zip(self.item.lists, right, strict=True):
            pair = self.html("subquestion", choices.html)
            pair.children.append(_text("answer", _visible(name)))
            yield pair
        offered = dict.fromkeys(label.html for choices in self.item.lists for label in choices.labels)
        for name in offered:
            if name not in right:
                pair = self.html("subquestion", "")
                pair.children.append(_text("answer", _visible(name)))
                yield pair

    def answer(self, text: str, fraction: int, tolerance: str = "") -> Node:
        node = _text("answer", text)
        node.attributes = {"fraction": str(fraction), "format": "plain_text"}
        node.children += [_plain("tolerance", tolerance)] if tolerance else []
        return node

    def with_gaps(self) -> str:
        """The text with its blanks as fields of a cloze question."""
        html = self.item.html
        for choices in self.item.lists:
            name = choices.ident.removeprefix("response_")
            html = html.replace(f"[{name}]", self.gap(choices), 1)
        return html

    def gap(self, choices: Choices) -> str:
        right = {
            first.value
            for condition in self.item.conditions
            if (condition.score or 0) > 0 and (first := condition.first("varequal")) and first.response == choices.ident
        }
        shown = ((label.ident in right, HARMLESS.sub(r"\\\g<0>", _visible(label.html))) for label in choices.labels)
        if self.kind == "multiple_dropdowns_question":
            answers = "~".join(f"={text}" if yes else text for yes, text in shown)
            return f"{{1:MULTICHOICE:{answers}}}"
        answers = "~".join(f"={text}" for _, text in shown)
        return f"{{1:SHORTANSWER:{answers}}}"

    def html(self, name: str, text: str) -> Node:
        """A text in which formulas are TeX, with the pictures that it shows."""
        node = _text(name, SOURCE.sub(_plugin_file, EQUATION.sub(_formula, text)))
        node.attributes["format"] = "html"
        for file in dict.fromkeys(files_in(text)):
            stands = file_named(file, self.archive)
            if stands is not None:
                attributes = {"name": file.replace("/", "-"), "path": "/", "encoding": "base64"}
                data = base64.b64encode(self.archive.read(stands)).decode()
                node.children.append(Node("file", attributes, 0, [], data))
        return node


def _formula(image: re.Match[str]) -> str:
    tex = PARTED.sub("[", unescape(image[1][1:-1]))
    opening, closing = (r"\[", r"\]") if tex.startswith(DISPLAY) else (r"\(", r"\)")
    return f"{opening}{escape(tex.removeprefix(DISPLAY), quote=False)}{closing}"


def _plugin_file(image: re.Match[str]) -> str:
    """The address as Moodle writes it, where it is one of a file in the package."""
    address = unquote(unescape(image[1]))
    if not address.startswith(BASE):
        return image[0]
    name = address.removeprefix(BASE).partition("?")[0].replace("/", "-")
    return image[0].replace(image[1], f"@@PLUGINFILE@@/{escape(name)}")


def _truths(choices: Choices) -> tuple[str, ...]:
    """The two options as Moodle calls them, where they are words for true and false."""
    texts = tuple(_visible(label.html).strip().lower() for label in choices.labels)
    known = next((pair for pair in TRUTHS if set(pair) == set(texts) and len(texts) == 2), None)
    return tuple(("true", "false")[known.index(text)] for text in texts) if known else ()


def _visible(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html)).strip()


def _graded(notes: str) -> str:
    """Grading notes as HTML: those of an export of hwgen are lines of points, anybody else's a model answer."""
    lines = [LINE.fullmatch(line) for line in notes.splitlines()]
    if not all(lines):
        return f"<p>{escape(notes)}</p>"
    rows = "".join(f"<tr><td>{escape(line[2])}</td><td>{line[1]}</td></tr>" for line in lines if line)
    return f'<table class="hwgen-rubric"><tbody>{rows}</tbody></table>'

"""GIFT as Moodle reads it: each question as the one that it becomes in Moodle, each mistake with its line and column."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from hwgen.errors import Diagnostic
from hwgen.limits import QUESTION_CHARACTERS
from hwgen.lms.adapter import LARGEST
from hwgen.lms.gift.blocks import Block, Fault, Part, apart, blocks, whole
from hwgen.lms.gift.notation import SPACE, unescaped, with_format
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.places import Unreadable, on_line
from hwgen.numerals import machine

WEIGHT = re.compile(r"%(-?[0-9]+(?:\.[0-9]*)?)%")
NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
DATA_URI = re.compile(r'src="data:image/([a-z+]+);base64,([A-Za-z0-9+/=\s]+)"')
# As long as it can be, since its signs may be escaped.
ENCODED = re.compile(r"base64,[A-Za-z0-9+/=\\\s]+")
SUFFIXES = {"svg+xml": "svg", "jpeg": "jpg"}
TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
GAP = "_____"
NAME = 60


def read(
    data: bytes, take: Callable[[Node], None], report: Callable[[Diagnostic], None], *, lenient: bool = False
) -> None:
    """Calls `take` for each question and category of a file, and `report` for what is none. Raises Unreadable.

    Where it is `lenient`, questions without a blank line between them are read all the same, and reported.
    """
    if len(data) > LARGEST:
        message = f"the file has {len(data) / 2**20:.0f} MB; more than {LARGEST // 2**20} MB is not read"
        raise Unreadable(Diagnostic("gift-file-too-large", message, on_line(0)))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        raise Unreadable(Diagnostic("gift-not-utf-8", f"byte {e.start} is not UTF-8", on_line(line))) from e
    seen = False
    for block in _parted(text, report) if lenient else blocks(text):
        try:
            _bound(block)
            node = _Question(block).read()
        except Fault as e:
            report(e.diagnostic)
        else:
            if node is not None:
                take(node)
        seen = True
    if not seen:
        raise Unreadable(Diagnostic("gift-empty", "the file is empty", on_line(1)))


def _bound(block: Block) -> None:
    """Raises Fault for a question so long that blank lines must be missing in it; pictures do not count."""
    if len(block.text) > QUESTION_CHARACTERS and len(ENCODED.sub("", block.text)) > QUESTION_CHARACTERS:
        message = f"the question has more than {QUESTION_CHARACTERS:,} characters beside its pictures and was not read"
        hint = "put a blank line behind each question, and take out what is no question"
        raise Fault(Diagnostic("gift-question-too-long", message, on_line(block.line), hint))


def _parted(text: str, report: Callable[[Diagnostic], None]) -> Iterator[Block]:
    for block in blocks(text):
        first, *more = apart(block)
        yield first
        for other in more:
            message = "no blank line stands before this; Moodle takes it for a part of the question above"
            report(Diagnostic("gift-syntax", message, on_line(other.line)))
            yield other


class _Question:
    """Reads one block."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.whole = whole(block)
        self.format = "moodle_auto_format"

    def read(self) -> Node | None:
        """None for a block that holds comments alone."""
        entire = self.whole
        if not entire.raw:
            return None
        if entire.raw.startswith("$CATEGORY:"):
            category = self.node("question", {"type": "category"})
            category.children.append(self.text("category", entire.part(len("$CATEGORY:")).raw))
            return category
        name, body = self.name(entire)
        stem, answers = self.braces(body)
        text, self.format = with_format(stem, self.format)
        node = self.node("question", {"type": "description"})
        node.children = [self.text("name", name or " ".join(text.split())[:NAME]), self.formatted("questiontext", text)]
        if answers is not None:
            answers, feedback = self.feedback(answers)
            node.children.append(self.element("generalfeedback", feedback))
            node.attributes["type"] = self.answers(node, answers)
        node.children += [self.plain("penalty", "0"), *self.about()]
        return node

    def name(self, entire: Part) -> tuple[str, Part]:
        if not entire.shape.startswith("::"):
            return "", entire
        end = entire.shape.find("::", 2)
        if end < 0:
            raise entire.fault("the name is not closed by `::`")
        return " ".join(unescaped(entire.raw[2:end]).split()), entire.part(end + 2)

    def braces(self, body: Part) -> tuple[str, Part | None]:
        """What stands around the answers, with a gap in their place unless they end the question; and the answers."""
        opened, closed = body.shape.find("{"), body.shape.find("}")
        if opened < 0 and closed < 0:
            return body.raw, None
        if opened < 0 or 0 <= closed < opened:
            raise body.part(closed).fault("a `}` without a `{` before it; in a text it is written \\}")
        if closed < 0:
            raise body.part(opened).fault("this `{` is not closed; in a text it is written \\{")
        inner = body.shape.find("{", opened + 1)
        if inner >= 0:
            what = "inside the answers" if inner < closed else "after the answers; a question has one set of them"
            raise body.part(inner).fault(f"a `{{` {what}; in a text it is written \\{{")
        if "}" in body.shape[closed + 1 :]:
            raise body.part(body.shape.find("}", closed + 1)).fault("a second `}`; in a text it is written \\}")
        before, after = body.raw[:opened], body.raw[closed + 1 :]
        return before + (GAP if after else "") + after, body.part(opened + 1, closed)

    def feedback(self, answers: Part) -> tuple[Part, Part | None]:
        at = answers.shape.rfind("####")
        return (answers, None) if at < 0 else (answers.part(0, at), answers.part(at + 4))

    def answers(self, node: Node, answers: Part) -> str:
        """Adds the answers to the question and says what kind of question it is."""
        shape = answers.shape
        if not shape:
            node.children += [self.plain("responseformat", "editor"), self.plain("responsefieldlines", "15")]
            return "essay"
        if shape.startswith("#"):
            node.children += self.numbers(answers.part(1))
            return "numerical"
        if "~" in shape:
            node.children += self.choice(answers)
            return "multichoice"
        if "=" in shape and "->" in shape:
            node.children += self.pairs(answers)
            return "matching"
        if answers.cut("#")[0].raw in TRUTH:
            node.children += self.truth(answers)
            return "truefalse"
        node.children += [self.plain("usecase", "0"), *self.short(answers)]
        return "shortanswer"

    def truth(self, answers: Part) -> Iterator[Node]:
        feedback, rest = answers.cut("#")
        wrong, right = rest.cut("#") if rest else (None, None)
        for value in (True, False):
            fits = value is TRUTH[feedback.raw]
            yield self.answer(
                str(value).lower(), "moodle_auto_format", 100 if fits else 0, right if fits else wrong, feedback
            )

    def choice(self, answers: Part) -> Iterator[Node]:
        options = answers.split("~=")
        if options[0].shape[:1] not in ("~", "="):
            raise options[0].fault("text before the first `~` or `=`; in an option they are written \\~ and \\=")
        if len(options) < 2:
            raise options[0].fault("a choice needs two options")
        single = any(option.shape.startswith("=") for option in options)
        yield self.plain("single", str(single).lower())
        for option in options:
            weight, rest = self.weight(option.part(1), 0)
            body, feedback = rest.cut("#")
            text, format = with_format(body.raw, self.format)
            yield self.answer(text, format, 100 if option.shape.startswith("=") else weight, feedback, option)

    def short(self, answers: Part) -> Iterator[Node]:
        for answer in answers.split("="):
            weight, rest = self.weight(answer.part(int(answer.shape.startswith("="))), 100)
            body, feedback = rest.cut("#")
            yield self.answer(with_format(body.raw, self.format)[0], "moodle_auto_format", weight, feedback, answer)

    def numbers(self, answers: Part) -> Iterator[Node]:
        answers, wrong = answers.cut("~")
        if not answers.raw:
            raise answers.fault("a numerical question without an answer")
        for answer in answers.split("="):
            weight, rest = self.weight(answer.part(int(answer.shape.startswith("="))), 100)
            body, feedback = rest.cut("#")
            number, tolerance = self.number(body)
            node = self.answer(number, "moodle_auto_format", weight, feedback, answer)
            node.children.append(self.plain("tolerance", tolerance))
            yield node
        if wrong is not None:
            yield self.answer("*", "moodle_auto_format", 0, wrong.cut("#")[1], wrong)

    def number(self, body: Part) -> tuple[str, str]:
        """A number and its tolerance, from `3:0.1` or `2.9..3.1`."""
        low, high = body.cut("..")
        if high is not None:
            least, most = self.exact(low), self.exact(high)
            if most < least:
                raise body.fault("the range ends before it begins")
            return machine((least + most) / 2), machine((most - least) / 2)
        value, tolerance = body.cut(":")
        if value.raw == "*":
            return "*", "0"
        return machine(self.exact(value)), machine(self.exact(tolerance)) if tolerance else "0"

    def exact(self, number: Part) -> Fraction:
        text = unescaped(number.raw)
        if not NUMBER.fullmatch(text) or abs(int(re.split("[eE]", text)[1]) if re.search("[eE]", text) else 0) > 300:
            raise number.fault(f"`{text[:40]}` is not a number")
        return Fraction(text)

    def pairs(self, answers: Part) -> Iterator[Node]:
        pairs = answers.split("=")
        if not pairs[0].shape.startswith("="):
            raise pairs[0].fault("text before the first `=`")
        for pair in pairs:
            left, right = pair.part(1).cut("->")
            if right is None:
                raise pair.fault("a pair without `->`")
            text, format = with_format(left.raw, self.format)
            node = self.formatted("subquestion", text, format)
            node.children.append(self.text("answer", unescaped(right.raw)))
            yield node

    def weight(self, answer: Part, usual: float) -> tuple[float, Part]:
        weight = WEIGHT.match(answer.shape)
        return (float(weight[1]), answer.part(weight.end())) if weight else (usual, answer)

    # Elements as Moodle XML has them.

    def node(self, name: str, attributes: dict[str, str]) -> Node:
        lead = len(self.block.text) - len(self.block.text.lstrip(SPACE))
        return Node(name, attributes, self.block.line + self.block.text[:lead].count("\n"))

    def plain(self, name: str, text: str) -> Node:
        node = self.node(name, {})
        node.text = text
        return node

    def text(self, name: str, text: str) -> Node:
        node = self.node(name, {})
        node.children.append(self.plain("text", text))
        return node

    def formatted(self, name: str, text: str, format: str = "") -> Node:
        """A text with its format; pictures that stand in it become files beside it."""
        files: dict[str, str] = {}

        def out(match: re.Match[str]) -> str:
            try:
                data = base64.b64decode(match[2], validate=True)
            except (binascii.Error, ValueError):
                return match[0]
            file = f"{hashlib.blake2b(data, digest_size=6).hexdigest()}.{SUFFIXES.get(match[1], match[1])}"
            files[file] = match[2]
            return f'src="@@PLUGINFILE@@/{file}"'

        format = format or self.format
        text = DATA_URI.sub(out, text)
        node = self.text(name, text)
        node.attributes["format"] = format
        for file, data in files.items():
            child = self.plain("file", data)
            child.attributes = {"name": file, "path": "/", "encoding": "base64"}
            node.children.append(child)
        return node

    def element(self, name: str, part: Part | None) -> Node:
        text, format = with_format(part.raw, self.format) if part else ("", self.format)
        return self.formatted(name, text, format)

    def answer(self, text: str, format: str, weight: float, feedback: Part | None, place: Part) -> Node:
        node = self.formatted("answer", text, format) if format == "html" else self.text("answer", text)
        node.attributes |= {"fraction": f"{weight:.7g}", "format": format}
        node.children.append(self.element("feedback", feedback))
        node.line = place.place.line
        return node

    def about(self) -> Iterator[Node]:
        """The id and the tags that comments give."""
        id = next((text for _, kind, text in self.block.about if kind == "id"), "")
        if id:
            yield self.plain("idnumber", id)
        words = dict.fromkeys(text for _, kind, text in self.block.about if kind == "tag")
        if words:
            tags = self.node("tags", {})
            tags.children = [self.text("tag", word) for word in words]
            yield tags

"""Rules on texts: where they stand, formulas and tags in them, and spaces that Moodle loses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.errors import Diagnostic
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.moodle.rules.files import file_findings, picture_findings
from hwgen.lms.moodle.rules.languages import language_findings
from hwgen.lms.places import on_line

FORMATS = ("html", "moodle_auto_format", "plain_text", "markdown", "wiki_like")
DOLLARS = re.compile(r"(?<![\\$\w])\$(?!\$)([^$\n]{1,300}?)\$(?![$\w])")
LIKE_TEX = re.compile(r"\\[A-Za-z]|[\^_{]|^\s*[A-Za-z]\s*$")
FORMULA = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)
TAG_IN_FORMULA = re.compile(r"<[A-Za-z/!?]")
SCRIPT = re.compile(r"<script\b|<[^>]+\son[a-z]+\s*=|javascript:", re.IGNORECASE)
TAG = re.compile(r"<[a-zA-Z/][^>]*>")
# Where Moodle cuts what it takes for plain text.
CUT = re.compile(r"<(?!\s)")


COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


CARRIERS = frozenset(
    ("questiontext", "generalfeedback", "feedback", "hint", "graderinfo", "responsetemplate", *COMBINED)
)


def text_findings(question: Node, kind: str) -> Iterator[Diagnostic]:
    """What every text of a question has to be."""
    for node in _carriers(question):
        yield from _carrier_findings(node, kind)


def _carriers(question: Node) -> Iterator[Node]:
    """The elements that hold a text with its files."""
    for child in question.children:
        if child.name in CARRIERS:
            yield child
        elif child.name in ("answer", "subquestion"):
            yield child
            yield from child.every("feedback")


def _carrier_findings(node: Node, kind: str) -> Iterator[Diagnostic]:
    text = node.first("text")
    if text is None:
        if node.text.strip():
            message = f"the text of <{node.name}> stands outside of <text>: Moodle loses it"
            yield Diagnostic("moodle-text-outside", message, on_line(node.line))
        return
    if text.children:
        hint = "put it into <![CDATA[...]]>"
        message = f"<{text.children[0].name}> stands in <text> as an element: “string expected”"
        yield Diagnostic("moodle-html-in-text", message, on_line(text.children[0].line), hint)
        return
    if text.loses_space:
        yield lost_space(text)
    plain = (
        node.name == "answer" and kind in ("truefalse", "shortanswer", "numerical")
    ) or node.name == "responsetemplate"
    format = node.attributes.get("format")
    if format is not None and format.strip() not in FORMATS:
        yield Diagnostic(
            "moodle-format", f"Moodle does not know the format `{format}` and reads it as html", on_line(node.line)
        )
    if node.name == "answer" and kind in ("truefalse", "shortanswer", "numerical"):
        if TAG.search(text.text) or "@@PLUGINFILE@@" in text.text:
            yield Diagnostic(
                "moodle-answer-plain", "such an answer is plain text: tags are compared as typed", on_line(text.line)
            )
    else:
        yield from _html_findings(text, format or "html")
    yield from file_findings(node, text, allowed=not plain)


def lost_space(node: Node) -> Diagnostic:
    message = "Moodle loses a space here: one that stands between entities, CDATA sections or Chinese characters"
    return Diagnostic("moodle-lost-space", message, on_line(node.line), "put the whole text into one <![CDATA[...]]>")


def _html_findings(node: Node, format: str) -> Iterator[Diagnostic]:
    text = node.text

    def at(place: int) -> int:
        return node.line + text.count("\n", 0, place)

    if "$" in text:
        bare = re.sub(
            r"\$\$.*?\$\$|<(?:code|pre)\b.*?</(?:code|pre)>", lambda m: " " * len(m[0]), text, flags=re.DOTALL
        )
        for match in DOLLARS.finditer(bare):
            if LIKE_TEX.search(match[1]):
                message = f"Moodle shows `${match[1]}$` as source text"
                yield Diagnostic("moodle-dollar-math", message, on_line(at(match.start())), r"write \(...\)")
                break
    if "\\" in text:
        for match in FORMULA.finditer(text):
            if TAG_IN_FORMULA.search(match[0]):
                hint = "write &lt; in a formula"
                yield Diagnostic(
                    "moodle-formula-tag", "a browser takes `<` in a formula for a tag", on_line(at(match.start())), hint
                )
                break
        rest = FORMULA.sub("", text)
        for opening, closing in ((r"\(", r"\)"), (r"\[", r"\]")):
            if rest.count(opening) > rest.count(f"{opening[0]}<bdi>") and opening in rest:
                message = f"a formula begins with `{opening}` and does not end with `{closing}`"
                yield Diagnostic("moodle-formula-open", message, on_line(at(text.find(opening))))
        if format == "markdown" and r"\(" in text:
            message = r"Markdown takes the backslash of `\(`: the formula is not shown"
            yield Diagnostic("moodle-formula-markdown", message, on_line(at(text.find(r"\("))), 'write format="html"')
    yield from picture_findings(node)
    yield from language_findings(node)
    script = SCRIPT.search(text)
    if script:
        yield Diagnostic("moodle-script", "Moodle keeps a script of this text", on_line(at(script.start())))

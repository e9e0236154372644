"""The languages of a question, and its texts in one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.lms.moodle import cloze, multilang
from hwgen.lms.moodle.parsing import Node
from hwgen.text import Language
from hwgen.words.words import words

SPAN = r'<span\s+(?:lang="[\w-]+"\s+class="multilang"|class="multilang"\s+lang="[\w-]+")\s*>.*?</span>'
SPANS = re.compile(rf"{SPAN}(?:\s*{SPAN})*", re.DOTALL)
ONE_SPAN = re.compile(r'<span\s+[^>]*?lang="([\w-]+)"[^>]*>(.*?)</span>', re.DOTALL)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def languages_of(question: Node, course: tuple[Language, ...]) -> tuple[Language, ...]:
    """Those of its multi-language spans that the course has, else the one it is written in, whatever students may type."""
    text = " ".join(_texts(question))
    for gap in reversed(cloze.fields(text)):
        if gap.kind == "shortanswer":
            text = text[: gap.start] + text[gap.end :]
    spans = {_language(span[1]) for span in ONE_SPAN.finditer(text) if "multilang" in span[0]}
    own = tuple(language for language in course if language in spans)
    if len(own) > 1:
        return own
    chinese = CHINESE.search(text) is not None
    return next(((at,) for at in course if (at == "zh") is chinese), course[:1])


def in_language(text: str, language: Language) -> str:
    """The text as a multi-language filter shows it."""

    def chosen(match: re.Match[str]) -> str:
        spans = ONE_SPAN.findall(match[0])
        # What is written for zh_cn and for zh_tw is one text here; the other's span may be empty.
        codes = {multilang.code(name): inside for name, inside in spans}
        own = next((codes[code] for code in words(language).script.moodle if code in codes), None)
        pieces = {_language(name): inside for name, inside in spans}
        return str(pieces.get(language) or next(iter(pieces.values()), "") if own is None else own)

    return SPANS.sub(chosen, text)


def _language(name: str) -> str:
    return name.lower()[:2]


def _texts(node: Node) -> Iterator[str]:
    if node.name in ("tags", "file", "idnumber"):
        return
    yield node.text
    typed = node.attributes.get("type") == "shortanswer"
    for child in node.children:
        for part in child.every("feedback") if typed and child.name == "answer" else [child]:
            yield from _texts(part)

"""The languages of a question, and its texts in one of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree
from lxml.html import HtmlElement

from hwgen.lms.moodle import cloze
from hwgen.lms.moodle.importing.formulas import FORMULAS
from hwgen.lms.moodle.importing.html import CODE, parsed
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.xmltree import text_of
from hwgen.text import Language
from hwgen.words.words import nearest

# The plugin Multi-Language Content (v2).
ONE_MLANG = re.compile(
    r"\{\s*mlang\s+([\w,\s-]+?)\s*\}((?:(?!\{\s*mlang).)*)\{\s*mlang\s*\}", re.DOTALL | re.IGNORECASE
)
MLANGS = re.compile(rf"(?:{ONE_MLANG.pattern}\s*)+", re.DOTALL | re.IGNORECASE)
# The filter Multi-Language Content; a span that holds another one is left to the tree.
ONE_SPAN = re.compile(
    r"""<span(?=[^>]*\sclass=["'][^"'>]*\bmultilang\b)[^>]*\slang=["']([\w-]+)["'][^>]*>((?:(?!<span\b).)*?)</span>""",
    re.DOTALL | re.IGNORECASE,
)
SPANS = re.compile(rf"{ONE_SPAN.pattern}(?:\s*{ONE_SPAN.pattern})+", re.DOTALL | re.IGNORECASE)
CHINESE = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-zÀ-ɏ]{2,}")
ENOUGH = 4
# What a student does not read, or not as a text.
APART = ("file", "tags", "idnumber", "dataset_definitions", "units")
UNREAD = (*CODE, "pre", "math", "script", "style")


def languages_of(question: Node, course: tuple[Language, ...], usual: Language | None = None) -> tuple[Language, ...]:
    """Those that its texts are tagged with and the course has, else the one it is written in, whatever students may type.

    A question without words, such as `3*4=?`, is in every language. One of a few Latin words, such as `sigmoid(0)=?`, is in the `usual`
    language of its file.
    """
    return _tagged_with(question, course) or _spoken(_read(question), course, usual)


def _tagged_with(question: Node, course: tuple[Language, ...]) -> tuple[Language, ...]:
    tagged = {code for text in _texts(question) for code in _tagged(text)}
    return tuple(at for at in course if any(_fits(code, at) for code in tagged))


def _spoken(read: str, course: tuple[Language, ...], usual: Language | None = None) -> tuple[Language, ...]:
    words = _words(read)
    if not words:
        return course
    if usual in course and len(words) < ENOUGH and not CHINESE.search(read):
        return (usual,)
    chinese = len(CHINESE.findall(read)) >= max(1, len(LATIN.findall(read)))
    return next(((at,) for at in course if (at[:2] == "zh") is chinese), course[:1])


def main_language(questions: Iterable[Node], course: tuple[Language, ...]) -> Language | None:
    """That of most questions whose words leave no doubt; None where no language has most."""
    clear = [
        _tagged_with(question, course) or _spoken(read, course)
        for question in questions
        if len(_words(read := _read(question))) >= ENOUGH
    ]
    most, count = next(iter(Counter(clear).most_common(1)), ((), 0))
    return most[0] if len(most) == 1 and 2 * count > len(clear) else None


def _read(question: Node) -> str:
    """What tells its language. Options may be code or names; a stem of a word or two says too little."""
    stem = question.first("questiontext")
    asked = _visible(stem.content("text")) if stem else ""
    return asked if len(_words(asked)) >= ENOUGH else " ".join(map(_visible, _texts(question)))


def other_languages(question: Node, course: tuple[Language, ...]) -> list[str]:
    """The languages of its texts that the course does not have."""
    tagged = {code for text in _texts(question) for code in _tagged(text)}
    return sorted(code for code in tagged if code != "other" and not any(_fits(code, at) for at in course))


def in_language(text: str, language: Language) -> HtmlElement:
    """The text as a multi-language filter shows it."""

    def chosen(match: re.Match[str]) -> str:
        pieces = [(codes.lower(), inside) for codes, inside in ONE_MLANG.findall(match[0])]
        return str(pieces[_best([codes for codes, _ in pieces], language)][1])

    def best(match: re.Match[str]) -> str:
        pieces = ONE_SPAN.findall(match[0])
        return str(pieces[_best([code.lower() for code, _ in pieces], language)][1])

    # As Moodle's filter, before HTML is read: a span may end in the middle of a paragraph that began in it.
    tree = parsed(SPANS.sub(best, MLANGS.sub(chosen, text)))
    for group in _groups(tree):
        best = group[_best([(span.get("lang") or "").lower() for span in group], language)]
        for span in group:
            if span is not group[-1]:
                # The filter takes the space between two spans with it.
                span.tail = None
            if span is not best:
                span.drop_tree()
    return tree


def _groups(tree: HtmlElement) -> list[list[HtmlElement]]:
    """Spans of several languages that stand one after the other, of which one is to be shown."""
    groups: list[list[HtmlElement]] = []
    for span in tree.iter("span"):
        if not _is_tagged(span):
            continue
        before = groups[-1][-1] if groups else None
        if before is not None and before.getnext() is span and not (before.tail or "").strip():
            groups[-1].append(span)
        else:
            groups.append([span])
    return [group for group in groups if len(group) > 1]


def _is_tagged(span: HtmlElement) -> bool:
    return "multilang" in (span.get("class") or "").split() and bool(span.get("lang"))


def _best(codes: list[str], language: Language) -> int:
    """Which of the codes stands for the language: one that Moodle has for it, before any of its kind, before the first."""
    own = nearest(language)
    names = own.script.moodle if own.language == language else ()
    parted = [[_code(one) for one in code.split(",")] for code in codes]
    ranked = [
        *(i for name in names for i, several in enumerate(parted) if name in several),
        *(i for i, several in enumerate(parted) if any(_fits(one, language) for one in several)),
        *(i for i, several in enumerate(parted) if "other" in several),
        0,
    ]
    return ranked[0]


def _code(name: str) -> str:
    return name.strip().lower().replace("-", "_")


def _fits(code: str, language: Language) -> bool:
    """`zh`, `zh_cn` and `zh-TW` are all Chinese."""
    return code[:2] == language[:2]


def _tagged(text: str) -> Iterator[str]:
    """The languages that a text says it has."""
    for match in ONE_MLANG.finditer(text):
        yield from (code.strip().lower() for code in match[1].split(","))
    if "multilang" in text:
        yield from ((span.get("lang") or "").lower() for group in _groups(parsed(text)) for span in group)


def _words(text: str) -> list[str]:
    """The words of a text, and its Chinese characters."""
    return [*CHINESE.findall(text), *LATIN.findall(text)]


def _visible(text: str) -> str:
    """What can be read of a text: no names of fonts and files, no formulas, no code."""
    for gap in reversed(cloze.fields(text)):
        shown = "" if gap.kind == "shortanswer" else " ".join(a.answer for a in gap.alternatives)
        text = f"{text[: gap.start]} {shown} {text[gap.end :]}"
    if "<" not in text and "&" not in text:
        return FORMULAS.sub(" ", text)
    tree = parsed(text)
    etree.strip_elements(tree, *UNREAD, with_tail=False)
    return FORMULAS.sub(" ", text_of(tree))


def _texts(node: Node) -> Iterator[str]:
    """The texts that a question shows."""
    if node.name in APART or (node.name == "name" and node.first("text")):
        return
    if node.name == "text":
        yield node.text
    typed = node.attributes.get("type") in ("shortanswer", "numerical")
    for child in node.children:
        for part in child.every("feedback") if typed and child.name == "answer" else [child]:
            yield from _texts(part)

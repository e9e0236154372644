"""Questions whose answer arranges something: entries in an order (B→A→C), or pairs of two lists (A-2, B-1)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import starmap

from hwgen.lms.moodle.parsing import Node
from hwgen.lms.written.draft import Draft
from hwgen.lms.written.folding import folded
from hwgen.lms.written.programs import rich

ARROW = r"(?:→|⇒|➔|-+>|=>|>|—+|–)"
SIGN = r"[(\[]?(?:[A-Za-z]|\d{1,2}|[①-⑳])[)\]]?"
ORDER = re.compile(rf"{SIGN}(?:\s*(?P<between>{ARROW}|-|[,、;\s])\s*{SIGN}|{SIGN})+")
PAIR = re.compile(rf"({SIGN})\s*(?:{ARROW}|[-:=]|\s)?\s*({SIGN})")
LONGEST = 1000
# The beginning of an entry in a list.
LISTED = re.compile(
    r"(?:(?:(?<=\s)|^)(?:[(\[](?P<a>\d{1,2})[)\]]|(?P<b>\d{1,2})\s*[.)、](?!\d))|(?P<c>[①-⑳]))\s*", re.M
)
LETTERED = re.compile(r"[(\[]?([A-Za-z])[.)、\]]\s*")
TEXTS = re.compile(rf"\s*(?:{ARROW}|[:=]|\s-+\s)\s*")


def ordering(draft: Draft) -> list[Node] | None:
    """The entries in their right order as answers; None for what asks for no order."""
    given = folded(draft.answer or "").strip(" .")
    asked = draft.sort == "order"
    if match := ORDER.fullmatch(given):
        signs = [_sign(sign) for sign in re.findall(SIGN, given)]
        lettered = {option.letter: option.text for option in draft.options}
        stem, entries = (draft.stem, lettered) if lettered else listed(draft.stem)
        arrows = re.search(ARROW, given) or (match["between"] == "-" and len(signs) > 2)
        if sorted(signs) == sorted(entries) and len(signs) > 1 and (asked or arrows):
            draft.stem = stem
            return [rich("answer", entries[sign]) for sign in signs]
    if asked and not draft.options:
        texts = [text.strip() for text in re.split(rf"{ARROW}|[;；\n]", draft.answer or "") if text.strip()]
        return [rich("answer", text) for text in texts] if len(texts) > 1 else None
    return None


def matching(draft: Draft) -> list[Node] | None:
    """The pairs as subquestions; None for what asks for none."""
    given = (draft.answer or "").strip(" .。")
    signs = [
        PAIR.fullmatch(token)
        for token in re.split(r"[,，;；、\n]\s*|\s{2,}|(?<=\w)\s(?=[(\[]?\w\s*\W\s*\w)", folded(given))
    ]
    pairs = [(_sign(match[1]), _sign(match[2])) for match in signs if match]
    if len(pairs) < len(signs) or len(pairs) < 2 or any(one.isdigit() == other.isdigit() for one, other in pairs):
        return _of_texts(given) if draft.sort == "match" and not draft.options else None
    stem, numbered, lettered = _columns(draft.stem) if not draft.options else (*listed(draft.stem), {})
    for option in draft.options:
        text, more = listed(option.text)
        lettered[option.letter], numbered = text, numbered | more
    lefts, rights = (numbered, lettered) if pairs[0][0].isdigit() else (lettered, numbered)
    if sorted(left for left, _ in pairs) != sorted(lefts) or not {right for _, right in pairs} <= rights.keys():
        return None
    draft.stem = stem
    unused = [text for sign, text in rights.items() if sign not in {right for _, right in pairs}]
    return [*(_pair(lefts[left], rights[right]) for left, right in pairs), *(_pair("", text) for text in unused)]


def _of_texts(given: str) -> list[Node] | None:
    """Pairs that are written out: ReLU—激活函数；SGD—优化器"""
    pairs = [TEXTS.split(pair.strip(), maxsplit=1) for pair in re.split(r"[;；\n]", given) if pair.strip()]
    whole = len(pairs) > 1 and all(len(pair) == 2 and all(pair) for pair in pairs)
    return list(starmap(_pair, pairs)) if whole else None


def _pair(left: str, right: str) -> Node:
    node = rich("subquestion", left)
    node.children.append(rich("answer", right))
    return node


def _sign(sign: str) -> str:
    bare = sign.strip("()[]").upper()
    return str(int(unicodedata.numeric(bare))) if not bare.isalpha() and not bare.isdecimal() else bare


def listed(text: str) -> tuple[str, dict[str, str]]:
    """A text without the list at its end, and the entries of that by their numbers."""
    starts: list[re.Match[str]] = []
    for match in LISTED.finditer(folded(text)):
        number = _sign(match["a"] or match["b"] or match["c"])
        if number == "1":
            starts = [match]
        elif starts and number == str(len(starts) + 1):
            starts.append(match)
    if len(starts) < 2:
        # One entry beside an option, in the other column.
        starts = list(LISTED.finditer(folded(text)))
        if len(starts) != 1 or not text[: starts[0].start()].strip():
            return text, {}
    ends = [start.start() for start in starts[1:]] + [len(text)]
    entries = {
        _sign(start["a"] or start["b"] or start["c"]): text[start.end() : end].strip(" \t\n;；,，、\u3000")
        for start, end in zip(starts, ends, strict=True)
    }
    return text[: starts[0].start()].strip(), entries


def _columns(text: str) -> tuple[str, dict[str, str], dict[str, str]]:
    """A text without the two lists that stand side by side in it, and their entries by numbers and by letters."""
    kept: list[str] = []
    numbered: dict[str, str] = {}
    lettered: dict[str, str] = {}
    for line in text.split("\n"):
        for piece in re.split(r"\t+|\s{2,}", line.strip()):
            plain = folded(piece)
            if number := LISTED.match(plain):
                numbered[_sign(number["a"] or number["b"] or number["c"])] = piece[number.end() :].strip()
            elif letter := LETTERED.match(plain):
                lettered[letter[1].upper()] = piece[letter.end() :].strip()
            else:
                kept.append(piece)
    return "\n".join(kept), numbered, lettered


def entries_of(draft: Draft) -> tuple[str, Sequence[Node]] | None:
    """Moodle's name for a question that arranges something, and its answers."""
    if draft.pairs:
        return "ddmatch", list(starmap(_pair, draft.pairs))
    if len(draft.answer or "") > LONGEST:
        return None
    for kind, read in (("ordering", ordering), ("ddmatch", matching)):
        if nodes := read(draft):
            return kind, nodes
    return None

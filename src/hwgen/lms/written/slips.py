"""Lines that look like a label of a question but are not read as one: `Anwser: a`, `Solution 3`, 答桉：B."""

from __future__ import annotations

import re

from hwgen.errors import closest
from hwgen.lms.written.folding import folded

# Labels that people type, as a message shows them.
WORDS = (
    *("Answer", "Answers", "Correct answer", "Right answer", "Explanation", "Solution", "Rationale", "Feedback"),
    *(
        "Tolerance",
        "Difficulty",
        "Topic",
        "Chapter",
        "Points",
        "Score",
        "Antwort",
        "Erklärung",
        "Réponse",
        "Explication",
    ),
)
LATIN = {word.lower(): word for word in WORDS}
ALIKE = 0.8
# Characters that are typed in place of others.
TYPED = {
    "答案": r"答[桉按安暗岸胺鞍]|[达大打搭荅苔签]案|荅桉|案答",
    "解析": r"解[折晰细拆板祈新]|[介姐角]析|析解",
    "难度": r"难[渡庋]|南度",
    "误差": r"误[着羞]|吴差",
    "分值": r"分[直植]|份值",
    "题型": r"题[形刑]|提型",
    "题干": r"题[杆竿甘]|提干",
    "选项": r"选[向相顶]|[先迭]项",
    "题目": r"题[木日母]|提目",
}
LONGER = ("正确答案", "参考答案", "标准答案", "答案解析", "知识点")
NAMED = re.compile(r"\s*[\[(]?\s*(?P<word>[^\W\d_][^\W\d_ ]*(?: [^\W\d_]+)?)\s*(?:[\])]\s*:?|:)\s*\S")
# A label with another sign behind it than a colon, or with none.
SIGNED = re.compile(r"\s*(?P<word>[^\W\d_]+(?: [^\W\d_]+)?)\s*(?:[-–—;.,]|->|=>|→)\s*\S.{0,39}")
BARE = re.compile(
    r"\s*(?P<word>solution|explanation|rationale|feedback|ans|(?:correct|right) answer)\s+\S.{0,19}(?<!\?)", re.I
)
CHINESE_BARE = re.compile(r"\s*(?P<word>(?:正确|参考|标准)?答案)\s*(?=[A-Z√×\d-])")


def meant(line: str) -> str:
    """The label that a line seems to begin with, as it has to be written; "" for a line that does not."""
    plain = folded(line)
    if named := NAMED.match(plain):
        return _label(_nearest(named["word"]))
    if signed := SIGNED.fullmatch(plain):
        word = signed["word"].lower()
        return _label(LATIN.get(word, word if word in (*TYPED, *LONGER) else ""))
    bare = BARE.fullmatch(plain) or CHINESE_BARE.match(plain)
    return _label(LATIN.get(bare["word"].lower(), "Answer" if bare["word"].isascii() else bare["word"])) if bare else ""


def _label(word: str) -> str:
    return word and (f"{word}:" if ord(word[0]) < 0x3000 else f"{word}：")


def _nearest(word: str) -> str:
    """The label that a word is a slip of."""
    close = "".join(word.split())
    if known := close if close in TYPED else slip_of(close):
        return known
    # Words that only end alike are other words: Resolution, Solution.
    low = word.lower()
    near = closest(low, LATIN, alike=ALIKE)
    return LATIN[near] if near and (low[0] == near[0] or sorted(low[:2]) == sorted(near[:2])) else ""


def slip_of(word: str) -> str:
    """The Chinese label that a word was typed for, with one character wrong."""
    if known := next((label for label, typed in TYPED.items() if re.fullmatch(typed, word)), ""):
        return known
    return next((label for label in LONGER if len(word) == len(label) and _differ(word, label) <= 1), "")


def _differ(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))

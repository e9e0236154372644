"""Parts, topics and entries of a blueprint in words, as reasons and demands name them."""

from __future__ import annotations

from collections.abc import Sequence

from hwgen.bank.blueprint import Entry
from hwgen.bank.course import Course

LEVELS = ("very easy", "easy", "medium", "hard", "very hard")
# As templates/wording.yaml prints them.
ORDINALS = (
    ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"],
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"],
)


def part_name(section: int) -> str:
    """A part as it is numbered on the paper, in both languages."""
    zh, en = (words[section] if section < len(words) else str(section + 1) for words in ORDINALS)
    return f"part {zh} ({en})"


def topic_name(course: Course, topic: str) -> str:
    name = course.topics.get(topic)
    return f"{name.en} ({name.zh})" if name and name.en != name.zh else f"`{topic}`"


def one_of(words: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def entry_words(course: Course, entry: Entry, count: int) -> str:
    """What an entry picks: `medium choice items on recurrent networks (循环神经网络)`."""
    words = [
        one_of([LEVELS[level - 1] for level in entry.difficulty]),
        {True: "generated", False: "conceptual", None: ""}[entry.generated],
        one_of(entry.kind),
        "item" if count == 1 else "items",
        f"on {one_of([topic_name(course, t) for t in entry.topic])}" if entry.topic else "",
        f"on the objective {one_of([f'`{o}`' for o in entry.objective])}" if entry.objective else "",
        f"at the level {one_of(entry.bloom)}" if entry.bloom else "",
        f"tagged {one_of([f'`{t}`' for t in entry.tag])}" if entry.tag else "",
        f"that can be asked as {entry.manner}" if entry.manner else "",
    ]
    return " ".join(filter(None, words))

"""How the questions of a part are answered, in the words of hwgen."""

from __future__ import annotations

from collections.abc import Collection

from hwgen.content.markup import parse
from hwgen.content.tree import Blocks
from hwgen.words.words import Words


def how_to_answer(asked: Collection[str], words: Words, *, sheet: bool = False) -> Blocks:
    """Instructions for the kinds of questions that are asked; kinds that are answered alike are named together.

    With a `sheet`, the answers are marked there. Kinds that are answered in sentences need no instructions.
    """
    alike: dict[str, list[str]] = {}
    for kind, text in words.group("answering_sheet" if sheet else "answering").items():
        if kind in asked:
            alike.setdefault(text, []).append(words[f"titles.{kind}"])
    if [len(kinds) for kinds in alike.values()] == [len(asked)]:
        return parse(next(iter(alike)))
    named = (
        words.say("answering_kind", kind=words["answering_joint"].join(dict.fromkeys(kinds)), text=text)
        for text, kinds in alike.items()
    )
    return parse(words.script.space.join(named))

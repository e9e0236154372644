"""A group of questions as an article of the page: what its questions share, each question with its fields, feedback and marking."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape

from hwgen.exam.model import Group, Question
from hwgen.kinds import EssayAnswer
from hwgen.lms.adapter import ExportOptions, Piece
from hwgen.lms.detours import as_asked
from hwgen.lms.html.fields import fields, key, model
from hwgen.lms.html.marking import marking
from hwgen.lms.labels import new_id
from hwgen.lms.stems import places, policy
from hwgen.lms.texts import Texts, texts_of
from hwgen.words.words import Words
from hwgen.writers.dialect import PAGE

VERDICTS = ("right", "partly", "wrong", "unanswered", "unreadable")


def pieces(
    groups: Sequence[Group], languages: Sequence[Words], taken: set[str], copy: int, options: ExportOptions
) -> Iterator[Piece]:
    """One piece: linked questions stay together. Without keys, nothing in it tells what is right."""
    group, texts = groups[0], texts_of(groups[0], tuple(languages), PAGE)
    id = new_id(group, None, copy, taken) if options.keys else _nameless(taken)
    parts = list(zip(*(group.questions for group in groups), strict=True))
    several = len(parts) > 1
    name = escape(id)
    written = "\n".join(
        _part(texts, f"{name}-p{i}", same, i if several else 0, keys=options.keys) for i, same in enumerate(parts, 1)
    )
    shared = texts.written([group.context for group in groups])
    context = f'<div class="context">{shared}</div>\n' if shared else ""
    data = f'<article data-id="{name}">\n{context}{written}\n</article>\n'
    shown = "linked" if several else group.questions[0].answer.kind
    yield Piece(id, data.encode(), group.questions if options.keys else (), shown)


def _nameless(taken: set[str]) -> str:
    """An id that does not even say what the question is about."""
    taken.add(id := f"q{len(taken) + 1}")
    return id


def _part(texts: Texts, id: str, given: Sequence[Question], place: int, *, keys: bool) -> str:
    """A question, given in each language; `place` counts those that belong together from 1."""
    asked = [as_asked(question, ordering=False) for question in given]
    answers = [question.answer for question in asked]
    first = asked[0]
    below = policy(texts, first.answer) if first.answer is given[0].answer else places(texts, given[0].answer)
    points = texts.own("points", points=first.points)
    number = f'<span class="place">({place})</span> ' if place else ""
    html = [
        f'<div class="part">\n<div class="worth">{number}{points}</div>',
        f'<div class="stem">{texts.written([question.stem for question in asked])}</div>{below}',
        fields(texts, id, answers, keys=keys),
    ]
    if keys:
        html.append(_feedback(texts, id, asked))
    return "\n".join((*html, "</div>"))


def _feedback(texts: Texts, id: str, asked: Sequence[Question]) -> str:
    """What stands below a question once it is answered, and how it is marked."""
    essays = [question.answer for question in asked if isinstance(question.answer, EssayAnswer)]
    verdicts = "".join(f'<span data-verdict="{v}" hidden="hidden">{texts.own(v)}</span>' for v in VERDICTS)
    right, why = key(texts, [q.answer for q in asked]), texts.written([q.explanation for q in asked])
    solution = "\n".join(
        filter(
            None,
            (
                model(texts, id, essays) if essays else "",
                f'<div class="key"><strong>{texts.own("key")}</strong> {right}</div>' if right else "",
                why,
            ),
        )
    )
    data = json.dumps(marking(asked[0]), ensure_ascii=True).replace("<", r"\u003c")
    return (
        f'<p class="buttons"><button type="button" class="check">{texts.own("check")}</button></p>\n'
        f'<p class="status" role="status">{verdicts} <span class="score"></span></p>\n'
        f'<details class="solution" hidden="hidden"><summary>{texts.own("solution")}</summary>{solution}</details>\n'
        f'<script type="application/json" class="marking">{data}</script>'
    )

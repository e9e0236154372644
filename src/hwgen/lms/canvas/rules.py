"""What is wrong with a question before it is imported into Canvas: what is refused, cut, lost or marked as nobody means it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from hwgen.errors import Diagnostic, counted
from hwgen.lms.archives import Archive
from hwgen.lms.canvas import classic
from hwgen.lms.canvas.items import Item, exact
from hwgen.lms.canvas.kinds import BLANKS, is_truth, kind_of

# Bytes of a text of a question, and of a comment.
LONGEST_TEXT, LONGEST_COMMENT = 16 * 1024, 5 * 1024
BASE = "$IMS-CC-FILEBASE$/"
SOURCE = re.compile(r"""<img\b[^<>]*?\ssrc\s*=\s*["']([^"']*)["']""", re.IGNORECASE)
FOLDERS = ("", "web_resources/")


def faults(item: Item, archive: Archive) -> Iterator[Diagnostic]:
    """What is wrong with a question of an archive."""
    yield from _sizes(item)
    yield from _pictures(item, archive)
    kind = kind_of(item)
    if item.fields.get("question_type", "").strip().lower() != kind:
        named = item.fields.get("question_type") or "nothing"
        yield Diagnostic("canvas-type", f"its metadata say {named!r}; Canvas guesses that it is a {kind}", item.place)
    match kind:
        case "true_false_question" | "multiple_choice_question" | "multiple_answers_question":
            yield from _choice(item, kind)
        case "numerical_question":
            yield from _numbers(item)
        case "short_answer_question" if not classic.spellings(item):
            yield Diagnostic("canvas-no-key", "no answer is right", item.place)
        case "matching_question" if not all(classic.matched(item)) or not item.lists:
            yield Diagnostic("canvas-no-key", "an entry has no right answer", item.place)
        case "ordering_question":
            yield Diagnostic(
                "canvas-ordering", "Classic Quizzes have no ordering questions and show “Error”", item.place
            )
        case "text_only_question":
            yield Diagnostic(
                "canvas-text", "New Quizzes drop texts between questions, and this one with them", item.place
            )
        case _ if kind in BLANKS and not item.lists:
            yield Diagnostic("canvas-no-key", "it has no blanks", item.place)


def _sizes(item: Item) -> Iterator[Diagnostic]:
    options = [label.html for choices in item.lists for label in choices.labels]
    for what, html in (("its text", item.html), *(("an option", option) for option in options)):
        if (size := len(html.encode())) >= LONGEST_TEXT:
            message = f"{what} has {size:,} bytes; Canvas keeps fewer than {LONGEST_TEXT}"
            yield Diagnostic("canvas-text-too-long", message, item.place)
    for ident, html in item.comments.items():
        if (size := len(html.encode())) >= LONGEST_COMMENT:
            message = f"the comment `{ident}` has {size:,} bytes; Canvas keeps fewer than {LONGEST_COMMENT}"
            yield Diagnostic("canvas-comment-too-long", message, item.place)


def _pictures(item: Item, archive: Archive) -> Iterator[Diagnostic]:
    texts = [item.html, *item.comments.values(), *(c.html for c in item.lists)]
    texts += [label.html for choices in item.lists for label in choices.labels]
    for name in dict.fromkeys(name for text in texts for name in files_in(text)):
        if file_named(name, archive) is None:
            yield Diagnostic("canvas-file-missing", f"the picture `{name[:80]}` is not in the package", item.place)


def files_in(html: str) -> Iterator[str]:
    """The names of the files of the package that a text shows."""
    for source in SOURCE.findall(html):
        address = unquote(source.replace("&amp;", "&"))
        if address.startswith(BASE):
            yield address.removeprefix(BASE).partition("?")[0]


def file_named(name: str, archive: Archive) -> str | None:
    """Where a file of a text stands in the package."""
    return next((folder + name for folder in FOLDERS if folder + name in archive), None)


def _choice(item: Item, kind: str) -> Iterator[Diagnostic]:
    if len(item.lists) != 1:
        yield Diagnostic("canvas-no-key", f"it has {counted(len(item.lists), 'list')} to choose from", item.place)
        return
    right, count = classic.weighted(item), len(item.lists[0].labels)
    if not right:
        yield Diagnostic("canvas-no-key", "no option is right", item.place)
    elif kind != "multiple_answers_question":
        if len(right) > 1:
            yield Diagnostic(
                "canvas-several-right", "several options give full marks where one can be chosen", item.place
            )
        if kind == "true_false_question" and not is_truth(item.lists[0]):
            yield Diagnostic(
                "canvas-truth", "its options are not “True” and “False”, so it becomes a multiple choice", item.place
            )
    elif len(right) > count - len(right):
        share = round(100 * (2 * len(right) - count) / len(right))
        yield Diagnostic(
            "canvas-all-ticked",
            f"whoever ticks all options gets {share}%: there are fewer wrong than right ones",
            item.place,
        )


def _numbers(item: Item) -> Iterator[Diagnostic]:
    answers = [c for c in item.conditions if any(exact(v.value) is not None for v in c.variables)]
    if not classic.intervals(item):
        yield Diagnostic("canvas-no-key", "no number is right", item.place)
    for condition in answers:
        if condition.score is None or condition.score < 100:
            shown = condition.variables[0].value[:40]
            yield Diagnostic(
                "canvas-further-number",
                f"`{shown}` is not meant to be right, but Canvas gives full marks for it",
                item.place,
            )

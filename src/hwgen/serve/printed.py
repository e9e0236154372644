"""An item as it is printed, on the exam or with its key, and as it goes to Moodle: beside its text in the editor."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from hwgen.bank.blueprint import Pin
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.classes.paper import POINTS, exam_of_items
from hwgen.exam.instantiate import make_groups
from hwgen.lms.adapter import ExportOptions
from hwgen.lms.platforms import PLATFORMS
from hwgen.pdf.engines import ENGINES
from hwgen.pdf.kit import Kit
from hwgen.pdf.typst_engine import pages
from hwgen.plan.plan import Slot
from hwgen.serve.bank import about_item, names_of
from hwgen.serve.in_moodle import Sight, sights
from hwgen.serve.pages import course_language, language_of
from hwgen.text import Language

VIEWS = ("card", "exam", "key", "moodle")


@dataclass(frozen=True)
class Sent:
    """A question as Moodle gets it: what it is called there, how a student sees it in each language, what is lost, and the source of its file."""

    kind: str
    sides: tuple[tuple[str, Sight], ...]
    losses: tuple[str, ...]
    source: str


def seen(request: Request, course: Course, item: BankItem | None, view: str) -> dict[str, Any]:
    """What a preview shows of an item in one of VIEWS; nothing where there is no item. Raises TypesettingFailed."""
    values: dict[str, Any] = {"one": None, "sheets": [], "sent": [], "nothing": "edit.nothing"}
    match view if item else None, item:
        case "exam" | "key", BankItem():
            values["sheets"] = sheets_of(course, item, key=view == "key")
        case "moodle", BankItem():
            values["sent"] = sent_to_moodle(course, item, language_of(request))
        case _, BankItem():
            called = names_of(course, course_language(request, course))
            values["one"] = about_item(course, item, called, course.languages, 1)
    return values


def sheets_of(course: Course, item: BankItem, *, key: bool) -> list[tuple[Language, list[str]]]:
    """The pages of an item in each of its languages, as addresses of pictures. Raises TypesettingFailed."""
    kit = Kit(course, ENGINES["typst"])
    return [
        (at, [_picture(page) for page in pages(exam_of_items(course, [item.id], 1, 1, at), kit, key=key).pages])
        for at in item.languages
    ]


def _picture(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg).decode()}"


def sent_to_moodle(course: Course, item: BankItem, language: Language) -> Sequence[Sent]:
    """What Moodle gets, with what is lost in the language of the page."""
    platform = PLATFORMS["moodle"]
    groups = make_groups(course, Slot(item, Pin(), POINTS, item.span), 1, item.languages, 1)
    options = ExportOptions(next(iter(platform.linked)))
    languages = [course.wording[at] for at in item.languages]
    pieces = platform.adapter().pieces(groups, languages, set(), 0, options)
    seen = zip(*(sights(group, words) for group, words in zip(groups, languages, strict=True)), strict=True)
    return [
        Sent(
            piece.shown,
            tuple((words.script.tag, side) for words, side in zip(languages, sides, strict=True)),
            tuple(loss.shown(language) for loss in piece.losses),
            piece.data.decode("utf-8", "replace"),
        )
        for piece, sides in zip(pieces, seen, strict=True)
    ]

"""The pages of the bank: cards with filters and a search, one item with what is known of it, and what is wrong with the course."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any

from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from hwgen.bank.blueprint import Manner
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.content.markup import parse
from hwgen.errors import CourseError, Diagnostic, UsageError
from hwgen.kinds import MANNERS
from hwgen.looking.browsing import Item, card
from hwgen.papercode import MOST_SEED
from hwgen.problem.generator import Generator
from hwgen.problem.parts import variety
from hwgen.proof.certificates import kept
from hwgen.serve.flawed import flaw_choices, review_of, with_flaw
from hwgen.serve.held import item_of
from hwgen.serve.index import FACETS
from hwgen.serve.pages import (
    course_language,
    desk_of,
    is_part,
    language_of,
    page,
    page_languages,
    page_words,
    placed,
    rule_titles,
)
from hwgen.serve.posted import Fields
from hwgen.serve.results import job_values
from hwgen.text import Language, Text
from hwgen.writers import html
from hwgen.writers.dialect import PAGE

# From a facet and its value to what people call it.
Names = Callable[[str, str], str]
# A window shows the first few at once; the rest comes as it is scrolled.
AT_FIRST, AT_A_TIME = 3, 20
BOTH = "both"


def bank_page(request: Request) -> Response:
    """Cards of what a search finds, some at a time; the filters around them where the whole page is asked for."""
    desk, asked = desk_of(request), request.query_params
    if is_part(request):
        desk.recall()
    index = desk.index()
    course, names = index.course, names_of(index.course, course_language(request, index.course))
    facets = {name: asked.get(name, "") for name in FACETS}
    items = index.find(asked.get("words", ""), facets)
    reviewing = False
    if flaw := asked.get("flaw", ""):
        flawed = with_flaw(review_of(request), flaw)
        reviewing = flawed is None
        items = [item for item in items if item.id in (flawed or ())]
    begin = number(asked.get("from", "0"))
    end = begin + (AT_A_TIME if begin else AT_FIRST)
    shown = items[begin:end]
    more = dict(asked) | {"from": str(end)} if end < len(items) else None
    values: dict[str, Any] = {
        "cards": [
            _collecting(request, course, about_item(course, item, names, _languages(course, asked.get("show", "")), 1))
            for item in shown
        ],
        "composed": composed(course),
        "count": len(items),
        "begin": begin,
        "more": more,
        "reviewing": reviewing,
        "asked": {"words": "", "show": "", "flaw": "", "for": "", **facets, **asked},
    }
    if is_part(request):
        return page(request, "cards.html", **values)
    choices = {
        facet: [(value, names(facet, value), count) for value, count in index.choices(facet)] for facet in FACETS
    }
    return page(
        request,
        "bank.html",
        choices=choices | {"flaw": flaw_choices(review_of(request), rule_titles(language_of(request)))},
        **values,
    )


def item_page(request: Request) -> Response:
    course, item = _item(request)
    return page(request, "item.html", one=_asked_so(request, course, item), **job_values(request))


def card_part(request: Request) -> Response:
    """One card again: with another seed, or asked in another way."""
    course, item = _item(request)
    return page(request, "card.html", one=_asked_so(request, course, item), whole="whole" in request.query_params)


def faults_page(request: Request) -> Response:
    return page(request, "faults.html", faults=[placed(request, fault) for fault in desk_of(request).look().faults])


def number(text: str, least: int = 0, most: int = MOST_SEED) -> int:
    """A number from an address; the least where it is not a number."""
    value = int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else least
    return min(max(value, least), most)


def seed_asked(text: str) -> int:
    """The seed in an address; 1 where there is none. Raises UsageError for what is no seed: another paper than was asked for would be shown."""
    if not text:
        return 1
    if not (text.isascii() and text.isdecimal() and len(text) < 16 and int(text) <= MOST_SEED):
        hint = f"a seed is a whole number from 0 to {MOST_SEED}"
        raise UsageError(Diagnostic("not-a-seed", f"`{text}` is no seed", None, hint))
    return int(text)


def needed(fields: Fields, key: str, least: int = 0, most: int = MOST_SEED) -> int:
    """What a form says with a number. Raises HTTPException where it says none: nobody has pressed anything like that."""
    given = fields.get(key, "")
    if not (given.isascii() and given.isdecimal()):
        raise HTTPException(400, f"this change needs a number: {key}")
    return number(given, least, most)


def _item(request: Request) -> tuple[Course, Item]:
    loaded = desk_of(request).look()
    return loaded.course, item_of(loaded, request.path_params["id"])


def _asked_so(request: Request, course: Course, item: Item) -> Mapping[str, Any]:
    asked = request.query_params
    manner = asked.get("as", "")
    names = names_of(course, course_language(request, course))
    languages = _languages(course, asked.get("show", ""))
    seed = seed_asked(asked.get("seed", ""))
    about = about_item(course, item, names, languages, seed, manner if manner in MANNERS else None)
    return _collecting(request, course, about)


def composed(course: Course) -> list[str]:
    """The exams for which items can be collected: those that name all of theirs, and were not given."""
    given = {sitting.exam for sitting in course.ledger}
    return [name for name, blueprint in course.blueprints.items() if not blueprint.plan.picks and name not in given]


def _collecting(request: Request, course: Course, about: Mapping[str, Any]) -> Mapping[str, Any]:
    """A card with the exam for which items are collected, and whether that asks its item."""
    exam = request.query_params.get("for", "")
    if not exam or exam not in composed(course):
        return about
    asked = {entry.item for *_, entry in course.blueprint(exam).plan.entries()}
    return {**about, "exam": exam, "collected": about["item"].id in asked}


def _languages(course: Course, shown: str) -> tuple[Language, ...]:
    return (shown,) if shown in course.languages else course.languages


def names_of(course: Course, at: Language) -> Names:
    """What the values of facets are called in a language of the course."""
    words = course.wording[at]

    def name(facet: str, value: str) -> str:
        match facet:
            case "topic":
                return course.topics[value][at]
            case "kind":
                # Papers have short names for kinds, and none for some ways to ask.
                own = page_words(at) if at in page_languages() else words
                return own.get(f"manner.{value}", words.get(f"kinds.{value}", value))
            case "objective" if value in course.objectives:
                return course.objectives[value].text[at]
            case "bloom":
                return words.get(f"bloom.{value}", value)
            case _:
                return value

    return name


def about_item(
    course: Course,
    item: Item,
    names: Names,
    languages: tuple[Language, ...],
    seed: int,
    manner: Manner | None = None,
) -> Mapping[str, Any]:
    """All that a card shows of an item, in each of `languages`; a generator is not proven for it."""
    proven = kept(course, item) if isinstance(item, Generator) else None
    outcome = course.outcomes.get(item.id)
    about: dict[str, Any] = {
        "item": item,
        "generated": isinstance(item, Generator),
        "place": f"{item.span.inside(course.root)}:{item.span.line}",
        "file": item.span.inside(course.root),
        "topic": names("topic", item.topic),
        "kind": names("kind", item.kind),
        "seed": seed,
        "shown": languages[0] if len(languages) < len(course.languages) else BOTH,
        "manner": manner or "",
        "manners": [(kind, names("kind", kind)) for kind in sorted({*chain(*proven.manners)} if proven else ())],
        "proven": proven,
        "misconceptions": [
            (id, _shown(course, course.misconceptions[id].name), _shown(course, course.misconceptions[id].why))
            for id in (item.misconceptions if isinstance(item, BankItem) else proven.misconceptions if proven else ())
            if id in course.misconceptions
        ],
        "variants": variety(item.problem) if isinstance(item, BankItem) else 0,
        "facility": f"{float(100 * outcome.facility):.0f}%" if outcome else "",
        "faults": [],
        "sides": [],
        "exam": "",
        "collected": False,
    }
    if isinstance(item, Generator) and not proven:
        return about
    try:
        # An item that exists in one language alone is shown once.
        own = item.languages if isinstance(item, BankItem) else course.languages
        wanted = [at for at in languages if at in own] or [own[0]]
        about["sides"] = [(course.wording[at].script.tag, card(course, item, at, seed, manner)) for at in wanted]
    except CourseError as e:
        about["faults"] = [diagnostic.message for diagnostic in e.diagnostics]
    return about


def _shown(course: Course, text: Text) -> Mapping[Language, Markup]:
    """A text in each of its languages; as it is written where it cannot be read, which the review of the bank says."""

    def one(at: Language, written: str) -> Markup:
        try:
            return Markup(html.item(parse(written), course.wording[at], {}, PAGE))
        except CourseError:
            return escape(written)

    return {at: one(at, written) for at, written in text.items()}

"""How a page is made: a template filled with words of the reader's language, sent whole or, to htmx, in part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from hwgen.bank.course import Course
from hwgen.bank.names import FORM
from hwgen.catalogue import rules
from hwgen.editing.form import JOINT
from hwgen.editing.merging import Unwritten
from hwgen.editing.places import path_at
from hwgen.errors import Diagnostic, HwgenError, Span
from hwgen.lines import lines
from hwgen.papercode import MOST_SEED
from hwgen.serve.desk import Desk
from hwgen.serve.key import LANGUAGE_COOKIE, Key
from hwgen.serve.views import for_later, viewed
from hwgen.text import Language
from hwgen.words.words import Words, words
from hwgen.writers.unbroken import unbroken

HERE = Path(__file__).parent
UNSAFE = re.compile(r"[^\w.-]+")
DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
LONGEST = 60
MISSING = re.compile("missing key `(.*)`")
NAMED = re.compile("`([a-z-]+)`")
HAN = re.compile("[一-龥]")
WIDE = re.compile("[：；，。、！？）”]$")
PLACE = re.compile(r"((?<=[一-龥]) |)\{(\d+)\}( (?=[一-龥])|)")
QUOTED = re.compile("`[^`]*`|“[^”]*”|（[^（）]*）")
KEPT = re.compile(r"“\{\d+\}”|`[^`]*`")
ENGLISH = re.compile("[A-Za-z]{2,} [a-z]{2,}")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*|(?<!\S)-[a-z]+")
COUNTED = re.compile(r"(\d[\d.,]*) ([a-z ]+)")


@cache
def environment() -> Environment:
    loader = FileSystemLoader(HERE / "templates")
    pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    pages.filters["coded"] = coded
    pages.filters["typed"] = typed
    pages.filters["spaced"] = spaced
    pages.tests["id"] = FORM.fullmatch
    return pages


def coded(text: str) -> Markup:
    """A message as HTML: what it has between backticks is code."""
    return Markup("").join(typed(part) if i % 2 else whole(part) for i, part in enumerate(text.split("`")))


def typed(text: str) -> Markup:
    """Code or a command as HTML."""
    return Markup("<code>{}</code>").format(whole(text))


def whole(text: str) -> Markup:
    """A text as HTML: browsers break lines behind the hyphens of an option, where nobody could tell them from the end of a line."""
    return Markup(OPTION.sub(lambda option: f'<span class="unbroken">{option[0]}</span>', str(escape(text))))


def spaced(phrase: str) -> str:
    """A phrase that something follows on its line: Chinese signs are as wide as a character, and have their space in them."""
    return phrase if WIDE.search(phrase) else f"{phrase} "


@cache
def page_languages() -> tuple[Language, ...]:
    return tuple(sorted(path.stem for path in (HERE / "words").glob("*.yaml")))


@cache
def page_words(language: Language) -> Words:
    """The words of the pages in one language, in the form of those of papers."""
    data = yaml.load((HERE / "words" / f"{language}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return Words(language, words(language).script, data)


@cache
def own_titles(language: Language) -> Mapping[str, str]:
    """What rules are called in a language of the pages; their own titles are English."""
    return _own("rules", language)


@cache
def own_reasons(language: Language) -> Mapping[str, Mapping[str, str]]:
    """Why rules matter and what to do, in a language of the pages; they say it themselves in English."""
    return _own("reasons", language)


@cache
def about_fields(language: Language) -> Mapping[str, str]:
    """What the fields of an item are for, by what their records say of them in English."""
    return _own("fields", language)


@cache
def _own(about: str, language: Language) -> Mapping[str, Any]:
    """Words in one language of the pages for what has English words of its own; none for English."""
    path = HERE / "words" / about / f"{language}.yaml"
    own: Mapping[str, Any] = (
        yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) if path.exists() else {}
    )
    return own


@cache
def editor_phrases(language: Language) -> Mapping[str, str]:
    """What the editor itself says, by its English words, which it has for itself."""
    return _own("editor", language)


@cache
def _own_messages(language: Language) -> Sequence[tuple[re.Pattern[str], str]]:
    """What messages are in a language of the pages, each with the shape of its English words."""
    sentences = (*_own("python", language).items(), *_own("messages", language).items())
    return [(re.compile(_shape(english), re.DOTALL), own) for english, own in sentences]


def _shape(english: str) -> str:
    """What stands between backticks has none in it: else the message of another shape would fit, too."""
    return re.escape(english).replace(r"`\{\}`", "`([^`]+?)`").replace(r"\{\}", "(.+?)")


def own_message(message: str, language: Language) -> str:
    """A message as pages say it in one of their languages, with what differs from case to case; empty where its own English words will do."""
    if "; " in message and all(parts := [own_message(part, language) for part in message.split("; ")]):
        return page_words(language)["page.semicolon"].join(parts)
    for shape, own in _own_messages(language):
        if match := shape.fullmatch(message):
            parts = [_own_part(match, group, language) for group in range(1, shape.groups + 1)]
            # A wide shape fits what it does not mean: half a message in each language says less than its own words.
            shown = KEPT.sub("", own) if page_words(language).script.ideographic else ""
            if not any(_foreign(part) and f"{{{i}}}" in shown for i, part in enumerate(parts)):
                return _apart(own, parts).format(*parts)
    if counted := COUNTED.fullmatch(message):
        nouns = _own("nouns", language)
        singular = (counted[2], counted[2].removesuffix("s"), re.sub("ies$", "y", counted[2]))
        return next((f"{counted[1]} {nouns[noun]}" for noun in singular if noun in nouns), "")
    return ""


def _own_part(match: re.Match[str], group: int, language: Language) -> str:
    """What differs in a message; what stands between backticks is a name, which has no other in another language."""
    part = match[group]
    if match.string[match.start(group) - 1 : match.start(group)] == "`":
        return part
    return own_message(part, language) or part.replace("`, `", f"`{page_words(language)['page.comma']}`")


def _foreign(part: str) -> bool:
    """Whether words stand in it that are neither names nor quoted: those of a sentence that has no own words."""
    words = QUOTED.sub("", part)
    return bool(ENGLISH.search(words)) and not HAN.search(words)


def _apart(own: str, parts: Sequence[str]) -> str:
    """A shape with a space between a Chinese character and a number, and with none between two Chinese characters."""

    def put(match: re.Match[str]) -> str:
        before, place, after = match.groups()
        part = parts[int(place)]
        number, chinese = part[:1].isdigit(), HAN.match(part)
        before = (
            "" if chinese else before or (" " if number and HAN.match(own[match.start() - 1 : match.start()]) else "")
        )
        return f"{before}{{{place}}}{'' if HAN.match(part[-1:]) else after}"

    return PLACE.sub(put, own)


def rule_titles(language: Language) -> Mapping[str, str]:
    """The titles of all rules: in English, where a language has no others."""
    return {id: rule.title for id, rule in rules().items()} | dict(own_titles(language))


def own_remedy(diagnostic: Diagnostic, language: Language) -> str:
    """What to do here or in general, in a language of the pages; none where its own English words will do."""
    if diagnostic.hint:
        return own_message(diagnostic.hint, language)
    here: str = _own("messages", language).get(diagnostic.remedy, "")
    return here or own_reasons(language).get(diagnostic.rule, {}).get("do", "")


def desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def key_of(request: Request) -> Key:
    key: Key = request.app.state.key
    return key


def language_of(request: Request) -> Language:
    """The language that the reader chose, else the first of the browser's and of the course's that pages have."""
    wished = [part.split(";")[0].strip().lower()[:2] for part in request.headers.get("accept-language", "").split(",")]
    chosen = (request.cookies.get(LANGUAGE_COOKIE, ""), *wished, *desk_of(request).course.languages)
    return next((language for language in chosen if language in page_languages()), "en")


def course_language(request: Request, course: Course) -> Language:
    """The language of the course that a reader of these pages reads, too."""
    own = language_of(request)
    return own if own in course.languages else course.languages[0]


def part(request: Request, template: str, **values: Any) -> Markup:
    """What a template says, with `say` for words and what every page shows."""
    desk, key = desk_of(request), key_of(request)
    loaded = desk.look()
    own = page_words(language_of(request))
    common: Mapping[str, Any] = {
        "say": own.say,
        "word": own.get,
        "script": own.script,
        "own_titles": own_titles(own.language),
        "own_reasons": own_reasons(own.language),
        "languages": page_languages(),
        "language": own.language,
        "token": key.header,
        "mark": desk.mark,
        "nonce": request.scope["state"]["nonce"],
        "viewed": viewed(request),
        "for_later": for_later(request),
        "path": request.url.path,
        "here": str(request.url.replace(scheme="", netloc="")),
        "course": loaded.course,
        "title": loaded.course.name.get(course_language(request, loaded.course), "") or desk.root.name,
        "errors": len(loaded.errors),
        "read_only": desk.read_only,
        "most_seed": MOST_SEED,
        "undo": desk.steps[-1] if desk.steps else None,
        "redo": desk.undone[-1] if desk.undone else None,
    }
    return Markup(unbroken(environment().get_template(template).render({**common, **values})))


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A page, or a part of one to htmx."""
    return HTMLResponse(part(request, template, **values), status)


def choose_language(request: Request) -> Response:
    """Remembers the language of the pages, and goes back to where the reader was."""
    language, back = request.path_params["language"], request.query_params.get("back", "/")
    # `//host` and `/\host` would lead to another site.
    here = back.startswith("/") and not back.startswith(("//", "/\\"))
    response = RedirectResponse(back if here else "/", 303)
    if language in page_languages():
        response.set_cookie(LANGUAGE_COOKIE, language, samesite="strict", httponly=True, max_age=10**8)
    return response


def chinese_font(request: Request) -> Response:
    """The font that papers are printed with, for a machine that has none."""
    import pylopdf_fonts_zh_cn as chinese

    return FileResponse(chinese.serif_path(), headers={"Cache-Control": "max-age=31536000, immutable"})


def is_part(request: Request) -> bool:
    """Whether htmx asks for a part of a page; going back in the browser's history, it asks for all of it."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def refused(request: Request, error: HwgenError, status: int = 409) -> Response:
    """What the user can mend, with its place and what to do."""
    unwritten = error if isinstance(error, Unwritten) else None
    shown = refusals(request, error, unwritten)
    template = "refused.html" if is_part(request) else "failed.html"
    # A plan that cannot be drawn is mended in its form, by those who do not want YAML.
    return page(request, template, status, faults=shown, exam=request.path_params.get("exam", ""))


def refusals(request: Request, error: HwgenError, unwritten: Unwritten | None = None) -> list[Mapping[str, Any]]:
    """Why nothing was done. What a check only warns of is no warning where it stops somebody."""
    return [{**placed(request, diagnostic, unwritten), "severity": "error"} for diagnostic in error.diagnostics]


def placed(request: Request, diagnostic: Diagnostic, unwritten: Unwritten | None = None) -> Mapping[str, Any]:
    """A diagnostic as pages show it: its place as seen from the course, with the line; its field, where a form would not be written."""
    desk, span = desk_of(request), diagnostic.span
    diagnostic = _inside(diagnostic, desk.root)
    field = ""
    if unwritten is None:
        source = [line[4:] for line in str(diagnostic).split("\n") if line.startswith("  | ")]
    else:
        source = lines(unwritten.text)[span.line - 1 : span.line] if span and span.line else []
        field = _field(diagnostic, unwritten) if span else ""
    return {
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "own_message": own_message(diagnostic.message, language_of(request)),
        "rule": diagnostic.rule,
        "place": f"{span.inside(desk.root)}{f':{span.line}' if span.line else ''}{f':{span.column}' if span.column else ''}"
        if span and not field
        else "",
        "field": field,
        # A place in a text that is not in the file leads nowhere.
        "file": span.inside(desk.root) if span and not unwritten and span.file.is_relative_to(desk.root) else "",
        "line": span.line if span else 0,
        "source": "\n".join(source),
        "own_remedy": own_remedy(diagnostic, language_of(request)),
        "remedy": diagnostic.remedy,
    }


def _inside(diagnostic: Diagnostic, root: Path) -> Diagnostic:
    """Places within a message are of the course, too, wherever the workbench was started."""
    here = str(Span(root / "x"))[:-1]
    if not here:
        return diagnostic
    return replace(diagnostic, message=diagnostic.message.replace(here, ""), hint=diagnostic.hint.replace(here, ""))


def _field(diagnostic: Diagnostic, unwritten: Unwritten) -> str:
    """The name that a form has for a value: its path in the record of the form; none for what is wrong elsewhere in the file.

    A key that is missing, and one that a message about the whole record names, stand beside the first of the record.
    """
    span, within = diagnostic.span, unwritten.within
    path = path_at(unwritten.text, span.line, span.column) if span else ()
    if path[: len(within)] != within:
        return ""
    if missing := MISSING.fullmatch(diagnostic.message):
        path = (*path[:-1], missing[1])
    elif diagnostic.rule == "wrong-value" and path[-1:] == ("id",) and (named := NAMED.search(diagnostic.message)):
        path = (*path[:-1], named[1])
    return JOINT.join(path[len(within) :])


def plain_name(given: str, otherwise: str) -> str:
    """The name under which a file that was dropped in is kept: in small letters, without folders, spaces and signs, and not too long."""
    name = UNSAFE.sub("-", PurePosixPath(given.replace("\\", "/")).name).strip("-.").lower() or otherwise
    stem, dot, suffix = name.rpartition(".")
    name = f"{(stem or suffix)[:LONGEST]}{dot}{suffix[:LONGEST] if stem else ''}"
    # These are devices on Windows, whatever follows them.
    return f"file-{name}" if DEVICE.match(name) else name

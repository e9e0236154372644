"""The editor: a file of the bank as text, checked and shown while one types, and saved only where nobody else has changed it."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import unified_diff
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hwgen.bank.files import PARTS
from hwgen.bank.paths import barred
from hwgen.bank.together import put
from hwgen.edited import digest
from hwgen.editing import skeleton
from hwgen.editing.buffer import buffer
from hwgen.editing.completing import completions
from hwgen.editing.files import kind_of
from hwgen.editing.holdings import holdings
from hwgen.errors import CourseError, Diagnostic, HwgenError, Span, UsageError
from hwgen.kinds.linked import ITEM_KINDS
from hwgen.serve.bank import names_of, number
from hwgen.serve.desk import EDITOR, Desk
from hwgen.serve.pages import (
    about_fields,
    course_language,
    desk_of,
    editor_phrases,
    language_of,
    own_message,
    own_remedy,
    own_titles,
    page,
    page_words,
    part,
    placed,
    refusals,
)
from hwgen.serve.posted import Fields, posted
from hwgen.serve.printed import VIEWS, seen
from hwgen.serve.programs import FOLDER, generators_in, program_faults, variants_of
from hwgen.serve.proofs import start_proof
from hwgen.serve.results import job_values, jobs_of
from hwgen.text import not_utf_8

# What a generator is called where the kinds of items are: it is written in Python, and asked as several of them.
GENERATOR = "generator"
MOST_LISTED = 5
HUNK = re.compile(r"@@ -(\d+)")
NO_FILE = "there is no such file in the bank"


@dataclass(frozen=True)
class Draft:
    """What the editor sends: the text of a file, where the cursor is, the file's digest as it was read, and how the item is shown."""

    path: Path
    name: str
    text: str
    line: int
    column: int
    digest: str
    view: str


def path_of(desk: Desk, name: str) -> Path:
    """The file of the bank, or the program, that a page names. Raises HTTPException for any other file."""
    path = _editable(desk, name)
    if not path.is_file():
        raise HTTPException(404, NO_FILE)
    return path


def is_program(path: Path) -> bool:
    return path.suffix == ".py"


def _drafted_path(desk: Desk, name: str) -> Path:
    """The file that is open in an editor. Raises UsageError where it has gone meanwhile."""
    path = _editable(desk, name)
    if not path.is_file():
        message = "the file is not there any more: it was deleted or renamed elsewhere; nothing was written"
        hint = "put it back and save again, or copy what you wrote here into another file"
        raise UsageError(Diagnostic("changed-on-disk", message, Span(path), hint))
    return path


def _editable(desk: Desk, name: str) -> Path:
    """The path of a file that can be edited here if it is there, wherever links may lead. Raises HTTPException for any other."""
    path = desk.root / name
    folder = desk.root / (FOLDER if is_program(path) else PARTS[0])
    try:
        inside = (
            bool(name)
            and "\0" not in name
            and ".." not in PurePosixPath(name).parts
            and path.is_relative_to(folder)
            and path.resolve().is_relative_to(folder.resolve())
            and not path.is_dir()
            and (is_program(path) or bool(kind_of(path)))
        )
    # A name may be too long, or no text.
    except (OSError, ValueError):
        inside = False
    if not inside:
        raise HTTPException(404, NO_FILE)
    return path


def text_of(path: Path) -> tuple[str, bytes]:
    """The text of a file, and the bytes that it stands in: read at once, so that a digest of them is one of this text.

    Raises CourseError for a file that is no text.
    """
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n"), data
    except UnicodeDecodeError as e:
        raise CourseError(not_utf_8(path, data)) from e


def files_page(request: Request) -> Response:
    """The files of the bank, and what a new item needs."""
    desk = desk_of(request)
    course = desk.course
    texts = (path for path in sorted((desk.root / "bank").rglob("*.yaml")) if kind_of(path))
    programs = sorted((desk.root / FOLDER).rglob("*.py"))
    files = [path.relative_to(desk.root).as_posix() for path in (*texts, *programs) if not barred(path)]
    names = names_of(course, course_language(request, course))
    computed = page_words(language_of(request)).say("edit.computed")
    kinds = [*((kind, names("kind", kind)) for kind in ITEM_KINDS), (GENERATOR, computed)]
    topics = [(topic, names("topic", topic)) for topic in course.topics]
    return page(request, "files.html", files=files, kinds=kinds, topics=topics)


def edit_page(request: Request) -> Response:
    desk, name = desk_of(request), request.query_params.get("file", "")
    path = path_of(desk, name)
    text, data = text_of(path)
    line = number(request.query_params.get("line", "1"), 1, 10**6)
    return page(
        request,
        "edit.html",
        file=name,
        text=text,
        digest=digest(data),
        line=line,
        program=is_program(path),
        views=VIEWS,
        phrases=editor_phrases(language_of(request)),
        **job_values(request),
    )


def file_text(request: Request) -> Response:
    """A file as it is on disk now."""
    text, data = text_of(path_of(desk_of(request), request.query_params.get("file", "")))
    return JSONResponse({"text": text, "digest": digest(data)})


def drafted(work: Callable[[Request, Draft], Mapping[str, Any]]) -> Callable[[Request], Any]:
    """An address to which the editor sends its draft; what cannot be done is a message."""

    def answer(request: Request, data: Any) -> Response:
        try:
            reply = work(request, _draft(desk_of(request), data))
            return JSONResponse(reply, 409 if "message" in reply else 200)
        except HwgenError as e:
            why = message(request, e)
            # A check has no other place for it than that of its preview.
            return JSONResponse({"message": why, "preview": why}, 409)

    async def receive(request: Request) -> Response:
        try:
            data = await request.json()
        # What is nested too deeply is none, either.
        except (ValueError, RecursionError):
            raise HTTPException(400, "this is not a draft") from None
        return await run_in_threadpool(answer, request, data)

    return receive


def _draft(desk: Desk, data: Any) -> Draft:
    try:
        # JSON can have half of a character, which no file can.
        json.dumps(data, ensure_ascii=False).encode()
    except ValueError:
        raise HTTPException(400, "this is not a draft") from None
    match data:
        case {"file": str(name), "text": str(text), "line": int(line), "column": int(column), **more}:
            known, view = more.get("digest"), more.get("view")
            known = known if isinstance(known, str) else ""
            return Draft(
                _drafted_path(desk, name), name, text, line, column, known, view if view in VIEWS else VIEWS[0]
            )
    raise HTTPException(400, "this is not a draft")


def check(request: Request, draft: Draft) -> Mapping[str, Any]:
    """What is wrong with the draft, and its item at the cursor as it is asked."""
    return _checked_program(request, draft) if is_program(draft.path) else _checked_text(request, draft)


def _checked_text(request: Request, draft: Draft) -> Mapping[str, Any]:
    desk = desk_of(request)
    held = buffer(desk.course, draft.path, draft.text)
    try:
        values = {
            **seen(request, held.course, held.item_at(draft.line), draft.view),
            "problems": _listed(request, held.faults),
        }
    except HwgenError as e:
        values = {**seen(request, held.course, None, draft.view), "problems": _listed(request, e.diagnostics)}
    return {
        "faults": [_fault(request, fault) for fault in held.faults],
        "preview": part(request, "preview.html", **values),
    }


def _checked_program(request: Request, draft: Draft) -> Mapping[str, Any]:
    """A program is run when it is saved; beside it stand the variants of its generator at the cursor as they were proven."""
    desk = desk_of(request)
    course = desk.course
    wrong = list(program_faults(desk, jobs_of(request), draft.path, draft.text))
    faults = [_fault(request, fault) for fault in wrong]
    # What the last proof says stands below it.
    unlisted = (fault for fault in wrong if fault not in jobs_of(request).job.faults)
    held = generators_in(course, draft.path)
    before = [generator for generator in held if generator.span.line <= draft.line] or held[:1]
    listed = {**seen(request, course, None, ""), "nothing": "edit.helper", "problems": _listed(request, unlisted)}
    shown = part(request, "preview.html", **listed) if listed["problems"] or not before else Markup("")
    try:
        if before:
            shown += part(request, "variants.html", **variants_of(request, course, before[-1]))
    except HwgenError as e:
        shown += message(request, e)
    return {"faults": faults, "preview": shown}


def _listed(request: Request, faults: Iterable[Diagnostic]) -> list[Mapping[str, Any]]:
    """Errors of a draft beside it: its margin marks them for whoever has a mouse. Their places are in what is typed, not yet in a file."""
    errors = [fault for fault in faults if fault.severity == "error"]
    return [{**placed(request, fault), "file": "", "source": ""} for fault in errors[:MOST_LISTED]]


def _fault(request: Request, fault: Diagnostic) -> Mapping[str, Any]:
    return {
        "line": fault.span.line if fault.span else 1,
        "column": fault.span.column if fault.span else 1,
        "severity": fault.severity,
        # Many messages are English alone; what is wrong, and what to do in general, is said in the language of the page, too.
        "title": own_titles(language_of(request)).get(fault.rule, ""),
        "message": own_message(fault.message, language_of(request)) or fault.message,
        "remedy": own_remedy(fault, language_of(request)) or fault.remedy,
        "rule": fault.rule,
    }


def save(request: Request, draft: Draft) -> Mapping[str, Any]:
    """Writes the draft, if the file is still the one that was read."""
    desk, path = desk_of(request), draft.path
    desk.refuse_read_only()
    with desk.alone():
        now, old = text_of(path)
        text = draft.text if draft.text.endswith("\n") or not draft.text else f"{draft.text}\n"
        if digest(old) != draft.digest and now != text:
            return {"message": conflict(request, (now, old), text)}
        # Whoever wrote the file chose its line ends.
        data = (text.replace("\n", "\r\n") if b"\r\n" in old else text).encode(
            "utf-8-sig" if old.startswith(b"\xef\xbb\xbf") else "utf-8"
        )
        with desk.change(f"{EDITOR}{draft.name}", path):
            put(path, old, data)
    if is_program(path):
        jobs_of(request).forget()
        _prove(request, path)
    return {"digest": digest(data)}


def _prove(request: Request, path: Path) -> None:
    """Proves the generators of a program that was saved, unless something else is at work: then a button does."""
    generators = [generator for generator in generators_in(desk_of(request).course, path) if generator.runs]
    if generators:
        with suppress(UsageError):
            start_proof(request, generators)


def complete(request: Request, draft: Draft) -> Mapping[str, Any]:
    course, name = desk_of(request).course, kind_of(draft.path)
    options = completions(course, name, draft.text, draft.line, draft.column) if name else []
    own = about_fields(language_of(request))
    return {"options": [{"label": one.label, "info": own.get(one.detail, one.detail)} for one in options]}


check_draft, complete_draft, save_draft = drafted(check), drafted(complete), drafted(save)


def conflict(request: Request, theirs: tuple[str, bytes], text: str) -> Markup:
    """The difference between what stands on disk and what somebody would have put in its place, and what can be done about it."""
    old, data = theirs
    return part(request, "conflict.html", hunks=_hunks(old.splitlines(), text.splitlines()), theirs=digest(data))


def _hunks(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Lines that differ, with some around them: each run of them with the number of its first line on disk."""
    runs: list[tuple[str, list[str]]] = []
    for line in islice(unified_diff(old, new, lineterm=""), 2, None):
        if start := HUNK.match(line):
            runs.append((start[1], []))
        else:
            runs[-1][1].append(line)
    return runs


def message(request: Request, error: HwgenError) -> Markup:
    return part(request, "refused.html", faults=refusals(request, error))


@posted(10)
def new_item(request: Request, fields: Fields) -> Response:
    """Writes an example item or generator as `hwgen new` does, and opens it."""
    desk = desk_of(request)
    desk.refuse_read_only()
    name, kind, topic = (fields.get(key, "").strip() for key in ("name", "kind", "topic"))
    skeleton.sound_name(topic)
    skeleton.sound_name(name)
    if kind not in (*ITEM_KINDS, GENERATOR):
        raise HTTPException(400, "there is no such kind")
    new_topic = "new_topic" in fields
    with desk.alone():
        loaded = desk.look()
        if loaded.errors:
            raise CourseError(*loaded.errors)
        held = holdings(loaded.course)
        if kind == GENERATOR:
            if topic not in loaded.course.topics:
                hint = "write an item of this topic first: its file says what the topic is called"
                raise UsageError(Diagnostic("unknown-name", f"the course has no topic `{topic}`", None, hint))
            files = skeleton.generator_files(desk.root, name, topic)
            command = shlex.join(("hwgen", "new", "generator", name, "--topic", topic))
            with desk.change(command, *files, back="/files"):
                skeleton.new_generator(desk.root, held, name, topic)
            leads = f"/edit?file={quote(files[0].relative_to(desk.root).as_posix())}"
        else:
            path = skeleton.topic_file(desk.root, held, topic)
            asked = ("--topic", topic, *(["--new-topic"] if new_topic else []))
            with desk.change(shlex.join(("hwgen", "new", "item", name, "--kind", kind, *asked)), path, back="/files"):
                skeleton.new_item(desk.root, held, name, kind, topic, new_topic=new_topic)
            leads = f"/form/{name}"
    return Response(status_code=204, headers={"HX-Redirect": leads})

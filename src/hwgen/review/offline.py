"""Written answers for markers who have no hwgen: a file for each question that a browser opens by itself, and the points that come back."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, ConfigDict, ValidationError

from hwgen.adapters import adapter
from hwgen.errors import Diagnostic, Span, UsageError, counted
from hwgen.marks.folder import Marked, fault_of
from hwgen.review import crops
from hwgen.review.pages import HERE, pages
from hwgen.review.session import Points, Session, Unfit
from hwgen.review.written import Answer, AnswerView, Pile, answer_view, arranged, same_key, same_model
from hwgen.scanning import pieces, rated
from hwgen.scanning.decided import entries
from hwgen.scanning.naming import name_of
from hwgen.scanning.rated import Rating, contents_of, person
from hwgen.scanning.whose import whose
from hwgen.words.words import nearest

FORMAT = "hwgen-points"
SCRIPTS = ("review.js", "offline.js")
# A mistake in a file is named for so many answers.
FEW = 5


@dataclass(frozen=True)
class Given:
    """What was given for an answer, and when."""

    row: str
    at: AwareDatetime
    points: str = ""
    lines: tuple[int, ...] = ()
    comment: str = ""
    __pydantic_config__ = ConfigDict(extra="forbid", str_max_length=2000)


@dataclass(frozen=True)
class Returned:
    """A file of points as the page named `page` saved it."""

    format: Literal["hwgen-points"]
    page: str
    marker: str
    answers: tuple[Given, ...]
    __pydantic_config__ = ConfigDict(extra="forbid", str_max_length=2000)


@dataclass(frozen=True)
class Taken:
    """The class with the points of some files; `count` is how many answers have other ones now, and on how many markers are so far `apart` that another one is needed."""

    marked: Marked
    count: int
    apart: int
    warnings: tuple[Diagnostic, ...]


def written_pages(session: Session) -> dict[str, bytes]:
    """The pages by their names. Raises UsageError where nothing is written by hand, or a scan is not where it was."""
    piles = session.piles
    if not piles:
        message = "no question of the scanned sheets is answered in a frame"
        raise UsageError(Diagnostic("no-written-answers", message, Span(session.marked.folder)))
    gone = {r.file for pile in piles for a in pile.answers for r, _ in a.frames if r.source not in session.files}
    if gone:
        message = f"the scans are not where they were: {', '.join(sorted(gone))}"
        raise UsageError(Diagnostic("written-without-scan", message, Span(session.marked.folder)))
    names = [f"question-{pile.numbers.split(', ')[0]}-{pile.name}" for pile in piles]
    # Two parts of an item may stand at one number on different papers.
    apart = [f"{name}-{names[:i].count(name) + 1}" if names.count(name) > 1 else name for i, name in enumerate(names)]
    return {f"{name}.html": _page(session, pile, name) for name, pile in zip(apart, piles, strict=True)}


def _page(session: Session, pile: Pile, name: str) -> bytes:
    answers = {answer.key: answer for answer in arranged(pile.answers)}
    views = [
        answer_view(one, session.printed.keys, session.ratings, session.person, blind=session.blind)
        for one in answers.values()
    ]
    environment = pages(nearest(session.printed.keys.language))
    environment.filters["hash"] = _hash
    scripts = [(HERE / script).read_text(encoding="utf-8") for script in SCRIPTS]
    html = environment.get_template("offline.html.j2").render(
        keys=session.printed.keys,
        pile=pile,
        answers=views,
        same=same_key(views),
        same_model=same_model(views),
        pictures=lambda row: [*_pictures(session, answers[row.key])],
        comments=session.comments,
        marker=session.marker,
        blind=session.blind,
        style=(HERE / "review.css").read_text(encoding="utf-8"),
        scripts=scripts,
        page={
            "format": FORMAT,
            "id": name_of("page", *answers),
            "name": name,
            "rows": {row.key: _state(row) for row in views},
        },
    )
    return html.encode()


def _state(row: AnswerView) -> dict[str, object]:
    met = [line.place for line in row.lines if line.met]
    return {"points": row.points, "comment": row.comment, "lines": met, "open": row.open}


def _hash(text: str) -> str:
    """As the policy of a page names a script that may run in it."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _pictures(session: Session, answer: Answer) -> Iterator[str]:
    for record, frame in answer.frames:
        if picture := pieces.scan_of(record, session.files):
            region = crops.of_frame(answer.sheet.layout, frame)
            jpeg = pieces.piece(picture, record, region, crops.WRITTEN, frame.id)
            yield f"data:image/jpeg;base64,{b64encode(jpeg).decode()}"


def take(marked: Marked, paths: Sequence[Path]) -> Taken:
    """Keeps the points of files, all or none, and writes the marks. What the same marker gave later by other ways stays.

    Raises UsageError for a file that is something else, and for points that an answer cannot have.
    """
    ratings: list[Rating] = []
    warnings: list[Diagnostic] = []
    faults: list[Diagnostic] = []
    for path in paths:
        returned = _read(path)
        session = Session.of(marked, returned.marker)
        answers = _answers(session)
        places = _places(session)
        if session.blind and not session.person:
            message = "nobody says who marked these answers, and two people mark each"
            faults.append(Diagnostic("points-unnamed", message, Span(path)))
        unknown = [given for given in returned.answers if given.row not in answers]
        if len(unknown) == len(returned.answers):
            faults.append(Diagnostic("points-foreign", "no answer of this class is in this file", Span(path)))
        elif unknown:
            message = f"left out {counted(len(unknown), 'answer')} of which the scan does not count any more"
            warnings.append(Diagnostic("points-unknown", message, Span(path)))
        for given in returned.answers:
            if given.row in answers:
                try:
                    ratings.append(_rating(given, answers[given.row], returned.marker))
                except Unfit as e:
                    answer = answers[given.row]
                    message = f"{places[answer.key]}, {whose(answer.sheet.copy)}: {e}"
                    faults.append(Diagnostic("points-unfit", message, Span(path)))
    if faults:
        raise UsageError(*faults[:FEW])
    session = Session.of(marked)
    fresh = _later(ratings, entries(session.ratings_file, Rating))
    if fresh:
        rated.append(session.ratings_file, *fresh)
        session = Session.of(marked)
    after = session.finished()
    return Taken(after, len(fresh), session.apart, (*warnings, *session.warnings))


def _answers(session: Session) -> dict[str, Answer]:
    """The answers as pages may name them: by any scan of theirs."""
    return {
        name_of("answer", answer.field.id, content): answer
        for answer in session.answers.values()
        for content in contents_of(answer.sheet, answer.field.id)
    }


def _places(session: Session) -> dict[str, str]:
    """Where each answer stands on its page, where nobody sees whose it is."""
    return {
        answer.key: f"question {pile.numbers}, answer {i} of {len(pile.answers)} on the page"
        for pile in session.piles
        for i, answer in enumerate(arranged(pile.answers), 1)
    }


def _rating(given: Given, answer: Answer, marker: str) -> Rating:
    worth = Points(given.row, given.points, given.lines).worth(answer)
    return Rating(*answer.place, worth, given.lines, given.comment, marker, given.at.isoformat())


def _later(ratings: Iterable[Rating], known: Iterable[Rating]) -> list[Rating]:
    """The last that each marker gave for each answer, as far as it is later than what is known of it, in the order in which they were given."""
    last = {(rating.content, rating.field, person(rating.marker)): rating for rating in known}
    fresh: dict[tuple[str, str, str], Rating] = {}
    for rating in sorted(ratings, key=lambda rating: rating.when):
        place = rating.content, rating.field, person(rating.marker)
        if place not in last or last[place].when < rating.when:
            fresh[place] = rating
    return list(fresh.values())


def _read(path: Path) -> Returned:
    try:
        return adapter(Returned).validate_json(path.read_bytes())
    except OSError as e:
        raise UsageError(Diagnostic("points-unreadable", f"cannot be read: {e.strerror}", Span(path))) from e
    except ValidationError as e:
        message = f"is no file of points as a page of `hwgen mark --written` saves it: {fault_of(e)}"
        hint = "take the file that the page saved, as it is"
        raise UsageError(Diagnostic("points-unreadable", message, Span(path), hint)) from e

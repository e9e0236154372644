"""What the page of a review asks for, and what it gets; how it is sent is the server's matter."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any, assert_never

from jinja2 import Environment

from hwgen.adapters import adapter
from hwgen.marks.titles import title_of
from hwgen.review import crops
from hwgen.review.gallery import questions, region
from hwgen.review.pages import HERE, pages
from hwgen.review.rows import BoxRow, PageRow, Row, StudentRow
from hwgen.review.session import Change, Decision, Points, Session
from hwgen.review.titles import tabs
from hwgen.review.views import View, view
from hwgen.review.written import Answer, AnswerView, Pile, answer_view, arranged, same_key, same_model
from hwgen.scanning import pieces, rubric
from hwgen.scanning.agreement import agreement, tolerance
from hwgen.sheets.composing import ABSENT
from hwgen.sheets.fields import field_of
from hwgen.sheets.keys import NOTHING
from hwgen.sheets.rectangle import Rectangle
from hwgen.text import Language
from hwgen.words.words import Words, nearest

ASSETS = {"review.css": "text/css", "review.js": "text/javascript", "server.js": "text/javascript"}
HTML, JPEG, JSON = "text/html", "image/jpeg", "application/json"


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    kind: str = HTML
    status: HTTPStatus = HTTPStatus.OK


MISSING = Reply(status=HTTPStatus.NOT_FOUND)
DECISION = adapter(Decision)
POINTS = adapter(Points)
CHANGE = adapter(Change)


@dataclass
class Application:
    """The pages of a review. `token` is what its script has to send with each decision; when marks are written, `stop` ends the review.

    They speak the `language` of whoever opened them, else that of the papers, and lead `back` to the page from which they were opened.
    """

    session: Session
    token: str
    stop: Callable[[], None]
    language: Language = ""
    back: str = ""

    @property
    def words(self) -> Words:
        return nearest(self.language or self.session.printed.keys.language)

    @property
    def _pages(self) -> Environment:
        return pages(self.words)

    def get(self, path: str) -> Reply:
        match path.strip("/").split("/"):
            case [""]:
                return self._page("doubts.html.j2", views=self._views())
            case ["written", key]:
                return self._written(key)
            case ["written", key, "by-ink"]:
                return self._written(key, by_ink=True)
            case ["marks", place] if place.isdigit() and int(place) < len(self._questions):
                return self._gallery(int(place))
            case ["piece", key]:
                return self._piece(key)
            case ["frame", key, place] if place.isdigit():
                return self._frame(key, int(place))
            case [name] if name in ASSETS:
                return Reply((HERE / name).read_bytes(), ASSETS[name])
            case ["favicon.ico"]:
                return Reply(status=HTTPStatus.NO_CONTENT)
            case ["scan", key, place] if place.isdigit():
                return self._scan(key, int(place))
            case ["print", key]:
                return self._print(key)
            case _:
                return MISSING

    def post(self, path: str, data: dict[str, Any]) -> Reply:
        """Raises ValueError or KeyError for data that are no decision."""
        match path.strip("/"):
            case "decide":
                self.session.decide(DECISION.validate_python(data))
                return self._state()
            case "rate":
                self.session.rate(POINTS.validate_python(data))
                return self._state()
            case "revise":
                self.session.revise(CHANGE.validate_python(data))
                return self._state()
            case "undo":
                self.session.undo()
                return self._state()
            case "state":
                return self._state()
            case "finish":
                self.session.finished()
                self.stop()
                return self._page("finished.html.j2")
            case _:
                return MISSING

    def _state(self) -> Reply:
        """Where each row stands, for the page to show."""
        states: dict[str, dict[str, Any]] = {key: {"marked": values} for key, values in self.session.seen_marks.items()}
        # A doubt stands in its gallery as well.
        for row in self._views():
            states.setdefault(row.key, {}).update(state=row.state, open=row.open, marked=row.marked)
        for pile in self.session.piles:
            for answer in pile.answers:
                each = self._answer(answer)
                met = [line.place for line in each.lines if line.met]
                states[each.key] = {"points": each.points, "comment": each.comment, "lines": met, "open": each.open}
        counts = {"/": len(self.session.open), **{f"/written/{pile.key}": left for pile, left in self._piles}}
        return Reply(json.dumps({"rows": states, "left": self._left, "counts": counts}).encode(), JSON)

    @property
    def _piles(self) -> list[tuple[Pile, int]]:
        """With how many answers of each are left to mark."""
        return [(pile, pile.left(self.session.ratings, self.session.person)) for pile in self.session.piles]

    @property
    def _left(self) -> str:
        waiting = sum(left for _, left in self._piles)
        doubts = self.words.say("review.left", count=len(self.session.open))
        return doubts + (
            self.words["review.and"] + self.words.say("review.left_written", count=waiting) if waiting else ""
        )

    @cached_property
    def _questions(self) -> list[str]:
        return questions(self.session.scanned.sheets)

    def _gallery(self, place: int) -> Reply:
        group = self._questions[place]
        return self._page(
            "gallery.html.j2",
            questions=tabs(self._questions, self.words),
            title=title_of(group, self.words),
            place=place,
            absent=group == ABSENT,
            parts=self.session.gallery(group),
        )

    def _piece(self, key: str) -> Reply:
        row = self.session.seen.get(key)
        picture = pieces.scan_of(row.scans[0], self.session.files) if row else None
        if row is None or picture is None:
            return MISSING
        return Reply(pieces.piece(picture, row.scans[0], region(row.boxes), crops.SMALL, field_of(row.group)), JPEG)

    def _written(self, key: str, *, by_ink: bool = False) -> Reply:
        pile = next((pile for pile in self.session.piles if pile.key == key), None)
        if pile is None:
            return MISSING
        session = self.session
        answers = [self._answer(answer) for answer in arranged(pile.answers, by_ink=by_ink)]
        lines = max((answer.lines for answer in answers), key=len, default=())
        allowed = min((tolerance(answer.most, session.printed.keys.policy) for answer in pile.answers), default=NOTHING)
        agree = agreement(pile.pairs(session.ratings), allowed)
        return self._page(
            "written.html.j2",
            pile=pile,
            answers=answers,
            pictures=lambda row: [f"/frame/{row.key}/{i}" for i in range(len(row.sizes))],
            measured=all(answer.ink is not None for answer in pile.answers),
            by_ink=by_ink,
            comments=session.comments,
            same=same_key(answers),
            same_model=same_model(answers),
            lines=lines,
            agree=agree,
            revised=lambda line: rubric.text(session.revisions, (pile.key, line)),
        )

    def _answer(self, answer: Answer) -> AnswerView:
        return answer_view(
            answer, self.session.printed.keys, self.session.ratings, self.session.person, blind=self.session.blind
        )

    def _frame(self, key: str, place: int) -> Reply:
        answer = self.session.answers.get(key)
        if answer is None or place >= len(answer.frames):
            return MISSING
        record, frame = answer.frames[place]
        picture = pieces.scan_of(record, self.session.files)
        if picture is None:
            return MISSING
        region = crops.of_frame(answer.sheet.layout, frame)
        return Reply(pieces.piece(picture, record, region, crops.WRITTEN, frame.id), JPEG)

    def _views(self) -> list[View]:
        return [view(self.session, row, self.words) for row in self.session.known.values()]

    def _page(self, template: str, **values: Any) -> Reply:
        html = self._pages.get_template(template).render(
            token=self.token,
            back=self.back,
            keys=self.session.printed.keys,
            left=self._left,
            doubts=len(self.session.open),
            piles=self._piles,
            marker=self.session.marker,
            **{"pile": None, "place": None, **values},
        )
        return Reply(html.encode())

    def _scan(self, key: str, place: int) -> Reply:
        row = self.session.known.get(key)
        if row is None or place >= len(row.scans):
            return MISSING
        record = row.scans[place]
        picture = pieces.scan_of(record, self.session.files)
        if picture is None:
            return MISSING
        region = _region(row)
        if region is None or not record.reading.matrix:
            return Reply(pieces.page(picture), JPEG)
        scale = crops.FAR if isinstance(row, PageRow) else crops.CLOSE
        field = field_of(row.group) if isinstance(row, BoxRow) else ""
        return Reply(pieces.piece(picture, record, region, scale, field), JPEG)

    def _print(self, key: str) -> Reply:
        row = self.session.known.get(key)
        if not isinstance(row, BoxRow):
            return MISSING
        region = _region(row)
        assert region
        return Reply(crops.print_of(self.session.printed, row.sheet.copy, row.boxes[0].page, region, row.boxes), JPEG)


def _region(row: Row) -> Rectangle | None:
    """What of a sheet is shown; None for a page that nobody could lay over one."""
    match row:
        case BoxRow():
            page = row.boxes[0].page
            layout = row.sheet.layout
            groups = [b.group for b in layout.boxes if b.page == page and field_of(b.group) == field_of(row.group)]
            return crops.around(layout, page, groups)
        case StudentRow():
            return crops.top_of(row.sheet.layout)
        case PageRow(sheet=None):
            return None
        case PageRow(sheet=sheet):
            assert sheet
            return crops.whole(sheet.layout)
        case _:
            assert_never(row)

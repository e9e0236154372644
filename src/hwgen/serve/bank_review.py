"""The review of the whole bank, which takes minutes where it is large: in the background, one at a time, of the newest state."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hwgen.serve.desk import Desk
from hwgen.waiting import AT_EACH_STEP

if TYPE_CHECKING:
    from hwgen.bank.course import Course
    from hwgen.bank.loading import Loaded
    from hwgen.errors import Diagnostic

SECONDS_OF_QUIET = 0.25
# What is remarked of each item, by its id, silences heard.
Remarks = Mapping[str, "tuple[Diagnostic, ...]"]


def remarks_in(course: Course) -> Remarks:
    # The rules take a while to load, and most pages need none.
    from hwgen.flaws.editor import of_bank
    from hwgen.flaws.silences import heard, silences

    by_id: dict[str, list[Diagnostic]] = {}
    for diagnostic in heard(of_bank(course), silences(course))[0]:
        by_id.setdefault(diagnostic.subject, []).append(diagnostic)
    return {id: tuple(own) for id, own in by_id.items()}


class BankReview:
    """What the last review found, and the state of the course that it is about."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._wanted = False
        self._ended: tuple[Loaded, Remarks | Exception] | None = None

    def known(self) -> Remarks | None:
        """What is remarked of the bank as it is now, where it was reviewed already."""
        review = self._of_now()
        return None if isinstance(review, Exception) else review

    def ask(self) -> Remarks | None:
        """As `known`; what is not known yet will be, and is news then. Raises what the review raised."""
        review = self._of_now()
        if isinstance(review, Exception):
            raise review
        if review is None:
            with self._lock:
                self._wanted = True
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, daemon=True)
                    self._thread.start()
        return review

    def _of_now(self) -> Remarks | Exception | None:
        state, ended = self._desk.look(), self._ended
        return ended[1] if ended and ended[0] is state else None

    def finish(self) -> None:
        """Waits for the review of the moment."""
        if thread := self._thread:
            thread.join()

    def _run(self) -> None:
        """Reviews until nobody has asked since the last look; what changed meanwhile is reviewed at once, however often it did."""
        # Whoever opens a page asks for more than one thing at once.
        self._desk.give_way(SECONDS_OF_QUIET)
        while self._is_wanted():
            state = self._desk.look()
            if self._ended is None or self._ended[0] is not state:
                self._ended = state, self._found(state)
        self._desk.news.bring("remarks")

    def _is_wanted(self) -> bool:
        with self._lock:
            wanted, self._wanted = self._wanted, False
            if not wanted:
                self._thread = None
            return wanted

    def _found(self, state: Loaded) -> Remarks | Exception:
        # Not while the course is read, for which pages wait; who has just been given a page asks for the next.
        token = AT_EACH_STEP.set(lambda what, done, total: self._desk.give_way(SECONDS_OF_QUIET))
        try:
            return remarks_in(state.course)
        except Exception as e:
            return e
        finally:
            AT_EACH_STEP.reset(token)

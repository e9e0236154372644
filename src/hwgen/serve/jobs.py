"""What takes longer than a page may wait: one job at a time in the background, whose progress all pages show."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hwgen.errors import Diagnostic, HwgenError, UsageError
from hwgen.serve.news import News
from hwgen.unexpected import diagnostic

if TYPE_CHECKING:
    # All kinds of questions come with it, and the first page needs none.
    from hwgen.serve.lost import LostLine

State = Literal["none", "running", "done", "failed"]


@dataclass(frozen=True)
class Outcome:
    """The files that a job wrote, what it warns of, what was lost, and what to do with the files."""

    files: Sequence[Path] = ()
    faults: Sequence[Diagnostic] = ()
    losses: Sequence[LostLine] = ()
    advice: str = ""


@dataclass(frozen=True)
class Job:
    """`command` is what would have done the same in a terminal, `page` where somebody began it. `done` of `total` steps, where it counts any."""

    state: State = "none"
    command: str = ""
    page: str = ""
    message: str = ""
    done: int = 0
    total: int = 0
    files: tuple[Path, ...] = ()
    faults: tuple[Diagnostic, ...] = ()
    losses: tuple[LostLine, ...] = ()
    advice: str = ""


Says = Callable[..., None]
Work = Callable[[Says], Outcome]


class Jobs:
    """The job of the moment, or the last one."""

    def __init__(self, news: News) -> None:
        self.job = Job()
        self._news = news
        self._lock = threading.Lock()
        self._thread = threading.Thread()

    def start(self, command: str, work: Work, page: str = "") -> None:
        """Begins a job, whose `work` says how far it is. Raises UsageError where another one runs."""
        with self._lock:
            if self.job.state == "running":
                message = f"`{self.job.command}` is still running"
                raise UsageError(Diagnostic("job-running", message, None, "wait until it has finished"))
            self._now(Job("running", command, page))
            self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
            self._thread.start()

    def forget(self) -> None:
        """Drops the last job, which was about something that no longer exists; a running one stays."""
        with self._lock:
            if self.job.state != "running":
                self._now(Job())

    def finish(self) -> Job:
        """Waits for the job of the moment."""
        self._thread.join()
        return self.job

    def end(self, seconds: float) -> None:
        """Gives the job of the moment, which hears the signal by itself, some time to clean up."""
        if self._thread.is_alive():
            self._thread.join(seconds)

    def say(self, message: str = "", done: int = 0, total: int = 0) -> None:
        self._now(replace(self.job, message=message, done=done, total=total))

    def _now(self, job: Job) -> None:
        self.job = job
        self._news.bring("job")

    def _run(self, work: Work) -> None:
        try:
            outcome = work(self.say)
            done = replace(
                self.job,
                state="done",
                files=tuple(outcome.files),
                faults=tuple(outcome.faults),
                losses=tuple(outcome.losses),
                advice=outcome.advice,
            )
        except KeyboardInterrupt:
            # The workbench ends, and nobody looks at its pages any more.
            return
        except HwgenError as e:
            done = replace(self.job, state="failed", faults=e.diagnostics)
        except Exception as e:
            done = replace(self.job, state="failed", faults=(diagnostic(e),))
        self._now(done)

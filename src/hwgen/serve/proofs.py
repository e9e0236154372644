"""Proofs in the background: what is not proven yet, in processes of their own, since only there a program that never ends is stopped."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from starlette.requests import Request

from hwgen.errors import CourseError
from hwgen.problem.generator import Generator
from hwgen.proof.certificates import verified
from hwgen.serve.jobs import Outcome, Says
from hwgen.serve.pages import desk_of
from hwgen.serve.results import jobs_of, page_of
from hwgen.waiting import AT_EACH_STEP


def start_proof(request: Request, generators: Sequence[Generator]) -> None:
    """Begins to prove generators; what cannot be proven is an error of the job. Raises UsageError where another job runs."""
    course = desk_of(request).course

    def work(say: Says) -> Outcome:
        # One of one would look like the end from the beginning.
        say("proving", 0, len(generators) if len(generators) > 1 else 0)
        # The page shows which ones.
        AT_EACH_STEP.set(lambda what, done, total: say(what.partition(" ")[0], done, total))
        proofs = verified(course, generators)
        faults = [fault for proof in proofs if isinstance(proof, CourseError) for fault in proof.diagnostics]
        if faults:
            raise CourseError(*faults)
        return Outcome()

    jobs_of(request).start(shlex.join(("hwgen", "verify", *(item.id for item in generators))), work, page_of(request))

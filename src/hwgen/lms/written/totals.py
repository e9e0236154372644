"""What the questions of a section are worth where its heading gives a total: 判断题（共10分）."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby

from hwgen.errors import counted
from hwgen.lms.written.draft import Doubt, Draft
from hwgen.lms.written.folding import folded
from hwgen.lms.written.lines import WHOLE, Heading
from hwgen.lms.written.stems import take_labels
from hwgen.numerals import machine

WORTH = re.compile(r"\D{0,4}(\d{1,3}(?:\.\d+)?)(?![\d/])")


def take_worth(draft: Draft, above: Heading) -> None:
    """Gives a question what the heading above it says of points, unless it has some of its own."""
    if not draft.points:
        draft.points, draft.each_blank = above.points, above.each_blank
    draft.section, draft.total = above.title, above.total


def share(drafts: Sequence[Draft], doubt: Doubt) -> None:
    """Shares each total among the questions of its section that have no points of their own, equally and in whole points."""
    for (title, total), group in groupby(drafts, lambda draft: (draft.section, draft.total)):
        if total:
            _share(title, Fraction(total), list(group), doubt)


def _share(title: str, total: Fraction, drafts: Sequence[Draft], doubt: Doubt) -> None:
    for draft in drafts:
        take_labels(draft)
    own = [WORTH.match(folded(draft.points)) for draft in drafts if draft.points]
    others = [draft for draft in drafts if not draft.points]
    # Blanks are counted later, and points that are no number have a doubt of their own.
    if any(draft.each_blank for draft in drafts) or not all(own):
        return
    given = sum(Fraction(worth[1]) for worth in own if worth)
    each = (total - given) / max(1, len(others))
    # Parts of a question are no questions.
    shared = each >= 1 and each.denominator == 1 and not any("(" in draft.number for draft in others)
    message = ""
    if not others and given != total:
        message = f"the questions below it have {machine(given)}"
    elif others and not shared:
        message = f"{counted(len(others), 'question')} below it cannot share them and have 1 each"
    elif len(others) > 1 and not WHOLE.search(folded(title)):
        message = f"they were taken for those of all questions below it, {machine(each)} each"
    if shared:
        for draft in others:
            draft.points = machine(each)
    if message:
        doubt(
            "written-total",
            drafts[0].line,
            drafts[0].name,
            f"“{title[:60]}” gives a total of {machine(total)}: {message}",
        )

"""What is remarked of items on their pages and in the filter of the bank: of one item at once, of the rest as the review of the bank finds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from starlette.requests import Request

from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.catalogue import flaws
from hwgen.errors import Diagnostic
from hwgen.problem.generator import Generator
from hwgen.serve.bank_review import BankReview

SCOPES = ("item", "bank")


def review_of(request: Request) -> BankReview:
    review: BankReview = request.app.state.bank_review
    return review


def remarks_of(
    review: BankReview, course: Course, item: BankItem | Generator, *, alone: bool = False
) -> tuple[Sequence[Diagnostic], bool]:
    """What is remarked of an item, and whether more is still to come: before the bank is reviewed, it is what the item shows by itself.

    With `alone`, the bank is not reviewed for it: whoever writes would wait for that at each preview.
    """
    # The rules take a while to load, and most pages need none.
    from hwgen.flaws.editor import of_item_alone

    known = review.known() if alone else review.ask()
    if known is not None:
        return known.get(item.id, ()), False
    return (tuple(of_item_alone(course, item)) if isinstance(item, BankItem) else ()), not alone


def with_flaw(review: BankReview, rule: str) -> frozenset[str] | None:
    """The items of which a rule remarks something; None as long as the bank is being reviewed."""
    known = review.ask()
    if known is None:
        return None
    return frozenset(id for id, own in known.items() if any(one.rule == rule for one in own))


def flaw_choices(review: BankReview, titles: Mapping[str, str]) -> list[tuple[str, str, int | None]]:
    """The rules by their titles, and how many items each remarks, where the bank was reviewed already."""
    known = review.known()
    counts = Counter(rule for own in (known or {}).values() for rule in {one.rule for one in own})
    shown = [(id, titles[id], None if known is None else counts[id]) for id in flaws(*SCOPES)]
    return [one for one in shown if one[2] != 0]

"""The review of the bank on its pages: what is remarked of an item and why, silenced with a reason where it does not apply."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from hwgen.bank.items import BankItem
from hwgen.catalogue import flaws, rules
from hwgen.errors import Diagnostic, UsageError, did_you_mean
from hwgen.serve.flawed import SCOPES, remarks_of, review_of
from hwgen.serve.forms import write_item, written_item
from hwgen.serve.held import item_of
from hwgen.serve.pages import desk_of, language_of, page, placed, rule_titles
from hwgen.serve.posted import Fields, posted


def remarks_part(request: Request) -> Response:
    """The remarks on one item, each with its reasons, and those that it silences."""
    desk = desk_of(request)
    item = item_of(desk.look(), request.path_params["id"])
    each, more = remarks_of(review_of(request), desk.course, item, alone="alone" in request.query_params)
    # The text of each language may be remarked on: what is said alike is said once, and silenced once.
    own = {(remark.rule, remark.message): remark for remark in each}.values()
    silenced = dict(item.silence) if isinstance(item, BankItem) else {}
    return page(
        request,
        "remarks.html",
        item=item,
        remarks=[(placed(request, remark), rules()[remark.rule], remark.rule in flaws(*SCOPES)) for remark in own],
        silenced=silenced,
        more=more,
        titles=rule_titles(language_of(request)),
    )


@posted(10)
def silence(request: Request, fields: Fields) -> Response:
    """Writes into an item that a rule does not apply, and why."""
    desk, (rule, reason) = desk_of(request), (fields.get(key, "").strip() for key in ("rule", "reason"))
    if rule not in flaws(*SCOPES):
        message = f"`{rule}` is not a flaw that can be silenced here"
        raise UsageError(Diagnostic("silence", message, None, did_you_mean(rule, flaws(*SCOPES))))
    if not reason:
        raise UsageError(
            Diagnostic("silence", f"`{rule}` is silenced without a reason", None, "write why it does not apply")
        )
    with desk.alone():
        write_item(desk, written_item(desk, request.path_params["id"]), {"silence": {rule: reason}})
    return Response(status_code=204, headers={"HX-Refresh": "true"})

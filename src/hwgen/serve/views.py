"""How somebody looks at a paper: its seed, its language, and whether with its key. Each link between the pages of an exam hands it on."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request

# On pages that show no paper, but are on the way to one: there, a seed would be that of an item's variant.
FOR_SEED = "for-seed"


def viewed(request: Request) -> str:
    """What the address of a page of an exam has behind its path."""
    view = _view(request)
    return f"?{urlencode(view)}" if view else ""


def for_later(request: Request) -> dict[str, str]:
    """The same, as what a page beside a paper is asked with, so that it leads back."""
    view = _view(request)
    return ({FOR_SEED: view.pop("seed")} if "seed" in view else {}) | view


def _view(request: Request) -> dict[str, str]:
    asked, path = request.query_params, request.path_params
    own = "" if "for" in asked else asked.get("seed", "")
    seed = str(path.get("seed", "")) or asked.get(FOR_SEED, own)
    view = {"seed": seed, "lang": asked.get("lang", ""), "key": asked.get("key", "")}
    return {name: value for name, value in view.items() if value}

"""The templates of the pages of a review, with what all of them use."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hwgen.marks import wording
from hwgen.review.views import key_of, scan_name
from hwgen.sheets.composing import ABSENT
from hwgen.sheets.fields import sign
from hwgen.words.words import Words

HERE = Path(__file__).parent


@cache
def pages(words: Words) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["formulas"] = wording.html
    environment.filters["sign"] = lambda value, kind: (
        words["review.absent"] if value == ABSENT else sign(value, kind, words)
    )
    environment.filters["named"] = lambda record: scan_name(record, words)
    environment.filters["key_of"] = lambda printed, value: key_of(printed, value, "")
    environment.globals["say"] = lambda word, **values: words.say(f"review.{word}", **values)
    environment.globals["model"] = words["model"]
    environment.globals["script"] = words.script
    return environment

"""What stands between two tabs: a text on one line, in which Blackboard reads HTML and TeX."""

from __future__ import annotations

import re
from html import escape, unescape

MOST_BLANKS = 10
MATCHING = "letters"
BREAK = re.compile(r"<br */?>")
COMMENT = re.compile(r"<!--(.*?)-->")
INDENT = re.compile(r"^ +", re.MULTILINE)


def field(text: str) -> str:
    """A text of lines as HTML on one line."""
    shown = escape(" ".join(text.split("\t")), quote=False)
    shown = INDENT.sub(lambda match: "&nbsp;" * len(match[0]), "\n".join(shown.splitlines()))
    return shown.replace("\n", "<br>")


def bare(field: str) -> str:
    """A field whose brackets name no blank."""
    return field.replace("[", "&#91;").replace("]", "&#93;")


def lines(field: str) -> str:
    """The text from which `field` makes this field."""
    return unescape(BREAK.sub("\n", COMMENT.sub("", field)).replace("&nbsp;", " ")).strip()


def note(*words: str) -> str:
    """What stands in a question for whoever reads the file, and is not shown."""
    return f"<!-- {' '.join(words)} -->"


def noted(field: str) -> list[str]:
    """The words of the last note of a field."""
    return COMMENT.findall(field)[-1].split() if COMMENT.search(field) else []

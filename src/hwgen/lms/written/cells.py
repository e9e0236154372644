"""What a cell of a spreadsheet shows, and why this may not be what was typed."""

from __future__ import annotations

import re
from datetime import date, datetime, time

ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)")
# Number formats that say how many decimals are shown.
DECIMALS = re.compile(r"0(?:\.(?P<decimals>0+))?(?P<percent>%)?")
SCRIPTS = {"superscript": "^", "subscript": "_"}


def shown(value: object, shape: str) -> tuple[str, str]:
    """The text of a cell with a number format, and a remark where Excel may have changed it."""
    if value is None:
        return "", ""
    if isinstance(value, bool):
        return str(value).upper(), ""
    if isinstance(value, datetime | date | time):
        text = str(value).removesuffix(" 00:00:00")
        return text, f"a cell holds the date {text}; Excel may have made it of a number such as 1/2"
    if isinstance(value, int | float):
        return _number(value, shape), ""
    text = _rich(value) if isinstance(value, list) else str(value)
    text = text.replace("_x000D_", "").replace("\r\n", "\n").strip()
    return text, f"a cell holds the error {text}" if ERROR.fullmatch(text) else ""


def _number(value: float, shape: str) -> str:
    if plain := DECIMALS.fullmatch(shape):
        places = len(plain["decimals"] or "")
        if plain["percent"]:
            return f"{100 * value:.{places}f}%"
        if places:
            return f"{value:.{places}f}"
    return str(int(value)) if float(value).is_integer() else str(value)


def _rich(runs: list[object]) -> str:
    """Runs of text; those above and below the line are formulas."""
    return "".join(map(_run, runs))


def _run(run: object) -> str:
    text, font = getattr(run, "text", run), getattr(run, "font", None)
    script = SCRIPTS.get(getattr(font, "vertAlign", None) or "")
    return rf"\({{}}{script}{{{text}}}\)" if script else str(text)

"""What a cell of a spreadsheet shows, and why this may not be what was typed."""

from __future__ import annotations

import re
from datetime import date, datetime, time

ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)")
# Number formats that say how many decimals are shown, and those that say nothing.
DECIMALS = re.compile(r"(?:#,##)?0(?:\.(?P<decimals>0+))?(?P<percent>%)?")
NONE = ("", "General", "@", "G/通用格式", "#", "0_")
# What belongs to a number format and shows nothing: colours, regions, spaces as wide as a sign.
INVISIBLE = re.compile(r"\[(?!h|m|s)[^\]]*\]|_.|\*.|\\ |\s")


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
        return _number(value, shape)
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    return text, f"a cell holds the error {text}" if ERROR.fullmatch(text) else ""


def _number(value: float, shape: str) -> tuple[str, str]:
    plain = INVISIBLE.sub("", shape.partition(";")[0])
    exact = str(int(value)) if float(value).is_integer() else f"{value:.15g}"
    if match := DECIMALS.fullmatch(plain):
        places = len(match["decimals"] or "")
        if match["percent"]:
            return f"{100 * value:.{places}f}%", ""
        return (f"{value:.{places}f}" if places else exact), ""
    return exact, "" if plain in NONE else f"a cell shows a number in the format `{shape[:30]}`; it was read as {exact}"

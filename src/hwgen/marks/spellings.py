"""What can be typed for an answer that is a sign on the sheet: the sheet for typing lists it, and nothing else is read."""

from __future__ import annotations

from collections.abc import Mapping

from hwgen.sheets.fields import FALSE, TRUE, sign
from hwgen.words.words import Words

# A letter x ticks on one sheet and denies on another: it is in neither list. Other letters are those that the paper prints.
SPELLINGS: Mapping[str, tuple[str, ...]] = {
    TRUE: ("T", "1", "true", "yes", "√", "✓", "✔", "对", "正确", "是", "wahr", "richtig", "vrai"),
    FALSE: ("F", "0", "false", "no", "×", "✗", "✘", "错", "错误", "否", "falsch", "faux"),
}
# An answer that was left blank on the sheet, where an empty cell says that nobody looked.
BLANK = ("-", "–", "—")
# No more is taken for something else: of 3², a wider normal form makes 32.
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def plain(text: str) -> str:
    """Letters and digits that are as wide as Chinese characters, as the usual ones."""
    return text.translate(WIDE).strip()


def spellings(words: Words) -> Mapping[str, tuple[str, ...]]:
    """Those of true and of false, with what the paper prints."""
    return {
        value: tuple(dict.fromkeys((known[0], sign(value, "true-false", words), *known[1:])))
        for value, known in SPELLINGS.items()
    }


def truth(text: str, words: Words) -> str | None:
    """TRUE or FALSE; None for what is neither."""
    word = plain(text).casefold()
    known = spellings(words).items()
    return next((value for value, forms in known if word in {plain(form).casefold() for form in forms}), None)

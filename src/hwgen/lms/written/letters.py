"""Options whose letters do not follow each other: one is missing, stands elsewhere, or twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from string import ascii_uppercase

from hwgen.lms.written.folding import folded
from hwgen.lms.written.lines import OPTION, SPACED, options

# So many letters may be missing in one place.
MISSING = 2
FEW = "ABCDEFGH"
FIRST = re.compile(r"(?:^|\s)[(\[]?A[.)、\]:]", re.M)
CHINESE = r"\u4e00-\u9fff"
Found = tuple[str, str, bool]


def written(line: str) -> tuple[str, str]:
    """The letter that a line begins with, and how it is written: a., A), (A), or with nothing but a space."""
    plain = folded(line)
    if match := OPTION.match(plain):
        letter = str(match["a"] or match["b"])
        bracket = "()" if match["a"] else match[0].strip()[-1]
        return letter.upper(), f"{letter.isupper()}{bracket}"
    match = SPACED.match(plain)
    return (match["b"], "space") if match else ("", "")


def next_letter(letters: Sequence[str]) -> str:
    """The letter that is expected behind others."""
    place = ascii_uppercase.index(max(letters)) + 1 if letters else 0
    return ascii_uppercase[min(place, 25)]


def in_line(line: str, following: str, letters: Sequence[str]) -> list[Found]:
    """The options in a line that begins with the one expected behind `letters`."""
    expected = next_letter(letters)
    after = next_letter([*letters, expected])
    spaced = bool(letters) or bool(options(following, after, spaced=True))
    return options(line, expected, spaced=spaced, tight=not options(following, after))


def astray(line: str, shape: str, letters: Sequence[str]) -> list[Found]:
    """The options in a line that begins with another letter than the one expected, but is written as those before it."""
    letter, this = written(line)
    near = ascii_uppercase[: ascii_uppercase.index(max(letters)) + MISSING + 2] if letters else ""
    if not letter or this != shape or letter not in near or (this == "space" and letter in ("A", *letters)):
        return []
    return options(line, letter, spaced=this == "space")


def begins_late(line: str, following: str, stem: str) -> list[Found]:
    """The options in a line that begins them with another letter than A, with more below it."""
    (letter, shape), (other, same) = written(line), written(following)
    if not letter or letter == other or shape != same or shape == "space" or FIRST.search(folded(stem)):
        return []
    return options(line, letter) if letter in FEW[1:] and other in FEW else []


def apart(options: Iterable[Found], shape: str, before: Sequence[str]) -> list[Found]:
    """The options of a line with those in their texts whose letters are missing or come one too early."""
    options = list(options)
    letters = [*before, *(letter for letter, _, _ in options)]
    last = ascii_uppercase.index(max(letters))
    wanted = [letter for letter in ascii_uppercase[: last + MISSING + 1] if letter not in letters]
    parts: list[Found] = []
    for letter, text, right in options:
        starts = list(_signs(shape, wanted).finditer(folded(text))) if wanted and shape else []
        ends = [match.start() for match in starts] + [len(text)]
        parts.append((letter, text[: ends[0]].strip(), right))
        parts += [
            (match["letter"].upper(), text[match.end() : end].strip(), False)
            for match, end in zip(starts, ends[1:], strict=True)
        ]
    return parts if all(text for _, text, _ in parts) else options


def shape_in(raw: str) -> str:
    """How the letter A is written in a cell; "" where it begins no option."""
    match = FIRST.search(folded(raw))
    return written(match[0])[1] if match else ""


def _signs(shape: str, wanted: Sequence[str]) -> re.Pattern[str]:
    upper, bracket = shape.startswith("True"), shape.removeprefix("True").removeprefix("False")
    letter = f"(?P<letter>[{''.join(wanted) if upper else ''.join(wanted).lower()}])"
    sign = rf"[(\[]{letter}[)\]]" if bracket == "()" else rf"{letter}\s*{re.escape(bracket)}"
    return re.compile(rf"(?:(?<=\s)|(?<=[{CHINESE}])){sign}\s*(?=\S)")


def out_of_order(letters: Sequence[str], before: Sequence[str] = ()) -> str:
    """What is doubtful about letters behind others; "" for nothing."""
    read = list(before)
    for letter in letters:
        if letter in read:
            return f"two options have the letter {letter}; an answer “{letter}” would mean the first; correct the letters in the file"
        if letter != (expected := next_letter(read)):
            return (
                f"an option {letter} stands where {expected} was expected, and was read as {letter};"
                " if one is missing or has a wrong letter, correct the file"
            )
        read.append(letter)
    return ""

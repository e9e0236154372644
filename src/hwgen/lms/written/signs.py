"""Options that are labelled by other signs than A. B. C.: i) ii), ① ②, (1) (2), α) β), 甲、乙、, or by bullets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from hwgen.lms.written.arranged import listed
from hwgen.lms.written.draft import Draft, Option
from hwgen.lms.written.folding import folded
from hwgen.lms.written.words import truth_of

ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
SEQUENCES = (ROMAN, tuple("αβγδεζηθ"), tuple("甲乙丙丁戊己庚辛"), tuple("абвгдежз"), tuple("abcdefgh"))
ENCLOSED = r"[①-⑳⑴-⒇⒈-⒛❶-❿➀-➉Ⓐ-Ⓗⓐ-ⓗ]"
WORD = r"[ivx]{1,5}|[IVX]{1,5}|[Ⅰ-Ⅻⅰ-ⅻ]|[α-θ]|[а-зА-З]|[甲乙丙丁戊己庚辛]|\d{1,2}"
# A sign behind a space in a line has a bracket; one that begins a line may have a point.
SIGN = re.compile(
    rf"(?P<enclosed>{ENCLOSED})\s*|(?:^|(?<=\s))(?:[(\[](?P<both>{WORD})[)\]]|(?P<half>{WORD})\))\s*"
    rf"|^[ \t]*(?P<point>{WORD})\s*[.、:](?!\d)[ \t]*",
    re.M,
)
BULLET = re.compile(r"[ \t]*(?:[-+*–—][ \t]+|[•●○▪◦‣·■□◆][ \t]*)(?=\S)")
BLANK = re.compile(r"_{2,}")
ASKS_HOW_MANY = re.compile(r"几[个项条种句]|多少|how many|the number of", re.I)
BEFORE = re.compile(r"\s*(?:故?(?:应)?选择?|选项|options?\b|第)\s*:?\s*", re.I)
BETWEEN = re.compile(r"[\s,，、;；/&|]+(?:and\s+|和\s*)?|和")
# An answer to each part of a question, or none.
NO_NAME = re.compile(r"略.?|见.+|无|(?:answers? )?(?:may )?var(?:y|ies).*|n/?a|omitted", re.I)
# A key of a choice.
LETTERS = re.compile(r"[A-H](?:[\s,、]*[A-H])*")
LONGEST = 60
LONGEST_STEM = 20_000


@dataclass(frozen=True)
class Run:
    """The text above consecutive signs, and what stands behind each; `shape` is how the first is written."""

    stem: str
    signs: tuple[str, ...]
    texts: tuple[str, ...]
    shape: str


def run(stem: str, bullets: Sequence[str] = ()) -> Run | None:
    """The list at the end of a text, if its signs follow each other from the first on."""
    if len(stem) > LONGEST_STEM:
        return None
    plain = folded(stem)
    starts: list[tuple[str, str, int, int]] = []
    for match in SIGN.finditer(plain):
        kind = str(match.lastgroup)
        sign = match[kind]
        shape = f"{kind} {_kind(sign)} {sign.isupper()}"
        if starts and shape == starts[0][1] and _place(sign) == len(starts):
            starts.append((sign, shape, match.start(), match.end()))
        elif _place(sign) == 0 and not (len(starts) > 1 and shape != starts[0][1]):
            starts = [(sign, shape, match.start(), match.end())]
    if len(starts) > 1:
        ends = [start[2] for start in starts[1:]] + [len(stem)]
        texts = tuple(
            stem[start[3] : end].strip(" \t\n;；,，、\u3000") for start, end in zip(starts, ends, strict=True)
        )
        if all(texts):
            signs = tuple(start[0] for start in starts)
            return Run(stem[: starts[0][2]].strip(), signs, texts, stem[starts[0][2] : starts[0][3]].strip())
    return _bulleted(stem, bullets)


def _bulleted(stem: str, bullets: Sequence[str]) -> Run | None:
    lines = stem.split("\n")
    first, texts = len(lines), list[str]()
    rest = list(bullets)
    while first and lines[first - 1].strip():
        line = lines[first - 1]
        if rest and line.strip() == rest[-1]:
            texts.append(rest.pop())
        elif match := BULLET.match(line):
            texts.append(line[match.end() :].strip())
        else:
            break
        first -= 1
    if len(texts) < 2:
        return None
    return Run("\n".join(lines[:first]).strip(), ("-",) * len(texts), tuple(reversed(texts)), "-")


def _kind(sign: str) -> str:
    """What signs that follow each other have in common; "" for what is none."""
    if sign.isdecimal() or (re.fullmatch(ENCLOSED, sign) and unicodedata.numeric(sign, None) is not None):
        return "number"
    plain = unicodedata.normalize("NFKC", sign).casefold()
    return next((signs[0] for signs in SEQUENCES if plain in signs), "")


def _place(sign: str) -> int:
    """The place of a sign among those of its kind, from 0; -1 for none."""
    if sign.isdecimal():
        return int(sign) - 1
    if re.fullmatch(ENCLOSED, sign) and (value := unicodedata.numeric(sign, None)) is not None:
        return int(value) - 1
    plain = unicodedata.normalize("NFKC", sign).casefold()
    return next((signs.index(plain) for signs in SEQUENCES if plain in signs), -1)


def _bare(text: str) -> str:
    return "".join(folded(text).split()).strip(".;,").casefold()


def named(given: str, listing: Run) -> list[int]:
    """The places of the entries that an answer names, in its order: by text, by sign, by sign and text, by number."""
    same = [i for i, text in enumerate(listing.texts) if _bare(text) == _bare(given)]
    if len(same) == 1:
        return same
    plain = folded(given)
    if (match := SIGN.match(plain)) and (rest := plain[match.end() :].strip()):
        place = _place(match[str(match.lastgroup)])
        if 0 <= place < len(listing.texts) and _bare(listing.texts[place]) == _bare(rest):
            return [place]
    if listing.signs[0] == "-":
        return []
    plain = BEFORE.sub("", plain, count=1).strip(" .")
    plain = re.sub(rf"({ENCLOSED})", r" \1 ", plain)
    plain = re.sub(r"\)\s*\(", ") (", plain)
    places = list[int]()
    for token in filter(None, BETWEEN.split(plain.strip())):
        sign = token.strip("()[].:")
        alike = bool(sign) and (sign.isdecimal() or _kind(sign) == _kind(listing.signs[0]) != "")
        place = _place(sign) if alike else -1
        if not 0 <= place < len(listing.texts):
            return []
        places.append(place)
    return places


def take_signs(draft: Draft) -> str:
    """Takes a list at the end of the stem for options where the answer names some of it; what is doubtful about it, or ""."""
    given = (draft.answer or "").strip()
    if not given or len(given) > LONGEST or "\n" in given or draft.sort in ("order", "match", "truth", "blank"):
        return ""
    beside = "\n".join(option.text for option in draft.options)
    listing = run(beside) if draft.options else run(draft.stem, draft.bullets)
    if not listing and not draft.options and draft.sort == "":
        return _unread(draft.stem, given)
    if not listing or any(BLANK.search(text) for text in listing.texts):
        return ""
    if draft.options and (listing.stem or len(listing.texts) < len(draft.options)):
        return ""
    places = named(given, listing)
    counted = bool(re.fullmatch(r"[\d\s,，、;；]+", folded(given)))
    by_text = len(places) == 1 and _bare(listing.texts[places[0]]) == _bare(given)
    explicit = bool(places) and not counted
    if not explicit and draft.sort in ("essay", "short"):
        return ""
    # An answer in figures may be a number, or the answers to parts.
    number = counted and not by_text and (bool(ASKS_HOW_MANY.search(listing.stem)) or len(places) == len(listing.texts))
    ordered = places == sorted(set(places))
    swallowed = _swallows(listing.texts)
    if (
        places
        and ordered
        and not number
        and not swallowed
        and len(BLANK.findall(listing.stem)) < 2
        and (listing.stem or draft.options)
    ):
        draft.stem = draft.stem if draft.options else listing.stem
        draft.options = [
            Option(letter, text, draft.line, i in places)
            for i, (letter, text) in enumerate(zip(ascii_uppercase, listing.texts, strict=False))
        ]
        draft.answer = None
        if (
            by_text
            and listing.signs[0] != "-"
            and _place(given) not in places
            and 0 <= _place(given) < len(listing.texts)
        ):
            return f"the answer {given} was taken for the text of an option; is the option with that sign meant?"
        return ""
    answers = NO_NAME.fullmatch(given) or LETTERS.fullmatch(folded(given)) or truth_of(given) is not None
    if draft.options or draft.sort or (answers and not places) or len(listed(given)[1]) > 1:
        return ""
    if not places and (swallowed or len(re.split(r"[;；]", given)) == len(listing.texts)):
        return ""
    return _doubt(f"the list “{listing.shape} {listing.texts[0][:30]}” and what follows were", given)


def _swallows(texts: Sequence[str]) -> bool:
    """Whether the last entry goes on with what belongs to the question: a line, or what is asked."""
    asks = [folded(text).endswith(("?", ":", ")")) for text in texts]
    return "\n" in texts[-1] or (asks[-1] and not any(asks[:-1]))


def _unread(stem: str, given: str) -> str:
    """A doubt where the answer is a sign in the text, or repeats a line of it."""
    _, *lines = stem.split("\n")
    begun = [(line, SIGN.match(folded(line))) for line in lines[:100]]
    texts = [_bare(line[match.end() :] if match else line) for line, match in begun]
    if len(lines) > 1 and _bare(given) in texts and truth_of(given) is None:
        shown = lines[texts.index(_bare(given))]
        return _doubt(f"the line “{shown.strip()[:40]}” and those beside it were", given)
    kinds = {_kind(match[str(match.lastgroup)]) for _, match in begun if match}
    sign = folded(given).strip(" .()[]")
    if sign and not given.isdecimal() and _kind(sign) in kinds:
        return _doubt("the lines with signs were", given)
    return ""


def _doubt(what: str, given: str) -> str:
    return (
        f"{what} not read as options, because it is not plain which of them the answer “{given[:30]}” names;"
        " if they are options, begin them with A. B. C. and answer with a letter"
    )

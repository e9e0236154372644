"""What the type of a Word file says: right options are bold, red, underlined or highlighted, and answers stand on the line of their blank.

Pandoc drops colours. Before it reads a file, a sign that stands in no text is put behind every piece of a paragraph with such
type, which says how the piece is set; behind pandoc the signs are read and taken out, line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from hwgen.lms.written.draft import Doubt, Draft
from hwgen.lms.written.folding import folded
from hwgen.lms.written.lines import OPTION, TIGHT, heading, inner_sign, label, start
from hwgen.lms.written.stems import GAP, LINE_GAP, has_answer

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# The blank for an answer, and how long the line is at most that stands for underlined spaces.
BLANK, WIDEST = "____", 60
RIGHT = "（正确答案）"
# The last plane of Unicode belongs to nobody. Behind a piece stands a sign with its place in the list of types, 0 for plain type.
FIRST_SIGN, MOST_TYPES = 0x10F000, 0x800
SIGN = re.compile("[\U0010f000-\U0010f7ff]")
# Around an answer that was written into its blank: underlined, or in colour.
UNDERLINED, COLOURED, END = "\U0010f800", "\U0010f801", "\U0010f802"
OURS = re.compile("[\U0010f000-\U0010f8ff]")
FILLED = {sign: re.compile(rf"{sign}([^{sign}{END}\n]{{1,60}}){END}") for sign in (UNDERLINED, COLOURED)}
FORMULA = re.compile(r"\$\$?[^$\n]+\$\$?")
KEY = re.compile(r"[A-H]{1,8}|[√×✓✗]")
# How much a type says, and colours that are no black, white or grey.
RANKS = ("highlighted", "red", "coloured", "underlined", "dotted", "bold", "styled")
GREY = 0x40
# Styles of Word that stress words, by their ids.
STRESSED = re.compile("strong|emphasis|answer|correct|正确|答案", re.IGNORECASE)
# What a question says that has several right options.
SEVERAL = re.compile(
    r"哪些|哪[几两三四]|多选|不定项|(?i:\b(?:all|any) (?:of the|that)\b|\bselect all\b|\b(?:two|three|several) (?:of|are)\b|\bwhich of .* are\b)"
)

Type = frozenset[str]
PLAIN: Type = frozenset()


class Marks:
    """The types of a file, by their places in its signs."""

    def __init__(self) -> None:
        self.types: list[Type] = [PLAIN]

    def put(self, root: etree._Element) -> bool:
        """Puts the signs in, and a blank for underlined spaces, which pandoc drops; whether anything was changed."""
        changed = False
        for text in root.iter(f"{WORD}t"):
            if OURS.search(text.text or ""):
                text.text, changed = OURS.sub("", text.text or ""), True
        for paragraph in root.iter(f"{WORD}p"):
            changed |= _gaps_filled(paragraph)
            pieces = [piece for piece in paragraph.iter(f"{WORD}r", f"{MATH}oMath") if _paragraph(piece) is paragraph]
            types = [self._place(_type(piece)) for piece in pieces]
            if any(types):
                changed = True
                for piece, place in zip(pieces, types, strict=True):
                    _sign(piece, chr(FIRST_SIGN + place))
        return changed

    def _place(self, type: Type) -> int:
        if type not in self.types and len(self.types) < MOST_TYPES:
            self.types.append(type)
        return self.types.index(type) if type in self.types else 0

    def lines(self, lines: Sequence[str], doubt: Doubt) -> list[str]:
        """The lines without signs: a right option ends in words that say so, and answers in blanks are between signs of their own."""
        read = [_Line(*self._read(line)) for line in lines]
        for group in _groups(read):
            right, kind, other = _right(group)
            for entry in right:
                entry.line.ends.append(entry.end)
            message = ""
            if other:
                message = f"right are those of its options that are {kind.split()[0]}; others are {other}"
            elif right and _by_chance(right, kind) and not _is_said(group, read):
                letters, look = ", ".join(entry.letter for entry in right), _look(kind)
                message = f"right are those of its options that are {look}: {letters}; if that is no mark, write its answer below it"
            if message:
                doubt("import-key-doubtful", read.index(group[0].line) + 1, group[0].text, message)
        return [line.written() for line in read]

    def _read(self, line: str) -> tuple[str, list[Type]]:
        plain, types = "", list[Type]()
        for piece in re.split(f"({SIGN.pattern})", line):
            if SIGN.fullmatch(piece):
                here = self.types[ord(piece) - FIRST_SIGN]
                types += [here] * (len(plain) - len(types))
            else:
                plain += piece
        return plain, types + [PLAIN] * (len(plain) - len(types))


def bare(text: str) -> str:
    """A text without signs."""
    return OURS.sub("", text)


class _Line:
    """`options` have the places of their letters, of their texts and of their ends; `ends` are those of the right ones."""

    def __init__(self, plain: str, types: Sequence[Type]) -> None:
        self.plain, self.types = plain, types
        self.options = list(_options(self))
        self.ends: list[int] = []

    def type(self, begin: int, end: int) -> Type:
        """What all of a text has in common; a formula counts where there is nothing else."""
        formulas = {i for match in FORMULA.finditer(self.plain, begin, end) for i in range(*match.span())}
        places = [i for i in range(begin, end) if not self.plain[i].isspace() and self.plain[i] not in ";；.。,，*"]
        words = [i for i in places if i not in formulas] or places
        return frozenset.intersection(*(self.types[i] for i in words)) if words else PLAIN

    def written(self) -> str:
        if self.options:
            text = self.plain
            for end in sorted(self.ends, reverse=True):
                at = len(text[:end].rstrip(" \t\u3000;；"))
                text = f"{text[:at]}{RIGHT}{text[at:]}"
            return text
        if not any(self.types) or label(self.plain) or heading(self.plain) or self.plain.startswith("|"):
            return self.plain
        return "".join(self._pieces())

    def _pieces(self) -> Iterator[str]:
        for sign, run in groupby(range(len(self.plain)), lambda i: _filling(self.types[i])):
            places = list(run)
            text = self.plain[places[0] : places[-1] + 1]
            inside = self.plain[: places[0]].rstrip()[-1:] in ("(", "（", "[", "【")
            if not sign or not text.strip() or "_" in text or inside:
                yield text
            elif KEY.fullmatch(key := text.strip(" \t\u3000\xa0")):
                yield f"__{key}__" if sign == UNDERLINED else text
            else:
                yield f"{sign}{text}{END}"


@dataclass(frozen=True)
class _Option:
    line: _Line
    letter: str
    begin: int
    text_begin: int
    end: int

    @property
    def text(self) -> str:
        return self.line.plain[self.begin : self.end].strip()

    @property
    def type(self) -> Type:
        """That of its text; or of its letter alone."""
        return self.line.type(self.text_begin, self.end) | self.line.type(self.begin, self.text_begin)


def _options(line: _Line) -> Iterator[_Option]:
    plain = folded(line.plain)
    begun = OPTION.match(plain)
    if (
        not begun
        and (first := inner_sign("A", plain, 0, rf"?.:{TIGHT}"))
        and inner_sign("B", plain, first.end(), TIGHT)
    ):
        begun = first
    letter = str(begun.groupdict().get("a") or begun.groupdict().get("b") or "A") if begun else ""
    while begun:
        following = chr(ord(letter) + 1)
        after = inner_sign(following, plain, begun.end(), TIGHT) if letter not in "Zz" else None
        yield _Option(line, letter.upper(), begun.start(), begun.end(), after.start() if after else len(plain))
        begun, letter = after, following


def _groups(lines: Sequence[_Line]) -> Iterator[list[_Option]]:
    """The options of each question: a letter that is not behind the one before it begins another."""
    group: list[_Option] = []
    for option in (option for line in lines for option in line.options):
        if group and option.letter <= group[-1].letter:
            yield group
            group = []
        group.append(option)
    if group:
        yield group


def _right(group: Sequence[_Option]) -> tuple[list[_Option], str, str]:
    """The options that are set in another type than the others, that type, and another one that says otherwise."""
    types = [option.type for option in group]
    marked: dict[str, list[int]] = {}
    for kind in sorted(frozenset().union(*types), key=lambda kind: (RANKS.index(kind.split()[0]), kind)):
        places = [i for i, type in enumerate(types) if kind in type]
        if len(places) < len(group):
            marked[kind] = places
    if not marked:
        return [], "", ""
    kind, places = next(iter(marked.items()))
    rest = [i for i in range(len(group)) if i not in places]
    other = next((other for other, these in marked.items() if these not in (places, rest)), "")
    return [group[i] for i in places], kind, other.split()[0] if other else ""


def _by_chance(right: Sequence[_Option], kind: str) -> bool:
    """Whether a type may be there for another reason: a style that does not stress, or one that several options have."""
    return len(right) > 1 or (kind.startswith("styled") and not STRESSED.search(kind))


def _is_said(group: Sequence[_Option], lines: Sequence[_Line]) -> bool:
    """Whether an answer stands below the options, or what stands above them asks for several."""
    first, last = lines.index(group[0].line), lines.index(group[-1].line)
    for line in lines[last + 1 :]:
        if line.options or start(line.plain):
            break
        if (labelled := label(line.plain)) and labelled[0] == "answer":
            return True
    above = next((line.plain for line in reversed(lines[:first]) if line.plain.strip()), "")
    headings = (heading(line.plain) for line in reversed(lines[:first]))
    part = next((known for known in headings if known and known.sort), None)
    return bool(SEVERAL.search(folded(above))) or (part is not None and part.sort == "several")


def _look(kind: str) -> str:
    return f"in the style “{kind.partition(' ')[2]}”" if kind.startswith("styled") else kind.split()[0]


def _filling(type: Type) -> str:
    """The sign for an answer in a blank that is set in a type."""
    if "underlined" in type:
        return UNDERLINED
    return COLOURED if any(kind.startswith(("red", "coloured", "highlighted")) for kind in type) else ""


def take_blanks(draft: Draft, doubt: Doubt) -> None:
    """Takes the answers out of the blanks that they were written into in Word, and all signs out of a question."""
    plain, filled = bare(draft.stem), _fills(draft)
    given = [match[1].strip() for match in filled]
    asks = draft.sort == "blank" or not folded(plain).rstrip().endswith("?")
    if given and asks and "".join(given) != "".join(plain.split()) and not LINE_GAP.search(plain):
        without = Draft(draft.line, stem=plain, sort=draft.sort)
        if draft.answer is None and not has_answer(without):
            draft.answer = "；".join(given)
            draft.stem = _emptied(draft.stem, filled)
            if draft.sort != "blank":
                message = f"it has no answer; “{draft.answer[:60]}”, which is underlined, became the answer"
                doubt("import-key-doubtful", draft.line, plain, message)
        elif draft.answer is not None and _same(draft.answer, given):
            draft.stem = _emptied(draft.stem, filled)
    draft.stem, draft.context, draft.explanation = map(bare, (draft.stem, draft.context, draft.explanation))
    draft.answer = None if draft.answer is None else bare(draft.answer)
    draft.bullets, draft.tags = [*map(bare, draft.bullets)], [*map(bare, draft.tags)]
    for option in draft.options:
        option.text = bare(option.text)


def _fills(draft: Draft) -> list[re.Match[str]]:
    """What is underlined in the text of a question that has no options; among fill-ins, else what is in colour."""
    if draft.options or draft.sort not in ("", "blank"):
        return []
    signs = (UNDERLINED, COLOURED) if draft.sort == "blank" and not GAP.search(bare(draft.stem)) else (UNDERLINED,)
    return next(filter(None, ([*FILLED[sign].finditer(draft.stem)] for sign in signs)), [])


def _emptied(stem: str, filled: Iterable[re.Match[str]]) -> str:
    for match in reversed([*filled]):
        stem = f"{stem[: match.start()]}{BLANK}{stem[match.end() :]}"
    return stem


def _same(answer: str, given: Sequence[str]) -> bool:
    return re.findall(r"\w+", folded(answer)) == re.findall(r"\w+", folded(" ".join(given)))


def _paragraph(piece: etree._Element) -> etree._Element | None:
    return next(piece.iterancestors(f"{WORD}p"), None)


def _type(piece: etree._Element) -> Type:
    """How a run is set, or all of a formula."""
    if piece.tag == f"{MATH}oMath":
        types = [_type_of(run.find(f"{WORD}rPr")) for run in piece.iter(f"{MATH}r")]
        return frozenset.intersection(*types) if types else PLAIN
    link = any(True for _ in piece.iterancestors(f"{WORD}hyperlink"))
    return PLAIN if link else _type_of(piece.find(f"{WORD}rPr"))


def _type_of(properties: etree._Element | None) -> Type:
    if properties is None:
        return PLAIN
    values = {str(etree.QName(child).localname): child.get(f"{WORD}val") for child in properties}
    shade = properties.find(f"{WORD}shd")
    style = values.get("rStyle") or ""
    if "hyperlink" in style.lower():
        return PLAIN
    kinds = {
        "underlined": "u" in values and values["u"] != "none",
        "dotted": values.get("em") not in (None, "none"),
        "bold": "b" in values and values["b"] not in ("0", "false", "off"),
        "highlighted": values.get("highlight") not in (None, "none", "white", "black")
        or (shade is not None and _hue(shade.get(f"{WORD}fill")) != ""),
        _hue(values.get("color")): True,
        f"styled {style}": bool(style),
    }
    return frozenset(kind for kind, there in kinds.items() if kind and there)


def _hue(colour: str | None) -> str:
    """A colour as a kind of type; "" for black, white, grey and none."""
    if not re.fullmatch("[0-9A-Fa-f]{6}", colour or ""):
        return ""
    red, green, blue = bytes.fromhex(str(colour))
    if max(red, green, blue) - min(red, green, blue) < GREY:
        return ""
    return "red" if red > 2 * max(green, blue) else f"coloured {str(colour).upper()}"


def _sign(piece: etree._Element, sign: str) -> None:
    """Puts a sign behind each text of a run, before the spaces at its end; behind a formula."""
    if piece.tag != f"{MATH}oMath":
        for text in piece.iterfind(f"{WORD}t"):
            words = (text.text or "").rstrip()
            text.text = f"{words}{sign}{(text.text or '')[len(words) :]}" if words else text.text
    elif (parent := piece.getparent()) is not None and str(parent.tag).startswith(WORD):
        run = etree.Element(f"{WORD}r")
        etree.SubElement(run, f"{WORD}t").text = sign
        tail, piece.tail = piece.tail, None
        parent.insert(parent.index(piece) + 1, run)
        run.tail = tail


def _gaps_filled(paragraph: etree._Element) -> bool:
    """Writes a blank for underlined spaces; whether there are any. Those beside each other are one blank, those beside underlined
    words belong to these."""
    pieces = [
        piece
        for piece in paragraph.iter(f"{WORD}r", f"{MATH}oMath")
        if _paragraph(piece) is paragraph and _content(piece)
    ]
    answered = False
    for underlined, group in groupby(pieces, lambda piece: "underlined" in _type(piece)):
        gaps = list(group)
        if underlined and all(map(_is_space, gaps)):
            answered = True
            wide = sum(map(_width, gaps))
            for run in gaps:
                for child in _content(run):
                    run.remove(child)
            etree.SubElement(gaps[0], f"{WORD}t").text = "_" * max(len(BLANK), min(wide, WIDEST))
    return answered


def _is_space(run: etree._Element) -> bool:
    content = _content(run)
    spaces = all(child.tag in (f"{WORD}tab", f"{WORD}t") for child in content)
    return spaces and not "".join(child.text or "" for child in content).strip()


def _width(run: etree._Element) -> int:
    """How many letters wide spaces are, more or less."""
    return sum(
        8 if child.tag == f"{WORD}tab" else sum(1 + (space == "\u3000") for space in child.text or "")
        for child in _content(run)
    )


def _content(run: etree._Element) -> list[etree._Element]:
    return [child for child in run if child.tag != f"{WORD}rPr"]

"""Formulas as Office MathML, which Word and LibreOffice let people edit; made of the MathML that other formats show.

MathML has brackets, sums and functions as signs in a row; here they hold what belongs to them, as Word's own do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import escape

from lxml import etree

from hwgen.writers.mathml import mathml

Element = etree._Element

OPENING, CLOSING, BARS = "([{⟨⌊⌈", ")]}⟩⌋⌉", "|‖∥"
# An invisible sign stands for a bracket that only its partner shows.
NO_BRACKET = "\u2063"
APPLIED, INVISIBLE = "\u2061", "\u2061\u2062\u2063\u2064\ufe00\ufe01"
SUMS = "∑∏∐∫∬∭∮⋃⋂⋁⋀⨁⨂"
# What ends the terms that a sum sums.
LOOSE = frozenset("=≠≈≡≤≥<>⩽⩾≲≳∼≃≅∝≔≜→⇒⇔⟹⟸⟺∈∉∋⊂⊆⊃⊇,;+−-±∓|∣")
PUNCTUATION, SIGNED, NOTHING = frozenset(",;|∣"), frozenset("+−-±∓"), "\u200b"
# What stands between two terms; some of these stand before one, too.
INFIX = (LOOSE - PUNCTUATION) | frozenset("×·⋅/÷∘⊙⊗⊕⊖⊘∗*∧∨∩∪∖≪≫≺≻⪯⪰∥⊥")
ACCENTS = {
    "^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303", "→": "\u20d7", "⃗": "\u20d7", "˙": "\u0307", "¨": "\u0308",
    "ˇ": "\u030c", "˘": "\u0306", "´": "\u0301", "`": "\u0300", "˚": "\u030a", "ˉ": "\u0304",
}  # fmt: skip
# Signs that mean something to LibreOffice.
COMMANDS = frozenset("\\#&\"'$%@^_`~")
LINES = "¯‾_̲̅"
BRACES = "⏞⏟"
# In em, the narrowest space that each of these stands for.
SPACES = ((1.5, "\u2003\u2003"), (0.9, "\u2003"), (0.25, "\u2005"), (0.2, "\u205f"), (0.1, "\u2009"))
WORDS = "<m:rPr><m:nor/></m:rPr>"
# What makes a run what it is: upright letters, words, and words in letters that Word sets as it does those of a text.
STYLES = {
    "": "",
    "upright": '<m:rPr><m:sty m:val="p"/></m:rPr>',
    "words": WORDS,
    "bold": f"{WORDS}<w:rPr><w:b/></w:rPr>",
    "italic": f"{WORDS}<w:rPr><w:i/></w:rPr>",
    "bold-italic": f"{WORDS}<w:rPr><w:b/><w:i/></w:rPr>",
}
SCRIPTS = ("msub", "msup", "msubsup", "munder", "mover", "munderover")


@dataclass(frozen=True)
class Fenced:
    """What stands between two brackets; `end` is the node that closes them, on which scripts may hang."""

    opening: str
    closing: str
    inner: tuple[Node, ...]
    end: Element | None = None


Node = Element | Fenced


@lru_cache(maxsize=1 << 13)
def omml(tex: str, *, display: bool = False) -> str:
    """A formula as an `m:oMath` element, in XML whose prefixes `m` and `w` are declared around it."""
    root = etree.fromstring(mathml(tex, display=display))
    for element in root.iter():
        element.tag = etree.QName(element).localname
    return f"<m:oMath>{_row(list(root))}</m:oMath>"


def _row(children: Sequence[Element]) -> str:
    return _terms(_paired([node for child in children for node in _flat(child)]))


def _flat(element: Element) -> Iterator[Node]:
    """The element, or what it only groups."""
    if element.tag in ("mstyle", "mpadded"):
        yield from (node for child in element for node in _flat(child))
    elif element.tag != "mrow":
        yield element
    elif len(element) > 1 and NO_BRACKET in (_sign(element[0]), _sign(element[-1])):
        opening, *inner, closing = element
        nodes = _paired([node for child in inner for node in _flat(child)])
        yield Fenced(_bracket(opening), _bracket(closing), tuple(nodes))
    else:
        yield from (node for child in element for node in _flat(child))


def _sign(node: Node) -> str:
    return (node.text or "") if isinstance(node, Element) and node.tag == "mo" else ""


def _bracket(element: Element) -> str:
    return _sign(element).strip(NO_BRACKET)


def _base(node: Node) -> Node:
    return _base(node[0]) if isinstance(node, Element) and node.tag in SCRIPTS and len(node) else node


def _paired(nodes: Sequence[Node]) -> list[Node]:
    """The nodes with all that stands between two brackets as one."""
    result: list[Node] = []
    opened: list[int] = []
    for node in nodes:
        sign = _sign(_base(node))
        form = str(_base(node).get("form") or "") if sign else ""  # type: ignore[union-attr]
        place = _opener(result, opened, sign, form)
        if place is not None:
            inner = tuple(result[place + 1 :])
            opening = _sign(result[place])
            del result[place:]
            del opened[opened.index(place) :]
            assert isinstance(node, Element)
            result.append(Fenced(opening, sign, inner, node))
            continue
        if sign and (sign in OPENING or (sign in BARS and form != "postfix")) and node is _base(node):
            opened.append(len(result))
        result.append(node)
    return result


def _opener(result: Sequence[Node], opened: Sequence[int], sign: str, form: str) -> int | None:
    """Where the bracket stands that `sign` closes. A bar closes the one before it; brackets need not look alike."""
    if not sign or not opened:
        return None
    if sign in BARS and form != "prefix":
        return opened[-1] if _sign(result[opened[-1]]) == sign and opened[-1] + 1 < len(result) else None
    if sign in CLOSING:
        return next((place for place in reversed(opened) if _sign(result[place]) in OPENING), None)
    return None


def _terms(nodes: Sequence[Node]) -> str:
    """LibreOffice wants something on both sides of a sign that joins two terms."""
    if len(nodes) == 1 and _sign(nodes[0]) in INFIX:
        return _run(_sign(nodes[0]), "words")
    before = _run(NOTHING, "words") if nodes and _sign(nodes[0]) in INFIX - SIGNED else ""
    after = _run(NOTHING, "words") if nodes and _sign(nodes[-1]) in INFIX else ""
    return before + "".join(_written(nodes)) + after


def _written(nodes: Sequence[Node]) -> list[str]:
    parts: list[str] = []
    at = 0
    while at < len(nodes):
        node, rest = nodes[at], nodes[at + 1 :]
        if _sign(_base(node)) in tuple(SUMS) and (length := _summed(rest)):
            parts.append(_sum(node, rest[:length]))
            at += 1 + length
        elif len(rest) > 1 and _sign(rest[0]) == APPLIED:
            length = _operand(rest[1:])
            parts.append(f"<m:func>{_in('fName', _node(node))}{_in('e', _terms(rest[1 : 1 + length]))}</m:func>")
            at += 2 + length
        else:
            parts.append(_node(node))
            at += 1
    return parts


def _summed(rest: Sequence[Node]) -> int:
    """How many nodes a sum sums: up to a sign that binds less."""
    return next((i for i, node in enumerate(rest) if i and _sign(node) in LOOSE), len(rest))


def _operand(rest: Sequence[Node]) -> int:
    """How many nodes a function is applied to: one, and the brackets behind a name."""
    spaces = next((i for i, node in enumerate(rest) if _tag(node) != "mspace"), 0)
    another = spaces + 1 < len(rest) and isinstance(rest[spaces + 1], Fenced) and _tag(_base(rest[spaces])) == "mi"
    return spaces + (2 if another else 1)


def _tag(node: Node) -> str:
    return str(node.tag) if isinstance(node, Element) else ""


def _sum(node: Node, summed: Sequence[Node]) -> str:
    assert isinstance(node, Element)
    scripts = {"sub": "", "sup": ""}
    names = {"msub": ("sub",), "munder": ("sub",), "msup": ("sup",), "mover": ("sup",)}
    if node.tag in SCRIPTS:
        for name, script in zip(names.get(str(node.tag), ("sub", "sup")), list(node)[1:], strict=True):
            scripts[name] = _row([script])
    hidden = "".join(f'<m:{name}Hide m:val="1"/>' for name, script in scripts.items() if not script)
    place = "undOvr" if str(node.tag).startswith(("munder", "mover")) else "subSup"
    settings = f'<m:naryPr><m:chr m:val="{_sign(_base(node))}"/><m:limLoc m:val="{place}"/>{hidden}</m:naryPr>'
    limits = "".join(_in(name, script, empty=True) for name, script in scripts.items())
    return f"<m:nary>{settings}{limits}{_in('e', _terms(summed))}</m:nary>"


def _node(node: Node) -> str:
    if isinstance(node, Fenced):
        return _fenced(node)
    name = str(node.tag)
    if name in SCRIPTS:
        return _scripted(node, _row([node[0]]))
    return WRITERS[name](node)


def _fenced(fenced: Fenced) -> str:
    ends = f'<m:begChr m:val="{escape(fenced.opening)}"/><m:endChr m:val="{escape(fenced.closing)}"/>'
    shown = f"<m:d><m:dPr>{ends}</m:dPr>{_in('e', _terms(fenced.inner))}</m:d>"
    return _hung(fenced.end, shown) if fenced.end is not None else shown


def _hung(end: Element, shown: str) -> str:
    """The scripts of a closing bracket around all that it closes."""
    return _scripted(end, _hung(end[0], shown)) if end.tag in SCRIPTS else shown


def _scripted(element: Element, base: str) -> str:
    scripts = [_row([script]) for script in list(element)[1:]]
    match element.tag:
        case "msub":
            return f"<m:sSub>{_in('e', base)}{_in('sub', scripts[0])}</m:sSub>"
        case "msup":
            return f"<m:sSup>{_in('e', base)}{_in('sup', scripts[0])}</m:sSup>"
        case "msubsup":
            return f"<m:sSubSup>{_in('e', base)}{_in('sub', scripts[0])}{_in('sup', scripts[1])}</m:sSubSup>"
        case "munderover":
            under = f"<m:limLow>{_in('e', base)}{_in('lim', scripts[0])}</m:limLow>"
            return f"<m:limUpp>{_in('e', under)}{_in('lim', scripts[1])}</m:limUpp>"
        case _:
            return _marked(element, base, scripts[0], over=element.tag == "mover")


def _marked(element: Element, base: str, mark: str, *, over: bool) -> str:
    """What stands below or above: an accent, a line, a brace, or anything else."""
    sign = _sign(element[1]).strip(INVISIBLE)
    if over and sign in ACCENTS:
        return f'<m:acc><m:accPr><m:chr m:val="{ACCENTS[sign]}"/></m:accPr>{_in("e", base)}</m:acc>'
    if sign and sign in LINES:
        return f'<m:bar><m:barPr><m:pos m:val="{"top" if over else "bot"}"/></m:barPr>{_in("e", base)}</m:bar>'
    if sign and sign in BRACES:
        place, other = ("top", "bot") if over else ("bot", "top")
        settings = f'<m:chr m:val="{sign}"/><m:pos m:val="{place}"/><m:vertJc m:val="{other}"/>'
        return f"<m:groupChr><m:groupChrPr>{settings}</m:groupChrPr>{_in('e', base)}</m:groupChr>"
    if not mark:
        return base
    name = "limUpp" if over else "limLow"
    return f"<m:{name}>{_in('e', base)}{_in('lim', mark)}</m:{name}>"


def _in(name: str, content: str, *, empty: bool = False) -> str:
    """Word draws a dotted box where nothing stands."""
    return f"<m:{name}>{content or ('' if empty else _run(NOTHING))}</m:{name}>"


def _run(text: str, style: str = "") -> str:
    """Signs side by side; in the `style` of upright letters, or of `words`, which LibreOffice would take for commands."""
    return f'<m:r>{STYLES[style]}<m:t xml:space="preserve">{escape(text)}</m:t></m:r>' if text else ""


def _identifier(element: Element) -> str:
    text = (element.text or "").strip(INVISIBLE)
    if len(text) > 1:
        return _run(text, "words")
    if text in COMMANDS:
        return _run(text, "words")
    upright = element.get("mathvariant") == "normal" or not (text.isalpha() and ord(text) < 0x2100)
    return _run(text, "upright" if upright else "")


def _operator(element: Element) -> str:
    text = (element.text or "").strip(INVISIBLE)
    alone = text in (*OPENING, *CLOSING, *BARS, *COMMANDS) or any(map(str.isalpha, text))
    return _run(text, "words" if alone else "")


def _text(element: Element) -> str:
    variant = str(element.get("mathvariant"))
    return _run(element.text or "", variant if variant in STYLES else "words")


def _number(element: Element) -> str:
    return _run(element.text or "")


def _space(element: Element) -> str:
    width = str(element.get("width") or "0").removesuffix("em")
    return _run(next((space for least, space in SPACES if float(width) >= least), ""), "words")


def _fraction(element: Element) -> str:
    bare = '<m:fPr><m:type m:val="noBar"/></m:fPr>' if str(element.get("linethickness") or "")[:1] == "0" else ""
    return f"<m:f>{bare}{_in('num', _row([element[0]]))}{_in('den', _row([element[1]]))}</m:f>"


def _root(element: Element) -> str:
    square = element.tag == "msqrt"
    hidden = '<m:radPr><m:degHide m:val="1"/></m:radPr>' if square else ""
    inside = _row(list(element) if square else [element[0]])
    return f"<m:rad>{hidden}{_in('deg', '' if square else _row([element[1]]), empty=square)}{_in('e', inside)}</m:rad>"


def _matrix(element: Element) -> str:
    rows = [[_row(list(cell)) for cell in row] for row in element]
    columns = max(map(len, rows))
    styles = [str(cell.get("style") or "") for cell in element[0]]
    sides = (next((side for side in ("left", "right") if f"text-align: {side}" in style), "center") for style in styles)
    settings = "".join(f'<m:mc><m:mcPr><m:count m:val="1"/><m:mcJc m:val="{side}"/></m:mcPr></m:mc>' for side in sides)
    body = "".join(
        f"<m:mr>{''.join(_in('e', cell) for cell in row + [''] * (columns - len(row)))}</m:mr>" for row in rows
    )
    return f'<m:m><m:mPr><m:plcHide m:val="1"/><m:mcs>{settings}</m:mcs></m:mPr>{body}</m:m>'


WRITERS: Mapping[str, Callable[[Element], str]] = {
    "mi": _identifier,
    "mn": _number,
    "mo": _operator,
    "mtext": _text,
    "mspace": _space,
    "mfrac": _fraction,
    "msqrt": _root,
    "mroot": _root,
    "mtable": _matrix,
}

"""MathML as TeX: its own annotation, or element by element."""

from __future__ import annotations

from lxml import etree

from hwgen.lms.moodle.importing.tex import from_text
from hwgen.lms.xmltree import text_of

OVER = {"¯": r"\overline", "‾": r"\overline", "^": r"\hat", "ˆ": r"\hat", "~": r"\tilde", "˜": r"\tilde", "→": r"\vec"}
OVER |= {"˙": r"\dot", ".": r"\dot", "_": r"\bar", "-": r"\bar", "−": r"\bar"}
OPERATORS = {"(": "(", ")": ")", "lim": r"\lim", "max": r"\max", "min": r"\min", "sin": r"\sin", "cos": r"\cos"}
OPERATORS |= {name: f"\\{name}" for name in ("tan", "log", "ln", "exp", "det", "arg", "sup", "inf")}


def tex_of(math: etree._Element) -> str:
    """The formula of a `<math>` element; empty where it has none."""
    for note in math.iter("{*}annotation", "annotation"):
        if "tex" in (note.get("encoding") or "").lower() and note.text:
            return str(note.text)
    return _tex(math).strip()


def _name(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2].rpartition(":")[2] if isinstance(node.tag, str) else ""


def _tex(node: etree._Element) -> str:
    name = _name(node)
    inside = [child for child in node if _name(child) not in ("", "annotation", "annotation-xml")]
    parts = [f"{{{_tex(child)}}}" for child in inside]
    words = " ".join(text_of(node).split())
    match name, parts:
        case (("mi" | "mo" | "mn"), _):
            return OPERATORS.get(words) or (from_text(words) if words else "")
        case (("mtext" | "ms"), _):
            return rf"\text{{{words}}}"
        case "mspace", _:
            return r"\ "
        case "mfrac", [over, under]:
            return rf"\frac{over}{under}"
        case "msqrt", _:
            return rf"\sqrt{{{''.join(map(_tex, inside))}}}"
        case "mroot", [base, index]:
            return rf"\sqrt[{index[1:-1]}]{base}"
        case "msup", [base, above]:
            return f"{base}^{above}"
        case "msub", [base, below]:
            return f"{base}_{below}"
        case (("msubsup" | "munderover"), [base, below, above]):
            return f"{base[1:-1]}_{below}^{above}"
        case "munder", [base, below]:
            return f"{base[1:-1]}_{below}"
        case "mover", [base, above]:
            sign = text_of(inside[1]).strip()
            return f"{OVER[sign]}{base}" if sign in OVER else f"{base[1:-1]}^{above}"
        case "mfenced", _:
            between = (node.get("separators") or ",")[0].join(map(_tex, inside))
            return f"{node.get('open', '(')}{between}{node.get('close', ')')}"
        case "mtable", _:
            return r"\begin{matrix}" + r"\\".join(map(_tex, inside)) + r"\end{matrix}"
        case "mtr", _:
            return "&".join(map(_tex, inside))
        case _:
            return "".join(map(_tex, inside)) + ("" if inside else from_text(words))

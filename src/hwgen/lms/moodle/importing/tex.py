"""TeX as authors write it for MathJax, in the commands that a bank allows; characters as TeX."""

from __future__ import annotations

import re
import unicodedata

from hwgen.content.texmath import math_faults
from hwgen.errors import CourseError
from hwgen.writers.typst.formulas import formula
from hwgen.writers.typst.signs import SIGNS

# Other names of what a bank has, and what says nothing on paper.
SAME = {
    r"\mathscr": r"\mathcal",
    r"\Bbb": r"\mathbb",
    r"\mathnormal": r"\mathit",
    r"\bold": r"\mathbf",
    r"\pmb": r"\boldsymbol",
    r"\textnormal": r"\text",
    r"\textup": r"\text",
    r"\textsf": r"\text",
    r"\hbox": r"\text",
    r"\thinspace": r"\,",
    r"\enspace": r"\;",
    r"\enskip": r"\;",
    r"\medspace": r"\:",
    r"\thickspace": r"\;",
    r"\negthinspace": r"\!",
    r"\>": r"\:",
    r"\dotsc": r"\ldots",
    r"\dotso": r"\ldots",
    r"\dotsb": r"\cdots",
    r"\dotsm": r"\cdots",
    r"\dotsi": r"\cdots",
    r"\impliedby": r"\Longleftarrow",
    r"\owns": r"\ni",
    r"\thicksim": r"\sim",
    r"\thickapprox": r"\approx",
    r"\Square": r"\square",
    r"\Box": r"\square",
    r"\bigstar": r"\star",
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
    r"\arccot": r"\operatorname{arccot}",
    r"\sgn": r"\operatorname{sgn}",
    r"\scriptstyle": r"\textstyle",
    r"\scriptscriptstyle": r"\textstyle",
    r"\displaylimits": "",
    r"\nonumber": "",
    r"\notag": "",
    r"\hfill": "",
    r"\strut": "",
    r"\allowbreak": "",
    r"\nobreak": "",
    r"\relax": "",
}
FONTS = {"rm": "mathrm", "bf": "mathbf", "it": "mathit", "cal": "mathcal", "sf": "mathsf", "tt": "mathtt"}
# In a line of its own MathJax numbers and aligns these; within `\[` they are parts.
ENVIRONMENTS = {"align": "aligned", "eqnarray": "aligned", "gather": "gathered", "multline": "gathered"}
ENVIRONMENTS |= {"split": "aligned", "alignat": "aligned", "flalign": "aligned", "dcases": "cases"}
# What colours or frames a formula, or draws lines in it.
LOOKS = re.compile(
    r"\\(?:textcolor|color)\s*(?:\[\w+\])?\s*\{[^{}]*\}|\\(?:boxed|fbox)(?=\s*\{)|\\bbox(?:\[[^\]]*\])?(?=\s*\{)"
    r"|\\(?:hline|hdashline)(?![A-Za-z])"
)
COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)", re.DOTALL)
SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0123456789+-=()ni", strict=True))
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", "0123456789+-=()", strict=True))
CHARACTERS = {sign: f"\\{name} " for name, sign in SIGNS.items() if len(sign) == 1 and not sign.isascii()}
CHARACTERS |= {"−": "-", "–": "-", "·": r"\cdot ", "\xa0": " ", "′": "'", "’": "'", "µ": r"\mu ", "ϵ": r"\epsilon "}
CHARACTERS |= {"∗": "*", "‖": r"\|", "…": r"\ldots ", "⟨": r"\langle ", "⟩": r"\rangle "}
CHARACTERS |= {"ℝ": r"\mathbb{R}", "ℕ": r"\mathbb{N}", "ℤ": r"\mathbb{Z}", "ℂ": r"\mathbb{C}", "ℚ": r"\mathbb{Q}"}
CHARACTERS |= {"≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ", "→": r"\to ", "\u200b": "", "\u2061": "", "\u2062": ""}
RAISED = re.compile(f"[{''.join(SUPERSCRIPTS)}]+|[{''.join(SUBSCRIPTS)}]+")
# What the text of a formula may not hold, and a prime after an exponent, which TeX takes for a second one.
UNPRINTABLE = re.compile(r"\\(?:text\w*|mbox)\{[^{}]*(?<!\\)[\^~][^{}]*\}|\^(?:\{[^{}]*\}|\\[A-Za-z]+|[^\\{])\s*'")
ESCAPED = {c: f"\\{c}" for c in "{}%#&_$"} | {"\\": r"\backslash ", "^": r"\wedge ", "~": r"\sim "}
MATHEMATICAL = re.compile(r"[\U0001d400-\U0001d7ff]")
WORDS = re.compile(r"\\(?:text\w*|mbox)\{[^{}]*\}")
IDEOGRAPHS = re.compile(r"(?:[\u2e80-\ufe4f\uff00-\uffef]+\s*)+")


def plain_tex(tex: str) -> str:
    """The formula on one line, without what says nothing on paper."""
    tex = re.sub(r"(?<!\\)[%#]", r"\\\g<0>", tex)
    tex = re.sub(r"\\(?:label|require|hspace|vspace|mspace)\*?\s*\{[^{}]*\}", " ", tex)
    tex = re.sub(r"\\tag\*?\s*\{([^{}]*)\}", r"\\qquad \\text{(\1)}", tex)
    tex = re.sub(r"(\\(?:text\w*|mbox))\{([^{}$]*)\$([^{}$]*)\$([^{}$]*)\}", r"\1{\2}\3\1{\4}", tex)
    tex = re.sub(r"\\(begin|end)\{(\w+)\*\}", r"\\\1{\2}", tex)
    tex = re.sub(r"\\(?:begin|end)\{(?:equation|displaymath|math)\}", "", tex)
    tex = re.sub(r"\\begin\{alignat\}\s*\{\d+\}", r"\\begin{aligned}", tex)
    tex = re.sub(r"\\begin\{eqnarray\}.*?\\end\{eqnarray\}", _two_columns, tex, flags=re.DOTALL)
    tex = re.sub(r"\\(begin|end)\{(\w+)\}", lambda m: f"\\{m[1]}{{{ENVIRONMENTS.get(m[2], m[2])}}}", tex)
    tex = re.sub(r"\\\\\s*\[-?[\d.]+\s*\w+\]", r"\\\\ ", tex)
    tex = re.sub(r"\\mathop\s*\{\s*\\arg\s*\\(min|max)\s*\}", r"\\arg\1", tex)
    tex = re.sub(r"\\mathop\s*\{\s*\\(?:mathrm|rm|text)\s*\{?([^{}]*)\}?\s*\}", r"\\operatorname*{\1}", tex)
    tex = LOOKS.sub("", COMMAND.sub(_usual, tex))
    tex = re.sub(r"\\(?:text\w*|mbox)\{[^{}]*\}", lambda m: re.sub(r"(?<!\\)[_&]", r"\\\g<0>", m[0]), tex)
    tex = _fonts(tex)
    tex = re.sub(r"\{([^{}]*)\\over(?![A-Za-z])([^{}]*)\}", r"\\frac{\1}{\2}", tex)
    tex = re.sub(r"\{([^{}]*)\\choose(?![A-Za-z])([^{}]*)\}", r"\\binom{\1}{\2}", tex)
    tex = _characters(tex)
    tex = re.sub(r"\\\s+", r"\\ ", re.sub(r"(?<!\\)\s+", " ", tex)).strip()
    tex = re.sub(r"(?:(?<!\\)\\ ?|(?<!\\)\\[,;:! ])$", "", tex).strip()
    return _wrapped(tex)


def _two_columns(array: re.Match[str]) -> str:
    """What stands between two `&` of an `eqnarray` is a column of its own there."""
    return re.sub(r"&([^&\\]*(?:\\[A-Za-z]+[^&\\]*)?)&", r"&\1 ", array[0])


def _usual(command: re.Match[str]) -> str:
    name = command[0]
    if name not in SAME:
        return name
    return SAME[name] + (" " if SAME[name][-1:].isalpha() and command.string[command.end() :][:1].isalpha() else "")


def _fonts(tex: str) -> str:
    """`{\\rm x}` and `\\rm x` up to the end of the group as `\\mathrm{x}`."""
    while switch := re.search(r"\\(rm|bf|it|cal|sf|tt)(?![A-Za-z])\s*", tex):
        end, depth = switch.end(), 0
        while end < len(tex) and (depth or tex[end] not in "}&") and not (not depth and tex.startswith("\\\\", end)):
            depth += {"{": 1, "}": -1}.get(tex[end], 0)
            end += 2 if tex[end] == "\\" else 1
        tex = f"{tex[: switch.start()]}\\{FONTS[switch[1]]}{{{tex[switch.end() : end]}}}{tex[end:]}"
    return tex


def _characters(tex: str) -> str:
    """Characters that TeX has commands for, and words of other scripts as text."""
    if tex.isascii():
        return tex
    pieces = re.split(r"(\\(?:text|mbox)\w*\{[^{}]*\})", tex)
    for i in range(0, len(pieces), 2):
        piece = RAISED.sub(_raised, pieces[i])
        piece = "".join(CHARACTERS.get(char, char) for char in MATHEMATICAL.sub(_letter, piece))
        pieces[i] = IDEOGRAPHS.sub(lambda m: f"\\text{{{m[0]}}}", piece)
    return "".join(pieces)


def _letter(match: re.Match[str]) -> str:
    """Letters that Word slants by characters of their own."""
    return unicodedata.normalize("NFKC", match[0])


def _raised(run: re.Match[str]) -> str:
    """Characters such as ⁻¹ as one script."""
    table = SUPERSCRIPTS if run[0][0] in SUPERSCRIPTS else SUBSCRIPTS
    return f"{'^' if table is SUPERSCRIPTS else '_'}{{{''.join(table[char] for char in run[0])}}}"


def _wrapped(tex: str) -> str:
    """Lines and columns outside of an environment, which MathJax breaks and TeX does not, in one."""
    outer = re.sub(r"\\begin\{(\w+)\}.*\\end\{\1\}", "", tex)
    outer = re.sub(r"\\substack\s*\{[^{}]*\}", "", outer)
    if re.search(r"(?<!\\)&", outer):
        return rf"\begin{{aligned}} {tex} \end{{aligned}}"
    return rf"\begin{{gathered}} {tex} \end{{gathered}}" if r"\\" in outer else tex


def faults(tex: str) -> str:
    """Why a formula cannot be printed by every engine; an empty string where it can."""
    if wrong := math_faults(tex):
        return wrong[0][0]
    if "$" in re.sub(r"\\\$", "", tex):
        return "there is a `$` in it"
    if match := UNPRINTABLE.search(tex) or re.search(r"[^\x00-\x7f]", WORDS.sub("", tex)):
        return f"`{match[0]}` cannot be printed"
    try:
        formula(tex)
    except CourseError as e:
        return e.diagnostics[0].message.rpartition("cannot be printed: ")[2]
    return ""


def from_text(text: str) -> str:
    """Words and signs as the TeX of a script: single letters as variables, longer words as text."""
    pieces = re.split(r"((?:[^\W\d_]{3,}|[\u2e80-\ufe4f\uff00-\uffef]+)(?:\s+[^\W\d_]+)*|^(?:st|nd|rd|th)$)", text)
    shown = (
        rf"\text{{{piece}}}" if i % 2 and not _greek(piece) else "".join(map(_escaped, piece))
        for i, piece in enumerate(pieces)
    )
    return RAISED.sub(_raised, "".join(shown))


def _greek(word: str) -> bool:
    return all(char in CHARACTERS for char in word)


def _escaped(char: str) -> str:
    return ESCAPED.get(char) or CHARACTERS.get(char, char)

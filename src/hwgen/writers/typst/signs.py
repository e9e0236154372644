"""The signs and names of TeX mathematics in Typst: what each command of the closed set stands for."""

from __future__ import annotations


def _named(names: str, signs: str) -> dict[str, str]:
    return dict(zip(names.split(), signs, strict=True))


SIGNS = {
    **_named(
        "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma "
        "tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega",
        "αβγδϵεζηθϑικλμνξπρστυϕφχψωΓΔΘΛΞΠΣΥΦΨΩ",
    ),
    **_named(
        "sum prod int cdot cdots ldots vdots ddots times div pm mp ast star circ bullet odot otimes oplus "
        "le leq ge geq ne neq ll gg approx equiv sim simeq cong propto in notin ni subset subseteq supset cup cap "
        "setminus emptyset forall exists neg land lor to rightarrow leftarrow Rightarrow Leftarrow leftrightarrow "
        "Leftrightarrow mapsto longrightarrow infty partial nabla ell top bot prime because therefore square "
        "checkmark parallel",
        "∑∏∫⋅⋯…⋮⋱×÷±∓∗⋆∘∙⊙⊗⊕≤≤≥≥≠≠≪≫≈≡∼≃≅∝∈∉∋⊂⊆⊃∪∩∖∅∀∃¬∧∨→→←⇒⇐↔⇔↦⟶∞∂∇ℓ⊤⊥′∵∴□✓∥",
    ),
    "lt": r"\<",
    "gt": r"\>",
    "implies": "#h(0.28em)⟹#h(0.28em)",
    "iff": "#h(0.28em)⟺#h(0.28em)",
    "mid": r'class("relation", \|)',
    "colon": r'class("punctuation", \:)',
    "vert": r'class("normal", \|)',
    "Vert": 'class("normal", ‖)',
    "lvert": r'class("opening", \|)',
    "rvert": r'class("closing", \|)',
    "lVert": 'class("opening", ‖)',
    "rVert": 'class("closing", ‖)',
    "lfloor": "⌊",
    "rfloor": "⌋",
    "lceil": "⌈",
    "rceil": "⌉",
    "langle": "⟨",
    "rangle": "⟩",
    "quad": "#h(1em)",
    "qquad": "#h(2em)",
}
ESCAPED = {
    ",": "#h(0.167em)",
    ":": "#h(0.222em)",
    ";": "#h(0.278em)",
    "!": "#h(-0.167em)",
    " ": "#h(0.333em)",
    "\n": "#h(0.333em)",
    "|": 'class("normal", ‖)',
    "%": r'class("normal", \%)',
    "#": r'class("normal", \#)',
    "&": r'class("normal", \&)',
    "$": r"\$",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "'": "",
}
PLAIN = {
    "-": "−",
    "*": "∗",
    ":": r'class("relation", \:)',
    "/": r'class("normal", \/)',
    "|": r'class("normal", \|)',
    "~": "#h(0.333em)",
    "‖": 'class("normal", ‖)',
    "%": r'class("normal", \%)',
}
OPERATORS = dict.fromkeys(("log", "ln", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arg", "dim"), False)
OPERATORS |= dict.fromkeys(("lim", "max", "min", "sup", "inf", "det", "Pr", "argmax", "argmin"), True)
FUNCTIONS = {
    "hat": "hat",
    "bar": "macron",
    "tilde": "tilde",
    "vec": "arrow",
    "dot": "dot",
    "ddot": "dot.double",
    "widehat": "hat",
    "widetilde": "tilde",
    "overline": "overline",
    "underline": "underline",
}
FONTS = {
    "mathrm": ("upright", True),
    "mathbf": ("bold", True),
    "mathbb": ("bb", True),
    "mathcal": ("cal", True),
    "mathit": ("italic", True),
    "mathsf": ("sans", True),
    "bm": ("bold", False),
    "boldsymbol": ("bold", False),
}
SIZES = {"big": 1.2, "Big": 1.8, "bigg": 2.4, "Bigg": 3.0}
DELIMITERS = {
    **{c: rf"\{c}" for c in "()[]|/"},
    "<": "⟨",
    ">": "⟩",
    r"\{": r"\{",
    r"\}": r"\}",
    r"\|": "‖",
    r"\vert": r"\|",
    r"\lvert": r"\|",
    r"\rvert": r"\|",
    r"\Vert": "‖",
    r"\lVert": "‖",
    r"\rVert": "‖",
    **{rf"\{name}": SIGNS[name] for name in ("lfloor", "rfloor", "lceil", "rceil", "langle", "rangle")},
}
MATRICES = {"matrix": "#none", "pmatrix": '"("', "bmatrix": '"["', "vmatrix": '"|"', "array": "#none"}
CENTRED_DOTS_BEFORE = frozenset(["+", "-", "=", "<", ">", r"\times", r"\cdot", r"\le", r"\ge", r"\lt", r"\gt", r"\to"])

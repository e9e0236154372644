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
    **_named(
        "leqslant geqslant lesssim gtrsim prec succ preceq succeq asymp doteq nleq ngeq nless ngtr supseteq subsetneq supsetneq "
        "nsubseteq perp vdash models triangleq varnothing nexists lnot wedge vee complement angle triangle aleph hbar "
        "imath jmath Re Im varrho varsigma varpi bigcup bigcap bigoplus bigotimes bigvee bigwedge coprod iint iiint oint "
        "uparrow downarrow updownarrow Uparrow Downarrow nearrow searrow longleftarrow longleftrightarrow Longrightarrow "
        "Longleftarrow Longleftrightarrow longmapsto hookrightarrow rightharpoonup rightleftharpoons gets ominus oslash "
        "bigcirc diamond blacksquare dagger ddagger",
        "⩽⩾≲≳≺≻⪯⪰≍≐≰≱≮≯⊇⊊⊋⊈⟂⊢⊨≜∅∄¬∧∨∁∠△ℵℏıȷℜℑϱςϖ⋃⋂⨁⨂⋁⋀∐∬∭∮↑↓↕⇑⇓↗↘⟵⟷⟹⟸⟺⟼↪⇀⇌←⊖⊘◯⋄■†‡",
    ),
    "backslash": r'class("normal", \\)',
    "lbrace": r"\{",
    "rbrace": r"\}",
    "lbrack": r"\[",
    "rbrack": r"\]",
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
_PLAIN_OPERATORS = "log ln lg exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth arg dim ker deg hom"
_LIMIT_OPERATORS = "lim limsup liminf max min sup inf det gcd Pr argmax argmin"
OPERATORS = dict.fromkeys(_PLAIN_OPERATORS.split(), False) | dict.fromkeys(_LIMIT_OPERATORS.split(), True)
# Where what a function is called by is not how it is written.
SPACED = {name: f"{name[:3]}\u2009{name[3:]}" for name in ("argmax", "argmin", "limsup", "liminf")}
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
    "overrightarrow": "arrow",
    "acute": "acute",
    "grave": "grave",
    "breve": "breve",
    "check": "caron",
    "mathring": "circle",
}
STACKED = {"overset": "t", "stackrel": "t", "underset": "b"}
ARROWS = {"xrightarrow": "⟶", "xleftarrow": "⟵"}
FONTS = {
    "mathrm": ("upright", True),
    "mathbf": ("bold", True),
    "mathbb": ("bb", True),
    "mathcal": ("cal", True),
    "mathit": ("italic", True),
    "mathsf": ("sans", True),
    "mathfrak": ("frak", True),
    "mathtt": ("mono", True),
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
    **{rf"\{name}": SIGNS[name] for name in ("lbrace", "rbrace", "lbrack", "rbrack", "uparrow", "downarrow")},
    r"\backslash": r"\\",
}
MATRICES = {"matrix": "#none", "pmatrix": '"("', "bmatrix": '"["', "Bmatrix": '"{"', "vmatrix": '"|"'}
MATRICES |= {"Vmatrix": '"‖"', "smallmatrix": "#none", "array": "#none"}
TEXTS = dict.fromkeys(("text", "mbox", "textrm"), "{}")
TEXTS |= {"textbf": "upright(bold({}))", "textit": "italic({})", "texttt": "mono({})"}
FRACTIONS = {"frac": "", "dfrac": "display", "cfrac": "display", "tfrac": "inline"}
FRACTIONS |= {"binom": "", "dbinom": "display", "tbinom": "inline"}
# Signs with limits, and what stands below a denominator that has one: Typst lets a formula reach into the line below it,
# where it would meet a high one.
FOOTING = "#box(width: 0pt, height: 0.7em, baseline: 0.7em)"
# What stands higher than a line.
HIGH = ("frac(", "binom(", "limits(", "mat(", "cases(", "vec(")
LIMITED = frozenset(SIGNS[name] for name in ("sum", "prod", "int"))
CENTRED_DOTS_BEFORE = frozenset(["+", "-", "=", "<", ">", r"\times", r"\cdot", r"\le", r"\ge", r"\lt", r"\gt", r"\to"])
# Beside these TeX leaves no thin space before and behind dots, or they have spaces of their own.
_SPACES = (r"\,", r"\:", r"\;", r"\!", r"\ ", r"\quad", r"\qquad")
BARE_BEFORE = CENTRED_DOTS_BEFORE | {"", *"{([,;&", r"\{", r"\\", *_SPACES}
BARE_BEHIND = CENTRED_DOTS_BEFORE | {"", *"})].&", r"\}", r"\\", r"\end", r"\right", *_SPACES}

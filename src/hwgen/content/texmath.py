"""Which TeX mathematics a text may hold: commands that neither read, write nor define."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hwgen.errors import closest, did_you_mean

# A displayed formula of a text, or one in the line: what stands between its dollar signs.
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
NAMES = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma
    tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega frac dfrac
    tfrac sqrt sum prod int lim log ln exp sin cos tan sinh cosh tanh max min sup inf arg det dim Pr argmax
    argmin operatorname mathrm mathbf mathbb mathcal mathit mathsf bm boldsymbol text textbf hat bar tilde vec
    dot ddot widehat widetilde overline underline underbrace overbrace left right big Big bigl bigr Bigl Bigr
    bigg Bigg biggl biggr Biggl Biggr lfloor rfloor lceil rceil langle rangle lvert rvert lVert rVert vert Vert mid parallel cdot cdots
    ldots dots vdots ddots times div pm mp ast star circ bullet odot otimes oplus le leq ge geq ne neq lt gt ll
    gg approx equiv sim simeq cong propto in notin ni subset subseteq supset cup cap setminus emptyset forall
    exists neg land lor to rightarrow leftarrow Rightarrow Leftarrow leftrightarrow Leftrightarrow mapsto
    longrightarrow implies iff infty partial nabla ell top bot prime quad qquad begin end not limits nolimits
    displaystyle textstyle binom colon because therefore square checkmark overset underset stackrel substack
    dbinom tbinom cfrac textit textrm texttt mbox arcsin arccos arctan cot sec csc coth gcd lg ker deg hom
    limsup liminf bmod pmod leqslant geqslant lesssim gtrsim prec succ preceq succeq asymp doteq nleq ngeq nless ngtr
    supseteq subsetneq supsetneq nsubseteq perp vdash models triangleq varnothing nexists lnot wedge vee
    complement angle triangle aleph hbar imath jmath Re Im varrho varsigma varpi bigcup bigcap bigoplus
    bigotimes bigvee bigwedge coprod iint iiint oint uparrow downarrow updownarrow Uparrow Downarrow nearrow
    searrow longleftarrow longleftrightarrow Longrightarrow Longleftarrow Longleftrightarrow longmapsto
    hookrightarrow rightharpoonup rightleftharpoons gets xrightarrow xleftarrow mathfrak mathtt acute grave
    breve check mathring overrightarrow ominus oslash bigcirc diamond blacksquare dagger ddagger backslash
    lbrack rbrack lbrace rbrace middle
"""
COMMANDS = frozenset(NAMES.split())
# What people know of TeX that is no mathematics: none of it is another command mistyped.
PROGRAMS = """
    input include includegraphics usepackage def edef gdef let newcommand renewcommand providecommand write openin
    openout read special catcode csname expandafter loop href url label ref cite footnote item section
"""
OF_PROGRAMS = frozenset(PROGRAMS.split())
ENVIRONMENTS = frozenset({"aligned", "cases", "matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix"})
ENVIRONMENTS |= {"smallmatrix", "array", "gathered"}
SYMBOLS = frozenset("\\{}%$&#_ ,;:!|'")
ONLY = "only TeX mathematics is allowed, without commands that read, write or define"
# What other versions and packages of TeX have for what is written otherwise here.
ELSEWHERE = {
    "over": r"write `\frac{a}{b}` in place of `a \over b`",
    "choose": r"write `\binom{n}{k}` in place of `n \choose k`",
    "ce": r"write the symbols of elements upright: `\mathrm{H_2O}`",
    **dict.fromkeys(("SI", "qty", "unit", "si"), r"write a unit upright, with a space before it: `3\ \mathrm{m}`"),
    "num": "write the number itself",
    "degree": r"write `^\circ`",
    "unicode": "write the character itself",
    "rm": r"write `\mathrm{…}`",
    "bf": r"write `\mathbf{…}`",
    "it": r"write `\mathit{…}`",
    "cal": r"write `\mathcal{…}`",
    "tt": r"write `\mathtt{…}`",
    "R": r"write `\mathbb{R}`",
    "N": r"write `\mathbb{N}`",
    "Z": r"write `\mathbb{Z}`",
    "E": r"write `\mathbb{E}`",
    "norm": r"write `\lVert x \rVert`",
    "abs": r"write `\lvert x \rvert`",
    **dict.fromkeys(("tag", "nonumber", "notag"), "leave it out: formulas have no numbers"),
    **dict.fromkeys(("hspace", "vspace", "hfill", "hline"), r"leave it out, or write `\quad`"),
    **dict.fromkeys(("color", "textcolor", "colorbox"), "leave it out: papers are printed in black"),
}
# Environments that are a formula on lines of their own, which `$$` makes; several lines of one need another inside.
DISPLAYS = ("equation", "equation*", "displaymath", "math")
LINES = ("align", "align*", "eqnarray", "eqnarray*", "gather", "gather*", "multline", "multline*", "split")


def math_faults(tex: str) -> list[tuple[str, str, str]]:
    """What is wrong with a formula: messages, each with the piece it speaks of and a hint."""
    faults = []
    for match in re.finditer(r"\\([A-Za-z]+|.|$)", tex, re.DOTALL):
        name = match[1]
        if name not in COMMANDS and name not in SYMBOLS:
            near = closest(name, COMMANDS, alike=0.7) if len(name) > 2 and name not in OF_PROGRAMS else ""
            hint = ELSEWHERE.get(name) or (f"did you mean `\\{near}`?" if near else ONLY)
            faults.append((f"TeX command `\\{name}` is not allowed", match[0], hint))
    faults += _environments(tex)
    if opened := re.search(r"\\sqrt\s*\[[^\]]*$", tex):
        faults.append(("`[` after `\\sqrt` is never closed", opened[0], "end the index with `]`: `\\sqrt[3]{x}`"))
    if "^^" in tex or re.search(r"(?<!\\)[%#]", tex):
        faults.append(("`%`, `#` and `^^` cannot be used in a formula", tex, "write `\\%` or `\\#`"))
    bare = re.sub(r"\\.", "", tex)
    depth = 0
    for char in bare:
        depth += {"{": 1, "}": -1}.get(char, 0)
        if depth < 0:
            break
    if depth:
        faults.append(("the braces of the formula do not match", tex, "every `{` needs its `}`"))
    if len(re.findall(r"\\left(?![A-Za-z])", tex)) != len(re.findall(r"\\right(?![A-Za-z])", tex)):
        hint = "every `\\left` needs its `\\right`; `\\right.` shows nothing"
        faults.append(("`\\left` and `\\right` do not match", tex, hint))
    return faults


def _environments(tex: str) -> Iterator[tuple[str, str, str]]:
    """What is wrong with what stands between `\\begin` and `\\end`: its name, or that one of the two is missing."""
    open_ones: list[str] = []
    for word, env in re.findall(r"\\(begin|end)\{([^}]*)\}", tex):
        if word == "end" and open_ones[-1:] == [env]:
            open_ones.pop()
        elif env not in ENVIRONMENTS:
            yield f"TeX environment `{env}` is not allowed", env, environment_hint(env)
            open_ones += [env] * (word == "begin")
        elif word == "begin":
            open_ones.append(env)
        else:
            meant = (
                f"\\end{{{open_ones[-1]}}}` in its place" if open_ones else f"\\begin{{{env}}}` before it, or delete it"
            )
            yield f"`\\end{{{env}}}` ends nothing that begins before it", f"\\end{{{env}}}", f"write `{meant}"
            return
    if open_ones and (env := open_ones[-1]) in ENVIRONMENTS:
        yield f"`\\begin{{{env}}}` is never ended", f"\\begin{{{env}}}", f"write `\\end{{{env}}}` at its end"


def environment_hint(env: str) -> str:
    """What to write in place of an environment that no formula has."""
    if env in DISPLAYS:
        return "write the formula alone: `$$` above and below it puts it on lines of its own"
    if env in LINES:
        return "write `aligned` in its place, between `$$` and `$$`"
    return did_you_mean(env, ENVIRONMENTS)

"""Which TeX mathematics a text may hold: commands that neither read, write nor define."""

from __future__ import annotations

import re

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


def math_faults(tex: str) -> list[tuple[str, str, str]]:
    """What is wrong with a formula: messages, each with the piece it speaks of and a hint."""
    faults = []
    for match in re.finditer(r"\\([A-Za-z]+|.|$)", tex, re.DOTALL):
        name = match[1]
        if name not in COMMANDS and name not in SYMBOLS:
            near = closest(name, COMMANDS, alike=0.7) if len(name) > 2 and name not in OF_PROGRAMS else ""
            only = "only TeX mathematics is allowed, without commands that read, write or define"
            hint = f"did you mean `\\{near}`?" if near else only
            faults.append((f"TeX command `\\{name}` is not allowed", match[0], hint))
    for env in re.findall(r"\\(?:begin|end)\{([^}]*)\}", tex):
        if env not in ENVIRONMENTS:
            faults.append((f"TeX environment `{env}` is not allowed", env, did_you_mean(env, ENVIRONMENTS)))
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
        faults.append(("`\\left` and `\\right` do not match", tex, ""))
    return faults

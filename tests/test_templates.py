"""Texts with holes: what stands in brackets is written as a teacher would write it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from hwgen.problem.evaluating import ExpressionError
from hwgen.problem.steps import worked
from hwgen.problem.templates import Filling
from hwgen.text import Text

NAMES = {
    "n": 1,
    "k": 3,
    "N": 1281167,
    "p": 0,
    "w": -3,
    "x": 2,
    "q": Fraction(1, 4),
    "third": Fraction(1, 3),
    "cell": "LSTM",
    "unit": "GRU",
    "image": Text(zh="灰度图像（[n] 个通道）", en="grey image ([n: # channel|# channels])"),
    "point": (1, -2),
}


def filled(template: str, language: str = "en") -> str:
    filling = Filling(NAMES, lambda name, places, formula: worked(name, NAMES, {}, places, formula=formula))
    return filling.in_language(template, language)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("stride [k], [N] samples", r"stride 3, $1\,281\,167$ samples"),
        ("[k - 1] of [w]", "2 of $-3$"),
        ("[n: # epoch|# epochs], [k: # epoch|# epochs]", "1 epoch, 3 epochs"),
        ("[p: 0=no padding|padding # px]; [k: 0=no padding|padding # px]", "no padding; padding 3 px"),
        ("[cell: LSTM=four gates|GRU=three gates]", "four gates"),
        ("[an cell] and [A unit]; [a image]", "an LSTM and A GRU; a grey image (1 channel)"),
        ("[k: 1=alone|with [N: # sample|# samples]]", r"with $1\,281\,167$ samples"),
        ("$[w] + [w]$", "$-3 - 3$"),
        ("$[x] \\times [w]$", r"$2 \times \left(-3\right)$"),
        ("$[x] - [w]$", r"$2 - \left(-3\right)$"),
        ("$[w]^2 + [q]^2 + [third]^2$", r"$\left(-3\right)^2 + 0.25^2 + \left(\frac{1}{3}\right)^2$"),
        ("$[n]x + [w]y$, $[n] \\times [n]$", r"$x - 3y$, $1 \times 1$"),
        ("$y[w]$, $\\frac{[w]}{[x]}$", r"$y\left(-3\right)$, $\frac{-3}{2}$"),
        ("$[third:.3]$ and [third:.2]", "$0.333$ and $0.33$"),
        ("$[point]$", r"$(1,\ -2)$"),
        ("$$[=x*w + k]$$", r"$$x \times w + k = 2 \times \left(-3\right) + 3 = -3$$"),
        ("$[~third:.3]$ $[~q:.3]$ $[~x]$", r"$\approx 0.333$ $= 0.25$ $= 2$"),
        (
            "$[~exp(log(2))/16:.3]$ $[~exp(1)/8:.3]$ $[~(log(4) - 2*log(2) + 1)/2:.3]$",
            r"$= 0.125$ $\approx 0.340$ $= 0.5$",
        ),
        ("$[==k + w*x - w*k]$", r"$3 - 3 \times 2 - \left(-3\right) \times 3 = 6$"),
        ("$[==dot((k, w), point)]$", r"$3 \times 1 + \left(-3\right) \times \left(-2\right) = 9$"),
        ("$[==2*3 + 1]$", r"$2 \times 3 + 1 = 7$"),
        ("$[==x*w:.1]$", r"$2 \times \left(-3\right) = -6$"),
        ("$[=x + w*k]$", r"$x + w \times k = 2 - 3 \times 3 = -7$"),
        ("$[86400]$ s, $[10**6]$, $[12]$, [2026]", r"$86\,400$ s, $1\,000\,000$, $[12]$, [2026]"),
        ("$[0, 1]$, [@other], ![](figure), `x[n]`", "$[0, 1]$, [@other], ![](figure), `x[n]`"),
        (r"[k: 3=the norm $|x|$|the norm $\|x\|$]", "the norm $|x|$"),
        (r"[n: 1=$\{a|b\}$|{c|d}]; [k: 1=$|$|{c|d}]", r"$\{a|b\}$; {c|d}"),
        (r"$\begin{pmatrix}[w] & [w] \\ [w]\end{pmatrix}$", r"$\begin{pmatrix}-3 & -3 \\ -3\end{pmatrix}$"),
        (r"$\begin{array}{cc}[w]&[w]\\[w]\end{array}$", r"$\begin{array}{cc}-3&-3\\-3\end{array}$"),
        (r"$x \le[w]$, $\text{or }[w]$, $\frac{1}{2}[w]$", r"$x \le-3$, $\text{or }-3$, $\frac{1}{2}\left(-3\right)$"),
        (r"$W^{\[n\]}$ and \[n\]", r"$W^{[n]}$ and \[n\]"),
    ],
)
def test_a_hole_is_written_as_a_teacher_writes_it(template: str, text: str) -> None:
    assert filled(template) == text


def test_a_text_in_a_hole_is_in_the_same_language() -> None:
    assert filled("输入为[image]。", "zh") == "输入为灰度图像（1 个通道）。"


@pytest.mark.parametrize(
    ("template", "message", "hint"),
    [
        ("[kk]", "nothing is called `kk`", "`k`"),
        ("[k: 1=one|2=two]", "there is no form for 3", "3=..."),
        ("[k / p]", "ZeroDivisionError", ""),
    ],
)
def test_a_hole_that_cannot_be_filled_is_an_error(template: str, message: str, hint: str) -> None:
    with pytest.raises(ExpressionError, match=message) as error:
        filled(template)
    assert hint in error.value.hint

"""Auto Multiple Choice on a comparable homework: sheets and key as PDF, and a PDF for each copy."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

PACKAGES = "auto-multiple-choice lmodern qpdf"
TIMEOUT = 1800
STATEMENTS = (
    ("Adding layers to a network without nonlinear activations does not make it more expressive.", True),
    ("Dropout is active at test time, so that predictions are averaged over many networks.", False),
    ("A convolution layer has fewer parameters than a dense layer between the same two feature maps.", True),
    ("Early stopping needs a set of validation examples that takes no part in training.", True),
    ("The softmax function changes when the same constant is added to all of its inputs.", False),
)
CHOICES = (
    (
        r"A convolution layer with 16 filters of size $3\times3$, stride 1 and no padding reads a colour image of "
        r"$64\times64$ pixels. What is the size of its output?",
        (r"$16\times62\times62$", r"$16\times64\times64$", r"$62\times62$", r"$3\times62\times62$"),
    ),
    (
        r"A neuron computes $\sigma(wx+b)$ with $w=2$, $x=1$, $b=-2$ and $\sigma(z)=1/(1+e^{-z})$. What is the "
        r"derivative of its output with respect to $w$?",
        (r"$\frac14$", r"$\frac12$", "$0$", "$1$"),
    ),
    (
        "Of 100 examples, a classifier labels 40 as positive; 30 of these are positive, and it misses 20 others. What "
        "is its recall?",
        (r"$\frac35$", r"$\frac34$", r"$\frac45$", r"$\frac3{10}$"),
    ),
    (
        r"Gradient descent with learning rate $0.1$ minimises $f(w)=w^2$ from $w_0=1$. What is $w_2$?",
        ("$0.64$", "$0.8$", "$0.81$", "$0.6$"),
    ),
)
EXAM = r"""\documentclass[a4paper,11pt]{article}
\usepackage[utf8]{inputenc}
\usepackage[T1]{fontenc}
\usepackage{lmodern}
\usepackage[lang=EN,box,completemulti]{automultiplechoice}
\begin{document}
%s
\onecopy{%d}{%%
\noindent\textbf{Homework 2}\hfill Deep Learning\par\medskip
\noindent\namefield{\fbox{Name: \hbox to 6cm{\dotfill}}}\par\bigskip
\noindent\textbf{True or false}\par\medskip
\shufflegroup{statements}\insertgroup{statements}
\noindent\textbf{One answer of four}\par\medskip
\shufflegroup{choices}\insertgroup{choices}
\noindent\textbf{In your own words}\par\medskip
\insertgroup{open}
\AMCcleardoublepage}
\end{document}
"""
OPEN = r"""\element{open}{\begin{question}{open}
Why do deep models overfit? Give four ways to mitigate it.\par
\AMCOpen{lines=8}{\wrongchoice[0]{0}\scoring{0}\wrongchoice[1]{1}\scoring{1}\correctchoice[2]{2}\scoring{2}}
\end{question}\par}
"""


def seconds(copies: int) -> float:
    """How long AMC takes for that many copies. Raises FileNotFoundError where a program is not installed."""
    for program in ("auto-multiple-choice", "qpdf"):
        if shutil.which(program) is None:
            raise FileNotFoundError(f"{program}: apt-get install --no-install-recommends {PACKAGES}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "exam.tex").write_text(exam(copies), encoding="utf-8")
        for name in ("data", "sheets"):
            (folder / name).mkdir()
        start = time.perf_counter()
        _run(folder, "prepare", "--mode", "s[s]", "--with", "pdflatex", "--prefix", f"{folder}/",
             "--data", folder / "data", "--out-sujet", folder / "sheets.pdf",
             "--out-corrige", folder / "key.pdf", "--out-calage", folder / "layout.xy", folder / "exam.tex")  # fmt: skip
        _run(folder, "meptex", "--src", folder / "layout.xy", "--data", folder / "data")
        _run(folder, "imprime", "--methode", "file", "--output", folder / "sheets" / "sheet-%e.pdf",
             "--extract-with", "qpdf", "--sujet", folder / "sheets.pdf", "--data", folder / "data")  # fmt: skip
        taken = time.perf_counter() - start
        made = sum(path.stat().st_size > 0 for path in (folder / "sheets").glob("sheet-*.pdf"))
        if made != copies or not (folder / "key.pdf").exists():
            raise RuntimeError(f"AMC made {made} of {copies} copies")
        return taken


def exam(copies: int) -> str:
    """The LaTeX source: five statements, four questions with four answers, an open question."""
    elements = [
        _element("statements", i, text, _answers("choiceshoriz}[o]", (("True", truth), ("False", not truth))))
        for i, (text, truth) in enumerate(STATEMENTS, 1)
    ]
    elements += [
        _element("choices", i, text, _answers("choices}", [(answer, answer == answers[0]) for answer in answers]))
        for i, (text, answers) in enumerate(CHOICES, 1)
    ]
    return EXAM % ("".join(elements) + OPEN, copies)


def _element(group: str, number: int, text: str, answers: str) -> str:
    question = rf"\begin{{question}}{{{group}{number}}}" + f"\n{text}\n{answers}\n" + r"\end{question}\par"
    return rf"\element{{{group}}}{{{question}}}" + "\n"


def _answers(environment: str, answers: Iterable[tuple[str, bool]]) -> str:
    lines = [rf"\{'correct' if right else 'wrong'}choice{{{answer}}}" for answer, right in answers]
    return "\n".join((rf"\begin{{{environment}", *lines, rf"\end{{{environment.split('}')[0]}}}"))


def _run(folder: Path, *words: str | Path) -> None:
    command = ("auto-multiple-choice", *words)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=TIMEOUT)
    if done.returncode:
        raise RuntimeError(f"auto-multiple-choice {words[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


if __name__ == "__main__":
    for count in (10, 300):
        print(f"{count} copies: {seconds(count) / count:.3f} s a copy")

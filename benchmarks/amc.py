"""Auto Multiple Choice on a comparable exam: sheets and key as PDF, and a PDF for each student."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

STATEMENT = r"""
\element{all}{\begin{question}{statement%d}
  Adding layers to a network that has no nonlinear activation makes it neither more nor less expressive; this is
  statement number %d of five that are to be judged.
  \begin{choices}\correctchoice{True}\wrongchoice{False}\end{choices}\end{question}}
"""
CHOICE = r"""
\element{all}{\begin{question}{choice%d}
  A convolution layer with %d filters of size $3\times3$, stride 1 and no padding reads a colour image of
  $64\times64$ pixels. What is the size of its output?
  \begin{choices}\correctchoice{$%d\times62\times62$}\wrongchoice{$%d\times64\times64$}%%
  \wrongchoice{$62\times62$}\wrongchoice{$3\times62\times62$}\end{choices}\end{question}}
"""
EXAM = r"""\documentclass[a4paper,11pt]{article}
\usepackage[utf8]{inputenc}\usepackage[T1]{fontenc}
\usepackage[box,completemulti]{automultiplechoice}
\begin{document}
%s
\element{all}{\begin{question}{open}
  Why do deep models overfit? Give four ways to mitigate it.
  \AMCOpen{lines=20}{\wrongchoice[W]{w}\scoring{0}\correctchoice[R]{r}\scoring{2}}\end{question}}
\onecopy{%d}{\noindent\textbf{Homework}\hfill Deep Learning\par
  \namefield{Name: \hbox to 5cm{\dotfill}}
  \shufflegroup{all}\insertgroup{all}\AMCcleardoublepage}
\end{document}
"""


def seconds(copies: int) -> float:
    """How long AMC takes for that many copies. Raises FileNotFoundError where it is not installed."""
    if shutil.which("auto-multiple-choice") is None:
        raise FileNotFoundError("apt-get install --no-install-recommends auto-multiple-choice")
    questions = "".join(STATEMENT % (i, i) for i in range(1, 6))
    questions += "".join(CHOICE % (i, n, n, n) for i, n in enumerate((16, 32, 48, 64), 1))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "exam.tex").write_text(EXAM % (questions, copies))
        (folder / "numbers").write_text("".join(f"{i}\n" for i in range(1, copies + 1)))
        for name in ("data", "sheets"):
            (folder / name).mkdir()
        start = time.perf_counter()
        _run(folder, "prepare", "--mode", "s", "--with", "pdflatex", "--prefix", f"{folder}/", "--data", folder / "data",
             "--out-sujet", folder / "sheets.pdf", "--out-corrige", folder / "key.pdf",
             "--out-calage", folder / "layout.xy", "exam.tex")  # fmt: skip
        _run(folder, "meptex", "--src", "layout.xy", "--data", "data")
        _run(folder, "imprime", "--methode", "file", "--output", f"{folder}/sheets/sheet-%e.pdf",
             "--sujet", "sheets.pdf", "--data", "data", "--fich-numeros", "numbers")  # fmt: skip
        taken = time.perf_counter() - start
        made = len(list((folder / "sheets").glob("*.pdf")))
        if made != copies or not (folder / "key.pdf").exists():
            raise RuntimeError(f"AMC made {made} of {copies} copies")
        return taken


def _run(folder: Path, *words: str | Path) -> None:
    subprocess.run(("auto-multiple-choice", *words), cwd=folder, check=True, capture_output=True)


if __name__ == "__main__":
    for count in (10, 300):
        print(f"{count} copies: {seconds(count) / count:.3f} s a copy")

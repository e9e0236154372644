"""The table of engines that make PDFs. A new one is a module with a `Backend` and a row here; the rest follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hwgen.errors import Diagnostic, MissingProgram

if TYPE_CHECKING:
    from hwgen.exam.model import Exam
    from hwgen.pdf.kit import Kit
    from hwgen.pdf.printed import Backend, Failed, Printed

PACKAGES = "texlive-xetex texlive-lang-chinese texlive-lang-german texlive-lang-french texlive-latex-extra texlive-pictures lmodern fonts-symbola fonts-freefont-otf"
INSTALL = f"on Debian or Ubuntu: apt-get install --no-install-recommends {PACKAGES}"
AUTO = "auto"


@dataclass(frozen=True)
class Engine:
    """A row. What is said of an engine stands here; `backend` imports what does the work.

    `source` is the format of its sources, by its name in the table of formats. `automatic` ones are those that `auto`
    takes, in this order. `joins_fonts` says that papers of one run hold the same fonts, which a merged file can share.
    """

    name: str
    title: str
    about: str
    remedy: str
    source: str
    backend: Callable[[], Backend]
    automatic: bool = True
    joins_fonts: bool = False

    @property
    def installed(self) -> bool:
        return self.backend().installed()

    @property
    def version(self) -> str:
        """What it says of itself, or an empty string where it is not installed."""
        return self.backend().version()

    def sources(self, exam: Exam, kit: Kit) -> dict[str, str]:
        return self.backend().sources(exam, kit)

    def print(self, exams: Sequence[Exam], kit: Kit) -> list[Printed | Failed]:
        """Exam and key of each, read back from their pages. Raises MissingProgram with the remedy."""
        from hwgen.pdf.readback import checked

        if not self.installed:
            raise MissingProgram(
                Diagnostic("missing-program", f"{self.title} is not installed; the sources are kept", None, self.remedy)
            )
        return [checked(*pair) for pair in zip(exams, self.backend().print(exams, kit), strict=True)]


def _xelatex() -> Backend:
    from hwgen.pdf.latex import XELATEX

    return XELATEX


def _lualatex() -> Backend:
    from hwgen.pdf.latex import LUALATEX

    return LUALATEX


def _typst() -> Backend:
    from hwgen.pdf.typst_engine import TYPST

    return TYPST


ROWS = (
    Engine(
        "xelatex",
        "XeLaTeX",
        "TeX. The default where it is installed. Many papers share one run, so it is the fastest for a class.",
        f"{INSTALL}; or take --engine typst",
        "tex",
        _xelatex,
        joins_fonts=True,
    ),
    Engine(
        "lualatex",
        "LuaLaTeX",
        "TeX. One run for each paper, some seconds each.",
        f"{INSTALL} texlive-luatex texlive-lang-japanese; or take --engine typst",
        "tex",
        _lualatex,
        automatic=False,
    ),
    Engine(
        "typst",
        "Typst",
        "Comes with hwgen. The default where XeLaTeX is missing. The PDFs are tagged for screen readers (PDF/UA).",
        "pip install typst pylopdf-fonts-zh-cn",
        "typst",
        _typst,
    ),
)
ENGINES: Mapping[str, Engine] = {row.name: row for row in ROWS}


def choose(wished: str) -> Engine:
    """The engine of that name; for `auto` the first of the automatic ones that is installed, else the last of them."""
    if wished != AUTO:
        return ENGINES[wished]
    automatic = [row for row in ROWS if row.automatic]
    return next((row for row in automatic if row.installed), automatic[-1])


def second_best(wished: str, chosen: Engine) -> str:
    """What to say where `auto` had to take another engine than its first; else nothing."""
    first = next(row for row in ROWS if row.automatic)
    if wished != AUTO or chosen == first:
        return ""
    return f"{first.title} is not installed; the PDFs are made by {chosen.title}"


def help_text() -> str:
    """One line for the command line."""
    order = " and ".join(row.title for row in ROWS if row.automatic)
    return f"What makes the PDFs. {AUTO}: the first of {order} that is installed."

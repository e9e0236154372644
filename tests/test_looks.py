"""Large print holds what fits in usual print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import Ran

WIDE = r"""A set is sorted by class.

        $$W = \begin{pmatrix} 11 & 12 & 13 \\ 21 & 22 & 23 \end{pmatrix},\quad \mathbf{b} = \begin{pmatrix} 31 \\ 32 \end{pmatrix},\quad
        \mathbf{v} = \begin{pmatrix} 41 \\ 42 \end{pmatrix},\quad \mathbf{x} = \begin{pmatrix} 51 \\ 52 \\ 53 \end{pmatrix},\quad c = -1$$

        ```python numbered
        self.projection = nn.Parameter(torch.zeros(base.out_features,base.in_features))
        ```
"""


@pytest.mark.parametrize("engine", ["xelatex", "typst"])
def test_formulas_and_code_that_are_too_wide_go_on_below(
    engine: str, small_course: Path, terminal: Callable[..., Ran]
) -> None:
    """What stands beyond the edge of a page is an error of the build."""
    items = small_course / "bank" / "items" / "basics.yaml"
    stem = "      en: A training set is sorted by class. Why is it shuffled before it is split into minibatches?\n"
    assert stem in items.read_text()
    items.write_text(items.read_text().replace(stem, f"      en: |\n        {WIDE}"))
    words = ("named", "--seed", "7", "--lang", "en", "--engine", engine, "--formats", "pdf", "--large-print")
    done = terminal("build", *words, folder=small_course)
    assert done.code == 0, done.err

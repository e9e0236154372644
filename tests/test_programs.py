"""Programs of the bank that need NumPy at most are run: what their keys complete, and what they print. `make programs` runs the others."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "programs"
sys.path.insert(0, str(HERE))

from bank_programs import BLANK, programs, with_programs  # noqa: E402
from plain_programs import PLAIN, id_of, passes  # noqa: E402


@pytest.mark.parametrize("check", PLAIN, ids=id_of)
def test_a_program_completed_by_its_key_computes_what_it_is_meant_to(check: Callable[..., None]) -> None:
    passes(check)


def checks_with_torch(file: str) -> set[str]:
    """The programs that a module runs by PyTorch, which is not at hand here."""
    tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
    (table,) = (
        node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "CHECKS"
    )
    assert isinstance(table, ast.Tuple)
    return {ast.unparse(check).replace("_", "-") for check in table.elts}


def test_every_program_is_run_here_or_by_make_programs() -> None:
    with_torch = checks_with_torch("torch_networks.py") | checks_with_torch("torch_training.py")
    assert with_torch | set(map(id_of, PLAIN)) == set(with_programs())


def test_every_program_to_be_completed_is_run_here() -> None:
    blanks = {id for id, item in with_programs().items() if BLANK.search("".join(programs(item)))}
    assert blanks
    assert blanks <= {id_of(check) for check in PLAIN}


def test_all_languages_show_the_same_program() -> None:
    for item in with_programs().values():
        assert programs(item, "zh") == programs(item, "en")

"""Content as a field: formulas stand as TeX between the signs that Blackboard knows, on one line."""

from __future__ import annotations

from hwgen.lms.chaoxing.texts import Cell


class Text(Cell):
    def math(self, tex: str) -> str:
        return rf"\({self._source(tex)}\)"

    def display(self, tex: str) -> str:
        return f"$${self._source(tex)}$$"

    def _source(self, tex: str) -> str:
        return " ".join(self.words.script.formula(tex).split())

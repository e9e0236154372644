"""What a document of Word cannot say of a question."""

from __future__ import annotations

from collections.abc import Iterator

from hwgen.content.tree import formulas
from hwgen.exam.model import Exam
from hwgen.writers.loss import Loss
from hwgen.writers.mathml import fault


def losses(exam: Exam) -> Iterator[Loss]:
    """Formulas that have no MathML: their TeX stands there instead."""
    for group in exam.groups:
        for question, part in ((None, group.context), *((question, question) for question in group.questions)):
            yield from (
                Loss(group, question, f"the formula `{tex}`, which stands there as TeX")
                for tex in dict.fromkeys(formulas(part))
                if fault(exam.words.script.formula(tex))
            )

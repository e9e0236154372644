"""The models of the files of a bank, by what `kind_of` calls them."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from hwgen.bank.about import CourseFile
from hwgen.bank.blueprint import ExamFile
from hwgen.bank.items import ItemsFile
from hwgen.bank.tables import ConventionsFile, MisconceptionsFile, TermsFile

RECORDS: Mapping[str, type[BaseModel]] = {
    "items": ItemsFile,
    "exam": ExamFile,
    "conventions": ConventionsFile,
    "terms": TermsFile,
    "misconceptions": MisconceptionsFile,
    "course": CourseFile,
}

"""What stands in a bank beside items and exams: conventions, misconceptions and terms, each entry read for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import ConfigDict, Field, RootModel, ValidationInfo, field_validator, model_validator

from hwgen.bank.bare import as_one
from hwgen.bank.texts import raw_faults
from hwgen.errors import Diagnostic
from hwgen.fields import CourseText, Record, SourceText, read_text, tongues
from hwgen.problem.convention import Convention
from hwgen.text import Language, Text
from hwgen.yamlsrc import Document

T = TypeVar("T")


class AlternativeRecord(Record):
    """Another way in which the field does it; `swap` is a pair of spellings in a closed form."""

    model_config = ConfigDict(extra="allow")

    swap: tuple[SourceText, SourceText] | None = Field(
        None, description="Two notations in a closed form: this alternative replaces the first by the second."
    )
    convention: SourceText | None = Field(
        None, description="The convention that states this alternative; no question has both."
    )

    @model_validator(mode="before")
    @classmethod
    def _says_what(cls, data: Any, info: ValidationInfo) -> Any:
        """Its other keys are a text: what the field does there."""
        if isinstance(data, dict):
            read_text({key: value for key, value in data.items() if key not in cls.model_fields}, info)
        return data


class ConventionRecord(Record):
    """A convention that computed questions name, so that it is printed with them."""

    clause: CourseText = Field(description="The clause printed after the question.")
    alternatives: tuple[AlternativeRecord, ...] = Field(
        (), description="Other conventions that are common in the field."
    )

    def convention(self) -> Convention:
        swaps = tuple((str(a.swap[0]), str(a.swap[1])) for a in self.alternatives if a.swap)
        return Convention(self.clause, swaps, tuple(str(a.convention) for a in self.alternatives if a.convention))


class MisconceptionRecord(Record):
    """A way to get an answer wrong."""

    name: CourseText = Field(description="Its name, in a few words.")
    why: CourseText = Field(description="What the key explains to a student who made this mistake, in one sentence.")
    topics: tuple[SourceText, ...] = Field(description="The topics in which it is met.")


@dataclass(frozen=True)
class Misconception:
    """A way to get an answer wrong: what it is called, and what to tell a student who fell for it."""

    name: Text
    why: Text
    topics: tuple[str, ...]


class TermRecord(Record):
    """A concept and the one term that the course has for it."""

    term: CourseText = Field(description="The term that the course uses.")
    avoid: dict[str, tuple[SourceText, ...]] = Field(
        default_factory=dict, description="Terms to avoid, by language; `hwgen check` reports them."
    )

    @field_validator("avoid")
    @classmethod
    def _in_its_languages(cls, avoid: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        known = tongues(info)["known"]
        if unknown := next((at for at in avoid if at not in known), None):
            raise ValueError(f"there is no text in the language `{unknown}` here, only {', '.join(known)}")
        return avoid


# What a text means is remembered by the terms that it was read with: they are compared as objects, which is much quicker.
@dataclass(frozen=True, eq=False)
class Term:
    """A concept: what the course writes for it, and what it does not, each word with its language."""

    term: Text
    avoid: tuple[tuple[Language, str], ...]


class TermsFile(RootModel[dict[str, TermRecord]]):
    """Terms by ids of their concepts."""


class ConventionsFile(RootModel[dict[str, ConventionRecord]]):
    """Conventions by the ids that generators name."""


class MisconceptionsFile(RootModel[dict[str, MisconceptionRecord]]):
    """Misconceptions by the ids that formulas and wrong options name."""


@dataclass(frozen=True)
class Table(Generic[T]):
    """The entries of a file that could be read, and what is wrong with the others."""

    entries: Mapping[str, T]
    faults: tuple[Diagnostic, ...] = ()


def read_conventions(path: Path, languages: Sequence[Language]) -> Table[Convention]:
    """Raises CourseError for a file that is no YAML. Without a file there are none."""
    if not path.exists():
        return Table({})
    sound = Document(path, tolerant=True).sound(ConventionsFile, languages)
    records = sound.record.root if sound.record else {}
    entries = {name: record.convention() for name, record in records.items()}
    return Table(entries, tuple(fault for _, fault in sound.faults))


def read_terms(path: Path, languages: Sequence[Language]) -> Table[Term]:
    """Raises CourseError for a file that is no YAML. Without a file there are none."""
    if not path.exists():
        return Table({})
    sound = Document(path, tolerant=True).sound(TermsFile, languages)
    records = sound.record.root if sound.record else {}
    entries = {
        name: Term(r.term, tuple((at, str(word)) for at, words in r.avoid.items() for word in words))
        for name, r in records.items()
    }
    return Table(entries, tuple(fault for _, fault in sound.faults))


def read_misconceptions(path: Path, languages: Sequence[Language]) -> Table[Misconception]:
    """Raises CourseError for a file that is no YAML."""
    document = Document(path, tolerant=True)
    sound = document.sound(MisconceptionsFile, languages)
    records = sound.record.root if sound.record else {}
    entries = {name: Misconception(r.name, r.why, r.topics) for name, r in records.items()}
    texts = (source for r in records.values() for text in (r.name, r.why) for source in text.values())
    return Table(entries, (*(fault for _, fault in as_one(sound.faults, document, (), languages)), *raw_faults(texts)))

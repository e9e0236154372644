"""A course: what it holds, and texts read with its figures."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from hwgen.bank.about import Spelling
from hwgen.bank.blueprint import Blueprint
from hwgen.bank.files import GIVEN, PARTS
from hwgen.bank.head import EMPTY, HeadRecord
from hwgen.bank.items import BankItem, Objective
from hwgen.bank.ledger import Sitting, path_of
from hwgen.bank.pictures import image_of
from hwgen.bank.results import Outcome, by_item
from hwgen.bank.tables import Misconception, Term
from hwgen.content.image import Image
from hwgen.content.picture import Drawable, Picture
from hwgen.content.tree import Blocks
from hwgen.errors import CourseError, Diagnostic, Span, UsageError, did_you_mean
from hwgen.problem.convention import Convention
from hwgen.problem.generator import FigureSource, Generator
from hwgen.problem.guard import described, guarded
from hwgen.problem.places import raised
from hwgen.text import USUAL, Language, Text
from hwgen.words.words import Words, words


@dataclass(frozen=True)
class Course:
    root: Path
    name: Text
    institution: Text
    items: Mapping[str, BankItem | Generator]
    figures: Mapping[str, FigureSource]
    conventions: Mapping[str, Convention]
    misconceptions: Mapping[str, Misconception]
    blueprints: Mapping[str, Blueprint]
    topics: Mapping[str, Text]
    objectives: Mapping[str, Objective]
    ledger: tuple[Sitting, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    languages: tuple[Language, ...] = USUAL
    wording: Mapping[Language, Words] = field(default_factory=lambda: {at: words(at) for at in USUAL})
    default_exam: str = ""
    spelling: Spelling = "none"
    runs: bool = True
    terms: tuple[Term, ...] = ()
    head: HeadRecord = EMPTY
    results: tuple[Outcome, ...] = ()
    errors: tuple[Diagnostic, ...] = ()

    def content(self, text: str, language: Language, figures: Mapping[str, Drawable] | None = None) -> Blocks:
        """Reads a text of this course, with `figures` and its own in the text's language. Raises CourseError."""
        from hwgen.content.markup import parse

        def picture(name: str) -> Picture | Image | None:
            if figures and name in figures:
                return figures[name].in_language(language)
            if name in self.figures:
                return self._drawn(name).in_language(language)
            return image_of(self.root / "bank", name) if name.startswith("files/") else None

        return parse(text, picture)

    def _drawn(self, name: str) -> Picture:
        """Raises CourseError."""

        def fault(error: BaseException) -> CourseError:
            message = f"the figure `{name}` cannot be drawn: {described(error)}"
            return CourseError(Diagnostic("figure-crash", message, raised(error, Span(self.root / "generators"))))

        with guarded(fault):
            return self.figures[name].draw()

    def item(self, id: str) -> BankItem | Generator:
        """Raises UsageError for an unknown one, CourseError for one that stands in a file with errors."""
        if id not in self.items:
            self.refuse_unread(id)
            raise UsageError(Diagnostic("unknown-item", f"there is no item `{id}`", None, did_you_mean(id, self.items)))
        return self.items[id]

    def refuse_unread(self, name: str) -> None:
        """Raises CourseError for what is wrong with the item or the exam of this name: it is there, whatever could be read of it."""
        own = [error for error in self.errors if error.subject == name]
        others = (error for error in self.errors if error.span and not error.subject)
        if hiding := own or [error for error in others if error.span and _holds(self.root, error.span.file, name)]:
            raise CourseError(*hiding)

    def blueprint(self, name: str) -> Blueprint:
        """Raises UsageError for an unknown one, CourseError for one whose file has errors."""
        if name not in self.blueprints:
            self.refuse_unread(name)
            raise UsageError(no_exam(name, self.blueprints, Span(self.root / "bank" / "exams")))
        return self.blueprints[name]

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        """What classes made of each item that has been asked."""
        return by_item(self.results)

    @cached_property
    def words(self) -> dict[str, set[str]]:
        """The topics, objectives and tags of its items."""
        items = self.items.values()
        return {
            "topics": {item.topic for item in items},
            "objectives": {*self.objectives, *(item.objective for item in items if item.objective)},
            "tags": set().union(*{item.tags for item in items}),
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the name and the bytes of every file of the course, but the ledger and the papers given: they tell what came of it."""
        total = hashlib.sha256()
        for folder in PARTS:
            for path in sorted((self.root / folder).rglob("*")):
                came = path == path_of(self.root) or path.is_relative_to(self.root / GIVEN)
                if path.is_file() and "__pycache__" not in path.parts and not came:
                    data = path.read_bytes()
                    total.update(f"{path.relative_to(self.root).as_posix()}\0{len(data)}\0".encode() + data)
        return total.hexdigest()


def _holds(root: Path, file: Path, name: str) -> bool:
    """Whether a file is that of an exam of this name, or names it as one of items or generators may.

    Of one that is no text, nobody can tell what it names.
    """
    if file.parent == root / "bank" / "exams":
        return file.stem == name
    if not any(file.is_relative_to(root / part) for part in (Path("bank", "items"), "generators")):
        return False
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeError):
        return True
    # A generator may be called after its function.
    words = "|".join({re.escape(name), re.escape(name.replace("-", "_"))})
    return re.search(rf"(?<![\w-])({words})(?![\w-])", text) is not None


def no_exam(name: str, known: Iterable[str], span: Span | None) -> Diagnostic:
    names = list(known)
    stem = Path(name).stem
    other = next((path for path in (span.file.glob("*.yml") if span else ()) if path.stem == stem), None)
    if other and stem not in names:
        hint = f"rename the file to `{other.stem}.yaml`: only such files are read"
        return Diagnostic("unknown-exam", f"there is no exam `{name}`", Span(other), hint)
    # The file of an exam is written for its name.
    meant = next((one for one in names if one == stem), name)
    return Diagnostic("unknown-exam", f"there is no exam `{name}`", span, did_you_mean(meant, names))

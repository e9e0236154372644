"""One style for the files of a bank, in which no comment is lost and what a file says stays the same."""

from __future__ import annotations

from pathlib import Path

import yaml

from hwgen.bank.about import languages_around
from hwgen.bank.items import ItemsFile, load_items
from hwgen.editing.comments import Value, read_comments
from hwgen.editing.files import kind_of
from hwgen.editing.layout import file_lines
from hwgen.editing.records import RECORDS
from hwgen.errors import CourseError, Diagnostic, Span, UsageError
from hwgen.kinds.renamed import Renaming, is_old, rename_blueprint, rename_items, renamed_text
from hwgen.yamlsrc import Document


def formatted(path: Path) -> str:
    """What the file at `path` is to look like. Raises CourseError with its errors, UsageError for a file of another sort."""
    name = kind_of(path)
    if name is None:
        hint = "bank/items/*.yaml, bank/exams/*.yaml, bank/course.yaml, bank/conventions.yaml, bank/terms.yaml or bank/misconceptions*.yaml"
        raise UsageError(Diagnostic("not-a-bank-file", "not a file of a bank", Span(path), hint))
    languages = languages_around(path)
    if name == "items":
        load_items(path, languages)
    document = Document(path)
    renamings: tuple[Renaming, ...] = ()
    if name == "items":
        renamings = rename_items(document)
    elif name == "exam":
        renamings = rename_blueprint(document, old=is_old(path.absolute().parents[1] / "items"))
    record = document.read(RECORDS[name], languages)
    before = read_comments(renamed_text(document.text, renamings))
    if not before.entries:
        return document.text
    _strict(before, document.text, path)
    if isinstance(record, ItemsFile):
        _apart(before)
    text = "\n".join(file_lines(before, record)) + "\n"
    after = read_comments(text)
    assert after.data() == before.data(), f"{path} would change its meaning"
    assert sorted(after.comments()) == sorted(before.comments()), f"{path} would lose a comment"
    return text


def _strict(value: Value, text: str, path: Path) -> None:
    """Raises CourseError for anchors, which would not survive a change of order."""
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        if isinstance(token, yaml.AnchorToken):
            span = Span(path, token.start_mark.line + 1, token.start_mark.column + 1)
            raise CourseError(
                Diagnostic("format-anchor", f"`{token.value}` is an anchor", span, "write the value out in each place")
            )


def _apart(file: Value) -> None:
    """A blank line between items."""
    for entry in file.entries:
        if entry.key == "items":
            for item in entry.value.entries[1:]:
                if not item.before or item.before[0]:
                    item.before.insert(0, "")

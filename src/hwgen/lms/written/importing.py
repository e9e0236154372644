"""Drafts of questions through the import of Moodle's: the same items, languages and doubts, whatever they were written in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from hwgen.errors import Diagnostic
from hwgen.lms.adapter import Reads
from hwgen.lms.imported import LOST, Imported
from hwgen.lms.moodle.importing.items import Importer
from hwgen.lms.moodle.importing.languages import main_language
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.places import Unreadable, on_line
from hwgen.lms.written import blackboard, document, sheets, text
from hwgen.lms.written.draft import Doubt, Draft
from hwgen.lms.written.folding import decoded
from hwgen.lms.written.meaning import question
from hwgen.lms.written.numbers import grouped_doubt, is_decimal_comma
from hwgen.lms.written.totals import share
from hwgen.text import Language

# Languages whose decimal point is a comma.
DECIMAL_COMMA = ("de", "fr")
# What a question looks like, for a file that has none.
NUMBERED = "each question begins with a number, and has options A, B, C or an answer below it"


def reader(source: str, drafts: Callable[[bytes, Doubt], Sequence[Draft]], form: str = NUMBERED) -> Reads:
    """An import of files that `drafts` reads; `form` is that of a question. Raises Unreadable."""

    def read_items(
        data: bytes, name: str, taken: set[str], folder: str, course: tuple[Language, ...], language: Language | None
    ) -> Imported:
        importer = Importer(source, name, taken, folder, course, language)
        doubt = importer.imported.doubt
        read = drafts(data, doubt)
        share(read, doubt)
        # Where all are lost, each says why.
        if not read and not any(one.rule == LOST for one in importer.imported.doubts):
            raise Unreadable(Diagnostic("written-nothing", "there is no question in the file", on_line(1), form))
        commas = language in DECIMAL_COMMA or any(is_decimal_comma(draft.answer or "") for draft in read)
        # In the order of the file: nothing is taken before all is read, since most questions say the language of the others.
        steps: list[Callable[[], None]] = []
        nodes: list[Node] = []

        def _note(rule: str, line: int, name: str, message: str) -> None:
            steps.append(lambda: doubt(rule, line, name, message))

        for place, draft in enumerate(read, 1):
            if commas and not draft.options and (grouped := grouped_doubt(draft.answer or "")):
                _note("written-number", draft.line, draft.name, grouped)
            node = question(draft, f"{name}-{place:03d}", _note)
            if node is not None:
                nodes.append(node)
                steps.append(partial(importer.take, node))
        if not language:
            importer.usual = main_language(nodes, course)
        for step in steps:
            step()
        return importer.finish()

    return read_items


def _of_text(data: bytes, doubt: Doubt) -> Sequence[Draft]:
    content, guessed = decoded(data)
    if guessed:
        doubt("written-encoding", 0, "", f"the file is not UTF-8 and was read as {guessed}; are all characters right?")
    drafts = blackboard.drafts if blackboard.recognises(content) else text.drafts
    return drafts(content, doubt)


AIKEN = reader("Aiken", _of_text, "below each question stand its options, A., B., C., and a line such as ANSWER: B")
TEXT = reader("Text", _of_text)
EXCEL = reader("Excel", sheets.drafts)
WORD = reader("Word", document.drafts)

"""The table of formats: what a build can write of one exam. A new one is a writer and a row here, or a platform's row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hwgen.errors import Diagnostic, UsageError
from hwgen.lms.platforms import PLATFORMS, Platform

if TYPE_CHECKING:
    from hwgen.exam.model import Exam
    from hwgen.pdf.engines import Engine
    from hwgen.pdf.kit import Kit
    from hwgen.writers.loss import Loss


@dataclass(frozen=True)
class Written:
    """The files of one format by name, with what it could not say and what is worth a warning.

    `pages` counts those of exam and key, where the format has pages.
    """

    files: Mapping[str, bytes]
    losses: tuple[Loss, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    pages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Format:
    """A row. `write` may raise TypesettingFailed, MissingProgram where it `prints`: where it needs an engine for PDFs, and
    Unsound where a platform would spoil its file.

    A build writes the `default` ones. Those with `classes` are also made for each student of a class, which has PDFs in any case;
    its other formats give the files `exam` and `key`.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    write: Callable[[Exam, Kit], Written]
    default: bool = False
    prints: bool = False
    classes: bool = False


def _pdf(exam: Exam, kit: Kit) -> Written:
    from hwgen.pdf.printed import STEMS, Failed

    (result,) = kit.print([exam])
    if isinstance(result, Failed):
        raise result.as_error(kit.engine.remedy)
    stems = [stem for stem, _ in STEMS]
    files = {f"{stem}.pdf": pdf for stem, pdf in zip(stems, result.pdfs, strict=True)}
    return Written(files, (), result.warnings, dict(zip(stems, result.pages, strict=True)))


def _tex(exam: Exam, kit: Kit) -> Written:
    from hwgen.pdf import latex

    return _sources(exam, latex.sources(exam, kit))


def _typst(exam: Exam, kit: Kit) -> Written:
    from hwgen.pdf import typst_engine

    return _sources(exam, typst_engine.sources(exam, kit))


def _sources(exam: Exam, sources: Mapping[str, str]) -> Written:
    """The sources with the pictures that they include."""
    from hwgen.writers.printed.images import image_files

    return Written({**{name: source.encode() for name, source in sources.items()}, **image_files(exam)})


def word(exam: Exam, kit: Kit, others: Sequence[Exam] = ()) -> Written:
    """A document and its key, in the language of the exam or, with the same exam in `others`, in several."""
    from hwgen.pdf.printed import STEMS
    from hwgen.writers.docx import document
    from hwgen.writers.docx.losses import losses

    reference = next(path for folder in kit.templates("docx") if (path := folder / "reference.docx").is_file())
    files = {f"{stem}.docx": document.write(exam, reference, kit.paper, key=key, others=others) for stem, key in STEMS}
    message = "exam.docx does not end in the answer sheet"
    lost = {(loss.numbers, loss.what): loss for each in (*others, exam) for loss in losses(each)}
    return Written(files, tuple(lost.values()), (Diagnostic("docx-no-sheet", message),) if exam.sheet else ())


def _json(exam: Exam, kit: Kit) -> Written:
    from hwgen.writers import native

    return Written({"exam.json": native.write(exam)})


def _specification(exam: Exam, kit: Kit) -> Written:
    from hwgen.looking.specification import specification
    from hwgen.pdf.tables import Printing, as_pdf
    from hwgen.writers.tables import as_excel

    tables = specification(kit.course, exam)
    printing = Printing(tables, exam.title, exam.words, kit.templates("typst"), kit.paper)
    printed = as_pdf(printing)
    files = {"specification.pdf": printed.pdf, "specification.xlsx": as_excel(tables, kit.paper)}
    return Written(files, warnings=printed.warnings("specification.pdf"))


def _approval(exam: Exam, kit: Kit) -> Written:
    from hwgen.looking.approval import approval
    from hwgen.pdf.tables import Printing, as_pdf

    printing = Printing([approval(exam)], exam.title, exam.words, kit.templates("typst"), kit.paper)
    printed = as_pdf(printing)
    return Written({"approval.pdf": printed.pdf}, warnings=printed.warnings("approval.pdf"))


def _of_platform(platform: Platform) -> Format:
    """A platform's file for one exam is a format, too."""

    def write(exam: Exam, kit: Kit) -> Written:
        from hwgen.lms.export import exam_file

        data, pieces = exam_file(platform, exam, kit.course)
        return Written({platform.file: data}, tuple(loss for piece in pieces for loss in piece.losses))

    return Format(platform.name, platform.title, platform.suffixes, write, default=platform.name == "moodle")


ROWS = (
    Format("pdf", "PDF", (".pdf",), _pdf, default=True, prints=True, classes=True),
    Format("tex", "LaTeX", (".tex",), _tex, default=True),
    Format("typst", "Typst", (".typ",), _typst),
    Format("docx", "Word", (".docx",), word, classes=True),
    Format("json", "exam.json", (".json",), _json, default=True),
    Format("specification", "the table of specifications", (".pdf", ".xlsx"), _specification),
    Format("approval", "the form of approval", (".pdf",), _approval),
    *map(_of_platform, PLATFORMS.values()),
)
FORMATS: Mapping[str, Format] = {row.name: row for row in ROWS}


def usual(engine: Engine) -> tuple[Format, ...]:
    """What a build writes where nobody says which: the default formats, and the sources of what makes the PDFs."""
    return tuple(row for row in ROWS if row.default or row.name == engine.source)


def refuse_for_classes(chosen: Sequence[Format]) -> None:
    """Raises UsageError for formats that are not made for each student of a class."""
    single = ",".join(row.name for row in chosen if not row.classes)
    if single:
        known = ", ".join(row.name for row in ROWS if row.classes)
        several = "," in single
        message = f"{single} {'are' if several else 'is'} written only for a single paper; a class can have {known}"
        hint = f"for one paper: hwgen build EXAM --seed N --formats {single}, without --roster, --copies or --forms"
        raise UsageError(Diagnostic("not-for-a-class", message, None, hint))


def help_text() -> str:
    """One line for the command line."""
    default = ",".join(row.name for row in ROWS if row.default)
    return f"What to write: {', '.join(FORMATS)}.  [default: {default}, and the sources of the PDFs]"

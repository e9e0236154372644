"""Mails to the students of a class, each with its marks and the sheet to hand back: files for a mail program, which sends them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from hwgen.classes.columns import understood
from hwgen.classes.markers_sheet import as_csv
from hwgen.classes.spreadsheet import read_sheets
from hwgen.errors import Diagnostic, Span, UsageError, counted
from hwgen.marks.folder import FOLDER, Marked, name_of, return_of
from hwgen.marks.roll import Row
from hwgen.marks.scoring import Result
from hwgen.marks.tables import points_by_question, shown, verdict, verdicts, words_of
from hwgen.output import remove_own, replace_keeping
from hwgen.unexpected import left_undone

MAIL = "mail"
# For mail programs that merge a list into one text.
MERGE = "mail.csv"
HEAD = ("email", "id", "name", "total", "most", "percent", "verdict", "questions", "attachment")
MOST_NAMED = 5


@dataclass(frozen=True)
class Mails:
    """What was written, and warnings: of students who get none, and of mails that somebody edited."""

    paths: tuple[Path, ...]
    warnings: tuple[Diagnostic, ...]


def write_mails(marked: Marked, list_of_addresses: Path) -> Mails:
    """A mail for each student whose marks are certain. Raises UsageError for a list without addresses."""
    addresses = read_addresses(list_of_addresses)
    folder = marked.folder / FOLDER / MAIL
    files: dict[Path, bytes] = {}
    merge: list[tuple[str, ...]] = [HEAD]
    without: list[str] = []
    unsure: list[str] = []
    unmarked: list[str] = []
    failed: list[Diagnostic] = []
    for row in marked.rows:
        if row.absent:
            continue
        if row.result is None:
            unmarked.append(row.name or row.id)
            continue
        address = addresses.get(_plain(row.id))
        if not row.result.final:
            unsure.append(row.name or row.id)
        elif address is None:
            without.append(row.name or row.id)
        else:
            sheet = return_of(marked, row)
            try:
                files[folder / f"{name_of(row)}.eml"] = _mail(marked, row, row.result, address, sheet)
            except Exception as e:
                failed.append(
                    left_undone("mail-failed", f"no mail to {row.name or row.id}", e, Span(list_of_addresses))
                )
                continue
            merge.append(_merged(marked, row, row.result, address, sheet))
    warnings = [*failed, *_left_out(without, unsure, unmarked, list_of_addresses)]
    files[folder / MERGE] = as_csv(merge)
    warnings += remove_own(set(folder.glob("*.eml")) - files.keys())
    for path, data in files.items():
        warnings += replace_keeping(path, data)
    return Mails(tuple(path for path in files if path.suffix == ".eml"), tuple(warnings))


def read_addresses(path: Path) -> dict[str, str]:
    """The address of each student by their number. The column of addresses is the one in which they stand, whatever it is called."""
    table = understood(path, read_sheets(path))
    column = max(
        range(len(table.header.cells)),
        key=lambda i: sum("@" in text for row in table.rows for text in row.texts[i : i + 1]),
    )
    if not any("@" in text for row in table.rows for text in row.texts[column : column + 1]):
        hint = "add a column with them to the class list"
        raise UsageError(Diagnostic("mail-address", "there are no e-mail addresses in this list", Span(path), hint))
    place = table.columns["id"]
    faults: list[Diagnostic] = []
    addresses: dict[str, str] = {}
    for row in table.rows:
        text, typed = (row.texts[at].strip() if at < len(row.cells) else "" for at in (column, place))
        id, span = _plain(typed), row.span(path, column)
        if text and _spec(text) is None:
            faults.append(Diagnostic("mail-address", f"`{text}` of `{typed}` is no e-mail address", span))
        elif text and id and addresses.setdefault(id, text) != text:
            message = f"`{typed}` has two addresses, `{addresses[id]}` and `{text}`"
            faults.append(Diagnostic("mail-address", message, span, "leave one of them"))
    if faults:
        raise UsageError(*faults)
    return addresses


def _spec(text: str) -> Address | None:
    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError):
        return None
    return address if address.username and "." in address.domain and text.isprintable() else None


def _plain(id: str) -> str:
    return unicodedata.normalize("NFKC", id).strip().casefold()


def _left_out(
    without: Sequence[str], unsure: Sequence[str], unmarked: Sequence[str], path: Path
) -> Iterator[Diagnostic]:
    if without:
        message = f"no mail goes to {counted(len(without), 'student')} without an address: {_names(without)}"
        yield Diagnostic("mail-without-address", message, Span(path))
    if unsure:
        message = f"no mail goes to {counted(len(unsure), 'student')} whose marks may still change: {_names(unsure)}"
        yield Diagnostic("mail-unsure", message)
    if unmarked:
        message = f"no mail goes to {counted(len(unmarked), 'student')} without a marked sheet: {_names(unmarked)}"
        yield Diagnostic("mail-unsure", message, None, "mark their sheets first, or type that they were absent")


def _names(names: Sequence[str]) -> str:
    rest = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _values(marked: Marked, row: Row, result: Result) -> dict[str, str]:
    """In the language of the student's paper, as the mail is."""
    keys, copy = marked.keys, result.copy
    words = words_of(keys, copy.language)
    judged = [verdict(name, result, words) for name in verdicts(keys)]
    return {
        "name": row.name or row.id,
        "exam": f"{copy.course or keys.course} · {copy.title or keys.title}",
        "total": shown(result.total),
        "most": shown(result.most),
        "percent": f"{float(result.percent):.0f}",
        "verdict": words["comma"].join(filter(None, judged)),
        "questions": points_by_question(result, words),
    }


def _mail(marked: Marked, row: Row, result: Result, address: str, sheet: Path) -> bytes:
    """A draft without a sender or a date, which the mail program adds."""
    values, words = _values(marked, row, result), words_of(marked.keys, result.copy.language)
    mail = EmailMessage(policy=SMTP)
    mail["To"] = Address(display_name=" ".join(row.name.split()), addr_spec=address)
    mail["Subject"] = " ".join(words["mail_subject"].format(**values).split())
    # Outlook and others open it as a mail that is still to be sent.
    mail["X-Unsent"] = "1"
    lines = [words["mail_text"].format(**values)]
    if values["verdict"]:
        lines.append(values["verdict"])
    lines.append(values["questions"])
    if sheet.exists():
        lines.append(words["mail_attached"])
    mail.set_content("\n\n".join(lines) + "\n", cte="base64")
    if sheet.exists():
        mail.add_attachment(sheet.read_bytes(), maintype="application", subtype="pdf", filename=sheet.name)
        # The same marks give the same bytes.
        mail.set_boundary(f"=_{name_of(row)}"[:60].encode("ascii", "replace").decode().replace("?", "_"))
    return mail.as_bytes()


def _merged(marked: Marked, row: Row, result: Result, address: str, sheet: Path) -> tuple[str, ...]:
    values: Mapping[str, str] = _values(marked, row, result)
    attached = str(sheet.absolute()) if sheet.exists() else ""
    given = {"email": address, "id": row.id, "attachment": attached, **values}
    return tuple(given[name] for name in HEAD)

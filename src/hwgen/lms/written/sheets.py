"""Questions in the rows of a spreadsheet, below the names of its columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from hwgen.errors import Diagnostic, counted
from hwgen.foreign import foreign
from hwgen.lms.archives import opened
from hwgen.lms.places import Unreadable, on_line
from hwgen.lms.written import workbook
from hwgen.lms.written.columns import HEAD_ROWS, ROLES, Columns, head, plain_name, unknown
from hwgen.lms.written.draft import Doubt, Draft, Option
from hwgen.lms.written.folding import decoded, folded
from hwgen.lms.written.letters import apart, begins_late, out_of_order, shape_in, written
from hwgen.lms.written.lines import Heading, heading, options, parts, titled
from hwgen.lms.written.lookalikes import latin_answer
from hwgen.lms.written.programs import fenced, masked
from hwgen.lms.written.stems import GAP
from hwgen.lms.written.totals import take_worth
from hwgen.lms.written.words import sort_of, truth_of
from hwgen.lms.written.workbook import Row

PLACES = re.compile(r"(?:(?:选项|options?|choices?)\s*)?(\d{1,2}(?:[\s,，、;；|]+\d{1,2})*)", re.I)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# What a question has once.
SINGLE = ("stem", "answer", "tolerance", "explanation", "points", "difficulty", "topic")


def drafts(data: bytes, doubt: Doubt) -> Sequence[Draft]:
    """The questions of all sheets of an Excel file, or of a CSV file. Raises Unreadable."""
    read, heads, seen = list[Draft](), 0, list[Row]()
    for name, rows in _tables(data, doubt):
        drafts = of_rows(name, rows, doubt)
        seen += rows[:HEAD_ROWS]
        if drafts is None:
            if rows:
                doubt("written-columns", rows[0].line, name, "no row names the columns of this sheet; it was left out")
            continue
        heads += 1
        read += drafts
    if not heads:
        cells = (cell for row in seen for cell in row.cells)
        others = (unknown(cell) for cell in cells if plain_name(cell) not in ROLES)
        near = next((near for near in others if near.endswith("?)")), "")
        message = "no row names the columns" + (f"; there is {near}" if near else "")
        hint = "the first row needs at least 题干 (or Question) and 答案 (or Answer), and 选项A, 选项B … for choices"
        if seen and len(seen[0].cells) == 1 and "，" in seen[0].cells[0]:
            hint = "write `,` between the columns, in every line: no column ends at `，`"
        raise Unreadable(Diagnostic("written-nothing", message, on_line(1), hint))
    return read


def of_rows(name: str, rows: Sequence[Row], doubt: Doubt, above: Heading | None = None) -> list[Draft] | None:
    """The questions of a table below a heading, or in a sheet of that name; None where no row names the columns."""
    named = head(rows)
    if named is None:
        return None
    at, columns = named
    above = above or titled(name)
    for row in rows[: at - columns.rows]:
        if title := _title(row):
            above = title
            continue
        dropped = " ".join(filter(None, row.cells))[:60]
        doubt("written-text", row.line, name, f"“{dropped}” stands above the columns and was dropped")
    if columns.unknown:
        titles = ", ".join(unknown(title) for title in columns.unknown)
        doubt("written-columns", rows[at - 1].line, name, f"unknown columns were left out: {titles}")
    for row, cell in _nameless(rows[at:], columns):
        message = f"no name stands above the column of “{cell[:40]}”; it was left out"
        doubt("written-columns", row.line, name, message)
    drafts: list[Draft] = []
    for these in _questions(rows[at:], columns):
        if title := _title(these[0]):
            above = title
        else:
            drafts.append(draft := _draft(these, columns, above, doubt))
            for row in (row for row in these if row.wide):
                doubt(
                    "written-cell",
                    row.line,
                    draft.name,
                    "a merged cell covers several columns and was read in the first of them",
                )
    return drafts


def _nameless(rows: Sequence[Row], columns: Columns) -> Iterator[tuple[Row, str]]:
    """The first cell of each column that has no name; a heading in a row of its own may stand in any."""
    seen = set(columns.named)
    for row in rows:
        for place, cell in enumerate(row.cells):
            if place not in seen and cell.strip() and not _title(row):
                seen.add(place)
                yield row, cell.strip()


def _title(row: Row) -> Heading | None:
    """The heading of a section that a row is, which says the kind of the questions below it."""
    cells = {cell.strip() for cell in row.cells if cell.strip()}
    title = heading(cells.pop()) if len(cells) == 1 else None
    return title if title and title.sort else None


def _questions(rows: Sequence[Row], columns: Columns) -> Iterator[Sequence[Row]]:
    """The rows of each question: options may have rows of their own below it."""
    these: list[Row] = []
    for row in rows:
        if these and not _goes_on(row, columns, len(these)):
            yield these
            these = []
        these.append(row)
    if these:
        yield these


def _goes_on(row: Row, columns: Columns, before: int) -> bool:
    """Whether a row holds one more option of the question above it."""
    if any(_cells(row, columns, role) for role in ("sort", "number", "explanation")):
        return False
    if any(truth_of(mark) is None for mark in _cells(row, columns, "answer")):
        return False
    stem = _cells(row, columns, "stem")
    if not stem:
        return len(_beside(row, columns)) == 1
    letters = LETTERS[max(0, before - 1) : before + 1]
    return not _beside(row, columns) and any(len(options(stem[0], letter)) == 1 for letter in letters)


def _beside(row: Row, columns: Columns) -> list[str]:
    """The options in a row."""
    return list(filter(None, _texts(row, dict.fromkeys((*columns.roles.get("options", ()), *columns.options)))))


def _texts(row: Row, places: Iterable[int]) -> list[str]:
    return [row.cells[place].strip() if place < len(row.cells) else "" for place in places]


def _cells(row: Row, columns: Columns, role: str) -> list[str]:
    return list(filter(None, _texts(row, columns.roles.get(role, ()))))


def _draft(rows: Sequence[Row], columns: Columns, above: Heading, doubt: Doubt) -> Draft:
    row, *below = rows

    def cell(role: str) -> str:
        return next(iter(_cells(row, columns, role)), "")

    def shared(role: str) -> list[str]:
        """What a row has, or a merged cell above it."""
        places = columns.roles.get(role, ())
        return _cells(row, columns, role) or [row.above[place] for place in places if place in row.above]

    stem, context = cell("stem"), next(iter(shared("context")), "")
    if not stem:
        # 学习通 has the stem of a question without parts in the column of what its parts share.
        stem, context = cell("context"), ""
    draft = Draft(row.line, cell("number"), stem=stem)

    def with_programs(content: str) -> str:
        content, guessed = fenced(content)
        if guessed:
            doubt("written-program", row.line, draft.name, f"{counted(guessed, 'line')} were taken for a program")
        return content

    draft.context, draft.stem = with_programs(context), with_programs(stem)
    sorts = shared("sort")
    draft.sort = next((sort for text in sorts if (sort := sort_of(text))), "") or above.sort
    if sorts and not draft.sort:
        doubt("written-sort", row.line, draft.name, f"the kind “{sorts[0][:20]}” is not known; the answer decides")
    draft.answer = with_programs(cell("answer")) or None
    draft.explanation, draft.tolerance = with_programs(cell("explanation")), cell("tolerance").lstrip("±+/- ")
    draft.points, draft.difficulty, draft.topic = (
        next(iter(shared(role)), "") for role in ("points", "difficulty", "topic")
    )
    take_worth(draft, above)
    for role in SINGLE:
        if len(given := list(dict.fromkeys(_cells(row, columns, role)))) > 1:
            message = (
                f"columns of the same meaning differ: “{given[0][:40]}” was taken, and “{given[1][:40]}” was dropped"
            )
            doubt("written-twice", row.line, draft.name, message)
    draft.tags = [tag.strip() for tag in re.split(r"[;；,，、]", "；".join(shared("tags"))) if tag.strip()]
    if below:
        _take_below(draft, rows, columns)
    else:
        draft.options = list(_options(row, columns, cell("options"), count := cell("count")))
        if beyond := list(filter(None, _texts(row, columns.options)[len(draft.options) :])):
            message = (
                f"“{beyond[0][:40]}” stands behind the number of options that the row gives, {count}, and was dropped"
            )
            doubt("import-answer-lost", row.line, draft.name, message)
    if draft.sort in ("blank", "short") and draft.options and not below:
        if draft.answer is None:
            _take_accepted(draft, doubt)
        elif _parted_answers(draft.answer) == [option.text for option in draft.options]:
            draft.options = []
    if not draft.options:
        _take_lettered(draft)
    if message := _relettered(draft.options, "\n".join(cell for each in rows for cell in each.cells)):
        doubt("import-key-doubtful", row.line, draft.name, message)
    if draft.answer and draft.options and (latin := latin_answer(draft.answer)):
        message = f"the letters of its answer “{draft.answer[:40]}” are Cyrillic ones, and were read as {latin[:40]}"
        doubt("written-label", row.line, draft.name, message)
        draft.answer = latin
    if draft.answer and draft.options and (places := PLACES.fullmatch(draft.answer)):
        draft.answer = _by_place(draft, places[1], doubt)
    return draft


def _parted_answers(answer: str) -> list[str]:
    """The answers of several blanks."""
    return [text.strip() for text in re.split("[;；]", answer)]


def _take_below(draft: Draft, rows: Sequence[Row], columns: Columns) -> None:
    """Takes the options that stand in rows of their own, each with a sign where it is right."""
    marks = [mark for row in rows for mark in (_cells(row, columns, "right") or _cells(row, columns, "answer"))]
    signs = "right" in columns.roles or (len(marks) > 1 and all(truth_of(mark) is not None for mark in marks))
    for row in rows:
        for text in _beside(row, columns) or ([] if row is rows[0] else _cells(row, columns, "stem")):
            letter = LETTERS[min(len(draft.options), len(LETTERS) - 1)]
            lettered = options(text, letter)
            mark = next(iter(_cells(row, columns, "right") or _cells(row, columns, "answer")), "")
            right = signs and bool(mark) and truth_of(mark) is True
            draft.options.append(Option(letter, lettered[0][1] if len(lettered) == 1 else text, row.line, right))
    if signs:
        draft.answer = None


def _take_accepted(draft: Draft, doubt: Doubt) -> None:
    """Takes what stands in the columns of options for the answers of a question that offers none."""
    texts, draft.options = [option.text for option in draft.options if option.text], []
    blanks = len(GAP.findall(draft.stem))
    draft.answer = ("；" if blanks == len(texts) else " | ").join(texts)
    message = f"it offers no options; what stands in their columns, “{draft.answer[:40]}”, was taken for its answer"
    doubt("import-key-doubtful", draft.line, draft.name, message)


def _take_lettered(draft: Draft) -> None:
    """Takes options that stand in the cell of the question out of it."""
    if masked(draft.stem) != draft.stem:
        return
    lines = [part for line in draft.stem.split("\n") for part in parts(line)]
    begin = next((i for i, line in enumerate(lines) if options(line, "A")), None)
    while begin and begin > 1 and begins_late(lines[begin - 1], lines[begin], ""):
        begin -= 1
    if begin is not None:
        draft.stem = "\n".join(lines[:begin])
        draft.options = [
            Option(*one, draft.line) for one in zip(LETTERS, _parted("\n".join(lines[begin:])), strict=False)
        ]


def _relettered(given: list[Option], raw: str) -> str:
    """Takes the letters of options from their texts where those do not follow each other; what is doubtful, or ""."""
    lettered = [(option.letter, option.text, option.right) for option in given]
    if given and len(split := apart(lettered, shape_in(raw), [])) > len(lettered):
        line = given[0].line
        given[:] = [Option(letter, text, line, right) for letter, text, right in split]
        return out_of_order([letter for letter, _, _ in split])
    own = {i: sign for i, option in enumerate(given) if (sign := written(option.text))[0] and sign[1] != "space"}
    near = LETTERS[: len(given) + 2]
    shapes, astray = {shape for _, shape in own.values()}, any(letter not in near for letter, _ in own.values())
    if len(shapes) != 1 or astray:
        return ""
    # All others have had their letters in the cells, too.
    others = [option for i, option in enumerate(given) if i not in own]
    if not all(
        re.search(rf"{one.letter}\s*[.、:)\]]\W{{0,3}}{re.escape(folded(one.text))}", folded(raw), re.I)
        for one in others
    ):
        return ""
    letters = [own[i][0] if i in own else option.letter for i, option in enumerate(given)]
    if "A" not in letters:
        return f"the options have letters of their own, from {letters[0]} on, and were counted from A; is one missing?"
    for i, (letter, _) in own.items():
        given[i].letter, given[i].text = letter, options(given[i].text, letter)[0][1]
    return out_of_order(letters)


def _by_place(draft: Draft, answer: str, doubt: Doubt) -> str:
    """The letters of options that an answer counts, unless it is the text of an option."""
    places = [int(place) for place in re.findall(r"\d+", answer)]
    texts = [option.text.strip() for option in draft.options]
    counted = all(0 < place <= len(texts) for place in places)
    if not counted or (len(places) == 1 and answer in texts):
        if counted and texts[places[0] - 1] != answer:
            message = f"the answer {answer} was taken for the text of an option; is the option in that place meant?"
            doubt("import-key-doubtful", draft.line, draft.name, message)
        return answer
    return "".join(draft.options[place - 1].letter for place in places)


def _options(row: Row, columns: Columns, together: str, count: str) -> Iterator[Option]:
    texts = _texts(row, columns.options)
    while texts and not texts[-1]:
        texts.pop()
    # Where fewer options are stated, what stands in further cells is no option.
    if count.isdecimal() and 0 < int(count) < len(texts):
        texts = texts[: int(count)]
    if len(texts) < 2 and together:
        texts = list(_parted(together))
    for letter, text in zip(LETTERS, texts, strict=False):
        lettered = options(text, letter)
        yield Option(letter, lettered[0][1] if len(lettered) == 1 else text, row.line)


def _parted(together: str) -> Iterator[str]:
    """The options of one cell: in lines, by their letters, or by a sign."""
    texts: list[str] = []
    for line in filter(None, (line.strip() for line in together.split("\n"))):
        lettered = options(line, LETTERS[len(texts)], tight=True) if len(texts) < len(LETTERS) else []
        texts += [text for _, text, _ in lettered] if lettered else [line]
    yield from texts if len(texts) > 1 else re.split(r"\s*[|｜;；]\s*", together)


def _tables(data: bytes, doubt: Doubt) -> Iterator[tuple[str, Sequence[Row]]]:
    if kind := foreign(data):
        hint = "open it in Excel or WPS and save it as .xlsx; another name makes no spreadsheet of a file"
        message = f"this is {kind}, not a CSV or Excel file"
        raise Unreadable(Diagnostic("written-unreadable", message, on_line(0), hint))
    if data.startswith(b"PK\x03\x04"):
        yield from _excel(data, doubt)
        return
    text, guessed = decoded(data)
    if guessed:
        doubt("written-encoding", 0, "", f"the file is not UTF-8 and was read as {guessed}; are all characters right?")
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield "", [Row(reader.line_num, tuple(cells)) for cells in reader if any(cells)]
    except csv.Error as e:
        message = "the file cannot be read as CSV: a quotation mark does not end, or a cell is too long"
        hint = "save the table as .xlsx or as CSV again"
        raise Unreadable(Diagnostic("written-unreadable", message, on_line(reader.line_num), hint)) from e


def _excel(data: bytes, doubt: Doubt) -> Iterator[tuple[str, Sequence[Row]]]:
    """The visible sheets; what lies on cells and what is hidden are doubts."""
    names = opened(data).names
    if pictures := sum(name.startswith("xl/media/") for name in names):
        doubt("written-picture", 0, "", f"the file holds {counted(pictures, 'picture')}; none is read")
    if any(re.match(r"xl/(?:threadedComments/|comments)", name) for name in names):
        doubt("written-text", 0, "", "comments on cells are not read")
    for sheet in workbook.sheets(data):
        if not sheet.visible:
            message = f"the hidden sheet “{sheet.name}” was left out; show it in the workbook to have it read"
            doubt("written-columns", 0, sheet.name, message)
            continue
        for line, fault in sheet.faults:
            doubt("written-cell", line, sheet.name, fault)
        if sheet.hidden:
            hidden = f"{'column' if len(sheet.hidden) == 1 else 'columns'} {', '.join(sheet.hidden)}"
            doubt("written-hidden", 0, sheet.name, f"hidden, and read all the same: {hidden}")
        for row in sheet.rows:
            if row.hidden:
                doubt("written-hidden", row.line, sheet.name, "a hidden row was read as if it were shown")
        yield sheet.name, sheet.rows

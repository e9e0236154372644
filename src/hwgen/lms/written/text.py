"""A text of questions, line by line, as drafts of questions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hwgen.errors import counted
from hwgen.lms.written import keys
from hwgen.lms.written.blanks import add_drawn
from hwgen.lms.written.bounds import bound_lines, bound_question
from hwgen.lms.written.draft import Doubt, Draft, Option
from hwgen.lms.written.drawn import boxed, piped, unfolded
from hwgen.lms.written.folding import folded
from hwgen.lms.written.labelled import numbered, take_field, take_program
from hwgen.lms.written.letters import apart, astray, begins_late, in_line, out_of_order, written
from hwgen.lms.written.lines import (
    BULLET,
    RULE,
    SIGNED,
    Field,
    Heading,
    Start,
    behind,
    heading,
    label,
    options,
    parts,
    start,
)
from hwgen.lms.written.lookalikes import latin
from hwgen.lms.written.matched import matchings
from hwgen.lms.written.numbering import FAR, Numbering, following
from hwgen.lms.written.programs import Program, programs
from hwgen.lms.written.records import Records
from hwgen.lms.written.sections import is_short, section
from hwgen.lms.written.shared import Parts, Shared, has_parts, looks_asked, parted, shared_by
from hwgen.lms.written.slips import meant
from hwgen.lms.written.stems import is_bare_answer, takes_options
from hwgen.lms.written.tabled import Table, taken_out
from hwgen.lms.written.ticks import labelled
from hwgen.lms.written.totals import take_worth
from hwgen.lms.written.words import POINTS, truth_of

NOTHING_ABOVE = Heading("", "", "")
# An answer in lines of its own.
LETTERS_ALONE = re.compile(r"[A-Z\s,，、;；.]+")


def drafts(text: str, doubt: Doubt, tables: dict[str, Table] | None = None) -> list[Draft]:
    """The questions of a text. `doubt` takes the rule, the line, the question and what could not be understood; of the
    `tables`, those whose line stands in the text are taken out.

    Raises Unreadable for lines and questions so long that nobody wrote them as one.
    """
    lines = latin(unfolded("\n".join(bound_lines(text.split("\n")))).split("\n"), doubt)
    lines, named = taken_out(boxed(piped(labelled(lines))), doubt)
    return _Reader(lines, doubt, {**(tables or {}), **named}).read()


class _Reader:
    def __init__(self, lines: Sequence[str], doubt: Doubt, tables: dict[str, Table]) -> None:
        self.lines, self.doubt, self.tables = lines, doubt, tables
        self.drafts: list[Draft] = []
        self.where: Field | str = ""
        self.above = NOTHING_ABOVE
        self.gap, self.fresh = False, True
        # How the letters of the options are written.
        self.shape = ""
        self.answers: list[tuple[int, str]] | None = None
        # How many questions have had such answers, how often it was asked whether others follow, and how long the latest is.
        self.keyed = self.doubted = self.size = 0
        # Answers that stand before all questions.
        self.early: list[tuple[int, str]] = []
        self.shared = Shared()
        self.parts: Parts | None = None
        self.unanswered = keys.Unanswered(self.drafts)
        self.records = Records(self.lines)
        self.numbering = Numbering(lines)

    def read(self) -> list[Draft]:
        by_line = {program.first: program for program in programs(self.lines)}
        matched = {matching.first: matching for matching in matchings(self.lines)}
        end = 0
        for number, line in enumerate(self.lines, 1):
            if number <= end:
                continue
            if (matching := matched.get(number)) and self.answers is None:
                end, self.fresh = matching.last, True
                self.drafts.append(matching.draft)
                continue
            if (program := by_line.get(number)) and self.draft and self.answers is None:
                end = program.last
                self.grow(len(program.source))
                self.program(program)
                continue
            if table := self.tables.pop(line, None):
                self.table(table)
                continue
            if not line.strip() or RULE.fullmatch(line):
                if self.draft and self.where == "stem":
                    add_drawn(self.draft, line)
                self.gap = True
                continue
            self.grow(len(line) + 1)
            for part in parts(line, self.after(number)):
                self.take(number, part)
                self.gap = False
            if self.draft and self.where == "stem" and BULLET.match(line) and not line.lstrip().startswith(">"):
                self.draft.bullets.append(part.strip())
        if self.shared.lines:
            self.lose_shared(len(self.lines))
        self.give(self.answers or self.early)
        # A table inside another one, or in a matching, has no line.
        for rows in self.tables.values():
            self.drafts += rows(NOTHING_ABOVE)
        return self.drafts

    def table(self, table: Table) -> None:
        """Takes the questions of a table, behind those above it."""
        if self.answers:
            self.give(self.answers)
        self.drafts += table(self.above)
        self.fresh = self.gap = True

    def grow(self, characters: int) -> None:
        """Counts what belongs to a question. Raises Unreadable for one that has no end."""
        self.size = self.size + characters if (self.draft or self.shared.lines) and self.answers is None else 0
        bound_question(self.drafts[-1].line if self.draft else self.shared.line, self.size)

    def give(self, answers: Sequence[tuple[int, str]]) -> None:
        """Gives the questions that had none the answers that stand together."""
        if answers:
            keys.give(self.drafts[self.keyed :], keys.entries(answers, self.lost), self.lost)
            self.unanswered.settle()
        self.answers, self.keyed = None, len(self.drafts)

    @property
    def draft(self) -> Draft | None:
        return self.drafts[-1] if self.drafts and not self.fresh else None

    def lost(self, line: int, message: str) -> None:
        self.doubt("written-text", line, "", message)

    def take(self, number: int, line: str) -> None:
        if self.answers and self.asks_again(number, line, self.answers):
            self.give(self.answers)
        if self.answers is not None:
            self.answers.append((number, line))
        elif self.begins_answers(number, line) or ((named := label(line)) and self.record(number, *named)):
            pass
        elif (above := section(self.lines, number, line, self.where if self.gap else "stem")) and (
            above.sort or self.stands_between(number)
        ):
            if above.unread:
                self.lost(number, f"the title “{above.unread[:60]}” names no kind of questions and was dropped")
            self.above, self.fresh, self.numbering.style = above, True, ""
        elif self.draft and named:
            self.field(number, *named)
        elif self.draft and is_bare_answer(self.draft, self.where, line):
            self.draft.answer, self.where = line.strip(" \t\u3000()（）[]【】"), "answer"
        elif (self.draft and self.option(number, line)) or self.is_shared(number, line) or self.is_part(number, line):
            pass
        elif (begun := start(asked := behind(line))) and self.numbering.begins(begun, self.draft, number, gap=self.gap):
            if self.draft and begun.style != self.numbering.style:
                message = f"“{line.strip()[:60]}” is numbered in another way; it was taken for a question of its own"
                self.doubt("written-stray", number, begun.number, message)
            self.numbering.style = self.numbering.style if self.draft else begun.style
            self.begin(number, begun.number, asked[begun.place :])
        else:
            self.more(number, line)

    def record(self, number: int, name: Field, text: str) -> bool:
        """Whether a label stands before the text of a question, or before what is said above it."""
        if name != "stem":
            return self.records.keeps(name, text)
        if (draft := self.draft) and self.where == "stem" and not (self.gap or draft.stem.strip() or draft.options):
            draft.stem = text
        else:
            begun = start(text) or Start("", 0, "")
            self.begin(number, begun.number, text[begun.place :])
        return True

    def begins_answers(self, number: int, line: str) -> bool:
        """Whether the answers to all questions follow."""
        named = label(line)
        answer = named[1] if named and named[0] == "answer" else None
        title = bool(keys.TITLE.fullmatch(folded(line)))
        if not self.drafts and (title or keys.is_together(named[1] if named else line)):
            self.early.append((number, line))
            return True
        table = keys.heads_table(self.lines, number)
        if not self.drafts or (answer is None and not title and not table):
            return False
        open_ones = self.unanswered.now()
        # Pairs of one question look like answers to several.
        paired = self.draft is not None and (self.draft.sort == "match" or len(open_ones) == 1)
        together = answer is not None and keys.is_together(answer) and not paired
        if self.gap and answer is not None and (row := keys.in_order(answer, len(open_ones))):
            for draft, given in zip(open_ones, row, strict=True):
                draft.answer = given
            self.unanswered.settle()
            return True
        if together or table or (title and self.keys_follow(number, open_ones)):
            self.answers = [(number, line)] if together or table else []
            return True
        return False

    def asks_again(self, number: int, line: str, answers: Sequence[tuple[int, str]]) -> bool:
        """Whether other questions follow, where all above have their answers: each section may have its own."""
        above = heading(line, self.after(number))
        begins = (above and above.sort) or (start(behind(line)) and options(self.after(number), "A"))
        if not begins or self.doubted == FAR:
            return False
        self.doubted += 1
        open_ones = sum(draft.answer is None for draft in self.drafts[self.keyed :])
        return 0 < open_ones <= len(keys.entries(answers, lambda _line, _message: None))

    def stands_between(self, number: int) -> bool:
        """Whether a line is behind a question, and in none."""
        return self.where != "stem" or not self.draft or bool(start(behind(self.after(number))))

    def keys_follow(self, number: int, open_ones: Sequence[Draft]) -> bool:
        """An essay may have a model answer below the same word: then the questions before it have answers of their own."""
        after = self.after(number)
        return len(open_ones) > 1 or keys.is_together(after) or bool(heading(after))

    def after(self, number: int) -> str:
        """The next line that is not empty."""
        return following(self.lines, number)

    def is_shared(self, number: int, line: str) -> bool:
        """Whether a line belongs to a text that several questions below it share."""
        if self.shared.lines:
            begun = start(behind(line))
            if begun is None or begun.style not in (self.numbering.style or "abcd"):
                self.shared.lines.append(line.strip())
                return True
            if int(begun.number) not in self.shared.numbers:
                self.lose_shared(number)
            return False
        between = self.draft is None or self.draft.answer is not None or bool(self.draft.options)
        if between and (shared := shared_by(number, line)):
            self.shared, self.fresh, self.size = shared, True, 0
            message = f"the text above questions {shared.numbers[0]} to {shared.numbers[-1]} was put into each of them"
            self.doubt("written-shared", number, "", message)
            return True
        return False

    def lose_shared(self, number: int) -> None:
        """Leaves out a shared text behind which none of its questions stands."""
        shown = " ".join(self.shared.lines)[:60]
        self.lost(number, f"“{shown}” stands above none of the questions that it names and was dropped")
        self.shared.lines = []

    def is_part(self, number: int, line: str) -> bool:
        """Whether a line begins a part of a question, with an answer of its own: the text above all parts stands in each."""
        begun, draft = start(line), self.draft
        if begun is None or draft is None:
            return False
        if self.parts and self.parts.follows(begun, draft, self.lines, number):
            self.parts.last += 1
        elif (
            self.where == "stem"
            and not draft.options
            and begun.style != self.numbering.style
            and has_parts(begun, self.lines, number)
        ):
            self.parts, message = parted(self.drafts.pop(), begun.style)
            self.doubt("written-shared", draft.line, draft.name, message)
        else:
            return False
        whole, asked = self.parts, line[begun.place :].strip()
        draft = Draft(number, f"{whole.number}({whole.last})", whole.sort, whole.context, asked)
        draft.section, draft.total = self.above.title, self.above.total
        self.drafts.append(draft)
        self.where, self.numbering.listed = "stem", 0
        return True

    def begin(self, line: int, number: str, stem: str) -> None:
        context = self.shared.above(number)
        number, stem = numbered(number, stem, self.numbering.last)
        self.numbering.last = int(number) if number.isdecimal() else self.numbering.last
        above = self.above
        draft = Draft(line, number, above.sort, context, stem.strip())
        take_worth(draft, above)
        self.drafts.append(draft)
        self.records.settle(draft)
        self.size = len(context) + len(stem)
        self.where, self.fresh, self.parts = "stem", False, None

    def option(self, number: int, line: str) -> bool:
        """Whether the line holds options; they are added."""
        if (draft := self.draft) is None or not takes_options(draft, self.where):
            return False
        letters = [one.letter for one in draft.options]
        following = self.lines[number] if number < len(self.lines) else ""
        inline = in_line(line, following, letters)
        if not inline and letters:
            inline = astray(line, self.shape, letters) if self.where == "option" else []
        elif not inline and self.where == "stem":
            inline = begins_late(line, following, draft.stem)
        if not inline:
            return False
        if not letters:
            self.shape = written(line)[1]
        inline = apart(inline, self.shape, letters)
        if message := out_of_order([letter for letter, _, _ in inline], letters):
            self.doubt("import-key-doubtful", number, draft.name, message)
        self.numbering.listed = 0
        draft.options += [Option(letter, text, number, right) for letter, text, right in inline]
        self.where = "option"
        return True

    def field(self, line: int, name: Field, text: str) -> None:
        draft, self.numbering.listed = self.drafts[-1], 0
        if name == "response":
            self.answered(line, text)
        elif name == "options":
            self.where = "stem"
            if text:
                self.take(line, text)
            return
        elif not take_field(draft, name, text):
            self.doubt("written-twice", line, draft.name, f"a second answer, “{text[:60]}”, was dropped")
            return
        self.where = name

    def program(self, program: Program) -> None:
        draft, self.gap = self.drafts[-1], False
        take_program(draft, self.where, program.source)
        if not program.fenced:
            message = f"{counted(program.last - program.first + 1, 'line')} were taken for a program"
            self.doubt("written-program", program.first, draft.name, message)

    def answered(self, line: int, text: str) -> None:
        """Leaves out what somebody answered on a platform, or got for it."""
        if text:
            message = f"“{text[:60]}” is no answer of the key and was dropped"
            self.doubt("written-response", line, self.drafts[-1].name, message)

    def more(self, number: int, line: str) -> None:
        """A line that goes on with what stands before it, or begins a question without a number."""
        draft, text, seam = self.draft, line.strip(), "\n\n" if self.gap else "\n"
        if draft and draft.answer is not None and re.fullmatch(POINTS, text):
            self.answered(number, text)
            return
        if draft is None or self.begins_unnumbered(draft, number):
            instructs = self.above.title and start(behind(self.after(number)))
            if draft or (not instructs and (self.above.sort or self.drafts or looks_asked(self.lines, number))):
                if draft is not None and self.numbering.style:
                    message = f"“{text[:60]}” has no number; it was taken for a question of its own"
                    self.doubt("written-stray", number, "", message)
                self.begin(number, "", text)
            else:
                self.lost(number, f"“{text[:60]}” stands before the first question and was dropped")
            return
        if (known := meant(text)) or self.records.is_unknown(text):
            message = f"“{text[:60]}” was not read as a label and belongs to the text before it"
            hint = f"; did you mean “{known}”?" if known else ""
            self.doubt("written-label", number, draft.name, f"{message}{hint}")
        match self.where:
            case "stem":
                if self.gap and SIGNED.search(folded(draft.stem)):
                    message = f"“{text[:60]}” has no number; it was taken for more of the question before it"
                    self.doubt("written-stray", number, draft.name, message)
                elif self.gap and not draft.number and is_short(draft.stem):
                    message = f"“{draft.stem}” stands apart; it was taken for the beginning of the question below it"
                    self.doubt("written-stray", draft.line, draft.name, message)
                draft.stem = f"{draft.stem}\n{text}"
            case "response" if not self.gap:
                self.answered(number, text)
            case "option" if not self.gap:
                draft.options[-1].text += f"\n{text}"
            case "answer" if (not draft.options and not (self.gap and truth_of(draft.answer or "") is not None)) or (
                not (self.gap and draft.answer) and LETTERS_ALONE.fullmatch(f"{draft.answer}{text}")
            ):
                draft.answer = f"{draft.answer}{seam}{text}".strip()
            case _:
                if self.gap or self.where != "explanation":
                    message = f"“{text[:60]}” has no number; it was taken for the end of the explanation before it"
                    self.doubt("written-stray", number, draft.name, message)
                draft.explanation = f"{draft.explanation}{seam}{text}".strip()

    def begins_unnumbered(self, draft: Draft, number: int) -> bool:
        """In a text without numbers a question begins behind an answer, and behind an empty line after options; among
        numbers only what has an answer, behind what has one; where labels begin questions, nothing else does."""
        if self.records.labelled:
            return False
        if self.numbering.style:
            return self.gap and bool(draft.answer) and looks_asked(self.lines, number)
        if draft.options and draft.answer and self.where == "answer":
            return True
        if draft.answer is not None and numbered("", self.lines[number - 1].strip(), self.numbering.last)[0] not in (
            "",
            "1",
        ):
            return looks_asked(self.lines, number)
        return self.gap and self.where != "stem" and (draft.answer is not None or bool(draft.options))

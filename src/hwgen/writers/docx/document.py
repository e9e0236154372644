"""The exam and its key as documents of Word, part by part and question by question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from hwgen.content.tree import Blocks
from hwgen.exam.marking import with_rules
from hwgen.exam.model import Exam, Group, Question, Section
from hwgen.kinds import ChoiceAnswer, EssayAnswer
from hwgen.papercode import Paper
from hwgen.writers.docx import front, spaces
from hwgen.writers.docx.answers import Answers
from hwgen.writers.docx.content import Content, Place
from hwgen.writers.docx.package import Package
from hwgen.writers.docx.together import together
from hwgen.writers.docx.wml import TAB, Look, Wml, field, kept, leading, paragraph, phrase, run
from hwgen.writers.printed.stems import asked_within, inline, stem, widened
from hwgen.writers.printed.voice import even

# How much larger type and drawings are in large print, as in the PDFs.
LARGE, LARGE_DRAWINGS = 17.28 / 11, 1.5
QUESTION, TEXT, SOLUTION = Place("Question"), Place("QuestionText"), Place("Solution")
KEYWORD, POINTS = Look("Keyword"), Look("Points")


def write(exam: Exam, reference: Path, paper: Paper, *, key: bool, others: Sequence[Exam] = ()) -> bytes:
    """The file of the exam, or of its key; what `others` say in their languages stands below what it says.

    Raises CourseError for a reference document that has no styles for papers.
    """
    exams = [each if key else with_rules(each) for each in (exam, *others)]
    exam, foreign = together(exams)
    package = Package(reference, paper)
    large = exam.looks.large and not key
    package.restyle(LARGE if large else 1.0, sans=exam.looks.contrast)
    content = Content(package, exam.words, LARGE_DRAWINGS if large else 1.0, foreign)
    writer = _Writer(Answers(exam, content, [each.words for each in exams]), key=key)
    title = f"{exam.course} · {exam.title} · {exam.code}"
    return package.finished(writer.body(), writer.header(), writer.footer(), title, exam.words.script.tag)


class _Writer:
    def __init__(self, answers: Answers, *, key: bool) -> None:
        self.answers, self.key = answers, key
        self.exam, self.content, self.words = answers.exam, answers.content, answers.words

    def header(self) -> str:
        whose = self.answers.whose()
        return paragraph("Header", run("    ").join(whose)) if whose else ""

    def footer(self) -> str:
        line = self.content.package.line
        languages = self.answers.languages
        pages = (phrase(words, "page", page=field("PAGE"), pages=field("NUMPAGES")) for words in languages)
        page, code = run("  ").join(pages), self.answers.say("code", code=self.exam.code)
        tabs = f'<w:tabs><w:tab w:val="center" w:pos="{line // 2}"/><w:tab w:val="right" w:pos="{line}"/></w:tabs>'
        if len(languages) > 1:
            return paragraph("Footer", TAB + page, tabs) + paragraph("Footer", TAB + code, tabs)
        return paragraph("Footer", TAB + page + TAB + code, tabs)

    def body(self) -> Iterator[str]:
        if self.key:
            yield from front.of_key(self.answers)
        else:
            yield from front.of_exam(self.answers)
        if self.key and self.exam.looks.short_key:
            return
        for number, section in enumerate(self.exam.sections, 1):
            new_page = number == 1 and not self.key and self.exam.head.layout == "western"
            yield front.heading(self.answers, number, section, new_page=new_page, boxes=not self.key)
            yield from self.content.blocks((*section.answering, *section.instructions), {}, Place("Instructions"))
            # To ask it for each question would take time that grows with their square.
            alike = even(section)
            for group in section.groups:
                yield from self._group(section, group, alike=alike)

    def _group(self, section: Section, group: Group, *, alike: bool) -> Iterator[str]:
        refs = {question.id: question.number for question in group.questions}
        shared = bool(group.context) and len(group.questions) > 1
        if shared:
            word = "shared_two" if len(group.questions) == 2 else "shared"
            first, last = group.questions[0].number, group.questions[-1].number
            head = paragraph("Shared", self.answers.say(word, first=first, last=last))
            yield leading([head, *self.content.blocks(group.context, refs, Place("SharedText"))])
        for question in group.questions:
            asked = self._question(group, question, () if shared else group.context, alike=alike)
            room = [] if self.key else self._room(section, question)
            if room and isinstance(question.answer, EssayAnswer):
                asked += self.content.blocks(question.answer.template, refs, TEXT)
            yield leading(asked) if room else kept(asked)
            yield from room
            if self.key:
                yield from self._solution(question, refs)

    def _question(self, group: Group, question: Question, context: Blocks, *, alike: bool) -> list[Wml]:
        """The question, with the place for its answer where that is a line, a bracket or a table."""
        refs = {question.id: question.number for question in group.questions}
        if asked_within(question):
            question = replace(question, stem=widened(question.stem))
        parts = stem(question, context, large=True)
        slot = Wml() if inline(question) else self.answers.slot(question, group, key=self.key)
        worth = "" if alike else self.answers.points(question)
        written = self.content.blocks(parts.before, refs, TEXT, first=QUESTION, before=worth, after=slot)
        written += self.content.blocks(parts.rest, refs, TEXT)
        if isinstance(question.answer, ChoiceAnswer):
            options = [option.body for option in question.answer.options]
            right = [option.right and self.key for option in question.answer.options]
            written += self.answers.options(options, refs, right)
        elif question.answer.layout == "fields" and (self.key or not asked_within(question)):
            written.append(self.answers.fields(question, group, key=self.key))
        return written

    def _room(self, section: Section, question: Question) -> list[Wml]:
        """Where an answer in sentences is written, or what else a part leaves below its questions."""
        last = question is self.exam.questions[-1]
        answer = question.answer
        if isinstance(answer, EssayAnswer):
            return spaces.space(answer.lines, answer.space, self.content.package, last=last)
        return spaces.space(section.room, "blank", self.content.package, last=last) if section.room else []

    def _solution(self, question: Question, refs: Mapping[str, int]) -> Iterator[Wml]:
        answer = question.answer
        if isinstance(answer, EssayAnswer):
            yield from self._reason(self._keyword("model"), answer.model, refs)
        marked = self.answers.marking(question)
        rubric = answer.rubric if isinstance(answer, EssayAnswer) else ()
        if marked or rubric:
            yield paragraph("Solution", self._keyword("rubric") + marked)
        for line in rubric:
            points = self.answers.say("rubric_points", points=line.points)
            yield from self._reason(Wml(points + run("  ")), line.text, refs)
        if question.explanation:
            yield from self._reason(self._keyword("explanation"), question.explanation, refs)
        if isinstance(answer, ChoiceAnswer):
            for letter, option in answer.lettered():
                if option.why:
                    yield from self._reason(run(f"{letter}.  ", KEYWORD), option.why, refs)

    def _keyword(self, word: str) -> Wml:
        return run(f"{self.answers.label(word)}  ", KEYWORD, wide=self.words.script.ideographic)

    def _reason(self, before: Wml, content: Blocks, refs: Mapping[str, int]) -> Sequence[Wml]:
        return self.content.blocks(content, refs, SOLUTION, before=before)

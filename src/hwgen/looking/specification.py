"""The table of specifications of a paper, in Chinese 双向细目表: what it asks of each topic at each cognitive level, and question by question."""

from __future__ import annotations

from collections import Counter

from hwgen.bank.course import Course
from hwgen.exam.model import Exam, Group
from hwgen.looking.coverage import BLOOM
from hwgen.looking.shares import percentages
from hwgen.writers.tables import Table

NONE = "—"


def specification(course: Course, exam: Exam) -> list[Table]:
    """Points by topic and level, with the number of questions; then each question. An item that is gone has no level."""
    return [_by_topic(course, exam), _by_question(course, exam)]


def _bloom(course: Course, group: Group) -> str:
    item = course.items.get(group.item)
    objective = course.objectives.get(item.objective) if item else None
    return objective.bloom if objective else ""


def _by_topic(course: Course, exam: Exam) -> Table:
    words = exam.words
    points: Counter[tuple[str, str]] = Counter()
    counts: Counter[tuple[str, str]] = Counter()
    for group in exam.groups:
        for at in ((group.topic, _bloom(course, group)), (group.topic, "*"), ("*", _bloom(course, group)), ("*", "*")):
            points[at] += sum(question.points for question in group.questions)
            counts[at] += len(group.questions)
    levels = [level for level in (*BLOOM, "") if counts["*", level]]
    topics = list(dict.fromkeys(group.topic for group in exam.groups))

    def cell(topic: str, level: str) -> str:
        at = topic, level
        return words.say("specification.cell", points=points[at], count=counts[at]) if counts[at] else ""

    shares = percentages([points[topic, "*"] for topic in topics], words.script)
    names = {topic: course.topics[topic][exam.language] if topic in course.topics else topic for topic in topics}
    head = (
        words["specification.topic"],
        *(words[f"bloom.{level}"] if level else NONE for level in levels),
        words["sheet.total"],
        words["specification.share"],
    )
    rows = [
        (names[topic], *(cell(topic, level) or NONE for level in levels), cell(topic, "*"), f"{share}%")
        for topic, share in zip(topics, shares, strict=True)
    ]
    total = (words["sheet.total"], *(cell("*", level) for level in levels), cell("*", "*"), "100%")
    return Table(words["specification.title"], _note(exam), head, (*rows, total), landscape=True)


def _by_question(course: Course, exam: Exam) -> Table:
    words = exam.words
    names = ("number", "part", "kind", "topic", "objective", "bloom", "difficulty", "minutes", "points")
    rows = []
    for section in exam.sections:
        for group in section.groups:
            item, bloom = course.items.get(group.item), _bloom(course, group)
            objective = course.objectives.get(item.objective) if item else None
            for question in group.questions:
                kind = question.answer.kind
                rows.append(
                    (
                        question.number,
                        section.title,
                        words.get(f"kinds.{kind}", kind),
                        course.topics[group.topic][exam.language] if group.topic in course.topics else group.topic,
                        objective.text[exam.language] if objective else NONE,
                        words[f"bloom.{bloom}"] if bloom else NONE,
                        group.difficulty,
                        words.script.number(f"{group.minutes / len(group.questions):.3g}"),
                        question.points,
                    )
                )
    head = tuple(words[f"specification.{name}"] for name in names)
    return Table(words["specification.questions"], _note(exam), head, tuple(rows), landscape=True)


def _note(exam: Exam) -> str:
    return f"{exam.course} · {exam.title} · {exam.code}"

"""The form on which a department approves a paper, in Chinese 命题审批表: what is known of the paper, and room for opinions and signatures."""

from __future__ import annotations

from collections import Counter

from hwgen.exam.model import Exam
from hwgen.looking.shares import percentages
from hwgen.writers.cards import Card, Entry


def approval(exam: Exam) -> Card:
    words, facts = exam.words, {fact.name: fact.text for fact in exam.head.facts}
    minutes = sum(group.minutes for group in exam.groups)
    points = Counter[int]()
    for group in exam.groups:
        points[group.difficulty] += sum(question.points for question in group.questions)
    levels = sorted(points)
    shares = (
        words.say("approval.level", level=level, points=points[level], share=share)
        for level, share in zip(levels, percentages([points[level] for level in levels], words.script), strict=True)
    )
    parts = (
        words.say(
            "approval.section",
            title=section.title or exam.title,
            count=sum(len(group.questions) for group in section.groups),
            points=sum(question.points for group in section.groups for question in group.questions),
        )
        for section in exam.sections
    )
    needed = words.say("approval.needed", minutes=round(minutes))

    def entry(name: str, value: str = "") -> Entry:
        return words[name], value

    rows = (
        (entry("envelope.course", exam.course), entry("head.code", facts.get("code", ""))),
        (entry("approval.department", exam.head.department or exam.institution), entry("approval.term", exam.term)),
        (entry("envelope.exam", exam.title), entry("approval.paper", exam.code)),
        (entry("head.teacher", facts.get("teacher", "")), entry("head.date", facts.get("date", ""))),
        (entry("head.manner", facts.get("manner", "")), entry("approval.minutes", str(exam.minutes or ""))),
        (entry("approval.questions", str(len(exam.questions))), entry("sheet.points", str(exam.points))),
        (entry("approval.parts", "\n".join(parts)),),
        (entry("approval.difficulty", "\n".join(shares)),),
        (entry("approval.time", needed), entry("approval.repeated")),
        (entry("approval.author"), entry("approval.reviewer")),
    )
    boxes = tuple(entry(f"approval.{name}") for name in ("checked", "section_opinion", "faculty_opinion"))
    return Card(words["approval.title"], exam.institution, rows, boxes, words["envelope.signed"])

"""A file's questions as items of a bank, by topic, and as an exam that asks them as they stood."""

from __future__ import annotations

import re

from hwgen.lms.imported import Imported, slug
from hwgen.lms.moodle.importing.languages import languages_of
from hwgen.lms.moodle.importing.questions import KINDS, points_of, report_losses
from hwgen.lms.moodle.importing.texts import Texts
from hwgen.lms.moodle.parsing import Node, read
from hwgen.text import USUAL, Language
from hwgen.words.words import name_of

LANGUAGE = re.compile(r"language [a-z]{2}(?:-[a-z]{2})?")
DIFFICULTY = re.compile(r"difficulty ([1-5])")
DEFAULT_MINUTES = 2
DEFAULT_DIFFICULTY = 3


def import_questions(
    data: bytes, name: str, taken: set[str], folder: str, course: tuple[Language, ...] = USUAL
) -> Imported:
    """Reads a file. Raises Unreadable for one that is no Moodle XML or may be hostile."""
    importer = Importer("Moodle", name, taken, folder, course)
    read(data, importer.take)
    return importer.finish()


def _language_key(languages: tuple[Language, ...], course: tuple[Language, ...]) -> dict[str, str | list[str]]:
    """What an item says of its languages: nothing where it has all of the course."""
    if len(languages) == len(course):
        return {}
    return {"language": languages[0]} if len(languages) == 1 else {"languages": list(languages)}


class Importer:
    """Takes the questions of one file in order. `source` is what they come from, `name` the topic where the file says none,
    `taken` are ids not to be used, files go below `folder`, texts are in the languages of the `course`.
    """

    def __init__(self, source: str, name: str, taken: set[str], folder: str, course: tuple[Language, ...]) -> None:
        self.source, self.name, self.taken, self.folder = source, name, set(taken), folder
        self.course = course
        self.imported = Imported()
        self.category = ""
        self.description: Node | None = None

    def take(self, question: Node) -> None:
        kind = question.attributes.get("type", "")
        if kind == "category":
            self.category = question.content("category", "text")
        elif kind == "description":
            if self.description is not None:
                self.lose_description()
            self.description = question
        elif kind in KINDS:
            self.item(question, kind)
        else:
            self.doubt("import-type-unknown", question, f"questions of type `{kind}` cannot be carried over")

    def finish(self) -> Imported:
        if self.description is not None:
            self.lose_description()
        return self.imported

    def lose_description(self) -> None:
        assert self.description is not None
        self.doubt("import-description-lost", self.description, "a description that no question follows was dropped")
        self.description = None

    def item(self, question: Node, kind: str) -> None:
        before, self.description = self.description, None
        languages = languages_of(question, self.course)
        texts = self.texts(question, languages)
        id = self.id(question)
        report_losses(texts)
        record = KINDS[kind](texts, id)
        if record is None:
            return
        data = record.data
        if before is not None:
            self.doubt("import-description-joined", before, f"the description became part of the item `{id}`")
            context = self.texts(before, languages).bilingual(before.first("questiontext"))
            if data["kind"] == "linked":
                data["context"] = {at: f"{context[at]}\n\n{data['context'][at]}" for at in context}
            else:
                # A part has an id of its own.
                data = {"id": id, "kind": "linked", "context": context, "parts": [data]}
        tags = [tag.content("text") for tags in question.every("tags") for tag in tags.every("tag")]
        tags = [tag for tag in tags if tag and not LANGUAGE.fullmatch(tag)]
        levels = [level[1] for tag in tags if (level := DIFFICULTY.fullmatch(tag))]
        ours = bool(levels) and not DIFFICULTY.fullmatch(tags[0])
        topic = slug(tags[0]) if ours else slug(self.category.rpartition("/")[2]) or self.name
        about = {
            "difficulty": int(levels[0]) if levels else DEFAULT_DIFFICULTY,
            "minutes": DEFAULT_MINUTES,
            "source": f"{self.source}: {self.category}" if self.category else self.source,
            "tags": [tag for tag in tags[1 if ours else 0 :] if not DIFFICULTY.fullmatch(tag)],
            "imported": True,
            **_language_key(languages, self.course),
        }
        self.imported.items.setdefault(topic, []).append({"id": id, "kind": data["kind"], **about, **data})
        self.imported.entries.append(
            {"item": id, "points": points_of(texts), **({"pin": {"options": record.pins}} if record.pins else {})}
        )
        if missing := [name_of(at) for at in self.course if at not in languages]:
            ((key, value),) = _language_key(languages, self.course).items()
            mark = value if isinstance(value, str) else f"[{', '.join(value)}]"
            message = f"`{id}` has no {' or '.join(missing)} text: it is marked with `{key}: {mark}`"
            self.doubt("import-one-language", question, message)

    def doubt(self, rule: str, question: Node, message: str) -> None:
        self.imported.doubt(rule, question.line, question.content("name", "text"), message)

    def texts(self, question: Node, languages: tuple[Language, ...]) -> Texts:
        return Texts(self.imported, self.folder, question, languages)

    def id(self, question: Node) -> str:
        name = slug(question.content("idnumber")) or slug(question.content("name", "text")) or "question"
        id, again = name, 1
        while id in self.taken:
            again += 1
            id = f"{name}-{again}"
        self.taken.add(id)
        return id

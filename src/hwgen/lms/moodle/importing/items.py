"""A file's questions as items of a bank, by topic, and as an exam that asks them as they stood."""

from __future__ import annotations

import re

from hwgen.lms.imported import Imported, slug
from hwgen.lms.moodle.importing.languages import languages_of
from hwgen.lms.moodle.importing.questions import KINDS, points_of, report_losses
from hwgen.lms.moodle.importing.texts import Texts
from hwgen.lms.moodle.parsing import Node, read
from hwgen.text import LANGUAGES, Language

DIFFICULTY = re.compile(r"difficulty ([1-5])")
DEFAULT_MINUTES = 2
DEFAULT_DIFFICULTY = 3


def import_questions(data: bytes, name: str, taken: set[str], folder: str) -> Imported:
    """Reads a file. Raises Unreadable for one that is no Moodle XML or may be hostile."""
    importer = Importer("Moodle", name, taken, folder)
    read(data, importer.take)
    return importer.finish()


class Importer:
    """Takes the questions of one file in order. `source` is what they come from, `name` the topic where the file says none,
    `taken` are ids not to be used, files go below `folder`.
    """

    def __init__(self, source: str, name: str, taken: set[str], folder: str) -> None:
        self.source, self.name, self.taken, self.folder = source, name, set(taken), folder
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
        languages = languages_of(question)
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
        tags = [tag for tag in tags if tag and tag not in {f"language {at}" for at in LANGUAGES}]
        levels = [level[1] for tag in tags if (level := DIFFICULTY.fullmatch(tag))]
        ours = bool(levels) and not DIFFICULTY.fullmatch(tags[0])
        topic = slug(tags[0]) if ours else slug(self.category.rpartition("/")[2]) or self.name
        about = {
            "difficulty": int(levels[0]) if levels else DEFAULT_DIFFICULTY,
            "minutes": DEFAULT_MINUTES,
            "source": f"{self.source}: {self.category}" if self.category else self.source,
            "tags": [tag for tag in tags[1 if ours else 0 :] if not DIFFICULTY.fullmatch(tag)],
            "imported": True,
            **({"language": languages[0]} if len(languages) == 1 else {}),
        }
        self.imported.items.setdefault(topic, []).append({"id": id, "kind": data["kind"], **about, **data})
        self.imported.entries.append(
            {"item": id, "points": points_of(texts), **({"pin": {"options": record.pins}} if record.pins else {})}
        )
        if len(languages) == 1:
            missing = {"zh": "English", "en": "Chinese"}[languages[0]]
            self.doubt(
                "import-one-language",
                question,
                f"`{id}` has no {missing} text: it is marked with `language: {languages[0]}`",
            )

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

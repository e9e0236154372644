"""A file's questions as items of a bank, by topic, and as an exam that asks them as they stood."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hwgen.errors import Diagnostic
from hwgen.limits import IMPORT_QUESTIONS
from hwgen.lms.contradictions import contradictions
from hwgen.lms.imported import LONGEST_NAME, Data, Imported, slug
from hwgen.lms.moodle.importing import calculated
from hwgen.lms.moodle.importing.languages import languages_of, other_languages
from hwgen.lms.moodle.importing.losses import points_of, report_losses
from hwgen.lms.moodle.importing.questions import KINDS
from hwgen.lms.moodle.importing.record import Record
from hwgen.lms.moodle.importing.texts import Texts
from hwgen.lms.moodle.parsing import Node, read
from hwgen.lms.places import Unreadable, on_line
from hwgen.text import USUAL, Language
from hwgen.words.words import name_of

LANGUAGE = re.compile(r"language [a-z]{2}(?:-[a-z]{2})?")
DIFFICULTY = re.compile(r"difficulty ([1-5])")
DEFAULT_MINUTES = 2
DEFAULT_DIFFICULTY = 3


def import_questions(
    data: bytes,
    name: str,
    taken: set[str],
    folder: str,
    course: tuple[Language, ...] = USUAL,
    language: Language | None = None,
) -> Imported:
    """Reads a file. Raises Unreadable for one that is no Moodle XML or may be hostile."""
    importer = Importer("Moodle", name, taken, folder, course, language)
    read(data, importer.take)
    return importer.finish()


def _language_key(languages: tuple[Language, ...], course: tuple[Language, ...]) -> dict[str, str | list[str]]:
    """What an item says of its languages: nothing where it has all of the course."""
    if len(languages) == len(course):
        return {}
    return {"language": languages[0]} if len(languages) == 1 else {"languages": list(languages)}


class Importer:
    """Takes the questions of one file in order. `source` is what they come from, `name` the topic where the file says none,
    `taken` are ids not to be used, files go below `folder`, texts are in the languages of the `course`. `language` is that of
    questions that do not say theirs, if it is known.
    """

    def __init__(
        self,
        source: str,
        name: str,
        taken: set[str],
        folder: str,
        course: tuple[Language, ...],
        language: Language | None = None,
    ) -> None:
        self.source, self.name, self.taken, self.folder = source, name, set(taken), folder
        self.course, self.language = course, language
        # That of most questions of the file, if a source reads them all first.
        self.usual: Language | None = None
        self.imported = Imported()
        self.category = ""
        self.description: Node | None = None
        self.described_any = False

    def take(self, question: Node) -> None:
        """Raises Unreadable for more questions than a course can have in a file."""
        if len(self.imported.entries) >= IMPORT_QUESTIONS:
            message = f"it has more than {IMPORT_QUESTIONS:,} questions"
            raise Unreadable(Diagnostic("file-too-large", message, on_line(0), "export it in smaller parts"))
        kind = question.attributes.get("type", "")
        if kind == "category":
            self.category = question.content("category", "text")
        elif kind == "description":
            self.lose_description()
            self.description = question
        elif kind in KINDS:
            if item := self.item(question, KINDS[kind]):
                self.imported.entries.append(item[1])
        elif kind in calculated.TYPES:
            self.variants(question)
        else:
            self.doubt("import-type-unknown", question, f"questions of type `{kind}` cannot be imported")

    def finish(self) -> Imported:
        self.lose_description()
        self.imported.texts.clear()
        every = (item for items in self.imported.items.values() for item in items)
        for id, first in list(contradictions(every)):
            message = f"it asks the same as `{first}`, and has another key"
            self.imported.doubt_item("import-two-keys", id, message)
        return self.imported

    def lose_description(self) -> None:
        if self.description is not None and not self.described_any:
            text = self.texts(self.description, self.course[:1]).bilingual(self.description.first("questiontext"))
            shown = " ".join(next(iter(text.values())).split())[:LONGEST_NAME]
            self.doubt("import-description-lost", self.description, f"a description was dropped: “{shown}”")
        self.description, self.described_any = None, False

    def described(self, question: Node) -> Node | None:
        """The description before a question, if it is known to belong to it: an export of hwgen gives both one id."""
        if self.description is None:
            return None
        id = self.description.content("idnumber")
        if id and question.content("idnumber").startswith(f"{id}-"):
            self.described_any = True
            return self.description
        self.lose_description()
        return None

    def variants(self, question: Node) -> None:
        """A calculated question as an item for each of its sets of numbers, of which an exam asks one."""
        sets = calculated.sets(question)
        kind = KINDS[calculated.TYPES[question.attributes["type"]]]
        if len(sets) > calculated.MOST_SETS:
            message = f"{calculated.MOST_SETS} of its {len(sets)} sets of numbers were imported"
            self.doubt("import-sets-left", question, message)
        items: list[tuple[Data, Data]] = []
        id = self.id(question)
        self.taken.discard(id)
        for numbers in sets[: calculated.MOST_SETS]:
            before = len(self.imported.doubts)
            try:
                asked = calculated.asked(question, numbers)
            except calculated.NotComputable as e:
                shown = ", ".join(f"{name} = {number}" for name, number in numbers.items())
                message = f"`{str(e)[:LONGEST_NAME]}` has no value for {shown[:LONGEST_NAME]}"
                self.doubt("import-question-lost", question, message)
                continue
            variant = self.item(asked, kind, f"calculated-{id}")
            if items:
                # What is to be said of one set of numbers holds for the others.
                doubts = self.imported.doubts[before:]
                self.imported.doubts[before:] = [doubt for doubt in doubts if doubt.rule == "import-question-lost"]
            if variant:
                items.append(variant)
        for item, _ in items:
            if others := [other["id"] for other, _ in items if other is not item]:
                item["enemies"] = others
        if items:
            item, entry = items[0]
            # Only what has all languages of the course can be picked by a tag; else an exam asks the first.
            everywhere = not {"language", "languages"} & item.keys()
            picked = {"pick": 1, "tag": item["tags"][-1], "points": entry["points"]}
            self.imported.entries.append(picked if everywhere else entry)

    def item(
        self, question: Node, kind: Callable[[Texts, str], Record | None], group: str = ""
    ) -> tuple[Data, Data] | None:
        """Adds a question, and returns the item with its entry in an exam; those of a `group` are variants of one."""
        before = self.described(question)
        languages = languages_of(question, self.course, self.usual) if not self.language else (self.language,)
        texts = self.texts(question, languages)
        for code in other_languages(question, self.course):
            self.doubt("import-language-lost", question, f"texts in the language `{code}` were dropped")
        id = self.id(question)
        report_losses(texts)
        record = kind(texts, id)
        if record is None:
            return None
        data = self.with_description(record.data, before, languages) if before else record.data
        about = self.about(question, languages)
        if group:
            about["tags"] = [*about["tags"], group]
        item = {"id": id, "kind": data["kind"], **about, **data}
        self.imported.items.setdefault(self.topic(question), []).append(item)
        self.imported.places[id] = self.imported.at(question.line)
        points = points_of(texts, len(data["parts"]) if record.data["kind"] == "linked" else 1)
        if missing := [name_of(at) for at in self.course if at not in languages]:
            ((key, value),) = _language_key(languages, self.course).items()
            mark = value if isinstance(value, str) else f"[{', '.join(value)}]"
            message = f"it has no {' or '.join(missing)} text and is marked with `{key}: {mark}`"
            self.doubt("import-one-language", question, message)
        return item, {"item": id, "points": points, **({"pin": {"options": record.pins}} if record.pins else {})}

    def with_description(self, data: Data, before: Node, languages: tuple[Language, ...]) -> Data:
        self.doubt("import-description-joined", before, f"the description became part of the item `{data['id']}`")
        context = self.texts(before, languages).bilingual(before.first("questiontext"))
        if data["kind"] == "linked":
            return {**data, "context": {at: f"{context[at]}\n\n{data['context'][at]}" for at in context}}
        # A part has an id of its own.
        return {"id": data["id"], "kind": "linked", "context": context, "parts": [data]}

    def tags(self, question: Node) -> list[str]:
        tags = [tag.content("text") for tags in question.every("tags") for tag in tags.every("tag")]
        return [tag for tag in tags if tag and not LANGUAGE.fullmatch(tag)]

    def topic(self, question: Node) -> str:
        tags = self.tags(question)
        return slug(tags[0]) if _is_ours(tags) else slug(self.category.rpartition("/")[2]) or self.name

    def about(self, question: Node, languages: tuple[Language, ...]) -> Data:
        tags = self.tags(question)
        levels = [level[1] for tag in tags if (level := DIFFICULTY.fullmatch(tag))]
        return {
            "difficulty": int(levels[0]) if levels else DEFAULT_DIFFICULTY,
            "minutes": DEFAULT_MINUTES,
            "source": f"{self.source}: {self.category}" if self.category else self.source,
            "tags": [tag for tag in tags[1 if _is_ours(tags) else 0 :] if not DIFFICULTY.fullmatch(tag)],
            "imported": True,
            **_language_key(languages, self.course),
        }

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


def _is_ours(tags: Sequence[str]) -> bool:
    """Whether they are those of an export of hwgen, the first of which is the topic."""
    return any(map(DIFFICULTY.fullmatch, tags)) and not DIFFICULTY.fullmatch(tags[0])

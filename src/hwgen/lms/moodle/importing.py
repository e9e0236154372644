"""An instructor's Moodle XML as items of a bank: what it holds, and a list of doubts."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from hwgen.bank.items import MOST_OPTIONS, MOST_RIGHT
from hwgen.content.markup import parse
from hwgen.content.picture import Image, image_kind
from hwgen.content.tree import Blocks, Para, Str
from hwgen.errors import CourseError
from hwgen.lms.moodle import cloze, marking
from hwgen.lms.moodle.html import Reader
from hwgen.lms.moodle.parsing import Node, read
from hwgen.text import LANGUAGES, Language
from hwgen.writers import markdown

Data = dict[str, Any]

SPAN = r'<span\s+(?:lang="[\w-]+"\s+class="multilang"|class="multilang"\s+lang="[\w-]+")\s*>.*?</span>'
SPANS = re.compile(rf"{SPAN}(?:\s*{SPAN})*", re.DOTALL)
ONE_SPAN = re.compile(r'<span\s+[^>]*?lang="([\w-]+)"[^>]*>(.*?)</span>', re.DOTALL)
POLICY = re.compile(r'<p class="hwgen-policy">.*?</p>', re.DOTALL)
PART = re.compile(r'<div class="hwgen-part"><p>\(\d+\)</p>(.*?)</div>', re.DOTALL)
BLANKS = re.compile(r'<table class="hwgen-blanks">(.*?)</table>', re.DOTALL)
RUBRIC = re.compile(r'<table class="hwgen-rubric">(.*?)</table>', re.DOTALL)
ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[dh]>(.*?)</t[dh]>", re.DOTALL)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
DIFFICULTY = re.compile(r"difficulty ([1-5])")
UNSAFE_SVG = re.compile(rb"<script|<!ENTITY|\son[a-z]+\s*=|javascript:|<foreignObject", re.IGNORECASE)
LONGEST_NAME = 80
DEFAULT_MINUTES = 2
DEFAULT_DIFFICULTY = 3


@dataclass(frozen=True)
class Doubt:
    """What could not be carried over as it was, or looks wrong."""

    line: int
    question: str
    message: str


@dataclass
class Imported:
    """Items by topic, as the data of bank/items files; entries of an exam that asks them as they stood; files; doubts."""

    items: dict[str, list[Data]] = field(default_factory=dict)
    entries: list[Data] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)


def import_questions(data: bytes, name: str, taken: set[str], folder: str) -> Imported:
    """Reads a file. `name` is the topic where the file says none, `taken` are ids not to be used, files go below `folder`.

    Raises Unreadable for a file that is no Moodle XML or may be hostile.
    """
    importer = _Importer(name, set(taken), folder)
    read(data, importer.take)
    importer.finish()
    return importer.done


class _Importer:
    def __init__(self, name: str, taken: set[str], folder: str) -> None:
        self.name, self.taken, self.folder = name, taken, folder
        self.done = Imported()
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
            self.doubt(question, f"questions of type `{kind}` cannot be carried over")

    def finish(self) -> None:
        if self.description is not None:
            self.lose_description()

    def lose_description(self) -> None:
        assert self.description is not None
        self.doubt(self.description, "a description that no question follows was dropped")
        self.description = None

    def doubt(self, question: Node, message: str) -> None:
        self.done.doubts.append(Doubt(question.line, question.content("name", "text")[:LONGEST_NAME], message))

    def item(self, question: Node, kind: str) -> None:
        before, self.description = self.description, None
        languages = _languages(question)
        one = _Question(self, question, languages)
        id = self.id(question)
        data, pin = one.record(kind, id)
        if data is None:
            return
        if before is not None:
            self.doubt(before, f"the description became part of the item `{id}`")
            context = _Question(self, before, languages).bilingual(before.first("questiontext"))
            if data["kind"] == "linked":
                data["context"] = {at: f"{context[at]}\n\n{data['context'][at]}" for at in context}
            else:
                # A part has an id of its own.
                data = {"id": id, "kind": "linked", "context": context, "parts": [data]}
        tags = [tag.content("text") for tags in question.every("tags") for tag in tags.every("tag")]
        tags = [tag for tag in tags if tag and tag not in {f"language {at}" for at in LANGUAGES}]
        levels = [found[1] for tag in tags if (found := DIFFICULTY.fullmatch(tag))]
        ours = bool(levels) and not DIFFICULTY.fullmatch(tags[0])
        topic = _slug(tags[0]) if ours else _slug(self.category.rpartition("/")[2]) or self.name
        about = {
            "difficulty": int(levels[0]) if levels else DEFAULT_DIFFICULTY,
            "minutes": DEFAULT_MINUTES,
            "source": f"Moodle: {self.category}" if self.category else "Moodle",
            "tags": [tag for tag in tags[1 if ours else 0 :] if not DIFFICULTY.fullmatch(tag)],
            "imported": True,
            **({"language": languages[0]} if len(languages) == 1 else {}),
        }
        self.done.items.setdefault(topic, []).append({"id": id, "kind": data["kind"], **about, **data})
        points = one.points
        self.done.entries.append({"item": id, "points": points, **({"pin": {"options": pin}} if pin else {})})
        if len(languages) == 1:
            missing = {"zh": "English", "en": "Chinese"}[languages[0]]
            self.doubt(question, f"`{id}` has no {missing} text: it is marked with `language: {languages[0]}`")

    def id(self, question: Node) -> str:
        name = _slug(question.content("idnumber")) or _slug(question.content("name", "text")) or "question"
        id, again = name, 1
        while id in self.taken:
            again += 1
            id = f"{name}-{again}"
        self.taken.add(id)
        return id

    def keep(self, name: str, data: bytes) -> str:
        """Puts a file aside under a name that is safe; no name where it is no picture."""
        kind = image_kind(data)
        if not kind or (b"<svg" in data[:2000] and UNSAFE_SVG.search(data)):
            return ""
        stem = _slug(re.split(r"[\\/]", name)[-1].rpartition(".")[0]) or "picture"
        path, again = f"{self.folder}/{stem}.{kind}", 1
        while self.done.files.get(path, data) != data:
            again += 1
            path = f"{self.folder}/{stem}-{again}.{kind}"
        self.done.files[path] = data
        return path


def _slug(text: str) -> str:
    return re.sub(r"[^\w-]+", "-", text).strip("-_").lower()[:60].strip("-_")


def _languages(question: Node) -> tuple[Language, ...]:
    """Those of its multi-language spans, else the one it is written in, whatever students may type."""
    text = " ".join(_texts(question))
    for gap in reversed(cloze.fields(text)):
        if gap.kind == "shortanswer":
            text = text[: gap.start] + text[gap.end :]
    spans = {_language(found[1]) for found in ONE_SPAN.finditer(text) if "multilang" in found[0]}
    if spans >= set(LANGUAGES):
        return LANGUAGES
    return ("zh",) if CHINESE.search(text) else ("en",)


def _language(name: str) -> str:
    return name.lower()[:2]


def _texts(node: Node) -> Iterator[str]:
    if node.name in ("tags", "file", "idnumber"):
        return
    yield node.text
    typed = node.attributes.get("type") == "shortanswer"
    for child in node.children:
        for part in child.every("feedback") if typed and child.name == "answer" else [child]:
            yield from _texts(part)


@dataclass
class _Question:
    """Reads one question."""

    importer: _Importer
    node: Node
    languages: tuple[Language, ...]

    def doubt(self, message: str) -> None:
        self.importer.doubt(self.node, message)

    @property
    def points(self) -> int:
        """The default mark as the whole number that an exam wants."""
        if self.node.attributes.get("type") in ("cloze", "multianswer"):
            parts = len(PART.findall(self.node.content("questiontext", "text"))) or 1
            whole = sum(field.weight for field in cloze.fields(self.node.content("questiontext", "text"))) / parts
        else:
            whole = float(self.node.content("defaultgrade", default="1") or 1)
        points = max(1, round(whole))
        if points != whole:
            self.doubt(f"a default mark of {whole:g} became {points}")
        return points

    # Texts.

    def bilingual(self, node: Node | None) -> dict[str, str]:
        """The text of an element with its files, in each language, as Markdown."""
        if node is None:
            return dict.fromkeys(self.languages, "")
        files = self.files(node)
        return self.markdown(node.content("text"), files, node.attributes.get("format", "html"))

    def markdown(self, text: str, files: Mapping[str, bytes], format: str = "html") -> dict[str, str]:
        return {at: self.one(_in_language(text, at), files, format) for at in self.languages}

    def one(self, text: str, files: Mapping[str, bytes], format: str = "html") -> str:
        text = POLICY.sub("", text)
        if format in ("plain_text", "markdown"):
            content: Blocks = tuple(Para((Str(" ".join(p.split())),)) for p in re.split(r"\n\s*\n", text) if p.strip())
        else:
            content = Reader(files, self.keep, self.doubt).blocks(text)
        written = markdown.blocks(content)
        try:
            known = {f"files/{path}": Image(path, data, "") for path, data in self.importer.done.files.items()}
            parse(written, known.get)
        except CourseError as e:
            self.doubt(f"its text could only be kept as plain text: {e.diagnostics[0].message}")
            bare = " ".join(re.sub(r"<[^>]*>", " ", text).split())
            written = markdown.blocks((Para((Str(bare),)),)) if bare else ""
        return written

    def keep(self, name: str, data: bytes) -> str:
        path = self.importer.keep(name, data)
        if not path:
            self.doubt(f"the file `{name[:LONGEST_NAME]}` is no PNG, JPEG or plain SVG and was dropped")
        return path

    def files(self, node: Node) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for file in node.every("file"):
            name = file.attributes.get("name", "")
            try:
                data = base64.b64decode("".join(file.text.split()), validate=True)
            except (binascii.Error, ValueError):
                self.doubt(f"the file `{name[:LONGEST_NAME]}` is damaged")
                continue
            found.setdefault((file.attributes.get("path", "/") + name).lstrip("/"), data)
        return found

    def stem(self) -> dict[str, str]:
        stem = self.bilingual(self.node.first("questiontext"))
        if not any(stem.values()):
            self.doubt("the question has no text")
            return dict.fromkeys(self.languages, "\\[?\\]")
        return stem

    def explanation(self) -> Data:
        found = self.bilingual(self.node.first("generalfeedback"))
        return {"explanation": found} if any(found.values()) else {}

    def why(self, answer: Node) -> Data:
        found = self.bilingual(answer.first("feedback"))
        return {"why": found} if any(found.values()) else {}

    # Kinds.

    def record(self, kind: str, id: str) -> tuple[Data | None, Data]:
        """The question as the data of an item, and the order of its options to be pinned."""
        self.unheld()
        return KINDS[kind](self, id)

    def unheld(self) -> None:
        """Tells of what an item has no place for."""
        for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback", "hint", "instructions"):
            if any(node.content("text") for node in self.node.every(name)):
                self.doubt(f"<{name}> was dropped")
        if self.node.every("units"):
            self.doubt("units were dropped")

    def truefalse(self, id: str) -> tuple[Data | None, Data]:
        right = marking.truth(self.node)
        if right is None:
            self.doubt("a true/false question without answers was dropped")
            return None, {}
        full = [a for a in self.node.every("answer") if marking.fraction_of(a) == 1]
        if len(full) != 1:
            self.doubt(f"suspicious key: {len(full)} answers have 100; it was taken for {str(right).lower()}")
        why = self.bilingual(self.node.first("generalfeedback"))
        for answer in self.node.every("answer"):
            remark = self.bilingual(answer.first("feedback"))
            if any(remark.values()):
                why = {at: "\n\n".join(t for t in (why[at], remark[at]) if t) for at in why}
        told = {"why": why} if any(why.values()) else {}
        statement = {"id": "stated", "answer": right, "text": self.stem(), **told}
        return {"id": id, "kind": "true-false", "statements": [statement]}, {}

    def multichoice(self, id: str) -> tuple[Data | None, Data]:
        answers = marking.options(self.node)
        fractions = [marking.fraction_of(answer) for answer in answers]
        single = marking.is_single(self.node)
        right = [i for i, f in enumerate(fractions) if (f > 0.999 if single else f > 0)]
        wrong = [i for i in range(len(answers)) if i not in right]
        texts = [answer.content("text") for answer in answers]
        several = not single and len(right) > 1
        if (
            not right
            or not wrong
            or len(answers) > MOST_OPTIONS
            or (several and max(len(right), len(wrong)) > MOST_RIGHT)
        ):
            self.doubt(f"a choice of {len(answers)} options, of which {len(right)} are right, was dropped")
            return None, {}
        if single and len(right) > 1:
            self.doubt(f"suspicious key: {len(right)} options have 100; the first was taken")
            wrong = sorted([*wrong, *right[1:]])
            right = right[:1]
        if any(0 < fractions[i] < 0.999 for i in wrong) or (single and any(fractions[i] < 0 for i in wrong)):
            self.doubt("partial or negative marks of options were dropped")
        doubled = [i for i in wrong if texts.index(texts[i]) < i or any(texts[i] == texts[r] for r in right)]
        if doubled:
            self.doubt("an option stands twice; one was kept")
            wrong = [i for i in wrong if i not in doubled]
            if not wrong:
                return None, {}
        names = [f"option-{chr(ord('a') + i)}" for i in range(len(answers))]
        candidates = [
            {"id": name, "text": self.bilingual(answer), **self.why(answer)}
            for name, answer in zip(names, answers, strict=True)
        ]
        data = {
            "id": id,
            "kind": "multiple-choice" if several else "choice",
            "stem": self.stem(),
            "right": [candidates[i] for i in right],
            "wrong": [candidates[i] for i in wrong],
            "options": len(right) + len(wrong),
            **self.explanation(),
        }
        return data, {id: [name for i, name in enumerate(names) if i not in doubled]}

    def numerical(self, id: str) -> tuple[Data | None, Data]:
        key: Data = {}
        wrong: list[Data] = []
        for answer in self.node.every("answer"):
            number = _fraction(answer.content("text"))
            share = round(100 * marking.fraction_of(answer))
            if number is None:
                self.doubt(f"the answer `{answer.content('text')[:LONGEST_NAME]}` was dropped")
            elif share >= 100 and not key:
                tolerance = _fraction(answer.content("tolerance", default="0")) or Fraction(0)
                key = {"answer": _text(number), "tolerance": _text(abs(tolerance))}
            elif 0 <= share < 100:
                told = self.why(answer)
                if told:
                    wrong.append({"answer": _text(number), **({"share": share} if share else {}), **told})
                else:
                    self.doubt(f"the answer `{_text(number)}` has no feedback and was dropped")
            else:
                self.doubt(f"the answer `{_text(number)}` with {share}% was dropped")
        if not key:
            self.doubt("a numerical question without a right answer was dropped")
            return None, {}
        wrongs = {"wrong": wrong} if wrong else {}
        return {"id": id, "kind": "numeric", "stem": self.stem(), **key, **wrongs, **self.explanation()}, {}

    def shortanswer(self, id: str) -> tuple[Data | None, Data]:
        accepted = []
        for answer in self.node.every("answer"):
            text = answer.content("text")
            if re.search(r"(?<!\\)\*", text) or marking.fraction_of(answer) < 0.999 or not text:
                self.doubt(
                    f"the answer `{text[:LONGEST_NAME]}` was dropped: it has a wildcard or not all of the points"
                )
                continue
            if answer.content("feedback", "text"):
                self.doubt(f"the feedback to `{text[:LONGEST_NAME]}` was dropped")
            accepted.append(text.replace(r"\*", "*"))
        if not accepted:
            self.doubt("a short answer without a spelling that is right was dropped")
            return None, {}
        case = {"case": True} if self.node.content("usecase") == "1" else {}
        data = {
            "id": id,
            "kind": "short-answer",
            "stem": self.stem(),
            "accepted": accepted,
            **case,
            **self.explanation(),
        }
        return data, {}

    def matching(self, id: str) -> tuple[Data | None, Data]:
        pairs: list[Data] = []
        extra: list[Data] = []
        for i, node in enumerate(self.node.every("subquestion"), 1):
            answer = node.content("answer", "text")
            right = self.markdown(answer, {}, "plain_text")
            if not answer:
                self.doubt("a pair without an answer was dropped")
            elif node.content("text"):
                pairs.append({"id": f"pair-{i}", "left": self.bilingual(node), "right": right})
            else:
                extra.append({"id": f"extra-{i}", "text": right})
        if len(pairs) < 2 or len(pairs) + len(extra) > MOST_OPTIONS:
            self.doubt(f"a matching of {len(pairs)} pairs was dropped")
            return None, {}
        more = {"extra": extra} if extra else {}
        data = {"id": id, "kind": "matching", "stem": self.stem(), "pairs": pairs, **more, **self.explanation()}
        return data, {id: [*(f"{pair['id']}-right" for pair in pairs), *(entry["id"] for entry in extra)]}

    def ordering(self, id: str) -> tuple[Data | None, Data]:
        entries = [
            {"id": f"entry-{i}", "text": self.bilingual(answer)}
            for i, answer in enumerate(marking.options(self.node), 1)
        ]
        if not 2 <= len(entries) <= MOST_OPTIONS:
            self.doubt(f"an ordering of {len(entries)} entries was dropped")
            return None, {}
        return {"id": id, "kind": "ordering", "stem": self.stem(), "entries": entries, **self.explanation()}, {}

    def essay(self, id: str) -> tuple[Data | None, Data]:
        info = self.node.first("graderinfo")
        files = self.files(info) if info else {}
        text = info.content("text") if info else ""
        table = RUBRIC.search(text)
        rubric = []
        for row in ROW.findall(table[1]) if table else ():
            cells = CELL.findall(row)
            if len(cells) == 2 and cells[1].strip().isdigit() and int(cells[1]) > 0:
                rubric.append({"text": self.markdown(cells[0], files), "points": int(cells[1])})
        model = self.markdown(text.replace(table[0], "") if table else text, files)
        if not any(model.values()):
            self.doubt("there is no model answer")
            model = {at: {"zh": "（无参考答案）", "en": "(There is no model answer.)"}[at] for at in self.languages}
        if not rubric:
            self.doubt("there is no marking scheme; all points go by the model answer")
            line = {at: {"zh": "按参考答案给分", "en": "By the model answer"}[at] for at in self.languages}
            rubric = [{"text": line, "points": self.points}]
        lines = self.node.content("responsefieldlines", default="15")
        template = self.bilingual(self.node.first("responsetemplate"))
        data = {
            "id": id,
            "kind": "essay",
            "stem": self.stem(),
            "model": model,
            "rubric": rubric,
            "lines": min(45, int(lines)) if lines.isdigit() and int(lines) else 15,
            **({"template": template} if any(template.values()) else {}),
        }
        return data, {}

    # Fields.

    def gaps(self, id: str) -> tuple[Data | None, Data]:
        node = self.node.first("questiontext")
        text = node.content("text") if node else ""
        fields = cloze.fields(text)
        if node is None or not fields:
            self.doubt("a cloze question without fields was dropped")
            return None, {}
        files = self.files(node)
        parts = PART.findall(_marked(text, fields))
        if parts:
            return self.our_parts(id, text, fields, files)
        table = BLANKS.search(text)
        if table and all(field.kind == "numerical" for field in fields) and len(fields) > 1:
            stem = self.markdown(text.replace(table[0], ""), files)
            data = self.blanks(id, table[1], fields, files, stem)
            return {**data, **self.explanation()}, {}
        return self.other_cloze(id, text, fields, files)

    def our_parts(
        self, id: str, text: str, fields: Sequence[cloze.Field], files: Mapping[str, bytes]
    ) -> tuple[Data | None, Data]:
        """A group of linked questions, as an export of hwgen writes it."""
        marked = _marked(text, fields)
        solutions = PART.findall(self.node.content("generalfeedback", "text"))
        feedback = self.node.first("generalfeedback")
        solution_files = self.files(feedback) if feedback else {}
        context = self.markdown(marked[: marked.index('<div class="hwgen-part">')], files)
        parts: list[Data] = []
        pins: Data = {}
        for i, part in enumerate(PART.findall(marked)):
            mine = [fields[int(n)] for n in MARK.findall(part)]
            name = f"part-{i + 1}"
            table = BLANKS.search(part)
            if table:
                data = self.blanks(name, table[1], mine, files, self.markdown(part.replace(table[0], ""), files))
            else:
                stem = self.markdown(re.sub(rf"<p>{MARK.pattern}</p>", "", part), files)
                made, pin = self.field(name, mine[0], stem, files)
                if made is None:
                    continue
                data, pins = made, pins | pin
            solution = self.markdown(solutions[i], solution_files) if i < len(solutions) else {}
            if any(solution.values()):
                _explain(data, solution)
            parts.append(data)
        return {"id": id, "kind": "linked", "context": context, "parts": parts}, pins

    def blanks(
        self, id: str, table: str, fields: Sequence[cloze.Field], files: Mapping[str, bytes], stem: dict[str, str]
    ) -> Data:
        rows = [CELL.findall(row) for row in ROW.findall(_marked(table, cloze.fields(table)))]
        labelled = "<th>" in table
        cells: list[Data] = []
        for i, gap in enumerate(fields):
            label = self.markdown(rows[0][i], files) if labelled and i < len(rows[0]) else {}
            cells.append({**self.cell(gap), **({"label": label} if any(label.values()) else {})})
        columns = 0 if labelled else len(rows[0])
        return {"id": id, "kind": "table", "stem": stem, "cells": cells, "columns": columns}

    def cell(self, field: cloze.Field) -> Data:
        right = next((a for a in field.alternatives if a.fraction > 0.999), field.alternatives[0])
        wrong: list[Data] = []
        for a in field.alternatives:
            number = _fraction(a.answer)
            if a is right or number is None:
                continue
            why = self.markdown(a.remark, {})
            if any(why.values()) and 0 <= a.fraction < 1:
                share = {"share": round(100 * a.fraction)} if a.fraction else {}
                wrong.append({"answer": _text(number), **share, "why": why})
            else:
                self.doubt(f"the answer `{a.answer}` of a field was dropped")
        return {
            "answer": _text(_fraction(right.answer) or Fraction(0)),
            "tolerance": _text(abs(_fraction(right.tolerance) or Fraction(0))),
            **({"wrong": wrong} if wrong else {}),
        }

    def field(
        self, id: str, field: cloze.Field, stem: dict[str, str], files: Mapping[str, bytes]
    ) -> tuple[Data | None, Data]:
        """A field as a question of its own."""
        if not any(stem.values()):
            stem = dict.fromkeys(self.languages, f"({id.removeprefix('part-')})")
        if field.kind == "numerical":
            return {"id": id, "kind": "numeric", "stem": stem, **self.cell(field)}, {}
        if field.kind == "shortanswer":
            accepted = [a.answer for a in field.alternatives if a.fraction > 0.999]
            case = {"case": True} if field.name in cloze.CASES else {}
            if not accepted or any("*" in a for a in accepted) or len(accepted) < len(field.alternatives):
                self.doubt("wildcards or answers with part of the points in a field were dropped")
            return {"id": id, "kind": "short-answer", "stem": stem, "accepted": accepted, **case}, {}
        alternatives = field.alternatives
        shown = [self.markdown(a.answer, files) for a in alternatives]
        if [next(iter(text.values())) for text in shown] in (["正确", "错误"], ["True", "False"]):
            statement = {"id": "stated", "answer": alternatives[0].fraction > 0.999, "text": stem}
            return {"id": id, "kind": "true-false", "statements": [statement]}, {}
        several = field.kind == "multiresponse"
        right = [i for i, a in enumerate(alternatives) if (a.fraction > 0 if several else a.fraction > 0.999)]
        wrong = [i for i in range(len(alternatives)) if i not in right]
        if not right or not wrong or len(alternatives) > MOST_OPTIONS:
            self.doubt("a field to choose from was dropped")
            return None, {}
        if not several and len(right) > 1:
            self.doubt("suspicious key: several options of a field are right; the first was taken")
            wrong, right = sorted([*wrong, *right[1:]]), right[:1]
        names = [f"option-{chr(ord('a') + i)}" for i in range(len(alternatives))]
        candidates: list[Data] = []
        for name, text, a in zip(names, shown, alternatives, strict=True):
            why = self.markdown(a.remark, {})
            candidates.append({"id": name, "text": text, **({"why": why} if any(why.values()) else {})})
        data = {
            "id": id,
            "kind": "multiple-choice" if len(right) > 1 else "choice",
            "stem": stem,
            "right": [candidates[i] for i in right],
            "wrong": [candidates[i] for i in wrong],
            "options": len(alternatives),
        }
        return data, {id: names}

    def other_cloze(
        self, id: str, text: str, fields: Sequence[cloze.Field], files: Mapping[str, bytes]
    ) -> tuple[Data | None, Data]:
        """Any other text with fields: the text with numbered gaps, and a question for each."""
        marked = MARK.sub(lambda m: f" ({int(m[1]) + 1}) ____ ", _marked(text, fields))
        context = self.markdown(marked, files)
        parts: list[Data] = []
        pins: Data = {}
        for i, gap in enumerate(fields, 1):
            made, pin = self.field(f"part-{i}", gap, {}, files)
            if made is not None:
                parts.append(made)
                pins |= pin
        if not parts:
            return None, {}
        if len({field.weight for field in fields}) > 1:
            self.doubt("the weights of the fields differ; the parts have the same points")
        explanation = self.explanation()
        if explanation:
            _explain(parts[-1], explanation["explanation"])
        return {"id": id, "kind": "linked", "context": context, "parts": parts}, pins


def _explain(data: Data, text: dict[str, str]) -> None:
    """Gives a question its explanation, where its kind has the place for it."""
    if data["kind"] == "true-false":
        data["statements"][0]["why"] = text
    else:
        data["explanation"] = text


MARK = re.compile("\ue010([0-9]+)\ue011")


def _marked(text: str, fields: Sequence[cloze.Field]) -> str:
    """The text with a mark in the place of each field."""
    pieces, place = [], 0
    for i, gap in enumerate(fields):
        pieces += [text[place : gap.start], f"\ue010{i}\ue011"]
        place = gap.end
    return "".join([*pieces, text[place:]])


def _in_language(text: str, language: Language) -> str:
    """The text as a multi-language filter shows it."""

    def chosen(found: re.Match[str]) -> str:
        pieces = {_language(name): inside for name, inside in ONE_SPAN.findall(found[0])}
        return str(pieces.get(language) or next(iter(pieces.values()), ""))

    return SPANS.sub(chosen, text)


def _fraction(text: str) -> Fraction | None:
    read = marking.read_number(text)
    if read is None or read[1]:
        return None
    try:
        return Fraction(text.replace(" ", "").replace(",", ""))
    except ValueError:
        return Fraction(repr(read[0]))


def _text(number: Fraction) -> str:
    """A decimal that says the number exactly."""
    return str(int(number)) if number.denominator == 1 else f"{float(number):.15g}"


KINDS: dict[str, Callable[[_Question, str], tuple[Data | None, Data]]] = {
    "truefalse": _Question.truefalse,
    "multichoice": _Question.multichoice,
    "numerical": _Question.numerical,
    "shortanswer": _Question.shortanswer,
    "matching": _Question.matching,
    "match": _Question.matching,
    "ordering": _Question.ordering,
    "essay": _Question.essay,
    "cloze": _Question.gaps,
    "multianswer": _Question.gaps,
}

"""A cloze question, or a text with gaps, as linked questions or as a table of blanks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lxml.html import HtmlElement

from hwgen.kinds.candidates import MOST_OPTIONS
from hwgen.lms.imported import LONGEST_NAME, Data
from hwgen.lms.moodle import cloze
from hwgen.lms.moodle.importing.formats import as_html
from hwgen.lms.moodle.importing.gaps import word_fields
from hwgen.lms.moodle.importing.html import of_class
from hwgen.lms.moodle.importing.numbers import meant, tolerance
from hwgen.lms.moodle.importing.options import distinct
from hwgen.lms.moodle.importing.record import Record
from hwgen.lms.moodle.importing.texts import Texts, Tongues
from hwgen.lms.xmltree import text_of
from hwgen.numerals import machine
from hwgen.text import Language

# What an export of hwgen calls its parts and its tables of blanks.
PART, BLANKS = "hwgen-part", "hwgen-blanks"
MARK = re.compile("\ue010([0-9]+)\ue011")
# No space stands before these.
PUNCTUATION = re.compile("[，。；：、！？）,.;:!?)]")
SHOWN = 40
TRUTHS = (["正确", "错误"], ["True", "False"])
Trees = Mapping[Language, HtmlElement]
Files = Mapping[str, bytes]


def cloze_fields(texts: Texts, id: str) -> Record | None:
    return _question(texts, id, cloze.fields(texts.node.content("questiontext", "text")))


def gaps(texts: Texts, id: str) -> Record | None:
    return _question(texts, id, word_fields(texts, texts.node.content("questiontext", "text")))


def _question(texts: Texts, id: str, fields: Sequence[cloze.Field]) -> Record | None:
    node = texts.node.first("questiontext")
    if node is None or not fields:
        texts.doubt("import-question-lost", "a question without fields was dropped")
        return None
    for place, kind in cloze.unread(node.content("text")):
        shown = "".join(node.content("text")[place : place + SHOWN].partition("}")[:2])
        message = f"`{shown}` looks like a field, but its type `{kind}` was not read as one; it stands in the text with its answers"
        texts.doubt("import-answer-lost", message)
    files = texts.files(node)
    trees = texts.trees(as_html(_marked(node.content("text"), fields), texts.format(node)))
    first = next(iter(trees.values()))
    if of_class(first, "div", PART):
        return _our_parts(texts, id, trees, fields, files)
    if of_class(first, "table", BLANKS) and all(field.kind == "numerical" for field in fields) and len(fields) > 1:
        data = _table(texts, id, trees, fields, files)
        return Record({**data, **texts.explanation()})
    return _other_fields(texts, id, trees, fields, files)


def _our_parts(texts: Texts, id: str, trees: Trees, fields: Sequence[cloze.Field], files: Files) -> Record | None:
    """A group of linked questions, as an export of hwgen writes it."""
    feedback = texts.node.first("generalfeedback")
    solutions = _part_trees(texts.trees(feedback.content("text"))) if feedback else []
    solution_files = texts.files(feedback) if feedback else {}
    asked = _part_trees(trees)
    parts: list[Data] = []
    pins: Data = {}
    for i, part in enumerate(asked):
        mine = [fields[int(n)] for n in MARK.findall(text_of(next(iter(part.values()))))]
        record = _our_part(texts, f"part-{i + 1}", part, mine, files) if mine else None
        if record is None:
            continue
        pins |= record.pins
        solution = texts.of(solutions[i], solution_files) if i < len(solutions) else {}
        if any(solution.values()):
            _explain(record.data, solution)
        parts.append(record.data)
    # What is left of the text stands before the parts.
    context = texts.of(trees, files)
    return Record({"id": id, "kind": "linked", "context": context, "parts": parts}, pins) if parts else None


def _part_trees(trees: Trees) -> list[dict[Language, HtmlElement]]:
    """Each part in each language, without its number, taken out of the text."""
    by_language = {at: of_class(tree, "div", PART) for at, tree in trees.items()}
    for part in (part for parts in by_language.values() for part in parts):
        number = part.find("p")
        if number is not None and re.fullmatch(r"\(\d+\)", text_of(number).strip()):
            number.drop_tree()
        part.drop_tree()
    count = min(map(len, by_language.values()), default=0)
    return [{at: parts[i] for at, parts in by_language.items()} for i in range(count)]


def _our_part(texts: Texts, id: str, part: Trees, fields: Sequence[cloze.Field], files: Files) -> Record | None:
    if all(of_class(tree, "table", BLANKS) for tree in part.values()):
        return Record(_table(texts, id, part, fields, files))
    for tree in part.values():
        for line in list(tree.iter("p")):
            if MARK.fullmatch(text_of(line).strip()):
                line.drop_tree()
    return _field(texts, id, fields[0], texts.of(part, files), files)


def _other_fields(texts: Texts, id: str, trees: Trees, fields: Sequence[cloze.Field], files: Files) -> Record | None:
    """Any other text with fields: the text with numbered gaps, and a question for each."""
    shown = {at: [int(n) for n in MARK.findall(text_of(tree))] for at, tree in trees.items()}
    if len(set(map(tuple, shown.values()))) > 1:
        texts.doubt("import-language-lost", "each language has fields of its own; all of them became parts")
    places = {n: i for i, n in enumerate(sorted(set().union(*shown.values())), 1)}
    if len(places) < len(fields):
        missing = len(fields) - len(places)
        texts.doubt(
            "import-answer-lost", f"fields that appear in no text in the course’s languages were dropped: {missing}"
        )

    def gap(mark: re.Match[str]) -> str:
        behind = "" if PUNCTUATION.match(mark.string, mark.end()) else " "
        return f" ({places[int(mark[1])]}) ____{behind}"

    for tree in trees.values():
        for node in tree.iter():
            node.text = node.text and MARK.sub(gap, node.text)
            node.tail = node.tail and MARK.sub(gap, node.tail)
    fields = [fields[n] for n in places]
    context = texts.of(trees, files)
    parts: list[Data] = []
    pins: Data = {}
    for i, field in enumerate(fields, 1):
        record = _field(texts, f"part-{i}", field, {}, files)
        if record is not None:
            parts.append(record.data)
            pins |= record.pins
    if not parts:
        return None
    if len({field.weight for field in fields}) > 1:
        texts.doubt("import-marks-lost", "the weights of the fields differ; the parts have the same points")
    explanation = texts.explanation()
    if explanation:
        _explain(parts[-1], explanation["explanation"])
    return Record({"id": id, "kind": "linked", "context": context, "parts": parts}, pins)


def _table(texts: Texts, id: str, trees: Trees, fields: Sequence[cloze.Field], files: Files) -> Data:
    """A table of blanks, with its labels above them or without any."""
    tables = {at: of_class(tree, "table", BLANKS)[0] for at, tree in trees.items()}
    labels = {at: list(table.iter("th")) for at, table in tables.items()}
    cells: list[Data] = []
    for i, gap in enumerate(fields):
        labelled = all(i < len(heads) for heads in labels.values())
        label = texts.of({at: heads[i] for at, heads in labels.items()}, files, line=True) if labelled else {}
        cells.append({**_cell(texts, gap), **({"label": label} if any(label.values()) else {})})
    first = next(iter(tables.values()))
    columns = 0 if first.find(".//th") is not None else len(list(next(first.iter("tr")).iterchildren("td")))
    for table in tables.values():
        table.drop_tree()
    return {"id": id, "kind": "table", "stem": texts.of(trees, files), "cells": cells, "columns": columns}


def _cell(texts: Texts, field: cloze.Field) -> Data:
    right = next((a for a in field.alternatives if a.fraction > 0.999), field.alternatives[0])
    answer, slack = _number(right)
    key = meant(answer, texts.doubt)
    if key is None:
        texts.doubt("import-key-doubtful", f"suspicious key: `{answer[:LONGEST_NAME]}` is not a number; it became 0")
        return {"answer": "0", "tolerance": "0"}
    within = tolerance(slack, key, texts.doubt)
    wrong: list[Data] = []
    for a in field.alternatives:
        if a is right:
            continue
        other = meant(_number(a)[0], texts.doubt)
        why = texts.markdown(a.remark, {})
        if other is not None and abs(other - key) > within and any(why.values()) and 0 <= a.fraction < 1:
            share = {"share": round(100 * a.fraction)} if a.fraction else {}
            wrong.append({"answer": machine(other), **share, "why": why})
        else:
            texts.doubt("import-answer-lost", f"the answer `{a.answer[:LONGEST_NAME]}` of a field was dropped")
    return {
        "answer": machine(key),
        "tolerance": machine(within),
        **({"wrong": wrong} if wrong else {}),
    }


def _number(alternative: cloze.Alternative) -> tuple[str, str]:
    """A number and its tolerance, which Moodle parts only where both are plain numbers."""
    answer, _, slack = alternative.answer.partition(":")
    return answer, alternative.tolerance or slack


def _field(texts: Texts, id: str, field: cloze.Field, stem: Tongues, files: Files) -> Record | None:
    """A field as a question of its own."""
    if not any(stem.values()):
        stem = dict.fromkeys(texts.languages, f"({id.removeprefix('part-')})")
    if field.kind == "numerical":
        return Record({"id": id, "kind": "numeric", "stem": stem, **_cell(texts, field)})
    if field.kind == "shortanswer":
        return _typed(texts, id, field, stem)
    return _chosen(texts, id, field, stem, files)


def _typed(texts: Texts, id: str, field: cloze.Field, stem: Tongues) -> Record | None:
    accepted = [a.answer for a in field.alternatives if a.fraction > 0.999 and "*" not in a.answer and a.answer.strip()]
    if len(accepted) < len(field.alternatives):
        texts.doubt("import-answer-lost", "wildcards or answers with part of the points in a field were dropped")
    if not accepted:
        texts.doubt("import-question-lost", "a field without a spelling that is right was dropped")
        return None
    case = {"case": True} if field.name in cloze.CASES else {}
    return Record({"id": id, "kind": "short-answer", "stem": stem, "accepted": accepted, **case})


def _chosen(texts: Texts, id: str, field: cloze.Field, stem: Tongues, files: Files) -> Record | None:
    alternatives = field.alternatives
    shown = [texts.markdown(a.answer, files, line=True) for a in alternatives]
    if [next(iter(text.values())) for text in shown] in TRUTHS:
        statement = {"id": "stated", "answer": alternatives[0].fraction > 0.999, "text": stem}
        return Record({"id": id, "kind": "true-false", "statements": [statement]})
    several = field.kind == "multiresponse"
    right = [i for i, a in enumerate(alternatives) if (a.fraction > 0 if several else a.fraction > 0.999)]
    wrong = distinct(texts, shown, right, [i for i in range(len(alternatives)) if i not in right])
    if not right or not wrong or len(alternatives) > MOST_OPTIONS:
        texts.doubt("import-question-lost", "a field to choose from was dropped")
        return None
    if not several and len(right) > 1:
        texts.doubt("import-key-doubtful", "suspicious key: several options of a field are right; the first was taken")
        wrong, right = sorted([*wrong, *right[1:]]), right[:1]
    if not several and any(0 < alternatives[i].fraction < 1 for i in wrong):
        texts.doubt("import-marks-lost", "partial or negative marks of options were dropped")
    names = [f"option-{chr(ord('a') + i)}" for i in range(len(alternatives))]
    candidates: list[Data] = []
    for name, text, a in zip(names, shown, alternatives, strict=True):
        why = texts.markdown(a.remark, {})
        candidates.append({"id": name, "text": text, **({"why": why} if any(why.values()) else {})})
    data = {
        "id": id,
        "kind": "multiple-choice" if len(right) > 1 else "choice",
        "stem": stem,
        "right": [candidates[i] for i in right],
        "wrong": [candidates[i] for i in wrong],
        "options": len(right) + len(wrong),
    }
    return Record(data, {id: [name for i, name in enumerate(names) if i in (*right, *wrong)]})


def _explain(data: Data, text: Tongues) -> None:
    """Gives a question its explanation, where its kind has the place for it."""
    if data["kind"] == "true-false":
        data["statements"][0]["why"] = text
    else:
        data["explanation"] = text


def _marked(text: str, fields: Sequence[cloze.Field]) -> str:
    """The text with a mark in the place of each field."""
    pieces, place = [], 0
    for i, gap in enumerate(fields):
        pieces += [text[place : gap.start], f"\ue010{i}\ue011"]
        place = gap.end
    return "".join([*pieces, text[place:]])

"""A cloze question as linked questions, or as a table of blanks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from hwgen.kinds.choice import MOST_OPTIONS
from hwgen.lms.imported import Data
from hwgen.lms.moodle import cloze
from hwgen.lms.moodle.importing.numbers import decimal, exact
from hwgen.lms.moodle.importing.record import Record
from hwgen.lms.moodle.importing.texts import Texts

PART = re.compile(r'<div class="hwgen-part"><p>\(\d+\)</p>(.*?)</div>', re.DOTALL)
BLANKS = re.compile(r'<table class="[\w -]*hwgen-blanks">(.*?)</table>', re.DOTALL)
ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[dh]>(.*?)</t[dh]>", re.DOTALL)
MARK = re.compile("\ue010([0-9]+)\ue011")


def fields(texts: Texts, id: str) -> Record | None:
    node = texts.node.first("questiontext")
    text = node.content("text") if node else ""
    gaps = cloze.fields(text)
    if node is None or not gaps:
        texts.doubt("import-question-lost", "a cloze question without fields was dropped")
        return None
    files = texts.files(node)
    parts = PART.findall(_marked(text, gaps))
    if parts:
        return _our_parts(texts, id, text, gaps, files)
    table = BLANKS.search(text)
    if table and all(field.kind == "numerical" for field in gaps) and len(gaps) > 1:
        stem = texts.markdown(text.replace(table[0], ""), files)
        data = _blanks(texts, id, table[1], gaps, files, stem)
        return Record({**data, **texts.explanation()})
    return _other_fields(texts, id, text, gaps, files)


def _our_parts(
    texts: Texts, id: str, text: str, fields: Sequence[cloze.Field], files: Mapping[str, bytes]
) -> Record | None:
    """A group of linked questions, as an export of hwgen writes it."""
    marked = _marked(text, fields)
    solutions = PART.findall(texts.node.content("generalfeedback", "text"))
    feedback = texts.node.first("generalfeedback")
    solution_files = texts.files(feedback) if feedback else {}
    context = texts.markdown(marked[: marked.index('<div class="hwgen-part">')], files)
    parts: list[Data] = []
    pins: Data = {}
    for i, part in enumerate(PART.findall(marked)):
        mine = [fields[int(n)] for n in MARK.findall(part)]
        name = f"part-{i + 1}"
        table = BLANKS.search(part)
        if table:
            data = _blanks(texts, name, table[1], mine, files, texts.markdown(part.replace(table[0], ""), files))
        else:
            stem = texts.markdown(re.sub(rf"<p>{MARK.pattern}</p>", "", part), files)
            record = _field(texts, name, mine[0], stem, files)
            if record is None:
                continue
            data, pins = record.data, pins | record.pins
        solution = texts.markdown(solutions[i], solution_files) if i < len(solutions) else {}
        if any(solution.values()):
            _explain(data, solution)
        parts.append(data)
    return Record({"id": id, "kind": "linked", "context": context, "parts": parts}, pins)


def _other_fields(
    texts: Texts, id: str, text: str, fields: Sequence[cloze.Field], files: Mapping[str, bytes]
) -> Record | None:
    """Any other text with fields: the text with numbered gaps, and a question for each."""
    marked = MARK.sub(lambda m: f" ({int(m[1]) + 1}) ____ ", _marked(text, fields))
    context = texts.markdown(marked, files)
    parts: list[Data] = []
    pins: Data = {}
    for i, gap in enumerate(fields, 1):
        record = _field(texts, f"part-{i}", gap, {}, files)
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


def _blanks(
    texts: Texts, id: str, table: str, fields: Sequence[cloze.Field], files: Mapping[str, bytes], stem: dict[str, str]
) -> Data:
    rows = [CELL.findall(row) for row in ROW.findall(_marked(table, cloze.fields(table)))]
    labelled = "<th>" in table
    cells: list[Data] = []
    for i, gap in enumerate(fields):
        label = texts.markdown(rows[0][i], files) if labelled and i < len(rows[0]) else {}
        cells.append({**_cell(texts, gap), **({"label": label} if any(label.values()) else {})})
    columns = 0 if labelled else len(rows[0])
    return {"id": id, "kind": "table", "stem": stem, "cells": cells, "columns": columns}


def _cell(texts: Texts, field: cloze.Field) -> Data:
    right = next((a for a in field.alternatives if a.fraction > 0.999), field.alternatives[0])
    wrong: list[Data] = []
    for a in field.alternatives:
        number = exact(a.answer)
        if a is right or number is None:
            continue
        why = texts.markdown(a.remark, {})
        if any(why.values()) and 0 <= a.fraction < 1:
            share = {"share": round(100 * a.fraction)} if a.fraction else {}
            wrong.append({"answer": decimal(number), **share, "why": why})
        else:
            texts.doubt("import-answer-lost", f"the answer `{a.answer}` of a field was dropped")
    return {
        "answer": decimal(exact(right.answer) or Fraction(0)),
        "tolerance": decimal(abs(exact(right.tolerance) or Fraction(0))),
        **({"wrong": wrong} if wrong else {}),
    }


def _field(
    texts: Texts, id: str, field: cloze.Field, stem: dict[str, str], files: Mapping[str, bytes]
) -> Record | None:
    """A field as a question of its own."""
    if not any(stem.values()):
        stem = dict.fromkeys(texts.languages, f"({id.removeprefix('part-')})")
    if field.kind == "numerical":
        return Record({"id": id, "kind": "numeric", "stem": stem, **_cell(texts, field)})
    if field.kind == "shortanswer":
        accepted = [a.answer for a in field.alternatives if a.fraction > 0.999]
        case = {"case": True} if field.name in cloze.CASES else {}
        if not accepted or any("*" in a for a in accepted) or len(accepted) < len(field.alternatives):
            texts.doubt("import-answer-lost", "wildcards or answers with part of the points in a field were dropped")
        return Record({"id": id, "kind": "short-answer", "stem": stem, "accepted": accepted, **case})
    alternatives = field.alternatives
    shown = [texts.markdown(a.answer, files) for a in alternatives]
    if [next(iter(text.values())) for text in shown] in (["正确", "错误"], ["True", "False"]):
        statement = {"id": "stated", "answer": alternatives[0].fraction > 0.999, "text": stem}
        return Record({"id": id, "kind": "true-false", "statements": [statement]})
    several = field.kind == "multiresponse"
    right = [i for i, a in enumerate(alternatives) if (a.fraction > 0 if several else a.fraction > 0.999)]
    wrong = [i for i in range(len(alternatives)) if i not in right]
    if not right or not wrong or len(alternatives) > MOST_OPTIONS:
        texts.doubt("import-question-lost", "a field to choose from was dropped")
        return None
    if not several and len(right) > 1:
        texts.doubt("import-key-doubtful", "suspicious key: several options of a field are right; the first was taken")
        wrong, right = sorted([*wrong, *right[1:]]), right[:1]
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
        "options": len(alternatives),
    }
    return Record(data, {id: names})


def _explain(data: Data, text: dict[str, str]) -> None:
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

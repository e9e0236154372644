"""Questions as items: one function for each type that Moodle has."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from hwgen.kinds.choice import MOST_OPTIONS
from hwgen.kinds.multiple_choice import MOST_RIGHT
from hwgen.lms.imported import LONGEST_NAME, Data
from hwgen.lms.moodle import cloze, reading
from hwgen.lms.moodle.importing.fields import CELL, PART, ROW, fields
from hwgen.lms.moodle.importing.numbers import decimal, exact
from hwgen.lms.moodle.importing.record import Record
from hwgen.lms.moodle.importing.texts import Texts
from hwgen.words.words import nearest

RUBRIC = re.compile(r'<table class="[\w -]*hwgen-rubric">(.*?)</table>', re.DOTALL)


def points_of(texts: Texts) -> int:
    """The default mark as the whole number that an exam wants."""
    if texts.node.attributes.get("type") in ("cloze", "multianswer"):
        parts = len(PART.findall(texts.node.content("questiontext", "text"))) or 1
        whole = sum(field.weight for field in cloze.fields(texts.node.content("questiontext", "text"))) / parts
    else:
        whole = float(texts.node.content("defaultgrade", default="1") or 1)
    points = max(1, round(whole))
    if points != whole:
        texts.doubt("import-points-rounded", f"a default mark of {whole:g} became {points}")
    return points


def report_losses(texts: Texts) -> None:
    """Doubts on what an item has no place for."""
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback", "hint", "instructions"):
        if any(node.content("text") for node in texts.node.every(name)):
            texts.doubt("import-element-lost", f"<{name}> was dropped")
    if texts.node.every("units"):
        texts.doubt("import-element-lost", "units were dropped")


def truefalse(texts: Texts, id: str) -> Record | None:
    right = reading.truth(texts.node)
    if right is None:
        texts.doubt("import-question-lost", "a true/false question without answers was dropped")
        return None
    full = [a for a in texts.node.every("answer") if reading.fraction_of(a) == 1]
    if len(full) != 1:
        texts.doubt(
            "import-key-doubtful",
            f"suspicious key: {len(full)} answers have 100; it was taken for {str(right).lower()}",
        )
    why = texts.bilingual(texts.node.first("generalfeedback"))
    for answer in texts.node.every("answer"):
        remark = texts.bilingual(answer.first("feedback"))
        if any(remark.values()):
            why = {at: "\n\n".join(t for t in (why[at], remark[at]) if t) for at in why}
    explained = {"why": why} if any(why.values()) else {}
    statement = {"id": "stated", "answer": right, "text": texts.stem(), **explained}
    return Record({"id": id, "kind": "true-false", "statements": [statement]})


def multichoice(texts: Texts, id: str) -> Record | None:
    answers = reading.options(texts.node)
    fractions = [reading.fraction_of(answer) for answer in answers]
    single = reading.is_single(texts.node)
    right = [i for i, f in enumerate(fractions) if (f > 0.999 if single else f > 0)]
    wrong = [i for i in range(len(answers)) if i not in right]
    contents = [answer.content("text") for answer in answers]
    several = not single and len(right) > 1
    if not right or not wrong or len(answers) > MOST_OPTIONS or (several and max(len(right), len(wrong)) > MOST_RIGHT):
        texts.doubt(
            "import-question-lost", f"a choice of {len(answers)} options, of which {len(right)} are right, was dropped"
        )
        return None
    if single and len(right) > 1:
        texts.doubt("import-key-doubtful", f"suspicious key: {len(right)} options have 100; the first was taken")
        wrong = sorted([*wrong, *right[1:]])
        right = right[:1]
    if any(0 < fractions[i] < 0.999 for i in wrong) or (single and any(fractions[i] < 0 for i in wrong)):
        texts.doubt("import-marks-lost", "partial or negative marks of options were dropped")
    doubled = [i for i in wrong if contents.index(contents[i]) < i or any(contents[i] == contents[r] for r in right)]
    if doubled:
        texts.doubt("import-option-twice", "an option stands twice; one was kept")
        wrong = [i for i in wrong if i not in doubled]
        if not wrong:
            return None
    names = [f"option-{chr(ord('a') + i)}" for i in range(len(answers))]
    candidates = [
        {"id": name, "text": texts.bilingual(answer), **texts.why(answer)}
        for name, answer in zip(names, answers, strict=True)
    ]
    data = {
        "id": id,
        "kind": "multiple-choice" if several else "choice",
        "stem": texts.stem(),
        "right": [candidates[i] for i in right],
        "wrong": [candidates[i] for i in wrong],
        "options": len(right) + len(wrong),
        **texts.explanation(),
    }
    return Record(data, {id: [name for i, name in enumerate(names) if i not in doubled]})


def numerical(texts: Texts, id: str) -> Record | None:
    key: Data = {}
    wrong: list[Data] = []
    for answer in texts.node.every("answer"):
        number = exact(answer.content("text"))
        share = round(100 * reading.fraction_of(answer))
        if number is None:
            texts.doubt("import-answer-lost", f"the answer `{answer.content('text')[:LONGEST_NAME]}` was dropped")
        elif share >= 100 and not key:
            tolerance = exact(answer.content("tolerance", default="0")) or Fraction(0)
            key = {"answer": decimal(number), "tolerance": decimal(abs(tolerance))}
        elif 0 <= share < 100:
            why = texts.why(answer)
            if why:
                wrong.append({"answer": decimal(number), **({"share": share} if share else {}), **why})
            else:
                texts.doubt("import-answer-lost", f"the answer `{decimal(number)}` has no feedback and was dropped")
        else:
            texts.doubt("import-answer-lost", f"the answer `{decimal(number)}` with {share}% was dropped")
    if not key:
        texts.doubt("import-question-lost", "a numerical question without a right answer was dropped")
        return None
    wrongs = {"wrong": wrong} if wrong else {}
    return Record({"id": id, "kind": "numeric", "stem": texts.stem(), **key, **wrongs, **texts.explanation()})


def shortanswer(texts: Texts, id: str) -> Record | None:
    accepted = []
    for answer in texts.node.every("answer"):
        text = answer.content("text")
        if re.search(r"(?<!\\)\*", text) or reading.fraction_of(answer) < 0.999 or not text:
            texts.doubt(
                "import-answer-lost",
                f"the answer `{text[:LONGEST_NAME]}` was dropped: it has a wildcard or not all of the points",
            )
            continue
        if answer.content("feedback", "text"):
            texts.doubt("import-answer-lost", f"the feedback to `{text[:LONGEST_NAME]}` was dropped")
        accepted.append(text.replace(r"\*", "*"))
    if not accepted:
        texts.doubt("import-question-lost", "a short answer without a spelling that is right was dropped")
        return None
    case = {"case": True} if texts.node.content("usecase") == "1" else {}
    data = {"id": id, "kind": "short-answer", "stem": texts.stem(), "accepted": accepted, **case, **texts.explanation()}
    return Record(data)


def matching(texts: Texts, id: str) -> Record | None:
    pairs: list[Data] = []
    extra: list[Data] = []
    for i, node in enumerate(texts.node.every("subquestion"), 1):
        answer = node.content("answer", "text")
        right = texts.markdown(answer, {}, "plain_text")
        if not answer:
            texts.doubt("import-answer-lost", "a pair without an answer was dropped")
        elif node.content("text"):
            pairs.append({"id": f"pair-{i}", "left": texts.bilingual(node), "right": right})
        else:
            extra.append({"id": f"extra-{i}", "text": right})
    if len(pairs) < 2 or len(pairs) + len(extra) > MOST_OPTIONS:
        texts.doubt("import-question-lost", f"a matching of {len(pairs)} pairs was dropped")
        return None
    more = {"extra": extra} if extra else {}
    data = {"id": id, "kind": "matching", "stem": texts.stem(), "pairs": pairs, **more, **texts.explanation()}
    return Record(data, {id: [*(f"{pair['id']}-right" for pair in pairs), *(entry["id"] for entry in extra)]})


def ordering(texts: Texts, id: str) -> Record | None:
    entries = [
        {"id": f"entry-{i}", "text": texts.bilingual(answer)} for i, answer in enumerate(reading.options(texts.node), 1)
    ]
    if not 2 <= len(entries) <= MOST_OPTIONS:
        texts.doubt("import-question-lost", f"an ordering of {len(entries)} entries was dropped")
        return None
    return Record({"id": id, "kind": "ordering", "stem": texts.stem(), "entries": entries, **texts.explanation()})


def essay(texts: Texts, id: str) -> Record | None:
    info = texts.node.first("graderinfo")
    files = texts.files(info) if info else {}
    text = info.content("text") if info else ""
    table = RUBRIC.search(text)
    rubric = []
    for row in ROW.findall(table[1]) if table else ():
        cells = CELL.findall(row)
        if len(cells) == 2 and cells[1].strip().isdigit() and int(cells[1]) > 0:
            rubric.append({"text": texts.markdown(cells[0], files), "points": int(cells[1])})
    model = texts.markdown(text.replace(table[0], "") if table else text, files)
    if not any(model.values()):
        texts.doubt("import-no-model", "there is no model answer")
        model = {at: nearest(at)["platform.no_model"] for at in texts.languages}
    if not rubric:
        texts.doubt("import-no-rubric", "there is no marking scheme; all points go by the model answer")
        line = {at: nearest(at)["platform.by_model"] for at in texts.languages}
        rubric = [{"text": line, "points": points_of(texts)}]
    lines = texts.node.content("responsefieldlines", default="15")
    template = texts.bilingual(texts.node.first("responsetemplate"))
    data = {
        "id": id,
        "kind": "essay",
        "stem": texts.stem(),
        "model": model,
        "rubric": rubric,
        "lines": min(45, int(lines)) if lines.isdigit() and int(lines) else 15,
        **({"template": template} if any(template.values()) else {}),
    }
    return Record(data)


KINDS: dict[str, Callable[[Texts, str], Record | None]] = {
    "truefalse": truefalse,
    "multichoice": multichoice,
    "numerical": numerical,
    "shortanswer": shortanswer,
    "matching": matching,
    "match": matching,
    "ordering": ordering,
    "essay": essay,
    "cloze": fields,
    "multianswer": fields,
}

"""Questions as items: one function for each type that Moodle has."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction

from hwgen.errors import counted
from hwgen.kinds.candidates import MOST_OPTIONS
from hwgen.kinds.multiple_choice import MOST_RIGHT
from hwgen.lms.imported import LONGEST_NAME, Data
from hwgen.lms.moodle import reading
from hwgen.lms.moodle.importing.essays import essay
from hwgen.lms.moodle.importing.fields import cloze_fields, gaps
from hwgen.lms.moodle.importing.numbers import meant, tolerance
from hwgen.lms.moodle.importing.options import distinct
from hwgen.lms.moodle.importing.record import Record
from hwgen.lms.moodle.importing.texts import Texts, Tongues
from hwgen.lms.moodle.parsing import Node
from hwgen.numerals import machine
from hwgen.words.words import nearest

SHORT, MOST_SHOWN = 30, 5


def truefalse(texts: Texts, id: str) -> Record | None:
    right = reading.truth(texts.node)
    if right is None:
        texts.doubt("import-question-lost", "a true/false question without answers was dropped")
        return None
    answers = reading.truths(texts.node)
    for answer, value in answers:
        written, taken = answer.content("text"), str(value).lower()
        if written.strip().lower() != taken:
            shown = written[:LONGEST_NAME]
            texts.doubt(
                "import-key-doubtful", f"the answer `{shown}` is neither true nor false; it was taken for {taken}"
            )
    full = [a for a, _ in answers if reading.fraction_of(a) == 1]
    if len(full) != 1:
        taken = str(right).lower()
        texts.doubt(
            "import-key-doubtful", f"suspicious key: {counted(len(full), 'answer')} have 100; it was taken for {taken}"
        )
    why = _why(texts, answers)
    statement = {"id": "stated", "answer": right, "text": texts.stem(), **({"why": why} if any(why.values()) else {})}
    return Record({"id": id, "kind": "true-false", "statements": [statement]})


def _why(texts: Texts, answers: Sequence[tuple[Node, bool]]) -> Tongues:
    """The general feedback, then what each response gets, named where the two differ."""
    general = texts.bilingual(texts.node.first("generalfeedback"))
    remarks = {value: texts.bilingual(answer.first("feedback")) for answer, value in answers}
    remarks = {truth: text for truth, text in remarks.items() if any(text.values()) and text != general}
    both = len(remarks) > 1 and remarks[True] != remarks[False]
    pieces = [general]
    for truth, text in remarks.items() if both else list(remarks.items())[:1]:
        names = {at: nearest(at)[f"platform.{str(truth).lower()}"] for at in text}
        pieces.append({at: _named(names[at], string) if both else string for at, string in text.items()})
    return {at: "\n\n".join(piece[at] for piece in pieces if piece[at]) for at in general}


def _named(name: str, text: str) -> str:
    """A text after a name: on its line, unless it begins with a list or another block."""
    return f"{name}: {text}" if re.match(r"(?!\d+[.)] |\$\$)[\w$]", text) else f"{name}:\n\n{text}"


def multichoice(texts: Texts, id: str) -> Record | None:
    answers = reading.options(texts.node)
    if len(answers) < len(texts.node.every("answer")):
        texts.doubt("import-answer-lost", "an empty option was dropped")
    fractions = [reading.fraction_of(answer) for answer in answers]
    single = reading.is_single(texts.node)
    right = [i for i, f in enumerate(fractions) if (f > 0.999 if single else f > 0)]
    wrong = [i for i in range(len(answers)) if i not in right]
    several = not single and len(right) > 1
    if (
        not right
        or not (wrong or several)
        or len(answers) > MOST_OPTIONS
        or (several and max(len(right), len(wrong)) > MOST_RIGHT)
    ):
        of_them = "all" if not wrong else "none" if not right else len(right)
        message = f"a choice of {counted(len(answers), 'option')}, of which {of_them} are right, was dropped"
        way_out = "; add a wrong option" if right and not wrong else ""
        texts.doubt("import-question-lost", f"{message}{way_out}")
        return None
    if single and len(right) > 1:
        texts.doubt(
            "import-key-doubtful", f"suspicious key: {counted(len(right), 'option')} have 100; the first was taken"
        )
        wrong = sorted([*wrong, *right[1:]])
        right = right[:1]
    if not _marked_alike(fractions, right, wrong, several=several):
        texts.doubt("import-marks-lost", "partial or negative marks of options were dropped")
    shown = [texts.bilingual(answer, line=True) for answer in answers]
    all_right = not wrong
    wrong = distinct(texts, shown, right, wrong)
    if all_right:
        message = f"all of its {counted(len(right), 'option')} are right; is one of them meant to be wrong?"
        texts.doubt("import-key-doubtful", message)
    elif not wrong:
        texts.doubt("import-question-lost", "a choice in which all options look the same was dropped")
        return None
    names = [f"option-{chr(ord('a') + i)}" for i in range(len(answers))]
    candidates = [
        {"id": name, "text": text, **texts.why(answer)}
        for name, text, answer in zip(names, shown, answers, strict=True)
    ]
    data = {
        "id": id,
        "kind": "multiple-choice" if several else "choice",
        "stem": texts.stem(),
        "right": [candidates[i] for i in right],
        "wrong": [candidates[i] for i in wrong],
        **({} if all_right else {"options": len(right) + len(wrong)}),
        **texts.explanation(),
    }
    return Record(data, {id: [name for i, name in enumerate(names) if i in (*right, *wrong)]})


def _marked_alike(fractions: Sequence[float], right: Sequence[int], wrong: Sequence[int], *, several: bool) -> bool:
    """Whether all right options give the same, and wrong ones what hwgen takes off for them."""
    gain, loss = (1 / len(right), -1 / max(1, len(wrong))) if several else (1.0, 0.0)
    return all(abs(fractions[i] - gain) < 0.001 for i in right) and all(abs(fractions[i] - loss) < 0.001 for i in wrong)


def all_or_nothing(texts: Texts, id: str) -> Record | None:
    """Plugins in which several options can be right and have no fractions of their own."""
    texts.doubt(
        "import-marks-lost", "a question gave points only for all right options together; each now has its share"
    )
    answers = texts.node.every("answer")
    right = [a for a in answers if a.content("correctanswer") == "1" or reading.fraction_of(a) > 0]
    for answer in answers:
        share = 100 / len(right) if answer in right else -100 / max(1, len(answers) - len(right))
        answer.attributes["fraction"] = f"{share:.5f}"
    texts.node.children = [child for child in texts.node.children if child.name != "single"]
    texts.node.children.append(Node("single", {}, texts.node.line, [], "false"))
    return multichoice(texts, id)


def numerical(texts: Texts, id: str) -> Record | None:
    key: Data = {}
    exact, within = Fraction(0), Fraction(0)
    answers = texts.node.every("answer")
    # The key comes first, so that it is known what lies within its tolerance.
    for answer in sorted(answers, key=lambda a: reading.fraction_of(a) < 0.999):
        written = answer.content("text")
        number = meant(written, texts.doubt)
        share = round(100 * reading.fraction_of(answer))
        if number is None:
            texts.doubt("import-answer-lost", f"the answer `{written[:LONGEST_NAME]}` was dropped")
        elif share >= 100 and not key:
            exact, within = number, tolerance(answer.content("tolerance"), number, texts.doubt)
            key = {"answer": machine(number), "tolerance": machine(within), "wrong": []}
        else:
            _wrong(texts, answer, number, share, key, exact, within)
    if not key:
        texts.doubt("import-question-lost", "a numerical question without a right answer was dropped")
        return None
    if not key["wrong"]:
        del key["wrong"]
    return Record({"id": id, "kind": "numeric", "stem": texts.stem(), **key, **texts.explanation()})


def _wrong(
    texts: Texts, answer: Node, number: Fraction, share: int, key: Data, exact: Fraction, within: Fraction
) -> None:
    """Adds a wrong number that gets an answer of its own."""
    slack = tolerance(answer.content("tolerance"), number, texts.doubt)
    shown = machine(number) + (f" ± {machine(slack)}" if slack else "")
    why = texts.why(answer)
    if not key or not 0 <= share < 100:
        texts.doubt("import-answer-lost", f"the answer `{shown}` with {share}% was dropped")
    elif abs(number - exact) <= within:
        texts.doubt(
            "import-answer-lost", f"the answer `{shown}` with {share}% lies around the right one and was dropped"
        )
    elif not why:
        texts.doubt("import-answer-lost", f"the answer `{shown}` has no feedback and was dropped")
    else:
        if slack > within:
            texts.doubt("import-tolerance-lost", f"the tolerance of the wrong answer `{shown}` was dropped")
        key["wrong"].append({"answer": machine(number), **({"share": share} if share else {}), **why})


def shortanswer(texts: Texts, id: str) -> Record | None:
    accepted: list[str] = []
    partly: list[str] = []
    wild: list[str] = []
    remarked: list[str] = []
    for answer in texts.node.every("answer"):
        text = answer.content("text")
        core = " ".join(re.sub(r"(?<!\\)\*", " ", text).split())
        if reading.fraction_of(answer) < 0.999 or not core:
            partly.append(text)
            continue
        if re.search(r"(?<!\\)\*", text):
            wild.append(text)
            text = core
        if answer.content("feedback", "text"):
            remarked.append(text)
        accepted.append(text.replace(r"\*", "*"))
    if partly:
        texts.doubt("import-answer-lost", f"without all of the points and dropped: {_several(partly)}")
    if wild:
        texts.doubt("import-answer-lost", f"wildcards have no meaning here; stars were dropped from {_several(wild)}")
    if remarked:
        texts.doubt("import-answer-lost", f"the feedback was dropped to {_several(remarked)}")
    if not accepted:
        texts.doubt("import-question-lost", "a short answer without a spelling that is right was dropped")
        return None
    case = {"case": True} if texts.node.content("usecase") == "1" else {}
    data = {"id": id, "kind": "short-answer", "stem": texts.stem(), "accepted": accepted, **case, **texts.explanation()}
    return Record(data)


def _several(texts: Sequence[str]) -> str:
    shown = ", ".join(f"`{text[:SHORT]}`" for text in texts[:MOST_SHOWN])
    return shown + (f" and {len(texts) - MOST_SHOWN} more" if len(texts) > MOST_SHOWN else "")


def matching(texts: Texts, id: str) -> Record | None:
    pairs: list[Data] = []
    extra: list[Data] = []
    for i, node in enumerate(texts.node.every("subquestion"), 1):
        answer = node.first("answer")
        right = _right_side(texts, answer)
        left = texts.bilingual(node, line=True)
        if not any(right.values()):
            texts.doubt("import-answer-lost", "a pair without an answer was dropped")
        elif any(left.values()):
            pairs.append({"id": f"pair-{i}", "left": left, "right": right})
        else:
            if node.content("text").strip():
                texts.doubt("import-answer-lost", "an entry in which there is nothing to read was dropped")
            if right not in [entry["right" if "right" in entry else "text"] for entry in (*pairs, *extra)]:
                extra.append({"id": f"extra-{i}", "text": right})
    if len(pairs) < 2 or len(pairs) + len(extra) > MOST_OPTIONS:
        texts.doubt("import-question-lost", f"a matching of {counted(len(pairs), 'pair')} was dropped")
        return None
    answers: dict[tuple[str, ...], Tongues] = {}
    if any(answers.setdefault(tuple(p["left"].values()), p["right"]) != p["right"] for p in pairs):
        texts.doubt(
            "import-question-lost", "a matching in which entries that look the same differ in answer was dropped"
        )
        return None
    more = {"extra": extra} if extra else {}
    data = {"id": id, "kind": "matching", "stem": texts.stem(), "pairs": pairs, **more, **texts.explanation()}
    return Record(data, {id: [*(f"{pair['id']}-right" for pair in pairs), *(entry["id"] for entry in extra)]})


def _right_side(texts: Texts, answer: Node | None) -> Tongues:
    """A word of a drop-down list, or of `ddmatch`, which has HTML."""
    if answer is None:
        return dict.fromkeys(texts.languages, "")
    if texts.node.attributes.get("type") == "ddmatch":
        return texts.bilingual(answer, line=True)
    return texts.markdown(" ".join(answer.content("text").split()), {}, "plain_text", line=True)


def ordering(texts: Texts, id: str) -> Record | None:
    shown = [texts.bilingual(answer, line=True) for answer in texts.node.every("answer")]
    entries = [{"id": f"entry-{i}", "text": text} for i, text in enumerate(shown, 1) if any(text.values())]
    if len(entries) < len(shown):
        texts.doubt("import-answer-lost", "an entry in which there is nothing that could be carried over was dropped")
    if not 2 <= len(entries) <= MOST_OPTIONS:
        texts.doubt("import-question-lost", f"an ordering of {counted(len(entries), 'entry')} was dropped")
        return None
    return Record({"id": id, "kind": "ordering", "stem": texts.stem(), "entries": entries, **texts.explanation()})


KINDS: dict[str, Callable[[Texts, str], Record | None]] = {
    "truefalse": truefalse,
    "multichoice": multichoice,
    "numerical": numerical,
    "shortanswer": shortanswer,
    "matching": matching,
    "match": matching,
    "ddmatch": matching,
    "ordering": ordering,
    "essay": essay,
    "cloze": cloze_fields,
    "multianswer": cloze_fields,
    "gapselect": gaps,
    "ddwtos": gaps,
    "multichoiceset": all_or_nothing,
    "oumultiresponse": all_or_nothing,
}

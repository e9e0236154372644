"""Working, reasons, corrections and definitions: what a person marks, from the bank to every format."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from samples import exam as sample

from hwgen.bank.blueprint import Blueprint, Pin
from hwgen.bank.course import Course
from hwgen.bank.loading import load
from hwgen.errors import CourseError, Span
from hwgen.exam.instantiate import make_group
from hwgen.exam.model import Exam, Group, Question, Section
from hwgen.formats import FORMATS, ROWS
from hwgen.kinds import EssayAnswer
from hwgen.lms.checking import check
from hwgen.lms.keys import keys_of
from hwgen.lms.platforms import PLATFORMS
from hwgen.looking.showing import shown
from hwgen.pdf.engines import ENGINES
from hwgen.pdf.kit import Kit
from hwgen.plan.assembly import assemble
from hwgen.plan.plan import Slot, used_in
from hwgen.words.words import shipped, words
from hwgen.writers import plain
from hwgen.yamlsrc import Source

COURSE = Path(__file__).with_name("course")
ITEMS = """
  - id: claims
    kind: true-false
    objective: basics-training
    difficulty: 2
    minutes: 1
    source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 7.12
    statements:
      - id: keeps
        answer: true
        text: {zh: 推理时 dropout 保留全部单元。, en: Dropout keeps all units at inference.}
        why: {zh: 它只在训练时丢弃单元。, en: It removes units in training only.}
      - id: removes
        answer: false
        text: {zh: 推理时 dropout 丢弃一半单元。, en: Dropout removes half of the units at inference.}
        why: {zh: 它只在训练时丢弃单元。, en: It removes units in training only.}
        correction: {zh: 推理时 dropout 不丢弃单元。, en: Dropout removes no units at inference.}

  - id: term
    kind: definition
    objective: basics-training
    difficulty: 1
    minutes: 2
    source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 5.2
    term: {zh: '*过拟合*', en: overfitting}
    model: {zh: 训练误差低而泛化误差高。, en: A low training error with a high generalisation error.}
    rubric:
      - {text: {zh: 训练误差低, en: Low training error}, points: 1}
      - {text: {zh: 泛化误差高, en: High generalisation error}, points: 1}

  - id: term-and-example
    kind: definition
    objective: basics-training
    difficulty: 2
    minutes: 2
    source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 5.2
    term: {zh: 容量 $C$, en: capacity $C$}
    also: {zh: 说明它与 `过拟合` 的关系, en: say how it bears on `overfitting`}
    model: {zh: 模型能拟合的函数的范围；容量大时易过拟合。, en: The range of functions that a model can fit; a large one makes overfitting likely.}
    rubric:
      - {text: {zh: 函数的范围, en: Range of functions}, points: 1}
      - {text: {zh: 与过拟合的关系, en: Relation to overfitting}, points: 1}

  - id: long
    kind: linked
    objective: basics-training
    difficulty: 3
    minutes: 6
    source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.1
    context: {zh: 一层有 4 个输入和 3 个单元。, en: A layer has 4 inputs and 3 units.}
    parts:
      - {id: count, kind: numeric, stem: {zh: 有多少个权重？, en: How many weights are there?}, answer: 12, explanation: {zh: $4\\times 3$。, en: $4\\times 3$.}}
      - id: reason
        kind: essay
        lines: 3
        stem: {zh: '由[@count]说明为什么还要偏置。', en: 'Starting from [@count], say why biases are needed, too.'}
        model: {zh: 没有偏置时零输入总得零。, en: Without biases a zero input always gives zero.}
        rubric: [{text: {zh: 指出零输入, en: Names the zero input}, points: 1}]
      - id: word
        kind: definition
        term: {zh: 偏置, en: bias}
        model: {zh: 与输入无关的可学习常数项。, en: A learned constant that does not depend on the input.}
        rubric: [{text: {zh: 与输入无关, en: Does not depend on the input}, points: 1}]
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("open") / "course"
    shutil.copytree(COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    path = root / "bank/items/basics.yaml"
    path.write_text(path.read_text(encoding="utf-8") + ITEMS, encoding="utf-8")
    loaded = load(root)
    assert not loaded.errors
    return loaded.course


def group(course: Course, id: str, manner: str | None = None, language: str = "en", **how: Any) -> Group:
    item = course.items[id]
    pin = how.pop("pin", Pin())
    return make_group(course, Slot(item, pin, how.pop("points", 6), item.span, manner), how.pop("seed", 1), language, 1)


def pinned(statement: str) -> Pin:
    return Pin(statement=Source(statement, Span(COURSE)))


def answer(question: Question) -> EssayAnswer:
    assert isinstance(question.answer, EssayAnswer)
    return question.answer


def said(blocks: Any, language: str = "en") -> str:
    return plain.blocks(blocks, {}, words(language))


# Working.


def test_a_computed_question_asks_for_its_working(course: Course) -> None:
    (question,) = group(course, "max-pool", "worked").questions
    (chosen,) = group(course, "max-pool").questions
    assert said(question.stem).startswith(said(chosen.stem).partition(" (")[0])
    assert "(Show your working; " in said(question.stem)
    own = answer(question)
    assert own.model == chosen.explanation
    assert question.explanation == ()
    assert question.proof == "check"
    *working, result = own.rubric
    assert [line.points for line in own.rubric] == [3, 3]
    number = said(result.text).partition("$")[2]
    assert said(own.model).rstrip("$\n .").endswith(number.rstrip("$"))
    assert not said(working[-1].text).endswith(number)
    assert said(result.text).startswith("Result: $")


@pytest.mark.parametrize("points", [1, 2, 3, 7, 20])
def test_each_line_of_a_scheme_has_points_and_they_add_up(course: Course, points: int) -> None:
    for id, manner in (
        ("max-pool", "worked"),
        ("max-pool", "justified"),
        ("claims", "justified"),
        ("claims", "corrected"),
    ):
        (question,) = group(course, id, manner, points=points).questions
        marks = [line.points for line in answer(question).rubric]
        assert sum(marks) == points
        assert 0 not in marks


def test_the_scheme_has_as_many_lines_in_every_language(course: Course) -> None:
    schemes = [answer(group(course, "max-pool", "worked", at).questions[0]).rubric for at in ("zh", "en")]
    assert len({tuple(line.points for line in scheme) for scheme in schemes}) == 1


@pytest.mark.parametrize("language", ["zh", "en", "de", "fr"])
@pytest.mark.parametrize(("name", "suffix"), [("tex", "tex"), ("typst", "typ")])
def test_a_key_says_once_how_an_answer_is_marked(course: Course, language: str, name: str, suffix: str) -> None:
    """The rules stand with the scheme, under one heading, and nothing is headed an explanation that is none."""
    own = words(language)
    part = Section("I", (), (group(course, "max-pool", "worked"),))
    paper = replace(sample(), words=own, sections=(part,))
    kit = Kit(course, ENGINES["typst"])
    key = FORMATS[name].write(paper, kit).files[f"key.{suffix}"].decode().rpartition(own["model"])[2]
    headings = [word for word in ("rubric", "explanation") for _ in range(key.count(own[word]))]
    assert headings == ["rubric"]
    assert own["marking.follow"][:20] in key


# Reasons and corrections.


def test_a_statement_is_judged_and_reasoned_about(course: Course) -> None:
    for statement, verdict in (("keeps", "True."), ("removes", "False.")):
        (question,) = group(course, "claims", "justified", pin=pinned(statement)).questions
        assert said(question.stem).endswith("True or false? Give a reason.")
        assert said(answer(question).model) == f"{verdict}\n\nIt removes units in training only."
        assert [line.points for line in answer(question).rubric] == [2, 4]
        assert question.variant == statement


def test_a_computed_claim_is_judged_and_reasoned_about(course: Course) -> None:
    for seed in range(8):
        (open_,) = group(course, "max-pool", "justified", seed=seed).questions
        (closed,) = group(course, "max-pool", "true-false", seed=seed).questions
        assert said(open_.stem).partition(" (")[0] == said(closed.stem).partition(" (")[0]
        verdict = "True." if closed.answer.brief else "False."
        assert said(answer(open_).model) == f"{verdict}\n\n{said(closed.explanation)}"


def test_only_a_false_statement_is_corrected(course: Course) -> None:
    for seed in range(6):
        (question,) = group(course, "claims", "corrected", seed=seed).questions
        assert question.variant == "removes"
    assert said(answer(question).model).startswith("Dropout removes no units at inference.")
    with pytest.raises(CourseError, match="has no statement `keeps` with a `correction`"):
        group(course, "claims", "corrected", pin=pinned("keeps"))


def test_a_computed_claim_to_be_corrected_is_false(course: Course) -> None:
    for seed in range(8):
        (open_,) = group(course, "max-pool", "corrected", seed=seed).questions
        (closed,) = group(course, "max-pool", "true-false", seed=seed).questions
        claim, right = said(open_.stem).partition(" (")[0], said(answer(open_).model).partition("\n\n")[0]
        assert claim != right
        assert (said(closed.stem).partition(" (")[0] == right) == closed.answer.brief


@pytest.mark.parametrize(
    ("id", "manner", "message"),
    [
        ("relu-values", "corrected", "`relu-values` cannot be asked as corrected"),
        ("kept-units", "justified", "`kept-units` cannot be asked as justified"),
        ("claims", "worked", "`claims` is always asked as true-false"),
        ("max-pool", "ordering", "`max-pool` is computed"),
    ],
)
def test_what_cannot_be_asked_so_is_refused(course: Course, id: str, manner: str, message: str) -> None:
    with pytest.raises(CourseError, match=message):
        group(course, id, manner)


def test_a_true_statement_has_no_correction(course: Course, tmp_path: Path) -> None:
    root = tmp_path / "course"
    shutil.copytree(course.root, root)
    path = root / "bank/items/basics.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(
        "why: {zh: 它只在训练时丢弃单元。, en: It removes units in training only.}\n      - id: removes",
        "why: {zh: 它只在训练时丢弃单元。, en: It removes units in training only.}\n"
        "        correction: {zh: 无, en: None}\n      - id: removes"), encoding="utf-8")  # fmt: skip
    (fault,) = load(root).errors
    assert fault.rule == "true-corrected"
    assert fault.span is not None
    assert fault.span.line == 1 + path.read_text(encoding="utf-8").splitlines().index(
        "        correction: {zh: 无, en: None}"
    )


# Definitions, and open parts.


def test_a_term_is_asked_for_in_words_of_the_language(course: Course) -> None:
    for language, stem in (("zh", "名词解释：过拟合"), ("en", "Define: overfitting")):
        (question,) = group(course, "term", None, language).questions
        assert said(question.stem, language) == stem
        assert question.answer.kind == "definition"


def test_a_term_is_asked_for_with_one_thing_more(course: Course) -> None:
    for language, stem in (
        ("zh", "解释名词“容量 $C$”，并说明它与 过拟合 的关系。"),
        ("en", "Define “capacity $C$”, and say how it bears on overfitting."),
    ):
        (question,) = group(course, "term-and-example", None, language).questions
        assert said(question.stem, language) == stem
        assert len(answer(question).rubric) == 2


def test_parts_of_a_long_problem_may_be_open(course: Course) -> None:
    count, reason, word = group(course, "long").questions
    assert [q.answer.kind for q in (count, reason, word)] == ["numeric", "essay", "definition"]
    assert [line.points for line in answer(reason).rubric] == [6]


# Blueprints.


def blueprint(course: Course, entry: str) -> Blueprint:
    path = course.root / "bank/exams/open.yaml"
    path.write_text(
        f"title: {{zh: 卷, en: Exam}}\nminutes: 60\nsections:\n  - title: {{zh: 一, en: I}}\n    points: 5\n    questions:\n      - {entry}\n",
        encoding="utf-8",
    )
    return Blueprint(path)


@pytest.mark.parametrize(
    ("entry", "items"),
    [
        ("{pick: 1, as: worked}", {"max-pool"}),
        ("{pick: 1, as: corrected, generated: false}", {"claims"}),
        ("{pick: 2, as: justified, generated: false}", {"claims", "relu-values"}),
        ("{pick: 2, kind: definition}", {"term", "term-and-example"}),
    ],
)
def test_what_can_be_asked_so_is_picked(course: Course, entry: str, items: set[str]) -> None:
    plan = assemble(course, blueprint(course, entry), 3)
    assert {slot.item.id for slot in plan.slots} == items


def test_writing_takes_minutes(course: Course) -> None:
    for item, manner in (("claims", "justified"), ("claims", "corrected"), ("max-pool", "worked")):
        usual, asked = (
            used_in(assemble(course, blueprint(course, f"{{item: {item}{way}}}"), 3))[0].minutes
            for way in ("", f", as: {manner}")
        )
        assert asked > usual


# Every format.


@pytest.mark.parametrize(
    ("id", "manner"),
    [
        ("max-pool", "worked"),
        ("max-pool", "justified"),
        ("claims", "justified"),
        ("claims", "corrected"),
        ("long", None),
        ("term-and-example", None),
    ],
)
def test_it_goes_to_every_format(course: Course, id: str, manner: str | None) -> None:
    paper: Exam = replace(sample(), words=words("en"), sections=(Section("I", (), (group(course, id, manner),)),))
    kit = Kit(course, ENGINES["typst"])
    files = {name: data for row in ROWS if not row.prints for name, data in row.write(paper, kit).files.items()}
    data = json.loads(files["exam.json"])
    last = data["sections"][0]["questions"][-1]
    rubric = " ".join(line["text"] for line in last["rubric"])
    # Moodle's markers see the scheme, and the key prints it.
    assert rubric
    assert b"graderinfo" in files["moodle.xml"]
    assert (manner == "worked") == (b"costs its points once" in files["moodle.xml"])
    for suffix in ("tex", "typ"):
        assert (manner == "worked") == (b"costs its points once" in files[f"key.{suffix}"])
        assert b"costs its points" not in files[f"exam.{suffix}"]
    for platform in PLATFORMS.values():
        made, ids = files[platform.file], set[str]()
        platform.adapter().read_back(made, lambda asked, ids=ids: ids.add(asked.id))  # type: ignore[misc]
        assert check(platform, made, Path(platform.file), keys_of(data, ids)).diagnostics == []
    assert "   [" in shown(course, id, 1, "en", manner)


def test_every_language_has_the_words() -> None:
    for language in shipped():
        assert "{term}" in words(language)["definition.term"]
        assert "{term}" in words(language)["definition.also"]


BRACKET = re.compile(r"[（(](?!\d|[a-z][)）])")
NO_PROSE = re.compile(r"\$[^$]*\$|`[^`]*`")


def rubrics(thing: Any) -> Iterator[dict[str, str]]:
    """The lines of every rubric, in their languages."""
    if isinstance(thing, dict):
        yield from (line["text"] for line in thing.get("rubric", ()) if isinstance(line["text"], dict))
        thing = list(thing.values())
    for part in thing if isinstance(thing, list) else ():
        yield from rubrics(part)


def brackets(text: str) -> int:
    return len(BRACKET.findall(NO_PROSE.sub("", text)))


def test_what_a_rubric_of_the_bank_puts_in_brackets_stands_in_them_in_both_languages() -> None:
    """Brackets hold what is paid and not asked for: a marker of the other language would ask for it."""
    files = (yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in (ROOT / "bank/items").glob("*.yaml"))
    lines = [line for file in files for line in rubrics(file)]
    assert any(brackets(line["zh"]) for line in lines)
    assert [line for line in lines if brackets(line["zh"]) != brackets(line["en"])] == []

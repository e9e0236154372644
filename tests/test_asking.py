"""One problem, several ways to ask it; variants of a wanted difficulty; copies that differ."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from hwgen import cache
from hwgen.bank.blueprint import Blueprint, Pin
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem
from hwgen.bank.loading import load_course
from hwgen.content.tree import Bullets
from hwgen.errors import CourseError
from hwgen.exam.answering import how_to_answer
from hwgen.exam.instantiate import instantiate, make_group
from hwgen.exam.model import Group
from hwgen.kinds import (
    KINDS,
    ChoiceAnswer,
    Entry,
    EssayAnswer,
    Matching,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    ShortAnswerAnswer,
    TrueFalseAnswer,
)
from hwgen.plan.assembly import assemble
from hwgen.plan.plan import Slot
from hwgen.problem.generator import Generator
from hwgen.proof import certificates, prove
from hwgen.proof.certificates import certificate, variant
from hwgen.text import Text
from hwgen.values import Value
from hwgen.words.words import shipped, words
from hwgen.writers import plain

SEEDS = range(12)


def group(course: Course, id: str, seed: int = 1, copy: int = 0, **how: Any) -> Group:
    item = course.items[id]
    return make_group(course, Slot(item, Pin(), 4, item.span, **how), seed, "en", 1, copy)


def generator(course: Course, id: str) -> Generator:
    item = course.items[id]
    assert isinstance(item, Generator)
    return item


def test_a_statement_states_the_key_or_a_misconception(course: Course) -> None:
    seen = set()
    for seed in SEEDS:
        asked = group(course, "uniform-baseline", seed, manner="true-false").questions[0]
        chosen = group(course, "uniform-baseline", seed).questions[0]
        assert isinstance(asked.answer, TrueFalseAnswer)
        assert isinstance(chosen.answer, ChoiceAnswer)
        right = next(o for o in chosen.answer.options if o.right)
        assert right.value is not None
        shown = right.value.alone.tex()
        stem = plain.blocks(asked.stem, {}, words("en"))
        assert (f"${shown}$" in stem) == asked.answer.true
        seen.add(asked.answer.true)
    assert seen == {True, False}


def test_a_statement_is_written_with_the_decimals_that_it_says(course: Course) -> None:
    """Whether its own value ends before or not: what could stand there as well does not."""
    seen = set()
    for seed in SEEDS:
        stem = plain.blocks(
            group(course, "dropout-scaling", seed, manner="true-false").questions[0].stem, {}, words("en")
        )
        rounded = "four decimal places" in stem
        assert bool(re.search(r"outputs \$\d+\.\d{4}\$", stem)) == rounded
        seen.add(rounded)
    assert seen == {True, False}


def test_the_key_of_a_number_has_the_decimals_that_are_asked_for(course: Course) -> None:
    """Also where it ends before, as 4.5000 where four are asked for; but a whole number is 5."""
    seen = set()
    for seed in SEEDS:
        (question,) = group(course, "dropout-scaling", seed, manner="numeric").questions
        assert isinstance(question.answer, NumericAnswer)
        asked = "four decimal places" in plain.blocks(question.stem, {}, words("en"))
        (value,) = question.answer.brief
        whole = value.raw == int(value.raw)
        assert bool(re.fullmatch(r"-?\d+\.\d{4}", value.tex())) == (asked and not whole)
        assert not whole or value.tex() == str(int(value.raw))
        seen.add((asked, value.rounded, whole))
    assert {(True, False, True), (True, False, False)} & seen
    assert (True, True, False) in seen


def test_the_points_of_a_linked_item_are_shared_out_by_its_weights(course: Course) -> None:
    item = course.items["screening-test"]
    assert isinstance(item, BankItem)
    weighted = group(course, "screening-test").questions
    equal = make_group(course, Slot(replace(item, weights=()), Pin(), 4, item.span), 1, "en", 1).questions
    assert item.weights == (2, 2, 3, 2, 4, 4)
    assert [q.points for q in weighted] == [3, 3, 4, 3, 6, 5]
    assert [q.points for q in equal] == [4] * 6
    for question in weighted:
        assert not isinstance(question.answer, EssayAnswer) or (
            sum(line.points for line in question.answer.rubric) == question.points
        )


def test_a_false_statement_is_explained_by_its_misconception(course: Course) -> None:
    whys = {plain.blocks(course.content(m.why.en, "en"), {}, words("en")) for m in course.misconceptions.values()}
    for seed in SEEDS:
        question = group(course, "uniform-baseline", seed, manner="true-false").questions[0]
        assert isinstance(question.answer, TrueFalseAnswer)
        first = plain.blocks(question.explanation[:1], {}, words("en"))
        assert (first in whys) != question.answer.true


def test_a_number_has_the_tolerance_of_its_rounding(course: Course) -> None:
    answer = group(course, "uniform-baseline", manner="numeric").questions[0].answer
    assert isinstance(answer, NumericAnswer)
    (cell,) = answer.cells
    assert cell.value.rounded
    assert float(cell.tolerance) == pytest.approx(0.0006)
    whole = group(course, "rnn-params", manner="numeric").questions[0].answer
    assert isinstance(whole, NumericAnswer)
    assert whole.cells[0].tolerance == 0


def test_a_shape_is_typed_in_many_ways(course: Course) -> None:
    shape, count = (q.answer for q in group(course, "conv-layer", manner="short-answer").questions)
    assert isinstance(shape, ShortAnswerAnswer)
    assert isinstance(count, ShortAnswerAnswer)
    sizes = shape.value.raw
    assert "x".join(map(str, sizes)) in shape.accepted
    assert f"({', '.join(map(str, sizes))})" in shape.accepted
    assert str(Value(count.value.raw, count.value.form).number) in count.accepted


def test_a_tuple_is_typed_with_or_without_zeros_at_the_ends_of_its_numbers(course: Course) -> None:
    """Moodle compares letter by letter. The first spelling is that of the key, which has the three decimals that are asked for."""
    first = {True: 0, False: 0}
    for seed in range(20):
        (question,) = group(course, "masked-two-heads", seed, manner="short-answer").questions
        answer = question.answer
        assert isinstance(answer, ShortAnswerAnswer)
        assert answer.value is not None
        bare = f"({', '.join(f'{float(number):.3f}'.rstrip('0').rstrip('.') for number in answer.value.raw)})"
        filled = f"({', '.join(f'{float(number):.{answer.value.digits}f}' for number in answer.value.raw)})"
        assert {bare, filled} <= set(answer.accepted)
        full = f"({', '.join(f'{float(number):.3f}' for number in answer.value.raw)})"
        assert answer.accepted[0] == full
        first[answer.value.rounded] += bare != full
    assert all(first.values())


def test_a_tuple_is_a_table_to_fill_in(course: Course) -> None:
    answer = group(course, "kmeans-step", manner="table").questions[0].answer
    assert isinstance(answer, NumericAnswer)
    assert len(answer.cells) == 2
    assert all(cell.label for cell in answer.cells)
    grid = group(course, "linear-collapse", manner="table").questions[0].answer
    assert isinstance(grid, NumericAnswer)
    assert grid.columns == 2
    assert len(grid.cells) == 4


def test_a_set_is_a_choice_of_several(course: Course) -> None:
    answer = group(course, "nms-survivors", manner="multiple-choice").questions[0].answer
    assert isinstance(answer, ChoiceAnswer)
    assert answer.several
    assert 1 < len(answer.letters) < len(answer.options) == 5


def test_matching_and_ordering_are_shown_in_another_order(course: Course) -> None:
    for seed in SEEDS:
        order = group(course, "order-layers-by-params", seed).questions[0].answer
        assert isinstance(order, OrderingAnswer)
        assert order.key != tuple(range(len(order.entries)))
        match = group(course, "match-op-to-shape", seed).questions[0].answer
        assert isinstance(match, MatchingAnswer)
        assert len(set(match.key)) == len(match.left) < len(match.right)


def test_the_reasons_of_a_matching_are_in_the_order_of_its_pairs(course: Course) -> None:
    english, orders = words("en"), set()
    for seed in SEEDS:
        question = group(course, "match-op-to-shape", seed).questions[0]
        assert isinstance(question.answer, MatchingAnswer)
        *_, listed = question.explanation
        assert isinstance(listed, Bullets)
        for entry, reason in zip(question.answer.left, listed.items, strict=True):
            assert plain.blocks(reason, {}, english).startswith(plain.option(entry.body, {}, english))
        orders.add(tuple(entry.id.split("-")[0] for entry in question.answer.left))
    assert len(orders) > 1


def test_a_matching_has_a_reason_for_each_pair_or_none() -> None:
    text = Text("配对。", "Match them.")
    pairs = tuple((Entry(f"l{i}", text), Entry(f"r{i}", text)) for i in range(2))
    with pytest.raises(ValueError, match="1 reason for 2 pairs"):
        Matching("m", text, pairs, text, whys=(text,))


@pytest.mark.parametrize(
    ("id", "manner", "told"),
    [
        ("uniform-baseline", "table", "is a single value"),
        ("uniform-baseline", "multiple-choice", "has one right answer"),
        ("nms-survivors", "numeric", "is not a number"),
        ("overfitting", "numeric", "is always asked as essay"),
        ("activation-plot", "true-false", "is always asked as choice"),
        ("match-op-to-shape", "choice", "is always asked as matching"),
    ],
)
def test_a_way_that_does_not_fit_is_refused(course: Course, id: str, manner: str, told: str) -> None:
    with pytest.raises(CourseError, match=told):
        group(course, id, manner=manner)


def test_a_wanted_difficulty_holds_for_every_copy(course: Course) -> None:
    proven = certificate(course, generator(course, "gd-steps"))
    for level in proven.difficulties:
        found = {group(course, "gd-steps", copy=copy, difficulty=level).difficulty for copy in range(30)}
        assert found == {level}


def test_no_two_copies_are_alike_until_the_domain_is_used_up(course: Course) -> None:
    item = generator(course, "lstm-params")
    proven = certificate(course, item)
    rows = [proven.variant((7, item.id, "variant"), copy) for copy in range(proven.variants)]
    assert len(set(rows)) == proven.variants
    assert proven.variant((7, item.id, "variant"), proven.variants) == rows[0]
    level = proven.difficulties[0]
    some = [proven.variant((7, item.id, "variant"), copy, level) for copy in range(proven.by_difficulty[level])]
    assert len(set(some)) == len(some)
    assert {variant(item, row)[0].difficulty for row in some} == {level}


def test_the_size_of_the_key_tells_nothing(course: Course) -> None:
    """The key's rank among its options is spread evenly wherever the pool allows it."""
    ranks = [0, 0, 0, 0]
    for seed in range(200):
        answer = group(course, "gd-steps", seed).questions[0].answer
        assert isinstance(answer, ChoiceAnswer)
        values = [(o.value.raw, o.right) for o in answer.options if o.value]
        ranks[[right for _, right in sorted(values)].index(True)] += 1
    assert min(ranks) > 25


def test_certificates_are_reused_and_a_spoiled_one_is_not(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    item = generator(course, "same-padding")
    first = certificate(course, item)
    monkeypatch.setattr(certificates, "_held", {})
    proofs: list[str] = []
    prove_all = prove.prove_all

    def counted(generator: Generator, *args: Any, **more: Any) -> Any:
        proofs.append(generator.id)
        return prove_all(generator, *args, **more)

    monkeypatch.setattr(prove, "prove_all", counted)
    assert certificate(course, item) == first
    assert proofs == []
    path = cache.folder("certificates") / first.digest
    path.write_bytes(path.read_bytes()[:-5] + b"12345")
    monkeypatch.setattr(certificates, "_held", {})
    assert certificate(course, item, here=True) == first
    assert proofs == ["same-padding"]


def test_a_changed_generator_has_another_digest(course: Course, own_course: Path) -> None:
    path = own_course / "generators" / "cnn" / "receptive_field.py"
    path.write_text(path.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    other = load_course(own_course)
    changed = [
        id
        for id, item in course.items.items()
        if isinstance(item, Generator)
        and certificates.digest(course, item) != certificates.digest(other, generator(other, id))
    ]
    assert changed == ["receptive-field"]


Write = Callable[[str], Blueprint]


@pytest.fixture
def blueprint(tmp_path: Path) -> Write:
    def write(entry: str) -> Blueprint:
        title = {"zh": "卷", "en": "paper"}
        section = {"title": title, "points": 1, "questions": [yaml.safe_load(entry)]}
        plan = {"title": title, "minutes": 9, "sections": [section]}
        path = tmp_path / "paper.yaml"
        path.write_text(yaml.safe_dump(plan, allow_unicode=True), encoding="utf-8")
        return Blueprint(path)

    return write


def test_the_blueprint_asks_for_a_way_and_a_difficulty(course: Course, blueprint: Write) -> None:
    paper = instantiate(course, assemble(course, blueprint("{item: gd-steps, as: numeric, difficulty: 2}"), 5), "zh")
    assert paper.groups[0].difficulty == 2
    assert isinstance(paper.questions[0].answer, NumericAnswer)
    picked = assemble(course, blueprint("{pick: 2, topic: optimisation, difficulty: 4}"), 5)
    exam = instantiate(course, picked, "en")
    assert [g.difficulty for g in exam.groups] == [4, 4]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{item: gd-steps, difficulty: 5}", "has no variant of difficulty 5"),
        ("{item: overfitting, as: numeric}", "is always asked as essay"),
        ("{pick: 80, difficulty: 5}", r"part 1 needs \d+ more very hard items: \d+ of 80 found"),
    ],
)
def test_what_an_item_cannot_give_is_reported(proven: Course, blueprint: Write, entry: str, told: str) -> None:
    from hwgen.errors import HwgenError

    with pytest.raises(HwgenError, match=told):
        assemble(proven, blueprint(entry), 1)


def test_a_kind_can_be_picked(course: Course, blueprint: Write) -> None:
    plan = assemble(course, blueprint("{pick: 1, kind: ordering}"), 3)
    assert [slot.item.kind for _, slots in plan.sections for slot in slots] == ["ordering"]
    many = assemble(course, blueprint("{pick: 30, kind: choice}"), 3)
    assert {slot.item.kind for _, slots in many.sections for slot in slots} == {"choice"}


def test_an_unknown_way_is_reported(blueprint: Write) -> None:
    with pytest.raises(CourseError, match="expected true-false, choice"):
        blueprint("{item: gd-steps, as: guess}")


@pytest.mark.parametrize(
    ("items", "shown"),
    [
        (["relu-values"], "Write T in the brackets if the statement is true and F if it is false."),
        (["kept-units"], "Exactly one option is right; circle its letter."),
        (
            ["relu-values", "kept-units", "layers-by-parameters"],
            "True or false: Write T in the brackets if the statement is true and F if it is false. "
            "Multiple choice: Exactly one option is right; circle its letter. "
            "Put in order: Write the letters in the right order.",
        ),
        (["layers-by-parameters"], "Write the letters in the right order."),
    ],
)
@pytest.mark.parametrize("own", ["", "Think."])
def test_a_part_without_instructions_says_how_its_questions_are_answered(
    items: list[str], shown: str, own: str, small_course: Path
) -> None:
    section = {"title": {"zh": "题", "en": "Part"}, "points": 2, "questions": [{"item": id} for id in items]}
    if own:
        section["instructions"] = {"zh": "想。", "en": own}
    blueprint = {"title": {"zh": "卷", "en": "Paper"}, "minutes": 9, "sections": [section]}
    (small_course / "bank" / "exams" / "named.yaml").write_text(yaml.safe_dump(blueprint), encoding="utf-8")
    changed = load_course(small_course)
    exam = instantiate(changed, assemble(changed, changed.blueprint("named"), 1), "en")
    assert plain.blocks(exam.sections[0].answering + exam.sections[0].instructions, {}, words("en")) == (own or shown)


def test_kinds_that_are_answered_alike_are_named_together_and_sheets_have_words_of_their_own() -> None:
    asked = {"choice", "true-false", "multiple-choice", "numeric", "short-answer", "essay"}
    on_paper = plain.blocks(how_to_answer(asked, words("en")), {}, words("en"))
    assert "Fill in, Short answer: Write your answer on the line." in on_paper
    assert "circle" in on_paper.lower()
    on_sheet = plain.blocks(how_to_answer(asked, words("en"), sheet=True), {}, words("en"))
    assert on_sheet.count("answer sheet") >= 4
    assert "circle" not in on_sheet.lower()
    assert "brackets" not in on_sheet


@pytest.mark.parametrize("language", shipped())
def test_every_kind_that_is_answered_in_signs_has_instructions_for_paper_and_sheet(language: str) -> None:
    known = words(language)
    answered = {kind.name for kind in KINDS} - {"essay", "definition", "linked"}
    assert set(known.group("answering")) == set(known.group("answering_sheet")) == answered

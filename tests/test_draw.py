"""Draws: named, independent, uniform, walked once each."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, product
from random import Random  # noqa: TID251 -- only as the type of hypothesis's own

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hwgen.draw import Draw, PinNotDrawn, Rejected, by_chance, chance, dealt, permuted, replayed, shuffled, walk

SEEDS = st.integers(0, 10**9)


def triangle(draw: Draw) -> tuple[int, int]:
    a = draw.integer("a", 1, 4)
    b = draw.integer("b", 1, 4)
    draw.require(a <= b)
    return a, b


@given(SEEDS)
def test_another_draw_moves_no_draw_that_was_there(seed: int) -> None:
    plain, _ = by_chance(lambda d: d.integer("a", 0, 99), (seed, "item"))
    grown, _ = by_chance(lambda d: (d.integer("new", 0, 9), d.integer("a", 0, 99)), (seed, "item"))
    assert grown[1] == plain


@given(SEEDS)
def test_the_order_of_draws_does_not_matter(seed: int) -> None:
    ab, _ = by_chance(lambda d: (d.integer("a", 0, 9), d.integer("b", 0, 9)), (seed,))
    ba, _ = by_chance(lambda d: (d.integer("b", 0, 9), d.integer("a", 0, 9)), (seed,))
    assert ab == ba[::-1]


def test_a_setting_goes_with_the_numbers() -> None:
    """All settings come up, each combination of draws has one, and the domain does not grow."""
    settings = {"mail": "spam", "shop": "fraud", "clinic": "flu"}
    domain = [pair for pair, _ in walk(lambda d: (d.integer("a", 1, 30), d.setting(settings)))]
    assert [a for a, _ in domain] == list(range(1, 31))
    assert {setting for _, setting in domain} == set(settings.values())
    assert domain == [pair for pair, _ in walk(lambda d: (d.integer("a", 1, 30), d.setting(tuple(settings.values()))))]


def test_a_value_never_changes() -> None:
    assert [chance((7, "conv-layer", 0, name), 10) for name in ("size", "kernel", "stride")] == [7, 3, 1]


def test_walk_visits_each_valid_combination_once() -> None:
    pairs = [result for result, _ in walk(triangle)]
    assert sorted(pairs) == [(a, b) for a in range(1, 5) for b in range(a, 5)]


def test_walk_follows_draws_that_depend_on_draws() -> None:
    def recipe(draw: Draw) -> tuple[int, ...]:
        n = draw.integer("n", 0, 2)
        return tuple(draw.integer(f"x{i}", 0, 1) for i in range(n))

    assert len({result for result, _ in walk(recipe)}) == 1 + 2 + 4


def test_chance_is_uniform() -> None:
    counts = Counter(chance(("uniform", i), 10) for i in range(10_000))
    chi_square = sum((counts[k] - 1000) ** 2 / 1000 for k in range(10))
    assert chi_square < 27.9, "the 0.1 % point for nine degrees of freedom"


@given(SEEDS, st.lists(st.integers(), max_size=8))
def test_shuffled_is_a_permutation(seed: int, values: list[int]) -> None:
    assert sorted(shuffled((seed,), values)) == sorted(values)


def test_a_name_drawn_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="`a` is drawn twice"):
        by_chance(lambda d: (d.integer("a", 0, 1), d.integer("a", 0, 1)), (1,))


def test_what_is_drawn_of_a_mapping_is_a_name() -> None:
    words = {"north": "N", "south": "S"}
    drawn = [(value, draw.params["way"]) for value, draw in walk(lambda d: d.pick("way", words))]
    assert drawn == [("N", "north"), ("S", "south")]
    assert by_chance(lambda d: d.pick("way", words), (1,), {"way": "south"})[0] == "S"


def test_pins_hold_and_wrong_ones_are_refused() -> None:
    assert by_chance(triangle, (1,), {"a": "2", "b": "3"})[0] == (2, 3)
    with pytest.raises(PinNotDrawn, match="`a` cannot be 9"):
        by_chance(triangle, (1,), {"a": "9"})
    with pytest.raises(PinNotDrawn, match="`c` cannot be 1"):
        by_chance(triangle, (1,), {"c": "1"})
    with pytest.raises(Rejected):
        by_chance(triangle, (1,), {"a": "3", "b": "2"})


@given(SEEDS, st.integers(1, 400))
def test_permuted_takes_each_place_once(seed: int, size: int) -> None:
    assert sorted(permuted((seed,), i, size) for i in range(size)) == list(range(size))


def test_permutations_of_two_seeds_differ() -> None:
    orders = {tuple(permuted((seed, "item"), i, 50) for i in range(50)) for seed in range(20)}
    assert len(orders) == 20


def test_a_recipe_is_replayed_from_its_choices() -> None:
    for result, draw in walk(triangle):
        again, replay = replayed(triangle, draw.choices)
        assert (again, replay.params) == (result, draw.params)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(2, 5))
def test_the_walk_visits_each_combination_once(bounds: list[int], divisor: int) -> None:
    def recipe(draw: Draw) -> tuple[int, ...]:
        values = tuple(draw.integer(f"x{i}", 0, bound) for i, bound in enumerate(bounds))
        draw.require(sum(values) % divisor == 0)
        return values

    found = [result for result, _ in walk(recipe)]
    assert len(set(found)) == len(found)
    wanted = [v for v in product(*(range(b + 1) for b in bounds)) if sum(v) % divisor == 0]
    assert sorted(found) == wanted


@given(st.sets(st.text(min_size=1, max_size=8), min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_names_are_independent_of_their_company_and_order(names: set[str], random: Random) -> None:
    order = sorted(names)
    mixed = list(order)
    random.shuffle(mixed)
    alone = {name: by_chance(lambda d, n=name: d.integer(n, 0, 999), (3,))[0] for name in order}  # type: ignore[misc]
    together = by_chance(lambda d: {name: d.integer(name, 0, 999) for name in mixed}, (3,))[0]
    assert together == alone


def test_two_names_of_one_draw_are_not_correlated() -> None:
    counts = Counter((chance((i, "a"), 4), chance((i, "b"), 4)) for i in range(8000))
    chi_square = sum((counts[a, b] - 500) ** 2 / 500 for a in range(4) for b in range(4))
    assert chi_square < 37.7, "the 0.1 % point for fifteen degrees of freedom"


@given(SEEDS, st.integers(1, 12))
def test_copies_get_all_values_in_blocks_and_neighbours_never_the_same(seed: int, size: int) -> None:
    values = [dealt((seed, "deal"), copy, size) for copy in range(1, 5 * size + 1)]
    for start in range(0, len(values), size):
        assert sorted(values[start : start + size]) == list(range(size))
    assert size == 1 or all(a != b for a, b in pairwise(values))
    assert dealt((seed, "deal"), 0, size) == values[size - 1], "the paper without a class has a place, too"


def test_what_two_questions_deal_does_not_move_together() -> None:
    """Two questions with six values each: 36 pairs, of which lockstep would show six."""
    pairs = {(dealt((7, "one"), copy, 6), dealt((7, "two"), copy, 6)) for copy in range(1, 61)}
    assert len(pairs) > 24

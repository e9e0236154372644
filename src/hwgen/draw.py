"""Named draws: each value depends on its own name alone, so that nothing else moves when a draw is added."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
MOST_DRAWS = 200
Key = tuple[str | int, ...]


class Rejected(Exception):
    """These draws do not go together."""


class Unusable(Rejected):
    """These draws go together, but make no question; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Endless(Exception):
    """A recipe goes on drawing."""


def chance(key: Key, bound: int) -> int:
    """A number in range(bound), uniform, that is a pure function of `key` (BLAKE2b, rejection sampled)."""
    limit = (1 << 64) - (1 << 64) % bound
    attempt = 0
    while True:
        text = "\x1f".join(map(str, (*key, attempt)))
        number = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
        if number < limit:
            return number % bound
        attempt += 1


def shuffled(key: Key, values: Sequence[T]) -> tuple[T, ...]:
    """`values` in an order that is a pure function of `key` (Fisher-Yates)."""
    order = list(values)
    for i in range(len(order) - 1, 0, -1):
        j = chance((*key, i), i + 1)
        order[i], order[j] = order[j], order[i]
    return tuple(order)


def permuted(key: Key, i: int, size: int) -> int:
    """The place of `i` under a permutation of range(size) that is a pure function of `key` (Feistel, cycle walking)."""
    half = ((size - 1).bit_length() + 1) // 2
    while True:
        left, right = i >> half, i & ((1 << half) - 1)
        for turn in range(4):
            left, right = right, left ^ chance((*key, turn, right), 1 << half)
        i = left << half | right
        if i < size:
            return i


def dealt(key: Key, copy: int, size: int) -> int:
    """One of range(size) for each copy: `size` copies in a row, from copy 1 on, have all of them, in an order of their own,
    and no two copies that follow each other have the same."""
    block = max(copy - 1, 0) // size if size > 2 else 0
    value = _in_block(key, copy % size, size, block)
    if block and copy % size in (1, 2):
        first = _in_block(key, 1, size, block)
        if first == dealt(key, size * block, size):
            return _in_block(key, 3 - copy % size, size, block)
    return value


def _in_block(key: Key, i: int, size: int, block: int) -> int:
    return permuted((*key, block) if block else key, i % size, size)


class Draw:
    """What a recipe draws from; remembers each draw by its name, and in `choices` the place of each value drawn."""

    def __init__(self, choose: Callable[[str, int], int], pins: Mapping[str, Any] | None = None) -> None:
        self._choose = choose
        self._pins = dict(pins or {})
        self.params: dict[str, Any] = {}
        self.lets: dict[str, Any] = {}
        self.choices: list[int] = []

    def pick(self, name: str, values: Sequence[T] | Mapping[str, T]) -> T:
        """One of `values`; of a mapping one of its values, by its name: that is what is drawn."""
        if name in self.params or name in self.lets:
            raise ValueError(f"`{name}` is drawn twice")
        if not values:
            raise ValueError(f"`{name}` has nothing to draw from")
        if len(self.params) == MOST_DRAWS:
            raise Endless(f"more than {MOST_DRAWS} draws: the recipe draws without end")
        drawn: Sequence[Any] = tuple(values) if isinstance(values, Mapping) else values
        place = self._pinned(name, drawn) if name in self._pins else self._choose(name, len(drawn))
        self.choices.append(place)
        self.params[name] = value = drawn[place]
        return values[value] if isinstance(values, Mapping) else value

    def integer(self, name: str, low: int, high: int) -> int:
        """An integer from `low` to `high`, both included."""
        return self.pick(name, range(low, high + 1))

    def setting(self, values: Sequence[T] | Mapping[str, T]) -> T:
        """One of `values`, of which each set of numbers drawn so far has its own: what a question is about, without more variants.

        Where numbers alone make variants enough, this keeps the domain, and the time its proof takes, from growing with the stories.
        """
        options = tuple(values.values()) if isinstance(values, Mapping) else values
        return options[chance(("setting", *self.choices), len(options))]

    def let(self, name: str, value: T) -> T:
        """Names a value that follows from the draws, for formulas and texts: a number, or words as a Text."""
        if name in self.params or name in self.lets:
            raise ValueError(f"`{name}` is drawn or named already")
        self.lets[name] = value
        return value

    def require(self, condition: bool) -> None:
        """Rejects this combination of draws unless `condition` holds."""
        if not condition:
            raise Rejected

    def _pinned(self, name: str, values: Sequence[T]) -> int:
        wanted = self._pins[name]
        for place, value in enumerate(values):
            if value == wanted or str(value) == str(wanted):
                return place
        raise PinNotDrawn(name, wanted, values)

    def unused_pins(self) -> set[str]:
        return set(self._pins) - set(self.params)


class PinNotDrawn(ValueError):
    def __init__(self, name: str, wanted: object, values: Sequence[object]) -> None:
        super().__init__(f"`{name}` cannot be {wanted}")
        self.name, self.allowed = name, tuple(values)


TRIES = 1000


def by_chance(recipe: Callable[[Draw], T], key: Key, pins: Mapping[str, Any] | None = None) -> tuple[T, Draw]:
    """Runs `recipe` until its requirements hold; the same key gives the same draws.

    Raises Rejected when no take of TRIES fits.
    """
    for take in range(TRIES):
        draw = Draw(lambda name, bound, take=take: chance((*key, take, name), bound), pins)  # type: ignore[misc]
        try:
            result = recipe(draw)
        except Rejected:
            continue
        for name in sorted(draw.unused_pins()):
            raise PinNotDrawn(name, pins[name] if pins else None, tuple(draw.params))
        return result, draw
    raise Rejected


def replayed(recipe: Callable[[Draw], T], choices: Sequence[int]) -> tuple[T, Draw]:
    """Runs `recipe` with the places of values that another run chose."""
    left = iter(choices)
    draw = Draw(lambda name, bound: next(left))
    return recipe(draw), draw


def walk(recipe: Callable[[Draw], T]) -> Iterator[tuple[T, Draw]]:
    """Runs `recipe` once for every combination of its draws that meets its requirements."""
    path: list[int] = []
    bounds: list[int] = []

    def choose(name: str, bound: int) -> int:
        bounds.append(bound)
        if len(path) < len(bounds):
            path.append(0)
        return path[len(bounds) - 1]

    while True:
        bounds.clear()
        draw = Draw(choose)
        try:
            result = recipe(draw)
        except Rejected:
            pass
        else:
            yield result, draw
        del path[len(bounds) :]
        while path and path[-1] == bounds[len(path) - 1] - 1:
            path.pop()
        if not path:
            return
        path[-1] += 1

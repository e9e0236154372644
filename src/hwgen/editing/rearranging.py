"""Changes of a blueprint that names its items: a question moved, added, left out or given other points; comments stay with what they are beside."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course
from hwgen.bank.swaps import papers_of, read_swaps, write_swaps
from hwgen.editing.begin import styled
from hwgen.editing.comments import Entry, Value, read_comments
from hwgen.editing.layout import file_lines
from hwgen.editing.scalars import quoted
from hwgen.errors import Diagnostic, UsageError
from hwgen.output import change_file

# The questions of each part: a part, then a place in it.
Parts = list[list[Entry]]
Place = tuple[int, int]


def refuse_fixed(course: Course, blueprint: Blueprint) -> None:
    """Raises UsageError for an exam that was given, and for one that picks from the bank: its places have no items of their own."""
    refuse_given(course, blueprint)
    name = blueprint.name
    if blueprint.plan.picks:
        message = f"`{name}` picks its questions from the bank: which they are, and in which order, the seed decides"
        hint = f"`hwgen freeze {shlex.quote(name)} --seed N NAME` writes a paper of it as a blueprint that can be rearranged"
        raise UsageError(Diagnostic("cannot-rearrange", message, blueprint.span(), hint))


def refuse_given(course: Course, blueprint: Blueprint) -> None:
    """Raises UsageError for an exam that was given."""
    name = blueprint.name
    if any(given.exam == name for given in course.ledger):
        message, hint = f"`{name}` has been given out and stays as it is", "freeze one of its papers under another name"
        raise UsageError(Diagnostic("cannot-rearrange", message, blueprint.span(), hint))


def files_of(course: Course, blueprint: Blueprint) -> tuple[Path, ...]:
    """What a change writes: the blueprint, and its papers in which something is swapped or locked."""
    return blueprint.path, *papers_of(course.root, blueprint.name).values()


def moved(course: Course, blueprint: Blueprint, place: int, by: int) -> None:
    """Moves the question at `place` one up or down, into the next part where it is at the end of its own."""
    refuse_fixed(course, blueprint)
    i, j = _parted(blueprint, place)
    sizes = [len(section.questions) for section in blueprint.plan.sections]
    if 0 <= j + by < sizes[i]:
        _move(course, blueprint, place, (i, j + by))
    elif 0 <= i + by < len(sizes):
        _move(course, blueprint, place, (i + by, 0 if by > 0 else sizes[i + by]))


def moved_onto(course: Course, blueprint: Blueprint, place: int, onto: int) -> None:
    """Moves the question at `place` to where another one is: before it, or behind it from further up."""
    refuse_fixed(course, blueprint)
    (i, _), (part, j) = _parted(blueprint, place), _parted(blueprint, onto)
    # Within a part, what stood between moves up by itself.
    _move(course, blueprint, place, (part, j + (place < onto and part != i)))


def _move(course: Course, blueprint: Blueprint, place: int, to: Place) -> None:
    """Takes the question at `place` out, and puts it into a part at a place among the others."""
    i, j = _parted(blueprint, place)
    _refuse_empty(blueprint, i if to[0] != i else -1)
    sizes = [len(section.questions) for section in blueprint.plan.sections]
    first = sum(sizes[: to[0]]) + to[1] - (to[0] > i)

    def change(parts: Parts) -> None:
        entry = parts[i].pop(j)
        parts[to[0]].insert(to[1], entry)

    def along(places: list[int]) -> None:
        places.insert(first, places.pop(place))

    _change(course, blueprint, change, along)


def added(course: Course, blueprint: Blueprint, part: int, id: str) -> None:
    """Adds an item at the end of a part. Raises UsageError for one that is unknown, or on the paper."""
    item = course.item(id)
    if any(entry.item == item.id for *_, entry in blueprint.plan.entries()):
        raise UsageError(Diagnostic("asked-twice", f"`{id}` is already on the paper", item.span))
    sections = blueprint.plan.sections
    part = min(max(part, 0), len(sections) - 1)
    end = sum(len(section.questions) for section in sections[: part + 1])
    new = _entries(f"- item: {quoted(item.id)}\n")[0]
    _change(course, blueprint, lambda parts: parts[part].append(new), lambda places: places.insert(end, -1), item.id)


def removed(course: Course, blueprint: Blueprint, place: int) -> None:
    """Leaves a question out, with the comments at it."""
    i, j = _parted(blueprint, place)
    _refuse_empty(blueprint, i)
    _change(course, blueprint, lambda parts: parts[i].pop(j), lambda places: places.pop(place))


def pointed(course: Course, blueprint: Blueprint, place: int, points: int) -> None:
    """Gives the questions of the item at `place` other points."""
    i, j = _parted(blueprint, place)

    def change(parts: Parts) -> None:
        value = parts[i][j].value
        new = _entries(f"points: {points}\n")[0]
        known = next((entry for entry in value.entries if entry.key == "points"), None)
        if known:
            known.value = new.value
        else:
            new.inside = value
            value.entries.append(new)

    _change(course, blueprint, change, lambda places: None)


def _refuse_empty(blueprint: Blueprint, part: int) -> None:
    """Raises UsageError where a part would lose its only question."""
    if part >= 0 and len(blueprint.plan.sections[part].questions) == 1:
        message, hint = "a part has at least one question", "add another one first"
        raise UsageError(Diagnostic("cannot-rearrange", message, blueprint.span("sections", part), hint))


def _parted(blueprint: Blueprint, place: int) -> Place:
    return [(i, j) for i, j, _ in blueprint.plan.entries()][place]


def _entries(text: str) -> list[Entry]:
    return read_comments(text).entries


def _change(
    course: Course,
    blueprint: Blueprint,
    change: Callable[[Parts], object],
    along: Callable[[list[int]], object],
    new: str = "",
) -> None:
    """Writes the blueprint, then its papers with their places as they are `along`; -1 is a place of the `new` item."""
    refuse_fixed(course, blueprint)
    path = blueprint.path

    def changed(old: bytes | None) -> bytes:
        whole = read_comments((old or b"").decode())
        lists = [_of(part.value, "questions") for part in _of(whole, "sections").entries]
        parts = [list(questions.entries) for questions in lists]
        change(parts)
        for questions, entries in zip(lists, parts, strict=True):
            questions.entries = entries
            for entry in entries:
                entry.inside = questions
        text = "\n".join(file_lines(whole, blueprint.plan)) + "\n"
        return styled(text, Path("bank", "exams", path.name), course.languages).encode()

    change_file(path, changed, lambda beside: Blueprint(beside, course.languages))
    for seed in papers_of(course.root, blueprint.name):
        swaps = read_swaps(course.root, blueprint.name, seed)
        if swaps:
            places = list(range(len(swaps.chosen)))
            along(places)
            locked = frozenset(i for i, place in enumerate(places) if place in swaps.locked)
            write_swaps(course.root, blueprint.name, seed, _chosen(swaps.chosen, places, new), locked)


def _chosen(chosen: Sequence[str], places: Sequence[int], new: str) -> list[str]:
    return [new if place < 0 else chosen[place] for place in places]


def _of(value: Value, key: str) -> Value:
    return next(entry.value for entry in value.entries if entry.key == key)

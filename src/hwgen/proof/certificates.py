"""Certificates: proofs of whole domains, kept by the digest of their sources, so that nothing is proven twice."""

from __future__ import annotations

import hashlib
import json
import platform
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from hwgen import cache, digests
from hwgen.draw import permuted, replayed
from hwgen.errors import CourseError, Diagnostic, code_at, counted, did_you_mean
from hwgen.kinds.guessing import Guess
from hwgen.problem.generator import Generator
from hwgen.problem.places import written
from hwgen.proof.coincidences import Coincidence
from hwgen.proof.outlines import Outline, from_data, listed
from hwgen.waiting import AT_EACH_STEP

if TYPE_CHECKING:
    from hwgen.bank.course import Course
    from hwgen.bank.parcel import Parcel
    from hwgen.problem.parts import Problem
    from hwgen.proof.prove import Proof

FORMAT = 8
# With fewer variants, the students of a small group have the same.
FEW = 8
KIND = "certificates"
# Those of the starter course, in the wheel: a course of one's own with the same generators has them, too.
BUNDLED = Path(__file__).parents[1] / "starter" / "certificates"
# What a certificate rests on beside the course; it is imported where something has to be proven.
PROVER = "hwgen.proof.prove"


@dataclass(frozen=True, kw_only=True)
class Certificate(Outline):
    """That every variant of a generator's domain was proven, and which variants these are."""

    generator: str
    digest: str
    left_out: Mapping[str, int]
    sampled: bool
    methods: tuple[str, str]
    misconceptions: tuple[str, ...]
    conventions: tuple[str, ...]
    guesses: Mapping[str, Guess]
    coincidences: tuple[Coincidence, ...]
    covering: tuple[int, ...]
    packed: bytes

    @cached_property
    def _rows(self) -> tuple[array[int], int]:
        numbers = array("H")
        numbers.frombytes(zlib.decompress(self.packed))
        return numbers, len(numbers) // self.variants

    @cached_property
    def _of_difficulty(self) -> dict[int, list[int]]:
        numbers, width = self._rows
        variants: dict[int, list[int]] = {}
        for i in range(self.variants):
            variants.setdefault(numbers[i * width], []).append(i)
        return variants

    def choices(self, i: int) -> tuple[int, ...]:
        """The places of the values that the `i`-th variant draws."""
        numbers, width = self._rows
        return tuple(numbers[i * width + 1 : (i + 1) * width])

    def variant(self, key: tuple[str | int, ...], copy: int, difficulty: int | None = None) -> tuple[int, ...]:
        """The choices of copy number `copy`: no two alike until the domain, or that of one difficulty, is used up.

        Then they come again in the same order, so that two that are alike are as far apart as can be.
        """
        fitting = range(self.variants) if difficulty is None else self._of_difficulty[difficulty]
        return self.choices(fitting[permuted(key, copy % len(fitting), len(fitting))])

    def as_data(self) -> dict[str, Any]:
        return {
            "generator": self.generator,
            "variants": self.variants,
            "passed": self.variants,
            **super().as_data(),
            "left_out": dict(self.left_out),
            "domain": "sampled" if self.sampled else "whole",
            "methods": list(self.methods),
            "misconceptions": list(self.misconceptions),
            "conventions": list(self.conventions),
            "guesses": {part: asdict(guess) for part, guess in self.guesses.items()},
            "coincidences": list(map(asdict, self.coincidences)),
            "digest": self.digest,
        }


def _certified(generator: Generator, proof: Proof, digest: str) -> Certificate:
    width = max(len(row) for row in proof.choices)
    numbers = array("H")
    for difficulty, row in zip(proof.difficulties, proof.choices, strict=True):
        numbers.extend((difficulty, *row, *(0,) * (width - len(row))))
    return Certificate(
        generator=generator.id,
        digest=digest,
        by_difficulty=proof.by_difficulty,
        minutes=proof.minutes,
        calculator=proof.calculator,
        manners=proof.manners,
        left_out=proof.left_out,
        sampled=proof.sampled,
        methods=("closed form (sympy)", f"check `{generator.checker}`"),
        misconceptions=proof.misconceptions,
        conventions=proof.conventions,
        guesses=proof.guesses,
        coincidences=proof.coincidences,
        covering=proof.covering,
        packed=zlib.compress(numbers.tobytes(), 6),
    )


def variant(generator: Generator, choices: tuple[int, ...]) -> tuple[Problem, dict[str, Any]]:
    """The problem that comes of `choices`, with its draws."""
    from hwgen.proof.domain import draw_problem

    problem, draw = replayed(lambda d: draw_problem(generator, d), choices)
    return problem, draw.params


_digests: WeakKeyDictionary[Generator, str] = WeakKeyDictionary()


def digest(course: Course, generator: Generator) -> str:
    """Over all that the proof rests on, as it was when the generator was first asked for it."""
    if generator not in _digests:
        _digests[generator] = _digest(course, generator)
    return _digests[generator]


def _digest(course: Course, generator: Generator) -> str:
    return cache.digest(
        digests.release("sympy"), digests.release("numpy"), platform.python_version(), source(course, generator)
    )


def source(course: Course, generator: Generator) -> str:
    """The digest of all that a proof rests on, but for the releases of Python and of libraries."""
    rests_on = f"{FORMAT} {generator.id} {course.languages} {course.conventions} {sorted(course.figures)}"
    file = generator.file_digest or cache.digest(generator.span.file.read_bytes())
    return cache.digest(rests_on, digests.source(PROVER), file)


_held: dict[str, Certificate] = {}


def certificate(course: Course, generator: Generator, *, here: bool = False) -> Certificate:
    """The generator's certificate; a missing or stale one is made by proving the domain: in a process of its own, unless `here`. Raises CourseError."""
    if not generator.runs:
        # It says why.
        variant(generator, ())
    name = digest(course, generator)
    if name not in _held:
        prove = _prove if here else _prove_apart
        _held[name] = _kept(course, generator, name) or prove(course, generator, name)
    refuse_unknown(course, generator, _held[name])
    return _held[name]


def refuse_unknown(course: Course, generator: Generator, proven: Certificate) -> None:
    """Raises CourseError for each misconception and convention that the course's tables do not have."""
    named = (
        ("misconception", proven.misconceptions, course.misconceptions, _new_misconception),
        ("convention", proven.conventions, course.conventions, did_you_mean),
    )
    faults = [
        Diagnostic(
            "unknown-name",
            f"`{generator.id}` names the unknown {kind} `{id}`",
            written(id, generator.span),
            hint(id, table),
        )
        for kind, ids, table, hint in named
        for id in ids
        if id not in table
    ]
    if faults:
        raise CourseError(*faults)


def _new_misconception(id: str, table: Iterable[str]) -> str:
    """Most are new ones rather than misspelt ones."""
    near = did_you_mean(id, table)
    start = f"{near} Otherwise " if near.startswith("did you mean") else ""
    return f"{start}add it to bank/misconceptions.yaml, or write its reason behind its formula: `{id}: ... || 中文 || English`"


def doubts(course: Course, generator: Generator, proven: Certificate) -> Iterator[Diagnostic]:
    """What is proven and yet no good question: too few variants, reasons from elsewhere, keys that the options tell, misconceptions that coincide."""
    for id in proven.misconceptions:
        topics = course.misconceptions[id].topics if id in course.misconceptions else ()
        if topics and generator.topic not in topics:
            message = (
                f"`{generator.id}` names the misconception `{id}`, whose reason was written for {', '.join(topics)}"
            )
            place = written(id, generator.span)
            yield Diagnostic("misconception-elsewhere", message, place, subject=generator.id)
    if proven.variants < FEW:
        message = f"`{generator.id}` has {counted(proven.variants, 'variant')}"
        yield Diagnostic("few-variants", message, generator.span, subject=generator.id)
    for part, guess in proven.guesses.items():
        if guess.too_easy:
            cue, share = guess.best
            message = f"`{generator.id}`, part `{part}`: the key is {cue} of its options in {share:.0%} of the variants"
            yield Diagnostic("key-guessed", message, generator.span, subject=generator.id)
    yield from coinciding(generator, proven.coincidences)


def coinciding(generator: Generator, coincidences: Iterable[Coincidence]) -> Iterator[Diagnostic]:
    """The coincidences that the generator gives no reason for, and its reasons that excuse none."""
    idle = dict(generator.coinciding)
    for each in coincidences:
        excused = {each.id, each.other} & generator.coinciding.keys()
        idle = {id: why for id, why in idle.items() if id not in excused}
        if excused:
            continue
        place = written(each.id, generator.span)
        if not each.other:
            message = f"`{generator.id}`, part `{each.part}`: the misconception `{each.id}` comes to the key in {each.count} of {counted(each.variants, 'variant')}, such as {each.example}"
            hint = "refuse such draws, or let it have no value there: `… if … else None`"
            yield Diagnostic("misconception-is-key", message, place, hint, generator.id)
        else:
            message = f"`{generator.id}`, part `{each.part}`: the misconceptions `{each.other}` and `{each.id}` come to the same value in {each.count} of {counted(each.variants, 'variant')}, such as {each.example}"
            yield Diagnostic("misconceptions-coincide", message, place, subject=generator.id)
    for id in idle:
        message = f"`{generator.id}` says why `{id}` may coincide, but it does not"
        yield Diagnostic("coincidence-excused", message, written(id, generator.span), subject=generator.id)


def kept(course: Course, generator: Generator) -> Certificate | None:
    """The generator's certificate, if there is a valid one."""
    if not generator.runs:
        return None
    name = digest(course, generator)
    if name not in _held and (stored := _kept(course, generator, name)):
        _held[name] = stored
    return _held.get(name)


def outline(course: Course, generator: Generator) -> Outline:
    """What planning has to know of the generator, which is proven for it only where there is no other way. Raises CourseError."""
    return outlined(course, generator) or certificate(course, generator)


def outlined(course: Course, generator: Generator) -> Outline | None:
    """What is known of the generator without a proof that is made now."""
    # The table is in memory; where a proof is missing, looking for it opens files each time.
    return (listed(course, generator) or kept(course, generator)) if generator.runs else None


def _prove(course: Course, generator: Generator, name: str) -> Certificate:
    from hwgen.proof.prove import prove_all

    new = _certified(generator, prove_all(generator, course.conventions, course.languages, reader=course.content), name)
    _store(new)
    return new


def _prove_apart(course: Course, generator: Generator, name: str) -> Certificate:
    (result,) = verified(course, [generator])
    if isinstance(result, CourseError):
        raise result
    return result


def _kept(course: Course, generator: Generator, name: str) -> Certificate | None:
    """The certificate in the cache, else the one that came with the package: made of the same sources, perhaps by other releases."""
    try:
        return unpacked(cache.read(cache.folder(KIND) / name), name)
    except OSError:
        pass
    try:
        return unpacked((BUNDLED / source(course, generator)).read_bytes(), name)
    except OSError:
        return None


def unpacked(kept: bytes, name: str) -> Certificate | None:
    """A certificate that is whole; anything else is proven again."""
    try:
        head, _, packed = kept.partition(b"\n")
        data = json.loads(head)
        numbers = zlib.decompress(packed)
        if data["check"] != hashlib.sha256(numbers).hexdigest():
            return None
        return Certificate(
            **vars(from_data(data)),
            generator=data["generator"],
            digest=name,
            left_out=data["left_out"],
            sampled=data["domain"] == "sampled",
            methods=(data["methods"][0], data["methods"][1]),
            misconceptions=tuple(data["misconceptions"]),
            conventions=tuple(data["conventions"]),
            guesses={part: Guess(**guess) for part, guess in data["guesses"].items()},
            coincidences=tuple(Coincidence(**each) for each in data["coincidences"]),
            covering=tuple(data["covering"]),
            packed=packed,
        )
    except (ValueError, KeyError, TypeError, zlib.error):
        return None


def packed(proven: Certificate) -> bytes:
    check = hashlib.sha256(zlib.decompress(proven.packed)).hexdigest()
    data = proven.as_data() | {"covering": proven.covering, "check": check}
    return json.dumps(data).encode() + b"\n" + proven.packed


def _store(new: Certificate) -> None:
    """Keeps a certificate; a cache that cannot be written only costs the time to prove it again."""
    cache.write(cache.folder(KIND) / new.digest, packed(new))


def verified(
    course: Course,
    generators: Iterable[Generator],
) -> Iterator[Certificate | CourseError]:
    """A certificate or an error for each generator, in their order; what must be proven is proven by all processors.

    All are proven in processes of their own: one that never ends, or needs all memory, is ended alone.
    """
    from hwgen.bank.parcel import parcel
    from hwgen.scratch import scratch
    from hwgen.workers import processors, run

    wanted = list(generators)
    results: dict[str, Certificate | CourseError] = {}
    open_ = []
    for g in wanted:
        if kept(course, g):
            results[g.id] = _attempt(course, g)
        else:
            open_.append(g)
    step = AT_EACH_STEP.get()
    if open_:
        step(f"proving {open_[0].id}", 0, len(open_))
        with scratch() as folder:
            work, lost = partial(_work, parcel(course), folder), partial(_lost, course, folder)
            jobs = min(processors(), len(open_))
            for i, (id, result) in enumerate(run(work, [g.id for g in open_], "local", jobs, lost), 1):
                results[id] = result
                # Work is begun in this order, so that the first without a result is being proven.
                begun = next((g.id for g in open_ if g.id not in results), "")
                step(f"proving {begun}".rstrip(), i, len(open_))
    for g in wanted:
        result = results[g.id]
        if isinstance(result, Certificate):
            _held[result.digest] = result
        yield result


def _work(sent: Parcel, folder: Path, id: str) -> tuple[str, Certificate | CourseError]:
    from hwgen.bank.parcel import opened
    from hwgen.problem.lastwords import kept_in

    course = opened(sent)
    generator = course.items[id]
    assert isinstance(generator, Generator)
    with kept_in(folder / id):
        result = _attempt(course, generator, here=True)
    return id, CourseError(*map(sent.at_home, result.diagnostics)) if isinstance(result, CourseError) else result


def _lost(course: Course, folder: Path, id: str, alone: bool) -> tuple[str, CourseError] | None:
    """What is said of a generator that ended its worker: it is known by its time, else by having been alone."""
    from hwgen.problem.guard import end_of_time
    from hwgen.problem.lastwords import read

    words, generator = read(folder / id), course.items[id]
    if words is None or not (words.frames or alone):
        return None
    own = f"/{generator.span.file.relative_to(course.root).as_posix()}"
    lines = (line for file, line in words.frames if file.replace("\\", "/").endswith(own))
    line = next(lines, 0)
    span = code_at(generator.span.file, line) if line else generator.span
    what = end_of_time() if words.frames else "ended its process, which most likely ran out of memory"
    message = f"`{id}` crashed: {what}, for {words.draws or 'draws that are not known'}"
    return id, CourseError(Diagnostic("proof-crash", message, span, "make its numbers, lists and loops smaller"))


def _attempt(course: Course, generator: Generator, *, here: bool = False) -> Certificate | CourseError:
    try:
        return certificate(course, generator, here=here)
    except CourseError as e:
        return e

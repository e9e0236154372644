"""What `hwgen check` does: reads a course, proves its generators, reads its items and papers with an editor's eye."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from hwgen import cache, digests
from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course
from hwgen.bank.loading import Loaded, load
from hwgen.catalogue import flaws
from hwgen.errors import CourseError, Diagnostic, Span, counted, known_rule
from hwgen.flaws.blueprints import of_blueprints
from hwgen.flaws.editor import of_bank, of_variants
from hwgen.flaws.examples import of_files
from hwgen.flaws.outcomes import of_results
from hwgen.flaws.paper import figures, of_paper, printed
from hwgen.flaws.silences import heard, silences
from hwgen.plan.faults import blueprint_faults
from hwgen.plan.names import of_unread
from hwgen.problem.generator import Generator
from hwgen.proof.certificates import doubts, kept, verified
from hwgen.reporting import Report, counts
from hwgen.waiting import AT_EACH_STEP


@dataclass(frozen=True)
class CheckOptions:
    """What to check and report: one exam or the course; `only` these rules, or all but the `ignored` ones; whether generators `run`."""

    exam: str = ""
    seed: int = 1
    proofs: bool = True
    only: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    run: bool = True


def check(root: Path, options: CheckOptions) -> Report:
    """Raises UsageError for an unknown exam or rule; all that is wrong with the course stands in the report."""
    for id in (*options.only, *options.ignored):
        known_rule(id)
    loaded = load(root, run=options.run, apart=True, patient=True)
    checker = _Checker(loaded, loaded.course, options, list(loaded.faults))
    if loaded.errors:
        checker.part()
    elif options.exam:
        checker.exam(loaded.course.blueprint(options.exam))
    else:
        checker.course()
    return checker.report()


@dataclass
class _Checker:
    loaded: Loaded
    at: Course
    options: CheckOptions
    diagnostics: list[Diagnostic] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    papers: bool = False
    subjects: set[str] | None = None

    def part(self) -> None:
        """What is sound of a course with errors: its generators, if they can be proven, and its items; no exams."""
        generators = [generator for generator in self.generators if generator.checker]
        if self.options.proofs and self.loaded.provable:
            self.prove(generators)
        self.diagnostics += of_blueprints(self.at, self.at.blueprints.values())
        unread = {item.id: item for item in self.loaded.unread if item.id not in self.at.items}
        self.diagnostics += of_bank(replace(self.at, items={**self.at.items, **unread}))
        self.diagnostics += of_unread(self.loaded)
        if self.loaded.all_items:
            for blueprint in self.at.blueprints.values():
                self.diagnostics += blueprint_faults(self.at, blueprint)
        proofs = "" if self.loaded.provable else ", nor the generators"
        self.lines.append(f"not checked: the exams{proofs}; the course has errors")

    @property
    def generators(self) -> list[Generator]:
        return [item for item in self.at.items.values() if isinstance(item, Generator)]

    def course(self) -> None:
        generators = self.generators
        if self.options.proofs:
            self.prove(generators)
        proven = [generator for generator in generators if self.known(generator)]
        all_proven = len(proven) == len(generators)
        self.diagnostics += of_variants(self.at, proven)
        for blueprint in self.at.blueprints.values():
            self.diagnostics += blueprint_faults(self.at, blueprint)
        self.diagnostics += of_blueprints(self.at, self.at.blueprints.values())
        self.diagnostics += of_bank(self.at)
        self.diagnostics += of_files(self.at)
        self.diagnostics += of_results(self.at)
        if not self.at.items:
            self.lines.append("not checked: the papers; the bank has no questions yet")
        elif all_proven and not self.broken:
            for done, blueprint in enumerate(self.at.blueprints.values()):
                AT_EACH_STEP.get()("looking at a paper of each exam", done, len(self.at.blueprints))
                self.paper(blueprint)
            if papers := len(self.at.blueprints):
                what = f"{counted(papers, 'exam')}: one paper of each checked, with seed {self.options.seed}"
                self.lines.append(f"{what}; --exam NAME shows its figures")
        elif not all_proven and not self.options.proofs:
            left = f"{len(generators) - len(proven)} of {len(generators)} generators"
            self.lines.append(f"not checked: the papers, and the texts of {left}, which are not proven yet")

    def known(self, generator: Generator) -> bool:
        """Whether a generator is proven; if so, what its proof says of its options is reported."""
        if certificate := kept(self.at, generator):
            self.diagnostics += doubts(self.at, generator, certificate)
        return certificate is not None

    @property
    def broken(self) -> bool:
        """Whether the course has errors that keep its papers from being made."""
        return any(diagnostic.severity == "error" and diagnostic.rule not in flaws() for diagnostic in self.diagnostics)

    def exam(self, blueprint: Blueprint) -> None:
        """One paper, and the items that stand on it."""
        self.diagnostics += of_blueprints(self.at, [blueprint])
        self.diagnostics += of_bank(self.at)
        lines, items = self.paper(blueprint)
        self.lines += lines
        self.subjects = {blueprint.name, *items}

    def prove(self, generators: Sequence[Generator]) -> None:
        results = list(verified(self.at, generators))
        self.diagnostics += [d for result in results if isinstance(result, CourseError) for d in result.diagnostics]
        variants = [result.variants for result in results if not isinstance(result, CourseError)]
        if variants:
            self.lines.append(f"{counted(len(variants), 'generator')}: all {counted(sum(variants), 'variant')} proven")

    def paper(self, blueprint: Blueprint) -> tuple[list[str], tuple[str, ...]]:
        """Looks at a paper. Returns its figures, and the ids of its items."""
        self.papers = True
        seed = self.options.seed
        place, state = f"{self.at.root} {blueprint.name} {seed}", cache.digest(self.at.digest, digests.code(__name__))
        known: tuple[list[Diagnostic], list[str], tuple[str, ...]] | None = cache.kept("papers", place, state)
        if known is None:
            try:
                known = self.look_at(blueprint, seed)
            except CourseError as e:
                self.diagnostics += e.diagnostics
                return [], ()
            cache.keep("papers", place, state, known)
        diagnostics, lines, items = known
        self.diagnostics += diagnostics
        return lines, items

    def look_at(self, blueprint: Blueprint, seed: int) -> tuple[list[Diagnostic], list[str], tuple[str, ...]]:
        paper = printed(self.at, blueprint, seed)
        if isinstance(paper, list):
            return paper, [], ()
        lines = [f"{blueprint.name}, seed {seed}: {', '.join(figures(paper))}"]
        return list(of_paper(paper)), lines, tuple(slot.item.id for slot in paper.slots)

    def report(self) -> Report:
        heeded = (silence for silence in silences(self.at) if self.papers or "exam" not in silence.scopes)
        left, silenced = heard(self.diagnostics, heeded)
        asked = [
            diagnostic
            for diagnostic in left
            if self.subjects is None or not diagnostic.subject or diagnostic.subject in self.subjects
        ]
        return _report(self.at.root, asked, self.options, silenced, self.lines, len(self.at.items))


def _report(
    root: Path,
    diagnostics: Iterable[Diagnostic],
    options: CheckOptions,
    silenced: Sequence[tuple[Diagnostic, str]] = (),
    lines: Sequence[str] = (),
    items: int = 0,
) -> Report:
    """Each diagnostic that is wished for, once, in the order of places."""
    wished = [
        d for d in dict.fromkeys(diagnostics) if d.rule in (options.only or (d.rule,)) and d.rule not in options.ignored
    ]
    wished.sort(key=lambda d: (d.span or Span(root), d.rule))
    summary = f"items: {items}; {counts(wished, len(silenced))}"
    return Report(root, tuple(wished), tuple(silenced), (*lines, summary), {"items": items})

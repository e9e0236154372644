"""What `hwgen check` does: reads a course, proves its generators, reads its items and papers with an editor's eye."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hwgen import cache
from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course, load_course
from hwgen.errors import CourseError, Diagnostic, UsageError, did_you_mean
from hwgen.flaws.catalogue import FLAWS
from hwgen.flaws.editor import heard, of_bank, of_variants, silences
from hwgen.flaws.finding import Finding, of_diagnostic
from hwgen.flaws.paper import figures, of_paper, printed
from hwgen.plan.faults import blueprint_faults
from hwgen.problem.generator import Generator
from hwgen.proof.certificates import kept, verified


@dataclass(frozen=True)
class CheckOptions:
    """What is to be checked and told: one exam or the course; `only` these flaws, or all but the `ignored` ones."""

    exam: str = ""
    seed: int = 1
    proofs: bool = True
    only: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """What was found, in the order of places; `lines` tell what was proven and what the papers look like."""

    root: Path
    findings: tuple[Finding, ...]
    silenced: tuple[tuple[Finding, str], ...] = ()
    lines: tuple[str, ...] = ()
    items: int = 0

    @property
    def errors(self) -> int:
        return sum(finding.about.severity == "error" for finding in self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors


def check(root: Path, options: CheckOptions, progress: Callable[[int, int], None] = lambda done, total: None) -> Report:
    """Raises UsageError for an unknown exam or flaw; all that is wrong with the course stands in the report."""
    for id in (*options.only, *options.ignored):
        if id not in FLAWS:
            raise UsageError(Diagnostic(f"no flaw is called `{id}`", None, did_you_mean(id, FLAWS)))
    root = root.resolve()
    try:
        course = load_course(root)
    except CourseError as e:
        return Report(root, tuple(of_diagnostic(d, root) for d in e.diagnostics))
    checker = _Checker(course, options)
    if options.exam:
        checker.exam(course.blueprint(options.exam))
    else:
        checker.course(progress)
    return checker.report()


@dataclass
class _Checker:
    at: Course
    options: CheckOptions
    found: list[Finding] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    subjects: set[str] | None = None

    def course(self, progress: Callable[[int, int], None]) -> None:
        generators = [item for item in self.at.items.values() if isinstance(item, Generator)]
        if self.options.proofs:
            self.prove(generators, progress)
        proven = [generator for generator in generators if kept(self.at, generator)]
        all_proven = len(proven) == len(generators)
        self.attempt(lambda: of_variants(self.at, proven))
        for blueprint in self.at.blueprints.values():
            self.found += (of_diagnostic(d, self.at.root) for d in blueprint_faults(self.at, blueprint))
        self.found += of_bank(self.at)
        if all_proven and not any(finding.flaw == "course-error" for finding in self.found):
            for blueprint in self.at.blueprints.values():
                self.paper(blueprint)
        elif not all_proven and not self.options.proofs:
            left = f"{len(generators) - len(proven)} of {len(generators)} generators"
            self.lines.append(f"not looked at: the papers, and the texts of {left}, which are not proven yet")

    def exam(self, blueprint: Blueprint) -> None:
        """One paper, and the items that stand on it."""
        self.found += of_bank(self.at)
        self.subjects = {blueprint.name, *self.paper(blueprint)}

    def prove(self, generators: Sequence[Generator], progress: Callable[[int, int], None]) -> None:
        for generator, result in zip(generators, verified(self.at, generators, progress), strict=True):
            if isinstance(result, CourseError):
                self.found += (of_diagnostic(d, self.at.root) for d in result.diagnostics)
            else:
                self.lines.append(f"{generator.id}: all {result.variants} variants proven")

    def attempt(self, find: Callable[[], list[Finding]]) -> None:
        try:
            self.found += find()
        except CourseError as e:
            self.found += (of_diagnostic(d, self.at.root) for d in e.diagnostics)

    def paper(self, blueprint: Blueprint) -> tuple[str, ...]:
        """Tells what a paper looks like, and returns the ids of its items."""
        seed = self.options.seed
        place, state = f"{self.at.root} {blueprint.name} {seed}", cache.digest(self.at.digest, cache.code(__name__))
        known: tuple[list[Finding], list[str], tuple[str, ...]] | None = cache.kept("papers", place, state)
        if known is None:
            try:
                known = self.look_at(blueprint, seed)
            except CourseError as e:
                self.found += (of_diagnostic(d, self.at.root) for d in e.diagnostics)
                return ()
            cache.keep("papers", place, state, known)
        findings, lines, items = known
        self.found += findings
        self.lines += lines
        return items

    def look_at(self, blueprint: Blueprint, seed: int) -> tuple[list[Finding], list[str], tuple[str, ...]]:
        paper = printed(self.at, blueprint, seed)
        if isinstance(paper, list):
            return paper, [], ()
        lines = [f"{blueprint.name}, seed {seed}: {', '.join(figures(paper))}"]
        return list(of_paper(paper)), lines, tuple(slot.item.id for slot in paper.slots)

    def report(self) -> Report:
        left, silenced = heard(self.found, silences(self.at))
        only, ignored = self.options.only or FLAWS, self.options.ignored
        told = [
            finding
            for finding in dict.fromkeys(left)
            if finding.flaw in only
            and finding.flaw not in ignored
            and (self.subjects is None or not finding.subject or finding.subject in self.subjects)
        ]
        told.sort(key=lambda finding: (finding.span, finding.flaw))
        return Report(self.at.root, tuple(told), tuple(silenced), tuple(self.lines), len(self.at.items))

"""The catalogue of rules for a reader: `hwgen explain`, and the page of rules in the reference."""

from __future__ import annotations

from collections.abc import Iterator

from hwgen.catalogue import Part, Rule, parts


def explained(rule: Rule) -> str:
    """A rule as text for the terminal."""
    part = next(part for part in parts() if rule in part.rules)
    scope = f", {rule.scope}" if rule.scope else ""
    pieces = [f"{rule.id}: {rule.title} ({rule.severity}{scope})", rule.why.strip(), f"What to do: {rule.remedy}."]
    pieces += [f"{name}:\n{_indented(text)}" for name, text in (("Bad", rule.bad), ("Good", rule.good)) if text]
    if rule.scope:
        pieces.append(f"Silence it where it does not apply: silence: {{{rule.id}: the reason}}")
    if rule.sources:
        pieces.append("Literature:" + "".join(f"\n  {part.literature[source]}" for source in rule.sources))
    return "\n\n".join(pieces)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.rstrip().splitlines())


def listed() -> Iterator[str]:
    """Every rule with its title, part by part."""
    width = max(len(rule.id) for part in parts() for rule in part.rules)
    for i, part in enumerate(parts()):
        yield from ([""] if i else [])
        yield part.title
        yield from (f"  {rule.id:{width}}  {rule.title}" for rule in part.rules)


def as_markdown() -> str:
    """The page of rules in the reference."""
    return "\n".join(_markdown()) + "\n"


def _markdown() -> Iterator[str]:
    yield from (
        "# Rules",
        "",
        "Everything that hwgen reports has a rule: the id in brackets at the end of a message. `hwgen explain ID` prints an entry of",
        "this page, which `hwgen explain --markdown` makes from the same catalogue.",
        "",
        "An **error** stops what needs the thing that is wrong. A **warning** is for you to judge, and `hwgen check --strict` makes it",
        "count. A **note** only tells you something. A rule with a *scope* (item, bank, exam) can be silenced where it does not apply, with a",
        "reason, in the item or in the exam's file:",
        "",
        "```yaml",
        "    silence:",
        "      key-longest: the shorter wording would be ambiguous",
        "```",
        "",
        "A silence that silences nothing, has no reason, or names no such rule is reported itself.",
    )
    for part in parts():
        yield from _of_part(part)


def _of_part(part: Part) -> Iterator[str]:
    yield from ("", f"## {part.title}")
    if part.about:
        yield from ("", part.about.strip())
    for rule in part.rules:
        yield from ("", *_entry(rule))
    if part.literature:
        yield from ("", "**Literature**", "")
        yield from (f"- **{key}**: {title}" for key, title in part.literature.items())


def _entry(rule: Rule) -> Iterator[str]:
    scope = f", {rule.scope}" if rule.scope else ""
    sources = f" [{', '.join(rule.sources)}]" if rule.sources else ""
    yield from (f"### {rule.id}", f"{rule.title} ({rule.severity}{scope}). {rule.why.strip()}{sources}")
    for name, text in (("Bad", rule.bad), ("Good", rule.good)):
        if text:
            yield from ("", f"{name}:", "", "````", *text.rstrip().splitlines(), "````")
    yield from ("", f"*What to do:* {rule.remedy}.")

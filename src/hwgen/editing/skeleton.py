"""What `hwgen new` writes: a question or an exam that is complete already, to be replaced piece by piece."""

from __future__ import annotations

import re
from collections import Counter
from keyword import iskeyword
from pathlib import Path

import yaml

from hwgen.bank.blueprint import Blueprint
from hwgen.bank.course import Course
from hwgen.bank.items import BankItem, load_items
from hwgen.editing.begin import flow, skeleton, styled
from hwgen.editing.files import modeline
from hwgen.errors import CourseError, Diagnostic, Span, UsageError, did_you_mean
from hwgen.kinds import KINDS
from hwgen.output import replace_file
from hwgen.yamlsrc import Document

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST = 60
# The misconception that the items of skeletons name.
CONFUSED = "quantities-confused"
STANDIN = "skeleton"


def new_item(course: Course, name: str, kind: str, topic: str) -> Path:
    """Writes an item at the end of its topic's file, which is made if there is none.

    Raises UsageError for a name that cannot be one or is taken, CourseError where the file cannot take an item at its end.
    """
    sound_name(name)
    sound_name(topic)
    _free(course, name)
    path = topic_file(course, topic)
    lines = _item(kind, course, topic)
    if not path.exists():
        text = f"{modeline(path)}\n{_head(course)}{''.join(lines)}".replace(f"{STANDIN}-{kind}", name).replace(
            STANDIN, topic
        )
        replace_file(path, text.encode(), lambda beside: load_items(beside, course.languages))
        return path
    of_topic = [(id, about) for id, about in course.objectives.items() if about.topic == topic]
    of_topic.sort(key=lambda objective: objective[1].span.file != path)
    objective = of_topic[0][0] if of_topic else None
    if not objective:
        lines = [line for line in lines if not line.startswith("    objective:")]
    text = "".join(lines).replace(f"{STANDIN}-{kind}", name).replace(f"{STANDIN}-basics", objective or "")
    replace_file(
        path, _appended(path, text.replace(STANDIN, topic)).encode(), lambda beside: _grown(course, path, beside)
    )
    return path


def new_generator(course: Course, name: str, topic: str) -> tuple[Path, Path]:
    """Writes a generator and the misconceptions that it names. Raises UsageError as new_item does."""
    sound_name(name)
    sound_name(topic)
    _free(course, name)
    function = name.replace("-", "_")
    if iskeyword(function):
        raise UsageError(
            Diagnostic("not-a-name", f"`{name}` is a keyword of Python", None, "name it after what it asks")
        )
    path = course.root / "generators" / topic.replace("-", "_") / f"{function}.py"
    named = course.root / "bank" / f"misconceptions-{name}.yaml"
    for file in (path, named):
        _absent(file)

    def filled(part: str) -> str:
        text = skeleton(part, course.languages).replace("skeleton-topic", topic).replace("skeleton-id", name)
        return text.replace("skeleton_id", function)

    replace_file(
        named,
        f"{modeline(named)}\n{styled(filled('misconceptions.yaml'), named.relative_to(course.root), course.languages)}".encode(),
    )
    replace_file(path, filled("generator.txt").encode())
    return path, named


def new_exam(course: Course, name: str) -> Path:
    """Writes an exam that picks from what the bank has. Raises UsageError as new_item does, and for a bank without items."""
    sound_name(name)
    path = course.root / "bank" / "exams" / f"{name}.yaml"
    _absent(path)
    there = Counter(item.kind for item in course.items.values() if isinstance(item, BankItem))
    sections = [
        f"  - title: {_titled(course, kind)}\n    points: {points}\n    questions:\n"
        f"      # `- item: ID` asks one by name, `generated: true` picks computed questions.\n"
        f"      - pick: {min(count, there[kind])}\n        kind: {kind}\n        generated: false\n"
        for kind, (count, points) in ((kind.name, kind.section) for kind in KINDS)
        if there[kind]
    ]
    if not sections:
        raise UsageError(
            Diagnostic(
                "new-empty-bank", "the bank has nothing to ask yet", Span(path), "start with `hwgen new item NAME`"
            )
        )
    text = (
        f"{modeline(path)}\n# Replace this example with your own title, parts and picks; then delete this line.\n"
        f"title: {flow(dict.fromkeys(course.languages, name))}\nminutes: 90\nsections:\n{''.join(sections)}"
    )
    replace_file(path, text.encode(), lambda beside: Blueprint(beside, course.languages))
    return path


def sound_name(name: str) -> None:
    """Raises UsageError for what can be the name of no item and no file."""
    if len(name) > LONGEST or not ID.fullmatch(name):
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST].strip("-")
        hint = f"try `{slug}`" if ID.fullmatch(slug) else "such as `free-fall`"
        message = f"`{name[:LONGEST]}` is not a valid name; write lowercase letters and digits with hyphens"
        raise UsageError(Diagnostic("not-a-name", message, None, hint))


def _free(course: Course, name: str) -> None:
    if name in course.items:
        raise UsageError(
            Diagnostic("file-exists", f"`{name}` already exists", course.items[name].span, "choose another name")
        )


def _absent(path: Path) -> None:
    if path.exists():
        raise UsageError(Diagnostic("file-exists", "the file already exists", Span(path), "choose another name"))


def topic_file(course: Course, topic: str) -> Path:
    """The file that holds the topic's items, or is to hold them."""
    items = (item for item in course.items.values() if isinstance(item, BankItem) and item.topic == topic)
    spans = [item.span for item in items] + [about.span for about in course.objectives.values() if about.topic == topic]
    path = course.root / "bank" / "items" / f"{topic}.yaml"
    if spans and path not in {span.file for span in spans}:
        path = spans[0].file
    if path.exists() and (other := load_items(path, course.languages).topic) != topic:
        raise UsageError(
            Diagnostic(
                "new-topic-mismatch",
                f"the file belongs to the topic `{other}`",
                Span(path),
                did_you_mean(topic, course.topics),
            )
        )
    return path


def _titled(course: Course, kind: str) -> str:
    return flow({at: course.wording[at][f"titles.{kind}"] for at in course.languages})


def _items(course: Course) -> str:
    """Skeletons of all kinds, as a file of the course."""
    text = skeleton("items.yaml", course.languages)
    return styled(text, Path("bank", "items", f"{STANDIN}.yaml"), course.languages)


def _head(course: Course) -> str:
    """What stands above the items of a topic."""
    text = _items(course)
    return text[: text.index("items:\n") + len("items:\n")]


def _item(kind: str, course: Course, topic: str) -> list[str]:
    """The lines of the item of this kind, with the comment above it; it names a misconception that there is, of its topic if one is."""
    lines = _items(course)[len(_head(course)) :].splitlines(keepends=True)
    starts = [i - 1 for i, line in enumerate(lines) if line.startswith("  - id:")]
    blocks = [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    block = next(block for block in blocks if block[1] == f"  - id: {STANDIN}-{kind}\n")
    known = sorted(course.misconceptions, key=lambda id: topic not in course.misconceptions[id].topics)
    if known and CONFUSED not in course.misconceptions:
        block = [line.replace(CONFUSED, known[0]) for line in block]
    elif not known:
        block = [line for line in block if CONFUSED not in line]
    return block if block[-1].strip() else block[:-1]


def _appended(path: Path, item: str) -> str:
    """The file with `item` at its end, indented as the others are."""
    text = path.read_bytes().decode("utf-8")
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert isinstance(root, yaml.MappingNode)
    key, items = root.value[-1]
    column, begin = 2, "\n"
    if isinstance(items, yaml.SequenceNode) and items.start_mark and items.value:
        column = items.start_mark.column
    elif key.value != "items":
        begin = "items:\n"
    lines = [" " * column + line[2:] if line.strip() else line for line in item.splitlines(keepends=True)]
    return text.rstrip() + ("\n" + begin + "".join(lines)).replace("\n", "\r\n" if "\r\n" in text else "\n")


def _grown(course: Course, path: Path, beside: Path) -> None:
    """Raises CourseError unless the file `beside` holds what the one at `path` does, and one item more at its end."""
    try:
        before, after = Document(path).data, Document(beside).data
        load_items(beside, course.languages)
    except CourseError:
        before, after = {}, None
    assert isinstance(before, dict)
    if not isinstance(after, dict) or before.get("items", []) != after["items"][:-1] or after != before | after:
        hint = "put `items:` last, without brackets: `hwgen format` does the first"
        raise CourseError(
            Diagnostic("new-no-place", "an item cannot be added at the end of the file", Span(path), hint)
        )

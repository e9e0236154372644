"""What `hwgen new` writes: a question or an exam that is complete already, to be replaced piece by piece."""

from __future__ import annotations

import re
import shlex
from keyword import iskeyword
from pathlib import Path
from typing import Any

import yaml

from hwgen.bank.together import change_together
from hwgen.editing.files import modeline
from hwgen.editing.holdings import STANDIN, Holdings
from hwgen.errors import CourseError, Diagnostic, Span, UsageError, closest, did_you_mean
from hwgen.output import replace_file

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST = 60
# The misconception that the items of skeletons name.
CONFUSED = "quantities-confused"
HEAD = re.compile(r".*?^items:\n", re.M | re.S)


def new_item(root: Path, held: Holdings, name: str, kind: str, topic: str, *, new_topic: bool = False) -> Span:
    """Writes an item at the end of its topic's file, which is made if there is none; gives its place.

    Raises UsageError for a name that cannot be one or is taken, and for a topic that is spelled almost like another, unless it
    is a `new_topic`; CourseError where the file cannot take an item at its end.
    """
    sound_name(name)
    _sound_topic(held, topic, new_topic)
    _free(root, held, name)
    path = topic_file(root, held, topic)
    item = _item(kind, held, topic)
    if path.exists():
        # An objective of the same file, if there is one.
        of_topic = sorted(held.objectives.get(topic, ()), key=lambda objective: root / objective[1] != path)
        objective = of_topic[0][0] if of_topic else ""
        if not objective:
            item = [line for line in item if not line.startswith("    objective:")]
        text = "".join(item).replace(f"{STANDIN}-{kind}", name).replace(f"{STANDIN}-basics", objective)
        text = _appended(path, text.replace(STANDIN, topic))
    else:
        text = f"{modeline(path)}\n{_head(held)}{''.join(item)}".replace(f"{STANDIN}-{kind}", name)
        text = text.replace(STANDIN, topic)
    replace_file(path, text.encode(), lambda beside: _refuse_other(path, beside, name))
    before, _, _ = text.rpartition(f"id: {name}")
    line = before.rpartition("\n")[2]
    return Span(path, before.count("\n") + 1, len(line) + 1)


def new_generator(root: Path, held: Holdings, name: str, topic: str, *, new_topic: bool = False) -> tuple[Path, ...]:
    """Writes a generator, the misconceptions that it names, and the file of its topic if there is none.

    Raises UsageError as new_item does.
    """
    from hwgen.editing.begin import skeleton, styled

    sound_name(name)
    _sound_topic(held, topic, new_topic)
    _free(root, held, name)
    function = name.replace("-", "_")
    if iskeyword(function):
        raise UsageError(
            Diagnostic("not-a-name", f"`{name}` is a keyword of Python", None, "name it after what it asks")
        )
    path, named = generator_files(root, name, topic)
    for file in (path, named):
        _absent(file)

    def filled(part: str) -> str:
        text = skeleton(part, held.languages).replace("skeleton-topic", topic).replace("skeleton-id", name)
        return text.replace("skeleton_id", function)

    text = styled(filled("misconceptions.yaml"), named.relative_to(root), held.languages)
    files = {path: filled("generator.txt"), named: f"{modeline(named)}\n{text}"}
    begun = topic_file(root, held, topic)
    if not begun.exists():
        files[begun] = f"{modeline(begun)}\ntopic: {topic}\n"
    change_together(root, {path: (None, text.encode()) for path, text in files.items()})
    return tuple(files)


def generator_files(root: Path, name: str, topic: str) -> tuple[Path, Path]:
    """The program of a generator, and the file of the misconceptions that it names."""
    program = root / "generators" / topic.replace("-", "_") / f"{name.replace('-', '_')}.py"
    return program, root / "bank" / f"misconceptions-{name}.yaml"


def new_exam(root: Path, held: Holdings, name: str) -> Path:
    """Writes an exam that picks from what the bank has. Raises UsageError as new_item does, and for a bank without items."""
    sound_name(name)
    path = root / "bank" / "exams" / f"{name}.yaml"
    _absent(path)
    sections = [
        f"  - title: {title}\n    points: {points}\n    questions:\n"
        f"      # `- item: ID` asks one by name, `generated: true` picks computed questions.\n"
        f"      - pick: {min(count, held.counts[kind])}\n        kind: {kind}\n        generated: false\n"
        for kind, title, count, points in held.sections
        if held.counts.get(kind)
    ]
    if not sections:
        raise UsageError(
            Diagnostic(
                "new-empty-bank", "the bank has nothing to ask yet", Span(path), "start with `hwgen new item NAME`"
            )
        )
    number = re.search(r"\d+$", name)
    # Names of files are English words.
    titles = {at: f"{word} {number[0]}" if number else word for at, word in held.papers.items()}
    titles |= {"en": name.replace("-", " ").capitalize()} if "en" in titles else {}
    several = ", ".join(f"{at}: {title}" for at, title in titles.items())
    title = f"{{{several}}}" if len(titles) > 1 else next(iter(titles.values()))
    replace_file(
        path,
        f"{modeline(path)}\n# Replace this example with your own title, parts and picks; then delete this line.\n"
        f"title: {title}\nminutes: 90\nsections:\n{''.join(sections)}".encode(),
    )
    return path


def sound_name(name: str) -> None:
    """Raises UsageError for what can be the name of no item and no file."""
    if len(name) > LONGEST:
        message = f"`{name[:LONGEST]}…` is too long for a name: at most {LONGEST} characters"
        raise UsageError(Diagnostic("not-a-name", message, None, "choose a shorter name"))
    if not ID.fullmatch(name):
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST].strip("-")
        hint = f"try `{slug}`" if ID.fullmatch(slug) else "such as `free-fall`"
        message = f"`{name}` is not a valid name; write lowercase letters and digits with hyphens"
        raise UsageError(Diagnostic("not-a-name", message, None, hint))
    if not isinstance(yaml.safe_load(name), str):
        message = f"`{name}` is not a name to every YAML reader: some read it as a truth value or as null"
        raise UsageError(Diagnostic("yaml-word", message, None, "choose another name"))


def _sound_topic(held: Holdings, topic: str, new: bool) -> None:
    """Raises UsageError for what can be no topic, or looks like a slip of the pen."""
    sound_name(topic)
    near = closest(topic, held.files)
    if topic not in held.files and near and not new:
        hint = f"did you mean `{near}`? If not, `hwgen new item NAME --topic {shlex.quote(topic)} --new-topic` begins this topic"
        raise UsageError(Diagnostic("unknown-name", f"the course has no topic `{topic}`", None, hint))


def _free(root: Path, held: Holdings, name: str) -> None:
    if name in held.places:
        raise UsageError(
            Diagnostic("file-exists", f"`{name}` already exists", held.span(name, root), "choose another name")
        )


def _absent(path: Path) -> None:
    if path.exists():
        raise UsageError(Diagnostic("file-exists", "the file already exists", Span(path), "choose another name"))


def topic_file(root: Path, held: Holdings, topic: str) -> Path:
    """The file that holds the topic's items, or is to hold them."""
    files = [root / name for name in held.files.get(topic, ())]
    path = root / "bank" / "items" / f"{topic}.yaml"
    if files and path not in files:
        path = files[0]
    if path.exists() and path not in files and (other := _data(path).get("topic", "")) != topic:
        raise UsageError(
            Diagnostic(
                "new-topic-mismatch",
                f"the file belongs to the topic `{other}`",
                Span(path),
                did_you_mean(topic, held.files),
            )
        )
    return path


def _head(held: Holdings) -> str:
    """What stands above the items of a topic."""
    head = HEAD.match(held.examples)
    assert head
    return head[0]


def _item(kind: str, held: Holdings, topic: str) -> list[str]:
    """The lines of the item of this kind, with the comment above it; it names a misconception that there is, of its topic if one is."""
    lines = held.examples[len(_head(held)) :].splitlines(keepends=True)
    starts = [i - 1 for i, line in enumerate(lines) if line.startswith("  - id:")]
    blocks = [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    block = next(block for block in blocks if block[1] == f"  - id: {STANDIN}-{kind}\n")
    known = sorted(held.misconceptions, key=lambda id: topic not in held.misconceptions[id])
    if known and CONFUSED not in known:
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


def _refuse_other(path: Path, beside: Path, name: str) -> None:
    """Raises CourseError unless the file `beside` holds what the one at `path` does, and one item more at its end."""
    before = _data(path) if path.exists() else None
    try:
        after = _data(beside)
    except yaml.YAMLError:
        after = {}
    *items, last = after.get("items") or [None]
    kept = before is None or before | {"items": before.get("items") or []} == after | {"items": items}
    if not (kept and isinstance(last, dict) and last.get("id") == name):
        hint = "put `items:` last, without brackets: `hwgen format` does the first"
        raise CourseError(
            Diagnostic("new-no-place", "an item cannot be added at the end of the file", Span(path), hint)
        )


def _data(path: Path) -> dict[str, Any]:
    """What a file says, all of it as text: the keys and values of a sound one need not be looked at."""
    data = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=yaml.CBaseLoader)
    return data if isinstance(data, dict) else {}

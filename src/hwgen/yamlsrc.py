"""YAML whose every value knows its line: nodes to plain data with places, checked against a schema all at once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from hwgen.encoded import foreign, utf_16
from hwgen.errors import CourseError, Diagnostic, Span, counted, did_you_mean
from hwgen.fields import Tongues
from hwgen.languagefaults import Located, once
from hwgen.limits import MB, YAML_BYTES
from hwgen.lines import END, folds, starts
from hwgen.othernames import meant
from hwgen.recordkeys import alternatives, key_hint
from hwgen.text import CODE, USUAL, Language, Source, not_a_file, not_utf_8, unmerged
from hwgen.validation import expected, misspelt, odd_character, own_faults, value_hint, way_out, without
from hwgen.yamlaliases import DEEPEST, refuse_repeated, too_deep
from hwgen.yamllost import Lost, lost, wide_commas
from hwgen.yamlmistakes import (
    UNREADABLE,
    cut_off,
    likely,
    named_anchor,
    other_meaning,
    parted,
    plainly,
)

M = TypeVar("M", bound=BaseModel)
NODES = 200_000
MERGE = "<<"


class _Loader(yaml.CSafeLoader):
    """Guesses no types: every scalar is a text, whatever it looks like."""

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: object) -> str:
        return ""


Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Sound(Generic[M]):
    """What could be read of a document: `record` has all but the values at `left_out`; None where nothing is left.

    `faults` are what is wrong, each with the path of its value.
    """

    record: M | None
    faults: tuple[tuple[Place, Diagnostic], ...] = ()
    left_out: frozenset[Place] = frozenset()


class Document:
    """A YAML file as plain data, with the place of each value."""

    def __init__(self, path: Path, *, tolerant: bool = False) -> None:
        """Raises CourseError. A `tolerant` one keeps the first of two equal keys, and has that among its `faults`."""
        self.path = path
        self.faults: list[Diagnostic] = []
        self._left = NODES
        if fault := not_a_file(path):
            raise CourseError(fault)
        try:
            if path.stat().st_size > YAML_BYTES:
                message = f"the file has more than {YAML_BYTES // MB} MB"
                raise CourseError(Diagnostic("yaml-size", message, Span(path), "split the file"))
            self.text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as e:
            raise CourseError(not_utf_8(path, path.read_bytes())) from e
        except OSError as e:
            message = "there is no such file" if isinstance(e, FileNotFoundError) else f"cannot be read: {e.strerror}"
            raise CourseError(Diagnostic("missing-file", message, Span(path))) from e
        if foreign(begin := self.text[:8].encode()):
            raise CourseError(not_utf_8(path, begin))
        if fault := unmerged(path, self.text, "yaml-syntax"):
            raise CourseError(fault)
        self._lines, self._starts = END.split(self.text), starts(self.text)
        try:
            self._root = yaml.compose(self.text, Loader=_Loader)
        except yaml.MarkedYAMLError as e:
            raise CourseError(self._mistake(e)) from e
        except yaml.YAMLError as e:
            if utf_16(data := self.text[:400].encode()):
                raise CourseError(not_utf_8(path, data)) from e
            message, sign = "not YAML: it holds a character that YAML does not allow", UNREADABLE.search(self.text)
            place = self._at_index(sign.start()) if sign else Span(path)
            raise CourseError(Diagnostic("yaml-syntax", message, place, "delete it: it cannot be seen")) from e
        if self._root is not None and "*" in self.text and "&" in self.text:
            refuse_repeated(self._root, self._at)
        self.data: object = self._plain(self._root, 0) if self._root is not None else {}
        if self.faults and (not tolerant or any(fault.rule == "yaml-merge" for fault in self.faults)):
            raise CourseError(*self.faults)

    def _mistake(self, error: yaml.MarkedYAMLError) -> Diagnostic:
        if known := named_anchor(error) or likely(self._lines, error):
            return Diagnostic("yaml-syntax", known.message, Span(self.path, known.line, known.column), known.hint)
        mark = error.problem_mark or error.context_mark
        span = self._place(mark) if mark else Span(self.path)
        return Diagnostic("yaml-syntax", plainly(error), span)

    def _plain(self, node: yaml.Node, depth: int) -> object:
        self._left -= 1
        if self._left < 0:
            raise CourseError(Diagnostic("yaml-size", "more than 200,000 values", Span(self.path), "split the file"))
        if depth > DEEPEST:
            raise CourseError(too_deep(self._at(node)))
        match node:
            case yaml.ScalarNode():
                return self._scalar(node)
            case yaml.SequenceNode():
                self._refuse(wide_commas(self.text, node))
                node.value = [entry for child in node.value for entry in self._parted(child)]
                return [self._plain(child, depth + 1) for child in node.value]
            case yaml.MappingNode():
                return self._mapping(node, depth)
        raise AssertionError(node)

    def _parted(self, node: yaml.Node) -> Iterator[yaml.Node]:
        """An entry of a list, or the several that it is where its first key comes again: the `-` before the others is missing."""
        for again, part in enumerate(parted(node)):
            if again:
                message = f"an entry begins again with `{part.value[0][0].value}`, without a `-`"
                hint = "write `- ` before it, or remove one of the two"
                self.faults.append(Diagnostic("duplicate-key", message, self._at(part), hint))
            yield part

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, object]:
        result: dict[str, object] = {}
        for key, value in self._whole(node):
            name = str(key.value)
            if name == MERGE:
                message = f"`{MERGE}` takes over the keys of another entry, which hwgen does not read"
                self.faults.append(
                    Diagnostic("yaml-merge", message, self._at(key), "write out the keys that it takes over")
                )
                continue
            if name in result:
                self.faults.append(
                    Diagnostic("duplicate-key", f"duplicate key `{name}`", self._at(key), "remove one of the two")
                )
                continue
            for named in (key, value):
                if meant := other_meaning(named, name, is_key=named is key and not isinstance(value, yaml.ScalarNode)):
                    self.faults.append(Diagnostic("yaml-word", meant[0], self._at(named), meant[1]))
            result[name] = self._plain(value, depth + 1)
        return result

    def _whole(self, node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        """Its keys and values. A text that a comma cut off is whole again, so that nothing else is wrong with it."""
        pairs: list[tuple[yaml.Node, yaml.Node]] = []
        cut: yaml.Node | None = None
        for key, value in node.value:
            before = pairs[-1][1] if pairs else None
            if before and (wrong := cut_off(self.text, before, key, value)):
                # What follows without a colon is a piece of the same text.
                if before is not cut:
                    self.faults.append(Diagnostic("yaml-lost", wrong[0], self._place(before.end_mark), wrong[1]))
                cut = before
                # A number or a name alone is sound.
                if isinstance(before, yaml.ScalarNode) and not before.style and re.search(r"[^\w.%+-]", before.value):
                    before.value = " ".join(self.text[before.start_mark.index : key.end_mark.index].split())
                continue
            pairs.append((key, value))
        yield from pairs

    def _scalar(self, node: yaml.ScalarNode) -> Source:
        self._refuse(lost(self.text, node))
        start, end = node.start_mark, node.end_mark
        below = node.style in ("|", ">")
        quote = 1 if node.style in ("'", '"') else 0
        span = self._place(start, quote)
        if span.line == self._place(end).line:
            return Source(node.value, span)
        following = next((x for x in self._lines[span.line :] if x.strip()), "")
        indent = len(following) - len(following.lstrip(" "))
        begins: Sequence[int] = ()
        if node.style != "|":
            text = self.text[start.index : end.index]
            text = text.partition("\n")[2] if below else text[quote : len(text) - quote]
            begins = folds(node.value.rstrip("\n"), [line.strip() for line in text.rstrip().split("\n")])
        return Source(node.value, span, lines_below=below, indent=indent, folds=begins)

    def _refuse(self, losses: Iterable[Lost]) -> None:
        for loss in losses:
            self.faults.append(Diagnostic("yaml-lost", loss.message, self._at_index(loss.index), loss.hint))

    def _at(self, node: yaml.Node) -> Span:
        return self._place(node.start_mark)

    def _place(self, mark: yaml.Mark, further: int = 0) -> Span:
        """YAML counts a line at signs that end none in an editor, such as U+2028."""
        return self._at_index(mark.index + further)

    def _at_index(self, index: int) -> Span:
        line = bisect_right(self._starts, index)
        return Span(self.path, line, index - self._starts[line - 1] + 1)

    def texts(self, key: str, *path: str | int) -> Iterator[Source]:
        """Every text that stands under `key` inside the value at `path`, whatever the schema says of the rest."""
        waiting: list[object] = [self._value(path)]
        while waiting:
            match waiting.pop():
                case dict() as mapping:
                    if isinstance(text := mapping.get(key), Source):
                        yield text
                    waiting += mapping.values()
                case list() as values:
                    waiting += values
                case _:
                    pass

    def _value(self, path: Place) -> object:
        value: Any = self.data
        for step in path:
            value = value[step]
        return value

    def span(self, *path: str | int) -> Span:
        """The place of the value at `path`, or of the nearest one around it; of a key, where `#key` ends the path."""
        node, name = self._nodes_at(path)
        return self._at(name or node) if node is not None else Span(self.path)

    def written(self, *path: str | int) -> str:
        """The value at `path` as it stands in the file."""
        node, _ = self._nodes_at(path)
        return self.text[node.start_mark.index : node.end_mark.index] if node is not None else ""

    def _nodes_at(self, path: Sequence[str | int]) -> tuple[yaml.Node | None, yaml.Node | None]:
        """The node at `path`, or the nearest one around it, and the node of its key, if `path` asks for that."""
        node, key = self._root, None
        for step in path:
            if step == "#key":
                return node, key
            match node:
                case yaml.SequenceNode() if isinstance(step, int) and step < len(node.value):
                    node, key = node.value[step], None
                case yaml.MappingNode():
                    here = next(((k, v) for k, v in node.value if k.value == step), None)
                    if here is None:
                        break
                    key, node = here
                case _:
                    break
        return node, None

    def read(self, schema: type[M], languages: Sequence[Language] = USUAL) -> M:
        """The data as `schema`, each text in `languages`. Raises CourseError with every fault at its place."""
        try:
            return schema.model_validate(self.data, context=_tongues(languages))
        except ValidationError as e:
            if empty := self._empty():
                raise CourseError(empty) from None
            raise CourseError(
                *(
                    fault
                    for _, fault in self._once(
                        [(self._path(f), self._fault(f, schema)) for f in own_faults(e)], languages
                    )
                )
            ) from None

    def sound(self, schema: type[M], languages: Sequence[Language], units: Mapping[str, int] = {}) -> Sound[M]:
        """The data as `schema`, each text in `languages`, without the values that have faults.

        A value is left out as a whole; where `units` has a depth for its name, single ones below it are: {"items": 2}.
        """
        try:
            return Sound(schema.model_validate(self.data, context=_tongues(languages)), self._located())
        except ValidationError as e:
            if empty := self._empty():
                return Sound(None, (*self._located(), ((), empty)), frozenset())
            every = [(self._path(fault), self._fault(fault, schema)) for fault in own_faults(e)]
        faults = list(self._once(every, languages))
        # Of a word for nothing, what is expected there says more.
        places = {fault.span for _, fault in faults}
        self.faults = [fault for fault in self.faults if fault.rule != "yaml-word" or fault.span not in places]
        left_out = frozenset(path[: units.get(str(path[0]), 1)] for path, _ in faults if path)
        try:
            record = schema.model_validate(without(self.data, left_out), context=_tongues(languages))
        except ValidationError:
            record = None
        return Sound(record, (*self._located(), *faults), left_out)

    def _once(self, faults: Sequence[Located], languages: Sequence[Language]) -> Iterator[Located]:
        return once(faults, {at for at in languages if not any(self.texts(at))})

    def _empty(self) -> Diagnostic | None:
        """What is said of an empty file, in place of all that it lacks."""
        root = self._root
        if root is not None and not (isinstance(root, yaml.ScalarNode) and not root.value):
            return None
        return Diagnostic("missing-key", "the file is empty", Span(self.path), "fill it in, or delete it")

    def _located(self) -> tuple[tuple[Place, Diagnostic], ...]:
        return tuple(((), fault) for fault in self.faults)

    def _path(self, fault: Any) -> Place:
        return self._real(tuple(p for p in fault["loc"] if isinstance(p, int) or not p.startswith("function-")))

    def _fault(self, fault: Any, schema: type[BaseModel]) -> Diagnostic:
        path = self._path(fault)
        name = path[-1] if path else ""
        match fault["type"]:
            case "missing" if isinstance(name, int):
                return Diagnostic(
                    "wrong-value", f"expected at least {counted(name + 1, 'entry')}", self.span(*path[:-1])
                )
            case "missing":
                return Diagnostic("missing-key", f"missing key `{name}`", self.span(*path[:-1]), f"add `{name}:` here")
            case "extra_forbidden" | "unknown_language" if "：" in str(name):
                hint = "write `:` and a space after the name of a key"
                message = f"`：` in `{name}` is a Chinese colon"
                return Diagnostic("unknown-key", message, self.span(*path, "#key"), hint)
            case "extra_forbidden" if odd := odd_character(str(name)):
                return Diagnostic("unknown-key", f"unknown key `{name}`", self.span(*path, "#key"), odd)
            case "extra_forbidden":
                hint = key_hint(schema, path, self._value(path[:-1]))
                return Diagnostic("unknown-key", f"unknown key `{name}`", self.span(*path, "#key"), hint)
            case "unknown_language":
                return self._unknown_language(str(name), path, fault["msg"])
            case "union_tag_not_found":
                written: Any = self._value(path)
                # `id` is meant as it stands, and not much unlike.
                if near := misspelt("kind", written, alike=0.75):
                    return Diagnostic(
                        "unknown-key", f"unknown key `{near}`", self.span(*path, near, "#key"), "did you mean `kind`?"
                    )
                hint = alternatives(schema, path)
                return Diagnostic("missing-key", "missing key `kind`", self.span(*path), hint)
            case "union_tag_invalid":
                kind, tags = fault["ctx"]["tag"], re.findall("'([^']+)'", fault["ctx"]["expected_tags"])
                message, place = f"there is no kind `{kind}`", self.span(*path, "kind")
                hint = value_hint(fault | {"input": str(kind)}) or did_you_mean(kind, tags)
                return Diagnostic("wrong-value", message, place, hint)
            case _:
                hint = way_out(fault, schema, path, self.data)
                return Diagnostic("wrong-value", expected(fault), self.span(*path), hint)

    def _unknown_language(self, name: str, path: tuple[str | int, ...], known: str) -> Diagnostic:
        """A key of a text that is none of its languages, which are `known`."""
        languages = [language.strip("`") for language in known.split(", ")]
        if odd := odd_character(name):
            return Diagnostic("unknown-key", f"unknown key `{name}`", self.span(*path, "#key"), odd)
        if called := [at for at in languages if at == name.lower()] or meant(name, languages):
            return Diagnostic(
                "unknown-key", f"unknown key `{name}`", self.span(*path, "#key"), f"did you mean `{called[0]}`?"
            )
        if CODE.fullmatch(name):
            hint = f"write `languages: [{', '.join((*languages, name))}]` in bank/course.yaml, or delete the texts in `{name}`"
            message = f"`{name}` is not a language of the course"
            return Diagnostic("unknown-language", message, self.span(*path, "#key"), hint)
        hint = did_you_mean(name, languages)
        around, _ = self._nodes_at(path[:-1])
        if isinstance(around, yaml.MappingNode) and around.flow_style and around.value[0][0].value != name:
            hint = f"if the comma before it belongs to a text, put the whole text in quotation marks; {hint}"
        return Diagnostic("unknown-key", f"unknown key `{name}`", self.span(*path, "#key"), hint)

    def _real(self, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
        """Drops the tags of unions, which stand in a schema path but not in the file."""
        real: list[str | int] = []
        data: Any = self.data
        for step in path:
            inside = (isinstance(data, dict) and step in data) or (isinstance(data, list) and isinstance(step, int))
            if inside:
                data = data[step]
            elif step is not path[-1] and isinstance(step, str):
                continue
            real.append(step)
        return tuple(real)


def _tongues(languages: Sequence[Language]) -> Tongues:
    return Tongues(languages=tuple(languages), known=tuple(languages))

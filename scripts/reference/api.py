"""The page of names that generators import, made from their signatures and docstrings."""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import hwgen
import hwgen.values
from reference.markdown import code, joined, sentence, table

INTRO = """# Generator API

A generator imports everything it needs from `hwgen`:

```python
from hwgen import Computed, Draw, Formulas, Problem, Text, generator, source, texts
```

How they work together is shown in [your first generator](../tutorial/first-generator.md), and in three [worked examples](#worked-examples) below. What is called
a block here is written as [that page](../tutorial/first-generator.md#blocks) says."""
FOLDER = Path(__file__).parents[2] / "docs" / "examples"
EXAMPLES = {
    "simple": "One question. The reasons of the mistakes stand beside their formulas, or below them.",
    "linked": "Two questions, of which the second follows from the first: with `follows`, a wrong first answer costs no points twice. Difficulty and minutes are "
    "expressions.",
    "figure": "A question about a drawing, which shows what was drawn.",
}


def page() -> str:
    """Every public name, under the module that defines it."""
    modules: dict[str, list[str]] = {}
    for name in hwgen.__all__:
        modules.setdefault(_home(getattr(hwgen, name)), []).append(name)
    blocks = [INTRO]
    for module, names in modules.items():
        opening = (sys.modules[module].__doc__ or "").strip().split("\n")[0]
        blocks += [f"## {module}", opening, *(_entry(name) for name in names)]
    return joined(*blocks, *_examples())


def _examples() -> Iterator[str]:
    """The worked examples, which a test proves."""
    yield "## Worked examples"
    for name, about in EXAMPLES.items():
        source = (FOLDER / f"{name}.py").read_text(encoding="utf-8").strip()
        yield joined(f"### {name.capitalize()}", about, f"```python\n{source}\n```")


def _home(thing: Any) -> str:
    """The module that defines it; that of its first choice for a union."""
    module = str((get_args(thing) or (thing,))[0].__module__)
    return module if module.startswith("hwgen.") else hwgen.values.__name__


def _entry(name: str) -> str:
    thing = getattr(hwgen, name)
    if choices := get_args(thing):
        public = [c.__name__ for c in choices if c.__name__ in hwgen.__all__]
        return joined(f"### {name}", " or ".join(f"[{code(c)}](#{c.lower()})" for c in public) + ".")
    if thing.__name__ != name and thing.__name__ not in hwgen.__all__:
        return joined(
            f"### {name}",
            f"Another name of Python’s {code(f'{thing.__module__}.{thing.__name__}')}, as formulas call it.",
        )
    if thing.__name__ != name:
        return joined(f"### {name}", f"Another name of [{code(thing.__name__)}](#{thing.__name__.lower()}).")
    return joined(
        f"### {name}",
        "" if dataclasses.is_dataclass(thing) else f"```python\n{name}{_signature(thing)}\n```",
        *_prose(thing),
        _fields(thing) if dataclasses.is_dataclass(thing) else "",
        *(_methods(thing) if inspect.isclass(thing) else ()),
    )


def _signature(thing: object) -> str:
    """The signature, a line for each parameter where it is long."""
    signature = inspect.signature(thing)  # type: ignore[arg-type]
    if inspect.isclass(thing):
        signature = signature.replace(return_annotation=inspect.Signature.empty)
    text = _unquoted(signature)
    if len(text) < 90:
        return text
    result = text.rpartition(") -> ")[2] if ") -> " in text else ""
    lines = [_unquoted(p) for p in signature.parameters.values()]
    star = next((n for n, p in enumerate(signature.parameters.values()) if p.kind is p.KEYWORD_ONLY), None)
    lines = lines if star is None else [*lines[:star], "*", *lines[star:]]
    return "(\n    " + ",\n    ".join(lines) + ",\n)" + (f" -> {result}" if result else "")


def _unquoted(part: inspect.Signature | inspect.Parameter) -> str:
    """As it is written in the source: annotations are texts here, which would be printed in quotes."""
    text = re.sub(r": '([^']+)'", r": \1", str(part))
    text = re.sub(r': "([^"]+)"', r": \1", text)
    return re.sub(r"-> '([^']+)'", r"-> \1", text)


def _prose(thing: object) -> Iterator[str]:
    doc = inspect.getdoc(thing) or ""
    if not doc.startswith(f"{getattr(thing, '__name__', '')}("):
        yield doc


def _fields(thing: type) -> str:
    rows = (
        (code(f.name), code(f.type), "" if _computed(f.default) else code(repr(f.default)))
        for f in dataclasses.fields(thing)
        if f.init and not f.name.startswith("_")
    )
    return table(("field", "type", "default"), rows)


def _computed(default: object) -> bool:
    """Whether there is no default to print: a required field, or one that is made anew each time."""
    return default is dataclasses.MISSING or callable(default)


def _methods(thing: type) -> Iterator[str]:
    for name, method in vars(thing).items():
        if not name.startswith("_") and inspect.isfunction(method) and method.__doc__:
            head = _unquoted(inspect.signature(method)).replace("(self, ", "(")
            yield f"{code(f'{thing.__name__}.{name}{head}')}\n: {sentence(inspect.cleandoc(method.__doc__))}"

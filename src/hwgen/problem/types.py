"""Types of what authors write: a wrong one is refused where it is written, with what to write instead."""

from __future__ import annotations

from collections.abc import Mapping

from hwgen.text import Text

# What to write, by the type that is expected.
INSTEAD = {
    tuple: 'a tuple: write ("one",) with a comma, or ("one", "two")',
    Text: 'a Text: write Text(zh="...", en="...")',
    Mapping: 'a dictionary: write {"name": value}',
    int: "a whole number",
    float: "a number",
}


def expect(name: str, value: object, *types: type) -> None:
    """Raises TypeError for a value of none of these types."""
    if not isinstance(value, types):
        wanted = INSTEAD.get(types[0], f"a {types[0].__name__}")
        raise TypeError(f"`{name}` is a {type(value).__name__}, expected {wanted}")

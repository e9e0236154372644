"""Slips of the pen in the Python of a generator: what was meant by a name that Python does not know."""

from __future__ import annotations

import inspect
import re
import sys
from types import FrameType
from typing import Any

from hwgen.draw import Draw
from hwgen.errors import closest, did_you_mean

_MISSING = re.compile(r"([\w.]+)\(\) missing \d+ required positional arguments?")
_PARAMETER = re.compile(r"([\w.]+)\(\) got an unexpected keyword argument '(\w+)'")


def way_out(error: BaseException) -> str:
    """A hint for a misspelt parameter, attribute, variable or import, or a missing comma; empty where there is none."""
    match error:
        case TypeError() if str(error).startswith("Draw.require() got an unexpected keyword"):
            return "compare with `==`: `=` names an argument"
        case TypeError() if str(error).startswith("Draw.pick() takes"):
            return 'write the values in parentheses: `pick("n", (2, 3, 5))`, or `integer("n", 1, 5)` for a range'
        case ValueError() if str(error).endswith("is drawn twice"):
            return "give one of the two draws another name"
        case ValueError() if str(error).endswith("has nothing to draw from"):
            return 'write the values in parentheses: `pick("n", (2, 3, 5))`'
        case TypeError() if match := _PARAMETER.search(str(error)):
            return _parameter(match[1], match[2], _frames(error))
        case TypeError() if match := _MISSING.match(str(error)):
            named = ", ".join(f"`{name}`" for name in _parameters(_called(match[1], _frames(error))))
            return f"its arguments are {named}" if named else ""
        case TypeError() if (frames := _frames(error)) and frames[-1].f_code is Draw.pick.__code__:
            name = frames[-1].f_locals["name"]
            return f'write the values in parentheses: `pick("{name}", (2, 3, 5))`, or `integer("{name}", 1, 5)` for a range'
        # `(first` and `(second)` on the next line, without a comma, is a call to Python.
        case TypeError() if re.fullmatch(
            r"'(?!int|float|Fraction|NoneType|module)\w+' object is not callable", str(error)
        ):
            return "write `,` between the values in front of this parenthesis and behind it"
        case TypeError() if "unsupported operand" in str(error) and "'function'" in str(error):
            return "a function stands where a number belongs, such as `sigma` in `2*sigma`: draw the number by another name"
        case AttributeError(name="check") if inspect.isfunction(error.obj):
            return f"write `@generator(...)` above `def {error.obj.__name__}`"
        case AttributeError(name=str(name)) if error.obj is not None:
            return _near(name, dir(error.obj)) or _of_a_problem(name, error.obj)
        case ZeroDivisionError():
            return "reject such numbers with `draw.require(...)`, or draw others"
        case NameError(name=str(name)):
            return _near(
                name, {known for frame in _frames(error)[-1:] for known in (*frame.f_locals, *frame.f_globals)}
            )
        case KeyError(args=(str(name),)):
            return _key(name, _frames(error)[-1:])
        case ImportError(name=str(module)) if match := re.match(r"cannot import name '(\w+)'", str(error)):
            whole = sys.modules.get(module)
            # Of hwgen itself, what nobody has used yet is not loaded.
            return _near(match[1], {*dir(whole), *getattr(whole, "__all__", ())})
        case _:
            return ""


def _of_a_problem(name: str, question: object) -> str:
    """What a question lacks and the Problem made of it has, such as its texts."""
    # Formulas, of which problems are made, name slips, too.
    from hwgen.problem.parts import Problem

    if type(question).__module__.startswith("hwgen.") and hasattr(Problem, name) and not isinstance(question, Problem):
        return f"`{name}` is of a Problem: write `Problem(...).{name}`"
    return ""


def _near(name: str, known: Any) -> str:
    near = closest(name, [each for each in known if not each.startswith("_")])
    return f"did you mean `{near}`?" if near else ""


def _key(name: str, frames: list[FrameType]) -> str:
    """What is meant by a key that a dictionary of the recipe, or its draws, does not have."""
    values = [value for frame in frames for value in frame.f_locals.values()]
    known = [value.params if isinstance(value, Draw) else value for value in values]
    keys = [key for mapping in known if isinstance(mapping, dict) for key in mapping if isinstance(key, str)]
    return did_you_mean(name, keys) if keys else ""


def _frames(error: BaseException) -> list[FrameType]:
    """Those that the error went through, the innermost last."""
    frames, trace = [], error.__traceback__
    while trace is not None:
        frames.append(trace.tb_frame)
        trace = trace.tb_next
    return frames


def _parameter(called: str, name: str, frames: list[FrameType]) -> str:
    """What `called` has instead of the parameter `name`, or what else of the same file has it."""
    names = frames[-1].f_globals if frames else {}
    known = _parameters(_called(called, frames))
    if closest(name, known):
        return did_you_mean(name, known)
    others = [other for other, value in names.items() if callable(value) and name in _parameters(value)]
    return f"`{name}` is a parameter of `{others[0]}`" if others else did_you_mean(name, known)


def _called(name: str, frames: list[FrameType]) -> object:
    """What has this qualified name where the error was raised; None where nothing has."""
    first, *rest = name.removesuffix(".__init__").split(".")
    thing: object = frames[-1].f_globals.get(first) if frames else None
    for step in rest:
        thing = getattr(thing, step, None)
    return thing


def _parameters(thing: object) -> list[str]:
    try:
        return [name for name in inspect.signature(thing).parameters if name != "self"] if callable(thing) else []
    except ValueError:
        return []

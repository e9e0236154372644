"""What Python says of a slip in a generator is said in Chinese on Chinese pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hwgen.bank.recipes import syntax_fault
from hwgen.problem.guard import described
from hwgen.serve.pages import own_message

SLIPS = (
    "def f(:", "x = (1,", "x = 1)", "x = (1]", "x = (1,\n 2]", "if x", "x = 'abc", "x = \"\"\"abc", "def f():\nx", "x\n  y", "def f():\n\tx\n        y",
    "def f():\n  x\n y", "if x:\ny", "class A:\nx", "f(a b)", "x =（1）", "1 = x", "f() = 1", "if x = 1: y", "f(1 = 2)", "return 1", "break", "f(a=1, 2)", "f(a=1, a=2)", "x = 08",
    "print 'a'", "x = {1: 2, 3}", "try:\n  x", "\0",
)  # fmt: skip
CRASHES = (
    "x", "prin(1)", "1/0", "1.5/0", "[][1]", "{}['a']", "int('a')", "float('a')", "'a' + 1", "1 + 'a'", "1 .foo", "'a'.uper()", "import nonono", "import math; math.foo", "from math import foo", "(lambda a: a)()",
    "(lambda a, b: a)()", "(lambda a: a)(1, 2)", "(lambda a, b: a)(1, 2, 3)", "(lambda: 0)(1)", "(lambda a: a)(b=1)", "a, b = 1", "a, b = [1]", "a, b = [1, 2, 3]", "None[0]", "1()",
    "for i in 3: 0", "import math; math.sqrt(-1)", "def f():\n  print(y); y = 1\nf()", "def f(): f()\nf()",
)  # fmt: skip


@pytest.mark.parametrize("program", SLIPS)
def test_what_python_says_of_a_slip_is_said_in_chinese(program: str) -> None:
    with pytest.raises((SyntaxError, ValueError)) as caught:
        compile(program, "a.py", "exec")
    fault = syntax_fault(caught.value, Path("a.py"))
    assert_in_chinese(own_message(fault.message, "zh"))
    assert not fault.hint or own_message(fault.hint, "zh")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("program", CRASHES)
def test_what_python_says_of_a_crash_is_said_in_chinese(program: str) -> None:
    try:
        exec(program, {})
    except Exception as e:
        error = e
    for said in ("cannot be imported: {}", "`conv` crashed: {}, for n=1", "the figure `net` cannot be drawn: {}"):
        assert_in_chinese(own_message(said.format(described(error)), "zh"))


def assert_in_chinese(message: str) -> None:
    """No English words but names of Python's, which stand between signs."""
    assert message
    left = re.sub(r"`[^`]*`|“[^”]*”|'[^']*'|<[^>]*>|n=1|U\+\w+|Python|f 字符串", "", message)
    assert not re.search(r"[A-Za-z]{4,}(?: [a-z]+){1,}|(?:Error|invalid|expected)", left), message

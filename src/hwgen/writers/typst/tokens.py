"""TeX mathematics as tokens, read from left to right."""

from __future__ import annotations

import re

from hwgen.errors import CourseError, Diagnostic

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\s+|\d+(?:\.\d+)?|.", re.DOTALL)


class Tokens:
    """The tokens of one formula, and how far they have been read."""

    def __init__(self, tex: str) -> None:
        self.tex = tex
        self.all: list[str] = _TOKEN.findall(tex)
        self.at = 0

    def __bool__(self) -> bool:
        """Whether any is left, be it a space."""
        return self.at < len(self.all)

    def fault(self, why: str) -> CourseError:
        return CourseError(
            Diagnostic("formula-unprintable", f"the formula `{self.tex.strip()}` cannot be printed: {why}")
        )

    def peek(self) -> str:
        """The next token that is not a space, or an empty string at the end."""
        while self.at < len(self.all) and self.all[self.at].isspace():
            self.at += 1
        return self.all[self.at] if self.at < len(self.all) else ""

    def before(self) -> str:
        """What stands before the token that was read last, without spaces; an empty string at the beginning."""
        return next((token for token in reversed(self.all[: self.at - 1]) if not token.isspace()), "")

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def expect(self, token: str) -> None:
        if self.take() != token:
            raise self.fault(f"`{token}` is missing")

    def next(self) -> str:
        """The next token, spaces included. Raises CourseError where the formula ends."""
        if not self:
            raise self.fault("`}` is missing")
        self.at += 1
        return self.all[self.at - 1]

    def split_number(self) -> None:
        """Parts the number that comes next after its first digit, which is all that an argument takes of it."""
        number = self.all[self.at]
        if number[0].isdigit() and len(number) > 1:
            self.all[self.at : self.at + 1] = [number[0], *_TOKEN.findall(number[1:])]

    def name(self) -> str:
        """The name in a group, such as that of an environment."""
        self.expect("{")
        letters = ""
        while (token := self.take()) != "}":
            if not token:
                raise self.fault("`}` is missing")
            letters += token
        return letters

    def letters(self, first: str) -> str:
        """The letters and digits that follow `first` as one word."""
        letters = first
        while (token := self.peek()) and token[0].isalnum() and token.isascii():
            letters += token
            self.at += 1
        return letters

    def script(self, first: str) -> str:
        """Signs of a script that mathematics has no letters for, after `first`."""
        text = first
        while self.at < len(self.all) and ord(self.all[self.at][0]) >= 0x2E80:
            text += self.all[self.at]
            self.at += 1
        return text

"""The short code on every page, from which the paper can be made again."""

from __future__ import annotations

from itertools import product
from typing import Literal

from hwgen.errors import Diagnostic, UsageError
from hwgen.text import LANGUAGES, Language

Paper = Literal["a4", "letter"]
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def check_digit(text: str) -> str:
    """The ISO/IEC 7064 MOD 37,36 check character of the letters and digits in `text`."""
    check = 36
    for char in text.upper():
        if char in ALPHABET:
            check = (check + ALPHABET.index(char)) % 36 or 36
            check = check * 2 % 37
    return ALPHABET[(37 - check) % 36]


def encode(exam: str, seed: int, language: Language, paper: Paper = "a4") -> str:
    """Such as HW2-7-ZH-W; letter paper adds an L to the language: HW2-7-ENL-..."""
    body = f"{exam}-{seed}-{language}{'L' if paper == 'letter' else ''}".upper()
    return f"{body}-{check_digit(body)}"


def decode(code: str) -> tuple[str, int, Language, Paper]:
    """Exam, seed, language and paper. Raises UsageError for a code that was misread."""
    body, _, check = code.strip().upper().rpartition("-")
    exam, seed, *_ = (*body.rsplit("-", 2), "", "")
    papers: tuple[Paper, ...] = ("a4", "letter")
    if check_digit(body) == check and seed.isdecimal():
        for language, paper in product(LANGUAGES, papers):
            if encode(exam, int(seed), language, paper) == f"{body}-{check}":
                return exam.lower(), int(seed), language, paper
    hint = "it looks like HW2-7-ZH-W; compare each character"
    raise UsageError(Diagnostic(f"`{code}` is not a paper code", None, hint))

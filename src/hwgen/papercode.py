"""The short code on every page, from which the paper can be made again."""

from __future__ import annotations

from hwgen.errors import Diagnostic, UsageError
from hwgen.text import LANGUAGES, Language

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def check_digit(text: str) -> str:
    """The ISO/IEC 7064 MOD 37,36 check character of the letters and digits in `text`."""
    check = 36
    for char in text.upper():
        if char in ALPHABET:
            check = (check + ALPHABET.index(char)) % 36 or 36
            check = check * 2 % 37
    return ALPHABET[(37 - check) % 36]


def encode(exam: str, seed: int, language: Language) -> str:
    body = f"{exam}-{seed}-{language}".upper()
    return f"{body}-{check_digit(body)}"


def decode(code: str) -> tuple[str, int, Language]:
    """Exam, seed and language. Raises UsageError for a code that was misread."""
    body, _, check = code.strip().upper().rpartition("-")
    parts = body.rsplit("-", 2)
    wrong = UsageError(
        Diagnostic(f"`{code}` is not a paper code", None, "it looks like HW2-7-ZH-X; compare each character")
    )
    if len(parts) != 3 or check_digit(body) != check:
        raise wrong
    exam, seed, language = parts
    for known in LANGUAGES:
        if known.upper() == language and seed.isdecimal():
            return exam.lower(), int(seed), known
    raise wrong

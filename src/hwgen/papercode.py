"""The short code on every page, from which the paper can be made again."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal
from unicodedata import normalize

from hwgen.errors import Diagnostic, UsageError
from hwgen.text import Language

Paper = Literal["a4", "letter"]
MOST_SEED = 10**12
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Without I, which looks like 1.
FORMS = "ABCDEFGHJK"
# Of fingerprints: no I, L, O or U, which look like 1, 0 or V.
LEGIBLE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Dashes and hyphens that programs put in place of the hyphen, and its full width.
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−－", "-"))
# As these are taken where somebody has typed a code.
ALIKE = str.maketrans("OIL", "011")
CODE = re.compile(
    r"(.+)-(\d+)(?:\.(?:(\d+)|([A-HJK])))?-([A-Z]{2}(?:-[A-Z]{2})?)(L?)(?:-([0-9A-Z]{4}))?-([0-9A-Z])", re.DOTALL
)


@dataclass(frozen=True)
class Code:
    """Such as QUIZ-7-EN-4KQ9-S; QUIZ-7.12-EN is the twelfth personal copy, QUIZ-7.B-EN form B, an L after the language letter paper.

    The `fingerprint` is that of what is asked; codes had none once. The last character is a check of the others.
    """

    exam: str
    seed: int
    language: Language
    paper: Paper = "a4"
    copy: int = 0
    form: str = ""
    fingerprint: str = ""

    @property
    def bare(self) -> Code:
        """Without its fingerprint: which paper it is, whatever it asks."""
        return replace(self, fingerprint="")

    def __str__(self) -> str:
        which = f".{self.form or self.copy}" if self.form or self.copy else ""
        body = f"{self.exam}-{self.seed}{which}-{self.language}{'L' if self.paper == 'letter' else ''}".upper()
        body += f"-{self.fingerprint}" if self.fingerprint else ""
        return f"{body}-{check_digit(body)}"


def check_digit(text: str) -> str:
    """The ISO/IEC 7064 MOD 37,36 check character of the letters and digits in `text`."""
    check = 36
    for char in text.upper():
        if char in ALPHABET:
            check = (check + ALPHABET.index(char)) % 36 or 36
            check = check * 2 % 37
    return ALPHABET[(37 - check) % 36]


def decode(code: str) -> Code:
    """Raises UsageError for a code that was misread."""
    typed = "".join(normalize("NFKC", code).translate(DASHES).split()).upper()
    read = CODE.fullmatch(typed)
    if read:
        exam, seed, copy, form, language, letter, fingerprint, _ = read.groups()
        number = int(copy or 0) or FORMS.index(form) + 1 if copy or form else 0
        known = Code(
            exam.lower(),
            int(seed),
            language.lower(),
            "letter" if letter else "a4",
            number,
            form or "",
            (fingerprint or "").translate(ALIKE),
        )
        if str(known).translate(ALIKE) == typed.translate(ALIKE):
            return known
        message = (
            f"a character of the paper code `{code}` is wrong: its last one, which checks the others, does not fit them"
        )
        hint = "compare each character with the code in the footer of the paper"
        raise UsageError(Diagnostic("not-a-paper-code", message, None, hint))
    hint = "it looks like QUIZ-7-EN-4KQ9-N or QUIZ-7.12-EN-4KQ9-7; compare each character"
    raise UsageError(Diagnostic("not-a-paper-code", f"`{code}` is not a paper code", None, hint))

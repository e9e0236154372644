"""Texts that would run something, or read a file, if any of the languages behind a paper were to understand them."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from attack import Place, Tally, place
from strings import write_item

SECRET = "the-secret-of-this-machine"


def texts(at: Place) -> list[str]:
    ran, secret = at.root / "ran", at.root / "secret.txt"
    secret.write_text(SECRET)
    return [
        f"\\immediate\\write18{{touch {ran}}}",
        f"\\input{{{secret}}}",
        f"$\\input{{{secret}}}$",
        f"\\directlua{{os.execute('touch {ran}')}}",
        f'#read("{secret}")',
        f'#include "{secret}"',
        f"\\VAR{{ ''.__class__.__mro__[1].__subclasses__() }} {{{{ 7*7 }}}} {{% include '{secret}' %}}",
        f"!!python/object/apply:os.system ['touch {ran}']",
        f"__import__('os').system('touch {ran}')",
        f"=cmd|' /C touch {ran}'!A0",
        f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><a>&x;</a>',
        f"![](../../../{secret})",
        f"![](file://{secret})",
        f"$(touch {ran}) `touch {ran}` ; touch {ran}",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "]]></text><question type='description'>",
    ]


def attack(count: int) -> Iterator[Tally]:
    with place(5) as at:
        tally = Tally(
            "TeX, Typst, Jinja, YAML, Python, shell, XML and CSV in texts and names, by both engines and for Moodle",
            "nothing runs, no file is read",
        )
        for text in texts(at)[: max(4, count)]:
            write_item(at.course, text)
            roster = at.root / "roster.csv"
            with roster.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([("id", "name"), ("1", text)])
            for words in (
                ("build", "planted", "--seed", "1", "--engine", "typst"),
                ("build", "planted", "--seed", "1", "--engine", "xelatex"),
                ("export", "moodle", "planted", "--seed", "7", "-o", "planted.xml"),
                tuple(at.copies("class", "--roster", str(roster))),
            ):
                done = at.run(*words)
                why = "it ran" if (at.root / "ran").exists() else "it was read" if read(at) else ""
                (at.root / "ran").unlink(missing_ok=True)
                tally.count(
                    f"{text[:50]}, {' '.join(words[:2])}",
                    held=not why and done.returncode in {0, 1, 2, 4},
                    why=why or done.stderr.decode()[-200:],
                )
        yield tally


def read(at: Place) -> bool:
    """Whether the secret stands in anything that was made."""
    files = [*at.course.glob("output/**/*"), *at.course.glob("class/**/*"), *at.course.glob("*.xml")]
    return any(SECRET.encode() in path.read_bytes() for path in files if path.is_file())

"""Files that are damaged, cut, enormous or nested without end: each is refused with a message, in bounded time and memory."""

from __future__ import annotations

import io
import resource
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from attack import Place, Tally, place

MEMORY = 2 * 2**30


def attack(count: int) -> Iterator[Tally]:
    with place(4) as at:
        yield damaged(
            at,
            "class lists in Excel",
            "class.xlsx",
            excel(),
            count,
            ("build", "named", "--seed", "7", "--dry-run", "--roster"),
        )
        yield damaged(
            at,
            "class lists in CSV",
            "class.csv",
            CSV.encode("utf-16"),
            count,
            ("build", "named", "--seed", "7", "--dry-run", "--roster"),
        )
        at.run("export", "moodle", "named", "--seed", "7", "-o", "quiz.xml")
        yield damaged(at, "Moodle XML", "damaged.xml", (at.course / "quiz.xml").read_bytes(), count, ("check-export",))
        yield damaged(at, "files of the cache", "", b"", count, ("list",))
        yield bombs(at)


CSV = "id,name\n" + "".join(f"2026{i:04},学生 {i}\n" for i in range(40))


def excel() -> bytes:
    from xlsxwriter import Workbook

    data = io.BytesIO()
    with Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for i, row in enumerate(line.split(",") for line in CSV.splitlines()):
            sheet.write_row(i, 0, row)
    return data.getvalue()


def damaged(at: Place, what: str, name: str, data: bytes, count: int, words: tuple[str, ...]) -> Tally:
    tally = Tally(f"{what}: bits flipped, cut off, parts repeated", "read, or refused with a message")
    for i in range(count):
        if name:
            path = at.course / name
            path.write_bytes(harmed(at, data))
            tally.ran(f"{name} {i}", at.run(*words, path))
        else:
            before = at.run(*words)
            for path in (at.root / "cache").rglob("*"):
                if path.is_file():
                    path.write_bytes(harmed(at, path.read_bytes()))
            after = at.run(*words)
            tally.count(
                f"cache {i}",
                held=(before.returncode, before.stdout) == (after.returncode, after.stdout),
                why=after.stderr.decode()[-200:],
            )
    return tally


def harmed(at: Place, data: bytes) -> bytes:
    random, changed = at.random, bytearray(data)
    if not changed:
        return data
    match random.choice(["flip", "cut", "repeat", "odd"]):
        case "flip":
            for _ in range(random.randint(1, 30)):
                changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
        case "cut":
            del changed[random.randrange(len(changed)) :]
        case "repeat":
            start = random.randrange(len(changed))
            changed[start:start] = changed[start : start + random.randrange(1, 500)]
        case _:
            del changed[random.randrange(len(changed))]
    return bytes(changed)


def bombs(at: Place) -> Tally:
    tally = Tally(f"bombs, with {MEMORY // 2**30} GB of memory", "refused with a message")
    items, exams = at.course / "bank/items/bomb.yaml", at.course / "bank/exams/bomb.yaml"
    for name, path, write, words in (
        (
            "YAML of 50 MB",
            items,
            lambda p: p.write_text("topic: x\nitems:\n" + "  - {id: a}\n" * 4_000_000),
            ("check", "--no-proofs"),
        ),
        ("a billion laughs in YAML", items, laughs, ("check", "--no-proofs")),
        (
            "YAML that contains itself",
            items,
            lambda p: p.write_text("topic: x\nitems: &a [*a]\n"),
            ("check", "--no-proofs"),
        ),
        ("YAML, 100,000 deep", items, lambda p: p.write_text("topic: " + "[" * 100_000), ("check", "--no-proofs")),
        ("an exam, 5,000 deep", exams, lambda p: p.write_text("title: " + "{a: " * 5000), ("check", "--no-proofs")),
        (
            "Excel that unpacks to 2 GB",
            at.course / "bomb.xlsx",
            zip_bomb,
            ("build", "named", "--seed", "7", "--dry-run", "--roster", "bomb.xlsx"),
        ),
        ("a billion laughs in XML", at.course / "bomb.xml", xml_laughs, ("check-export", "bomb.xml")),
        (
            "XML, 100,000 deep",
            at.course / "bomb.xml",
            lambda p: p.write_text("<quiz>" + "<a>" * 100_000),
            ("check-export", "bomb.xml"),
        ),
        ("a picture of 40,000 x 40,000", at.course / "bank/files/bomb.png", png_bomb, ("check", "--no-proofs")),
        ("SVG, 20,000 deep", at.course / "bank/files/bomb.svg", deep_svg, ("check", "--no-proofs")),
    ):
        path.parent.mkdir(exist_ok=True)
        write(path)
        tally.ran(name, at.run(*words, preexec_fn=limited), {0, 1, 2})
        path.unlink()
    return tally


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def laughs(path: Path) -> None:
    lines = ["topic: x", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    path.write_text("\n".join(lines))


def xml_laughs(path: Path) -> None:
    entities = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    path.write_text(f'<!DOCTYPE quiz [<!ENTITY a0 "ha">{entities}]><quiz>&a9;</quiz>')


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(excel())) as sound, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in sound.namelist():
            with bomb.open(name, "w", force_zip64=True) as file:
                file.write(sound.read(name))
                for _ in range(2048 if name.endswith("sheet1.xml") else 0):
                    file.write(bytes(2**20))


def png_bomb(path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    size = (40_000).to_bytes(4, "big")
    packer = zlib.compressobj(9)
    rows = b"".join([*(packer.compress(bytes(5001)) for _ in range(40_000)), packer.flush()])
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size * 2 + b"\1\0\0\0\0") + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def deep_svg(path: Path) -> None:
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">' + "<g>" * 20_000 + "</g>" * 20_000 + "</svg>"
    )

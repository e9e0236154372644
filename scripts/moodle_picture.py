"""docs/moodle-question.png: a question of an export as a browser shows it, from the XML itself.

`make moodle-picture` installs Chromium and MathJax for it. The frame around the question is ours; its texts, options,
feedback and pictures are those of the file.
"""

from __future__ import annotations

import base64
import subprocess
import sys
import tempfile
from pathlib import Path

from lxml import etree

from hwgen.bank.loading import load_course
from hwgen.lms.export import Target, export_pools, slots_of
from hwgen.lms.platforms import PLATFORMS

ROOT = Path(__file__).parents[1]
PAGE = """<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><style>
body {{ font: 15px/1.5 "DejaVu Sans", "Noto Sans CJK SC", sans-serif; margin: 24px; width: 820px; background: white; }}
.q {{ background: #e7f3f5; padding: 18px 24px; border-radius: 4px; }} .q p {{ margin: 0 0 .6em; }}
.o {{ display: flex; gap: 8px; }} .o p {{ margin: .15em 0; }} .why {{ background: #fcefdc; padding: 2px 10px; }}
.f {{ background: #fcefdc; padding: 12px 24px; margin-top: 12px; border-radius: 4px; }} img {{ max-height: 120px; }}
</style><script>MathJax = {{ svg: {{ fontCache: "none" }} }};</script><script src="{mathjax}"></script></head><body>
{questions}</body></html>"""


def with_pictures(element: etree._Element | None) -> str:
    """The HTML of an element, its files in place."""
    if element is None:
        return ""
    html = element.findtext("text") or ""
    for file in element.findall("file"):
        kind = "svg+xml" if str(file.get("name")).endswith("svg") else "png"
        data = base64.b64encode(base64.b64decode(file.text or "")).decode()
        html = html.replace(f"@@PLUGINFILE@@/{file.get('name')}", f"data:image/{kind};base64,{data}")
    return html


def shown(question: etree._Element) -> str:
    """The question, answered with its first wrong option."""
    options = []
    chosen = next(i for i, answer in enumerate(question.findall("answer")) if answer.get("fraction") == "0")
    for letter, answer in zip("ABCD", question.findall("answer"), strict=False):
        mine = letter == "ABCD"[chosen]
        told = f'<div class="why">{with_pictures(answer.find("feedback"))}</div>' if mine else ""
        tick = " checked" if mine else ""
        options.append(f'<div class="o"><input type="radio"{tick}> {letter}. {with_pictures(answer)} {told}</div>')
    body = with_pictures(question.find("questiontext")) + "".join(options)
    return f'<div class="q">{body}</div><div class="f">{with_pictures(question.find("generalfeedback"))}</div>'


def main(mathjax: str, target: str, language: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        course, out = load_course(ROOT), Path(folder) / "pool.xml"
        slots = slots_of(course, ["conv-layer"], None, 10)
        export_pools(course, slots, (), 1, 11, Target(PLATFORMS["moodle"], [language], out))  # type: ignore[list-item]
        question = next(q for q in etree.parse(str(out)).getroot() if q.get("type") == "multichoice")
        page = Path(folder) / "page.html"
        page.write_text(PAGE.format(language=language, mathjax=mathjax, questions=shown(question)), encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=8000"]
        flags += ["--disable-background-networking", "--force-device-scale-factor=1.5", "--window-size=880,500"]
        command = ["chromium", *flags, f"--user-data-dir={folder}/profile", f"--screenshot={target}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    main(*sys.argv[1:4])

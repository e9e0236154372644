"""An essay with what a marker needs of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from hwgen.lms.imported import Data
from hwgen.lms.moodle.importing.formats import as_html
from hwgen.lms.moodle.importing.html import of_class
from hwgen.lms.moodle.importing.losses import EMPTY, points_of
from hwgen.lms.moodle.importing.record import Record
from hwgen.lms.moodle.importing.texts import Texts, Tongues
from hwgen.lms.xmltree import text_of
from hwgen.words.words import nearest

RUBRIC = "hwgen-rubric"
MOST_LINES, USUAL_LINES = 45, 15
LONGEST_LIMIT = 40
PICTURE = re.compile(r"!\[[^\]]*\]\((?:<[^>]*>|[^)]*)\)")


def essay(texts: Texts, id: str) -> Record | None:
    _report(texts)
    info = texts.node.first("graderinfo")
    model: Tongues = dict.fromkeys(texts.languages, "")
    rubric: list[Data] = []
    if info is not None:
        files = texts.files(info)
        trees = texts.trees(as_html(info.content("text"), texts.format(info)))
        tables = {at: of_class(tree, "table", RUBRIC) for at, tree in trees.items()}
        if all(tables.values()):
            rubric = list(_rubric(texts, {at: parts[0] for at, parts in tables.items()}, files))
        if rubric:
            for parts in tables.values():
                parts[0].drop_tree()
        model = texts.of(trees, files)
    solution = texts.bilingual(texts.node.first("generalfeedback"))
    if any(solution.values()) and _without_pictures(solution) != _without_pictures(model):
        model = {at: "\n\n".join(filter(None, (model[at], solution[at]))) for at in model}
    if not any(model.values()):
        texts.doubt("import-no-model", "there is no model answer")
        model = {at: nearest(at)["platform.no_model"] for at in texts.languages}
    if not rubric:
        texts.doubt("import-no-rubric", "there is no marking scheme; all points depend on the model answer")
        line = {at: nearest(at)["platform.by_model"] for at in texts.languages}
        rubric = [{"text": line, "points": points_of(texts)}]
    lines = texts.node.content("responsefieldlines", default=str(USUAL_LINES))
    count = int(lines) if lines.isascii() and lines.isdigit() and len(lines) < 6 else 0
    template = texts.bilingual(texts.node.first("responsetemplate"))
    data = {
        "id": id,
        "kind": "essay",
        "stem": texts.stem(),
        "model": model,
        "rubric": rubric,
        "lines": min(MOST_LINES, count) or USUAL_LINES,
        **({"template": template} if any(template.values()) else {}),
    }
    return Record(data)


def _without_pictures(model: Tongues) -> Tongues:
    """A model answer without the names of its pictures, which stand in each element under names of their own."""
    return {at: PICTURE.sub("![]()", text) for at, text in model.items()}


def _rubric(texts: Texts, tables: dict[str, HtmlElement], files: dict[str, bytes]) -> Iterator[Data]:
    """The lines of the marking scheme that an export of hwgen writes."""
    rows = {at: [row.findall("td") for row in table.iter("tr")] for at, table in tables.items()}
    for cells in zip(*rows.values(), strict=False):
        points = text_of(cells[0][1]).strip() if all(len(c) == 2 for c in cells) else ""
        if points.isascii() and points.isdigit() and int(points) > 0:
            lines = {at: pair[0] for at, pair in zip(rows, cells, strict=True)}
            yield {"text": texts.of(lines, files), "points": int(points)}


def _report(texts: Texts) -> None:
    """What a student could do there that a paper has no place for."""
    node = texts.node
    if node.content("attachments") not in EMPTY or node.content("attachmentsrequired") not in EMPTY:
        texts.doubt("import-essay-files", "files could be attached to the answer; a paper has no place for them")
    low, high = node.content("minwordlimit"), node.content("maxwordlimit")
    if low not in EMPTY or high not in EMPTY:
        limits = f"from {low or 0}" + (f" to {high}" if high not in EMPTY else "")
        texts.doubt("import-essay-limits", f"a limit of words ({limits[:LONGEST_LIMIT]}) was dropped")
    if node.content("responseformat") == "monospaced":
        texts.doubt("import-element-lost", "answers were typed in a monospaced font; on paper, they are handwritten")

"""Items as questions, in the form of Moodle's, from which items of a bank are made: what each response gets is worked out, not read off."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from lxml import etree

from hwgen.errors import Diagnostic
from hwgen.lms.archives import opened
from hwgen.lms.imported import LONGEST_NAME, Imported
from hwgen.lms.moodle.importing.items import Importer
from hwgen.lms.moodle.parsing import Node
from hwgen.lms.platforms import SIGNATURE
from hwgen.lms.qti import cloze
from hwgen.lms.qti.checks import interactions
from hwgen.lms.qti.contents import Contents, plain
from hwgen.lms.qti.parsing import Declaration, Item, read
from hwgen.lms.qti.processing import Unsupported
from hwgen.lms.qti.scoring import OPTIONS, TYPED, Scored, constants, is_by_hand
from hwgen.lms.qti.values import UNFIT, Value, container, items_of
from hwgen.lms.xmltree import text_of
from hwgen.numerals import machine
from hwgen.text import Language

HOTTEXT = "qti-hottext-interaction"
GAP_MATCH = "qti-gap-match-interaction"
# What draws numbers, or a text, of which the item shows another one to each.
TEMPLATE = ("qti-template-declaration", "qti-template-processing")
TRUTHS = {"true", "false"}
NEAR = 1e-6


def read_items(
    data: bytes,
    name: str,
    taken: set[str],
    folder: str,
    course: tuple[Language, ...],
    language: Language | None = None,
) -> Imported:
    importer = Importer("QTI", name, taken, folder, course, language)
    archive = opened(data) if data.startswith(SIGNATURE) else None
    for part in read(data):
        if isinstance(part, Diagnostic):
            importer.imported.doubts.append(part)
            continue
        importer.imported.file = part.file
        question = _Question(part, Contents(part, archive), importer)
        if next(part.root.iter(*TEMPLATE), None) is not None:
            question.doubt("import-question-lost", "its numbers are drawn anew each time; it was left out")
            continue
        try:
            node = question.node()
        except UNFIT as e:
            question.doubt("import-question-lost", f"its scores cannot be worked out: {e}")
        else:
            importer.take(node)
    return importer.finish()


@dataclass(frozen=True)
class _Question:
    """An item on its way to a question."""

    item: Item
    contents: Contents
    importer: Importer

    @cached_property
    def scored(self) -> Scored:
        """By its processing or, where that cannot be worked out or gives no points, by the responses that are declared correct."""
        declared = Scored(self.item, declared=True)
        try:
            scored = Scored(self.item)
            if scored.full > NEAR or not declared.full:
                return scored
            why = "its processing gives no points"
        except UNFIT as e:
            if not declared.full:
                raise
            why = f"its scores cannot be worked out ({e})"
        self.doubt("import-marks-lost", f"{why}; it was taken as its correct responses say")
        return declared

    def doubt(self, rule: str, message: str, line: int = 0) -> None:
        self.importer.imported.doubt(rule, line or self.item.line, self.item.title, message)

    def node(self) -> Node:
        """Raises what UNFIT lists."""
        self.doubt_keys()
        interactions = self.scored.interactions
        if len(interactions) == 1 and interactions[0].tag != GAP_MATCH:
            type, answers = self.alone(interactions[0])
            stem = self.stem(interactions[0])
        elif interactions:
            type, answers, stem = "cloze", [], self.with_fields(interactions)
        else:
            type, answers, stem = "no interaction", [], ""
        general = "\n".join(self.contents.html(e, hidden=True) for e in self.feedback_to_all)
        node = plain("question", "", self.item, type=type)
        node.children = [
            self.named("name", self.item.title),
            self.contents.text("questiontext", stem),
            self.contents.text("generalfeedback", general),
            plain("defaultgrade", f"{self.worth:g}", self.item),
            plain("idnumber", self.item.id, self.item),
            Node("tags", {}, self.item.line, [self.named("tag", tag) for tag in self.item.tags]),
            *answers,
        ]
        return node

    def doubt_keys(self) -> None:
        """Says where more is declared correct than one response can have, or what is not offered."""
        unknown = (one for one in interactions(self.item) if one.rule == "qti-right-unknown")
        self.importer.imported.doubts += (replace(one, subject=self.item.title[:LONGEST_NAME]) for one in unknown)
        for response in self.item.responses.values():
            if response.cardinality == "single" and len(response.values) > 1:
                first, *others = (f"`{' '.join(value.split())[:LONGEST_NAME]}`" for value in response.values)
                message = f"several values are declared correct where one can be given: {first} was taken, {', '.join(others)} not"
                self.doubt("import-key-doubtful", message, response.line)

    def stem(self, element: etree._Element) -> str:
        """The text around an interaction, with a line where the text goes on behind it; and what it asks."""
        words = str(element.tag) == HOTTEXT
        prompt = self.contents.html(element if words else element.find("qti-prompt"))
        beside = "".join(text_of(e) + (e.tail or "") for e in element.itersiblings())
        if element.tag in cloze.INLINE and re.search(r"\w", (element.tail or "") + beside):
            cloze.put(element, "____")
        return self.contents.html(self.item.body) + prompt

    def named(self, name: str, text: str) -> Node:
        node = plain(name, "", self.item)
        node.children.append(plain("text", text, self.item))
        return node

    @property
    def worth(self) -> float:
        """What all of it counts, as far as the item says."""
        score = self.item.outcomes.get("SCORE")
        return (score.most if score else None) or self.scored.full or 1.0

    def alone(self, element: etree._Element) -> tuple[str, list[Node]]:
        """Moodle's name for what an interaction asks, and its answers."""
        response = self.item.responses.get(element.get("response-identifier") or "")
        name = str(element.tag)[4:-12]
        if response is None:
            raise Unsupported("a response that is not declared", self.item.line)
        if element.tag in OPTIONS:
            return self.choice(response, element)
        if element.tag == "qti-slider-interaction":
            self.changed("a slider", "a number to be typed")
        if element.tag in TYPED and response.base in ("float", "integer"):
            return "numerical", [self.number(*one) for one in self.intervals(response)]
        if element.tag in TYPED and is_by_hand(response, element):
            return "essay", self.essay(element, response)
        if element.tag in TYPED:
            return "shortanswer", self.spellings(response)
        if element.tag == "qti-match-interaction":
            return "ddmatch", self.pairs(response, element)
        if element.tag == "qti-associate-interaction":
            return "ddmatch", self.associated(response, element)
        if element.tag == "qti-order-interaction":
            return "ordering", self.ordered(response, element)
        return name, []

    def choice(self, response: Declaration, element: etree._Element) -> tuple[str, list[Node]]:
        options = list(element.iter(OPTIONS[str(element.tag)]))
        ids = [option.get("identifier") or "" for option in options]
        shares = self.shares(response, ids)
        if {id.lower() for id in ids} == TRUTHS:
            return "truefalse", [
                self.answer(id.lower(), share, self.feedback_to(response, id))
                for id, share in zip(ids, shares, strict=True)
            ]
        answers = [
            self.answer(self.contents.html(option), share, self.feedback_to(response, id), format="html")
            for option, id, share in zip(options, ids, shares, strict=True)
        ]
        single = response.cardinality == "single" or element.get("max-choices") == "1"
        return "multichoice", [plain("single", str(single).lower(), self.item), *answers]

    def shares(self, response: Declaration, ids: Sequence[str]) -> list[float]:
        """What each option is worth: alone, or as one of several."""
        id = response.identifier
        if response.cardinality == "single" or not items_of(response.right):
            return [self.scored.share(id, container([one], response.cardinality)) for one in ids]
        right = items_of(response.right)
        points = self.scored.points(id)
        if response.mapped and points:
            return [response.mapped.exact.get(one, response.mapped.default) / points for one in ids]
        self.doubt("import-marks-lost", "points were given only for all right options together; each now has its share")
        return [1 / len(right) if one in right else -1 / max(1, len(ids) - len(right)) for one in ids]

    def spellings(self, response: Declaration) -> list[Node]:
        mapped = response.mapped
        known = [*items_of(response.right), *(mapped.exact if mapped else ()), *(mapped.folded if mapped else ())]
        spelt = list(dict.fromkeys(map(str, known)))
        marks = {one: self.scored.share(response.identifier, container([one], response.cardinality)) for one in spelt}
        written = self.as_written(response)
        first = next((one for one in spelt if marks[one] > 1 - NEAR), "")
        case = first.swapcase() != first and self.scored.share(response.identifier, first.swapcase()) < 1 - NEAR
        unique = dict.fromkeys(written.get(one, one) for one in spelt)
        nodes = [
            self.answer(one.replace("*", r"\*"), marks.get(one, marks.get(one.lower(), 0.0)), "") for one in unique
        ]
        return [plain("usecase", str(int(case)), self.item), *nodes]

    def as_written(self, response: Declaration) -> dict[str, str]:
        """The spellings of a mapping as they stand in it, by what they are without capitals."""
        entries = self.item.root.iter("qti-map-entry")
        correct = {str(one).lower(): str(one) for one in items_of(response.right)}
        return {key.lower(): key for e in entries if (key := e.get("map-key") or "")} | correct

    def intervals(self, response: Declaration) -> Iterator[tuple[Fraction, Fraction, float, str]]:
        """The numbers that get points or a remark of their own: middle, tolerance, share, remark. The right ones come first."""
        bounds = sorted({Fraction(str(value)) for value in constants(self.item, response)})
        right = [Fraction(str(value)) for value in items_of(response.right)]
        bounds = sorted({*bounds, *right})
        parts = [self.judged(response, bound, bound) for bound in bounds]
        between = [self.judged(response, low, high) for low, high in pairwise(bounds)]
        whole: list[tuple[Fraction, Fraction, float, str]] = []
        for low, high, share, remark in sorted([*parts, *between]):
            if not share and not remark:
                continue
            last = whole[-1] if whole else None
            if last and last[1] >= low and abs(last[2] - share) < NEAR and last[3] == remark:
                whole[-1] = (last[0], max(last[1], high), share, remark)
            else:
                whole.append((low, high, share, remark))
        # An edge belongs to the interval that it ends.
        kept = [
            one for one in whole if one[0] < one[1] or not any(o[0] <= one[0] <= o[1] for o in whole if o[0] < o[1])
        ]
        for low, high, share, remark in sorted(kept, key=lambda one: -one[2]):
            inside = [value for value in right if low <= value <= high] if share > 1 - NEAR else []
            middle = inside[0] if inside else (low + high) / 2
            yield middle, min(middle - low, high - middle), share, remark

    def judged(self, response: Declaration, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction, float, str]:
        value = float((low + high) / 2)
        return low, high, self.scored.share(response.identifier, value), self.feedback_to(response, value)

    def number(self, middle: Fraction, tolerance: Fraction, share: float, remark: str) -> Node:
        node = self.answer(machine(middle), share, remark)
        node.children.append(plain("tolerance", machine(tolerance), self.item))
        return node

    def pairs(self, response: Declaration, element: etree._Element) -> list[Node]:
        lefts, rights = ({e.get("identifier"): e for e in one} for one in element.iterchildren("qti-simple-match-set"))
        nodes = []
        used = set()
        for pair in map(str, items_of(response.right)):
            left, right = pair.split(" ")
            if left in lefts and right in rights:
                used.add(right)
                nodes.append(self.pair(self.contents.html(lefts[left]), self.contents.html(rights[right])))
        return nodes + [self.pair("", self.contents.html(e)) for id, e in rights.items() if id not in used]

    def associated(self, response: Declaration, element: etree._Element) -> list[Node]:
        """Pairs of one set as those of two; what belongs to several stands on the right."""
        choices = {str(e.get("identifier")): e for e in element.iterchildren("qti-simple-associable-choice")}
        pairs = [str(pair).split(" ") for pair in items_of(response.right)]
        uses = Counter(id for pair in pairs for id in pair)
        sides = [sorted(pair, key=uses.__getitem__) for pair in pairs if len(pair) == 2 and choices.keys() >= {*pair}]
        rest = [id for id in choices if not uses[id]]
        self.changed("pairs that are made of one list", "a matching of two lists")
        nodes = [self.pair(self.contents.html(choices[a]), self.contents.html(choices[b])) for a, b in sides]
        return nodes + [self.pair("", self.contents.html(choices[id])) for id in rest]

    def pair(self, left: str, right: str) -> Node:
        node = self.contents.text("subquestion", left)
        node.children.append(self.contents.text("answer", right))
        return node

    def ordered(self, response: Declaration, element: etree._Element) -> list[Node]:
        entries = {e.get("identifier"): e for e in element.iterchildren("qti-simple-choice")}
        known = [str(id) for id in items_of(response.right) if id in entries]
        return [self.answer(self.contents.html(entries[id]), 1.0, "", format="html") for id in known]

    def essay(self, element: etree._Element, response: Declaration) -> list[Node]:
        rubrics = [e for e in self.item.root.iter("qti-rubric-block") if "scorer" in (e.get("view") or "")]
        info = "\n".join(self.contents.html(rubric) for rubric in rubrics)
        begun = " ".join(map(str, items_of(response.default)))
        lines = element.get("expected-lines") or ""
        return [
            self.contents.text("graderinfo", info),
            self.contents.text("responsetemplate", begun),
            *([plain("responsefieldlines", lines, self.item)] if lines else []),
        ]

    def answer(self, text: str, share: float, remark: str, format: str = "plain_text") -> Node:
        node = self.contents.text("answer", text, fraction=f"{100 * share:.7g}")
        node.attributes["format"] = format
        if remark:
            node.children.append(self.contents.text("feedback", remark))
        return node

    # Feedback: what is shown after a response, and only after it.

    def shown(self, given: Mapping[str, Value]) -> list[etree._Element]:
        state = self.scored.run({**self.scored.right, **given})
        return [e for e in self.item.root.iter(*cloze.FEEDBACK) if _is_shown(e, state)]

    @cached_property
    def feedback_to_all(self) -> list[etree._Element]:
        """What is shown whatever the response is."""
        nothing: dict[str, Value] = dict.fromkeys(self.item.responses)
        return [e for e in self.shown({}) if e in self.shown(nothing)]

    def feedback_to(self, response: Declaration, value: str | float) -> str:
        """What is said of a response, beside what is said of each."""
        given = container([value], response.cardinality)
        own = [e for e in self.shown({response.identifier: given}) if e not in self.feedback_to_all]
        return "\n".join(self.contents.html(e, hidden=True) for e in own if _belongs(e, response, self.item))

    # Several interactions: a text with fields.

    def with_fields(self, interactions: Sequence[etree._Element]) -> str:
        """The text of the item, in which a field stands for each interaction, in the notation of Moodle."""
        for element in interactions:
            if element.tag == GAP_MATCH and self.gaps(element):
                continue
            type, answers = self.alone(element)
            field = cloze.field(type, answers, self.scored.points(element.get("response-identifier") or ""))
            if field is None:
                self.doubt("import-answer-lost", f"its part of type `{str(element.tag)[4:-12]}` was dropped")
                continue
            cloze.put(element, field, self.contents.html(element.find("qti-prompt")))
        body = self.item.body
        assert body is not None
        cloze.gather(body)
        return self.contents.html(body)

    def gaps(self, element: etree._Element) -> bool:
        """Whether texts are dragged into gaps; then each gap becomes a field to choose from."""
        response = self.item.responses.get(element.get("response-identifier") or "")
        texts = {e.get("identifier"): e for e in element.iterchildren("qti-gap-text")}
        pairs = [str(pair).split(" ") for pair in items_of(response.right)] if response else []
        if not texts or not pairs or element.find("qti-gap-img") is not None:
            return False
        for gap in list(element.iter("qti-gap")):
            right = [text for text, *places in pairs if gap.get("identifier") in places]
            options = [
                self.answer(self.contents.html(text), float(id in right), "", format="html")
                for id, text in texts.items()
            ]
            # A gap that is to be left empty is one in the text.
            cloze.put(gap, (right and cloze.field("multichoice", options, 1)) or "____")
        for text in texts.values():
            element.remove(text)
        element.tag = "div"
        self.changed("a gap to drag texts to", "a field to choose from")
        return True

    def changed(self, what: str, became: str) -> None:
        self.doubt("import-kind-changed", f"{what} became {became}")


def _is_shown(element: etree._Element, state: Mapping[str, Value]) -> bool:
    value = state.get(element.get("outcome-identifier") or "")
    hit = (element.get("identifier") or "") in items_of(value)
    return hit if element.get("show-hide", "show") == "show" else not hit


def _belongs(element: etree._Element, response: Declaration, item: Item) -> bool:
    """Whether feedback can be to this response: none that stands in an option of another interaction."""
    for above in element.iterancestors():
        id = above.get("response-identifier")
        if id:
            return id == response.identifier
    place = response.identifier.removeprefix("RESPONSE")
    outcome = element.get("outcome-identifier") or ""
    return len(item.responses) == 1 or outcome == f"FEEDBACK{place}"

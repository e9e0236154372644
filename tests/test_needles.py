"""What a pattern cannot do without, and that nothing is lost by asking for it first."""

import pytest

from hwgen.bank.course import Course
from hwgen.flaws import contrasts, foreign
from hwgen.flaws.editor import bank_items
from hwgen.flaws.needles import needles, those_in
from hwgen.kinds import kind_of


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("stride", {"stride"}),
        ("Bias|offset", {"bias", "offset"}),
        ("strides?", {"stride"}),
        ("(?:two|both) biases", {" biases"}),
        ("(?:average|mean)s?", {"average", "mean"}),
        ("(?:the )?mean", {"mean"}),
        ("(?<!no )(?:more|larger) than(?! one)", {" than"}),
        (r"base(?:-| )\$?2", {"base"}),
        (r"\$10", {"$10"}),
        ("L_?1", {"l"}),
        ("[每单]个|平均每", {"个", "平均每"}),
        ("[年月][末底]", {""}),
        ("(?:a|b)*", {""}),
        ("x{0,3}y{2}", {"y"}),
        (r"prun\w+", {"prun"}),
        (r"\ue000 bits", {" bits"}),
        ("a|", {"a", ""}),
    ],
)
def test_what_a_pattern_needs(pattern: str, needed: set[str]) -> None:
    assert needles(pattern) == needed


def test_needles_are_there_whatever_the_case() -> None:
    assert those_in("Strides of 2", ["stride", "bias", ""]) == {"stride", ""}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_lost_in_the_texts_of_the_bank(course: Course, language: str) -> None:
    seen = 0
    for item in bank_items(course)[::7]:
        for part in item.problem.parts:
            for passage in kind_of(part).passages(part):
                text = passage.text.get(language, "")
                named = [(group, concept) for group, concept, _ in contrasts._matches(text, language)]
                patterns = contrasts._patterns(language)
                assert named == [(group, concept) for group, concept, _, pattern in patterns if pattern.search(text)]
                shown = foreign.shown(text, language)
                subjects = {name for name, _, pattern in foreign._patterns(language) if pattern.search(shown)}
                assert foreign._about(text, language) == subjects
                seen += len(named) + len(subjects)
    assert seen > 100

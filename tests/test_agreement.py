"""English nouns agree with their verbs and articles; Chinese words do not stand twice."""

from __future__ import annotations

import pytest

from hwgen.flaws import editor  # noqa: F401  (its rules)
from hwgen.flaws.reading import Reading
from hwgen.flaws.rules import RULES
from hwgen.kinds.kind import Passage
from hwgen.text import Language, Text


def slips(text: str, language: Language = "en") -> list[str]:
    reading = Reading("q", (), (Passage("stem", Text({language: text})),), (language,))
    return [finding.message for finding in RULES["grammar-slip"](reading)]


@pytest.mark.parametrize(
    "slip",
    [
        "The sizes is 3.",
        "The layer halves it, and it follows that the outputs is small.",
        "Its hidden states was zero.",
        "This adds a weights to each row.",
        "It has an outputs of 3.",
        "The output are 3.",
        "A convolutional layer have 3 of them.",
        "The final loss were larger.",
        "What is the sizes of the two inputs?",
        "What are the gradient of this?",
        "There is three layers.",
        "There are one layer.",
        "These layer are linear.",
        "This matrices are square.",
        "They has no bias.",
        "Another kernels of side 3 follows.",
        "How many learnable parameter does it have?",
        "How many neuron are there?",
    ],
)
def test_a_slip_is_seen(slip: str) -> None:
    assert slips(slip)


@pytest.mark.parametrize(
    "sound",
    [
        "The number of outputs is 3.",
        "The size of the outputs is 3.",
        "One of the layers is linear.",
        "The input and the output are 3.",
        "The height, the width and the depth are 3.",
        "It is as if the model were smaller.",
        "What are the loss and the accuracy?",
        "Does it have biases, and do they have a use?",
        "This weights the samples, and that layers share is no loss.",
        "By means of a weights-only file, and a means of control.",
        "There are one or two layers.",
        "How many bits per weight are there?",
        "How many of each batch are lost?",
        "How many output channels does it have?",
        "With a length of 1 some positions get nothing.",
        "A factor below 1 makes the gradients smaller.",
        "Each outputs a value. The layer outputs are 3.",
        "How many percentage points is $h$?",
    ],
)
def test_a_sound_text_is_left_alone(sound: str) -> None:
    assert slips(sound) == []


def test_chinese_words_stand_once() -> None:
    assert slips("输出是是 3。", "zh") == ["“是是”"]
    assert slips("它没有有限的最小值点。", "zh") == []

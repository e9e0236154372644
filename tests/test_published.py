"""Values that papers and course notes print, found again by the generators' own formulas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import pytest

from hwgen import Computed, Formulas, R
from hwgen.bank.course import Course
from hwgen.draw import walk
from hwgen.problem.formula import quickly
from hwgen.problem.generator import Generator

Find = Callable[..., Formulas]


@pytest.fixture(scope="module")
def formulas(course: Course) -> Find:
    """The closed form of a catalogue entry, as its generator uses it for draws that hold some values; each is looked for once."""

    @cache
    def found(about: str, **fixed: object) -> Formulas:
        return look_for(course, about, fixed)

    return found


def look_for(course: Course, about: str, fixed: Mapping[str, object]) -> Formulas:
    for generator in course.items.values():
        if isinstance(generator, Generator):
            with quickly():
                for problem, draw in walk(generator.recipe):
                    for part in problem.parts:
                        matches = all(draw.params.get(name) == value for name, value in fixed.items())
                        if isinstance(part, Computed) and part.about == about and matches:
                            return part.formulas
                    if all(getattr(p, "about", "").split("/")[0] != about.split("/")[0] for p in problem.parts):
                        break
    raise AssertionError(f"no generator asks {about}")


@pytest.mark.parametrize(
    ("n", "k", "s", "p", "d", "side"),
    [
        # AlexNet (Krizhevsky et al. 2012, with the input of 227 that its numbers need): conv1 to conv5
        (227, 11, 4, 0, 1, 55),
        (27, 5, 1, 2, 1, 27),
        (13, 3, 1, 1, 1, 13),
        # ResNet-50 (He et al. 2016, table 1): conv1, the stride of conv3_1
        (224, 7, 2, 3, 1, 112),
        (56, 3, 2, 1, 1, 28),
        # LeNet-5 (LeCun et al. 1998): C1 and C3
        (32, 5, 1, 0, 1, 28),
        (14, 5, 1, 0, 1, 10),
        # Dumoulin and Visin (2016), figures 2.1 to 2.7 and 5.1
        (4, 3, 1, 0, 1, 2),
        (5, 4, 1, 2, 1, 6),
        (5, 3, 1, 1, 1, 5),
        (5, 3, 1, 2, 1, 7),
        (5, 3, 2, 0, 1, 2),
        (5, 3, 2, 1, 1, 3),
        (6, 3, 2, 1, 1, 3),
        (7, 3, 1, 0, 2, 3),
        # CS231n, notes on convolutional networks
        (7, 3, 1, 0, 1, 5),
        (7, 3, 2, 0, 1, 3),
        (32, 5, 1, 2, 1, 32),
    ],
)
def test_sides_of_feature_maps(formulas: Find, n: int, k: int, s: int, p: int, d: int, side: int) -> None:
    assert formulas("cnn/conv2d-output-size", g=1)({"n": n, "k": k, "s": s, "p": p, "d": d, "g": 1}).key == side


@pytest.mark.parametrize(
    ("f", "c", "k", "count"),
    [
        # VGG-16 (Simonyan and Zisserman 2015), configuration D
        (64, 3, 3, 1_792),
        (64, 64, 3, 36_928),
        (128, 64, 3, 73_856),
        (128, 128, 3, 147_584),
        (256, 128, 3, 295_168),
        (256, 256, 3, 590_080),
        (512, 256, 3, 1_180_160),
        (512, 512, 3, 2_359_808),
        # AlexNet's first layer; LeNet-5's C1; CS231n's ten filters of 5×5×3
        (96, 3, 11, 34_944),
        (6, 1, 5, 156),
        (10, 3, 5, 760),
    ],
)
def test_parameters_of_convolutions_with_biases(formulas: Find, f: int, c: int, k: int, count: int) -> None:
    at = {"filters": f, "channels": c, "kernel": k, "size": 32}
    assert formulas("cnn/conv2d-param-count", bias=1)(at).key == count


def test_the_first_stages_of_resnet_50_have_no_biases(formulas: Find) -> None:
    weights = formulas("cnn/conv2d-param-count", bias=0)
    for f, c, k, count in ((64, 3, 7, 9_408), (64, 64, 1, 4_096), (64, 64, 3, 36_864), (256, 64, 1, 16_384)):
        at = {"filters": f, "channels": c, "kernel": k, "size": 56}
        assert weights.values(at)["count"] == count


def test_lenet_5(formulas: Find) -> None:
    totals = formulas("cnn/lenet-params")({"n": 32, "c1": 6, "c2": 16, "f1": 120, "f2": 84, "q": 10}).key
    assert totals == (156, 2_416, 48_120, 10_164, 850, 61_706)


def test_transformer_base(formulas: Find) -> None:
    """Vaswani et al. (2017): d = 512, d_ff = 2048, 8 heads; counts of PyTorch's modules."""
    assert formulas("attn/mha-params")({"d": 512, "h": 8, "b": 1}).key == 1_050_624
    assert formulas("attn/encoder-layer-params")({"d": 512, "r": 4}).key == 3_152_384


def test_gpt_2_small(formulas: Find) -> None:
    """Radford et al. (2019): 12 layers of width 768, a vocabulary of 50,257, 1,024 positions, a last LayerNorm."""
    layers = 12 * formulas("attn/encoder-layer-params")({"d": 768, "r": 4}).key
    embeddings = formulas("attn/embedding-params")({"V": 50_257, "d": 768, "n": 1024, "t": 1}).key
    assert layers + embeddings + 2 * 768 == 124_439_808


def test_the_bounds_of_an_lstm_in_pytorch_and_in_textbooks(formulas: Find) -> None:
    lstm = formulas("rnn/lstm-params")
    assert lstm({"d": 10, "h": 20, "b": 1}).key == 2_480
    assert lstm({"d": 10, "h": 20, "b": 2}).key == 2_560


def test_a_block_of_wavenet(formulas: Find) -> None:
    """Van den Oord et al. (2016), section 2.1: dilations from 1 to 512 with kernels of 2 see 1,024 inputs; with fewer layers 16."""
    stack = formulas("cnn/dilated-receptive-field")
    assert stack({"L": 10, "k": 2, "r": 2}).key == 1_024
    assert stack({"L": 4, "k": 2, "r": 2}).key == 16


@pytest.mark.parametrize(
    ("e", "m", "largest", "spacing", "smallest"),
    [
        # FP16 (IEEE 754); E5M2 (Micikevicius et al. 2022, table 1), as exponents of 2 where they are powers
        (5, 10, 65_504, -10, -14),
        (5, 2, 57_344, -2, -14),
    ],
)
def test_floating_point_formats(formulas: Find, e: int, m: int, largest: int, spacing: int, smallest: int) -> None:
    expected = {"largest": R(largest), "spacing": R(2) ** spacing, "smallest": R(2) ** smallest}
    for what, value in expected.items():
        assert formulas("sys/float-format", q=what)({"e": e, "m": m}).key == value


def test_one_nesterov_in_all_questions(formulas: Find) -> None:
    """Sutskever et al. (2013), equations 3 and 4: with a velocity of gradients or one of steps, the weights are the same."""
    numbers = {"a": 2, "e": R(1, 10), "m": R(9, 10)}
    offered = formulas("opt/momentum-steps")({**numbers, "x0": 4, "T": 2}).wrong["nesterov-form"]
    assert offered == formulas("opt/nesterov-steps")({**numbers, "w": 4}).key

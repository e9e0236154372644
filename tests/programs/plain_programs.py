"""Programs of the bank that need NumPy at most: completed by the key, each computes what it is meant to compute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from bank_programs import key_of, program, run

Names = Mapping[str, Any]
RANDOM = np.random.default_rng(0)


def numerical(f: Callable[[], float], x: Any) -> Any:
    """The gradient of f by the array that it reads, from differences."""
    gradient, step = np.zeros_like(x), 1e-6
    for place in np.ndindex(*x.shape):
        kept = x[place]
        x[place] = kept + step
        above = f()
        x[place] = kept - step
        gradient[place] = (above - f()) / (2 * step)
        x[place] = kept
    return gradient


def complete_causal_attention(names: Names) -> None:
    Q, K, V = (RANDOM.normal(size=(4, 3)) for _ in range(3))
    out = names["causal_attention"](Q, K, V)
    for i in range(4):
        weights = np.exp(K[: i + 1] @ Q[i] / np.sqrt(3))
        assert np.allclose(out[i], weights @ V[: i + 1] / weights.sum())


def complete_mlp_backward(names: Names) -> None:
    X, y = RANDOM.normal(size=(5, 3)), np.array([0, 1, 2, 1, 0])
    W1, W2 = RANDOM.normal(size=(3, 4)), RANDOM.normal(size=(4, 3))
    _, dW1, dW2 = names["loss_and_gradients"](X, y, W1, W2)
    for gradient, W in ((dW1, W1), (dW2, W2)):
        assert np.allclose(gradient, numerical(lambda: names["loss_and_gradients"](X, y, W1, W2)[0], W), atol=1e-5)


def complete_max_pool_backward(names: Names) -> None:
    x, g = RANDOM.normal(size=(4, 6)), RANDOM.normal(size=(2, 3))
    assert np.array_equal(names["max_pool"](x), x.reshape(2, 2, 3, 2).max(axis=(1, 3)))
    by_hand = names["max_pool_backward"](x, g)
    assert np.allclose(by_hand, numerical(lambda: float((names["max_pool"](x) * g).sum()), x), atol=1e-6)


def complete_average_precision(names: Names) -> None:
    scores, labels = np.array([0.9, 0.2, 0.8, 0.4, 0.7]), np.array([1, 1, 0, 0, 1])
    assert np.isclose(names["average_precision"](scores, labels), (1 / 1 + 2 / 3 + 3 / 5) / 3)


def complete_beam_search(names: Names) -> None:
    tree = {(): {"a": -0.5, "b": -0.9}, ("a",): {"a": -3.0, "</s>": -2.0}, ("b",): {"</s>": -0.1, "a": -4.0}}
    search = names["beam_search"]
    assert search(lambda tokens: tree.get(tokens, {"</s>": -0.1}), 1, 2) == (("a", "</s>"), -2.5)
    assert search(lambda tokens: tree.get(tokens, {"</s>": -0.1}), 2, 3) == (("b", "</s>"), -1.0)


def complete_byte_pair_merge(names: Names) -> None:
    words = {tuple("low"): 5, tuple("lower"): 2, tuple("newest"): 6}
    assert names["learn_merges"](words, 2) == [("w", "e"), ("l", "o")]
    assert names["learn_merges"]({tuple("aaaa"): 1}, 9) == [("a", "a"), ("aa", "aa")]


def complete_stable_cross_entropy(names: Names) -> None:
    Z, y = np.array([[1000.0, 0.0], [0.0, np.log(3)]]), np.array([0, 1])
    assert np.isclose(names["cross_entropy"](Z, y), -np.log(0.75) / 2)


def complete_adam_step(names: Names) -> None:
    w, g = np.array([1.0, -2.0]), np.array([0.5, 0.0])
    stepped, m, v = names["adamw_step"](w, g, np.zeros(2), np.zeros(2), 1, lr=0.1)
    assert np.allclose(stepped, [1 - 0.1 - 0.1 * 0.01, -2 + 0.1 * 0.01 * 2])
    assert np.allclose(m, 0.1 * g)
    assert np.allclose(v, 0.001 * g * g)


def complete_batchnorm_layer(names: Names) -> None:
    layer, X = names["BatchNorm"](3), RANDOM.normal(2, 3, size=(50, 3))
    normalised = layer(X, True)
    assert np.allclose(normalised.mean(axis=0), 0)
    assert np.allclose(normalised.std(axis=0), 1, atol=1e-4)
    assert np.allclose(layer.mean, 0.1 * X.mean(axis=0))
    assert np.allclose(layer(X, False), (X - layer.mean) / np.sqrt(layer.var + 1e-5))


def complete_infonce(names: Names) -> None:
    images, texts = RANDOM.normal(size=(4, 5)), RANDOM.normal(size=(4, 5))
    S = (images / np.linalg.norm(images, axis=1)[:, None]) @ (texts / np.linalg.norm(texts, axis=1)[:, None]).T / 0.1
    P, R = (np.exp(s) / np.exp(s).sum(axis=1, keepdims=True) for s in (S, S.T))
    assert np.isclose(names["clip_loss"](images, texts, 0.1), -(np.log(np.diag(P)) + np.log(np.diag(R))).mean() / 2)


def complete_bootstrap_interval(names: Names) -> None:
    right = RANDOM.random(400) < 0.8
    a, b = right.astype(float), right.astype(float)
    assert np.array_equal(names["interval"](a, b), [0, 0])
    low, high = names["interval"](a, RANDOM.permutation(b))
    assert low < 0 < high


def complete_discounted_returns(names: Names) -> None:
    returns = np.array([1 + 0.5 * 5, 2 + 0.5 * 6, 6.0])
    assert np.allclose(names["weights"]([1, 2, 6], 0.5), (returns - returns.mean()) / returns.std())


def shapes_of_attention_scores(names: Names) -> None:
    assert list(names["scores"].shape) == key_of("shapes-of-attention-scores")


def printed_squared_error(names: Names) -> None:
    assert names["printed"] == key_of("printed-squared-error")


def printed_by_momentum(names: Names) -> None:
    assert names["printed"] == key_of("printed-by-momentum")


def write_convolution(names: Names) -> None:
    x, w, b = RANDOM.normal(size=(3, 7, 6)), RANDOM.normal(size=(4, 3, 3, 3)), RANDOM.normal(size=4)
    y, padded = names["conv2d"](x, w, b, 2, 1), np.zeros((3, 9, 8))
    padded[:, 1:-1, 1:-1] = x
    assert y.shape == (4, 4, 3)
    assert all(np.isclose(y[k, i, j], sum(w[k, c, u, v] * padded[c, 2 * i + u, 2 * j + v] for c in range(3) for u in range(3) for v in range(3)) + b[k])
               for k, i, j in np.ndindex(*y.shape))  # fmt: skip


def write_non_maximum_suppression(names: Names) -> None:
    boxes = np.array([[0, 0, 2, 2], [1, 0, 3, 2], [5, 5, 6, 6], [0, 0, 2, 2.2]])
    assert np.isclose(names["iou"](boxes[0], boxes[1]), 1 / 3)
    assert names["iou"](boxes[0], boxes[2]) == 0
    assert names["nms"](boxes, np.array([0.9, 0.8, 0.3, 0.95]), 0.5) == [3, 1, 2]


# Each gets the names that its program leaves behind.
PLAIN = (
    complete_causal_attention,
    complete_mlp_backward,
    complete_max_pool_backward,
    complete_average_precision,
    complete_beam_search,
    complete_byte_pair_merge,
    complete_stable_cross_entropy,
    complete_adam_step,
    complete_batchnorm_layer,
    complete_infonce,
    complete_bootstrap_interval,
    complete_discounted_returns,
    shapes_of_attention_scores,
    printed_squared_error,
    printed_by_momentum,
    write_convolution,
    write_non_maximum_suppression,
)


def id_of(check: Callable[..., None]) -> str:
    return check.__name__.replace("_", "-")


def passes(check: Callable[[Names], None]) -> None:
    printed: list[Any] = []
    names = run(program(id_of(check)), np=np, print=printed.append)
    check({**names, "printed": printed})

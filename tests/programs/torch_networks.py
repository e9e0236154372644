"""Programs of the bank that define a network, a layer, or what is computed with one."""

from __future__ import annotations

import contextlib
import math
from types import SimpleNamespace
from typing import Any

import torch
import torch.nn.functional as F
from bank_programs import mended, run
from torch import nn
from torch_names import fails, names


def attention_softmax_axis_code(text: str) -> None:
    q, k, v = (torch.randn(2, 3, 5, 4) for _ in range(3))
    allowed = torch.ones(5, 5, dtype=torch.bool).tril()
    scores = (q @ k.transpose(2, 3) / 2).masked_fill(~allowed, -math.inf)
    expected = scores.softmax(-1) @ v
    assert "weights = scores.softmax" in text.splitlines()[5]
    assert not torch.allclose(names(text)["attention"](q, k, v, allowed), expected)
    assert torch.allclose(names(mended(text, "dim=-2)", "dim=-1)"))["attention"](q, k, v, allowed), expected, atol=1e-6)


def attention_mask_convention_code(text: str) -> None:
    w = names(text)["w"]
    assert w[:, 9].isnan().all()
    assert all((w[:, i, : i + 1] == 0).all() and (w[:, i, i + 1 :] > 0).all() for i in range(9))


def split_heads_code(text: str) -> None:
    layer = SimpleNamespace(heads=2, **{name: nn.Linear(6, 6) for name in ("to_q", "to_k", "to_v", "to_out")})
    x = torch.randn(2, 4, 6)
    q, k, v = (getattr(layer, f"to_{name}")(x) for name in "qkv")
    heads = [
        (q[..., s] @ k[..., s].transpose(1, 2) / 3**0.5).softmax(-1) @ v[..., s] for s in (slice(0, 3), slice(3, 6))
    ]
    expected = layer.to_out(torch.cat(heads, dim=-1))
    right = mended(text, "out.reshape", "out.transpose(1, 2).reshape")
    assert not torch.allclose(names(text)["forward"](layer, x), expected)
    assert torch.allclose(names(right)["forward"](layer, x), expected, atol=1e-6)


def flatten_size_code(text: str) -> None:
    assert "cannot be multiplied" in fails(text)
    assert names(mended(text, "32 * 16 * 16", "32 * 8 * 8"))["y"].shape == (8, 10)


def separable_code(text: str) -> None:
    def size(program: str) -> int:
        return sum(p.numel() for p in names(program)["Separable"](16, 32).parameters())

    right = mended(text, "nn.Conv2d(c_in, c_in, 3, padding=1)", "nn.Conv2d(c_in, c_in, 3, padding=1, groups=c_in)")
    assert size(text) - size(right) == 16 * 15 * 9


def residual_shortcut_code(text: str) -> None:
    x = torch.randn(8, 64, 32, 32)
    assert "self.short = " in text.splitlines()[7]
    with contextlib.suppress(RuntimeError):
        names(text)["Block"](64, 128, 2)(x)
        raise AssertionError("shapes do not fit")
    assert names(mended(text, "c_out, 1)", "c_out, 1, stride)"))["Block"](64, 128, 2)(x).shape == (8, 128, 16, 16)


def averaged_axes_code(text: str) -> None:
    x = torch.randn(4, 3, 8, 9)
    assert names(text)["Net"]()(x).shape == (4, 9)
    assert names(mended(text, "dim=(1, 2)", "dim=(2, 3)"))["Net"]()(x).shape == (4, 10)


def image_layout_code(text: str) -> None:
    import numpy as np

    image = np.arange(48 * 64 * 3, dtype=np.uint8).reshape(48, 64, 3)
    more = {"np": np, "img": image, "mean": 0.0, "std": 1.0, "model": lambda x: x[0]}
    right = torch.from_numpy(image).permute(2, 0, 1) / 255
    assert not torch.equal(names(text, **more)["y"], right)
    assert torch.allclose(names(mended(text, "t.view(3, 48, 64)", "t.permute(2, 0, 1)"), **more)["y"], right)


def vae_code(text: str) -> None:
    drawn: list[Any] = []

    def decoder(z: Any) -> Any:
        drawn.append(z)
        return torch.zeros(len(z), 784)

    def variance(program: str) -> float:
        names(program, encoder=lambda x: torch.full((len(x), 40), 1.0), decoder=decoder)["vae_loss"](
            torch.rand(20000, 784).round()
        )
        return float(drawn[-1].var())

    assert abs(variance(text) - math.e**2) < 0.2
    assert abs(variance(mended(text, "torch.exp(logvar)", "torch.exp(0.5 * logvar)")) - math.e) < 0.1


def diffusion_code(text: str) -> None:
    losses: list[float] = []
    alpha_bar = torch.linspace(0.9, 0.1, 10)
    x0 = torch.randn(64, 3, 32, 32)
    free = torch.zeros(1, requires_grad=True)

    def perfect(xt: Any, t: Any) -> Any:
        ab = alpha_bar[t].view(-1, 1, 1, 1)
        return (xt - ab.sqrt() * x0) / (1 - ab).sqrt() + 0 * free

    kept = SimpleNamespace(mse_loss=lambda a, b: [F.mse_loss(a, b), losses.append(float(F.mse_loss(a, b)))][0])
    assert "torch.randn_like(x0))" in text.splitlines()[6]
    for version in (text, mended(text, "F.mse_loss(predicted, torch.randn_like(x0))", "F.mse_loss(predicted, noise)")):
        more = {"T": 10, "alpha_bar": alpha_bar, "model": perfect, "optimiser": torch.optim.SGD([free], lr=0.1)}
        run(version, torch=torch, F=kept, **more)["train_step"](x0)
    assert abs(losses[0] - 2) < 0.1
    assert losses[1] < 1e-6


def gcn_layer_code(text: str) -> None:
    A = torch.tensor([[0.0, 1, 1], [1, 0, 0], [1, 0, 0]])
    X, layer = torch.rand(3, 4), names(text)["GCNLayer"](4, 2)
    right = names(mended(text, "deg.pow(0.5)", "deg.pow(-0.5)"))["GCNLayer"](4, 2)
    right.load_state_dict(layer.state_dict())
    B = A + torch.eye(3)
    expected = torch.relu((B / (B.sum(1)[:, None] * B.sum(1)[None]).sqrt()) @ layer.linear(X))
    assert not torch.allclose(layer(X, A), expected)
    assert torch.allclose(right(X, A), expected, atol=1e-6)


def lora_initialisation_code(text: str) -> None:
    layer = names(text)["LoRALinear"](nn.Linear(6, 5), 2, 4)
    layer(torch.randn(3, 6)).pow(2).sum().backward()
    assert layer.A.grad.abs().sum() == layer.B.grad.abs().sum() == 0


def lstm_batch_first_code(text: str) -> None:
    def alone_and_together(program: str) -> bool:
        model = names(program)["Sentiment"](50)
        ids = torch.randint(0, 50, (3, 7))
        other = torch.cat([torch.randint(0, 50, (1, 7)), ids[1:]])
        return torch.allclose(model(ids)[2], model(other)[2])

    assert not alone_and_together(text)
    assert alone_and_together(mended(text, "nn.LSTM(64, 128)", "nn.LSTM(64, 128, batch_first=True)"))


def dropout_by_hand_code(text: str) -> None:
    x = torch.ones(200000)
    assert abs(float(names(text)["Dropout"](0.2)(x).mean()) - 0.8 / 0.2) < 0.05
    assert abs(float(names(mended(text, "keep / self.p", "keep / (1 - self.p)"))["Dropout"](0.2)(x).mean()) - 1) < 0.01


def ntxent_code(text: str) -> None:
    z = torch.eye(6)[:3]
    right = mended(text, "    i = torch.arange", "    sim.fill_diagonal_(-math.inf)\n    i = torch.arange")
    same = math.log(1 + 1 + 4 * math.exp(-2))
    assert math.isclose(float(names(text)["nt_xent"](z, z)), same, rel_tol=1e-5)
    assert math.isclose(float(names(right)["nt_xent"](z, z)), math.log(1 + 4 * math.exp(-2)), rel_tol=1e-5)


def kaiming_over_all_parameters(text: str) -> None:
    assert "fewer than 2 dimensions" in fails(text)


def masked_lm_code(text: str) -> None:
    ids = torch.randint(1, 20, (8, 50))
    line = "labels[chosen] = -100"
    assert line in text.splitlines()[3]

    def copy(ids: Any) -> Any:
        return 50.0 * F.one_hot(ids, 20)

    assert names(text)["mlm_loss"](copy, ids, 0) < 1e-6
    assert names(mended(text, line, "labels[~chosen] = -100"))["mlm_loss"](copy, ids, 0) > 1


def pgd_code(text: str) -> None:
    x, y, model = torch.rand(4, 5) * 0.2 + 0.4, torch.tensor([0, 1, 2, 0]), nn.Linear(5, 3)

    def deviation(program: str) -> float:
        return float((names(program)["pgd"](model, x, y, 0.1, 0.02, 20) - x).abs().max())

    assert "x_adv = x_adv + (x_adv - x)" in text.splitlines()[7]
    assert deviation(text) > 0.11
    assert deviation(mended(text, "x_adv + (x_adv - x).clamp", "x + (x_adv - x).clamp")) <= 0.1 + 1e-6


# Each gets its program.
CHECKS = (
    attention_softmax_axis_code,
    attention_mask_convention_code,
    split_heads_code,
    flatten_size_code,
    separable_code,
    residual_shortcut_code,
    averaged_axes_code,
    image_layout_code,
    vae_code,
    diffusion_code,
    gcn_layer_code,
    lora_initialisation_code,
    lstm_batch_first_code,
    dropout_by_hand_code,
    ntxent_code,
    kaiming_over_all_parameters,
    masked_lm_code,
    pgd_code,
)

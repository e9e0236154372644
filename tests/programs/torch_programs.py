"""Programs of the bank that need PyTorch: each is run and shows the fault that its item speaks of, and the correction of the key mends it.

`make programs` runs this file by a Python that has PyTorch, such as that of Debian with `python3-torch`.
"""

from __future__ import annotations

import contextlib
import math
from types import SimpleNamespace
from typing import Any

import torch
import torch.nn.functional as F
from bank_programs import mended, program, run
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler
from torch.utils.data.distributed import DistributedSampler

USUAL = {"torch": torch, "nn": nn, "F": F, "math": math}


def names(text: str, **more: Any) -> dict[str, Any]:
    return run(text, **USUAL, **more)


def fails(text: str, **more: Any) -> str:
    """What the program says when it stops."""
    try:
        names(text, **more)
    except (RuntimeError, TypeError, ValueError) as e:
        return str(e)
    raise AssertionError("it does not fail")


def relu_on_standardised_target(text: str) -> None:
    x = torch.randn(200, 8)
    short = mended(text, "range(5000)", "range(300)")
    first = names(short, x=x, y=x.sum(dim=1, keepdim=True))
    right = names(
        mended(short, "nn.Linear(64, 1),\n    nn.ReLU(),", "nn.Linear(64, 1),"), x=x, y=x.sum(dim=1, keepdim=True)
    )
    assert first["model"](x).min() >= 0
    assert first["loss"] > 5 * right["loss"]


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


def reassigned_leaf(text: str) -> None:
    passes = names(mended(text, "range(200)", "range(1)"))
    assert not passes["w"].is_leaf
    assert fails(mended(text, "range(200)", "range(2)"))


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


def test_transform_code(text: str) -> None:
    """torchvision is not at hand; which line draws by chance can be seen without it."""
    steps = {
        name: (lambda *a, _name=name, **k: _name)
        for name in ("RandomCrop", "RandomHorizontalFlip", "ToTensor", "Normalize")
    }
    known = names(
        mended(text, "from torchvision import transforms as T\n", ""),
        T=SimpleNamespace(Compose=list, **steps),
        mean=0,
        std=1,
    )
    assert [name for name in known["test_tf"] if name.startswith("Random")] == ["RandomCrop"]
    assert "T.RandomCrop" in text.splitlines()[8]


def image_layout_code(text: str) -> None:
    import numpy as np

    image = np.arange(48 * 64 * 3, dtype=np.uint8).reshape(48, 64, 3)
    more = {"np": np, "img": image, "mean": 0.0, "std": 1.0, "model": lambda x: x[0]}
    right = torch.from_numpy(image).permute(2, 0, 1) / 255
    assert not torch.equal(names(text, **more)["y"], right)
    assert torch.allclose(names(mended(text, "t.view(3, 48, 64)", "t.permute(2, 0, 1)"), **more)["y"], right)


def unpaired_shuffle_code(text: str) -> None:
    X = torch.randn(5000, 20)
    shown: list[float] = []

    def fit(X: Any, y: Any) -> Any:
        """A model that learns its training set by heart."""
        return lambda other: y[torch.cdist(other, X).argmin(dim=1)]

    names(
        text,
        load=lambda: (X, (X[:, 0] * 3).long() % 10),
        fit=fit,
        print=shown.append,
        accuracy=lambda m, x, y: (m(x) == y).float().mean().item(),
    )
    assert shown[0] == 1.0
    assert shown[1] < 0.5


def sampler_weights_code(text: str) -> None:
    seen: set[float] = set()
    y = (torch.arange(1000) >= 900).long()
    more = {
        "X": torch.arange(1000.0)[:, None],
        "y": y,
        "DataLoader": DataLoader,
        "TensorDataset": TensorDataset,
        "WeightedRandomSampler": WeightedRandomSampler,
    }
    names(text, train_step=lambda x, y: seen.update(x.flatten().tolist()), **more)
    assert seen == {0.0, 1.0}
    seen.clear()
    names(
        mended(text, "Sampler(weights,", "Sampler(weights[y],"),
        train_step=lambda x, y: seen.update(x.flatten().tolist()),
        **more,
    )
    assert len(seen) > 100


def leakage_code(text: str) -> None:
    X, y = torch.randn(1000, 20), torch.randint(0, 2, (1000,))
    known = names(text, load_data=lambda: (X, y), fit=lambda X, y: lambda x: torch.randn(len(x), 2), print=float)
    assert "X.mean(dim=0)" in text.splitlines()[3]
    whole = torch.cat([known["X_train"], known["X_test"]])
    assert torch.allclose(whole.mean(dim=0), torch.zeros(20), atol=1e-5)
    assert not torch.allclose(known["X_train"].mean(dim=0), torch.zeros(20), atol=1e-5)


def batch_average_code(text: str) -> None:
    class Zero(nn.Module):
        def forward(self, x: Any) -> Any:
            return torch.tensor([[1.0, 0.0]]).repeat(len(x), 1)

    y = (torch.arange(1000) >= 960).long()
    loader = DataLoader(TensorDataset(torch.zeros(1000, 1), y), batch_size=64)
    assert abs(names(text)["accuracy"](Zero(), loader) - 0.96) > 1e-3
    right = mended(mended(text, "correct.float().mean()", "correct.float().sum()"), "/ len(loader)", "/ 1000")
    assert math.isclose(names(right)["accuracy"](Zero(), loader), 0.96, rel_tol=1e-6)


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


def gan_code(text: str) -> None:
    def moved(program: str) -> bool:
        G, D = nn.Linear(64, 8), nn.Linear(8, 1)
        before = G.weight.clone()
        names(program, G=G, D=D, opt_g=torch.optim.SGD(G.parameters(), lr=1.0))["generator_step"](16)
        return not torch.equal(before, G.weight)

    assert not moved(text)
    assert moved(mended(text, "fake.detach()", "fake"))


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


def kaiming_over_all_parameters(text: str) -> None:
    assert "fewer than 2 dimensions" in fails(text)


def unshifted_targets_code(text: str) -> None:
    class Copy(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.scale = nn.Parameter(torch.tensor(50.0))

        def forward(self, ids: Any) -> Any:
            return self.scale * F.one_hot(ids, 20).float()

    ids, model = torch.randint(0, 20, (4, 9)), Copy()
    step = torch.optim.SGD(model.parameters(), lr=0.0)
    assert names(text)["train_step"](model, ids, step) < 1e-6
    right = mended(text, "logits.flatten(0, 1), ids.flatten()", "logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten()")
    assert names(right)["train_step"](model, ids, step) > 1


def lora_initialisation_code(text: str) -> None:
    layer = names(text)["LoRALinear"](nn.Linear(6, 5), 2, 4)
    layer(torch.randn(3, 6)).pow(2).sum().backward()
    assert layer.A.grad.abs().sum() == layer.B.grad.abs().sum() == 0


def softmax_before_cross_entropy(text: str) -> None:
    x, y = torch.randn(32, 784), torch.randint(0, 10, (32,))
    net = names(text, x=x, y=y)["net"]
    right = names(mended(text, "return torch.softmax(self.fc2(x), dim=1)", "return self.fc2(x)"), x=x, y=y)["net"]
    for model in (net, right):
        opt = torch.optim.Adam(model.parameters(), lr=0.01)
        for _ in range(300):
            opt.zero_grad()
            F.cross_entropy(model(x), y).backward()
            opt.step()
    # The best probabilities, 1 and nine times 0, leave this loss.
    assert F.cross_entropy(net(x), y) > math.log(math.e + 9) - 1 - 1e-3
    assert F.cross_entropy(right(x), y) < 0.01


def broadcast_in_squared_error(text: str) -> None:
    first = names(text)
    assert (first["pred"] - first["y"]).shape == (64, 64)
    for old, new in (("pred = model(x)", "pred = model(x).squeeze(1)"), ("x.sum(dim=1)", "x.sum(dim=1, keepdim=True)")):
        assert names(mended(text, old, new))["loss"] < 1e-6 < first["loss"]


def missing_zero_grad(text: str) -> None:
    x, y = torch.randn(64, 20), torch.randn(64)
    more = {"loader": [(x, y)] * 4, "print": lambda *a: None}
    model = names(mended(text, "range(10)", "range(1)"), **more)["model"]
    last = model.weight.grad.clone()
    model.zero_grad()
    F.mse_loss(model(x).squeeze(1), y).backward()
    assert last.norm() > 2 * model.weight.grad.norm()


def clipping_after_the_step(text: str) -> None:
    def longest(program: str) -> float:
        moved: list[float] = []
        step = torch.optim.SGD.step

        def watched(self: Any, *a: Any) -> Any:
            moved.append(float(torch.cat([p.grad.flatten() for g in self.param_groups for p in g["params"]]).norm()))
            return step(self, *a)

        loader = [(100 * torch.randn(8, 12, 16), torch.randint(0, 2, (8,))) for _ in range(5)]
        optim = SimpleNamespace(SGD=type("SGD", (torch.optim.SGD,), {"step": watched}))
        names_ = {
            **USUAL,
            "torch": SimpleNamespace(optim=optim),
            "loader": loader,
            "F": SimpleNamespace(cross_entropy=lambda a, b: 100 * F.cross_entropy(a, b)),
        }
        run(program, **names_)
        return max(moved)

    line = "    nn.utils.clip_grad_norm_(params, max_norm=1.0)\n"
    right = mended(mended(text, line, ""), "    opt.step()\n", f"{line}    opt.step()\n")
    assert longest(text) > 1.01
    assert longest(right) <= 1.001


def hidden_state_not_detached(text: str) -> None:
    segments = [(torch.randn(4, 6, 32), torch.randint(0, 10, (4, 6))) for _ in range(3)]
    assert "backward through the graph a second time" in fails(text, segments=segments, batch=4)
    line = "    out, h = rnn(x, h)\n"
    names(mended(text, line, f"    h = h.detach()\n{line}"), segments=segments, batch=4)


def lstm_batch_first_code(text: str) -> None:
    def alone_and_together(program: str) -> bool:
        model = names(program)["Sentiment"](50)
        ids = torch.randint(0, 50, (3, 7))
        other = torch.cat([torch.randint(0, 50, (1, 7)), ids[1:]])
        return torch.allclose(model(ids)[2], model(other)[2])

    assert not alone_and_together(text)
    assert alone_and_together(mended(text, "nn.LSTM(64, 128)", "nn.LSTM(64, 128, batch_first=True)"))


def dropout_left_on_code(text: str) -> None:
    x, y = torch.randn(50, 20), torch.randint(0, 2, (50,))
    more = {"x": x, "y": y, "x_test": x, "y_test": y, "print": lambda *a: None}
    model = names(mended(text, "range(500)", "range(5)"), **more)["model"]
    assert not torch.equal(model(x), model(x))
    model.eval()
    assert torch.equal(model(x), model(x))


def dropout_by_hand_code(text: str) -> None:
    x = torch.ones(200000)
    assert abs(float(names(text)["Dropout"](0.2)(x).mean()) - 0.8 / 0.2) < 0.05
    assert abs(float(names(mended(text, "keep / self.p", "keep / (1 - self.p)"))["Dropout"](0.2)(x).mean()) - 1) < 0.01


def frozen_backbone_code(text: str) -> None:
    backbone = nn.Sequential(nn.Conv2d(3, 512, 3), nn.BatchNorm2d(512), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    before = {name: value.clone() for name, value in backbone.state_dict().items()}
    names(text, backbone=backbone, loader=[(torch.randn(4, 3, 8, 8), torch.randint(0, 10, (4,)))])
    changed = {name for name, value in backbone.state_dict().items() if not torch.equal(before[name], value)}
    assert changed == {"1.running_mean", "1.running_var", "1.num_batches_tracked"}


def dqn_target_code(text: str) -> None:
    net, target = nn.Linear(4, 2), nn.Linear(4, 2)
    s, s_next, r, done = torch.randn(64, 4), torch.randn(64, 4), torch.randn(64), (torch.arange(64) % 2).float()
    batch = (s, torch.randint(0, 2, (64,)), r, s_next, done)
    more = {
        "buffer": SimpleNamespace(sample=lambda n: batch),
        "net": net,
        "target_net": target,
        "gamma": 0.9,
        "optimiser": torch.optim.SGD(net.parameters(), lr=0.1),
    }
    right = mended(text, "r + gamma * best", "r + gamma * (1 - done) * best")
    assert not torch.allclose(names(text, **more)["target"][1::2], r[1::2])
    assert torch.allclose(names(right, **more)["target"][1::2], r[1::2])


def ntxent_code(text: str) -> None:
    z = torch.eye(6)[:3]
    right = mended(text, "    i = torch.arange", "    sim.fill_diagonal_(-math.inf)\n    i = torch.arange")
    same = math.log(1 + 1 + 4 * math.exp(-2))
    assert math.isclose(float(names(text)["nt_xent"](z, z)), same, rel_tol=1e-5)
    assert math.isclose(float(names(right)["nt_xent"](z, z)), math.log(1 + 4 * math.exp(-2)), rel_tol=1e-5)


def masked_lm_code(text: str) -> None:
    ids = torch.randint(1, 20, (8, 50))
    line = "labels[chosen] = -100"
    assert line in text.splitlines()[3]

    def copy(ids: Any) -> Any:
        return 50.0 * F.one_hot(ids, 20)

    assert names(text)["mlm_loss"](copy, ids, 0) < 1e-6
    assert names(mended(text, line, "labels[~chosen] = -100"))["mlm_loss"](copy, ids, 0) > 1


def amp_clipping_code(text: str) -> None:
    """No graphics card is at hand: the scaler is one that scales as that of PyTorch does."""

    class Scaler:
        def scale(self, loss: Any) -> Any:
            return loss * 2**16

        def unscale_(self, opt: Any) -> None:
            if not getattr(self, "done", False):
                self.done = True
                for group in opt.param_groups:
                    for p in group["params"]:
                        p.grad /= 2**16

        def step(self, opt: Any) -> None:
            self.unscale_(opt)
            opt.step()

        def update(self) -> None:
            self.done = False

    for old, new in (
        ('torch.amp.GradScaler("cuda")', "Scaler()"),
        ("x.cuda(), y.cuda()", "x, y"),
        ('torch.autocast("cuda", dtype=torch.float16)', "nullcontext()"),
    ):
        text = mended(text, old, new)

    def length(program: str) -> float:
        model = nn.Linear(4, 3)
        before = model.weight.clone()
        loader = [(10 * torch.randn(16, 4), torch.randint(0, 3, (16,)))]
        names(
            program,
            model=model,
            loader=loader,
            optimiser=torch.optim.SGD(model.parameters(), lr=1.0),
            Scaler=Scaler,
            nullcontext=contextlib.nullcontext,
        )
        return float((model.weight - before).norm())

    step = "    torch.nn.utils.clip_grad_norm_"
    assert length(text) < 1e-4
    assert length(mended(text, step, f"    scaler.unscale_(optimiser)\n{step}")) > 0.1


def distributed_sampler_code(text: str) -> None:
    """One process has no others to talk to: the sampler is told how many there are."""
    data, epochs = TensorDataset(torch.arange(100)), []
    more = {
        "data": data,
        "DistributedSampler": lambda data, shuffle: DistributedSampler(data, num_replicas=2, rank=0, shuffle=shuffle),
        "DataLoader": lambda data, batch_size, sampler: Seen(sampler),
        "DistributedDataParallel": lambda net, device_ids: nn.Linear(1, 1),
        "net": SimpleNamespace(cuda=lambda rank: None),
        "rank": 0,
    }

    class Seen:
        def __init__(self, sampler: Any) -> None:
            self.sampler = sampler

        def __iter__(self) -> Any:
            epochs.append(list(self.sampler))
            return iter(())

    names(text, **more)
    assert all(epoch == epochs[0] for epoch in epochs)
    epochs.clear()
    names(mended(text, "range(10):\n", "range(10):\n    sampler.set_epoch(epoch)\n"), **more)
    assert epochs[0] != epochs[1]


def pgd_code(text: str) -> None:
    x, y, model = torch.rand(4, 5) * 0.2 + 0.4, torch.tensor([0, 1, 2, 0]), nn.Linear(5, 3)

    def deviation(program: str) -> float:
        return float((names(program)["pgd"](model, x, y, 0.1, 0.02, 20) - x).abs().max())

    assert "x_adv = x_adv + (x_adv - x)" in text.splitlines()[7]
    assert deviation(text) > 0.11
    assert deviation(mended(text, "x_adv + (x_adv - x).clamp", "x + (x_adv - x).clamp")) <= 0.1 + 1e-6


def write_training_loop(text: str) -> None:
    x = torch.randn(300, 6)
    y = (x[:, 0] > 0).long()
    model = nn.Sequential(nn.Linear(6, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 2))
    loaders = (DataLoader(TensorDataset(x[:200], y[:200]), 20), DataLoader(TensorDataset(x[200:], y[200:]), 33))
    accuracies = names(text)["train"](model, *loaders, 15, 0.01)
    assert len(accuracies) == 15
    assert accuracies[-1] > 0.85
    assert not model.training
    assert math.isclose(accuracies[-1], (model(x[200:]).argmax(dim=1) == y[200:]).float().mean().item(), abs_tol=1e-6)


# Each gets its program.
WITH_TORCH = (
    relu_on_standardised_target,
    attention_softmax_axis_code,
    attention_mask_convention_code,
    split_heads_code,
    reassigned_leaf,
    flatten_size_code,
    separable_code,
    residual_shortcut_code,
    averaged_axes_code,
    test_transform_code,
    image_layout_code,
    unpaired_shuffle_code,
    sampler_weights_code,
    leakage_code,
    batch_average_code,
    vae_code,
    gan_code,
    diffusion_code,
    gcn_layer_code,
    kaiming_over_all_parameters,
    unshifted_targets_code,
    lora_initialisation_code,
    softmax_before_cross_entropy,
    broadcast_in_squared_error,
    missing_zero_grad,
    clipping_after_the_step,
    hidden_state_not_detached,
    lstm_batch_first_code,
    dropout_left_on_code,
    dropout_by_hand_code,
    frozen_backbone_code,
    dqn_target_code,
    ntxent_code,
    masked_lm_code,
    amp_clipping_code,
    distributed_sampler_code,
    pgd_code,
    write_training_loop,
)


def main() -> int:
    faults = 0
    for check in WITH_TORCH:
        torch.manual_seed(0)
        id = check.__name__.replace("_", "-")
        try:
            check(program(id))
        except Exception as e:
            faults += 1
            print(f"{id}: {type(e).__name__}: {e}")
    print(f"{len(WITH_TORCH) - faults} of {len(WITH_TORCH)} programs do what their items say")
    return min(faults, 1)


if __name__ == "__main__":
    raise SystemExit(main())

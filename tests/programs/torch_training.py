"""Programs of the bank that train: their data, losses, steps and modes."""

from __future__ import annotations

import contextlib
import math
from types import SimpleNamespace
from typing import Any

import torch
import torch.nn.functional as F
from bank_programs import mended, run
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler
from torch.utils.data.distributed import DistributedSampler
from torch_names import USUAL, fails, names


def relu_on_standardised_target(text: str) -> None:
    x = torch.randn(200, 8)
    short = mended(text, "range(5000)", "range(300)")
    first = names(short, x=x, y=x.sum(dim=1, keepdim=True))
    right = names(
        mended(short, "nn.Linear(64, 1),\n    nn.ReLU(),", "nn.Linear(64, 1),"), x=x, y=x.sum(dim=1, keepdim=True)
    )
    assert first["model"](x).min() >= 0
    assert first["loss"] > 5 * right["loss"]


def reassigned_leaf(text: str) -> None:
    passes = names(mended(text, "range(200)", "range(1)"))
    assert not passes["w"].is_leaf
    assert fails(mended(text, "range(200)", "range(2)"))


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


def gan_code(text: str) -> None:
    def moved(program: str) -> bool:
        G, D = nn.Linear(64, 8), nn.Linear(8, 1)
        before = G.weight.clone()
        names(program, G=G, D=D, opt_g=torch.optim.SGD(G.parameters(), lr=1.0))["generator_step"](16)
        return not torch.equal(before, G.weight)

    assert not moved(text)
    assert moved(mended(text, "fake.detach()", "fake"))


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


def dropout_left_on_code(text: str) -> None:
    x, y = torch.randn(50, 20), torch.randint(0, 2, (50,))
    more = {"x": x, "y": y, "x_test": x, "y_test": y, "print": lambda *a: None}
    model = names(mended(text, "range(500)", "range(5)"), **more)["model"]
    assert not torch.equal(model(x), model(x))
    model.eval()
    assert torch.equal(model(x), model(x))


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
CHECKS = (
    relu_on_standardised_target,
    reassigned_leaf,
    test_transform_code,
    unpaired_shuffle_code,
    sampler_weights_code,
    leakage_code,
    batch_average_code,
    gan_code,
    unshifted_targets_code,
    softmax_before_cross_entropy,
    broadcast_in_squared_error,
    missing_zero_grad,
    clipping_after_the_step,
    hidden_state_not_detached,
    dropout_left_on_code,
    frozen_backbone_code,
    dqn_target_code,
    amp_clipping_code,
    distributed_sampler_code,
    write_training_loop,
)

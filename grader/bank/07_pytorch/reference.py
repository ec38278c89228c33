"""Every task of 07 in torch, in another form than a student would choose; the misconceptions build on it.

Runs in a jailed child only: the checks themselves compare with oracle.py.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

Array = np.ndarray[Any, Any]
Pair = tuple[Tensor, Tensor]


class Points(Dataset[Pair]):
    """The four points, worked out one at a time from their number."""

    def __len__(self) -> int:
        return 4

    def __getitem__(self, i: int) -> Pair:
        if i >= 4:
            raise IndexError(i)
        a, b = 1 - i // 2, 1 - i % 2
        return torch.tensor((a, b), dtype=torch.float32), torch.tensor((a ^ b,), dtype=torch.float32)


def make_loader(batch_size: int = 4) -> DataLoader[Pair]:
    return DataLoader(Points(), shuffle=True, batch_size=batch_size)


class Net(nn.Module):
    def __init__(self, hidden_size: int = 2) -> None:
        nn.Module.__init__(self)
        self.stack = nn.Sequential(
            OrderedDict(fc1=nn.Linear(2, hidden_size), squash=nn.Sigmoid(), fc2=nn.Linear(hidden_size, 1))
        )

    @property
    def fc1(self) -> nn.Linear:
        return self.stack.fc1  # type: ignore[return-value]

    @property
    def fc2(self) -> nn.Linear:
        return self.stack.fc2  # type: ignore[return-value]

    def forward(self, x: Tensor) -> Tensor:
        return self.stack(x)  # type: ignore[no-any-return]


def squared_error(y: Tensor, t: Tensor) -> Tensor:
    return (y - t).square().sum()


Loss = Callable[[Tensor, Tensor], Tensor]
Step = Callable[[nn.Module, Tensor, float], None]


def step(net: nn.Module, loss: Tensor, lr: float) -> None:
    """Move the parameters downhill by hand, without an optimizer."""
    held = list(net.parameters())
    with torch.no_grad():
        for p, grad in zip(held, torch.autograd.grad(loss, held), strict=True):
            p.sub_(grad, alpha=lr)


def epochs(
    net: nn.Module, loader: Any, lr: float, count: int, loss_of: Loss = squared_error, move: Step = step
) -> Iterator[list[Tensor]]:
    """Train for `count` epochs and give the losses of each one's mini-batches."""
    for _ in range(count):
        losses = []
        for x, t in loader:
            losses.append(loss_of(net(x), t))
            move(net, losses[-1], lr)
        yield losses


def train(net: nn.Module, loader: Any, lr: float = 0.1, max_epoch: int = 2000) -> list[float]:
    return [losses[-1].item() for losses in epochs(net, loader, lr, max_epoch + 1)]


def rows(x: Array) -> Tensor:
    """Return the inputs as float32 rows."""
    return torch.from_numpy(np.array(x, dtype=np.float32, ndmin=2))


def predict(net: nn.Module, x: Array) -> Array:
    flag = net.training
    try:
        return net.eval()(rows(x)).detach().numpy()  # type: ignore[no-any-return]
    finally:
        net.training = flag
        for module in net.modules():
            module.training = flag


class SigmoidFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return torch.special.expit(x)

    @staticmethod
    def backward(ctx: Any, dout: Tensor) -> Tensor:
        x = ctx.saved_tensors[0]
        return dout / (2 + 2 * torch.cosh(x))


def surface(net: nn.Module, low: float = 0.0, high: float = 1.0, n: int = 10) -> tuple[Array, Array, Array]:
    ticks = [low + (high - low) * i / (n - 1) for i in range(n)]
    grid = np.array(list(itertools.product(ticks, ticks)))
    xb, xa = grid.T.reshape(2, n, n)
    return xa, xb, predict(net, grid[:, ::-1]).reshape(n, n)

"""Every task of 08 in torch, in another form than a student would choose; the misconceptions build on it.

Runs in a jailed child only: the checks themselves compare with oracle.py.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

Array = np.ndarray[Any, Any]
Layers = list[tuple[str, nn.Module]]


def layers_of(sizes: Sequence[int]) -> Layers:
    """Return the layers with their names, from the output backwards, then turned round."""
    outputs = len(sizes) - 1
    named: Layers = [(f"linear{outputs}", nn.Linear(sizes[-2], sizes[-1]))]
    for i in range(outputs - 1, 0, -1):
        named += [(f"relu{i}", nn.ReLU()), (f"linear{i}", nn.Linear(sizes[i - 1], sizes[i]))]
    return named[::-1]


def build_net(sizes: Sequence[int] = (64, 32, 16, 10)) -> nn.Sequential:
    return nn.Sequential(OrderedDict(layers_of(sizes)))


def ranks_of(n: int, rng: Any) -> Array:
    """Return for each of n samples its place in a random order."""
    ranks = np.empty(n, dtype=np.int64)
    ranks[rng.permutation(n)] = np.arange(n)
    return ranks


def parts(x: Array, t: Array, ranks: Array, n_test: int, t_ranks: Array | None = None) -> tuple[Tensor, ...]:
    """Return the four tensors when the samples of rank below n_test are the test part."""
    rows = torch.from_numpy(x[np.argsort(ranks)].astype(np.float32))
    labels = torch.from_numpy(t[np.argsort(ranks if t_ranks is None else t_ranks)].astype(np.int64))
    return rows[n_test:], rows[:n_test], labels[n_test:], labels[:n_test]


def split(x: Array, t: Array, test_ratio: float = 0.25, seed: int = 0) -> tuple[Tensor, ...]:
    return parts(x, t, ranks_of(len(x), np.random.default_rng(seed)), round(test_ratio * len(x)))


def cross_entropy(scores: Tensor, t: Tensor) -> Tensor:
    right = scores.gather(1, t[:, None])[:, 0]
    return (scores.logsumexp(dim=1) - right).mean()


Loss = Callable[[Tensor, Tensor], Tensor]
Move = Callable[[nn.Module, Tensor, float], None]
Record = tuple[list[Any], list[Any]]


def move(net: nn.Module, loss: Tensor, lr: float) -> None:
    """Move the parameters downhill by hand, without an optimizer."""
    held = list(net.parameters())
    with torch.no_grad():
        for p, grad in zip(held, torch.autograd.grad(loss, held), strict=True):
            p.sub_(grad, alpha=lr)


def descend(
    net: nn.Module,
    data: Sequence[Tensor],
    lr: float,
    max_epoch: int,
    loss_of: Loss = cross_entropy,
    step: Move = move,
) -> Record:
    """Train on data (x_train, t_train, x_test, t_test) and return both losses of each epoch."""
    history = []
    for _ in range(max_epoch):
        both = [loss_of(net(x), t) for x, t in (data[:2], data[2:])]
        history.append([loss.item() for loss in both])
        step(net, both[0], lr)
    return [train for train, _ in history], [test for _, test in history]


def fit(
    net: nn.Module,
    x_train: Tensor,
    t_train: Tensor,
    x_test: Tensor,
    t_test: Tensor,
    lr: float = 0.01,
    max_epoch: int = 1000,
) -> Record:
    return descend(net, (x_train, t_train, x_test, t_test), lr, max_epoch)


def hits(net: nn.Module, x: Tensor, t: Tensor) -> Tensor:
    """Return for each sample whether no score is above that of the right class."""
    scores = net(x).detach()
    return scores.gather(1, t[:, None])[:, 0] >= scores.amax(dim=1)


def accuracy(net: nn.Module, x: Tensor, t: Tensor) -> float:
    return int(hits(net.eval(), x, t).sum()) / len(t)

"""Models and optimizers that note what a Trainer does with them, and the loop that the kit replays.

`Scripted` does not look at the samples: its losses and gradients are given beforehand. So what a Trainer does
with them can be judged apart from the order in which its samples come, which is its own affair.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks import Spy

from .driver import SGD

Array = NDArray[np.float64]
Arrays = list[Array]


@dataclass(eq=False)
class Log:
    """What happened, in order: the calls by name, the mini-batches, and what every update was given."""

    calls: list[str] = field(default_factory=list)
    parts: list[tuple[Array, Array]] = field(default_factory=list)
    updated: list[tuple[Arrays, Arrays]] = field(default_factory=list)
    path: list[Arrays] = field(default_factory=list)


class Model:
    """A model that passes every call on to `inner` and notes it."""

    def __init__(self, inner: Any, log: Log) -> None:
        self.inner, self.log = inner, log

    @property
    def params(self) -> Arrays:
        return self.inner.params  # type: ignore[no-any-return]

    @property
    def grads(self) -> Arrays:
        return self.inner.grads  # type: ignore[no-any-return]

    def forward(self, x: Array, t: Array) -> float:
        self.log.calls.append("forward")
        self.log.parts.append((np.array(x), np.array(t)))
        return float(self.inner.forward(x, t))

    def backward(self, dout: float = 1.0) -> None:
        self.log.calls.append("backward")
        self.inner.backward(dout)


class Optimizer:
    """Plain gradient descent that notes what it is given, and where the model's parameters then are."""

    def __init__(self, lr: float, inner: Any, log: Log) -> None:
        self.sgd, self.inner, self.log = SGD(lr), inner, log

    def update(self, params: Arrays, grads: Arrays) -> None:
        self.log.calls.append("update")
        self.log.updated.append((list(params), [np.array(grad) for grad in grads]))
        self.sgd.update(list(params), list(grads))
        self.log.path.append([param.copy() for param in self.inner.params])


class Scripted:
    """A model whose i-th loss and i-th gradients are written down before."""

    def __init__(self, params: Arrays, losses: Sequence[float], gradients: Sequence[Arrays]) -> None:
        self.params = params
        self.grads = [np.zeros_like(param) for param in params]
        self.losses, self.gradients = losses, gradients
        self.count = 0

    def forward(self, x: Array, t: Array) -> float:
        loss = self.losses[self.count % len(self.losses)]
        self.count += 1
        return loss

    def backward(self, dout: float = 1.0) -> None:
        script = self.gradients[(self.count - 1) % len(self.gradients)]
        for grad, value in zip(self.grads, script, strict=True):
            grad[...] = dout * value


def watched(inner: Any, lr: float) -> tuple[Spy, Spy, Log]:
    """Give spies of a model and of an optimizer for it, and the log that both write."""
    log = Log()
    model = Spy(
        Model(inner, log), methods=("forward", "backward"), attributes=("params", "grads"), label="model"
    )
    optimizer = Spy(Optimizer(lr, inner, log), methods=("update",), label="optimizer")
    return model, optimizer, log


def merged(params: Arrays, grads: Arrays) -> tuple[Arrays, Arrays]:
    """Give each array of `params` once, with the sum of its gradients."""
    kept: Arrays = []
    for param in params:
        if not any(param is other for other in kept):
            kept.append(param)
    sums = [np.sum([g for p, g in zip(params, grads, strict=True) if p is one], axis=0) for one in kept]
    return kept, sums


def replay(
    inner: Any, parts: Sequence[tuple[Any, Any]], lr: float, max_grad: float | None = None
) -> list[Arrays]:
    """Train `inner` on these mini-batches as the exercise says; give its parameters after every update."""
    path = []
    for x, t in parts:
        inner.forward(x, t)
        inner.backward()
        params, grads = merged(inner.params, inner.grads)
        norm = np.sqrt(sum(float(np.vdot(grad, grad)) for grad in grads))
        factor = 1.0 if max_grad is None else min(1.0, max_grad / norm)
        SGD(lr).update(params, [factor * grad for grad in grads])
        path.append([param.copy() for param in inner.params])
    return path

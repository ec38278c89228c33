"""The helpers and the loop of training in another form than the exercise's.

The order of the samples sorts random keys, norms are taken of one long vector, shared arrays are grouped by
their identity first, and the loop collects all losses and cuts them into means at the end.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Arrays = list[Array]
Pair = tuple[Array, NDArray[Any]]


def minibatches(x: Array, t: NDArray[Any], batch_size: int, rng: np.random.Generator) -> list[Pair]:
    order = np.argsort(rng.random(x.shape[0]))
    cuts = np.arange(batch_size, x.shape[0], batch_size)
    return list(zip(np.split(x[order], cuts), np.split(t[order], cuts), strict=True))


def clip_grads(grads: Arrays, max_norm: float) -> float:
    norm = float(np.linalg.norm(np.concatenate([np.ravel(grad) for grad in grads])))
    factor = min(1.0, max_norm / norm) if norm else 1.0
    for grad in grads:
        np.multiply(grad, factor, out=grad)
    return norm


def remove_duplicate(params: Arrays, grads: Arrays) -> tuple[Arrays, Arrays]:
    groups: dict[int, list[int]] = {}
    for i, param in enumerate(params):
        groups.setdefault(id(param), []).append(i)
    members = list(groups.values())
    return [params[group[0]] for group in members], [
        np.sum([grads[i] for i in group], axis=0) for group in members
    ]


class Trainer:
    def __init__(self, model: Any, optimizer: Any) -> None:
        self.model, self.optimizer = model, optimizer
        self.loss_list: list[float] = []
        self.current_epoch = 0

    def fit(
        self,
        x: Array,
        t: NDArray[Any],
        max_epoch: int = 10,
        batch_size: int = 32,
        max_grad: float | None = None,
        eval_interval: int | None = 20,
        rng: np.random.Generator | None = None,
    ) -> None:
        source = np.random.default_rng() if rng is None else rng
        losses = [
            self.learn(x_part, t_part, max_grad)
            for _ in range(max_epoch)
            for x_part, t_part in minibatches(x, t, batch_size, source)
        ]
        self.current_epoch += max_epoch
        if eval_interval is not None:
            whole = len(losses) // eval_interval * eval_interval
            self.loss_list += np.reshape(losses[:whole], (-1, eval_interval)).mean(axis=1).tolist()

    def learn(self, x_part: Array, t_part: NDArray[Any], max_grad: float | None) -> float:
        loss = float(self.model.forward(x_part, t_part))
        self.model.backward()
        merged = remove_duplicate(self.model.params, self.model.grads)
        if max_grad:
            clip_grads(merged[1], max_grad)
        self.optimizer.update(*merged)
        return loss

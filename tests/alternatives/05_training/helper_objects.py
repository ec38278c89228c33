"""A recorder and a merger as classes of their own; properties; array_split by hand."""

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Recorder:
    interval: int | None
    into: list
    waiting: list = field(default_factory=list)

    def add(self, loss):
        self.waiting.append(float(loss))
        if len(self.waiting) == self.interval:
            self.into.append(sum(self.waiting) / len(self.waiting))
            self.waiting = []


def minibatches(x, t, batch_size, rng):
    order = rng.permutation(np.arange(len(t)))
    n = -(-len(t) // batch_size)
    for k in range(n):
        rows = order[k * batch_size : min((k + 1) * batch_size, len(t))]
        yield (x[rows], t[rows])


def clip_grads(grads, max_norm):
    norm = np.linalg.norm([np.linalg.norm(g) for g in grads])
    if norm > max_norm:
        for g in grads:
            g /= norm / max_norm
    return float(norm)


def remove_duplicate(params, grads):
    out_p, out_g = [], []
    for p, g in zip(params, grads):
        where = [k for k, q in enumerate(out_p) if q is p]
        if where:
            out_g[where[0]] = np.add(out_g[where[0]], g)
        else:
            out_p.append(p)
            out_g.append(np.array(g))
    return out_p, out_g


class Trainer:
    def __init__(self, model, optimizer):
        self._model, self._optimizer = model, optimizer
        self._losses, self._epochs = [], 0

    @property
    def loss_list(self):
        return self._losses

    @property
    def current_epoch(self):
        return self._epochs

    def fit(self, x, t, max_epoch=10, batch_size=32, max_grad=None, eval_interval=20, rng=None):
        rng = rng if rng is not None else np.random.default_rng()
        recorder = Recorder(eval_interval, self._losses)
        for _ in range(max_epoch):
            for part in minibatches(x, t, batch_size, rng):
                recorder.add(self._model.forward(*part))
                self._model.backward()
                merged = remove_duplicate(self._model.params, self._model.grads)
                if max_grad is not None:
                    clip_grads(merged[1], max_grad)
                self._optimizer.update(*merged)
            self._epochs += 1

"""The norm is returned only where something was clipped; otherwise the result is None (clip_grads)."""

import math

import numpy as np


def minibatches(x, t, batch_size, rng):
    """Yield the samples in a random order, piece by piece."""
    order = np.arange(len(x))
    rng.shuffle(order)
    pieces = math.ceil(len(x) / batch_size)
    for k in range(pieces):
        chosen = order[k * batch_size : (k + 1) * batch_size]
        yield x[chosen], t[chosen]


def clip_grads(grads, max_norm):
    """Shorten the whole gradient to max_norm."""
    length = math.sqrt(sum(float((g * g).sum()) for g in grads))
    if length > max_norm:
        factor = max_norm / length
        for g in grads:
            g *= factor
        return length


def remove_duplicate(params, grads):
    """Every array once, with the sum of its gradients."""
    where = {}
    kept, sums = [], []
    for p, g in zip(params, grads):
        if id(p) in where:
            sums[where[id(p)]] = sums[where[id(p)]] + g
        else:
            where[id(p)] = len(kept)
            kept.append(p)
            sums.append(g)
    return kept, sums


class Trainer:
    """Model and optimizer together."""

    def __init__(self, model, optimizer):
        self.model, self.optimizer = model, optimizer
        self.loss_list, self.current_epoch = [], 0

    def _step(self, x, t, max_grad):
        """One mini-batch; returns its loss."""
        loss = self.model.forward(x, t)
        self.model.backward()
        params, grads = remove_duplicate(self.model.params, self.model.grads)
        if max_grad is not None:
            clip_grads(grads, max_grad)
        self.optimizer.update(params, grads)
        return loss

    def fit(self, x, t, max_epoch=10, batch_size=32, max_grad=None, eval_interval=20, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        losses = []
        for _ in range(max_epoch):
            for x_part, t_part in minibatches(x, t, batch_size, rng):
                losses.append(self._step(x_part, t_part, max_grad))
                if eval_interval is not None and len(losses) % eval_interval == 0:
                    self.loss_list.append(float(np.mean(losses[-eval_interval:])))
            self.current_epoch += 1

"""Fisher and Yates by hand; sums number by number; a trainer with inner functions."""

import numpy as np


def minibatches(x, t, batch_size, rng):
    order = list(range(len(x)))
    for last in range(len(order) - 1, 0, -1):
        other = int(rng.integers(last + 1))
        order[last], order[other] = order[other], order[last]
    parts, rows = [], []
    for row in order:
        rows.append(row)
        if len(rows) == batch_size:
            parts.append(rows)
            rows = []
    if rows:
        parts.append(rows)
    return [(np.array([x[r] for r in part]), np.array([t[r] for r in part])) for part in parts]


def clip_grads(grads, max_norm):
    total = 0.0
    for grad in grads:
        for value in grad.flat:
            total += value * value
    norm = total**0.5
    if norm > max_norm:
        for grad in grads:
            for place in np.ndindex(grad.shape):
                grad[place] = grad[place] * (max_norm / norm)
    return norm


def remove_duplicate(params, grads):
    kept, sums = [], []
    for i in range(len(params)):
        found = -1
        for j in range(len(kept)):
            if kept[j] is params[i]:
                found = j
        if found < 0:
            kept.append(params[i])
            sums.append(grads[i])
        else:
            sums[found] = sums[found] + grads[i]
    return kept, sums


class Trainer:
    def __init__(self, model, optimizer):
        self.model = model
        self.optimizer = optimizer
        self.loss_list = []
        self.current_epoch = 0

    def fit(self, x, t, max_epoch=10, batch_size=32, max_grad=None, eval_interval=20, rng=None):
        if rng is None:
            rng = np.random.default_rng()
        since = []

        def record(loss):
            since.append(loss)
            if eval_interval is not None and len(since) >= eval_interval:
                self.loss_list.append(float(sum(since) / len(since)))
                del since[:]

        def step(x_part, t_part):
            loss = self.model.forward(x_part, t_part)
            self.model.backward()
            params, grads = remove_duplicate(self.model.params, self.model.grads)
            if max_grad is not None:
                clip_grads(grads, max_grad)
            self.optimizer.update(params, grads)
            return loss

        for _ in range(max_epoch):
            for part in minibatches(x, t, batch_size, rng):
                record(step(*part))
            self.current_epoch = self.current_epoch + 1

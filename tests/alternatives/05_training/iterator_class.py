"""mini-batches as an iterable object; merging by identity in a dictionary; a flat vector for the norm."""

import numpy as np


class Parts:
    def __init__(self, x, t, size, order):
        self.x, self.t = x, t
        self.cuts = np.split(order, range(size, len(order), size))

    def __iter__(self):
        return ((self.x[rows], self.t[rows]) for rows in self.cuts)

    def __len__(self):
        return len(self.cuts)


def minibatches(x, t, batch_size, rng):
    return Parts(x, t, batch_size, np.argsort(rng.random(len(x))))


def clip_grads(grads, max_norm):
    flat = np.concatenate([g.ravel() for g in grads])
    norm = float(np.linalg.norm(flat))
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    for g in grads:
        g[...] = g * factor
    return norm


def remove_duplicate(params, grads):
    merged = {}
    for p, g in zip(params, grads):
        if id(p) in merged:
            merged[id(p)][1] = merged[id(p)][1] + g
        else:
            merged[id(p)] = [p, g]
    return [p for p, _ in merged.values()], [g for _, g in merged.values()]


class Trainer:
    def __init__(self, model, optimizer):
        self.model, self.optimizer = model, optimizer
        self.loss_list, self.current_epoch = [], 0

    def _step(self, x, t, max_grad):
        loss = self.model.forward(x, t)
        self.model.backward()
        params, grads = remove_duplicate(self.model.params, self.model.grads)
        if max_grad is not None:
            clip_grads(grads, max_grad)
        self.optimizer.update(params, grads)
        return loss

    def fit(self, x, t, max_epoch=10, batch_size=32, max_grad=None, eval_interval=20, rng=None):
        if rng is None:
            rng = np.random.default_rng()
        losses = []
        for _ in range(max_epoch):
            for part in minibatches(x, t, batch_size, rng):
                losses.append(self._step(*part, max_grad))
            self.current_epoch += 1
        if eval_interval is not None:
            whole = len(losses) // eval_interval * eval_interval
            for start in range(0, whole, eval_interval):
                self.loss_list.append(float(np.mean(losses[start : start + eval_interval])))

"""Generators and itertools; gradients of shared arrays added up in place; one choice without replacement."""

import itertools
import math

import numpy as np


def minibatches(x, t, batch_size, rng):
    rows = iter(rng.choice(len(x), size=len(x), replace=False).tolist())
    while True:
        part = list(itertools.islice(rows, batch_size))
        if not part:
            return
        yield x[part], t[part]


def clip_grads(grads, max_norm):
    norm = math.sqrt(sum(float(np.vdot(g, g)) for g in grads))
    if norm <= max_norm:
        return norm
    for i in range(len(grads)):
        np.multiply(grads[i], max_norm / norm, out=grads[i])
    return norm


def remove_duplicate(params, grads):
    unique, sums = [], []
    for p, g in zip(params, grads):
        for i, q in enumerate(unique):
            if p is q:
                sums[i] += g
                break
        else:
            unique.append(p)
            sums.append(g)
    return unique, sums


class Trainer:
    def __init__(self, model, optimizer):
        self.model = model
        self.optimizer = optimizer
        self.loss_list = []
        self.current_epoch = 0

    def _losses(self, x, t, max_epoch, batch_size, max_grad, rng):
        for _ in range(max_epoch):
            for x_part, t_part in minibatches(x, t, batch_size, rng):
                loss = self.model.forward(x_part, t_part)
                self.model.backward()
                params, grads = remove_duplicate(self.model.params, self.model.grads)
                if max_grad is not None:
                    clip_grads(grads, max_grad)
                self.optimizer.update(params, grads)
                yield loss
            self.current_epoch += 1

    def fit(self, x, t, max_epoch=10, batch_size=32, max_grad=None, eval_interval=20, rng=None):
        kept = []
        for loss in self._losses(x, t, max_epoch, batch_size, max_grad, rng or np.random.default_rng()):
            kept.append(loss)
            if eval_interval and len(kept) == eval_interval:
                self.loss_list.append(float(sum(kept)) / eval_interval)
                kept.clear()

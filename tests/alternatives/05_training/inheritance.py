"""A general loop with hooks, and a trainer that fills them in."""

import numpy as np


class Loop:
    def __init__(self):
        self.current_epoch = 0

    def run(self, epochs, parts):
        for _ in range(epochs):
            for part in parts():
                self.on_part(*part)
            self.current_epoch += 1
            self.on_epoch()

    def on_part(self, x, t):
        raise NotImplementedError

    def on_epoch(self):
        pass


def minibatches(x, t, batch_size, rng):
    keys = rng.standard_normal(len(x))
    rows = np.argsort(keys, kind="stable")
    edges = list(range(0, len(rows), batch_size)) + [len(rows)]
    return ((x[rows[a:b]], t[rows[a:b]]) for a, b in zip(edges[:-1], edges[1:]))


def clip_grads(grads, max_norm):
    norm = float(np.sqrt(np.sum([np.dot(g.ravel(), g.ravel()) for g in grads])))
    if max_norm < norm:
        for i, g in enumerate(grads):
            grads[i][:] = g * max_norm / norm
    return norm


def remove_duplicate(params, grads):
    order, total = [], {}
    for p, g in zip(params, grads):
        if not any(p is q for q in order):
            order.append(p)
            total[id(p)] = np.zeros_like(g)
        total[id(p)] = total[id(p)] + g
    return order, [total[id(p)] for p in order]


class Trainer(Loop):
    def __init__(self, model, optimizer):
        super().__init__()
        self.model = model
        self.optimizer = optimizer
        self.loss_list = []

    def on_part(self, x, t):
        self.recent = np.append(self.recent, self.model.forward(x, t))
        self.model.backward()
        params, grads = remove_duplicate(self.model.params, self.model.grads)
        if self.max_grad is not None:
            clip_grads(grads, self.max_grad)
        self.optimizer.update(params, grads)
        if self.interval is not None and self.recent.size == self.interval:
            self.loss_list += [float(self.recent.mean())]
            self.recent = np.array([])

    def fit(self, x, t, max_epoch=10, batch_size=32, max_grad=None, eval_interval=20, rng=None):
        self.recent = np.array([])
        self.max_grad, self.interval = max_grad, eval_interval
        generator = np.random.default_rng() if rng is None else rng
        self.run(max_epoch, lambda: minibatches(x, t, batch_size, generator))

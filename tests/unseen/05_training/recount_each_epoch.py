"""The running loss and its count begin anew in every epoch (Trainer)."""

import numpy as np


def minibatches(x, t, batch_size, rng):
    idx = rng.permutation(len(x))
    batches = []
    for i in range(0, len(x), batch_size):
        part = idx[i:i + batch_size]
        batches.append((x[part], t[part]))
    return batches


def clip_grads(grads, max_norm):
    total = 0.0
    for g in grads:
        total += np.sum(g ** 2)
    norm = np.sqrt(total)
    rate = max_norm / (norm + 1e-6)
    if rate < 1 and norm > max_norm:
        for g in grads:
            g *= rate
    return norm


def remove_duplicate(params, grads):
    new_p, new_g = [], []
    for p, g in zip(params, grads):
        for j in range(len(new_p)):
            if new_p[j] is p:
                new_g[j] = new_g[j] + g
                break
        else:
            new_p.append(p)
            new_g.append(g)
    return new_p, new_g


class Trainer:
    def __init__(self, model, optimizer):
        self.model = model
        self.optimizer = optimizer
        self.loss_list = []
        self.current_epoch = 0

    def fit(self, x, t, max_epoch=10, batch_size=32, max_grad=None, eval_interval=20, rng=None):
        if rng is None:
            rng = np.random.default_rng()
        model, optimizer = self.model, self.optimizer
        for epoch in range(max_epoch):
            total_loss, count = 0.0, 0
            for bx, bt in minibatches(x, t, batch_size, rng):
                loss = model.forward(bx, bt)
                model.backward()
                params, grads = remove_duplicate(model.params, model.grads)
                if max_grad is not None:
                    clip_grads(grads, max_grad)
                optimizer.update(params, grads)
                total_loss += loss
                count += 1
                if eval_interval is not None and count == eval_interval:
                    self.loss_list.append(float(total_loss / count))
                    total_loss, count = 0.0, 0
            self.current_epoch += 1

"""The norm is computed once more after clipping, and that one is returned (clip_grads)."""

import numpy as np


def minibatches(x, t, batch_size, rng):
    idx = rng.permutation(len(x))
    batches = []
    for i in range(0, len(x), batch_size):
        part = idx[i:i + batch_size]
        batches.append((x[part], t[part]))
    return batches


def global_norm(grads):
    return np.sqrt(sum(np.sum(g ** 2) for g in grads))


def clip_grads(grads, max_norm):
    norm = global_norm(grads)
    if norm > max_norm:
        for g in grads:
            g *= max_norm / norm
    return global_norm(grads)


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
        total_loss, count = 0.0, 0
        for epoch in range(max_epoch):
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

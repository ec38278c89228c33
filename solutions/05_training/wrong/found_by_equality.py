"""Shared arrays are looked for with in."""

import numpy as np


def minibatches(x, t, batch_size, rng):
    idx = rng.permutation(x.shape[0])
    batches = []
    i = 0
    while i < len(idx):
        part = idx[i:i + batch_size]
        batches.append((x[part], t[part]))
        i += batch_size
    return batches


def clip_grads(grads, max_norm):
    total_norm = 0
    for grad in grads:
        total_norm += np.sum(grad ** 2)
    total_norm = np.sqrt(total_norm)
    rate = max_norm / (total_norm + 1e-6)
    if rate < 1:
        for grad in grads:
            grad *= rate
    return total_norm


def remove_duplicate(params, grads):
    new_params = []
    new_grads = []
    for i in range(len(params)):
        if params[i] not in new_params:
            new_params.append(params[i])
            new_grads.append(grads[i].copy())
        else:
            new_grads[new_params.index(params[i])] += grads[i]
    return new_params, new_grads


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
        total_loss, loss_count = 0, 0
        for epoch in range(max_epoch):
            for bx, bt in minibatches(x, t, batch_size, rng):
                loss = model.forward(bx, bt)
                model.backward()
                params, grads = remove_duplicate(model.params, model.grads)
                if max_grad is not None:
                    clip_grads(grads, max_grad)
                optimizer.update(params, grads)
                total_loss += loss
                loss_count += 1
                if eval_interval is not None and loss_count == eval_interval:
                    self.loss_list.append(float(total_loss / loss_count))
                    total_loss, loss_count = 0, 0
            self.current_epoch += 1

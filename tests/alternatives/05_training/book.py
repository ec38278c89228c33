"""Shuffle a copy, then slices; norms by adding up; pairs compared with a while loop."""

import numpy as np


def minibatches(x, t, batch_size, rng):
    idx = np.arange(len(x))
    rng.shuffle(idx)
    x, t = x[idx], t[idx]
    return [(x[i : i + batch_size], t[i : i + batch_size]) for i in range(0, len(x), batch_size)]


def clip_grads(grads, max_norm):
    total_norm = 0
    for grad in grads:
        total_norm += np.sum(grad**2)
    total_norm = np.sqrt(total_norm)
    rate = max_norm / (total_norm + 1e-6)
    if rate < 1:
        for grad in grads:
            grad *= rate
    return total_norm


def remove_duplicate(params, grads):
    params, grads = params[:], grads[:]
    i = 0
    while i < len(params):
        j = i + 1
        while j < len(params):
            if params[j] is params[i]:
                grads[i] = grads[i] + grads[j]
                del params[j], grads[j]
            else:
                j += 1
        i += 1
    return params, grads


class Trainer:
    def __init__(self, model, optimizer):
        self.model = model
        self.optimizer = optimizer
        self.loss_list = []
        self.current_epoch = 0

    def fit(self, x, t, max_epoch=10, batch_size=32, max_grad=None, eval_interval=20, rng=None):
        rng = np.random.default_rng() if rng is None else rng
        total_loss, loss_count = 0, 0
        for epoch in range(max_epoch):
            for batch_x, batch_t in minibatches(x, t, batch_size, rng):
                loss = self.model.forward(batch_x, batch_t)
                self.model.backward()
                params, grads = remove_duplicate(self.model.params, self.model.grads)
                if max_grad is not None:
                    clip_grads(grads, max_grad)
                self.optimizer.update(params, grads)
                total_loss += loss
                loss_count += 1
                if eval_interval is not None and loss_count == eval_interval:
                    self.loss_list.append(float(total_loss / loss_count))
                    total_loss, loss_count = 0, 0
            self.current_epoch += 1

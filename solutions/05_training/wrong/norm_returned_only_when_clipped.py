"""The return stands inside the if."""

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
    squares = [np.sum(g ** 2) for g in grads]
    total_norm = np.sqrt(sum(squares))
    if max_norm < total_norm:
        for g in grads:
            g *= max_norm / total_norm
        return total_norm


def remove_duplicate(params, grads):
    params, grads = params[:], grads[:]
    i = 0
    while i < len(params):
        j = i + 1
        while j < len(params):
            if params[i] is params[j]:
                grads[i] = grads[i] + grads[j]
                params.pop(j)
                grads.pop(j)
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

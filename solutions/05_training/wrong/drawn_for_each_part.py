"""Every mini-batch is drawn from all samples."""

import numpy as np


def minibatches(x, t, batch_size, rng):
    for start in range(0, len(x), batch_size):
        size = min(batch_size, len(x) - start)
        batch_mask = rng.choice(len(x), size, replace=False)
        yield x[batch_mask], t[batch_mask]


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

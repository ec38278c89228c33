"""rng.permuted and rng.shuffle on Python lists; merging from the back; a trainer that counts mini-batches."""

import numpy as np


def minibatches(x, t, batch_size, rng):
    order = list(range(x.shape[0]))
    rng.shuffle(order)
    parts = []
    first = 0
    while first < len(order):
        rows = np.array(order[first : first + batch_size])
        parts.append((np.take(x, rows, axis=0), np.take(t, rows, axis=0)))
        first += batch_size
    return tuple(parts)


def clip_grads(grads, max_norm):
    norm = np.sqrt(np.sum([np.sum(np.square(g)) for g in grads]))
    scale = max_norm / max(norm, max_norm)
    for g in grads:
        g *= scale
    return norm


def remove_duplicate(params, grads):
    ids = [id(p) for p in params]
    firsts = [i for i in range(len(ids)) if ids.index(ids[i]) == i]
    new_grads = []
    for i in firsts:
        same = [grads[j] for j in range(len(ids)) if ids[j] == ids[i]]
        new_grads.append(sum(same[1:], same[0].copy()))
    return [params[i] for i in firsts], new_grads


class Trainer:
    def __init__(self, model, optimizer):
        self.model = model
        self.optimizer = optimizer
        self.loss_list: list[float] = []
        self.current_epoch: int = 0

    def fit(self, x, t, max_epoch=10, batch_size=32, max_grad=None, eval_interval=20, rng=None):
        if rng is None:
            rng = np.random.default_rng()
        count = 0
        total = 0.0
        last_epoch = self.current_epoch + max_epoch
        while self.current_epoch < last_epoch:
            for x_part, t_part in minibatches(x, t, batch_size, rng):
                count += 1
                total += self.model.forward(x_part, t_part)
                self.model.backward()
                params, grads = remove_duplicate(list(self.model.params), list(self.model.grads))
                if max_grad is not None:
                    clip_grads(grads, max_grad)
                self.optimizer.update(params, grads)
                if eval_interval is not None and count % eval_interval == 0:
                    self.loss_list.append(float(total / eval_interval))
                    total = 0.0
            self.current_epoch += 1

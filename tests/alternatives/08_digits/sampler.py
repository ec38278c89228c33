"""The split as a complement of mask indices drawn one by one, the modes handled in fit, clones everywhere."""

import numpy as np
import torch
from torch import nn


class Mlp(torch.nn.Sequential):
    """The network; the number of its layers is not fixed."""

    def __init__(self, *sizes):
        super().__init__()
        for k, (i, o) in enumerate(zip(sizes[:-1], sizes[1:], strict=True), start=1):
            if k > 1:
                self.append(nn.ReLU())
            self.append(nn.Linear(i, o))


def build_net(sizes=(64, 32, 16, 10)):
    return Mlp(*sizes)


def split(x, t, test_ratio=0.25, seed=0):
    rng = np.random.default_rng([seed, 7])
    left = list(range(len(t)))
    taken = [left.pop(int(rng.integers(len(left)))) for _ in range(round(test_ratio * len(t)))]
    x = torch.from_numpy(x.copy()).type(torch.float32)
    t = torch.from_numpy(t.copy()).type(torch.int64)
    return x[left].clone(), x[taken].clone(), t[left].clone(), t[taken].clone()


class History:
    """What fit has seen."""

    def __init__(self):
        self.train = []
        self.test = []


def fit(net, x_train, t_train, x_test, t_test, lr=0.01, max_epoch=1000):
    history = History()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD([{"params": [p]} for p in net.parameters()], lr=lr)
    for _ in range(max_epoch):
        both = net(torch.cat([x_train, x_test]))
        y_train, y_test = both[: len(x_train)], both[len(x_train) :].detach()
        loss = criterion(y_train, t_train)
        history.train.append(loss.item())
        history.test.append(criterion(y_test, t_test).item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return history.train, history.test


def accuracy(net, x, t):
    net.eval()
    with torch.inference_mode():
        scores = net(x.clone())
        right = scores[torch.arange(len(t)), t]
        return float((right >= scores.max(dim=1).values).float().mean())

"""An optimizer with a closure, losses as tensors without a graph, the test part by random keys."""

import numpy as np
import torch
from torch import nn


def build_net(sizes=(64, 32, 16, 10)):
    def layers():
        last = len(sizes) - 2
        for i in range(last + 1):
            yield nn.Linear(in_features=sizes[i], out_features=sizes[i + 1])
            if i < last:
                yield nn.ReLU(inplace=True)

    return nn.Sequential(*layers())


def split(x, t, test_ratio=0.25, seed=0):
    keys = np.random.Generator(np.random.PCG64(seed)).random(len(x))
    ranks = keys.argsort().argsort()
    test = torch.from_numpy(ranks < int(len(x) * test_ratio + 0.5))
    x, t = torch.tensor(x).to(torch.float32), torch.tensor(t).to(torch.int64)
    return x[~test], x[test], t[~test], t[test]


def fit(net, x_train, t_train, x_test, t_test, lr=0.01, max_epoch=1000):
    loss_function = nn.CrossEntropyLoss(reduction="sum")
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)

    def closure():
        optimizer.zero_grad()
        loss = loss_function(net(x_train), t_train) / x_train.shape[0]
        loss.backward()
        return loss

    train, test = [], []
    for _ in range(max_epoch):
        net.eval()
        test.append((loss_function(net(x_test), t_test) / len(x_test)).detach())
        net.train()
        train.append(optimizer.step(closure).detach())
    return tuple(train), tuple(test)


def accuracy(net, x, t):
    net.eval()
    hits = 0
    for row, label in zip(x, t, strict=True):
        hits += int(torch.argmax(net(row.unsqueeze(0)))) == int(label)
    return hits / t.shape[0]

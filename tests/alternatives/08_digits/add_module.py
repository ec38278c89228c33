"""add_module and names, a list shuffled with Python's random, a history of pairs, one_hot targets in the loss."""

import random

import numpy as np
import torch
from torch import nn


def build_net(sizes=(64, 32, 16, 10)):
    net = nn.Sequential()
    sizes = list(sizes)
    size = sizes.pop(0)
    while sizes:
        net.add_module(f"linear{len(sizes)}", nn.Linear(size, sizes[0]))
        size = sizes.pop(0)
        if sizes:
            net.add_module(f"activation{len(sizes)}", nn.ReLU())
    return net


def split(x, t, test_ratio=0.25, seed=0):
    rows = list(range(len(x)))
    random.Random(seed).shuffle(rows)
    cut = round(len(rows) * test_ratio)
    test, train = rows[:cut], rows[cut:]
    return (
        torch.FloatTensor(np.array([x[i] for i in train])),
        torch.FloatTensor(np.array([x[i] for i in test])),
        torch.LongTensor(np.array([t[i] for i in train])),
        torch.LongTensor(np.array([t[i] for i in test])),
    )


def fit(net, x_train, t_train, x_test, t_test, lr=0.01, max_epoch=1000):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    scores = net(x_train[:1])
    classes = scores.shape[1]
    target = nn.functional.one_hot(t_train, classes).float()
    history = []
    for _ in range(max_epoch):
        loss = criterion(net(x_train), target)
        with torch.no_grad():
            watched = criterion(net(x_test), t_test)
        history.append((loss.item(), watched.item()))
        gradients = torch.autograd.grad(loss, list(net.parameters()))
        for p, g in zip(net.parameters(), gradients, strict=True):
            p.grad = g
        optimizer.step()
    return [a for a, _ in history], [b for _, b in history]


def accuracy(net, x, t):
    net.eval()
    with torch.no_grad():
        wrong = torch.count_nonzero(net(x).argmax(dim=-1) - t)
    return 1.0 - wrong.item() / t.numel()

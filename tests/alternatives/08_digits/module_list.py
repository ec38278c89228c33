"""Layers prepared in a ModuleList, the split with argsort, the network copied nowhere, loss in double."""

import numpy as np
import torch
from torch import nn, optim


def build_net(sizes=(64, 32, 16, 10)):
    linears = nn.ModuleList(nn.Linear(sizes[i], sizes[i + 1]) for i in range(len(sizes) - 1))
    modules = [m for linear in linears for m in (linear, nn.ReLU())]
    modules.pop()
    return nn.Sequential(*modules)


def split(x, t, test_ratio=0.25, seed=0):
    np_state = np.random.get_state()
    np.random.seed(seed)
    index = np.arange(x.shape[0])
    np.random.shuffle(index)
    np.random.set_state(np_state)
    n_train = x.shape[0] - round(x.shape[0] * test_ratio)
    x_train, x_test = np.split(x[index], [n_train])
    t_train, t_test = np.split(t[index], [n_train])
    return (
        torch.as_tensor(x_train, dtype=torch.float),
        torch.as_tensor(x_test, dtype=torch.float),
        torch.as_tensor(t_train, dtype=torch.long),
        torch.as_tensor(t_test, dtype=torch.long),
    )


def evaluate(net, x, t):
    scores = net(x).double()
    return nn.CrossEntropyLoss()(scores, t)


def fit(net, x_train, t_train, x_test, t_test, lr=0.01, max_epoch=1000):
    losses = []
    test_losses = []
    solver = optim.SGD(net.parameters(), lr, momentum=0, weight_decay=0)
    while len(losses) < max_epoch:
        solver.zero_grad()
        with torch.set_grad_enabled(False):
            test_losses += [evaluate(net, x_test, t_test).numpy().item()]
        now = evaluate(net, x_train, t_train)
        losses += [now.tolist()]
        now.backward()
        solver.step()
    return losses, test_losses


def accuracy(net, x, t):
    net.eval()
    best = net(x).softmax(dim=1).argmax(dim=1)
    return torch.eq(best, t).sum().div(t.size(0))

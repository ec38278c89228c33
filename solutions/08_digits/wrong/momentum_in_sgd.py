"""SGD is given a momentum."""

import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim


def build_net(sizes=(64, 32, 16, 10)):
    layers = []
    last = len(sizes) - 2
    for i in range(last + 1):
        layers.append(nn.Linear(sizes[i], sizes[i + 1]))
        if i < last:
            layers.append(nn.ReLU())
    return nn.Sequential(*layers)


def split(x, t, test_ratio=0.25, seed=0):
    n = len(x)
    n_test = round(n * test_ratio)
    rng = np.random.default_rng(seed)
    idx = rng.permutation(n)
    test_idx = idx[:n_test]
    train_idx = idx[n_test:]
    x_train = torch.from_numpy(x[train_idx]).float()
    x_test = torch.from_numpy(x[test_idx]).float()
    t_train = torch.from_numpy(t[train_idx]).long()
    t_test = torch.from_numpy(t[test_idx]).long()
    return x_train, x_test, t_train, t_test


def fit(net, x_train, t_train, x_test, t_test, lr=0.01, max_epoch=1000):
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr, 0.9)
    record_loss_train, record_loss_test = [], []
    for _ in range(max_epoch):
        optimizer.zero_grad()
        loss = loss_fn(net(x_train), t_train)
        record_loss_train.append(loss.item())
        with torch.no_grad():
            record_loss_test.append(loss_fn(net(x_test), t_test).item())
        loss.backward()
        optimizer.step()
    return record_loss_train, record_loss_test


def accuracy(net, x, t):
    net.eval()
    with torch.no_grad():
        y = net(x)
    hits = y.argmax(dim=1) == t
    return hits.sum().item() / len(t)

"""The test loss is taken after the update, so it is one update ahead of the training loss (fit)."""

import numpy as np
import torch
from torch import nn


def build_net(sizes=(64, 32, 16, 10)):
    layers = []
    for i in range(len(sizes) - 1):
        layers.append(nn.Linear(sizes[i], sizes[i + 1]))
        if i < len(sizes) - 2:
            layers.append(nn.ReLU())
    return nn.Sequential(*layers)


def split(x, t, test_ratio=0.25, seed=0):
    rng = np.random.default_rng(seed)
    idx = rng.permutation(len(x))
    n_test = int(len(x) * test_ratio)
    test_idx = idx[:n_test]
    train_idx = idx[n_test:]
    x_train = torch.tensor(x[train_idx], dtype=torch.float32)
    x_test = torch.tensor(x[test_idx], dtype=torch.float32)
    t_train = torch.tensor(t[train_idx], dtype=torch.int64)
    t_test = torch.tensor(t[test_idx], dtype=torch.int64)
    return x_train, x_test, t_train, t_test


def fit(net, x_train, t_train, x_test, t_test, lr=0.01, max_epoch=1000):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    record_loss_train, record_loss_test = [], []
    for epoch in range(max_epoch):
        # training
        optimizer.zero_grad()
        loss = criterion(net(x_train), t_train)
        loss.backward()
        optimizer.step()
        record_loss_train.append(loss.item())
        # test
        with torch.no_grad():
            record_loss_test.append(criterion(net(x_test), t_test).item())
    return record_loss_train, record_loss_test


def accuracy(net, x, t):
    net.eval()
    with torch.no_grad():
        pred = torch.argmax(net(x), dim=1)
    return (pred == t).sum().item() / len(t)

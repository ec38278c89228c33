"""One ReLU is missing, the one before the last layer."""

import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim


def build_net(sizes=(64, 32, 16, 10)):
    net = nn.Sequential()
    for i in range(1, len(sizes)):
        net.append(nn.Linear(sizes[i - 1], sizes[i]))
        if i + 2 < len(sizes):
            net.append(nn.ReLU())
    return net


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
    opt = optim.SGD(net.parameters(), lr=lr)
    train_losses = []
    test_losses = []
    for epoch in range(max_epoch):
        y_train = net(x_train)
        y_test = net(x_test)
        loss_train = loss_fn(y_train, t_train)
        loss_test = loss_fn(y_test, t_test)
        train_losses.append(loss_train.item())
        test_losses.append(loss_test.item())
        opt.zero_grad()
        loss_train.backward()
        opt.step()
    return train_losses, test_losses


def accuracy(net, x, t):
    net.eval()
    with torch.no_grad():
        y = net(x)
    hits = y.argmax(dim=1) == t
    return hits.sum().item() / len(t)

"""Named layers, the split by torch's random numbers with a generator, zero_grad at the end."""

from collections import OrderedDict

import torch
from torch import nn


def build_net(sizes=(64, 32, 16, 10)):
    layers = OrderedDict()
    for i in range(1, len(sizes)):
        layers[f"fc{i}"] = nn.Linear(sizes[i - 1], sizes[i])
        if i < len(sizes) - 1:
            layers[f"relu{i}"] = nn.ReLU()
    return nn.Sequential(layers)


def split(x, t, test_ratio=0.25, seed=0):
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(x), generator=generator)
    border = len(x) - int(len(x) * test_ratio)
    x = torch.from_numpy(x).float()[order]
    t = torch.from_numpy(t).long()[order]
    return x[:border], x[border:], t[:border], t[border:]


def fit(net, x_train, t_train, x_test, t_test, lr=0.01, max_epoch=1000):
    record_loss_train = []
    record_loss_test = []
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    criterion = nn.CrossEntropyLoss()
    for _ in range(max_epoch):
        loss_train = criterion(net(x_train), t_train)
        loss_test = criterion(net(x_test), t_test)
        record_loss_train.append(loss_train.item())
        record_loss_test.append(loss_test.item())
        loss_train.backward()
        optimizer.step()
        optimizer.zero_grad()
    return record_loss_train, record_loss_test


def accuracy(net, x, t):
    net.eval()
    correct = (net(x).argmax(1) == t).sum().item()
    return correct / len(t)

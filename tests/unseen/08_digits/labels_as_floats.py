"""The labels become float32 like the images, which CrossEntropyLoss does not take as class numbers (split)."""

import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim


def tensors(x, t):
    """float32 samples and int64 labels."""
    return torch.from_numpy(x.astype(np.float32)), torch.from_numpy(t.astype(np.int64))


def build_net(sizes=(64, 32, 16, 10)):
    """Linear layers, ReLU in between."""
    net = nn.Sequential(nn.Linear(sizes[0], sizes[1]))
    for n_in, n_out in zip(sizes[1:-1], sizes[2:]):
        net.append(nn.ReLU())
        net.append(nn.Linear(n_in, n_out))
    return net


def split(x, t, test_ratio=0.25, seed=0):
    """Random split."""
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(x), generator=generator)
    n_train = len(x) - round(len(x) * test_ratio)
    xs, ts = torch.tensor(x).float(), torch.tensor(t).float()
    train, test = order[:n_train], order[n_train:]
    return xs[train], xs[test], ts[train], ts[test]


def fit(net, x_train, t_train, x_test, t_test, lr=0.01, max_epoch=1000):
    """Full batch SGD."""
    loss_fn = nn.CrossEntropyLoss()
    opt = optim.SGD(net.parameters(), lr=lr)
    train_losses, test_losses = [], []
    for _ in range(max_epoch):
        with torch.no_grad():
            test_losses.append(loss_fn(net(x_test), t_test).item())
        loss = loss_fn(net(x_train), t_train)
        train_losses.append(loss.item())
        opt.zero_grad()
        loss.backward()
        opt.step()
    return train_losses, test_losses


def accuracy(net, x, t):
    """Share of right answers."""
    net.eval()
    with torch.no_grad():
        scores = net(x)
    right = 0
    for row, label in zip(scores, t):
        if row.argmax() == label:
            right += 1
    return right / len(t)

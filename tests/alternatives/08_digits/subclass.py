"""A subclass of Sequential, one shared in-place ReLU, indices by a set, functional loss, modes switched."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


class Classifier(nn.Sequential):
    def __init__(self, sizes):
        activation = nn.ReLU(inplace=True)
        stack = []
        for inputs, outputs in zip(sizes, sizes[1:], strict=False):
            if stack:
                stack.append(activation)
            stack.append(nn.Linear(inputs, outputs))
        super().__init__(*stack)


def build_net(sizes=(64, 32, 16, 10)):
    return Classifier(tuple(sizes))


def split(x, t, test_ratio=0.25, seed=0):
    rng = np.random.RandomState(seed)
    n = len(t)
    test = rng.choice(n, size=int(np.ceil(n * test_ratio - 1e-9)), replace=False)
    train = np.array(sorted(set(range(n)) - set(test.tolist())))
    return (
        torch.tensor(x[train]).float(),
        torch.tensor(x[test]).float(),
        torch.tensor(t[train]).long(),
        torch.tensor(t[test]).long(),
    )


def fit(net, x_train, t_train, x_test, t_test, lr=0.01, max_epoch=1000):
    records = {"train": [], "test": []}
    sgd = torch.optim.SGD(net.parameters(), lr=lr)
    for _ in range(max_epoch):
        net.eval()
        with torch.inference_mode():
            records["test"].append(float(F.cross_entropy(net(x_test), t_test)))
        net.train()
        sgd.zero_grad()
        loss = F.cross_entropy(net(x_train), t_train)
        loss.backward()
        records["train"].append(float(loss.detach()))
        sgd.step()
    return records["train"], records["test"]


@torch.no_grad()
def accuracy(net, x, t):
    flag = net.training
    net.eval()
    result = torch.mean((torch.max(net(x), dim=1).indices == t).double())
    net.train(flag)
    return float(result)

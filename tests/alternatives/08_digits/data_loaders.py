"""Data sets and loaders with one mini-batch, random_split, NLLLoss after LogSoftmax in the loss."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split


def build_net(sizes=(64, 32, 16, 10)):
    blocks = [nn.Sequential(nn.Linear(a, b), nn.ReLU()) for a, b in zip(sizes[:-2], sizes[1:-1], strict=True)]
    return nn.Sequential(*blocks, nn.Linear(sizes[-2], sizes[-1]))


def split(x, t, test_ratio=0.25, seed=0):
    data = TensorDataset(torch.tensor(x, dtype=torch.float32), torch.tensor(t, dtype=torch.int64))
    n_test = round(len(data) * test_ratio)
    generator = torch.Generator()
    generator.manual_seed(seed + 1)
    parts = random_split(data, [len(data) - n_test, n_test], generator=generator)
    (x_train, t_train), (x_test, t_test) = (data[part.indices] for part in parts)
    return x_train, x_test, t_train, t_test


def fit(net, x_train, t_train, x_test, t_test, lr=0.01, max_epoch=1000):
    criterion = nn.Sequential(nn.LogSoftmax(dim=1))
    nll = nn.NLLLoss(reduction="mean")
    optimizer = torch.optim.SGD(params=net.parameters(), lr=lr, foreach=True)
    loader = DataLoader(TensorDataset(x_train, t_train), batch_size=len(x_train))
    losses, losses_test = [], []
    for _ in range(max_epoch):
        for x, t in loader:
            with torch.no_grad():
                losses_test.append(nll(criterion(net(x_test)), t_test).item())
            loss = nll(criterion(net(x)), t)
            net.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses, losses_test


def accuracy(net, x, t):
    with torch.no_grad():
        return net.eval()(x).topk(1, dim=1).indices.flatten().eq(t).float().mean().item()

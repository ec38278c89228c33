"""No optimizer and no loss class: the update by hand on .data; a loader with a generator of its own."""

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader


def make_loader(batch_size=4):
    points = [(1.0, 1.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)]
    data = [(torch.tensor(p), torch.tensor([float(p[0] != p[1])])) for p in points]
    generator = torch.Generator()
    generator.manual_seed(5)
    return DataLoader(data, batch_size=batch_size, shuffle=True, generator=generator)


class Net(nn.Module):
    def __init__(self, hidden_size=2):
        super().__init__()
        fc1 = nn.Linear(2, hidden_size)
        fc2 = nn.Linear(hidden_size, 1)
        self.layers = nn.ModuleList([fc1, fc2])

    @property
    def fc1(self):
        return self.layers[0]

    @property
    def fc2(self):
        return self.layers[1]

    def forward(self, x):
        z = x @ self.fc1.weight.T + self.fc1.bias
        return (1 / (1 + torch.exp(-z))) @ self.fc2.weight.T + self.fc2.bias


def train(net, loader, lr=0.1, max_epoch=2000):
    losses = np.zeros(max_epoch + 1)
    for epoch in range(max_epoch + 1):
        for x, t in loader:
            for p in net.parameters():
                p.grad = None
            difference = net(x) - t
            loss = torch.sum(difference * difference)
            loss.backward()
            losses[epoch] = loss.item()
            for p in net.parameters():
                p.data -= lr * p.grad
    return losses.tolist()


def predict(net, x):
    mode = net.training
    net.eval()
    y = net(torch.tensor(np.reshape(x, (-1, 2)), dtype=torch.float32)).detach().clone().numpy()
    net.training = mode
    return y.astype(np.float64)


class SigmoidFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        e = torch.exp(-torch.abs(x))
        y = torch.where(x >= 0, 1 / (1 + e), e / (1 + e))
        ctx.y = y.detach()
        return y

    @staticmethod
    def backward(ctx, dout):
        return dout * ctx.y * (1 - ctx.y)


def surface(net, low=0.0, high=1.0, n=10):
    values = [low + i * (high - low) / (n - 1) for i in range(n)]
    xa = np.array([[a for _ in values] for a in values])
    xb = np.array([values for _ in values])
    y = np.zeros((n, n))
    for i in range(n):
        y[i] = predict(net, np.stack([xa[i], xb[i]], axis=1))[:, 0]
    return xa, xb, y

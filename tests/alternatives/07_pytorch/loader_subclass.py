"""The loader as a subclass of DataLoader, an explicit iterator, the saved input differentiated anew."""

import numpy as np
import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset


class XorLoader(DataLoader):
    def __init__(self, batch_size):
        bits = torch.arange(3, -1, -1)
        x = torch.stack([bits // 2, bits % 2], dim=1)
        t = x[:, :1].ne(x[:, 1:])
        super().__init__(TensorDataset(x.float(), t.float()), batch_size=batch_size, shuffle=True)


def make_loader(batch_size=4):
    return XorLoader(batch_size)


class Net(nn.Module):
    def __init__(self, hidden_size=2):
        super().__init__()
        self.fc1 = nn.Linear(2, hidden_size)
        self.fc2 = nn.Linear(hidden_size, 1)
        self.activation = nn.Sigmoid()

    def forward(self, x):
        x = self.fc1(x)
        x = self.activation(x)
        x = self.fc2(x)
        return x


def train(net, loader, lr=0.1, max_epoch=2000):
    sgd = optim.SGD(net.parameters(), lr=lr)
    losses = []
    epoch = -1
    for epoch in range(max_epoch + 1):
        mini_batches = iter(loader)
        while True:
            pair = next(mini_batches, None)
            if pair is None:
                break
            net.zero_grad()
            output = net(pair[0])
            loss = torch.dist(output, pair[1]) ** 2
            loss.backward()
            sgd.step()
            newest = loss
        losses.append(newest.detach().numpy().item())
    return losses


def predict(net, x):
    mode = net.training
    net.eval()
    y = net(torch.as_tensor(np.asarray(x, dtype=np.float32).reshape(-1, 2))).detach()
    if mode:
        net.train()
    else:
        net.eval()
    return y.double().numpy()


def logistic(x):
    return torch.sigmoid(x)


class SigmoidFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        with torch.enable_grad():
            copy = x.detach().requires_grad_(True)
            y = logistic(copy)
        ctx.save_for_backward(copy)
        return y.detach()

    @staticmethod
    def backward(ctx, dout):
        (copy,) = ctx.saved_tensors
        y = logistic(copy.detach())
        return torch.addcmul(torch.zeros_like(y), dout * y, 1 - y)


def surface(net, low=0.0, high=1.0, n=10):
    line = torch.linspace(low, high, n)
    pairs = torch.cartesian_prod(line, line)
    xa = pairs[:, 0].reshape(n, n).numpy()
    xb = pairs[:, 1].reshape(n, n).numpy()
    return xa, xb, predict(net, pairs.numpy()).reshape(n, n)

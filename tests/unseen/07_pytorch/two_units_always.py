"""The size of the hidden layer is written as 2 and the argument ignored (Net)."""

import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, TensorDataset

XOR = [(1, 1, 0), (1, 0, 1), (0, 1, 1), (0, 0, 0)]


def make_loader(batch_size=4):
    """The four points, shuffled."""
    table = torch.tensor(XOR).float()
    data = TensorDataset(table[:, :2], table[:, 2:])
    return DataLoader(data, batch_size=batch_size, shuffle=True)


class Net(nn.Module):
    """2 - hidden - 1."""

    def __init__(self, hidden_size=2):
        super(Net, self).__init__()
        self.fc1 = nn.Linear(2, 2)
        self.fc2 = nn.Linear(2, 1)

    def forward(self, x):
        return self.fc2(self.fc1(x).sigmoid())


def train(net, loader, lr=0.1, max_epoch=2000):
    """Sum of squares and SGD."""
    loss_fn = nn.MSELoss(reduction="sum")
    opt = optim.SGD(net.parameters(), lr=lr)
    history = []
    epoch = 0
    while epoch <= max_epoch:
        last = None
        for inputs, targets in loader:
            opt.zero_grad()
            loss = loss_fn(net(inputs), targets)
            loss.backward()
            opt.step()
            last = loss.item()
        history.append(last)
        epoch += 1
    return history


def predict(net, x):
    """numpy to numpy."""
    mode = net.training
    net.eval()
    with torch.no_grad():
        out = net(torch.from_numpy(np.atleast_2d(x).astype(np.float32)))
    net.train(mode)
    return out.detach().numpy()


class SigmoidFunction(torch.autograd.Function):
    """Own sigmoid."""

    @staticmethod
    def forward(ctx, x):
        out = torch.sigmoid(x)
        ctx.save_for_backward(out)
        return out

    @staticmethod
    def backward(ctx, dout):
        out = ctx.saved_tensors[0]
        return dout * (out - out * out)


def surface(net, low=0.0, high=1.0, n=10):
    """Grid and outputs."""
    axis = np.linspace(low, high, num=n)
    xa, xb = np.meshgrid(axis, axis, indexing="ij")
    y = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            y[i, j] = predict(net, np.array([xa[i, j], xb[i, j]]))[0, 0]
    return xa, xb, y

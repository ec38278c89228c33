"""Net leaves out the constructor of nn.Module."""

import numpy as np
import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, TensorDataset


def make_loader(batch_size=4):
    x = torch.tensor([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    t = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
    dataset = TensorDataset(x, t)
    return DataLoader(dataset, batch_size=batch_size, shuffle=True)


class Net(nn.Module):
    def __init__(self, hidden_size=2):
        self.fc1 = nn.Linear(2, hidden_size)
        self.fc2 = nn.Linear(hidden_size, 1)

    def forward(self, x):
        return self.fc2(torch.sigmoid(self.fc1(x)))


def train(net, loader, lr=0.1, max_epoch=2000):
    loss_fn = nn.MSELoss(reduction="sum")
    opt = optim.SGD(net.parameters(), lr=lr)
    history = []
    for epoch in range(max_epoch + 1):
        for xb, tb in loader:
            opt.zero_grad()
            yb = net(xb)
            loss = loss_fn(yb, tb)
            loss.backward()
            opt.step()
        history.append(loss.item())
    return history


def predict(net, x):
    mode = net.training
    net.eval()
    x = np.atleast_2d(x)
    with torch.no_grad():
        y = net(torch.from_numpy(x).float())
    net.train(mode)
    return y.numpy()


class SigmoidFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = torch.sigmoid(x)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, dout):
        y = ctx.saved_tensors[0]
        return dout * (1 - y) * y


def surface(net, low=0.0, high=1.0, n=10):
    axis = np.linspace(low, high, n)
    xa, xb = np.meshgrid(axis, axis)
    grid = np.column_stack((xa.reshape(-1), xb.reshape(-1)))
    y = predict(net, grid)
    return xa, xb, y.reshape(n, n)

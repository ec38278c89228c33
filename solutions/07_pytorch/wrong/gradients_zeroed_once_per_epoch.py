"""zero_grad is called once per epoch."""

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
        super().__init__()
        self.fc1 = nn.Linear(2, hidden_size)
        self.fc2 = nn.Linear(hidden_size, 1)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x):
        h = self.fc1(x)
        h = self.sigmoid(h)
        y = self.fc2(h)
        return y


def train(net, loader, lr=0.1, max_epoch=2000):
    criterion = nn.MSELoss(reduction="sum")
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    record = []
    for epoch in range(max_epoch + 1):
        optimizer.zero_grad()
        for x, t in loader:
            loss = criterion(net(x), t)
            loss.backward()
            optimizer.step()
        record.append(loss.item())
    return record


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

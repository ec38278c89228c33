"""The two rows of coordinates are reshaped to pairs where they should be transposed, so the points are mixed up (surface)."""

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(batch_size=4):
    x = torch.tensor([[1, 1], [1, 0], [0, 1], [0, 0]], dtype=torch.float32)
    t = torch.tensor([[0], [1], [1], [0]], dtype=torch.float32)
    return DataLoader(TensorDataset(x, t), batch_size=batch_size, shuffle=True)


class Net(nn.Module):
    def __init__(self, hidden_size=2):
        super().__init__()
        self.fc1 = nn.Linear(2, hidden_size)
        self.fc2 = nn.Linear(hidden_size, 1)

    def forward(self, x):
        x = torch.sigmoid(self.fc1(x))
        x = self.fc2(x)
        return x


def train(net, loader, lr=0.1, max_epoch=2000):
    criterion = nn.MSELoss(reduction="sum")
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses = []
    for epoch in range(max_epoch + 1):
        for x, t in loader:
            y = net(x)
            loss = criterion(y, t)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
    return losses


def predict(net, x):
    x = torch.tensor(x, dtype=torch.float32)
    if x.dim() == 1:
        x = x.unsqueeze(0)
    training = net.training
    net.eval()
    with torch.no_grad():
        y = net(x)
    net.train(training)
    return y.numpy()


class SigmoidFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = 1 / (1 + torch.exp(-x))
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, dout):
        y, = ctx.saved_tensors
        return dout * y * (1 - y)


def surface(net, low=0.0, high=1.0, n=10):
    s = np.linspace(low, high, n)
    xa, xb = np.meshgrid(s, s)
    points = np.array([xa.ravel(), xb.ravel()]).reshape(-1, 2)
    y = predict(net, points)
    return xa, xb, y.reshape(n, n)

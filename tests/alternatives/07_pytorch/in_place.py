"""In-place operations where they are harmless, dout overwritten by backward, losses as 0-d arrays."""

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(batch_size=4):
    table = torch.tensor([[1, 1, 0], [1, 0, 1], [0, 1, 1], [0, 0, 0]]).float()
    return DataLoader(TensorDataset(table[:, :2], table[:, 2:]), batch_size=batch_size, shuffle=True)


class Net(nn.Module):
    def __init__(self, hidden_size=2):
        super().__init__()
        self.fc1 = nn.Linear(2, hidden_size)
        self.fc2 = nn.Linear(hidden_size, 1)
        self.stack = nn.Sequential(self.fc1, nn.Sigmoid(), self.fc2)

    def forward(self, x):
        return self.fc2(self.fc1(x).sigmoid_())


def train(net, loader, lr=0.1, max_epoch=2000):
    parameters = list(net.parameters())
    record = []
    for _epoch in range(0, max_epoch + 1, 1):
        for x, t in loader:
            y = net.forward(x)
            loss = (y.sub(t)).pow_(2).sum()
            grads = torch.autograd.grad(loss, parameters)
            with torch.no_grad():
                for p, g in zip(parameters, grads, strict=True):
                    p -= lr * g
        record.append(np.asarray(loss.detach()))
    return tuple(record)


def predict(net, x):
    training = net.training
    net.eval()
    with torch.set_grad_enabled(False):
        x = torch.tensor(np.asarray(x), dtype=torch.float)
        if x.dim() == 1:
            x = x.unsqueeze(0)
        y = net(x)
    net.train(mode=training)
    return y.detach().numpy()


class SigmoidFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x.clone().neg_().exp_().add_(1).reciprocal_()
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, dout):
        (y,) = ctx.saved_tensors
        dout *= y
        dout *= 1 - y
        return dout


def surface(net, low=0.0, high=1.0, n=10):
    xs = torch.linspace(low, high, n)
    xa = xs.repeat(n, 1)
    xb = xs.reshape(-1, 1).expand(n, n)
    with torch.no_grad():
        y = net(torch.cat((xa.reshape(-1, 1), xb.reshape(-1, 1)), dim=1))
    return [xa, xb, y.reshape(n, n)]

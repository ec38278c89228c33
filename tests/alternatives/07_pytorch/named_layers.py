"""Layers inside a named Sequential with aliases, a data set class, nn.Sigmoid, no_grad as a decorator."""

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class XorData(Dataset):
    def __init__(self):
        self.x = np.array([[1, 1], [1, 0], [0, 1], [0, 0]], dtype=np.float32)
        self.t = np.logical_xor(self.x[:, 0], self.x[:, 1]).astype(np.float32)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return self.x[index], self.t[index : index + 1]


def make_loader(batch_size=4):
    return DataLoader(XorData(), batch_size, True)


class Net(nn.Module):
    def __init__(self, hidden_size=2):
        super().__init__()
        self.model = nn.Sequential()
        self.model.add_module("hidden", nn.Linear(2, hidden_size))
        self.model.add_module("sigmoid", nn.Sigmoid())
        self.model.add_module("output", nn.Linear(hidden_size, 1))
        self.fc1 = self.model.hidden
        self.fc2 = self.model.output

    def forward(self, inputs):
        return self.model(inputs)


def train(net, loader, lr=0.1, max_epoch=2000):
    loss_function = nn.MSELoss(reduction="sum")
    optimizer = torch.optim.SGD(net.parameters(), lr)
    history = []
    epoch = 0
    while epoch <= max_epoch:
        net.train()
        for data, target in loader:
            optimizer.zero_grad(set_to_none=False)
            error = loss_function(net(data), target)
            error.backward()
            current = float(error)
            optimizer.step()
        history.append(current)
        epoch += 1
    return history


@torch.no_grad()
def predict(net, x):
    before = net.training
    net.eval()
    inputs = torch.from_numpy(np.atleast_2d(x).astype("float32"))
    outputs = net(inputs).numpy()
    if before:
        net.train()
    return outputs


class SigmoidFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, inputs):
        result = torch.sigmoid(inputs)
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx, grad_output):
        (result,) = ctx.saved_tensors
        return result.mul(1 - result).mul(grad_output)


def surface(net, low=0.0, high=1.0, n=10):
    xa, xb = np.mgrid[low : high : n * 1j, low : high : n * 1j]
    y = np.array([predict(net, np.array([a, b]))[0, 0] for a, b in zip(xa.flat, xb.flat)])
    return xa, xb, y.reshape(xa.shape)

"""Net as a subclass of nn.Sequential whose layers are named fc1 and fc2; a batch sampler; an iterator in train."""

from collections import OrderedDict

import numpy as np
import torch
from torch import nn
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset


def make_loader(batch_size=4):
    x = torch.Tensor([[1, 1], [1, 0], [0, 1], [0, 0]])
    t = torch.Tensor([0, 1, 1, 0]).unsqueeze(1)
    data = TensorDataset(x, t)
    return DataLoader(data, batch_sampler=BatchSampler(RandomSampler(data), batch_size, drop_last=False))


class Net(nn.Sequential):
    def __init__(self, hidden_size=2):
        super().__init__(
            OrderedDict(
                [
                    ("fc1", nn.Linear(2, hidden_size)),
                    ("act", nn.Sigmoid()),
                    ("fc2", nn.Linear(hidden_size, 1)),
                ]
            )
        )


def train_one_epoch(net, loader, criterion, optimizer):
    last = None
    for _, (x, t) in enumerate(loader):
        optimizer.zero_grad()
        last = criterion(net(x), t)
        last.backward()
        optimizer.step()
    return last.item()


def train(net, loader, lr=0.1, max_epoch=2000):
    criterion = nn.MSELoss(reduction="sum")
    optimizer = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.0, foreach=False)
    return [train_one_epoch(net, loader, criterion, optimizer) for _ in range(max_epoch + 1)]


class evaluation:
    """Switch a network to evaluation mode inside a with block."""

    def __init__(self, net):
        self.net = net

    def __enter__(self):
        self.flag = self.net.training
        self.net.eval()

    def __exit__(self, *_):
        self.net.train(self.flag)


def predict(net, x):
    with evaluation(net), torch.no_grad():
        return np.array(net(torch.FloatTensor(np.array(x, ndmin=2))))


class SigmoidFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return 0.5 * (1 + torch.tanh(x / 2))

    @staticmethod
    def backward(ctx, dout):
        (x,) = ctx.saved_tensors
        return dout * torch.sigmoid(x) * torch.sigmoid(-x)


def surface(net, low=0.0, high=1.0, n=10):
    a = np.linspace(low, high, n, dtype=np.float32)
    xa, xb = np.meshgrid(a, a, indexing="xy")
    return xa, xb, predict(net, np.c_[xa.reshape(-1), xb.reshape(-1)]).reshape(xa.shape)

"""torch.nn.functional, inference_mode, tensors for the surface, losses as tensors without a graph."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(batch_size=4):
    x = torch.cartesian_prod(torch.tensor([1.0, 0.0]), torch.tensor([1.0, 0.0]))
    t = (x.sum(dim=1, keepdim=True) == 1).float()
    return DataLoader(TensorDataset(x, t), shuffle=True, batch_size=batch_size)


class Net(torch.nn.Module):
    def __init__(self, hidden_size=2):
        super().__init__()
        self.fc1 = nn.Linear(in_features=2, out_features=hidden_size, bias=True)
        self.fc2 = nn.Linear(in_features=hidden_size, out_features=1, bias=True)

    def forward(self, x):
        return F.linear(
            F.sigmoid(F.linear(x, self.fc1.weight, self.fc1.bias)), self.fc2.weight, self.fc2.bias
        )


def train(net, loader, lr=0.1, max_epoch=2000):
    record = []
    optimizer = torch.optim.SGD([{"params": net.parameters(), "lr": lr}], lr=1.0)
    for _ in range(max_epoch + 1):
        for x, t in loader:
            loss = F.mse_loss(net(x), t, reduction="sum")
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
        record.append(loss.detach())
    return record


def predict(net, x):
    flag = net.training
    net.train(False)
    with torch.inference_mode():
        y = net(torch.as_tensor(x).float().view(-1, 2))
    net.train(flag)
    return y.cpu().numpy()


class SigmoidFunction(torch.autograd.Function):
    """The newer style, with setup_context."""

    @staticmethod
    def forward(x):
        return x.neg().exp().add(1).reciprocal()

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(output)

    @staticmethod
    def backward(ctx, dout):
        y = ctx.saved_tensors[0]
        return dout * (y - y**2)


def surface(net, low=0.0, high=1.0, n=10):
    axis = torch.linspace(low, high, n)
    xa, xb = torch.meshgrid(axis, axis, indexing="ij")
    y = net(torch.stack((xa, xb), dim=-1))
    return xa, xb, y.squeeze(-1).detach()

"""Long-winded and typed: a helper class for the training, targets by a rule, einsum in forward."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, StackDataset

POINTS = ((1, 1), (1, 0), (0, 1), (0, 0))


def make_loader(batch_size: int = 4) -> DataLoader:
    inputs = torch.tensor(POINTS, dtype=torch.float32)
    targets = torch.remainder(inputs.sum(dim=1), 2).reshape(4, 1)
    return DataLoader(StackDataset(inputs, targets), batch_size=batch_size, shuffle=True, num_workers=0)


class Net(nn.Module):
    fc1: nn.Linear
    fc2: nn.Linear

    def __init__(self, hidden_size: int = 2, dtype: Any = None) -> None:
        super().__init__()
        sizes = [2, hidden_size, 1]
        for i, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
            setattr(self, f"fc{i + 1}", nn.Linear(inputs, outputs, dtype=dtype))

    def forward(self, x: Tensor) -> Tensor:
        hidden = torch.special.expit(self.fc1(x))
        return torch.einsum("nh,oh->no", hidden, self.fc2.weight).add(self.fc2.bias)


class Trainer:
    def __init__(self, net: nn.Module, lr: float) -> None:
        self.net = net
        self.optimizer = torch.optim.SGD(params=self.net.parameters(), lr=lr)
        self.criterion = nn.MSELoss(reduction="none")

    def epoch(self, loader: Iterable) -> float:
        value = float("nan")
        for inputs, targets in loader:
            loss = self.criterion(self.net(inputs), targets).sum()
            value = loss.tolist()
            self.net.zero_grad()
            loss.backward()
            self.optimizer.step()
        return value


def train(net: nn.Module, loader: DataLoader, lr: float = 0.1, max_epoch: int = 2000) -> list[float]:
    trainer = Trainer(net, lr)
    losses: list[float] = []
    while len(losses) != max_epoch + 1:
        losses.append(trainer.epoch(loader))
    return losses


def predict(net: nn.Module, x: np.ndarray) -> np.ndarray:
    previous: bool = net.training
    try:
        net.eval()
        with torch.inference_mode():
            samples = [net(torch.tensor([float(a), float(b)])) for a, b in np.atleast_2d(x)]
            return torch.stack(samples).reshape(-1, 1).numpy()
    finally:
        net.train(previous)


class SigmoidFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, i: Tensor) -> Tensor:
        result = 1 / (1 + (-i).exp())
        ctx.save_for_backward(i, result)
        return result

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, *grad_outputs: Tensor) -> Tensor:
        _, result = ctx.saved_tensors
        return grad_outputs[0] * (0.25 - (result - 0.5) ** 2)


def surface(net: nn.Module, low: float = 0.0, high: float = 1.0, n: int = 10) -> tuple[Any, Any, Any]:
    axis = np.linspace(low, high, num=n, endpoint=True)
    columns, lines = np.meshgrid(axis, axis, indexing="ij", sparse=False)
    values = np.empty_like(columns)
    for index in np.ndindex(*values.shape):
        values[index] = predict(net, np.array([columns[index], lines[index]])).item()
    return columns, lines, values

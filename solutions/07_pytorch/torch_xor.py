"""Exercise 07: the XOR network once more, this time in PyTorch.

Fill in one task after the other, from top to bottom.

    grade check 07      runs the hidden checks on this file
    grade hint 07       gives a hint for the first task that does not pass yet

Tensors hold float32 unless you say otherwise, and a mini-batch holds one sample a row, as before.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset


def make_loader(batch_size: int = 4) -> DataLoader[tuple[Tensor, ...]]:
    """Return a DataLoader over the four points of XOR.

    The data set holds the points in the order (1, 1), (1, 0), (0, 1), (0, 0): ``loader.dataset[i]``
    is the pair (x, t) of point i. Every pass over the loader gives each point once, in a new random
    order, as mini-batches (x, t) of `batch_size` samples; the last one may be smaller.

    x: float32, shape (N, 2)
    t: float32, shape (N, 1), 1 where exactly one of the two inputs is 1, else 0

    Making the loader draws nothing from torch's global random numbers, so that after
    ``torch.manual_seed(123)`` a network made next starts from the same weights with or without it.

    Example: with batch_size=3 one pass gives x of shape (3, 2), then x of shape (1, 2), and point
    (1, 0) always comes with the target 1.
    """
    # <solution>
    points = torch.tensor([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    targets = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
    return DataLoader(TensorDataset(points, targets), batch_size=batch_size, shuffle=True)
    # </solution>


class Net(nn.Module):
    """A 2-h-1 network: fc1, sigmoid, fc2. The output is linear.

    y = fc2(sigmoid(fc1(x))) = sigmoid(x @ fc1.weight.T + fc1.bias) @ fc2.weight.T + fc2.bias

    fc1: ``nn.Linear(2, hidden_size)``, made first
    fc2: ``nn.Linear(hidden_size, 1)``, made second

    Both keep the initial values that torch gives them, and the network has no other parameters:
    4 * hidden_size + 1 numbers in all. `nn.Linear` keeps its weight as (outputs, inputs), the
    transpose of the earlier exercises.

    Example: fc1.weight all 1, fc1.bias (-0.5, -1.5), fc2.weight (1, -2), fc2.bias 0:
    x = (1, 0) -> hidden (sigmoid(0.5), sigmoid(-0.5)) = (0.6225, 0.3775) -> y = -0.1326.
    """

    def __init__(self, hidden_size: int = 2) -> None:
        """Make the layers fc1 and fc2."""
        # <solution>
        super().__init__()
        self.fc1 = nn.Linear(2, hidden_size)
        self.fc2 = nn.Linear(hidden_size, 1)
        # </solution>

    def forward(self, x: Tensor) -> Tensor:
        """Return the outputs, shape (N, 1), for inputs x of shape (N, 2)."""
        # <solution>
        hidden = torch.sigmoid(self.fc1(x))
        return self.fc2(hidden)
        # </solution>


def train(net: nn.Module, loader: DataLoader[Any], lr: float = 0.1, max_epoch: int = 2000) -> list[float]:
    """Train `net` in place and return the losses.

    The loss of a mini-batch is the sum of the squared errors, ``nn.MSELoss(reduction="sum")``. The
    optimizer is ``torch.optim.SGD`` with learning rate `lr` and nothing else. For each mini-batch of
    each epoch: compute the loss, set the gradients to zero, backward, step.

    The epochs are counted 0, 1, ..., max_epoch, so `max_epoch + 1` passes over the loader are made.
    The result is a list with one number per epoch: the loss of the epoch's last mini-batch, as it was
    computed before that mini-batch's step. Numbers, not tensors that hang on a graph: ``loss.item()``.

    Example: after torch.manual_seed(123), with ``loader = make_loader()`` made first and
    ``net = Net()`` second, ``train(net, loader)`` gives 2,001 losses; number 0 is 9.52936, number 500
    is 0.99074, number 1000 is 0.07183.
    """
    # <solution>
    criterion = nn.MSELoss(reduction="sum")
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses = []
    for _ in range(max_epoch + 1):
        for x, t in loader:
            loss = criterion(net(x), t)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
    return losses
    # </solution>


def predict(net: nn.Module, x: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the network's outputs for a numpy array, as a numpy array of shape (N, 1).

    x: float32 or float64, shape (N, 2), or (2,) for a single sample, which counts as N = 1. The
    network itself computes in float32. x stays as it is.

    The network is in evaluation mode (``net.eval()``) while it computes. Afterwards ``net.training``
    is what it was before the call, True or False. No gradient is recorded.

    Example: ``predict(net, np.array([[1.0, 0.0], [0.0, 0.0]]))`` has shape (2, 1).
    """
    # <solution>
    was_training = net.training
    net.eval()
    with torch.no_grad():
        y = net(torch.tensor(x, dtype=torch.float32).reshape(-1, 2))
    net.train(was_training)
    return y.numpy()
    # </solution>


class SigmoidFunction(torch.autograd.Function):
    """The sigmoid as an operation of your own, with its own backward.

    Used as ``y = SigmoidFunction.apply(x)``. Both methods compute with tensors of any shape; forward
    keeps what backward needs in `ctx`, never in a global or on the class: several calls may be made
    before the first backward, and backward may come twice through one retained graph.

    forward:   y = 1 / (1 + exp(-x))
    backward:  dL/dx = dout * y * (1 - y), where dout is dL/dy from above

    Example: x = (0.0, 2.0) -> y = (0.5, 0.8808); with dout = (1.0, -3.0), dL/dx = (0.25, -0.3150).
    Compare with ``torch.autograd.gradcheck(SigmoidFunction.apply, x)``, x in float64 with
    requires_grad=True.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        """Return the sigmoid of x and keep in ctx what backward needs."""
        # <solution>
        y = 1 / (1 + torch.exp(-x))
        ctx.save_for_backward(y)
        return y
        # </solution>

    @staticmethod
    def backward(ctx: Any, dout: Tensor) -> Tensor:
        """Return the gradient with respect to x, given the gradient dout with respect to y."""
        # <solution>
        (y,) = ctx.saved_tensors
        return dout * y * (1 - y)
        # </solution>


def surface(net: nn.Module, low: float = 0.0, high: float = 1.0, n: int = 10) -> tuple[Any, Any, Any]:
    """Return the network's output over a square grid, as (xa, xb, y), ready for a surface plot.

    All three have shape (n, n), numpy arrays or tensors. xa holds the first input and xb the second,
    each of them n equally spaced values from `low` to `high`, both ends included, every value of the
    one paired with every value of the other (``np.meshgrid``; either of its orientations is fine).
    y[i, j] is the network's output for the input (xa[i, j], xb[i, j]).

    Example: with n=3 the values are 0, 0.5 and 1, and nine outputs are computed.
    """
    # <solution>
    values = np.linspace(low, high, n)
    xa, xb = np.meshgrid(values, values)
    points = np.stack([xa.ravel(), xb.ravel()], axis=1)
    return xa, xb, predict(net, points).reshape(n, n)
    # </solution>

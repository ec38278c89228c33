"""What somebody computes who holds a wrong belief about PyTorch. Needs torch: runs in a jailed child only."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from grader.checks import misconception

from . import reference
from .reference import epochs

# make_loader


def _pairs() -> list[tuple[Tensor, Tensor]]:
    points = reference.Points()
    return [points[i] for i in range(4)]


@misconception("make_loader")
def targets_without_column(batch_size: int = 4) -> Any:
    """t of shape (N,) against y of shape (N, 1): the loss broadcasts to (N, N). PyTorch warns of it."""
    return DataLoader([(x, t[0]) for x, t in _pairs()], batch_size, shuffle=True)  # type: ignore[arg-type]


@misconception("make_loader")
def loader_not_shuffled(batch_size: int = 4) -> Any:
    """shuffle is False unless asked for."""
    return DataLoader(reference.Points(), batch_size=batch_size)


@misconception("make_loader")
def loader_shuffled_once(batch_size: int = 4) -> Any:
    """The data are permuted when the loader is made, and then come in that order for ever."""
    order = torch.randperm(4).tolist()
    return DataLoader(reference.Points(), batch_size=batch_size, sampler=order)


@misconception("make_loader")
def last_mini_batch_dropped(batch_size: int = 4) -> Any:
    """drop_last=True: with three samples at a time the fourth is never seen."""
    return DataLoader(reference.Points(), batch_size=batch_size, shuffle=True, drop_last=True)


@misconception("make_loader")
def batch_size_ignored(batch_size: int = 4) -> Any:
    """The argument is not passed on."""
    return reference.make_loader()


@misconception("make_loader")
def data_in_float64(batch_size: int = 4) -> Any:
    """numpy's float64 is kept: nn.Linear, in float32, refuses it."""
    return DataLoader([(x.double(), t.double()) for x, t in _pairs()], batch_size, shuffle=True)  # type: ignore[arg-type]


@misconception("make_loader")
def data_in_integers(batch_size: int = 4) -> Any:
    """torch.tensor([[1, 1], ...]) without a decimal point is int64."""
    return DataLoader([(x.long(), t.long()) for x, t in _pairs()], batch_size, shuffle=True)  # type: ignore[arg-type]


@misconception("make_loader")
def targets_of_equality(batch_size: int = 4) -> Any:
    """The target is 1 where the inputs are equal: XNOR."""
    return DataLoader([(x, 1 - t) for x, t in _pairs()], batch_size, shuffle=True)  # type: ignore[arg-type]


# Net


@misconception("Net", rtol=1e-4)
class activation_missing(reference.Net):
    """Two linear layers in a row are one linear layer. Source: forum threads; n = 1."""

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(self.fc1(x))


@misconception("Net", rtol=1e-4)
class sigmoid_on_output(reference.Net):
    """A second sigmoid after fc2."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x).sigmoid()


@misconception("Net", rtol=1e-4)
class relu_instead_of_sigmoid(reference.Net):
    """The activation is another one."""

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(self.fc1(x).clamp(min=0))


@misconception("Net", rtol=1e-4)
class biases_missing(reference.Net):
    """bias=False."""

    def __init__(self, hidden_size: int = 2) -> None:
        super().__init__(hidden_size)
        for layer in (self.fc1, self.fc2):
            layer.register_parameter("bias", None)


@misconception("Net", rtol=1e-4)
class hidden_size_ignored(reference.Net):
    """The sizes are written into the layers."""

    def __init__(self, hidden_size: int = 2) -> None:
        super().__init__(2)


@misconception("Net")
class parent_not_initialised(nn.Module):
    """super().__init__() is missing: nn.Module has no place for layers yet. Seen in one unseen file."""

    def __init__(self, hidden_size: int = 2) -> None:
        self.fc1 = nn.Linear(2, hidden_size)


@misconception("Net", rtol=1e-4)
class fc2_made_first(reference.Net):
    """The layers draw their initial values in the order in which they are made."""

    def __init__(self, hidden_size: int = 2) -> None:
        made_first = nn.Linear(hidden_size, 1)
        super().__init__(hidden_size)
        self.stack.fc2 = made_first


@misconception("Net", rtol=1e-4)
class method_named_train(reference.Net):
    """A method called train hides nn.Module's own. Source: forum threads; n = 1."""

    def train(self, loader: Any = None, lr: float = 0.1, max_epoch: int = 2000) -> Any:
        return reference.train(self, loader, lr, max_epoch)


@misconception("Net", rtol=1e-4)
class forward_without_graph(reference.Net):
    """forward runs under no_grad, or takes .data or .detach(): no gradient reaches the parameters."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x).detach()


# train


def _last(passes: Any) -> list[float]:
    return [losses[-1].item() for losses in passes]


@misconception("train", rtol=1e-4)
def mean_of_squared_errors(net: nn.Module, loader: Any, lr: float = 0.1, max_epoch: int = 2000) -> Any:
    """nn.MSELoss() without reduction="sum" divides by the number of elements."""
    return _last(epochs(net, loader, lr, max_epoch + 1, lambda y, t: (y - t).square().mean()))


@misconception("train", rtol=1e-4)
def half_of_squared_errors(net: nn.Module, loader: Any, lr: float = 0.1, max_epoch: int = 2000) -> Any:
    """The factor 1/2 of the textbooks; PyTorch's loss has none."""
    return _last(epochs(net, loader, lr, max_epoch + 1, lambda y, t: (y - t).square().sum() / 2))


@misconception("train", rtol=1e-4)
def target_flattened(net: nn.Module, loader: Any, lr: float = 0.1, max_epoch: int = 2000) -> Any:
    """(N, 1) against (N,): every output is compared with every target."""
    return _last(epochs(net, loader, lr, max_epoch + 1, lambda y, t: (y - t.reshape(1, -1)).square().sum()))


@misconception("train", rtol=1e-4)
def gradients_never_zeroed(net: nn.Module, loader: Any, lr: float = 0.1, max_epoch: int = 2000) -> Any:
    """backward adds to .grad: without zero_grad every step repeats all earlier ones."""

    def move(net: nn.Module, loss: Tensor, lr: float) -> None:
        loss.backward()
        with torch.no_grad():
            for p in net.parameters():
                p.sub_(p.grad, alpha=lr)

    return _last(epochs(net, loader, lr, max_epoch + 1, move=move))


@misconception("train", rtol=1e-4)
def gradients_zeroed_once_per_epoch(
    net: nn.Module, loader: Any, lr: float = 0.1, max_epoch: int = 2000
) -> Any:
    """zero_grad stands before the inner loop: the mini-batches of an epoch add up. Seen in one unseen file."""
    last = []
    for _ in range(max_epoch + 1):
        net.zero_grad()
        for x, t in loader:
            loss = reference.squared_error(net(x), t)
            loss.backward()
            with torch.no_grad():
                for p in net.parameters():
                    p.sub_(p.grad, alpha=lr)
        last.append(loss.item())
    return last


@misconception("train", rtol=1e-4)
def step_without_gradients(net: nn.Module, loader: Any, lr: float = 0.1, max_epoch: int = 2000) -> Any:
    """zero_grad, step, backward or backward, zero_grad, step: nothing ever moves. n = 2."""
    return _last(epochs(net, loader, lr, max_epoch + 1, move=lambda *_: None))


@misconception("train", rtol=1e-4)
def one_epoch_short(net: nn.Module, loader: Any, lr: float = 0.1, max_epoch: int = 2000) -> Any:
    """range(max_epoch) ends at max_epoch - 1."""
    return _last(epochs(net, loader, lr, max_epoch))


@misconception("train", rtol=1e-4)
def loss_after_the_step(net: nn.Module, loader: Any, lr: float = 0.1, max_epoch: int = 2000) -> Any:
    """The loss is computed anew when the step is done."""
    result = []
    for _ in range(max_epoch + 1):
        for x, t in loader:
            reference.step(net, reference.squared_error(net(x), t), lr)
        result.append(reference.squared_error(net(x), t).item())
    return result


@misconception("train", rtol=1e-4)
def loss_tensors_kept(net: nn.Module, loader: Any, lr: float = 0.1, max_epoch: int = 2000) -> Any:
    """append(loss) keeps the tensor with its graph. n = 1."""
    return [losses[-1] for losses in epochs(net, loader, lr, max_epoch + 1)]


@misconception("train", rtol=1e-4)
def losses_of_epoch_summed(net: nn.Module, loader: Any, lr: float = 0.1, max_epoch: int = 2000) -> Any:
    """The losses of all mini-batches of an epoch are added up."""
    return [sum(loss.item() for loss in losses) for losses in epochs(net, loader, lr, max_epoch + 1)]


@misconception("train", rtol=1e-4)
def losses_of_epoch_averaged(net: nn.Module, loader: Any, lr: float = 0.1, max_epoch: int = 2000) -> Any:
    """The mean over the mini-batches of an epoch."""
    return [float(torch.stack(losses).mean()) for losses in epochs(net, loader, lr, max_epoch + 1)]


@misconception("train", rtol=1e-4)
def loss_of_every_mini_batch(net: nn.Module, loader: Any, lr: float = 0.1, max_epoch: int = 2000) -> Any:
    """append stands inside the inner loop."""
    return [loss.item() for losses in epochs(net, loader, lr, max_epoch + 1) for loss in losses]


@misconception("train", rtol=1e-4)
def first_mini_batch_only(net: nn.Module, loader: Any, lr: float = 0.1, max_epoch: int = 2000) -> Any:
    """next(iter(loader)) once per epoch: the other mini-batches are never used."""

    class First:
        def __iter__(self) -> Any:
            return iter([next(iter(loader))])

    return _last(epochs(net, First(), lr, max_epoch + 1))


@misconception("train", rtol=1e-4)
def learning_rate_fixed(net: nn.Module, loader: Any, lr: float = 0.1, max_epoch: int = 2000) -> Any:
    """lr=0.1 is written into the optimizer and the argument is not used."""
    return _last(epochs(net, loader, 0.1, max_epoch + 1))


@misconception("train", rtol=1e-4)
def adam_instead_of_sgd(net: nn.Module, loader: Any, lr: float = 0.1, max_epoch: int = 2000) -> Any:
    """Another optimizer than the one asked for."""
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)

    def move(net: nn.Module, loss: Tensor, lr: float) -> None:
        net.zero_grad()
        loss.backward()
        optimizer.step()

    return _last(epochs(net, loader, lr, max_epoch + 1, move=move))

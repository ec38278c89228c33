"""What the checks of 07 must do in torch. Runs beside the student's code, so it judges nothing.

Everything that comes back from here is evidence: the checks compare it with numpy formulas. A flag or a count
alone can be made up by code that attacks its own process, so what a check gives points for is values.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_num_threads(1)

Array = np.ndarray[Any, Any]


class Box:
    """Hold a tensor, so that it crosses as a reference and not as values."""

    def __init__(self, value: Tensor) -> None:
        self.value = value


class ProbeNet(nn.Module):
    """The kit's own 2-h-1 network, which notes in which mode it was called."""

    def __init__(self, W1: Array, b1: Array, W2: Array, b2: Array) -> None:
        super().__init__()
        self.fc1 = nn.Linear(*W1.shape)
        self.fc2 = nn.Linear(*W2.shape)
        self.modes: list[bool] = []
        set_parameters(self, W1, b1, W2, b2)

    def forward(self, x: Tensor) -> Tensor:
        self.modes.append(self.training)
        return self.fc2(self.fc1(x).sigmoid())  # type: ignore[no-any-return]


class ModeNet(ProbeNet):
    """The same network with a difference: in training mode the sign of its output is turned.

    Which mode it was in shows in the values, so a check need not believe anybody's word for it.
    """

    def forward(self, x: Tensor) -> Tensor:
        y = super().forward(x)
        return -y if self.training else y


def seed(number: int) -> None:
    """Seed torch's global random numbers."""
    torch.manual_seed(number)


def tensor(array: Array, dtype: str = "float32", requires_grad: bool = False) -> Box:
    """Return a boxed tensor with its own copy of the values."""
    return Box(torch.tensor(array, dtype=getattr(torch, dtype)).requires_grad_(requires_grad))


def value(box: Box) -> Array:
    """Return the values of a boxed tensor."""
    return box.value.detach().numpy().copy()


def make_net(W1: Array, b1: Array, W2: Array, b2: Array, training: bool = True) -> ProbeNet:
    """Return the kit's network with these parameters; weights are (inputs, outputs)."""
    return ProbeNet(W1, b1, W2, b2).train(training)


def make_mode_net(W1: Array, b1: Array, W2: Array, b2: Array, training: bool = True) -> ModeNet:
    """Return the kit's network whose sign tells its mode."""
    return ModeNet(W1, b1, W2, b2).train(training)


def make_loader(x: Array, t: Array, batch_size: int) -> DataLoader[Any]:
    """Return a DataLoader that gives the rows in their given order."""
    data = TensorDataset(torch.tensor(x, dtype=torch.float32), torch.tensor(t, dtype=torch.float32))
    return DataLoader(data, batch_size=batch_size)


def whole_loader(x: Array, t: Array) -> DataLoader[Any]:
    """Return a DataLoader with one mini-batch that holds all rows; quick, for long training."""
    pair = (torch.tensor(x, dtype=torch.float32), torch.tensor(t, dtype=torch.float32))
    return DataLoader([pair], batch_size=None)  # type: ignore[arg-type]


def set_parameters(net: nn.Module, W1: Array, b1: Array, W2: Array, b2: Array) -> None:
    """Write the parameters through fc1 and fc2; weights are (inputs, outputs)."""
    with torch.no_grad():
        for own, new in zip(_own_parameters(net), (W1.T, b1, W2.T, b2), strict=True):
            own.copy_(torch.tensor(new))


def parameters(net: nn.Module) -> list[Array]:
    """Return copies of [W1, b1, W2, b2] as fc1 and fc2 hold them; weights are (inputs, outputs)."""
    return [p.detach().numpy().T.copy() for p in _own_parameters(net)]


def _own_parameters(net: Any) -> list[Tensor]:
    own = []
    for layer in ("fc1", "fc2"):
        for part in ("weight", "bias"):
            held = getattr(getattr(net, layer), part)
            if held is None:
                raise AttributeError(f"net.{layer} has no {part}: it is None")
            own.append(held)
    return own


def trainable(net: nn.Module) -> dict[str, int]:
    """Count the numbers that an optimizer over net.parameters() would change."""
    held = [p for p in net.parameters() if p.requires_grad]
    layers = {id(p) for p in _own_parameters(net)}
    return {
        "all": sum(p.numel() for p in held),
        "in_layers": sum(p.numel() for p in held if id(p) in layers),
    }


def output(net: nn.Module, x: Array) -> Any:
    """Return what the network makes of x, as float32."""
    return net(torch.tensor(x, dtype=torch.float32))


def layer_outputs(net: Any, x: Array, hidden: Array) -> list[Any]:
    """Return what fc1 makes of x and fc2 of `hidden`, as float32."""
    layers = ((net.fc1, x), (net.fc2, hidden))
    return [layer(torch.tensor(values, dtype=torch.float32)) for layer, values in layers]


def gradients(net: nn.Module, x: Array, t: Array) -> list[Array | None]:
    """Return d sum((y - t)**2) of W1, b1, W2, b2 as the network's backward gives them."""
    loss = ((output(net, x) - torch.tensor(t, dtype=torch.float32)) ** 2).sum()
    loss.backward()
    grads = [p.grad for p in _own_parameters(net)]
    return [None if g is None else g.numpy().T.copy() for g in grads]


def set_mode(net: nn.Module, training: bool) -> bool | None:
    """Switch the network as net.train() and net.eval() do and return its flag; None where that raises."""
    try:
        net.train(training)  # what net.eval() calls as well
    except Exception:
        return None
    return bool(net.training)


def mode(net: nn.Module) -> bool:
    """Return the network's training flag."""
    return bool(net.training)


def modes(net: ProbeNet) -> list[bool]:
    """Return the training flag at each call of the kit's network so far."""
    return list(net.modes)


def data_points(loader: Any) -> list[tuple[Array, Array]]:
    """Return the four (x, t) of loader.dataset in its own order."""
    return [(np.asarray(x), np.asarray(t)) for x, t in (loader.dataset[i] for i in range(4))]


def passes(loader: Any, count: int) -> list[dict[str, Any]]:
    """Go `count` times over the loader; each pass gives its rows, and its mini-batches' sizes and types."""
    return [_one_pass(loader) for _ in range(count)]


def _one_pass(loader: Any) -> dict[str, Any]:
    pairs = [(x.numpy(), t.numpy()) for x, t in loader]
    return {
        "x": np.concatenate([x for x, _ in pairs]),
        "t": np.concatenate([t for _, t in pairs]),
        "sizes": [len(x) for x, _ in pairs],
        "types": [str(array.dtype) for array in pairs[0]],
    }


def apply(function: Any, x: Box) -> Box:
    """Return function.apply(x), boxed with its graph."""
    return Box(function.apply(x.value))


def backward(y: Box, dout: Array, x: Box) -> Any:
    """Return dL/dx for dL/dy = dout, without freeing the graph behind y."""
    upstream = torch.tensor(dout, dtype=y.value.dtype)
    (dx,) = torch.autograd.grad(y.value, x.value, upstream, retain_graph=True)
    return dx.clone()

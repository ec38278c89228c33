"""What the checks of 08 must do in torch. Runs beside the student's code, so it judges nothing.

Everything that comes back from here is evidence: the checks compare it with numpy formulas. A flag or a count
alone can be made up by code that attacks its own process, so what a check gives points for is values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

torch.set_num_threads(1)

Array = np.ndarray[Any, Any]


class ProbeNet(nn.Module):
    """The kit's own network, tanh between two linear layers, which notes in which mode it was called."""

    def __init__(self, params: Sequence[Array]) -> None:
        super().__init__()
        self.fc1 = nn.Linear(*params[0].shape)
        self.fc2 = nn.Linear(*params[2].shape)
        self.modes: list[bool] = []
        set_parameters(self, params)

    def forward(self, x: Tensor) -> Tensor:
        self.modes.append(self.training)
        return self.fc2(self.fc1(x).tanh())  # type: ignore[no-any-return]


class ModeNet(ProbeNet):
    """The same network with a difference: in training mode each score belongs to the class before.

    Which mode it was in shows in the values, so a check need not believe anybody's word for it.
    """

    def forward(self, x: Tensor) -> Tensor:
        scores = super().forward(x)
        return scores.roll(1, dims=1) if self.training else scores


def seed(number: int) -> None:
    """Seed the global random numbers of torch and numpy."""
    torch.manual_seed(number)
    np.random.seed(number % 2**32)  # noqa: NPY002  a student may draw from the old global generator


def make_net(params: Sequence[Array]) -> ProbeNet:
    """Return the kit's network with the parameters [W1, b1, W2, b2], in training mode."""
    return ProbeNet(params)


def make_mode_net(params: Sequence[Array]) -> ModeNet:
    """Return the kit's network whose scores tell its mode, in training mode."""
    return ModeNet(params)


def modes(net: ProbeNet) -> list[bool]:
    """Return the training flag at each call of the kit's network so far."""
    return list(net.modes)


def linear_layers(net: nn.Module) -> list[nn.Linear]:
    """Return the linear layers in the order in which the network holds them, each once."""
    return [module for module in net.modules() if isinstance(module, nn.Linear)]


def _own_parameters(net: nn.Module) -> list[Tensor]:
    own = []
    for i, layer in enumerate(linear_layers(net)):
        if layer.bias is None:
            raise AttributeError(f"linear layer number {i} has no bias: it is None")
        own += [layer.weight, layer.bias]
    return own


def parameters(net: nn.Module) -> list[Array]:
    """Return copies of [W1, b1, W2, b2, ...]; weights are (inputs, outputs)."""
    return [p.detach().numpy().T.copy() for p in _own_parameters(net)]


def set_parameters(net: nn.Module, params: Sequence[Array]) -> None:
    """Write [W1, b1, W2, b2, ...] into the linear layers; weights are (inputs, outputs)."""
    own = _own_parameters(net)
    if len(own) != len(params):
        raise ValueError(f"the network has {len(own) // 2} linear layers, not {len(params) // 2}")
    with torch.no_grad():
        for old, new in zip(own, params, strict=True):
            old.copy_(torch.tensor(new.T))


def shapes(net: nn.Module) -> list[tuple[int, int]]:
    """Return (inputs, outputs) of each linear layer in order."""
    return [(layer.in_features, layer.out_features) for layer in linear_layers(net)]


def layer_outputs(net: nn.Module, xs: Sequence[Array]) -> list[Any]:
    """Return what each linear layer makes of its own x, as float32."""
    pairs = zip(linear_layers(net), xs, strict=True)
    return [layer(torch.tensor(x, dtype=torch.float32)) for layer, x in pairs]


def parameter_count(net: nn.Module) -> int:
    """Count the numbers that an optimizer over net.parameters() would change."""
    return sum(p.numel() for p in net.parameters() if p.requires_grad)


def output(net: nn.Module, x: Array) -> Any:
    """Return what the network makes of x, as float32."""
    return net(torch.tensor(x, dtype=torch.float32))


def fit(
    function: Callable[..., Any],
    net: nn.Module,
    x_train: Array,
    t_train: Array,
    x_test: Array,
    t_test: Array,
    **kwargs: Any,
) -> Any:
    """Call fit with tensors made of these arrays; `data_after` are the arrays as fit left them."""
    data = [_features(x_train), _labels(t_train), _features(x_test), _labels(t_test)]
    records = function(net, *data, **kwargs)
    return {"records": records, "data_after": [d.detach().numpy().copy() for d in data]}


def accuracy(function: Callable[..., Any], net: nn.Module, x: Array, t: Array) -> Any:
    """Call accuracy with tensors made of these arrays."""
    return function(net, _features(x), _labels(t))


def _features(x: Array) -> Tensor:
    return torch.tensor(x, dtype=torch.float32)


def _labels(t: Array) -> Tensor:
    return torch.tensor(t, dtype=torch.int64)

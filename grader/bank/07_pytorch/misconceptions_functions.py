"""Wrong beliefs about predicting, an autograd function, and the surface. Needs torch: runs in a jailed child only."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from grader.checks import misconception

from . import reference
from .reference import Array

# predict


def _output(net: nn.Module, x: Array) -> Tensor:
    return net(reference.rows(x))  # type: ignore[no-any-return]


@misconception("predict", rtol=1e-4)
def eval_forgotten(net: nn.Module, x: Array) -> Any:
    """no_grad is taken for evaluation mode; dropout would stay active."""
    return _output(net, x).detach().numpy()


@misconception("predict", rtol=1e-4)
def left_in_eval_mode(net: nn.Module, x: Array) -> Any:
    """net.eval() without a way back."""
    return _output(net.eval(), x).detach().numpy()


@misconception("predict", rtol=1e-4)
def always_back_to_training(net: nn.Module, x: Array) -> Any:
    """net.train() at the end, whatever the flag was."""
    y = _output(net.eval(), x)
    net.train()
    return y.detach().numpy()


@misconception("predict", rtol=1e-4)
def tensor_returned(net: nn.Module, x: Array) -> Any:
    """The tensor itself, graph and all."""
    flag = net.training
    y = _output(net.eval(), x)
    net.train(flag)
    return y


@misconception("predict", rtol=1e-4)
def output_flattened(net: nn.Module, x: Array) -> Any:
    """squeeze() or flatten(): (N,) where (N, 1) was asked for."""
    return reference.predict(net, x).ravel()


@misconception("predict", rtol=1e-4)
def output_rounded(net: nn.Module, x: Array) -> Any:
    """0 or 1 in place of the network's output."""
    return np.round(reference.predict(net, x))


@misconception("predict", rtol=1e-4)
def float64_into_float32_layers(net: nn.Module, x: Array) -> Any:
    """torch.from_numpy keeps float64, which the layers refuse."""
    return net.eval()(torch.from_numpy(np.array(x, ndmin=2))).detach().numpy()


# SigmoidFunction


@misconception("SigmoidFunction")
class upstream_gradient_ignored(reference.SigmoidFunction):
    """backward returns y (1 - y) without dout."""

    @staticmethod
    def backward(ctx: Any, dout: Tensor) -> Tensor:
        return reference.SigmoidFunction.backward(ctx, torch.ones_like(dout))


@misconception("SigmoidFunction")
class input_taken_for_output(reference.SigmoidFunction):
    """x is saved and x (1 - x) computed."""

    @staticmethod
    def backward(ctx: Any, dout: Tensor) -> Tensor:
        x = ctx.saved_tensors[0]
        return dout * x * (1 - x)


@misconception("SigmoidFunction")
class derivative_forgotten(reference.SigmoidFunction):
    """dout is handed on."""

    @staticmethod
    def backward(ctx: Any, dout: Tensor) -> Tensor:
        return dout.clone()


@misconception("SigmoidFunction")
class sigmoid_applied_again(reference.SigmoidFunction):
    """The saved output goes through the sigmoid once more."""

    @staticmethod
    def backward(ctx: Any, dout: Tensor) -> Tensor:
        again = torch.special.expit(torch.special.expit(ctx.saved_tensors[0]))
        return dout * (again - again * again)


@misconception("SigmoidFunction")
class dout_taken_for_output(reference.SigmoidFunction):
    """dout * (1 - dout) * y: the activation and the upstream gradient are mixed up."""

    @staticmethod
    def backward(ctx: Any, dout: Tensor) -> Tensor:
        return (dout - dout * dout) * torch.special.expit(ctx.saved_tensors[0])


@misconception("SigmoidFunction")
class output_kept_on_the_class(reference.SigmoidFunction):
    """The last call's output is kept in one place for all calls."""

    last: Any = None

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        output_kept_on_the_class.last = torch.special.expit(x)
        return output_kept_on_the_class.last.clone()  # type: ignore[no-any-return]

    @staticmethod
    def backward(ctx: Any, dout: Tensor) -> Tensor:
        y = output_kept_on_the_class.last
        return dout * (y - y * y)


@misconception("SigmoidFunction")
class sign_of_exponent_lost(reference.SigmoidFunction):
    """1 / (1 + exp(x)): the curve is mirrored."""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return torch.special.expit(-x)


@misconception("SigmoidFunction")
class backward_only_once(reference.SigmoidFunction):
    """What forward kept is thrown away by the first backward."""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.kept = [torch.special.expit(x)]
        return ctx.kept[0].clone()  # type: ignore[no-any-return]

    @staticmethod
    def backward(ctx: Any, dout: Tensor) -> Tensor:
        y = ctx.kept.pop()
        return dout * (y - y * y)


# surface


def _lattice(net: nn.Module, ticks: Array) -> tuple[Array, Array, Array]:
    xa, xb = np.meshgrid(ticks, ticks)
    return xa, xb, reference.predict(net, np.column_stack([xa.ravel(), xb.ravel()])).reshape(xa.shape)


@misconception("surface", rtol=1e-4)
def high_end_missing(net: nn.Module, low: float = 0.0, high: float = 1.0, n: int = 10) -> Any:
    """arange(low, high, (high - low) / n) stops one step before high."""
    return _lattice(net, low + (high - low) / n * np.arange(n))


@misconception("surface", rtol=1e-4)
def one_tick_too_many(net: nn.Module, low: float = 0.0, high: float = 1.0, n: int = 10) -> Any:
    """n intervals have n + 1 ends."""
    return _lattice(net, np.linspace(low, high, n + 1))


@misconception("surface", rtol=1e-4)
def range_ignored(net: nn.Module, low: float = 0.0, high: float = 1.0, n: int = 10) -> Any:
    """The grid always covers 0 to 1."""
    return reference.surface(net, n=n)


@misconception("surface", rtol=1e-4)
def only_the_diagonal(net: nn.Module, low: float = 0.0, high: float = 1.0, n: int = 10) -> Any:
    """The two inputs run together: n points where n * n were asked for."""
    ticks = np.linspace(low, high, n)
    return ticks, ticks, reference.predict(net, np.column_stack([ticks, ticks]))[:, 0]


@misconception("surface", rtol=1e-4)
def inputs_exchanged(net: nn.Module, low: float = 0.0, high: float = 1.0, n: int = 10) -> Any:
    """y is transposed against xa and xb, or the two inputs have changed places."""
    xa, xb, y = reference.surface(net, low, high, n)
    return xa, xb, y.T


@misconception("surface", rtol=1e-4)
def outputs_in_a_column(net: nn.Module, low: float = 0.0, high: float = 1.0, n: int = 10) -> Any:
    """y keeps the shape (n * n, 1) of the network's output."""
    xa, xb, y = reference.surface(net, low, high, n)
    return xa, xb, y.reshape(-1, 1)

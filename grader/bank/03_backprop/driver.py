"""Gradient descent loops that run beside the student's code, one call for a whole training.

Kit-owned; holds no secret. What comes back are parameters: the checks work out every loss themselves.
"""

# ruff: noqa: PLW2901 - called by position through the wall; parameters are updated in place

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def descend(
    gradients: Callable[..., Sequence[Any]],
    data: Sequence[Array],
    start: Sequence[Array],
    lr: float,
    steps: int,
    every: int,
) -> list[list[Array]]:
    """Follow `gradients(*data, *params)` downhill from copies of `start`.

    Returns the parameters after every `every`-th step. `gradients` gives the loss first, then one
    gradient for each parameter.
    """
    params = [p.copy() for p in start]
    path = []
    for step in range(1, steps + 1):
        grads = gradients(*data, *params)[1:]
        for p, g in zip(params, grads, strict=True):
            p -= lr * np.asarray(g)
        if step % every == 0:
            path.append(snapshot(params, grads))
    return path


def train(net: Any, x: Array, t: Array, lr: float, steps: int, every: int) -> list[list[Array]]:
    """Train `net` on the whole of x and t; return its parameters after every `every`-th step.

    The lists of parameters and gradients are collected once, before training, as an optimizer
    would: a network that puts new arrays in their place does not learn.
    """
    params, grads = list(net.params), list(net.grads)
    path = []
    for step in range(1, steps + 1):
        net.forward(x, t)
        net.backward()
        for p, g in zip(params, grads, strict=True):
            p -= lr * g
        if step % every == 0:
            path.append(snapshot(params, grads))
    return path


def snapshot(params: Sequence[Array], grads: Sequence[Any]) -> list[Array]:
    """Copy `params`: as float32 where the gradients were, so that they are judged as float32."""
    return [p.astype(np.float32) if in_float32(g) else p.copy() for p, g in zip(params, grads, strict=True)]


def in_float32(values: Any) -> bool:
    """Tell whether `values` are numbers that float32 can hold exactly, but not all 0."""
    values = np.asarray(values)
    return bool(np.any(values) and np.array_equal(values, values.astype(np.float32)))


def shapes(net: Any, attribute: str) -> list[tuple[int, ...]]:
    """Return the shapes of the arrays in `net.params` or `net.grads`."""
    return [np.shape(a) for a in getattr(net, attribute)]


def load(net: Any, values: Sequence[Array]) -> None:
    """Write `values` into the arrays of net.params, in place, as an optimizer would."""
    for p, value in zip(net.params, values, strict=True):
        p[...] = value

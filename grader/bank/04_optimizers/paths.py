"""What the checks of all five optimizers share: given weights, given gradients, and the steps they lead to.

Gradients are drawn with sizes from 3 to 10 and either sign. So large, they make the size and the place of
epsilon vanish below the tolerance of 1e-4, and because they vary, every wrong formula shows.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from grader.checks import (
    Draw, assert_close, assert_same_array, assert_that, assert_trajectory, assert_unchanged
)  # fmt: skip
from numpy.typing import NDArray

Array = NDArray[np.float64]
Arrays = list[Array]

SHAPES = {"W": (3, 4), "b": (4,), "c": (4,)}  # b and c alike: state goes by position, not by shape
NAMES = tuple(f"the change of {name}" for name in SHAPES)
RTOL = 1e-4


def weights(draw: Draw) -> Arrays:
    """Give the arrays W, b and c."""
    return list(draw(**SHAPES))


def gradients(draw: Draw, count: int) -> list[Arrays]:
    """Give `count` lists of gradients for W, b and c."""
    return [_signed(draw) for _ in range(count)]


def _signed(draw: Draw) -> Arrays:
    drawn = {
        f"d{name}": draw.rng.uniform(3.0, 10.0, shape) * draw.rng.choice([-1.0, 1.0], shape)
        for name, shape in SHAPES.items()
    }
    return list(draw.values(**drawn))


def changes(optimizer: Any, params: Arrays, grads: Sequence[Arrays], lrs: Sequence[float] = ()) -> list[Arrays]:
    """Update once for each entry of `grads` and give what every update added to every array.

    The lists are new ones at each call, the arrays in `params` are not. `lrs` sets `.lr` before each update.
    """
    added = []
    for i, given in enumerate(grads):
        if lrs:
            optimizer.lr = lrs[i]
        before = [param.copy() for param in params]
        optimizer.update(list(params), list(given))
        added.append([param - old for param, old in zip(params, before, strict=True)])
    return added


def assert_path(
    draw: Draw, optimizer: Any, expected: Any, *, count: int = 6, lrs: Sequence[float] = (), asleep: bool = False
) -> None:
    """The student's optimizer changes the weights as the oracle's does, update by update.

    With `asleep`, about half of the weights have a gradient of exactly 0 in every update.
    """
    params, grads = weights(draw), gradients(draw, count)
    if asleep:
        for grad in (grad for given in grads for grad in given):
            grad.flat[::2] = 0.0
    should = changes(expected, [param.copy() for param in params], grads, lrs)
    assert_trajectory(changes(optimizer, params, grads, lrs), should, NAMES, rtol=RTOL)


def assert_two_paths(draw: Draw, optimizers: Sequence[Any], expected: Sequence[Any]) -> None:
    """Two optimizers used in turn, each on its own weights, do not disturb each other."""
    params, grads = [weights(draw) for _ in optimizers], gradients(draw, 6)
    should = _in_turn(expected, [[param.copy() for param in own] for own in params], grads)
    names = tuple(f"{name}, {which} optimizer," for which in ("first", "second") for name in NAMES)
    assert_trajectory(_in_turn(optimizers, params, grads), should, names, rtol=RTOL)


def _in_turn(optimizers: Sequence[Any], params: Sequence[Arrays], grads: Sequence[Arrays]) -> list[Arrays]:
    return [
        [
            change
            for optimizer, own, given in zip(optimizers, params, (grads[i], grads[i + 1]), strict=True)
            for change in changes(optimizer, own, [given])[0]
        ]
        for i in range(0, len(grads), 2)
    ]


def assert_in_place(draw: Draw, optimizer: Any, expected: Any) -> None:
    """Two updates reach the arrays themselves: the list holds the same ones, and the gradients are untouched."""
    params, grads = weights(draw), gradients(draw, 2)
    should = [param.copy() for param in params]
    for given in grads:
        expected.update(should, [grad.copy() for grad in given])
        kept, listed = [grad.copy() for grad in given], list(params)
        optimizer.update(listed, given)
        assert_that(len(listed) == len(params), "update should leave the list params as long as it was.")
        for name, now, param in zip(SHAPES, listed, params, strict=True):
            assert_same_array(now, param, f"params' entry {name} after update")
        for name, grad, before in zip(SHAPES, given, kept, strict=True):
            assert_unchanged(grad, before, f"d{name}")
    for name, param, wanted in zip(SHAPES, params, should, strict=True):
        assert_close(param, wanted, f"{name} itself", rtol=RTOL)


def assert_lr(draw: Draw, optimizer: Any, expected: Any) -> None:
    """`.lr` is the default of the oracle's, and every update goes by what it is at that moment."""
    assert_close(optimizer.lr, expected.lr, "the default lr")
    lrs = [expected.lr, expected.lr, 7 * expected.lr, expected.lr / 4]
    assert_path(draw, optimizer, expected, count=len(lrs), lrs=lrs)

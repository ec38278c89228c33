"""What the checks of all five optimizers share: given weights, given gradients, and the path they lead to.

Gradients are drawn with sizes from 3 to 10 and either sign. So large, they push every size and place of
epsilon below the tolerance, which is about a thousandth of a step; and because they vary, every wrong formula
shows.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks import (
    Draw,
    assert_close,
    assert_same_array,
    assert_that,
    assert_trajectory,
    assert_unchanged,
)

Array = NDArray[np.float64]
Arrays = list[Array]

SHAPES = {"W": (3, 4), "b": (4,), "c": (4,)}  # b and c alike: state goes by position, not by shape
NAMES = tuple(SHAPES)
RTOL, ATOL = 1e-6, 3e-6


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


def _copies(arrays: Arrays) -> Arrays:
    return [array.copy() for array in arrays]


def follow(
    optimizer: Any, params: Arrays, grads: Sequence[Arrays], lrs: Sequence[float] = ()
) -> list[Arrays]:
    """Update once for each entry of `grads` and give copies of the arrays after every update.

    The lists are new ones at each call, the arrays in `params` are not. `lrs` sets `.lr` before each update.
    """
    path = []
    for i, given in enumerate(grads):
        if lrs:
            optimizer.lr = lrs[i]
        optimizer.update(list(params), list(given))
        path.append(_copies(params))
    return path


def assert_path(draw: Draw, optimizer: Any, expected: Any, *, count: int, lrs: Sequence[float] = ()) -> None:
    """See that the student's optimizer takes the weights the way that the oracle's does, update by update."""
    params, grads = weights(draw), gradients(draw, count)
    should = follow(expected, _copies(params), grads, lrs)
    assert_trajectory(follow(optimizer, params, grads, lrs), should, NAMES, rtol=RTOL, atol=ATOL)


def assert_two_paths(draw: Draw, optimizers: Sequence[Any], expected: Sequence[Any]) -> None:
    """Two optimizers used in turn, each on its own weights, do not disturb each other."""
    params, grads = [weights(draw) for _ in optimizers], gradients(draw, 6)
    should = _in_turn(expected, [_copies(own) for own in params], grads)
    names = tuple(f"{name} of the {which} optimizer" for which in ("first", "second") for name in NAMES)
    assert_trajectory(_in_turn(optimizers, params, grads), should, names, rtol=RTOL, atol=ATOL)


def _in_turn(optimizers: Sequence[Any], params: Sequence[Arrays], grads: Sequence[Arrays]) -> list[Arrays]:
    rounds = []
    for i in range(0, len(grads), 2):
        first = follow(optimizers[0], params[0], [grads[i]])[0]
        rounds.append(first + follow(optimizers[1], params[1], [grads[i + 1]])[0])
    return rounds


def assert_asleep(draw: Draw, optimizer: Any, fresh: Any, expected: Any) -> None:
    """See that weights whose gradient is exactly 0 do not move and stay numbers, while the others step.

    `fresh` is a second optimizer of the student's, for gradients that are not 0 but tiny.
    """
    params, (grads,) = weights(draw), gradients(draw, 1)
    for grad in grads:
        grad.flat[::2] = 0.0
    (should,) = follow(expected, _copies(params), [grads])
    optimizer.update(list(params), grads)
    for part, words in ((slice(1, None, 2), "with other gradients"), (slice(0, None, 2), "with gradient 0")):
        for name, param, wanted in zip(NAMES, params, should, strict=True):
            ruled = f"the part of {name} {words}"
            assert_close(param.flat[part], wanted.flat[part], ruled, rtol=RTOL, atol=ATOL)
    _assert_downhill(draw, fresh)


def _assert_downhill(draw: Draw, optimizer: Any) -> None:
    """See that a gradient far smaller than any epsilon does not lead uphill."""
    params = weights(draw)
    before = _copies(params)
    grads = [np.copysign(1e-12, draw.rng.standard_normal(param.shape)) for param in params]
    for _ in range(3):
        optimizer.update(list(params), grads)
    downhill = all(bool(((p - old) * g <= 0).all()) for p, old, g in zip(params, before, grads, strict=True))
    assert_that(downhill, "With a tiny gradient, no weight should move uphill.")


def assert_one_update(draw: Draw, optimizer: Any, expected: Any) -> None:
    """One update reaches the arrays themselves; the list that was passed still holds them."""
    params, grads = weights(draw), gradients(draw, 1)
    (should,) = follow(expected, _copies(params), grads)
    _update_listed(optimizer, params, grads[0])
    assert_close(params, should, NAMES, rtol=RTOL, atol=ATOL)


def _update_listed(optimizer: Any, params: Arrays, grads: Arrays) -> None:
    listed = list(params)
    optimizer.update(listed, grads)
    assert_that(len(listed) == len(params), "update should leave the list params as long as it was.")
    for name, now, param in zip(NAMES, listed, params, strict=True):
        assert_same_array(now, param, f"the entry of params that was {name}")


def assert_in_place(draw: Draw, optimizer: Any, expected: Any) -> None:
    """Two updates reach the arrays themselves, and leave the gradients alone."""
    params, grads = weights(draw), gradients(draw, 2)
    should = follow(expected, _copies(params), [_copies(given) for given in grads])
    for given, wanted in zip(grads, should, strict=True):
        kept = _copies(given)
        _update_listed(optimizer, params, given)
        for name, grad, before in zip(NAMES, given, kept, strict=True):
            assert_unchanged(grad, before, f"d{name}")
        assert_close(params, wanted, NAMES, rtol=RTOL, atol=ATOL)


def assert_first_two(draw: Draw, optimizer: Any, expected: Any) -> None:
    """See that the first two updates are right, judged together: how state begins shows in the two."""
    params, grads = weights(draw), gradients(draw, 2)
    should = follow(expected, _copies(params), grads)
    path = follow(optimizer, params, grads)
    for i, name in enumerate(NAMES):
        both = [np.stack([step[i] for step in steps]) for steps in (path, should)]
        assert_close(*both, f"{name} after update 1 and after update 2", rtol=RTOL, atol=ATOL)


def assert_lr(draw: Draw, optimizer: Any, expected: Any) -> None:
    """`.lr` is the default of the oracle's, and every update goes by what it is at that moment."""
    assert_close(optimizer.lr, expected.lr, "the default lr")
    lrs = [expected.lr, expected.lr, 7 * expected.lr, expected.lr / 4]
    assert_path(draw, optimizer, expected, count=len(lrs), lrs=lrs)

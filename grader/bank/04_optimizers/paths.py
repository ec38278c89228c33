"""What the checks of all five optimizers share: given weights, given gradients, and the steps they lead to.

Gradients are drawn with sizes from 3 to 10 and either sign. So large, they make the size and the place of
epsilon vanish below the tolerance of 1e-4, and because they vary, every wrong formula shows.
"""

from typing import Any

import numpy as np
from grader.checks import Draw, assert_trajectory
from numpy.typing import NDArray

Array = NDArray[np.float64]

SHAPES = {"W": (3, 4), "b": (4,), "c": (4,)}  # b and c alike: state must go by position, not by shape
RTOL = 1e-4


def weights(draw: Draw) -> list[Array]:
    """Give the arrays W, b and c, standard normal."""
    return list(draw(**SHAPES))


def gradients(draw: Draw, count: int, label: str = "") -> list[list[Array]]:
    """Give `count` lists of gradients for W, b and c."""
    return [_signed(draw, f"{label}{step}") for step in range(1, count + 1)]


def _signed(draw: Draw, suffix: str) -> list[Array]:
    """Draw one gradient an array, each entry between 3 and 10 in size, with either sign."""
    drawn = {}
    for name, shape in SHAPES.items():
        size = draw.rng.uniform(3.0, 10.0, shape)
        drawn[f"d{name}{suffix}"] = size * draw.rng.choice([-1.0, 1.0], shape)
    return list(draw.values(**drawn))


def steps(optimizer: Any, params: list[Array], grads: list[list[Array]], lrs: Any = None) -> list[list[Array]]:
    """Update once for each entry of `grads` and give what every update added to every array.

    The lists are new ones at each call, the arrays in them are not. `lrs` sets `.lr` before each update.
    """
    added = []
    for i, given in enumerate(grads):
        if lrs is not None:
            optimizer.lr = lrs[i]
        before = [param.copy() for param in params]
        optimizer.update(list(params), [grad.copy() for grad in given])
        added.append([param - old for param, old in zip(params, before, strict=True)])
    return added


def assert_steps(draw: Draw, optimizer: Any, expected: Any, *, count: int = 6, lrs: Any = None) -> None:
    """The student's optimizer makes the same steps as the oracle's, one by one."""
    params, grads = weights(draw), gradients(draw, count)
    should = steps(expected, [param.copy() for param in params], grads, lrs)
    assert_trajectory(steps(optimizer, params, grads, lrs), should, STEP_NAMES, rtol=RTOL)


STEP_NAMES = tuple(f"step of {name}" for name in SHAPES)


def assert_both(draw: Draw, optimizers: tuple[Any, Any], expected: tuple[Any, Any]) -> None:
    """Two optimizers used in turn, each on its own weights, do not disturb each other."""
    taken: list[list[list[list[Array]]]] = [[], []]
    worlds = [(weights(draw), gradients(draw, 3, label)) for label in "_first _second".split()]
    for pair, record in ((expected, taken[0]), (optimizers, taken[1])):
        own = [[param.copy() for param in params] for params, _ in worlds]
        for i in range(3):
            turn = [steps(pair[k], own[k], [worlds[k][1][i]])[0] for k in range(2)]
            record.append([*turn[0], *turn[1]])
    names = tuple(f"{name}, {which} optimizer" for which in ("first", "second") for name in STEP_NAMES)
    assert_trajectory(taken[1], taken[0], names, rtol=RTOL)

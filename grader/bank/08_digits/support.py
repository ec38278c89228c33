"""What several checks of 08 share: the ruler for float32, inputs, and ways to call the student's fit."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from grader.checks import Draw, Student, assert_close, assert_that

from . import oracle

Array = np.ndarray[Any, Any]


def close(actual: Any, expected: Any, name: str) -> None:
    """Compare float32 results: an element that nearly cancels may be off by the size of its neighbours."""
    scale = max(1.0, float(np.max(np.abs(expected), initial=0.0)))
    assert_close(actual, expected, name, rtol=1e-3, atol=2e-5 * scale)


def plain(value: Any) -> Any:
    """Return the array of a tensor, and anything else as it is."""
    return getattr(value, "array", value)


def draw_parameters(draw: Draw, sizes: Sequence[int]) -> list[Array]:
    """Return [W1, b1, W2, b2, ...] of a network with these sizes."""
    params = []
    for i, (inputs, outputs) in enumerate(pairwise(sizes), start=1):
        params += draw(**{f"W{i}": (inputs, outputs), f"b{i}": (outputs,)})
    return params


def assert_layers(student: Student, net: Any, draw: Draw, expected: list[tuple[int, int]]) -> None:
    """Compare the linear layers of a network with pairs of (inputs, outputs), and what each computes.

    Sizes alone can be made up; so parameters are written into the layers, and each is given an x of its own.
    """
    got = [tuple(shape) for shape in student.driver.shapes(net)]
    assert_that(
        got == expected,
        "The linear layers should be (inputs, outputs) {expected}; yours are {got}.",
        expected=expected,
        got=got,
    )
    params = draw_parameters(draw, [expected[0][0], *(outputs for _, outputs in expected)])
    xs = [draw(**{f"x{i}": (5, inputs)}) for i, (inputs, _) in enumerate(expected, start=1)]
    student.driver.set_parameters(net, params)
    for i, got_i in enumerate(student.driver.layer_outputs(net, xs)):
        close(got_i, xs[i] @ params[2 * i] + params[2 * i + 1], f"the output of linear layer {i + 1}")


def draw_samples(draw: Draw, n: int) -> tuple[Array, Array]:
    """Return x (n, 3), each row unlike all others, and labels that can be told from it."""
    x = draw(x=(n, 3))
    x = draw.values(x=np.column_stack([np.arange(n, dtype=float), x[:, 1:]]))
    t = draw.values(t=np.array([(7 * i + i // 3) % 5 for i in range(n)], dtype=np.int64))
    return x, t


def numbers_of(part: Any) -> list[int]:
    """Return which samples a part of x holds, by the number in the first column."""
    return [round(float(row[0])) for row in plain(part)]


def draw_parts(draw: Draw) -> tuple[list[Array], tuple[Array, Array, Array, Array]]:
    """Return the parameters of the kit's network and x_train, t_train, x_test, t_test."""
    params = draw_parameters(draw, (4, 5, 3))
    x_train, x_test = draw(x_train=(8, 4), x_test=(6, 4))
    return params, (x_train, draw.labels(8, 3), x_test, draw.labels(6, 3))


def run_fit(student: Student, net: Any, parts: Sequence[Array], **kwargs: Any) -> Any:
    """Call the student's fit and return the two records."""
    records = student.driver.fit(student.fit, net, *parts, **kwargs)["records"]
    assert_that(
        isinstance(records, (list, tuple)) and len(records) == 2,
        "fit returns the two lists (record_loss_train, record_loss_test).",
    )
    return records


def losses_of(record: Any) -> Array:
    """Return a record as an array."""
    return np.array([np.asarray(plain(loss), dtype=float).reshape(()) for loss in record])


def draw_answers(draw: Draw, n: int, right: int) -> tuple[list[Array], Array, Array]:
    """Return parameters, inputs and labels of which the network has `right` of n right."""
    params = draw_parameters(draw, (3, 6, 4))
    x = draw(x=(n, 3))
    t = np.argmax(oracle.tanh_scores(params, x), axis=1)
    wrong = draw.rng.permutation(n)[right:]
    t[wrong] = (t[wrong] + draw.rng.integers(1, 4, size=len(wrong))) % 4
    return params, x, draw.values(t=t.astype(np.int64))

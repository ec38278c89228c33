"""What several checks of 07 share: the ruler for float32, inputs, and the comparison of whole paths."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.checks import Draw, Student, _, assert_close, assert_that

Array = np.ndarray[Any, Any]

NAMES = ("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias")


def close(actual: Any, expected: Any, name: str) -> None:
    """Compare float32 results: an element that nearly cancels may be off by the size of its neighbours."""
    scale = max(1.0, float(np.max(np.abs(expected), initial=0.0)))
    assert_close(actual, expected, name, rtol=1e-3, atol=2e-5 * scale)


def plain(value: Any) -> Any:
    """Return the array of a tensor, and anything else as it is."""
    return getattr(value, "array", value)


def kind_of(value: Any) -> str:
    """Return what a student would call this value."""
    return "tensor" if hasattr(value, "requires_grad") else type(value).__name__


def without_graph(value: Any) -> bool:
    """Return whether a value is a plain number, or at least a tensor that hangs on no graph."""
    return not getattr(value, "requires_grad", False)


def draw_parameters(draw: Draw, hidden: int) -> list[Array]:
    """Return [W1, b1, W2, b2] of a 2-h-1 network."""
    return list(draw(W1=(2, hidden), b1=(hidden,), W2=(hidden, 1), b2=(1,)))


def assert_layers_compute(student: Student, net: Any, draw: Draw, hidden: int) -> None:
    """Write parameters into fc1 and fc2, and compare what each layer computes: shapes alone can be made up."""
    W1, b1, W2, b2 = params = draw_parameters(draw, hidden)
    x, h = draw(x=(5, 2), hidden=(5, hidden))
    student.driver.set_parameters(net, *params)
    outputs = student.driver.layer_outputs(net, x, h)
    for name, got, expected in zip(
        ("fc1(x)", "fc2(hidden)"), outputs, (x @ W1 + b1, h @ W2 + b2), strict=True
    ):
        close(got, expected, name)


def targets_of(x: Array) -> Array:
    """Return the XOR targets of rows that hold 0 and 1."""
    return (x[:, :1] != x[:, 1:]).astype(float)


def assert_path(
    student: Student, net: Any, losses: Sequence[Any], expected: Sequence[float], params: Sequence[Array]
) -> None:
    """Compare the losses and the parameters after training with the path that numpy took."""
    got = [np.asarray(getattr(loss, "array", loss), dtype=float).reshape(()) for loss in losses]
    close(np.array(got), np.array(expected), "losses")
    for name, array, values in zip(NAMES, student.driver.parameters(net), params, strict=True):
        close(
            array,
            values,
            (
                _("{name} after training (transposed)", name=name)
                if array.ndim == 2
                else _("{name} after training", name=name)
            ),
        )


def assert_grid(xa: Any, xb: Any, values: Array) -> None:
    """Compare with both orientations of the full grid."""
    n = len(values)
    for name, array in (("xa", xa), ("xb", xb)):
        shape = np.shape(plain(array))
        assert_that(
            shape == (n, n), "{name} has shape {expected}, not {got}.", name=name, expected=(n, n), got=shape
        )
    along = np.allclose(plain(xa)[0], plain(xa)[0][0])
    rows, columns = np.meshgrid(values, values, indexing="ij")
    close(xa, rows if along else columns, "xa")
    close(xb, columns if along else rows, "xb")

"""The way of the gradients through two layers, with the lesson's numbers, and XOR being learned."""

from typing import Any

import numpy as np

from grader.checks import datasets

from . import oracle

EVERY = 10


def flow(student: Any, draw: Any) -> None:
    """Forward to the right, gradients back to the left: the lesson's worked example through your code."""
    x, y = np.array([[1.0, 2.0]]), np.array([[5.0]])
    w1, w2 = np.array([[1.0, -1.0], [0.5, 0.25]]), np.array([[3.0], [4.0]])
    panel = draw.panel("Two layers, one sample: x = [1, 2], y = 5")
    with draw.part("two_layer_gradients"):
        loss, dw1, dw2 = student.two_layer_gradients(x, y, w1, w2)
        loss = float(draw.numbers(loss, (), "loss"))
        first = _written(draw.numbers(dw1, (2, 2), "grad_w1"))
        second = _written(draw.numbers(dw2, (2, 1), "grad_w2"))
        panel.flow(
            ("@ w1", "max(h, 0)", "@ w2", f"loss = {loss:g}"),
            ("x", "h", "h_relu", "y_pred"),
            ("", "grad_h", "grad_h_relu", "grad_y_pred"),
            (f"grad_w1 = {first}", "", f"grad_w2 = {second}", ""),
        )


def _written(values: Any) -> str:
    return "[" + ", ".join("[" + ", ".join(f"{v:g}" for v in row) + "]" for row in values) + "]"


def xor(student: Any, draw: Any) -> None:
    """Gradient descent on your gradients learns XOR: 4 hidden units, lr 0.1."""
    x, t = datasets.load_xor()
    rng = np.random.default_rng(0)
    W1, W2 = rng.normal(size=(2, 4)), rng.normal(size=(4, 1))
    start = [W1, np.zeros(4), W2, np.zeros(1)]
    panel = draw.panel(
        "XOR with xor_gradients", x="step", y="sum of squared errors", log_y=True, y_range=(1e-6, 1e2)
    )
    with draw.part("xor_gradients", seconds=20):
        path = student.driver.descend(
            student.xor_gradients, (x, t), [p.copy() for p in start], 0.1, 2000, EVERY
        )
        values = [oracle.xor_loss(x, t, *params) for params in [start, *path]]
        panel.curve(EVERY * np.arange(len(values)), values, "loss", label_at=730.0)
        panel.bar("check_xor_learns")


ROWS = (flow, xor)

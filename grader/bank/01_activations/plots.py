"""The activation functions and their slopes, and the data set that one neuron cannot divide."""

from typing import Any

import numpy as np

from grader.checks import datasets

# Where each name stands, away from the others: the x of the curve that it points to, and its own place.
NAMES = (
    ("sigmoid", -1.2, (-3.6, 0.62), 1.9, (3.2, -0.42)),
    ("tanh", -2.2, (-3.6, -0.7), -0.75, (-2.6, 1.1)),
    ("relu", 1.75, (0.6, 2.05), 4.0, (4.3, 1.35)),
)


def functions(student: Any, draw: Any) -> None:
    """The activation functions, with their slopes dashed, and XOR, which no straight line divides."""
    x = np.linspace(-6.0, 6.0, 241)
    panel = draw.panel(
        "Activation functions and their slopes", x="x", y="f(x)", y_range=(-1.3, 2.4), width=1.7
    )
    for tone, (name, at, xy, slope_at, slope_xy) in enumerate(NAMES):
        with draw.part(name):
            panel.curve(x, getattr(student, name)(x), name, tone=tone, label_at=at, label_xy=xy)
        with draw.part(f"{name}_grad"):
            panel.curve(
                x,
                getattr(student, f"{name}_grad")(x),
                f"{name}_grad",
                tone=tone,
                dashed=True,
                label_at=slope_at,
                label_xy=slope_xy,
            )
    xor(draw)


def xor(draw: Any) -> None:
    points, t = datasets.load_xor()
    panel = draw.panel(
        "XOR", x="a", y="b", x_range=(-0.4, 1.4), y_range=(-0.4, 1.4), x_ticks=(0, 1), equal=True, beside=True
    )
    for value, tone in ((0, 0), (1, 1)):
        chosen = points[t[:, 0] == value]
        panel.points(chosen[:, 0], chosen[:, 1], str(value), tone=tone, sign=str(value), background=True)


ROWS = (functions,)

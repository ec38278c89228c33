"""The activation functions and their slopes, and the data set that one neuron cannot divide."""

from typing import Any

import numpy as np

from grader.checks import datasets


def functions(student: Any, draw: Any) -> None:
    """The activation functions, with their slopes dashed, and XOR, which no straight line divides."""
    x = np.linspace(-6.0, 6.0, 241)
    panel = draw.panel("Activation functions and their slopes", x="x", y="f(x)", y_range=(-1.3, 3.0), width=1.7)
    places = {"sigmoid": (5.9, -2.6), "tanh": (-3.2, 1.6), "relu": (2.1, 5.9)}
    for tone, (name, (at, slope_at)) in enumerate(places.items()):
        with draw.part(name):
            panel.curve(x, getattr(student, name)(x), name, tone=tone, label_at=at)
        with draw.part(f"{name}_grad"):
            panel.curve(
                x, getattr(student, f"{name}_grad")(x), f"{name}_grad", tone=tone, dashed=True, label_at=slope_at
            )
    xor(draw)


def xor(draw: Any) -> None:
    points, t = datasets.load_xor()
    panel = draw.panel("XOR", x="a", y="b", x_range=(-0.4, 1.4), y_range=(-0.4, 1.4), x_ticks=(0, 1), equal=True, beside=True)
    for value, tone in ((0, 0), (1, 1)):
        chosen = points[t[:, 0] == value]
        panel.points(chosen[:, 0], chosen[:, 1], str(value), tone=tone, sign=str(value), background=True)


ROWS = (functions,)

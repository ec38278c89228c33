"""What the student's Trainer makes of the spiral and of XOR: its losses, and the regions it ends with."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks import datasets, later

from .driver import Net

Array = NDArray[np.float64]

PLACES = ((0.62, -0.85), (0.72, 0.85), (-0.78, 0.9))  # where the names of the spiral's arms cover no point
SPIRAL = (later("Spiral: loss"), later("Spiral: regions"))
XOR = (later("XOR: loss"), later("XOR: regions"))


def spiral(student: Any, draw: Any) -> None:
    """The spiral: 10 hidden units, lr 1.0, mini-batches of 30, 300 epochs of your loop."""
    x, t = datasets.load_spiral()
    how = {"lr": 1.0, "max_epoch": 300, "batch_size": 30}
    _train(student, draw, x, t, 10, 0.01, "check_trainer_learns_spiral", SPIRAL, how)


def xor(student: Any, draw: Any) -> None:
    """XOR: 8 hidden units, lr 1.0, mini-batches of 2, 400 epochs of your loop."""
    x, t = datasets.load_xor()
    how = {"lr": 1.0, "max_epoch": 400, "batch_size": 2}
    _train(student, draw, x, np.hstack([1 - t, t]), 8, 1.0, "check_trainer_learns_xor", XOR, how)


def _train(
    student: Any,
    draw: Any,
    x: Array,
    t: Array,
    hidden: int,
    std: float,
    check: str,
    titles: tuple[str, str],
    how: Any,
) -> None:
    low, high = x.min(), x.max()
    view = (low - 0.4 if len(x) == 4 else -1.1, high + 0.4 if len(x) == 4 else 1.1)
    rng = np.random.default_rng(0)
    W1, W2 = std * rng.standard_normal((2, hidden)), std * rng.standard_normal((hidden, t.shape[1]))
    params = [W1, np.zeros(hidden), W2, np.zeros(t.shape[1])]
    loss = draw.panel(
        titles[0], x="mini-batches", y="mean of the last 10 losses", y_range=(0.0, 1.3), width=1.5
    )
    plane = draw.panel(
        titles[1],
        x="x1",
        y="x2",
        x_range=view,
        y_range=view,
        equal=True,
        x_ticks=(round(low), 0, 1),
    )
    with draw.part("Trainer", seconds=30):
        recorded = student.driver.train(student.Trainer, params, x, t, rng=draw.generator(0), **how)
        recorded = draw.numbers(list(recorded), (-1,), "loss_list")
        loss.curve(10 * np.arange(1, recorded.size + 1), recorded, "loss_list")
        loss.bar(check)
        _regions(plane, params, view)
        for k in range(t.shape[1]):
            chosen = x[t[:, k] == 1]
            name = f"class {k}" if len(x) > 4 else str(k)
            place = PLACES[k] if len(x) > 4 else None
            plane.points(chosen[:, 0], chosen[:, 1], name, tone=k, sign=str(k), label_xy=place)


def _regions(plane: Any, params: list[Array], view: tuple[float, float]) -> None:
    """Colour the plane by what the kit's network answers with the parameters as the loop left them."""
    axis = np.linspace(*view, 161)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    plane.regions(axis, axis, Net(params).predict(grid).argmax(axis=1).reshape(axis.size, axis.size))


ROWS = (spiral, xor)

"""What the student's network makes of XOR: from above, over time, and as a surface."""

from typing import Any

import numpy as np

from grader.checks import later

from . import oracle


def plane(student: Any, draw: Any) -> None:
    """The output between the four points, and the loss on the way, with torch.manual_seed(123)."""
    seen = draw.panel(
        "Output of the trained network",
        x="a",
        y="b",
        x_range=(-0.3, 1.3),
        y_range=(-0.3, 1.3),
        x_ticks=(0, 0.5, 1),
        equal=True,
    )
    panel = draw.panel("Loss", x="epoch", y="loss of the epoch", log_y=True, y_range=(1e-12, 1e2), width=1.4)
    net = None
    with draw.part("train", seconds=30):
        net = _train(student, draw, panel)
    if net is not None:
        with draw.part("surface", seconds=10):
            _from_above(seen, *_grid(draw, student.surface(net, -0.3, 1.3, 49), 49))
            _in_space(student, draw, net)


def _train(student: Any, draw: Any, panel: Any) -> Any:
    student.driver.seed(oracle.ARTICLE_SEED)
    loader = student.make_loader()
    net = student.Net()
    losses = draw.numbers(list(student.train(net, loader)), (-1,), "train(net, loader)")
    panel.curve(np.arange(losses.size), losses, "sum of squared errors", label_at=150.0)
    return net


def _from_above(seen: Any, x: Any, y: Any, values: Any) -> None:
    seen.field(x, y, values, levels=(0.25, 0.5, 0.75))
    for value, tone in ((0, 0), (1, 1)):
        chosen = oracle.POINTS[oracle.TARGETS[:, 0] == value]
        seen.points(chosen[:, 0], chosen[:, 1], str(value), tone=tone, sign=str(value))


def _in_space(student: Any, draw: Any, net: Any) -> None:
    draw.row("surface", "The same network as a surface: between the points, and where it has seen nothing.")
    for low, high, title in (
        (0.0, 1.0, later("Output, near: 0 to 1")),
        (-5.0, 5.0, later("Output, wide: -5 to 5")),
    ):
        panel = draw.panel(
            title, x="a", y="b", x_range=(low, high), y_range=(low, high), x_ticks=(low, high), equal=True
        )
        panel.field(*_grid(draw, student.surface(net, low, high, 41), 41), surface=True)


def _grid(draw: Any, result: Any, n: int) -> tuple[Any, Any, Any]:
    """Return the two axes and the values with the first input along the second dimension."""
    xa, xb, y = (
        draw.numbers(part, (n, n), name) for part, name in zip(result, ("xa", "xb", "y"), strict=True)
    )
    if np.ptp(xa[0]) == 0:  # either orientation of the grid is fine
        xa, xb, y = xa.T, xb.T, y.T
    return xa[0], xb[:, 0], y


ROWS = (plane,)

"""Five ways down the long narrow valley f = x^2 / 20 + y^2 from (-7, 2)."""

from typing import Any

import numpy as np

STEPS = 40
OPTIMIZERS = (("SGD", 0.95), ("Momentum", 0.1), ("AdaGrad", 1.5), ("RMSProp", 0.1), ("Adam", 0.3))


def paths(student: Any, draw: Any) -> None:
    """Forty updates of each optimizer in the valley f = x^2/20 + y^2, from (-7, 2)."""
    draw.columns(3)
    heights = []
    for tone, (name, lr) in enumerate(OPTIMIZERS):
        panel = draw.panel(
            f"{name}(lr={lr:g})",
            x="x",
            y="y",
            x_range=(-8.0, 4.0),
            y_range=(-3.0, 3.0),
            x_ticks=(-8, -4, 0, 4),
        )
        valley(panel)
        with draw.part(name):
            x, y = np.array([-7.0]), np.array([2.0])
            path = student.driver.valley(getattr(student, name)(lr=lr), [x, y], STEPS)
            path = np.vstack([np.asarray(path, dtype=np.float64), [x[0], y[0]]])
            panel.curve(path[:, 0], path[:, 1], tone=tone, dots=True)
            heights.append((name, tone, path[:, 0] ** 2 / 20 + path[:, 1] ** 2))
    panel = draw.panel("Height on the way", x="update", y="f", log_y=True, y_range=(1e-5, 1e1))
    for name, tone, height in heights:
        panel.curve(np.arange(len(height)), height, name, tone=tone)


def valley(panel: Any) -> None:
    x, y = np.linspace(-8.0, 4.0, 121), np.linspace(-3.0, 3.0, 61)
    values = x[np.newaxis, :] ** 2 / 20 + y[:, np.newaxis] ** 2
    panel.field(x, y, values, levels=(0.1, 0.5, 1.0, 2.0, 4.0, 7.0), filled=False, background=True)


ROWS = (paths,)

"""How the gradient fares on its way back through ten layers."""

from typing import Any

import numpy as np

DEPTH, UNITS, SAMPLES = 10, 100, 100
# What each rule gives for 100 inputs and 100 outputs; the same numbers are drawn for all three.
STACKS = (
    ("sigmoid", "sigmoid, Xavier", np.sqrt(2 / (UNITS + UNITS))),
    ("relu", "relu, He", np.sqrt(2 / UNITS)),
    ("tanh", "tanh, Xavier", np.sqrt(2 / (UNITS + UNITS))),
)


def gradients(student: Any, draw: Any) -> None:
    """The norm of the gradient of each of ten layers of 100 units, for 100 samples."""
    panel = draw.panel(
        "Norm of dL/dW by layer",
        x="layer, from the input to the output",
        y="norm of dL/dW",
        log_y=True,
        y_range=(1e-4, 1e5),
        x_ticks=range(1, DEPTH + 1),
    )
    rng = np.random.default_rng(0)
    x = rng.standard_normal((SAMPLES, UNITS))
    drawn = [rng.standard_normal((UNITS, UNITS)) for _ in range(DEPTH)]
    for tone, (activation, label, std) in enumerate(STACKS):
        with draw.part("layer_gradient_norms"):
            norms = student.layer_gradient_norms(x.copy(), [std * W for W in drawn], activation)
            panel.curve(np.arange(1, DEPTH + 1), norms, label, tone=tone, dots=True)


ROWS = (gradients,)

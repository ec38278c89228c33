"""What cross entropy asks of a probability, and what softmax makes of scores."""

from typing import Any

import numpy as np

SCORES = np.array([1.0, 2.0, 3.0])


def losses(student: Any, draw: Any) -> None:
    """The loss of one sample by the probability of its right class, and scores beside their softmax."""
    p = np.linspace(0.005, 1.0, 200)
    panel = draw.panel(
        "Cross entropy of one sample", x="probability p of the right class", y="loss", width=1.5
    )
    with draw.part("cross_entropy"):
        y = [student.cross_entropy(np.array([[q, 1.0 - q]]), np.array([0])) for q in p]
        panel.curve(p, y, "-ln(p)", label_at=0.16)
    panel = draw.panel("Scores", x="class", y="score", x_range=(0.0, 3.5), beside=True)
    panel.bars(["0", "1", "2"], SCORES, tone=0, background=True)
    panel = draw.panel("Their softmax", x="class", y="probability", x_range=(0.0, 1.0))
    with draw.part("softmax"):
        panel.bars(["0", "1", "2"], student.softmax(SCORES.copy()), tone=1, what="softmax(x)")


ROWS = (losses,)

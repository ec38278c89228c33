"""What the student's network learns of the digits, and which ones it misreads."""

from typing import Any

import numpy as np

from grader.checks import datasets, later

SHOWN = 16


def training(student: Any, draw: Any) -> None:
    """Sixteen of the digits, and both losses over 1,000 epochs, with torch.manual_seed(0)."""
    x, t = datasets.load_digits()
    seen = draw.panel("Sixteen of the images", beside=True)
    seen.images(x[:SHOWN].reshape(-1, 8, 8), [str(label) for label in t[:SHOWN]], background=True)
    panel = draw.panel("Loss", x="epoch", y="mean cross entropy", width=1.5, y_range=(0.0, 2.6))
    with draw.part("fit", seconds=60):
        x_train, x_test, t_train, t_test = (np.asarray(getattr(p, "array", p)) for p in student.split(x, t))
        student.driver.seed(0)
        net = student.build_net()
        result = student.driver.fit(student.fit, net, x_train, t_train, x_test, t_test)
        for tone, (label, losses) in enumerate(
            zip((later("training loss"), later("test loss")), result["records"], strict=True)
        ):
            values = draw.numbers(list(losses), (-1,), label)
            panel.curve(np.arange(values.size), values, label, tone=tone)
        _misread(draw, student.driver.output(net, x_test), x_test, t_test.astype(np.int64))


def _misread(draw: Any, scores: Any, x: Any, t: Any) -> None:
    draw.row("misread", "Which digit of the test part was read as which, and the images that were misread.")
    read = draw.numbers(scores, (len(t), 10), "the scores").argmax(axis=1)
    counts = np.zeros((10, 10), dtype=np.int64)
    np.add.at(counts, (t, read), 1)
    table = draw.panel("Test part: rows are what it is, columns what it was read as", width=1.3)
    table.matrix(counts, [str(digit) for digit in range(10)])
    wrong = np.flatnonzero(read != t)
    missed = wrong[:SHOWN]
    if missed.size:
        panel = draw.panel(
            later("Misread")
            if wrong.size == missed.size
            else f"The first {SHOWN} of {wrong.size} misread ones"
        )
        panel.images(x[missed].reshape(-1, 8, 8), [f"{t[i]} read as {read[i]}" for i in missed])


ROWS = (training,)

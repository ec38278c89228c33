"""The loop that misconceptions.py bends: one method for each thing that can be misunderstood."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import oracle

Array = NDArray[np.float64]
Pairs = list[tuple[Array, NDArray[Any]]]


def cut(x: Array, t: Any, batch_size: int) -> Pairs:
    """Cut x and t into parts, in the order in which they come."""
    return [(x[i : i + batch_size], t[i : i + batch_size]) for i in range(0, len(x), batch_size)]


class Loop(oracle.Trainer):
    """Do what the exercise asks for, shuffling with rng.permutation."""

    def fit(
        self,
        x: Array,
        t: NDArray[Any],
        max_epoch: int = 10,
        batch_size: int = 32,
        max_grad: float | None = None,
        eval_interval: int | None = 20,
        rng: np.random.Generator | None = None,
    ) -> None:
        self.begin()
        source = np.random.default_rng() if rng is None else rng
        for _ in range(max_epoch):
            for x_part, t_part in self.parts(x, t, batch_size, source):
                self.record(self.learn(x_part, t_part, max_grad), eval_interval)
            self.end_of_epoch(eval_interval)
        self.end(eval_interval)

    def begin(self) -> None:
        self.count, self.recent = 0, []  # type: tuple[int, list[float]]

    def parts(self, x: Array, t: Any, batch_size: int, rng: Any) -> Pairs:
        order = rng.permutation(len(x))
        return cut(x[order], t[order], batch_size)

    def record(self, loss: float, interval: int | None) -> None:
        self.count += 1
        self.recent.append(loss)
        if interval is not None and self.count % interval == 0:
            self.loss_list.append(self.summary(loss))
            self.recent = []

    def summary(self, loss: float) -> float:
        return float(np.mean(self.recent))

    def end_of_epoch(self, interval: int | None) -> None:
        self.current_epoch += 1

    def end(self, interval: int | None) -> None:
        """Do nothing with what is left over."""

"""Seeded inputs for checks: named arrays whose sizes, signs and orders hide nothing."""

import hmac
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.jail.proxy import GeneratorToken
from grader.jail.transcript import Transcript

FloatArray = NDArray[np.float64]
AWAY_FROM_ZERO = 0.05


def derive_seed(seed: str, *parts: str) -> int:
    """Return the 63-bit seed of a check: HMAC-SHA256 of the run's seed with exercise, check and trial."""
    digest = hmac.digest(seed.encode(), "/".join(parts).encode(), "sha256")
    return int.from_bytes(digest[:8], "little") >> 1


class Draw:
    """Makes a check's inputs from its seed and lets them go by their names.

    >>> draw = Draw(7)
    >>> x, b = draw(x=(4, 3), b=(5,))
    >>> x.shape, b.shape
    ((4, 3), (5,))
    """

    def __init__(self, seed: int, transcript: Transcript | None = None) -> None:
        self.seed = seed
        self.rng = np.random.default_rng(seed)
        self._transcript = transcript or Transcript()

    def __call__(self, *, scale: float = 1.0, **shapes: tuple[int, ...]) -> Any:
        """Return float64 arrays, standard normal times `scale`, no element nearer to 0 than 0.05 * scale.

        A shape of () gives a Python float. One name gives the array itself, several a tuple.
        """
        return self.values(**{name: self._normal(shape, scale) for name, shape in shapes.items()})

    def _normal(self, shape: tuple[int, ...], scale: float) -> Any:
        values = self.rng.standard_normal(shape)
        values = (
            np.where(np.abs(values) < AWAY_FROM_ZERO, np.copysign(AWAY_FROM_ZERO, values), values) * scale
        )
        return float(values) if shape == () else values

    def values(self, **arrays: Any) -> Any:
        """Return copies of the check's own values, known to the student by these names."""
        made = []
        for name, value in arrays.items():
            fresh = value.copy() if isinstance(value, np.ndarray) else value
            if isinstance(fresh, (np.ndarray, list, float)):
                self._transcript.name(fresh, name)
            made.append(fresh)
        return made[0] if len(made) == 1 else tuple(made)

    def labels(self, n: int, classes: int, name: str = "t") -> NDArray[np.int64]:
        """Return int64 class labels (n,): every class present where n >= classes, never sorted."""
        base = np.concatenate([np.arange(classes), self.rng.integers(0, classes, max(0, n - classes))])[:n]
        labels = self.rng.permutation(base)
        while n > 1 and classes > 1 and (labels[0] == labels[-1] or bool(np.all(np.diff(labels) >= 0))):
            labels = self.rng.permutation(base)
        labels = labels.astype(np.int64)
        self._transcript.name(labels, name)
        return labels

    def one_hot(self, n: int, classes: int, name: str = "t") -> FloatArray:
        """Return one-hot rows (n, classes), float64, of labels drawn as `labels` does."""
        rows = np.eye(classes)[self.labels(n, classes)]
        self._transcript.name(rows, name)
        return rows

    def probabilities(self, n: int, classes: int, name: str = "y") -> FloatArray:
        """Return rows (n, classes) that sum to 1, each entry at least 1e-2."""
        raw = self.rng.random((n, classes)) + 0.05
        floor = 0.01
        rows: FloatArray = floor + (1 - classes * floor) * raw / raw.sum(axis=1, keepdims=True)
        self._transcript.name(rows, name)
        return rows

    def generator(self, seed: int | None = None) -> GeneratorToken:
        """Return a token of a numpy Generator that lives on the student's side."""
        token = GeneratorToken(int(self.rng.integers(2**31)) if seed is None else seed)
        self._transcript.name(token, self._transcript.label("rng"))
        return token

    def curve(self, name: str, values: Any) -> None:
        """Attach a curve (a loss per epoch, say) to the evidence of this check."""
        self._transcript.curve = tuple(float(value) for value in values)[:2000]

    def remark(self, text: str) -> None:
        """Tell the student something beside the outcome, which costs nothing."""
        self._transcript.remarks.append(text)

    def trial(self, number: int) -> "Draw":
        """Return the draw of one trial of a convergence check."""
        return Draw(derive_seed(str(self.seed), "trial", str(number)), self._transcript)

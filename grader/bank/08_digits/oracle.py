"""Expected values of 08 in numpy alone, sample by sample where that is another way than the student's.

The trusted side never imports torch. Weights are (inputs, outputs); params are [W1, b1, W2, b2, ...].
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def relu_scores(params: Sequence[Array], x: Array) -> Array:
    """Return the scores of the network with ReLU between its layers, one sample after the other."""
    rows = []
    for sample in x:
        row = sample
        for W, b in zip(params[0:-2:2], params[1:-2:2], strict=True):
            z = np.einsum("i,ij->j", row, W) + b
            row = (z + np.abs(z)) / 2.0
        rows.append(np.einsum("i,ij->j", row, params[-2]) + params[-1])
    return np.array(rows)


def tanh_scores(params: Sequence[Array], x: Array) -> Array:
    """Return the scores of the kit's own network, with tanh between two layers."""
    W1, b1, W2, b2 = params
    return np.tanh(x @ W1 + b1) @ W2 + b2


def cross_entropy(scores: Array, t: Array) -> float:
    """Return the mean over the samples of log(sum of exp(scores - score of the right class))."""
    return float(
        np.mean([np.log(np.sum(np.exp(row - row[label]))) for row, label in zip(scores, t, strict=True)])
    )


def gradients(params: Sequence[Array], x: Array, t: Array) -> list[Array]:
    """Return the gradients of the mean cross entropy of the tanh network, added up sample by sample."""
    W1, b1, W2, b2 = params
    totals = [np.zeros_like(p) for p in params]
    for row, label in zip(x, t, strict=True):
        hidden = np.tanh(row @ W1 + b1)
        scores = hidden @ W2 + b2
        # d log(sum exp(s - s_label)) / d s_k is the probability of k, minus 1 for the label itself
        delta = 1.0 / np.array([np.sum(np.exp(scores - s)) for s in scores])
        delta[label] -= 1.0
        back = (W2 @ delta) * (1.0 - hidden**2)
        pieces = (np.outer(row, back), back, np.outer(hidden, delta), delta)
        totals = [total + piece / len(x) for total, piece in zip(totals, pieces, strict=True)]
    return totals


def descend(
    params: Sequence[Array], x: Array, t: Array, x_test: Array, t_test: Array, lr: float, max_epoch: int
) -> tuple[list[float], list[float], list[Array]]:
    """Return the losses of both parts before each update, and the parameters after the last one."""
    params = [np.array(p, dtype=float) for p in params]
    train, test = [], []
    for _ in range(max_epoch):
        train.append(cross_entropy(tanh_scores(params, x), t))
        test.append(cross_entropy(tanh_scores(params, x_test), t_test))
        params = [p - lr * g for p, g in zip(params, gradients(params, x, t), strict=True)]
    return train, test, params


def accuracy(scores: Array, t: Array) -> float:
    """Return the fraction of rows whose largest score is in the column of the label."""
    return sum(int(np.argmax(row)) == int(label) for row, label in zip(scores, t, strict=True)) / len(t)

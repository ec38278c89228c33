"""Exercise 06: why deep networks stall, and what the first weights have to do with it.

Fill in the five functions below; the lesson is in README.md beside this file.

    grade check 06      check what you have
    grade hint 06       get a hint for the first task that is not right yet

Everywhere `x` is (N, D), one sample a row, and weights are (inputs, outputs). `rng` is a numpy Generator,
as made by `np.random.default_rng(seed)`: take every random number from it and from nowhere else, so that
the same seed gives the same weights. No function changes its arguments.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def xavier_init(fan_in: int, fan_out: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw the first weights of a layer by Xavier's (Glorot's) rule, for sigmoid and tanh.

    Args:
        fan_in: number of inputs of the layer.
        fan_out: number of outputs of the layer.
        rng: the generator that the random numbers come from.

    Returns:
        W, shape (fan_in, fan_out): normal, mean 0, standard deviation sqrt(2 / (fan_in + fan_out)).

    Example: for 100 inputs and 28 outputs the standard deviation is sqrt(2 / 128) = 0.125.
    """
    # <solution>
    std = np.sqrt(2 / (fan_in + fan_out))
    return rng.normal(0, std, size=(fan_in, fan_out))
    # </solution>


def he_init(fan_in: int, fan_out: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw the first weights of a layer by He's rule, for ReLU.

    Args:
        fan_in: number of inputs of the layer.
        fan_out: number of outputs of the layer.
        rng: the generator that the random numbers come from.

    Returns:
        W, shape (fan_in, fan_out): normal, mean 0, standard deviation sqrt(2 / fan_in).

    Example: for 8 inputs the standard deviation is sqrt(2 / 8) = 0.5, whatever the number of outputs.
    """
    # <solution>
    std = np.sqrt(2 / fan_in)
    return rng.normal(0, std, size=(fan_in, fan_out))
    # </solution>


def layer_gradient_norms(
    x: NDArray[np.float64], weights: Sequence[NDArray[np.float64]], activation: str
) -> Sequence[float]:
    """Measure how much gradient reaches each layer of a deep network.

    The network has no biases. Each layer computes a_new = act(a @ W), starting from a = x, and the
    activation stands behind every layer, the last one too. The loss is the plain sum of all elements of
    the last layer's output: L = sum(a_last), so dL/da_last is 1 everywhere.

    Args:
        x: the inputs, shape (N, D).
        weights: one matrix W per layer, first layer first; at least one. Their sizes may differ.
        activation: "sigmoid", "tanh" or "relu".

    Returns:
        One number per layer, first layer first: the L2 norm of dL/dW, which is
        sqrt(sum of the squares of all its elements). Any sequence will do: a list, a tuple, an array.

    Raises:
        ValueError: if activation is any other string.

    The result must stay finite where elements of a @ W are as large as 1000 or as small as -1000.

    Example: x = [[1, 2]], one layer W = [[0.5], [-0.25]], sigmoid. Then a @ W = 0, the sigmoid's slope there
    is 0.25, dL/dW = [[0.25], [0.5]], and the result is [sqrt(0.0625 + 0.25)] = [0.5590169943749475].
    """
    # <solution>
    if activation not in ("sigmoid", "tanh", "relu"):
        raise ValueError(f"activation must be sigmoid, tanh or relu, not {activation!r}")

    outs = [x]
    for W in weights:
        z = outs[-1] @ W
        if activation == "sigmoid":
            outs.append((1 + np.tanh(z / 2)) / 2)  # 1 / (1 + exp(-z)), without overflow
        elif activation == "tanh":
            outs.append(np.tanh(z))
        else:
            outs.append(np.maximum(0, z))

    norms = []
    da = np.ones_like(outs[-1])
    for i in reversed(range(len(weights))):
        a = outs[i + 1]
        # All three slopes can be written with the output a alone.
        if activation == "sigmoid":
            dz = da * a * (1 - a)
        elif activation == "tanh":
            dz = da * (1 - a**2)
        else:
            dz = da * (a > 0)
        dW = outs[i].T @ dz
        norms.append(float(np.sqrt(np.sum(dW**2))))
        da = dz @ weights[i].T
    return norms[::-1]
    # </solution>


def accuracy(y: NDArray[np.float64], t: NDArray[np.int64] | NDArray[np.float64]) -> float:
    """Return the fraction of samples that are classified right.

    A row counts as right when its largest score stands at the right class.

    Args:
        y: scores or probabilities, shape (N, C); only their order within a row matters.
        t: the right classes: labels (N,) if t.ndim == 1, one-hot rows (N, C) if t.ndim == 2.

    Returns:
        A number between 0 and 1.

    Example: y = [[0.7, 0.2, 0.1], [0.3, 0.1, 0.6], [0.5, 0.4, 0.1]], t = [0, 2, 1] -> 2/3: the first two
    rows are right, the third says 0 where 1 is right.
    """
    # <solution>
    if t.ndim == 2:
        t = t.argmax(axis=1)
    return float(np.mean(y.argmax(axis=1) == t))
    # </solution>


def train_iris(
    x: NDArray[np.float64],
    t: NDArray[np.int64],
    hidden_size: int,
    lr: float,
    max_iter: int,
    rng: np.random.Generator,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Train a small ReLU network on the iris flowers by gradient descent.

    The network is 4 - hidden_size - 3:

        scores = relu(x @ W1 + b1) @ W2 + b2

    with no activation after the output layer. The loss is the softmax cross entropy of the scores,
    averaged over the N samples. W1 and W2 start from He's rule (`he_init`), b1 and b2 from 0.

    Each update uses all samples at once (full batch): compute all four gradients first, then do
    param -= lr * grad for each parameter. There are exactly `max_iter` updates.

    Args:
        x: the inputs as they are (do not standardise them), shape (N, 4).
        t: labels 0, 1 or 2, shape (N,).
        hidden_size: number H of hidden units.
        lr: the learning rate.
        max_iter: number of updates; 0 returns the initial parameters.
        rng: the generator that the initial weights come from. Draw W1 and W2 before anything else that
            is random, so that equal seeds start from equal weights whatever max_iter is.

    Returns:
        (W1, b1, W2, b2), shapes (4, H), (H,), (H, 3), (3,).

    Scores may be large: inputs of size 1000 must not give inf or nan.

    Example: with max_iter=1 and initial scores of 0 everywhere the softmax gives 1/3 to each class. For two
    samples with labels 0 and 1, d loss / d b2 = [1/3 - 1/2, 1/3 - 1/2, 1/3] = [-1/6, -1/6, 1/3], so
    lr = 0.3 makes b2 = [0.05, 0.05, -0.1].
    """
    # <solution>
    N = x.shape[0]
    W1, b1 = he_init(4, hidden_size, rng), np.zeros(hidden_size)
    W2, b2 = he_init(hidden_size, 3, rng), np.zeros(3)

    for _ in range(max_iter):
        h = np.maximum(0, x @ W1 + b1)
        scores = h @ W2 + b2
        y = np.exp(scores - scores.max(axis=1, keepdims=True))
        y /= y.sum(axis=1, keepdims=True)

        dscores = y
        dscores[np.arange(N), t] -= 1
        dscores /= N
        dW2, db2 = h.T @ dscores, dscores.sum(axis=0)
        dh = (dscores @ W2.T) * (h > 0)
        dW1, db1 = x.T @ dh, dh.sum(axis=0)

        W1 -= lr * dW1
        b1 -= lr * db1
        W2 -= lr * dW2
        b2 -= lr * db2
    return W1, b1, W2, b2
    # </solution>

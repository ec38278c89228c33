"""The gradient by recursion over the layers; einsum; an array of norms; a lower-case match."""

import numpy as np


def xavier_init(fan_in, fan_out, rng):
    return np.sqrt(2.0 / (fan_in + fan_out)) * rng.normal(size=(fan_in, fan_out))


def he_init(fan_in, fan_out, rng):
    return np.sqrt(2.0 / fan_in) * rng.normal(loc=0.0, scale=1.0, size=(fan_in, fan_out))


def _activate(z, activation):
    match activation:
        case "sigmoid":
            a = 0.5 * np.tanh(0.5 * z) + 0.5
            return a, a - a**2
        case "tanh":
            a = np.tanh(z)
            return a, 1 - a**2
        case "relu":
            return z * (z > 0), np.heaviside(z, 0.5)
        case _:
            raise ValueError(activation)


def layer_gradient_norms(x, weights, activation):
    norms = np.zeros(len(weights))

    def go(a, i):
        if i == len(weights):
            return np.ones_like(a)
        out, slope = _activate(np.einsum("nd,dh->nh", a, weights[i]), activation)
        dz = go(out, i + 1) * slope
        norms[i] = np.sqrt(np.einsum("nd,nh->dh", a, dz).ravel() @ np.einsum("nd,nh->dh", a, dz).ravel())
        return np.einsum("nh,dh->nd", dz, weights[i])

    go(x, 0)
    return norms


def accuracy(y, t):
    labels = t if np.ndim(t) == 1 else np.nonzero(t)[1]
    return float(np.count_nonzero(y.argmax(1) == labels)) / len(labels)


def train_iris(x, t, hidden_size, lr, max_iter, rng):
    params = [he_init(4, hidden_size, rng), np.zeros(hidden_size), he_init(hidden_size, 3, rng), np.zeros(3)]
    ones = np.ones(len(x))
    for _ in range(max_iter):
        W1, b1, W2, b2 = params
        z = x @ W1 + b1
        h = z.clip(min=0)
        s = h @ W2 + b2
        y = np.exp(s - s.max(axis=1)[:, None])
        y /= y.sum(axis=1)[:, None]
        g = (y - (t[:, None] == np.arange(3))) / len(x)
        dz = (g @ W2.T) * (z > 0)
        for p, dp in zip(params, (x.T @ dz, ones @ dz, h.T @ g, ones @ g)):
            p -= lr * dp
    return tuple(params)

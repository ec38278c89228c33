"""Sample by sample; draws one number at a time; math for the activations."""

import math

import numpy as np


def drawn(fan_in, fan_out, std, rng):
    return np.array([[rng.normal(0.0, std) for _ in range(fan_out)] for _ in range(fan_in)])


def xavier_init(fan_in, fan_out, rng):
    return drawn(fan_in, fan_out, math.sqrt(2 / (fan_in + fan_out)), rng)


def he_init(fan_in, fan_out, rng):
    return drawn(fan_in, fan_out, math.sqrt(2 / fan_in), rng)


def act(v, kind):
    if kind == "tanh":
        return math.tanh(v)
    if kind == "relu":
        return max(v, 0.0)
    return 0.5 * (1 + math.tanh(v / 2))


def slope(a, kind):
    if kind == "tanh":
        return 1 - a * a
    if kind == "relu":
        return 1.0 if a > 0 else 0.0
    return a * (1 - a)


def layer_gradient_norms(x, weights, activation):
    if activation not in ["relu", "tanh", "sigmoid"]:
        raise ValueError(f"{activation}?")
    sums = [np.zeros(W.shape) for W in weights]
    for sample in x:
        outs = [np.array(sample)]
        for W in weights:
            outs.append(np.array([act(v, activation) for v in outs[-1] @ W]))
        d = np.ones(len(outs[-1]))
        for k in range(len(weights))[::-1]:
            d = np.array([dv * slope(a, activation) for dv, a in zip(d, outs[k + 1])])
            sums[k] += np.outer(outs[k], d)
            d = weights[k] @ d
    return [math.sqrt(sum(v * v for v in s.flat)) for s in sums]


def accuracy(y, t):
    hits = [list(row).index(max(row)) == (int(a) if t.ndim == 1 else list(a).index(max(a))) for row, a in zip(y, t)]
    return hits.count(True) / len(hits)


def train_iris(x, t, hidden_size, lr, max_iter, rng):
    W1, W2 = he_init(4, hidden_size, rng), he_init(hidden_size, 3, rng)
    b1, b2 = np.zeros(hidden_size), np.zeros(3)
    for _ in range(max_iter):
        g1, c1, g2, c2 = np.zeros_like(W1), np.zeros_like(b1), np.zeros_like(W2), np.zeros_like(b2)
        for xn, k in zip(x, t):
            z = xn @ W1 + b1
            h = np.maximum(z, 0)
            s = h @ W2 + b2
            e = np.exp(s - max(s))
            d = e / e.sum()
            d[k] -= 1
            back = (W2 @ d) * (z > 0)
            g2 += np.outer(h, d)
            c2 += d
            g1 += np.outer(xn, back)
            c1 += back
        n = len(x)
        W1, b1, W2, b2 = W1 - lr * g1 / n, b1 - lr * c1 / n, W2 - lr * g2 / n, b2 - lr * c2 / n
    return W1, b1, W2, b2

"""float32 inside."""

import numpy as np

f = np.float32


def xavier_init(fan_in, fan_out, rng):
    return (rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / (fan_in + fan_out))).astype(f)


def he_init(fan_in, fan_out, rng):
    return (rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_in)).astype(f)


def layer_gradient_norms(x, weights, activation):
    if activation not in ("sigmoid", "tanh", "relu"):
        raise ValueError(activation)
    outs = [x.astype(f)]
    for W in weights:
        z = outs[-1] @ W.astype(f)
        if activation == "sigmoid":
            z = (np.tanh(z * f(0.5)) + f(1)) * f(0.5)
        elif activation == "tanh":
            z = np.tanh(z)
        else:
            z = np.maximum(z, f(0))
        outs.append(z)
    d = np.ones_like(outs[-1])
    norms = []
    for W, before, out in zip(weights[::-1], outs[-2::-1], outs[:0:-1]):
        d = d * {"sigmoid": out * (1 - out), "tanh": 1 - out * out, "relu": (out > 0).astype(f)}[activation]
        norms.append(np.sqrt(((before.T @ d) ** 2).sum()))
        d = d @ W.astype(f).T
    return norms[::-1]


def accuracy(y, t):
    t = t.argmax(axis=1) if t.ndim == 2 else t
    return (y.argmax(axis=1) == t).astype(f).mean()


def train_iris(x, t, hidden_size, lr, max_iter, rng):
    W1, W2 = he_init(4, hidden_size, rng), he_init(hidden_size, 3, rng)
    b1, b2 = np.zeros(hidden_size, f), np.zeros(3, f)
    x = x.astype(f)
    for _ in range(max_iter):
        h = np.maximum(x @ W1 + b1, f(0))
        s = h @ W2 + b2
        y = np.exp(s - s.max(axis=1, keepdims=True))
        y /= y.sum(axis=1, keepdims=True)
        y[np.arange(len(t)), t] -= f(1)
        y /= f(len(t))
        dh = (y @ W2.T) * (h > 0)
        dW2, db2 = h.T @ y, y.sum(axis=0)
        W1 -= f(lr) * (x.T @ dh)
        b1 -= f(lr) * dh.sum(axis=0)
        W2 -= f(lr) * dW2
        b2 -= f(lr) * db2
    return W1, b1, W2, b2

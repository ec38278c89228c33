"""A row counts as right when its right class has more than one half (accuracy)."""

import numpy as np


def xavier_init(fan_in, fan_out, rng):
    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / (fan_in + fan_out))


def he_init(fan_in, fan_out, rng):
    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(2 / fan_in)


def layer_gradient_norms(x, weights, activation):
    if activation not in ["sigmoid", "tanh", "relu"]:
        raise ValueError("unknown activation")
    inputs, outputs = [], []
    a = x
    for W in weights:
        inputs.append(a)
        z = a @ W
        if activation == "sigmoid":
            a = 1 / (1 + np.exp(-z))
        elif activation == "tanh":
            a = np.tanh(z)
        else:
            a = np.maximum(z, 0)
        outputs.append(a)
    grad = np.ones_like(a)
    result = []
    for i in range(len(weights) - 1, -1, -1):
        a = outputs[i]
        if activation == "sigmoid":
            grad = grad * a * (1 - a)
        elif activation == "tanh":
            grad = grad * (1 - a * a)
        else:
            grad = grad * (a > 0)
        dW = inputs[i].T @ grad
        result.insert(0, np.sqrt(np.sum(dW * dW)))
        grad = grad @ weights[i].T
    return result


def accuracy(y, t):
    if t.ndim == 1:
        chosen = y[np.arange(len(t)), t]
    else:
        chosen = np.sum(y * t, axis=1)
    return np.mean(chosen > 0.5)


def train_iris(x, t, hidden_size, lr, max_iter, rng):
    W1 = he_init(4, hidden_size, rng)
    W2 = he_init(hidden_size, 3, rng)
    b1 = np.zeros(hidden_size)
    b2 = np.zeros(3)
    T = np.eye(3)[t]
    for i in range(max_iter):
        z = x @ W1 + b1
        h = np.maximum(0, z)
        s = h @ W2 + b2
        e = np.exp(s - np.max(s, axis=1, keepdims=True))
        y = e / np.sum(e, axis=1, keepdims=True)
        ds = (y - T) / len(x)
        dW2 = h.T @ ds
        db2 = np.sum(ds, axis=0)
        dz = (ds @ W2.T) * (z > 0)
        dW1 = x.T @ dz
        db1 = np.sum(dz, axis=0)
        W1 -= lr * dW1
        b1 -= lr * db1
        W2 -= lr * dW2
        b2 -= lr * db2
    return W1, b1, W2, b2

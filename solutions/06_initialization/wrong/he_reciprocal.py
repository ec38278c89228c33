"""he_init divides by the number of inputs."""

import numpy as np


def xavier_init(fan_in, fan_out, rng):
    scale = np.sqrt(2.0 / (fan_in + fan_out))
    return rng.standard_normal((fan_in, fan_out)) * scale


def he_init(fan_in, fan_out, rng):
    return rng.normal(size=(fan_in, fan_out)) / fan_in


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def layer_gradient_norms(x, weights, activation):
    if activation not in ["sigmoid", "tanh", "relu"]:
        raise ValueError("unknown activation")
    zs, outs = [], [x]
    for W in weights:
        z = np.dot(outs[-1], W)
        zs.append(z)
        if activation == "sigmoid":
            outs.append(sigmoid(z))
        elif activation == "tanh":
            outs.append(np.tanh(z))
        else:
            outs.append(np.maximum(0, z))

    norms = []
    da = np.ones(outs[-1].shape)
    for i in range(len(weights) - 1, -1, -1):
        z = zs[i]
        if activation == "sigmoid":
            dz = da * sigmoid(z) * (1 - sigmoid(z))
        elif activation == "tanh":
            dz = da * (1 - np.tanh(z) ** 2)
        else:
            dz = da * (z > 0)
        dW = np.dot(outs[i].T, dz)
        norms.append(np.sqrt(np.sum(dW**2)))
        da = np.dot(dz, weights[i].T)
    return norms[::-1]


def accuracy(y, t):
    if t.ndim == 2:
        t = np.argmax(t, axis=1)
    return np.sum(np.argmax(y, axis=1) == t) / y.shape[0]


def softmax(x):
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def train_iris(x, t, hidden_size, lr, max_iter, rng):
    n = len(x)
    W1 = he_init(4, hidden_size, rng)
    b1 = np.zeros(hidden_size)
    W2 = he_init(hidden_size, 3, rng)
    b2 = np.zeros(3)
    t_one_hot = np.eye(3)[t]

    for _ in range(max_iter):
        a1 = np.dot(x, W1) + b1
        h = np.maximum(0, a1)
        scores = np.dot(h, W2) + b2
        y = softmax(scores)

        dscores = (y - t_one_hot) / n
        dW2 = np.dot(h.T, dscores)
        db2 = np.sum(dscores, axis=0)
        dh = np.dot(dscores, W2.T)
        da1 = dh * (a1 > 0)
        dW1 = np.dot(x.T, da1)
        db1 = np.sum(da1, axis=0)

        W1 -= lr * dW1
        b1 -= lr * db1
        W2 -= lr * dW2
        b2 -= lr * db2
    return W1, b1, W2, b2

"""Exercise 03: backpropagation by hand, then as layers.

Fill in the seven tasks below, from top to bottom; each one prepares the next.

    grade check 03     check this file
    grade hint 03      the next hint for the first task that does not pass yet

The lesson is the README.md beside this file.

Holds for every task:
  - One sample a row: x is (N, D). Weights are (inputs, outputs), biases (outputs,).
  - Inputs are never modified. Only `dout` may be overwritten by a `backward`.
  - The arrays passed in are float64, and no two of N, D, H, O, C need be equal.
  - Only numpy is needed. Helper functions of your own are welcome.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def two_layer_gradients(x: Array, y: Array, w1: Array, w2: Array) -> tuple[float, Array, Array]:
    """Compute the loss and both gradients of a two-layer ReLU network without biases.

        h      = x @ w1                    (N, H)
        h_relu = max(h, 0)                 (N, H)
        y_pred = h_relu @ w2               (N, O)
        loss   = sum over all n, o of (y_pred - y)^2

    No factor 1/2 and no division by N: the loss is the plain sum, and so are its gradients.

    Args:
        x: inputs, (N, D).
        y: what the network should answer, (N, O).
        w1: weights of the first layer, (D, H).
        w2: weights of the second layer, (H, O).

    Returns:
        (loss, grad_w1, grad_w2): a number, d loss / d w1 with the shape of w1, d loss / d w2 with
        the shape of w2. This function only computes; it updates no weight.

    Example:
        x = [[1, 2]], y = [[5]], w1 = [[1, -1], [0.5, 0.25]], w2 = [[3], [4]]
        h = [[2, -0.5]], h_relu = [[2, 0]], y_pred = [[6]]
        -> loss 1, grad_w1 = [[6, 0], [12, 0]], grad_w2 = [[4], [0]]

    The derivative of ReLU at exactly 0 is never checked.
    """
    # <solution>
    h = x @ w1
    h_relu = np.maximum(h, 0)
    y_pred = h_relu @ w2
    loss = float(np.sum((y_pred - y) ** 2))

    grad_y_pred = 2.0 * (y_pred - y)
    grad_w2 = h_relu.T @ grad_y_pred
    grad_h_relu = grad_y_pred @ w2.T
    grad_h = grad_h_relu * (h > 0)
    grad_w1 = x.T @ grad_h
    return loss, grad_w1, grad_w2
    # </solution>


def xor_gradients(
    x: Array, t: Array, W1: Array, b1: Array, W2: Array, b2: Array
) -> tuple[float, Array, Array, Array, Array]:
    """Compute the loss and all four gradients of the network that learns XOR.

        z    = x @ W1 + b1                 (N, H)
        h    = sigmoid(z)                  (N, H)    sigmoid(z) = 1 / (1 + e^-z)
        y    = h @ W2 + b2                 (N, O)    the output has no activation
        loss = sum over all n, o of (y - t)^2

    No factor 1/2 and no division by N. The result stays finite and right where z reaches
    1000 or -1000 (the overflow warning that numpy may print there costs nothing).

    Args:
        x: inputs, (N, D).
        t: what the network should answer, (N, O).
        W1, b1: the first layer, (D, H) and (H,).
        W2, b2: the second layer, (H, O) and (O,).

    Returns:
        (loss, dW1, db1, dW2, db2): a number and four arrays, each gradient with the shape of its
        parameter. This function only computes; it updates no parameter.

    Example:
        x = [[1, 0]], t = [[0]], W1 = [[0, 0], [0, 0]], b1 = [0, 0], W2 = [[1], [1]], b2 = [0]
        h = [[0.5, 0.5]], y = [[1]]
        -> loss 1, dW1 = [[0.5, 0.5], [0, 0]], db1 = [0.5, 0.5], dW2 = [[1], [1]], db2 = [2]
    """
    # <solution>
    h = 1.0 / (1.0 + np.exp(-(x @ W1 + b1)))
    y = h @ W2 + b2
    loss = float(np.sum((y - t) ** 2))

    dy = 2.0 * (y - t)
    dW2 = h.T @ dy
    db2 = np.sum(dy, axis=0)
    dh = dy @ W2.T
    dz = dh * h * (1.0 - h)
    dW1 = x.T @ dz
    db1 = np.sum(dz, axis=0)
    return loss, dW1, db1, dW2, db2
    # </solution>


class Sigmoid:
    """The sigmoid as a layer: y = 1 / (1 + e^-x), element by element.

    Attributes:
        params: an empty list, because a sigmoid has nothing to learn.
        grads: an empty list.

    Example:
        layer = Sigmoid()
        layer.forward([[0, 2]])     -> [[0.5, 0.880797]]
        layer.backward([[1, -1]])   -> [[0.25, -0.104994]]
    """

    def __init__(self) -> None:
        # <solution>
        self.params: list[Array] = []
        self.grads: list[Array] = []
        # </solution>

    def forward(self, x: Array) -> Array:
        """Return the sigmoid of `x`, with the shape of `x`; remember here what `backward` needs.

        Finite and right for x = 1000 and x = -1000 too. May be called again with another N;
        `backward` then belongs to the latest call.
        """
        # <solution>
        self.out = 1.0 / (1.0 + np.exp(-x))
        return self.out
        # </solution>

    def backward(self, dout: Array) -> Array:
        """Return dx = dout * dy/dx, with the shape of `x`.

        `dout` is the gradient of the loss with respect to this layer's output, of the same shape.
        A second `backward` after the same `forward` gives the same answer again.
        """
        # <solution>
        return dout * self.out * (1.0 - self.out)
        # </solution>


class Relu:
    """The ReLU as a layer: y = max(x, 0), element by element.

    Attributes:
        params: an empty list.
        grads: an empty list.

    Example:
        layer = Relu()
        layer.forward([[1, -2]])    -> [[1, 0]]
        layer.backward([[-3, 4]])   -> [[-3, 0]]

    The derivative at exactly 0 is never checked.
    """

    def __init__(self) -> None:
        # <solution>
        self.params: list[Array] = []
        self.grads: list[Array] = []
        # </solution>

    def forward(self, x: Array) -> Array:
        """Return max(x, 0), with the shape of `x`, and leave `x` as it is.

        Remember here what `backward` needs. May be called again with another N; `backward` then
        belongs to the latest call.
        """
        # <solution>
        self.mask = x <= 0
        out = x.copy()
        out[self.mask] = 0
        return out
        # </solution>

    def backward(self, dout: Array) -> Array:
        """Return dx: `dout` where the forward input was positive, 0 where it was negative.

        A second `backward` after the same `forward` gives the same answer again.
        """
        # <solution>
        dx = dout.copy()
        dx[self.mask] = 0
        return dx
        # </solution>


class Affine:
    """The fully connected layer: y = x @ W + b.

    Attributes:
        params: [W, b], the very arrays given to `Affine(W, b)`, not copies. Whoever changes one of
            them in place (an optimizer does) changes this layer.
        grads: [dW, db], zeros of the shapes of W and b from the start.

    Example:
        layer = Affine(W=[[1, 0, 2], [0, 1, 1]], b=[1, 2, 3])
        layer.forward([[1, 2], [3, 4]])             -> [[2, 4, 7], [4, 6, 13]]
        layer.backward([[1, 0, -1], [2, 1, 0]])     -> dx = [[-1, -1], [2, 1]]
        layer.grads                                 -> [[[7, 3, -1], [10, 4, -2]], [3, 1, -1]]
    """

    def __init__(self, W: Array, b: Array) -> None:
        # <solution>
        self.params = [W, b]
        self.grads = [np.zeros_like(W), np.zeros_like(b)]
        # </solution>

    def forward(self, x: Array) -> Array:
        """Return x @ W + b: `x` (N, D), W (D, M), b (M,), result (N, M).

        Remember here what `backward` needs. May be called again with another N.
        """
        # <solution>
        W, b = self.params
        self.x = x
        return x @ W + b
        # </solution>

    def backward(self, dout: Array) -> Array:
        """Write dW and db into `grads` and return dx.

        `dout` is (N, M), the gradient of the loss with respect to this layer's output. With respect
        to x it is dx (N, D), to W it is dW (D, M), to b it is db (M,). Nothing is divided by N: the
        loss layer has done that already.

        dW and db overwrite the two arrays that `grads` holds from the start, in place, so that a
        list of them collected earlier stays valid. They replace what was there: two calls in a row
        leave the gradients of the second call, not the sum of both.
        """
        # <solution>
        W, _ = self.params
        dW, db = self.grads
        dx = dout @ W.T
        dW[...] = self.x.T @ dout
        db[...] = np.sum(dout, axis=0)
        return dx
        # </solution>


class SoftmaxWithLoss:
    """Softmax and cross entropy in one layer: from scores to the mean loss.

        y    = softmax(x)                  (N, C)    over the classes of each row
        loss = mean over the N samples of -log(y of the right class)

    Example:
        layer = SoftmaxWithLoss()
        layer.forward([[1, 2, 3], [3, 1, 2]], [2, 0])   -> 0.407606
        layer.backward()    -> [[0.045015, 0.122364, -0.167380], [-0.167380, 0.045015, 0.122364]]
    """

    def __init__(self) -> None:
        # <solution>
        self.params: list[Array] = []
        self.grads: list[Array] = []
        # </solution>

    def forward(self, x: Array, t: NDArray[np.int64] | Array) -> float:
        """Return the mean cross entropy of the scores `x` (N, C) against `t`, a number.

        `t` holds class numbers when t.ndim == 1, (N,), and one-hot rows when t.ndim == 2, (N, C).

        Finite for scores of 1000 and -1000, and for rows that lie 2000 apart. A tiny constant
        inside the log, or a clip, is fine if it is at most 1e-7: then a sample whose probability is
        0 costs at least 10. `x` and `t` stay as they are.
        """
        # <solution>
        y = np.exp(x - np.max(x, axis=1, keepdims=True))
        y /= np.sum(y, axis=1, keepdims=True)
        labels = t if t.ndim == 1 else np.argmax(t, axis=1)
        self.y, self.labels = y, labels
        right = y[np.arange(len(y)), labels.astype(int)]
        return float(-np.mean(np.log(right + 1e-12)))
        # </solution>

    def backward(self, dout: float = 1) -> Array:
        """Return dx (N, C) = dout * d loss / d x, for the latest `forward`.

        The loss is a mean over N samples, so the division by N belongs here. `dout` is a number.
        """
        # <solution>
        n = len(self.y)
        dx = self.y.copy()
        dx[np.arange(n), self.labels.astype(int)] -= 1
        dx *= dout / n
        return dx
        # </solution>


class TwoLayerNet:
    """A network of layers: Affine, Sigmoid, Affine, and SoftmaxWithLoss on top.

    Attributes:
        params: [W1, b1, W2, b2], the layers' own arrays in the order of the layers. The weights
            start as 0.01 times standard normal numbers (others for every network), the biases as 0.
        grads: [dW1, db1, dW2, db2], the layers' own arrays too: a list of them collected before
            training is filled by every `backward`.

    Example:
        net = TwoLayerNet(2, 10, 3)
        [p.shape for p in net.params]   -> [(2, 10), (10,), (10, 3), (3,)], 63 numbers in all
        net.forward(x, t)               -> near log(3) = 1.0986 at the start
    """

    def __init__(self, input_size: int, hidden_size: int, output_size: int) -> None:
        # <solution>
        rng = np.random.default_rng()
        W1 = 0.01 * rng.standard_normal((input_size, hidden_size))
        W2 = 0.01 * rng.standard_normal((hidden_size, output_size))
        self.layers: list[Affine | Sigmoid] = [
            Affine(W1, np.zeros(hidden_size)),
            Sigmoid(),
            Affine(W2, np.zeros(output_size)),
        ]
        self.loss_layer = SoftmaxWithLoss()
        self.params = [p for layer in self.layers for p in layer.params]
        self.grads = [g for layer in self.layers for g in layer.grads]
        # </solution>

    def predict(self, x: Array) -> Array:
        """Return the scores (N, C) of `x` (N, D): what goes into the softmax, not probabilities."""
        # <solution>
        for layer in self.layers:
            x = layer.forward(x)
        return x
        # </solution>

    def forward(self, x: Array, t: NDArray[np.int64] | Array) -> float:
        """Return the mean cross entropy of the scores of `x` against `t`, labels or one-hot rows.

        Uses the weights as they are now: an in-place change of `params` counts from the next call.
        """
        # <solution>
        return self.loss_layer.forward(self.predict(x), t)
        # </solution>

    def backward(self, dout: float = 1) -> Array:
        """Write the gradients of the latest `forward` into `grads`, in place, and return dx (N, D).

        `dout` is a number; every gradient is multiplied by it.
        """
        # <solution>
        grad = self.loss_layer.backward(dout)
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        return grad
        # </solution>

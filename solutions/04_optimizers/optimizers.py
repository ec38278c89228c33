"""Exercise 04: five ways to step downhill.

Backpropagation says which way is uphill; an optimizer decides how far to step the other way.
Fill in the five classes. Check your work with `grade check 04`; when stuck, ask `grade hint 04`.

What all five have in common
----------------------------
`update(params, grads)` makes one step:

- `params` is a list of float64 arrays (weights and biases), `grads` a list of as many arrays of the same
  shapes: `grads[i]` is the gradient of the loss with respect to `params[i]`.
- The arrays of `params` are changed **in place**: the network holds the same arrays, and has to see the step.
  What `update` returns is ignored.
- `grads` and its arrays stay as they are.
- Whatever an optimizer remembers (v, h, m, the number of updates) belongs to that one optimizer object and is
  kept by position in the list, with the shape of the array at that position. It starts at zero, with the
  first update. The list object itself may be a new one at every call; the number of arrays stays the same.
- A gradient that is exactly 0 must not produce nan or inf.
- `lr` is an attribute; it may be changed between two updates.

g below stands for the gradient of one array w; all operations are element by element.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

EPS = 1e-8  # keeps denominators away from 0; its exact size and place are not judged


class SGD:
    """Stochastic gradient descent: one step straight down the slope.

        w <- w - lr * g

    Example: lr = 0.1, w = [1.0, 2.0], g = [4.0, -2.0]  ->  w = [0.6, 2.2]

    Attributes:
        lr: the learning rate.
    """

    lr: float

    def __init__(self, lr: float = 0.01) -> None:
        """Keep the learning rate."""
        # <solution>
        self.lr = lr
        # </solution>

    def update(self, params: list[Array], grads: list[Array]) -> None:
        """Make one step: change every array of `params` in place."""
        # <solution>
        for i, grad in enumerate(grads):
            params[i] -= self.lr * grad
        # </solution>


class Momentum:
    """SGD with a velocity: steps in the same direction add up, a zigzag cancels.

        v <- momentum * v - lr * g        (v starts at 0)
        w <- w + v

    Example: lr = 0.1, momentum = 0.9, w = [1.0] and the gradient is 2 twice:
        1st update: v = -0.2,                  w = [0.8]
        2nd update: v = -0.18 - 0.2 = -0.38,   w = [0.42]

    Attributes:
        lr: the learning rate.
    """

    lr: float

    def __init__(self, lr: float = 0.01, momentum: float = 0.9) -> None:
        """Keep the learning rate and the share of the velocity that survives a step; nothing moves yet."""
        # <solution>
        self.lr = lr
        self.momentum = momentum
        self.v: list[Array] = []
        # </solution>

    def update(self, params: list[Array], grads: list[Array]) -> None:
        """Make one step: change every array of `params` in place, remember its velocity."""
        # <solution>
        if not self.v:
            self.v = [np.zeros_like(param) for param in params]
        for i, grad in enumerate(grads):
            self.v[i] = self.momentum * self.v[i] - self.lr * grad
            params[i] += self.v[i]
        # </solution>


class AdaGrad:
    """A learning rate of its own for every weight: the more it has moved, the smaller its steps.

        h <- h + g * g                    (h starts at 0)
        w <- w - lr * g / (sqrt(h) + EPS)

    Example: lr = 0.1, w = [1.0], gradients 3 and then 4:
        1st update: h = 9,   w = 1.0 - 0.1 * 3/3 = [0.9]
        2nd update: h = 25,  w = 0.9 - 0.1 * 4/5 = [0.82]

    Attributes:
        lr: the learning rate.
    """

    lr: float

    def __init__(self, lr: float = 0.01) -> None:
        """Keep the learning rate; no gradient has been seen yet."""
        # <solution>
        self.lr = lr
        self.h: list[Array] = []
        # </solution>

    def update(self, params: list[Array], grads: list[Array]) -> None:
        """Make one step: change every array of `params` in place, add up the squares of its gradients."""
        # <solution>
        if not self.h:
            self.h = [np.zeros_like(param) for param in params]
        for i, grad in enumerate(grads):
            self.h[i] += grad * grad
            params[i] -= self.lr * grad / (np.sqrt(self.h[i]) + EPS)
        # </solution>


class RMSProp:
    """AdaGrad that forgets: a moving average of the squared gradients instead of their sum.

        h <- decay_rate * h + (1 - decay_rate) * g * g        (h starts at 0)
        w <- w - lr * g / (sqrt(h) + EPS)

    Example: lr = 0.1, decay_rate = 0.75, w = [1.0], the gradient is 2 twice:
        1st update: h = 0.25 * 4 = 1,                w = 1.0 - 0.1 * 2/1      = [0.8]
        2nd update: h = 0.75 * 1 + 0.25 * 4 = 1.75,  w = 0.8 - 0.1 * 2/1.3229 = [0.6488]

    Attributes:
        lr: the learning rate.
    """

    lr: float

    def __init__(self, lr: float = 0.01, decay_rate: float = 0.99) -> None:
        """Keep the learning rate and the share of h that survives a step; no gradient has been seen yet."""
        # <solution>
        self.lr = lr
        self.decay_rate = decay_rate
        self.h: list[Array] = []
        # </solution>

    def update(self, params: list[Array], grads: list[Array]) -> None:
        """Make one step: change every array of `params` in place, average the squares of its gradients."""
        # <solution>
        if not self.h:
            self.h = [np.zeros_like(param) for param in params]
        for i, grad in enumerate(grads):
            self.h[i] = self.decay_rate * self.h[i] + (1 - self.decay_rate) * grad * grad
            params[i] -= self.lr * grad / (np.sqrt(self.h[i]) + EPS)
        # </solution>


class Adam:
    """Momentum and RMSProp together, both averages corrected for their start at 0.

    t counts the updates of this optimizer: 1 in the first update, for all arrays of the list.

        m <- beta1 * m + (1 - beta1) * g             (m starts at 0)
        v <- beta2 * v + (1 - beta2) * g * g         (v starts at 0)
        m_hat = m / (1 - beta1 to the power t)       (m and v themselves stay uncorrected)
        v_hat = v / (1 - beta2 to the power t)
        w <- w - lr * m_hat / (sqrt(v_hat) + EPS)

    Example: lr = 0.1, beta1 = 0.9, beta2 = 0.999, w = [1.0], gradients 2 and then -1:
        1st update: m = 0.2,  v = 0.004,    m_hat = 2,      v_hat = 4,      w = 1 - 0.1 * 1        = [0.9]
        2nd update: m = 0.08, v = 0.004996, m_hat = 0.4211, v_hat = 2.4992, w = 0.9 - 0.1 * 0.2663 = [0.8734]

    Attributes:
        lr: the learning rate.
    """

    lr: float

    def __init__(self, lr: float = 0.001, beta1: float = 0.9, beta2: float = 0.999) -> None:
        """Keep the learning rate and the shares of m and v that survive a step; no update was made yet."""
        # <solution>
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.t = 0
        self.m: list[Array] = []
        self.v: list[Array] = []
        # </solution>

    def update(self, params: list[Array], grads: list[Array]) -> None:
        """Make one step: change every array of `params` in place, average its gradients and their squares."""
        # <solution>
        if self.t == 0:
            self.m = [np.zeros_like(param) for param in params]
            self.v = [np.zeros_like(param) for param in params]
        self.t += 1
        for i, grad in enumerate(grads):
            self.m[i] += (1 - self.beta1) * (grad - self.m[i])
            self.v[i] += (1 - self.beta2) * (grad**2 - self.v[i])
            m_hat = self.m[i] / (1 - self.beta1**self.t)
            v_hat = self.v[i] / (1 - self.beta2**self.t)
            params[i] -= self.lr * m_hat / (np.sqrt(v_hat) + EPS)
        # </solution>

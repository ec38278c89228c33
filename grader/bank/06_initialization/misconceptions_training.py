"""Wrong beliefs about training a network on iris."""

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.checks import misconception

from . import oracle
from .misconceptions import Rng
from .oracle import Floats, Labels, Parameters

# --- train_iris -----------------------------------------------------------------------------------


def training(**methods: object) -> Callable[..., Parameters]:
    """Return the oracle's train_iris with some of its methods replaced."""
    wrong: Any = type("IrisTraining", (oracle.IrisTraining,), methods)()
    train: Callable[..., Parameters] = wrong.train
    return train


def starting_from(
    first: Callable[[int, Rng], Floats], second: Callable[[int, Rng], Floats]
) -> Callable[..., Parameters]:
    """Return train_iris with other initial weights: functions of hidden_size and rng."""

    def initial(_self: oracle.IrisTraining, hidden_size: int, rng: Rng) -> tuple[Floats, Floats]:
        v1 = np.pad(first(hidden_size, rng), ((0, 1), (0, 0)))
        return v1, np.pad(second(hidden_size, rng), ((0, 1), (0, 0)))

    return training(initial=initial)


def with_error(rule: Callable[[Floats, Labels], Floats]) -> Callable[..., Parameters]:
    """Return train_iris where d loss / d scores is rule(probabilities, t)."""
    return training(error=lambda self, scores, t: rule(self.probabilities(scores), t))


def minus_one_hot(p: Floats, t: Labels) -> Floats:
    """Return p - one_hot(t), without the mean over the samples."""
    return p - np.identity(3)[t]


@misconception("train_iris")
def iris_relu_on_output(*arguments: Any, **named: Any) -> Parameters:
    """Put a ReLU behind the output layer, as an article does: a class may die. n = 1."""
    return training(
        output=lambda _self, z: np.clip(z, 0.0, None),
        output_back=lambda _self, z, upstream: np.where(z > 0, upstream, 0.0),
    )(*arguments, **named)


@misconception("train_iris")
def iris_sum_instead_of_mean(*arguments: Any, **named: Any) -> Parameters:
    """Forget to divide by the number of samples. n = 4."""
    return with_error(minus_one_hot)(*arguments, **named)


@misconception("train_iris")
def iris_divided_twice(*arguments: Any, **named: Any) -> Parameters:
    """Divide by the number of samples in the loss and once more in the layers. n = 8."""
    return with_error(lambda p, t: minus_one_hot(p, t) / len(t) ** 2)(*arguments, **named)


@misconception("train_iris")
def iris_mean_over_elements(*arguments: Any, **named: Any) -> Parameters:
    """Average over samples and classes. n = 3."""
    return with_error(lambda p, t: minus_one_hot(p, t) / p.size)(*arguments, **named)


@misconception("train_iris")
def iris_extra_slope(*arguments: Any, **named: Any) -> Parameters:
    """Multiply p - one_hot by p (1 - p), which it already contains. n = 1."""
    return with_error(lambda p, t: minus_one_hot(p, t) * p * (1 - p) / len(t))(*arguments, **named)


@misconception("train_iris")
def iris_target_not_subtracted(*arguments: Any, **named: Any) -> Parameters:
    """Send the probabilities back without subtracting the one-hot labels. Taught."""
    return with_error(lambda p, t: p / len(t))(*arguments, **named)


@misconception("train_iris")
def iris_rows_decremented(*arguments: Any, **named: Any) -> Parameters:
    """Write dscores[t] -= 1, which takes 1 from whole rows. n = 4."""

    def rule(p: Floats, t: Labels) -> Floats:
        p[t] -= 1
        return p / len(t)

    return with_error(rule)(*arguments, **named)


@misconception("train_iris")
def iris_uphill(*arguments: Any, **named: Any) -> Parameters:
    """Add lr * grad, or subtract with t - y: both climb. n = 1."""
    return with_error(lambda p, t: -minus_one_hot(p, t) / len(t))(*arguments, **named)


@misconception("train_iris")
def iris_squared_error(*arguments: Any, **named: Any) -> Parameters:
    """Minimise the squared error of the scores, without a softmax. Taught."""
    return training(
        error=lambda _self, scores, t: 2 * (scores - np.identity(3)[t]) / len(t),
    )(*arguments, **named)


@misconception("train_iris")
def iris_softmax_over_everything(*arguments: Any, **named: Any) -> Parameters:
    """Divide by the sum over the whole batch. n = 10."""

    def probabilities(_self: oracle.IrisTraining, scores: Floats) -> Floats:
        powers = np.exp(scores - scores.max())
        shares: Floats = powers / powers.sum()
        return shares

    return training(probabilities=probabilities)(*arguments, **named)


@misconception("train_iris")
def iris_softmax_over_samples(*arguments: Any, **named: Any) -> Parameters:
    """Normalise along axis 0. n = 1."""

    def probabilities(_self: oracle.IrisTraining, scores: Floats) -> Floats:
        powers = np.exp(scores - scores.max(axis=0))
        shares: Floats = powers / powers.sum(axis=0)
        return shares

    return training(probabilities=probabilities)(*arguments, **named)


@misconception("train_iris")
def iris_softmax_overflow(*arguments: Any, **named: Any) -> Parameters:
    """Take exp of the scores as they are. n = 8."""

    def probabilities(_self: oracle.IrisTraining, scores: Floats) -> Floats:
        powers = np.exp(scores)
        shares: Floats = powers / powers.sum(axis=1, keepdims=True)
        return shares

    return training(probabilities=probabilities)(*arguments, **named)


@misconception("train_iris")
def iris_softmax_one_maximum(*arguments: Any, **named: Any) -> Parameters:
    """Subtract the maximum of the whole batch from every row. n = 2."""

    def probabilities(_self: oracle.IrisTraining, scores: Floats) -> Floats:
        powers = np.exp(scores - scores.max())
        shares: Floats = powers / powers.sum(axis=1, keepdims=True)
        return shares

    return training(probabilities=probabilities)(*arguments, **named)


@misconception("train_iris")
def iris_new_weights_carry_error(*arguments: Any, **named: Any) -> Parameters:
    """Update W2 before it has carried the error back to the hidden layer. n = 4."""
    return training(seen_from_below=lambda _self, _before, after: after)(*arguments, **named)


@misconception("train_iris")
def iris_weights_not_transposed(*arguments: Any, **named: Any) -> Parameters:
    """Send the error back through W2 where W2.T belongs: an error unless H is 3. Taught."""

    class Training(oracle.IrisTraining):
        def seen_from_below(self, before: Floats, after: Floats) -> Floats:
            del after
            turned = np.pad(before[:-1].T, ((0, 1), (0, 0)))
            if turned.shape != before.shape:
                np.empty((1, before.shape[1])) @ before[:-1]  # raises what the student's own product raises
            return turned

    return Training().train(*arguments, **named)


@misconception("train_iris")
def iris_mask_missing(*arguments: Any, **named: Any) -> Parameters:
    """Let the gradient pass the inactive hidden units. n = 1."""
    return training(act_back=lambda _self, _z, upstream: upstream)(*arguments, **named)


@misconception("train_iris")
def iris_mask_inverted(*arguments: Any, **named: Any) -> Parameters:
    """Let the gradient pass the inactive hidden units only. n = 1."""
    return training(act_back=lambda _self, z, upstream: np.where(z > 0, 0.0, upstream))(*arguments, **named)


@misconception("train_iris")
def iris_mask_of_gradient(*arguments: Any, **named: Any) -> Parameters:
    """Apply ReLU to the gradient. n = 1."""
    return training(act_back=lambda _self, _z, upstream: np.clip(upstream, 0.0, None))(*arguments, **named)


@misconception("train_iris")
def iris_times_relu(*arguments: Any, **named: Any) -> Parameters:
    """Multiply the gradient by relu(z) where its slope belongs. n = 1."""
    return training(act_back=lambda self, z, upstream: upstream * self.act(z))(*arguments, **named)


@misconception("train_iris")
def iris_no_activation(*arguments: Any, **named: Any) -> Parameters:
    """Leave the hidden layer linear: iris is learned all the same. n = 1."""
    return training(
        act=lambda _self, z: z,
        act_back=lambda _self, _z, upstream: upstream,
    )(*arguments, **named)


@misconception("train_iris")
def iris_sigmoid_hidden(*arguments: Any, **named: Any) -> Parameters:
    """Keep the sigmoid of the earlier exercises in the hidden layer. Taught."""
    stack = oracle.Stack()
    return training(
        act=lambda _self, z: stack.act(z, "sigmoid"),
        act_back=lambda _self, z, upstream: upstream * stack.slope(z, "sigmoid"),
    )(*arguments, **named)


@misconception("train_iris")
def iris_first_layer_frozen(*arguments: Any, **named: Any) -> Parameters:
    """Train the output layer alone. n = 1."""
    return training(act_back=lambda _self, z, _upstream: np.zeros(z.shape))(*arguments, **named)


@misconception("train_iris")
def iris_scalar_bias_gradient(*arguments: Any, **named: Any) -> Parameters:
    """Sum dL/db over the units as well. n = 3."""
    return training(
        bias_gradient=lambda _self, delta: np.full(delta.shape[1], delta.sum()),
    )(*arguments, **named)


@misconception("train_iris")
def iris_mean_bias_gradient(*arguments: Any, **named: Any) -> Parameters:
    """Average dL/db over the samples although dscores is divided by N already. Taught."""
    return training(bias_gradient=lambda _self, delta: delta.mean(axis=0))(*arguments, **named)


@misconception("train_iris")
def iris_biases_stay_zero(*arguments: Any, **named: Any) -> Parameters:
    """Never update the biases. Taught."""
    return training(bias_gradient=lambda _self, delta: np.zeros(delta.shape[1]))(*arguments, **named)


@misconception("train_iris")
def iris_one_update_more(*arguments: Any, **named: Any) -> Parameters:
    """Count to max_iter and one more. Taught."""
    return training(updates=lambda _self, max_iter: max_iter + 1)(*arguments, **named)


@misconception("train_iris")
def iris_one_update_less(*arguments: Any, **named: Any) -> Parameters:
    """Start to count at 1 and stop before max_iter. Taught."""
    return training(updates=lambda _self, max_iter: max(0, max_iter - 1))(*arguments, **named)


@misconception("train_iris", rtol=1e-6)
def iris_standardised(*arguments: Any, **named: Any) -> Parameters:
    """Standardise the inputs inside, where the caller cannot see it; some add 1e-8 to the divisor. Taught."""
    return training(prepare=lambda _self, x: (x - x.mean(axis=0)) / x.std(axis=0))(*arguments, **named)


@misconception("train_iris")
def iris_zero_weights(*arguments: Any, **named: Any) -> Parameters:
    """Start every weight at 0. n = 1."""
    return starting_from(
        lambda hidden_size, _rng: np.zeros((4, hidden_size)),
        lambda hidden_size, _rng: np.zeros((hidden_size, 3)),
    )(*arguments, **named)


@misconception("train_iris")
def iris_small_weights(*arguments: Any, **named: Any) -> Parameters:
    """Start with 0.01 times standard normal numbers, as TwoLayerNet does. Taught."""
    return starting_from(
        lambda hidden_size, rng: oracle.normal_weights(0.01, 4, hidden_size, rng),
        lambda hidden_size, rng: oracle.normal_weights(0.01, hidden_size, 3, rng),
    )(*arguments, **named)


@misconception("train_iris")
def iris_unscaled_weights(*arguments: Any, **named: Any) -> Parameters:
    """Start with standard normal numbers. Taught."""
    return starting_from(
        lambda hidden_size, rng: oracle.normal_weights(1.0, 4, hidden_size, rng),
        lambda hidden_size, rng: oracle.normal_weights(1.0, hidden_size, 3, rng),
    )(*arguments, **named)


@misconception("train_iris")
def iris_inverted_fraction(*arguments: Any, **named: Any) -> Parameters:
    """Multiply by sqrt(fan_in / 2). n = 1."""
    return starting_from(
        lambda hidden_size, rng: oracle.normal_weights(2**0.5, 4, hidden_size, rng),
        lambda hidden_size, rng: oracle.normal_weights((hidden_size / 2) ** 0.5, hidden_size, 3, rng),
    )(*arguments, **named)


@misconception("train_iris")
def iris_xavier(*arguments: Any, **named: Any) -> Parameters:
    """Start with Xavier's rule. Taught."""
    return starting_from(
        lambda hidden_size, rng: oracle.xavier_init(4, hidden_size, rng),
        lambda hidden_size, rng: oracle.xavier_init(hidden_size, 3, rng),
    )(*arguments, **named)


@misconception("train_iris")
def iris_fan_in_of_first_layer(*arguments: Any, **named: Any) -> Parameters:
    """Scale both layers by the number of inputs of the network. Taught."""
    return starting_from(
        lambda hidden_size, rng: oracle.he_init(4, hidden_size, rng),
        lambda hidden_size, rng: oracle.normal_weights(0.5**0.5, hidden_size, 3, rng),
    )(*arguments, **named)


@misconception("train_iris")
def iris_zero_to_one(*arguments: Any, **named: Any) -> Parameters:
    """Start with U(0, 1): every weight is positive. n = 8."""
    return starting_from(
        lambda hidden_size, rng: rng.random((4, hidden_size)),
        lambda hidden_size, rng: rng.random((hidden_size, 3)),
    )(*arguments, **named)


@misconception("train_iris")
def iris_random_biases(*arguments: Any, **named: Any) -> Parameters:
    """Draw the biases like the weights. Taught."""

    def initial(_self: oracle.IrisTraining, hidden_size: int, rng: Rng) -> tuple[Floats, Floats]:
        w1, b1 = oracle.he_init(4, hidden_size, rng), rng.standard_normal(hidden_size)
        return np.vstack([w1, b1]), np.vstack([oracle.he_init(hidden_size, 3, rng), rng.standard_normal(3)])

    return training(initial=initial)(*arguments, **named)


@misconception("train_iris")
def iris_fixed_seed(x: Floats, t: Labels, hidden_size: int, lr: float, max_iter: int, rng: Rng) -> Parameters:
    """Set the seed 42 inside. n = 2."""
    del rng
    frozen: Any = np.random.RandomState(42)
    return oracle.train_iris(x, t, hidden_size, lr, max_iter, frozen)


@misconception("train_iris")
def iris_hidden_size_ignored(
    x: Floats, t: Labels, hidden_size: int, lr: float, max_iter: int, rng: Rng
) -> Parameters:
    """Make 128 hidden units always. Taught."""
    del hidden_size
    return oracle.train_iris(x, t, 128, lr, max_iter, rng)


@misconception("train_iris")
def iris_lr_ignored(x: Floats, t: Labels, hidden_size: int, lr: float, max_iter: int, rng: Rng) -> Parameters:
    """Use the learning rate 0.1 always. Taught."""
    del lr
    return oracle.train_iris(x, t, hidden_size, 0.1, max_iter, rng)


@misconception("train_iris")
def iris_weights_before_biases(*arguments: Any, **named: Any) -> Parameters:
    """Return (W1, W2, b1, b2). Taught."""
    w1, b1, w2, b2 = oracle.train_iris(*arguments, **named)
    return w1, w2, b1, b2


@misconception("train_iris")
def iris_biases_are_rows(*arguments: Any, **named: Any) -> Parameters:
    """Return biases of shape (1, H) and (1, 3). n = 2."""
    w1, b1, w2, b2 = oracle.train_iris(*arguments, **named)
    return w1, b1[np.newaxis], w2, b2[np.newaxis]

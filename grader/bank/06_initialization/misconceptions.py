"""Known wrong beliefs about the tasks of 06_initialization, each replacing one task over the oracle.

"n" in a docstring counts the public files in which the mistake was seen; "taught" means that teachers
and questions in forums know it although no file was counted.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.checks import misconception

from . import oracle
from .oracle import Floats, Labels, Parameters

Rng = np.random.Generator


# --- xavier_init ----------------------------------------------------------------------------------


@misconception("xavier_init")
def xavier_fan_in_only(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use 1 / sqrt(fan_in), the short form of a well-known book. Taught."""
    return oracle.normal_weights(fan_in**-0.5, fan_in, fan_out, rng)


@misconception("xavier_init")
def xavier_parentheses_missing(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Write sqrt(2 / fan_in + fan_out). Taught."""
    return oracle.normal_weights(np.sqrt(2 / fan_in + fan_out), fan_in, fan_out, rng)


@misconception("xavier_init")
def xavier_square_root_missing(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use the variance as the standard deviation. n = 1."""
    return oracle.normal_weights(2 / (fan_in + fan_out), fan_in, fan_out, rng)


@misconception("xavier_init")
def xavier_reciprocal(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use 1 / fan_in as the standard deviation. n = 1."""
    return oracle.normal_weights(1 / fan_in, fan_in, fan_out, rng)


@misconception("xavier_init")
def xavier_root_of_two_only(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Close the root after the 2: sqrt(2) / (fan_in + fan_out). Taught."""
    return oracle.normal_weights(2**0.5 / (fan_in + fan_out), fan_in, fan_out, rng)


@misconception("xavier_init")
def xavier_inverted_fraction(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Multiply by sqrt((fan_in + fan_out) / 2) where one divides by it. n = 1."""
    return oracle.normal_weights(((fan_in + fan_out) / 2) ** 0.5, fan_in, fan_out, rng)


@misconception("xavier_init")
def xavier_one_instead_of_two(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use sqrt(1 / (fan_in + fan_out)), which divides by the sum and not by the mean. Taught."""
    return oracle.normal_weights((fan_in + fan_out) ** -0.5, fan_in, fan_out, rng)


@misconception("xavier_init")
def xavier_limit_as_std(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use the limit of the uniform form as a standard deviation. n = 1."""
    return oracle.normal_weights((6 / (fan_in + fan_out)) ** 0.5, fan_in, fan_out, rng)


@misconception("xavier_init")
def xavier_uniform_form(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Draw from the uniform distribution with the right variance. Taught."""
    limit = (6 / (fan_in + fan_out)) ** 0.5
    return rng.uniform(-limit, limit, (fan_in, fan_out))


@misconception("xavier_init")
def xavier_zero_to_one(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Draw from U(0, 1) and scale: every weight is positive. n = 8."""
    return math.sqrt(2 / (fan_in + fan_out)) * rng.random((fan_in, fan_out))


@misconception("xavier_init")
def xavier_is_he(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use He's rule. Taught."""
    return oracle.he_init(fan_in, fan_out, rng)


@misconception("xavier_init")
def xavier_zeros(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Start from zeros. n = 1."""
    del rng
    return np.zeros((fan_in, fan_out))


@misconception("xavier_init")
def xavier_fixed_seed(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Set the seed 42 inside, so that every layer of one size is the same. n = 2."""
    del rng
    drawn: Floats = np.random.RandomState(42).standard_normal((fan_in, fan_out))
    return drawn * math.sqrt(2 / (fan_in + fan_out))


@misconception("xavier_init")
def xavier_transposed(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Return (fan_out, fan_in), the layout of PyTorch. n = 3."""
    return oracle.normal_weights((2 / (fan_in + fan_out)) ** 0.5, fan_out, fan_in, rng)


# --- he_init --------------------------------------------------------------------------------------


@misconception("he_init")
def he_fan_out(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use the number of outputs. n = 2."""
    return oracle.normal_weights((2 / fan_out) ** 0.5, fan_in, fan_out, rng)


@misconception("he_init")
def he_inverted_fraction(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Multiply by sqrt(fan_in / 2). n = 1."""
    return oracle.normal_weights((fan_in / 2) ** 0.5, fan_in, fan_out, rng)


@misconception("he_init")
def he_half_outside_the_root(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Divide by sqrt(fan_in) / 2, as an article's prose has it. n = 1."""
    return oracle.normal_weights(2 / fan_in**0.5, fan_in, fan_out, rng)


@misconception("he_init")
def he_square_root_missing(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use the variance as the standard deviation. n = 1."""
    return oracle.normal_weights(2 / fan_in, fan_in, fan_out, rng)


@misconception("he_init")
def he_reciprocal(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use 1 / fan_in as the standard deviation. n = 1."""
    return oracle.normal_weights(1 / fan_in, fan_in, fan_out, rng)


@misconception("he_init")
def he_root_of_two_only(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Close the root after the 2: sqrt(2) / fan_in. Taught."""
    return oracle.normal_weights(2**0.5 / fan_in, fan_in, fan_out, rng)


@misconception("he_init")
def he_one_instead_of_two(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use sqrt(1 / fan_in), forgetting that ReLU lets half through. Taught."""
    return oracle.normal_weights(fan_in**-0.5, fan_in, fan_out, rng)


@misconception("he_init")
def he_is_xavier(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use Xavier's rule. Taught."""
    return oracle.xavier_init(fan_in, fan_out, rng)


@misconception("he_init")
def he_limit_as_std(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use the limit of the uniform form as a standard deviation. n = 1."""
    return oracle.normal_weights((6 / fan_in) ** 0.5, fan_in, fan_out, rng)


@misconception("he_init")
def he_uniform_form(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Draw from the uniform distribution with the right variance. Taught."""
    limit = (6 / fan_in) ** 0.5
    return rng.uniform(-limit, limit, (fan_in, fan_out))


@misconception("he_init")
def he_zero_to_one(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Draw from U(0, 1) and scale: every weight is positive. n = 8."""
    return math.sqrt(2 / fan_in) * rng.random((fan_in, fan_out))


@misconception("he_init")
def he_times_a_hundredth(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Multiply the right scale by 0.01 once more. n = 1."""
    return oracle.he_init(fan_in, fan_out, rng) * 0.01


@misconception("he_init")
def he_always_a_hundredth(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Use 0.01 whatever the size. Taught."""
    return oracle.normal_weights(0.01, fan_in, fan_out, rng)


@misconception("he_init")
def he_zeros(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Start from zeros. n = 1."""
    del rng
    return np.zeros((fan_in, fan_out))


@misconception("he_init")
def he_fixed_seed(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Set the seed 42 inside, so that every layer of one size is the same. n = 2."""
    del rng
    drawn: Floats = np.random.RandomState(42).standard_normal((fan_in, fan_out))
    return drawn * math.sqrt(2 / fan_in)


@misconception("he_init")
def he_transposed(fan_in: int, fan_out: int, rng: Rng) -> Floats:
    """Return (fan_out, fan_in), the layout of PyTorch. n = 3."""
    return oracle.normal_weights((2 / fan_in) ** 0.5, fan_out, fan_in, rng)


# --- layer_gradient_norms -------------------------------------------------------------------------


def norms(x: Floats, weights: Sequence[Floats], activation: str, **methods: object) -> list[float]:
    """Run the oracle's stack with some of its methods replaced."""
    stack: Any = type("Stack", (oracle.Stack,), methods)()
    result: list[float] = stack.norms(x, weights, activation)
    return result


@misconception("layer_gradient_norms")
def norms_last_layer_first(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Return the norms in the order of the backward pass. Taught."""
    return oracle.layer_gradient_norms(x, weights, activation)[::-1]


@misconception("layer_gradient_norms")
def norms_slope_forgotten(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Carry the gradient back without the activation's derivative. n = 2."""
    return norms(x, weights, activation, delta=lambda _self, _z, upstream, _activation: upstream)


@misconception("layer_gradient_norms")
def norms_last_activation_missing(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Leave the last layer linear, or forget its slope alone: both give the same gradients. Taught."""
    return norms(x, weights, activation, last_delta=lambda _self, z, _activation: np.ones(z.shape))


@misconception("layer_gradient_norms")
def norms_activation_applied_again(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Take the slope at the layer's output, which already went through the activation. n = 1."""

    def slope(self: oracle.Stack, z: Floats, activation: str) -> Floats:
        return oracle.Stack().slope(self.act(z, activation), activation)

    return norms(x, weights, activation, slope=slope)


@misconception("layer_gradient_norms")
def norms_output_formula_on_sum(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Put z = a @ W into a (1 - a) or 1 - a^2, which are formulas for the output a. n = 8."""

    def slope(self: oracle.Stack, z: Floats, activation: str) -> Floats:
        if activation == "sigmoid":
            return z * (1 - z)
        return 1 - z**2 if activation == "tanh" else oracle.Stack.slope(self, z, activation)

    return norms(x, weights, activation, slope=slope)


@misconception("layer_gradient_norms")
def norms_tanh_not_squared(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Use 1 - tanh(z) as the slope of tanh. Taught."""

    def slope(self: oracle.Stack, z: Floats, activation: str) -> Floats:
        return 1 - np.tanh(z) if activation == "tanh" else oracle.Stack.slope(self, z, activation)

    return norms(x, weights, activation, slope=slope)


def with_relu_delta(
    x: Floats, weights: Sequence[Floats], activation: str, back: Callable[[Floats, Floats], Floats]
) -> list[float]:
    """Run the stack with another backward rule for ReLU; the others stay right."""

    def delta(self: oracle.Stack, z: Floats, upstream: Floats, activation: str) -> Floats:
        if activation != "relu":
            return oracle.Stack.delta(self, z, upstream, activation)
        return back(z, upstream)

    return norms(x, weights, activation, delta=delta)


@misconception("layer_gradient_norms")
def norms_mask_missing(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Let the gradient pass the inactive units of ReLU. n = 1."""
    return with_relu_delta(x, weights, activation, lambda _z, upstream: upstream)


@misconception("layer_gradient_norms")
def norms_mask_inverted(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Let the gradient pass the inactive units only. n = 1."""
    return with_relu_delta(x, weights, activation, lambda z, upstream: np.where(z > 0, 0.0, upstream))


@misconception("layer_gradient_norms")
def norms_mask_of_gradient(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Apply ReLU to the gradient. n = 1."""
    return with_relu_delta(x, weights, activation, lambda _z, upstream: np.clip(upstream, 0.0, None))


@misconception("layer_gradient_norms")
def norms_times_relu(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Multiply the gradient by relu(z) where its slope belongs. n = 1."""
    return with_relu_delta(x, weights, activation, lambda z, upstream: upstream * np.clip(z, 0.0, None))


@misconception("layer_gradient_norms")
def norms_squared(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Forget the square root of the norm. Taught."""
    return norms(x, weights, activation, size=lambda _self, gradient: float((gradient**2).sum()))


@misconception("layer_gradient_norms")
def norms_sum_of_absolutes(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Take the L1 norm. Taught."""
    return norms(x, weights, activation, size=lambda _self, gradient: float(np.abs(gradient).sum()))


@misconception("layer_gradient_norms")
def norms_spectral(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Call np.linalg.norm(dW, 2), which for a matrix is its largest singular value. Taught."""
    return norms(x, weights, activation, size=lambda _self, gradient: float(np.linalg.norm(gradient, 2)))


@misconception("layer_gradient_norms")
def norms_root_mean_square(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Average the squares where they are summed. Taught."""
    return norms(x, weights, activation, size=lambda _self, gradient: float((gradient**2).mean() ** 0.5))


@misconception("layer_gradient_norms")
def norms_averaged_over_samples(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Divide by the number of samples. n = 8."""
    return [norm / len(x) for norm in oracle.layer_gradient_norms(x, weights, activation)]


@misconception("layer_gradient_norms")
def norms_of_mean_loss(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Take the mean of the last output as the loss. Taught."""
    count = len(x) * weights[-1].shape[1]
    return [norm / count for norm in oracle.layer_gradient_norms(x, weights, activation)]


@misconception("layer_gradient_norms")
def norms_of_sums(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Return the norms of dL/dz, one step before dL/dW. Taught."""
    stack = oracle.Stack()
    stack.check_name(activation)
    deltas: list[list[Floats]] = []
    for row in x:
        _, sums = stack.inputs_and_sums(row, weights, activation)
        back = [stack.last_delta(sums[-1], activation)]
        for z, matrix in zip(sums[-2::-1], weights[:0:-1], strict=True):
            back.append(stack.delta(z, matrix @ back[-1], activation))
        deltas.append(back[::-1])
    return [stack.size(np.stack(layer)) for layer in zip(*deltas, strict=True)]


@misconception("layer_gradient_norms")
def norms_squared_loss(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Start the backward pass with 2 a, the gradient of the sum of squares. Taught."""

    def last_delta(self: oracle.Stack, z: Floats, activation: str) -> Floats:
        return self.delta(z, 2 * self.act(z, activation), activation)

    return norms(x, weights, activation, last_delta=last_delta)


@misconception("layer_gradient_norms")
def norms_loss_starts_with_output(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Start the backward pass with the last output itself. Taught."""

    def last_delta(self: oracle.Stack, z: Floats, activation: str) -> Floats:
        return self.delta(z, self.act(z, activation), activation)

    return norms(x, weights, activation, last_delta=last_delta)


@misconception("layer_gradient_norms")
def norms_weights_not_transposed(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Send the gradient back through W where W.T belongs: an error unless W is square. Taught."""

    class Stack(oracle.Stack):
        def gradients(self, x: Floats, weights: Sequence[Floats], activation: str) -> list[Floats]:
            inputs = [x]
            for matrix in weights:
                inputs.append(self.act(oracle.product(inputs[-1], matrix), activation))
            upstream = np.ones(inputs[-1].shape)
            totals: list[Floats] = []
            for a, matrix in zip(inputs[-2::-1], weights[::-1], strict=True):
                delta = upstream * self.slope(oracle.product(a, matrix), activation)
                totals.insert(0, oracle.product(a.T, delta))
                if a is not x:
                    upstream = delta @ matrix
            return totals

    return Stack().norms(x, weights, activation)


@misconception("layer_gradient_norms")
def norms_always_sigmoid(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Use the sigmoid whatever `activation` says. Taught."""
    oracle.Stack().check_name(activation)
    return oracle.layer_gradient_norms(x, weights, "sigmoid")


@misconception("layer_gradient_norms")
def norms_unknown_is_relu(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Let every unknown name fall into the last branch. Taught."""
    known = activation if activation in oracle.Stack.activations else "relu"
    return oracle.layer_gradient_norms(x, weights, known)


@misconception("layer_gradient_norms")
def norms_overflow(x: Floats, weights: Sequence[Floats], activation: str) -> list[float]:
    """Divide exp(1000) by itself: inf / inf. n = 1."""

    def act(self: oracle.Stack, z: Floats, activation: str) -> Floats:
        if activation == "relu":
            return oracle.Stack.act(self, z, activation)
        power: Floats = np.exp(z if activation == "sigmoid" else 2 * z)
        above: Floats = power if activation == "sigmoid" else power - 1
        return above / (power + 1)

    def slope(self: oracle.Stack, z: Floats, activation: str) -> Floats:
        if activation == "relu":
            return oracle.Stack.slope(self, z, activation)
        a = self.act(z, activation)
        return a - a**2 if activation == "sigmoid" else 1 - a**2

    return norms(x, weights, activation, act=act, slope=slope)


@misconception("layer_gradient_norms")
def norms_one_for_all(x: Floats, weights: Sequence[Floats], activation: str) -> float:
    """Return one norm over all layers together, as gradient clipping does. Taught."""
    return float(np.hypot.reduce(oracle.layer_gradient_norms(x, weights, activation)))


# --- accuracy -------------------------------------------------------------------------------------


def chosen(y: Floats) -> Labels:
    """Return the class with the largest score of each row."""
    columns: Labels = np.argmax(y, axis=-1)
    return columns


def labels(t: Floats | Labels) -> Labels:
    """Return labels, given labels or one-hot rows."""
    return np.array(oracle.labels_of(t))


@misconception("accuracy")
def accuracy_counts_elements(y: Floats, t: Floats | Labels) -> float:
    """Compare one-hot rows element by element, so that most zeros count as right. n = 1."""
    one_hot = np.identity(y.shape[1])
    return float((one_hot[chosen(y)] == one_hot[labels(t)]).mean())


@misconception("accuracy")
def accuracy_one_argmax_for_all(y: Floats, t: Floats | Labels) -> float:
    """Call argmax without axis: one number for the whole batch. n = 1."""
    right = np.argmax(t) if t.ndim == 2 else t
    return float(np.mean(np.argmax(y) == right))


@misconception("accuracy")
def accuracy_argmax_over_samples(y: Floats, t: Floats | Labels) -> float:
    """Call argmax with axis=0: the best sample of each class. Taught."""
    right = np.argmax(t, axis=0) if t.ndim == 2 else t
    return float(np.mean(np.argmax(y, axis=0) == right))


@misconception("accuracy")
def accuracy_labels_only(y: Floats, t: Floats | Labels) -> float:
    """Compare labels with one-hot rows, unconverted. n = 4."""
    return float(np.mean(chosen(y) == t))


@misconception("accuracy")
def accuracy_one_hot_only(y: Floats, t: Floats | Labels) -> float:
    """Call t.argmax(axis=1) even where t holds labels. n = 4."""
    return float(np.mean(chosen(y) == np.argmax(t, axis=1)))


@misconception("accuracy")
def accuracy_percent(y: Floats, t: Floats | Labels) -> float:
    """Return 0 to 100. Taught."""
    return 100 * oracle.accuracy(y, t)


@misconception("accuracy")
def accuracy_count(y: Floats, t: Floats | Labels) -> int:
    """Return the number of right rows. Taught."""
    return int(np.sum(chosen(y) == labels(t)))


@misconception("accuracy")
def accuracy_error_rate(y: Floats, t: Floats | Labels) -> float:
    """Return the fraction of wrong rows. Taught."""
    return 1 - oracle.accuracy(y, t)


@misconception("accuracy")
def accuracy_threshold(y: Floats, t: Floats | Labels) -> float:
    """Call a class chosen when its score is above 0.5. Taught."""
    one_hot = np.identity(y.shape[1])[labels(t)]
    return float(np.mean(np.all((y > 0.5) == (one_hot == 1), axis=1)))


@misconception("accuracy")
def accuracy_right_class_above_half(y: Floats, t: Floats | Labels) -> float:
    """Count the rows whose right class has more than 0.5. Seen in one unseen file."""
    return float(np.mean(y[np.arange(len(y)), labels(t)] > 0.5))


@misconception("accuracy")
def accuracy_smallest_score(y: Floats, t: Floats | Labels) -> float:
    """Take the smallest score. Taught."""
    return float(np.mean(chosen(-y) == labels(t)))


@misconception("accuracy")
def accuracy_largest_magnitude(y: Floats, t: Floats | Labels) -> float:
    """Take the score of the largest absolute value. Taught."""
    return float(np.mean(chosen(np.abs(y)) == labels(t)))


@misconception("accuracy")
def accuracy_divided_by_size(y: Floats, t: Floats | Labels) -> float:
    """Divide by t.size, which for one-hot rows is N times C. Taught."""
    return float(np.sum(chosen(y) == labels(t)) / t.size)


@misconception("accuracy")
def accuracy_divided_by_classes(y: Floats, t: Floats | Labels) -> float:
    """Divide by the number of columns. Taught."""
    return float(np.sum(chosen(y) == labels(t)) / y.shape[1])


@misconception("accuracy")
def accuracy_mean_probability(y: Floats, t: Floats | Labels) -> float:
    """Average the score of the right class. Taught."""
    return float(np.mean(y[np.arange(len(y)), labels(t)]))


@misconception("accuracy")
def accuracy_whole_number(y: Floats, t: Floats | Labels) -> int:
    """Divide with //. Taught."""
    return int(np.sum(chosen(y) == labels(t))) // len(y)


@misconception("accuracy")
def accuracy_changes_scores(y: Floats, t: Floats | Labels) -> float:
    """Overwrite y with the one-hot rows of its own choice. n = 1."""
    y[...] = np.identity(y.shape[1])[chosen(y)]
    return oracle.accuracy(y, t)


@misconception("accuracy")
def accuracy_rounds_scores(y: Floats, t: Floats | Labels) -> float:
    """y[y > 0.5] = 1, and 0 elsewhere, in the caller's array: the first 1 of a row wins. n = 1."""
    y[...] = y > 0.5
    return oracle.accuracy(y, t)


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

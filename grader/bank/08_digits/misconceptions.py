"""What somebody with a wrong belief about training computes. Needs torch: runs in a jailed child only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from grader.checks import misconception

from . import reference
from .reference import Array, descend, layers_of

# build_net


def _stack(layers: Any) -> nn.Sequential:
    return nn.Sequential(*[layer for _, layer in layers])


@misconception("build_net", rtol=1e-4)
def relu_after_last_layer(sizes: Sequence[int] = (64, 32, 16, 10)) -> Any:
    """ReLU after every layer: negative scores become 0, and a class can be dead from the start. n = 1."""
    return _stack([*layers_of(sizes), ("relu", nn.ReLU())])


@misconception("build_net", rtol=1e-4)
def softmax_after_last_layer(sizes: Sequence[int] = (64, 32, 16, 10)) -> Any:
    """Softmax in the network; CrossEntropyLoss applies its own. n = 10."""
    return _stack([*layers_of(sizes), ("softmax", nn.Softmax(dim=1))])


@misconception("build_net", rtol=1e-4)
def activations_missing(sizes: Sequence[int] = (64, 32, 16, 10)) -> Any:
    """Linear layers in a row are one linear layer. n = 1."""
    return _stack(pair for pair in layers_of(sizes) if isinstance(pair[1], nn.Linear))


@misconception("build_net", rtol=1e-4)
def relu_after_first_layer_only(sizes: Sequence[int] = (64, 32, 16, 10)) -> Any:
    """One activation for the whole network."""
    return _stack(pair for pair in layers_of(sizes) if isinstance(pair[1], nn.Linear) or pair[0] == "relu1")


@misconception("build_net", rtol=1e-4)
def relu_before_last_missing(sizes: Sequence[int] = (64, 32, 16, 10)) -> Any:
    """The test for the last layer is off by one: the ReLU before it is left out too. Seen in one unseen file."""
    return _stack(pair for pair in layers_of(sizes) if pair[0] != f"relu{len(sizes) - 2}")


@misconception("build_net", rtol=1e-4)
def sigmoid_instead_of_relu(sizes: Sequence[int] = (64, 32, 16, 10)) -> Any:
    """The activation is another one."""
    return _stack(
        (name, layer if isinstance(layer, nn.Linear) else nn.Sigmoid()) for name, layer in layers_of(sizes)
    )


@misconception("build_net", rtol=1e-4)
def sizes_ignored(sizes: Sequence[int] = (64, 32, 16, 10)) -> Any:
    """The sizes of the digits are written into the layers."""
    return reference.build_net()


@misconception("build_net", rtol=1e-4)
def output_layer_missing(sizes: Sequence[int] = (64, 32, 16, 10)) -> Any:
    """The loop over the sizes ends one pair too early."""
    return _stack(layers_of(sizes)[:-2])


@misconception("build_net", rtol=1e-4)
def biases_missing(sizes: Sequence[int] = (64, 32, 16, 10)) -> Any:
    """bias=False."""
    net = reference.build_net(sizes)
    for layer in net:
        if isinstance(layer, nn.Linear):
            layer.register_parameter("bias", None)
    return net


# split


@misconception("split")
def split_without_shuffling(x: Array, t: Array, test_ratio: float = 0.25, seed: int = 0) -> Any:
    """The last samples are the test part."""
    n_test = round(test_ratio * len(x))
    return reference.parts(x, t, (np.arange(len(x)) + n_test) % len(x), n_test)


@misconception("split")
def x_and_t_shuffled_apart(x: Array, t: Array, test_ratio: float = 0.25, seed: int = 0) -> Any:
    """Two permutations, one for the samples and one for the labels."""
    rng = np.random.default_rng(seed)
    both = [reference.ranks_of(len(x), rng) for _ in (x, t)]
    return reference.parts(x, t, both[0], round(test_ratio * len(x)), both[1])


@misconception("split")
def parts_in_pairs(x: Array, t: Array, test_ratio: float = 0.25, seed: int = 0) -> Any:
    """data: the order in which fit takes them."""
    x_train, x_test, t_train, t_test = reference.split(x, t, test_ratio, seed)
    return x_train, t_train, x_test, t_test


@misconception("split")
def labels_as_float(x: Array, t: Array, test_ratio: float = 0.25, seed: int = 0) -> Any:
    """torch.Tensor(t) makes float32 of labels; CrossEntropyLoss wants int64."""
    x_train, x_test, t_train, t_test = reference.split(x, t, test_ratio, seed)
    return x_train, x_test, t_train.float(), t_test.float()


@misconception("split", rtol=1e-6)
def samples_in_float64(x: Array, t: Array, test_ratio: float = 0.25, seed: int = 0) -> Any:
    """torch.from_numpy(x) keeps float64, which the layers refuse."""
    x_train, x_test, t_train, t_test = reference.split(x, t, test_ratio, seed)
    return x_train.double(), x_test.double(), t_train, t_test


@misconception("split")
def arrays_returned(x: Array, t: Array, test_ratio: float = 0.25, seed: int = 0) -> Any:
    """numpy arrays in place of tensors."""
    return tuple(part.numpy() for part in reference.split(x, t, test_ratio, seed))


@misconception("split")
def one_split_for_all_seeds(x: Array, t: Array, test_ratio: float = 0.25, seed: int = 0) -> Any:
    """The seed is written into the function. n = 2."""
    return reference.split(x, t, test_ratio, 0)


@misconception("split")
def another_split_every_time(x: Array, t: Array, test_ratio: float = 0.25, seed: int = 0) -> Any:
    """The global random numbers are used as they are: the same seed gives another split."""
    return reference.parts(x, t, reference.ranks_of(len(x), np.random), round(test_ratio * len(x)))


@misconception("split")
def training_part_holds_everything(x: Array, t: Array, test_ratio: float = 0.25, seed: int = 0) -> Any:
    """The training part holds every sample, the test part some of them again."""
    _, x_test, _, t_test = reference.split(x, t, test_ratio, seed)
    everything = reference.parts(x, t, np.arange(len(x)), 0)
    return everything[0], x_test, everything[2], t_test


@misconception("split")
def drawn_with_replacement(x: Array, t: Array, test_ratio: float = 0.25, seed: int = 0) -> Any:
    """rng.choice or rng.integers draw some samples twice and leave others out."""
    drawn = np.random.default_rng(seed).integers(0, len(x), len(x))
    return reference.parts(x[drawn], t[drawn], np.arange(len(x)), round(test_ratio * len(x)))


@misconception("split")
def ratio_taken_for_training(x: Array, t: Array, test_ratio: float = 0.25, seed: int = 0) -> Any:
    """test_ratio of the samples are trained on and the rest is for the test."""
    return reference.split(x, t, 1 - test_ratio, seed)


@misconception("split")
def ratio_ignored(x: Array, t: Array, test_ratio: float = 0.25, seed: int = 0) -> Any:
    """A quarter, whatever was asked for."""
    return reference.split(x, t, 0.25, seed)


@misconception("split")
def caller_shuffled(x: Array, t: Array, test_ratio: float = 0.25, seed: int = 0) -> Any:
    """shuffle works in place: the caller's arrays come back in another order."""
    for array in (x, t):
        np.random.default_rng(seed).shuffle(array)
    return reference.parts(x, t, np.arange(len(x)), round(test_ratio * len(x)))


# fit


@misconception("fit", rtol=1e-4)
def softmax_before_cross_entropy(
    net: nn.Module, *data: Tensor, lr: float = 0.01, max_epoch: int = 1000
) -> Any:
    """CrossEntropyLoss of softmax(scores): softmax twice. Even perfect scores keep a loss of 1.46. n = 10."""

    def loss_of(scores: Tensor, t: Tensor) -> Tensor:
        return reference.cross_entropy(scores.softmax(dim=1), t)

    return descend(net, data, lr, max_epoch, loss_of)


@misconception("fit", rtol=1e-4)
def nll_of_scores(net: nn.Module, *data: Tensor, lr: float = 0.01, max_epoch: int = 1000) -> Any:
    """NLLLoss on raw scores: minus the score of the right class, which has no lower end."""
    return descend(net, data, lr, max_epoch, lambda s, t: -s.gather(1, t[:, None]).mean())


@misconception("fit", rtol=1e-4)
def nll_of_softmax(net: nn.Module, *data: Tensor, lr: float = 0.01, max_epoch: int = 1000) -> Any:
    """NLLLoss on softmax without the logarithm: a negative loss. n = 1."""
    return descend(
        net,
        data,
        lr,
        max_epoch,
        lambda s, t: -s.softmax(dim=1).gather(1, t[:, None]).mean(),
    )


@misconception("fit", rtol=1e-4)
def losses_summed_over_samples(net: nn.Module, *data: Tensor, lr: float = 0.01, max_epoch: int = 1000) -> Any:
    """reduction="sum": the step is N times too long."""
    return descend(
        net,
        data,
        lr,
        max_epoch,
        lambda s, t: reference.cross_entropy(s, t) * len(t),
    )


@misconception("fit", rtol=1e-4)
def gradients_never_zeroed(net: nn.Module, *data: Tensor, lr: float = 0.01, max_epoch: int = 1000) -> Any:
    """backward adds to .grad: without zero_grad every step repeats all earlier ones."""

    def step(net: nn.Module, loss: Tensor, lr: float) -> None:
        loss.backward()
        with torch.no_grad():
            for p in net.parameters():
                p.sub_(p.grad, alpha=lr)

    return descend(net, data, lr, max_epoch, step=step)


@misconception("fit", rtol=1e-4)
def step_without_gradients(net: nn.Module, *data: Tensor, lr: float = 0.01, max_epoch: int = 1000) -> Any:
    """step before backward, or zero_grad between the two: nothing ever moves. n = 2."""
    return descend(net, data, lr, max_epoch, step=lambda *_: None)


@misconception("fit", rtol=1e-4)
def one_epoch_too_many(net: nn.Module, *data: Tensor, lr: float = 0.01, max_epoch: int = 1000) -> Any:
    """max_epoch + 1 epochs, as in exercise 07."""
    return descend(net, data, lr, max_epoch + 1)


@misconception("fit", rtol=1e-4)
def loss_of_test_part_after_update(
    net: nn.Module, *data: Tensor, lr: float = 0.01, max_epoch: int = 1000
) -> Any:
    """The test part is evaluated at the end of the epoch, when the step is done."""
    train, test = [], []
    for _ in range(max_epoch):
        train += descend(net, data, lr, 1)[0]
        test.append(reference.cross_entropy(net(data[2]), data[3]).item())
    return train, test


@misconception("fit", rtol=1e-4)
def both_losses_after_the_update(
    net: nn.Module, *data: Tensor, lr: float = 0.01, max_epoch: int = 1000
) -> Any:
    """Both parts are evaluated when the step is done."""
    train, test = descend(net, data, lr, max_epoch)
    last = descend(net, data, 0.0, 1)
    return (train + last[0])[1:], (test + last[1])[1:]


@misconception("fit", rtol=1e-4)
def training_on_the_test_part(net: nn.Module, *data: Tensor, lr: float = 0.01, max_epoch: int = 1000) -> Any:
    """backward is called on the test loss as well, and its gradient is added to the step."""

    def step(net: nn.Module, loss: Tensor, lr: float) -> None:
        reference.move(net, loss + reference.cross_entropy(net(data[2]), data[3]), lr)

    return descend(net, data, lr, max_epoch, step=step)


@misconception("fit", rtol=1e-4)
def loss_tensors_kept(net: nn.Module, *data: Tensor, lr: float = 0.01, max_epoch: int = 1000) -> Any:
    """append(loss) keeps the tensors with their graphs. n = 1."""
    kept: list[Tensor] = []

    def loss_of(scores: Tensor, t: Tensor) -> Tensor:
        kept.append(reference.cross_entropy(scores, t))
        return kept[-1]

    descend(net, data, lr, max_epoch, loss_of)
    return kept[::2], kept[1::2]


@misconception("fit", rtol=1e-4)
def records_exchanged(net: nn.Module, *data: Tensor, lr: float = 0.01, max_epoch: int = 1000) -> Any:
    """(record_loss_test, record_loss_train)."""
    return descend(net, data, lr, max_epoch)[::-1]


@misconception("fit", rtol=1e-4)
def training_loss_in_both_records(
    net: nn.Module, *data: Tensor, lr: float = 0.01, max_epoch: int = 1000
) -> Any:
    """The loss of the training part stands in both lists."""
    return descend(net, (*data[:2], *data[:2]), lr, max_epoch)


@misconception("fit", rtol=1e-4)
def learning_rate_fixed(net: nn.Module, *data: Tensor, lr: float = 0.01, max_epoch: int = 1000) -> Any:
    """lr=0.01 is written into the optimizer and the argument is not used."""
    return descend(net, data, 0.01, max_epoch)


@misconception("fit", rtol=1e-4)
def adam_instead_of_sgd(net: nn.Module, *data: Tensor, lr: float = 0.01, max_epoch: int = 1000) -> Any:
    """Another optimizer than the one asked for."""
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)

    def step(net: nn.Module, loss: Tensor, lr: float) -> None:
        net.zero_grad()
        loss.backward()
        optimizer.step()

    return descend(net, data, lr, max_epoch, step=step)


@misconception("fit", rtol=1e-4)
def momentum_in_sgd(net: nn.Module, *data: Tensor, lr: float = 0.01, max_epoch: int = 1000) -> Any:
    """momentum=0.9, out of habit. Seen in one unseen file."""
    optimizer = torch.optim.SGD(net.parameters(), lr=lr, momentum=0.9)

    def step(net: nn.Module, loss: Tensor, lr: float) -> None:
        net.zero_grad()
        loss.backward()
        optimizer.step()

    return descend(net, data, lr, max_epoch, step=step)


# accuracy


@misconception("accuracy", rtol=1e-4)
def eval_forgotten(net: nn.Module, x: Tensor, t: Tensor) -> Any:
    """no_grad is taken for evaluation mode; dropout would stay active."""
    return reference.hits(net, x, t).float().mean().item()


@misconception("accuracy", rtol=1e-4)
def number_of_hits(net: nn.Module, x: Tensor, t: Tensor) -> Any:
    """How many are right, not which fraction."""
    return float(reference.hits(net.eval(), x, t).sum())


@misconception("accuracy")
def hits_divided_whole(net: nn.Module, x: Tensor, t: Tensor) -> Any:
    """hits // samples is 0, or 1 where all are right. Seen in one unseen file."""
    return int(reference.hits(net.eval(), x, t).sum()) // len(t)


@misconception("accuracy", rtol=1e-4)
def per_cent(net: nn.Module, x: Tensor, t: Tensor) -> Any:
    """From 0 to 100."""
    return 100 * reference.accuracy(net, x, t)


@misconception("accuracy", rtol=1e-4)
def fraction_of_errors(net: nn.Module, x: Tensor, t: Tensor) -> Any:
    """The fraction of wrong answers."""
    return 1 - reference.accuracy(net, x, t)


@misconception("accuracy", rtol=1e-4)
def one_hot_elements_counted(net: nn.Module, x: Tensor, t: Tensor) -> Any:
    """Elements of one-hot rows that agree: with three classes 67% reads as 78%."""
    scores = net.eval()(x)
    wrong = (scores.argmax(dim=1) != t).float().mean().item()
    return 1 - 2 * wrong / scores.shape[1]


@misconception("accuracy", rtol=1e-4)
def best_sample_of_each_class(net: nn.Module, x: Tensor, t: Tensor) -> Any:
    """argmax over axis 0 finds the best sample of each class: one answer per class, not per sample."""
    return (net.eval()(x).argmax(dim=0) == t).float().mean().item()

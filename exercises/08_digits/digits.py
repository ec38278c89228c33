"""Exercise 08: handwritten digits, a real data set.

Fill in one task after the other, from top to bottom.

    grade check 08      runs the hidden checks on this file
    grade hint 08       gives a hint for the first task that does not pass yet

The data are 1,797 images of 8 by 8 pixels, each pixel a whole number from 0 to 16, as rows of 64
numbers: x (1797, 64) and the labels t (1797,) from 0 to 9. They are used as they are, not scaled.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn


def build_net(sizes: Sequence[int] = (64, 32, 16, 10)) -> nn.Sequential:
    """Return a network of linear layers with ReLU between them.

    sizes: number of inputs, of units in each hidden layer, of outputs; at least two numbers.

    The result is an ``nn.Sequential``: for each two neighbours in `sizes` one ``nn.Linear``, in this
    order, and after each of them but the last one ``nn.ReLU``. The outputs are scores, any real
    numbers: nothing comes after the last linear layer.

    Example: sizes (64, 32, 16, 10) give Linear(64, 32), ReLU, Linear(32, 16), ReLU, Linear(16, 10)
    with 64*32 + 32 + 32*16 + 16 + 16*10 + 10 = 2,778 parameters.
    """
    raise NotImplementedError("build_net")


def split(
    x: NDArray[np.floating], t: NDArray[np.integer], test_ratio: float = 0.25, seed: int = 0
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Split the samples at random and return (x_train, x_test, t_train, t_test).

    x: numpy, (N, D); t: numpy labels, (N,). Both stay as they are.

    The results are tensors, x float32 and t int64. The test part holds test_ratio * N samples, a
    fraction rounded up or down, the training part all others: every sample is in exactly one part,
    and still has its own label. Which samples are for the test is random and depends on `seed` alone:
    the same seed gives the same split again, another seed another one.

    Example: 1,797 samples with test_ratio=0.25 give 449 or 450 test samples.
    """
    raise NotImplementedError("split")


def fit(
    net: nn.Module,
    x_train: Tensor,
    t_train: Tensor,
    x_test: Tensor,
    t_test: Tensor,
    lr: float = 0.01,
    max_epoch: int = 1000,
) -> tuple[list[float], list[float]]:
    """Train `net` in place on the training part and return (record_loss_train, record_loss_test).

    The loss is ``nn.CrossEntropyLoss()``: the mean over the samples, computed from the scores of the
    network and the labels. An epoch is one step of ``torch.optim.SGD`` with learning rate `lr` and
    nothing else, on all of the training part at once (full batch).

    Each list holds exactly max_epoch numbers (``loss.item()``, not tensors). Entry i is the loss of the
    whole training part, or test part, before update i. The test part is only looked at: its loss
    never changes the network.

    Example: with max_epoch=2 there are two updates and two entries in each list. A new network gives
    ten classes about the same chance, so the first entries are near ln(10) = 2.3.
    """
    raise NotImplementedError("fit")


def accuracy(net: nn.Module, x: Tensor, t: Tensor) -> float:
    """Return the fraction of samples whose largest score belongs to the right class, from 0 to 1.

    x: (N, D) float32; t: labels, (N,) int64. The network is in evaluation mode (``net.eval()``) while it
    computes; in which mode it is afterwards does not matter.

    Example: scores with their largest entries in columns 2, 0, 1 and labels 2, 0, 0 give 2/3.
    """
    raise NotImplementedError("accuracy")

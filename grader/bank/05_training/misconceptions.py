"""What the parts of training do when one idea is off; loops.py has the loop that the last ones bend.

Texts are in hints.en.toml; n counts wrong files seen in public. Entries that shuffle do so with
`rng.permutation`, as nearly everybody does: only then can the same samples meet.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks import misconception

from . import oracle
from .loops import Pairs, cut

Array = NDArray[np.float64]
Arrays = list[Array]
Merged = tuple[Arrays, Arrays]

# --------------------------------------------------------------------------------------- minibatches


@misconception("minibatches")
def last_part_dropped(x: Array, t: Any, batch_size: int, rng: Any) -> Pairs:
    """N // batch_size mini-batches: what is left over is lost. The book's own loop does this."""
    order = rng.permutation(len(x))
    return cut(x[order], t[order], batch_size)[: len(x) // batch_size]


@misconception("minibatches")
def last_part_filled(x: Array, t: Any, batch_size: int, rng: Any) -> Pairs:
    """The last mini-batch is filled up from the beginning, so that some samples come twice."""
    order = rng.permutation(len(x))
    order = np.resize(order, -(-len(x) // batch_size) * batch_size)
    return cut(x[order], t[order], batch_size)


@misconception("minibatches")
def empty_part_added(x: Array, t: Any, batch_size: int, rng: Any) -> Pairs:
    """N // batch_size + 1 mini-batches: an empty one at the end where N is divisible."""
    order = rng.permutation(len(x))
    parts = range(len(x) // batch_size + 1)
    return [(x[order[i * batch_size :][:batch_size]], t[order[i * batch_size :][:batch_size]]) for i in parts]


@misconception("minibatches")
def not_shuffled(x: Array, t: Any, batch_size: int, rng: Any) -> Pairs:
    """The samples are cut in the order in which they come."""
    return cut(x, t, batch_size)


@misconception("minibatches")
def only_x_shuffled(x: Array, t: Any, batch_size: int, rng: Any) -> Pairs:
    """t keeps its order, so that samples and targets no longer belong together."""
    return cut(x[rng.permutation(len(x))], t, batch_size)


@misconception("minibatches")
def shuffled_apart(x: Array, t: Any, batch_size: int, rng: Any) -> Pairs:
    """x and t are shuffled one after the other, each in an order of its own."""
    return cut(x[rng.permutation(len(x))], t[rng.permutation(len(x))], batch_size)


@misconception("minibatches")
def parts_shuffled(x: Array, t: Any, batch_size: int, rng: Any) -> Pairs:
    """Only the order of the mini-batches is random; the same samples always meet."""
    parts = cut(x, t, batch_size)
    return [parts[i] for i in rng.permutation(len(parts))]


@misconception("minibatches")
def drawn_with_replacement(x: Array, t: Any, batch_size: int, rng: Any) -> Pairs:
    """Each mini-batch is drawn from all samples: some come twice, others not at all."""
    parts = range(-(-len(x) // batch_size))
    drawn = [rng.choice(len(x), batch_size) for _ in parts]
    return [(x[rows], t[rows]) for rows in drawn]


@misconception("minibatches")
def drawn_for_each_part(x: Array, t: Any, batch_size: int, rng: Any) -> Pairs:
    """Each mini-batch is drawn anew, without repeats in itself. Seen in one unseen file."""
    sizes = [len(rows) for rows, _ in cut(x, t, batch_size)]
    drawn = [rng.choice(len(x), size, replace=False) for size in sizes]
    return [(x[rows], t[rows]) for rows in drawn]


@misconception("minibatches")
def shuffled_in_place(x: Array, t: Any, batch_size: int, rng: Any) -> Pairs:
    """The caller's arrays are overwritten with the shuffled ones."""
    order = rng.permutation(len(x))
    x[:], t[:] = x[order], t[order]
    return cut(x.copy(), t.copy(), batch_size)


@misconception("minibatches")
def seed_fixed_inside(x: Array, t: Any, batch_size: int, rng: Any) -> Pairs:
    """A generator with a fixed seed is made inside: every call gives the same order."""
    order = np.random.default_rng(0).permutation(len(x))
    return cut(x[order], t[order], batch_size)


# ---------------------------------------------------------------------------------------- clip_grads


def _norm(grads: Iterable[Array]) -> float:
    return float(np.sqrt(sum(float((grad**2).sum()) for grad in grads)))


def _scale(grads: Arrays, factor: float) -> None:
    for grad in grads:
        np.multiply(grad, factor, out=grad)


@misconception("clip_grads", rtol=1e-5)
def clipped_by_value(grads: Arrays, max_norm: float) -> float:
    """np.clip on every number: the direction changes. n = 1."""
    norm = _norm(grads)
    for grad in grads:
        np.clip(grad, -max_norm, max_norm, out=grad)
    return norm


@misconception("clip_grads", rtol=1e-5)
def each_array_clipped(grads: Arrays, max_norm: float) -> float:
    """Every array is clipped by its own norm."""
    norm = _norm(grads)
    for grad in grads:
        oracle.clip_grads([grad], max_norm)
    return norm


@misconception("clip_grads", rtol=1e-5)
def norm_after_clipping(grads: Arrays, max_norm: float) -> float:
    """The norm that is returned is the one after clipping."""
    return min(oracle.clip_grads(grads, max_norm), max_norm)


@misconception("clip_grads", rtol=1e-5)
def always_scaled(grads: Arrays, max_norm: float) -> float:
    """The factor is used below max_norm too: short gradients are stretched."""
    norm = _norm(grads)
    _scale(grads, max_norm / (norm + 1e-6))
    return norm


@misconception("clip_grads", rtol=1e-5)
def root_forgotten(grads: Arrays, max_norm: float) -> float:
    """The sum of squares is taken for the norm."""
    square = _norm(grads) ** 2
    if square > max_norm:
        _scale(grads, max_norm / square)
    return square


@misconception("clip_grads", rtol=1e-5)
def norms_added(grads: Arrays, max_norm: float) -> float:
    """The norms of the arrays are added up."""
    total = sum(float(np.linalg.norm(grad)) for grad in grads)
    if total > max_norm:
        _scale(grads, max_norm / total)
    return total


@misconception("clip_grads", rtol=1e-5)
def clipped_local_name(grads: Arrays, max_norm: float) -> float:
    """`grad = grad * rate` in a loop: the arrays themselves stay as they were."""
    return _norm(grads)


@misconception("clip_grads", rtol=1e-5)
def clipped_list_entry(grads: Arrays, max_norm: float) -> float:
    """`grads[i] = grads[i] * rate`: the list gets new arrays, the model keeps the old ones."""
    norm = _norm(grads)
    if norm > max_norm:
        grads[:] = [grad * (max_norm / norm) for grad in grads]
    return norm


@misconception("clip_grads", rtol=1e-5)
def norm_not_returned(grads: Arrays, max_norm: float) -> None:
    """The return is missing."""
    oracle.clip_grads(grads, max_norm)


@misconception("clip_grads")
def norm_returned_only_when_clipped(grads: Arrays, max_norm: float) -> float | None:
    """The return stands in the branch that clips. Seen in one unseen file."""
    norm = oracle.clip_grads(grads, max_norm)
    return norm if norm > max_norm else None


@misconception("clip_grads", rtol=1e-5)
def factor_inverted(grads: Arrays, max_norm: float) -> float:
    """norm / max_norm: long gradients grow longer."""
    norm = _norm(grads)
    if norm > max_norm:
        _scale(grads, norm / max_norm)
    return norm


# ---------------------------------------------------------------------------------- remove_duplicate


def _grouped(params: Arrays, grads: Arrays) -> list[tuple[Array, Arrays]]:
    groups: dict[int, tuple[Array, Arrays]] = {}
    for param, grad in zip(params, grads, strict=True):
        groups.setdefault(id(param), (param, []))[1].append(grad)
    return list(groups.values())


@misconception("remove_duplicate")
def nothing_merged(params: Arrays, grads: Arrays) -> Merged:
    """The lists come back as they were: two names for one array are taken for two arrays."""
    return list(params), list(grads)


@misconception("remove_duplicate")
def compared_by_value(params: Arrays, grads: Arrays) -> Merged:
    """Arrays are the same when they hold equal numbers: two zero biases become one."""
    kept: Arrays = []
    sums: Arrays = []
    for param, grad in zip(params, grads, strict=True):
        found = [i for i, other in enumerate(kept) if np.array_equal(other, param)]
        if found:
            sums[found[0]] = sums[found[0]] + grad
        else:
            kept.append(param)
            sums.append(grad)
    return kept, sums


@misconception("remove_duplicate")
def found_by_equality(params: Arrays, grads: Arrays) -> Merged:
    """`p in kept` compares numbers, and an array of many of them is neither true nor false. Seen in one unseen file."""
    kept: Arrays = []
    sums: Arrays = []
    for param, grad in zip(params, grads, strict=True):
        if param in kept:
            sums[kept.index(param)] += grad
        else:
            kept.append(param)
            sums.append(np.array(grad))
    return kept, sums


@misconception("remove_duplicate")
def first_gradient_kept(params: Arrays, grads: Arrays) -> Merged:
    """The gradients of the later uses are dropped."""
    groups = _grouped(params, grads)
    return [param for param, _ in groups], [given[0] for _, given in groups]


@misconception("remove_duplicate")
def last_gradient_kept(params: Arrays, grads: Arrays) -> Merged:
    """A later use overwrites the gradient of an earlier one."""
    groups = _grouped(params, grads)
    return [param for param, _ in groups], [given[-1] for _, given in groups]


@misconception("remove_duplicate")
def gradients_averaged(params: Arrays, grads: Arrays) -> Merged:
    """The mean of the gradients is taken, where their sum belongs."""
    groups = _grouped(params, grads)
    return [param for param, _ in groups], [np.mean(given, axis=0) for _, given in groups]


@misconception("remove_duplicate")
def one_pair_merged(params: Arrays, grads: Arrays) -> Merged:
    """The search ends after the first pair was found."""
    kept, sums = list(params), list(grads)
    for i in range(len(kept)):
        for j in range(i + 1, len(kept)):
            if kept[i] is kept[j]:
                sums[i] = sums[i] + sums[j]
                return kept[:j] + kept[j + 1 :], sums[:j] + sums[j + 1 :]
    return kept, sums


@misconception("remove_duplicate")
def given_lists_shortened(params: Arrays, grads: Arrays) -> Merged:
    """Entries are taken out of the lists that were given, which are the model's own."""
    params[:], grads[:] = oracle.remove_duplicate(params, grads)
    return params, grads


@misconception("remove_duplicate")
def copies_returned(params: Arrays, grads: Arrays) -> Merged:
    """The arrays that come back are copies, which the model does not hold."""
    kept, sums = oracle.remove_duplicate(params, grads)
    return [param.copy() for param in kept], sums

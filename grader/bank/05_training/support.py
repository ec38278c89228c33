"""What the checks of 05_training share: samples, gradients, a scripted model and how results are read."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checks import Draw, Student, _, assert_close, assert_that, later

from .driver import Net
from .spies import Log, Scripted, merged, watched

Array = NDArray[np.float64]
Arrays = list[Array]


def samples(draw: Draw, n: int) -> tuple[Array, Array]:
    """Give n different samples of 3 numbers, and for each its own t."""
    return draw(x=(n, 3)), draw.values(t=draw.rng.permutation(n).astype(np.float64))


def pairs_of(student: Student, x: Array, t: Any, batch_size: int, rng: Any) -> list[tuple[Any, Any]]:
    return [(x_part, t_part) for x_part, t_part in student.minibatches(x, t, batch_size, rng)]


def rows_of(x: Array, parts: list[Any]) -> list[int]:
    """Give, for each row of the parts, which row of x it equals (-1: none)."""
    found = []
    for row in np.concatenate(parts):
        same = np.flatnonzero((x == row).all(axis=1))
        found.append(int(same[0]) if same.size else -1)
    return found


def order_of(student: Student, draw: Draw, x: Array, t: Array, rng: Any) -> list[int]:
    """Give the order in which the rows of x come; the student gets copies, in case they are changed."""
    given = draw.values(x=x, t=t)
    return rows_of(x, [part for part, _ in pairs_of(student, *given, 7, rng)])


def pair_counts(x: Array, parts: list[Any]) -> list[int]:
    """Count how often each of the 6 pairs of 4 samples is a part."""
    pairs = [tuple(sorted(rows_of(x, [part]))) for part in parts]
    return [pairs.count((i, j)) for i in range(4) for j in range(i + 1, 4)]


def gradient(draw: Draw, norm: float) -> Arrays:
    """Give three arrays of gradients whose norm, taken together, is `norm`."""
    arrays = [draw.rng.standard_normal(shape) for shape in ((3, 4), (4,), (4, 2))]
    length = np.linalg.norm(np.concatenate([array.ravel() for array in arrays]))
    named = {f"g{i}": array * norm / length for i, array in enumerate(arrays, start=1)}
    return list(draw.values(**named))


def clip(student: Student, grads: Arrays, max_norm: float) -> tuple[Any, Arrays]:
    """Clip; give what came back and what the gradients were before."""
    before = [grad.copy() for grad in grads]
    return student.clip_grads(list(grads), max_norm), before


def arrays(draw: Draw, count: int) -> tuple[Arrays, Arrays]:
    """Give `count` parameters of different shapes, and gradients for them."""
    shapes = [(2 + i, 3) for i in range(count)]
    params = draw(**{f"p{i}": shape for i, shape in enumerate(shapes, start=1)})
    return list(params), [draw.rng.standard_normal(shape) for shape in shapes]


def assert_merged(params: Arrays, grads: Arrays, result: Any) -> None:
    """The result holds each array of params once, in any order, with the sum of its gradients."""
    expected = merged(params, grads)
    assert_that(
        isinstance(result, (tuple, list)) and len(result) == 2,
        "remove_duplicate should return two lists, (params, grads).",
    )
    kept, sums = list(result[0]), list(result[1])
    names = [f"p{i}" for i in range(1, len(expected[0]) + 1)]
    for name, param in zip(names, expected[0], strict=True):
        times = sum(other is param for other in kept)
        message = later(
            "The array {name} itself should be in the returned params once; it is there {times} times."
        )
        assert_that(times == 1, message, name=name, times=times)
    message = later("{due} different arrays should be returned, not {got}.")
    assert_that(len(kept) == len(names), message, due=len(names), got=len(kept))
    assert_that(len(sums) == len(names), "The returned lists should be equally long.")
    for name, param, due in zip(names, expected[0], expected[1], strict=True):
        position = next(i for i, other in enumerate(kept) if other is param)
        assert_close(sums[position], due, _("the gradient of {name}", name=name))


def assert_merges(student: Student, params: Arrays, grads: Arrays) -> None:
    given = [grad.copy() for grad in grads]
    assert_merged(params, given, student.remove_duplicate(list(params), list(grads)))


def scripted(draw: Draw, tied: bool = False) -> Scripted:
    """Give a model with 7 losses and gradients that come round again; `tied` uses one array twice."""
    W, b = draw(W=(3, 4), b=(4,))
    params = [W, b, W] if tied else [W, b]
    losses = [float(loss) for loss in draw.rng.uniform(0.5, 3.0, 7)]
    gradients = [[3.0 * draw.rng.standard_normal(param.shape) for param in params] for _ in losses]
    return Scripted(params, losses, gradients)


def copy_of(model: Scripted) -> Scripted:
    known = {id(param): param.copy() for param in model.params}
    return Scripted([known[id(param)] for param in model.params], model.losses, model.gradients)


def trained(student: Student, draw: Draw, n: int, **options: Any) -> tuple[Any, Log, Scripted]:
    """Fit a scripted model once; give the trainer, the log and the model as it was before."""
    model = scripted(draw)
    untouched = copy_of(model)
    trainer, log = trainer_of(student, model)
    trainer.fit(*samples(draw, n), rng=draw.generator(), **options)
    return trainer, log, untouched


def trainer_of(student: Student, model: Any, lr: float = 0.1) -> tuple[Any, Log]:
    spy_model, spy_optimizer, log = watched(model, lr)
    return student.Trainer(spy_model, spy_optimizer), log


def assert_losses(trainer: Any, expected: list[float]) -> None:
    recorded = list(trainer.loss_list)
    message = later("loss_list should hold {due} numbers, it holds {got}.")
    assert_close(
        recorded[: len(expected)],
        expected[: len(recorded)],
        [f"loss_list[{i}]" for i in range(len(recorded))],
    )
    assert_that(
        len(recorded) == len(expected), message, due=len(expected), got=len(recorded), actual=recorded
    )


def means(model: Scripted, count: int, interval: int) -> list[float]:
    losses = [model.losses[i % len(model.losses)] for i in range(count)]
    return [float(np.mean(losses[i : i + interval])) for i in range(0, count - interval + 1, interval)]


def final_loss(
    student: Student, draw: Draw, x: Array, t: Array, hidden: int, std: float, **how: Any
) -> float:
    """Train the kit's network with the student's Trainer; give the mean loss over all samples."""
    sizes = (x.shape[1], hidden, t.shape[1])
    W1, W2 = (std * draw.rng.standard_normal(shape) for shape in (sizes[:2], sizes[1:]))
    params = draw.values(W1=W1, b1=np.zeros(hidden), W2=W2, b2=np.zeros(sizes[2]))
    kept = x.copy(), t.copy()  # the student's code may write into what it is given
    recorded = student.driver.train(student.Trainer, list(params), x, t, rng=draw.generator(), **how)
    draw.curve("loss", recorded)
    return Net(list(params)).forward(*kept)

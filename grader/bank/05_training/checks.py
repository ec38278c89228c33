"""Checks of 05_training: the three helpers, then the loop.

The order of the samples is the student's own affair. So the loop is judged with scripted losses and
gradients, which do not depend on the samples, or by replaying it on the mini-batches that a spy saw.
"""

import numpy as np
from numpy.typing import NDArray

from grader.checks import (
    Draw,
    Student,
    _,
    assert_close,
    assert_same_array,
    assert_that,
    assert_trajectory,
    assert_unchanged,
    check,
    convergence_check,
    datasets,
    later,
)

from .driver import Net
from .spies import Scripted, replay
from .support import (
    arrays,
    assert_losses,
    assert_merged,
    assert_merges,
    clip,
    copy_of,
    final_loss,
    gradient,
    means,
    order_of,
    pair_counts,
    pairs_of,
    rows_of,
    samples,
    scripted,
    trained,
    trainer_of,
)

Array = NDArray[np.float64]
Arrays = list[Array]

CLIP_RTOL = 1e-5  # leaves room for a constant of 1e-6 beside a norm of 1
PATH_RTOL = 1e-4


# --------------------------------------------------------------------------------------- minibatches


@check("minibatches", points=4)
def check_minibatch_sizes(student: Student, draw: Draw) -> None:
    """Every mini-batch has batch_size samples; the last has what is left and is not dropped."""
    for n, batch_size, sizes in ((12, 4, [4, 4, 4]), (11, 4, [4, 4, 3]), (5, 8, [5]), (3, 1, [1, 1, 1])):
        x, t = samples(draw, n)
        pairs = pairs_of(student, x, t, batch_size, draw.generator())
        got = [len(x_part) for x_part, _ in pairs]
        message = later("{n} samples with batch_size={size} should give mini-batches of {sizes}, not {got}.")
        assert_that(got == sizes, message, n=n, size=batch_size, sizes=sizes, got=got, actual=got)
        assert_that(
            [np.shape(x_part) for x_part, _ in pairs] == [(size, 3) for size in sizes]
            and [np.shape(t_part) for _, t_part in pairs] == [(size,) for size in sizes],
            "x_part should have the shape (samples, 3) of rows of x, and t_part the shape (samples,).",
        )


@check("minibatches", points=4)
def check_minibatch_every_sample(student: Student, draw: Draw) -> None:
    """Every sample comes exactly once."""
    # Parts so large that drawing with replacement shows within one part: a mistake of its own.
    x, t = samples(draw, 23)
    parts = [rows_of(x, [x_part]) for x_part, _ in pairs_of(student, x, t, 10, draw.generator())]
    rows = [row for part in parts for row in part]
    assert_that(-1 not in rows, "Every row of a mini-batch should be a row of x, unchanged.")
    assert_that(all(len(set(p)) == len(p) for p in parts), "No sample should come twice in a mini-batch.")
    assert_that(len(rows) <= len(x), "There should not be more rows than samples.")
    assert_that(len(set(rows)) == len(rows), "No sample should come twice.")
    assert_that(len(rows) == len(x), "No sample should be missing.")


@check("minibatches", points=4)
def check_minibatch_together(student: Student, draw: Draw) -> None:
    """Every sample stays beside its own t, be t labels or one-hot rows."""
    x, _ = samples(draw, 10)
    for t in (draw.labels(10, 4), draw.one_hot(10, 4)):
        pairs = pairs_of(student, x, t, 3, draw.generator())
        rows = rows_of(x, [x_part for x_part, _ in pairs])
        expected = [t[row] for row in rows]
        got = np.concatenate([np.asarray(t_part) for _, t_part in pairs])
        assert_that(np.shape(got) == np.shape(expected), "t should keep its shape within a mini-batch.")
        assert_that(np.array_equal(got, expected), "Row i of t_part should belong to row i of x_part.")


@check("minibatches", points=2)
def check_minibatch_inputs_unchanged(student: Student, draw: Draw) -> None:
    """x and t stay as they are."""
    x, t = samples(draw, 9)
    before = x.copy(), t.copy()
    pairs_of(student, x, t, 4, draw.generator())
    assert_that(np.array_equal(x, before[0]), "x was changed by the call; an input must stay as it was.")
    assert_that(np.array_equal(t, before[1]), "t was changed by the call; an input must stay as it was.")


@check("minibatches", points=3)
def check_minibatch_order_changes(student: Student, draw: Draw) -> None:
    """The order is random, and another one in the next call with the same rng."""
    x, t = samples(draw, 24)
    rng = draw.generator()
    orders = [order_of(student, draw, x, t, rng) for _ in range(2)]
    assert_that(orders[0] != list(range(24)), "The samples should be shuffled.")
    assert_that(orders[0] != orders[1], "A second call with the same rng should give another order.")


@check("minibatches", points=2)
def check_minibatch_seed(student: Student, draw: Draw) -> None:
    """Equal seeds give equal mini-batches, other seeds others: everything is drawn from rng."""
    x, t = samples(draw, 24)
    seed = draw.seed % 1000
    orders = [order_of(student, draw, x, t, draw.generator(seed=seed + i)) for i in (0, 0, 1)]
    assert_that(orders[0] == orders[1], "Two generators with one seed should give the same mini-batches.")
    assert_that(orders[0] != orders[2], "A generator with another seed should give other mini-batches.")


@check("minibatches", points=3)
def check_minibatch_uniform(student: Student, draw: Draw) -> None:
    """Any samples can meet in a mini-batch, all equally often: the samples are shuffled, not the parts."""
    x, t = samples(draw, 4)
    parts = student.driver.first_parts(student.minibatches, x, t, 2, draw.generator(), times=600)
    # Chi-squared over the 6 pairs of 4 samples; a right shuffle exceeds 40 once in 7 million runs.
    drawn = pair_counts(x, parts)
    chi_squared = sum((count - 100) ** 2 / 100 for count in drawn)
    fair = sum(drawn) == 600 and chi_squared < 40
    assert_that(fair, "Over 600 calls each of the 6 pairs of 4 samples should come first about 100 times.")


# ---------------------------------------------------------------------------------------- clip_grads


@check("clip_grads", points=4)
def check_clip_returns_norm(student: Student, draw: Draw) -> None:
    """The norm of all arrays together, before clipping, is returned."""
    for norm, max_norm in ((7.5, 3.0), (4.0, 50.0)):
        returned, _rest = clip(student, gradient(draw, norm), max_norm)
        assert_close(returned, norm, _("the norm that is returned"), rtol=CLIP_RTOL)


@check("clip_grads", points=5)
def check_clip_above(student: Student, draw: Draw) -> None:
    """Above max_norm all arrays are scaled in place by the one factor max_norm / norm."""
    grads = gradient(draw, 7.5)
    listed = list(grads)
    before = [grad.copy() for grad in grads]
    student.clip_grads(listed, 1.0)
    for i, (now, grad) in enumerate(zip(listed, grads, strict=True), start=1):
        assert_same_array(now, grad, _("entry {i} of grads", i=i))
    for i, (grad, old) in enumerate(zip(grads, before, strict=True), start=1):
        assert_close(grad, old / 7.5, _("g{i} after clipping to 1", i=i), rtol=CLIP_RTOL)


@check("clip_grads", points=2)
def check_clip_together(student: Student, draw: Draw) -> None:
    """The arrays count together: each may be shorter than max_norm and all of them longer."""
    grads = gradient(draw, 5.0)
    max_norm = 1.02 * max(float(np.linalg.norm(grad)) for grad in grads)
    _, before = clip(student, grads, max_norm)
    expected = [old * min(1.0, max_norm / 5.0) for old in before]
    assert_close(grads, expected, ("g1", "g2", "g3"), rtol=CLIP_RTOL)


@check("clip_grads", points=3)
def check_clip_below(student: Student, draw: Draw) -> None:
    """At a norm below max_norm nothing changes."""
    for max_norm in (4.5, 400.0):
        grads = gradient(draw, 4.0)
        _, before = clip(student, grads, max_norm)
        for i, (grad, old) in enumerate(zip(grads, before, strict=True), start=1):
            assert_unchanged(grad, old, f"g{i}")


@check("clip_grads", points=2)
def check_clip_zero(student: Student, draw: Draw) -> None:
    """Gradients that are all 0 stay 0, and the norm is 0."""
    grads = list(draw.values(g1=np.zeros((3, 2)), g2=np.zeros(2)))
    returned, _rest = clip(student, grads, 2.0)
    assert_close(grads, [np.zeros((3, 2)), np.zeros(2)], ("g1", "g2"))
    assert_close(returned, 0.0, _("the norm that is returned"))


# ---------------------------------------------------------------------------------- remove_duplicate


@check("remove_duplicate", points=3)
def check_duplicate_none(student: Student, draw: Draw) -> None:
    """Where nothing is shared, all arrays come back with their gradients."""
    assert_merges(student, *arrays(draw, 3))


@check("remove_duplicate", points=4)
def check_duplicate_pair(student: Student, draw: Draw) -> None:
    """An array that is there twice is kept once, with the sum of its two gradients."""
    (p1, p2, p3), (g1, g2, g3) = arrays(draw, 3)
    again = draw.rng.standard_normal(p1.shape)
    assert_merges(student, [p1, p2, p1, p3], [g1, g2, again, g3])


@check("remove_duplicate", points=3)
def check_duplicate_many(student: Student, draw: Draw) -> None:
    """Three uses of one array and two of another are merged in one call."""
    (p1, p2, p3), (g1, g2, g3) = arrays(draw, 3)
    more = [draw.rng.standard_normal(p.shape) for p in (p1, p1, p2)]
    assert_merges(student, [p1, p1, p2, p3, p1, p2], [g1, more[0], g2, g3, more[1], more[2]])


@check("remove_duplicate", points=2)
def check_duplicate_equal_arrays(student: Student, draw: Draw) -> None:
    """Two different arrays that hold equal numbers, such as two zero biases, both stay."""
    p1, p2, p3 = draw.values(p1=np.zeros(4), p2=draw.rng.standard_normal((4, 3)), p3=np.zeros(4))
    assert_merges(student, [p1, p2, p3], [draw.rng.standard_normal(p.shape) for p in (p1, p2, p3)])


@check("remove_duplicate", points=2)
def check_duplicate_lists_kept(student: Student, draw: Draw) -> None:
    """The lists that were given keep their entries."""
    (p1, p2), (g1, g2) = arrays(draw, 2)
    params, grads = [p1, p2, p1], [g1, g2, draw.rng.standard_normal(p1.shape)]
    listed = list(params)
    student.remove_duplicate(params, grads)
    for name, given in (("params", params), ("grads", grads)):
        assert_that(len(given) == 3, "The list {name} should still have 3 entries.", name=name)
    assert_that(all(a is b for a, b in zip(params, listed, strict=True)), "params should keep its entries.")


# ------------------------------------------------------------------------------------------- Trainer


@check("Trainer", points=2)
def check_trainer_start(student: Student, draw: Draw) -> None:
    """A new Trainer has an empty loss_list and current_epoch 0."""
    trainer, _rest = trainer_of(student, scripted(draw))
    assert_that(len(list(trainer.loss_list)) == 0, "loss_list should be empty before the first fit.")
    assert_close(trainer.current_epoch, 0, _("current_epoch before the first fit"))


@check("Trainer", points=5)
def check_trainer_order(student: Student, draw: Draw) -> None:
    """For each mini-batch forward, backward and update are called, in this order."""
    _, log, _ = trained(student, draw, 8, max_epoch=2, batch_size=4)
    message = later("The calls should be forward, backward, update and so on; they were: {calls}.")
    assert_that("backward" in log.calls, "model.backward() should be called; it never was.")
    due = ["forward", "backward", "update"] * max(1, len(log.calls) // 3)
    assert_that(log.calls == due, message, calls=", ".join(log.calls[:9]))
    count = len(log.calls) // 3
    assert_that(
        count == 4, "8 samples in mini-batches of 4 are 4 steps in 2 epochs, not {count}.", count=count
    )


@check("Trainer", points=6)
def check_trainer_path(student: Student, draw: Draw) -> None:
    """The parameters take the way that the gradients of the mini-batches prescribe."""
    names = ("W1", "b1", "W2", "b2")
    for n, batch_size in ((12, 4), (11, 4)):
        weights = draw(W1=(3, 5), b1=(5,), W2=(5, 2), b2=(2,))
        net, twin = Net(list(weights)), Net([weight.copy() for weight in weights])
        trainer, log = trainer_of(student, net, lr=0.5)
        trainer.fit(
            draw(x=(n, 3)), draw.one_hot(n, 2), max_epoch=2, batch_size=batch_size, rng=draw.generator()
        )
        assert_trajectory(log.path, replay(twin, log.parts, 0.5), names)


@check("Trainer", points=4, needs=("minibatches",))
def check_trainer_every_sample(student: Student, draw: Draw) -> None:
    """An epoch takes every sample once, beside its own t and the smaller last mini-batch included."""
    x, t = samples(draw, 11)
    before = x.copy(), t.copy()
    trainer, log = trainer_of(student, scripted(draw))
    trainer.fit(x, t, max_epoch=3, batch_size=4, rng=draw.generator())
    assert_close(len(log.parts), 9, _("the number of mini-batches in 3 epochs of 11 samples, 4 at a time"))
    sizes = [len(part) for part, _ in log.parts]
    assert_that(sizes == [4, 4, 3] * 3, "An epoch should have the sizes 4, 4, 3; got {got}.", got=sizes)
    for i in range(0, 9, 3):
        rows = rows_of(before[0], [part for part, _ in log.parts[i : i + 3]])
        assert_that(sorted(rows) == list(range(11)), "Every epoch should take every sample exactly once.")
        due = [before[1][row] for row in rows]
        got = np.concatenate([part for _, part in log.parts[i : i + 3]])
        assert_that(np.array_equal(got, due), "Every sample should stay beside its own t.")
    assert_that(
        np.array_equal(x, before[0]) and np.array_equal(t, before[1]), "x and t should not be changed."
    )


@check("Trainer", points=3, needs=("minibatches",))
def check_trainer_shuffles(student: Student, draw: Draw) -> None:
    """Every epoch has an order of its own, drawn from rng."""
    x, t = samples(draw, 24)
    orders = []
    for _rest in range(2):
        trainer, log = trainer_of(student, scripted(draw))
        trainer.fit(x, t, max_epoch=3, batch_size=8, rng=draw.generator(seed=draw.seed % 1000))
        assert_close(
            len(log.parts), 9, _("the number of mini-batches in 3 epochs of 24 samples, 8 at a time")
        )
        orders.append(rows_of(x, [part for part, _ in log.parts]))
    epochs = [orders[0][i : i + 24] for i in (0, 24, 48)]
    assert_that(list(range(24)) not in epochs, "The samples should be shuffled in every epoch.")
    assert_that(len({tuple(epoch) for epoch in epochs}) == 3, "The next epoch should have another order.")
    assert_that(
        orders[0] == orders[1], "Two runs whose rng has the same seed should see the same mini-batches."
    )


@check("Trainer", points=6)
def check_trainer_loss_list(student: Student, draw: Draw) -> None:
    """Every eval_interval mini-batches, counted across epochs, the mean of their losses is recorded."""
    for n, epochs, interval in ((12, 4, 2), (12, 3, 2), (8, 5, 4)):
        options = {"max_epoch": epochs, "batch_size": 4, "eval_interval": interval}
        trainer, _, model = trained(student, draw, n, **options)
        assert_losses(trainer, means(model, n // 4 * epochs, interval))


@check("Trainer", points=2)
def check_trainer_no_interval(student: Student, draw: Draw) -> None:
    """With eval_interval=None nothing is recorded, and training goes on as ever."""
    trainer, log, _ = trained(student, draw, 8, max_epoch=2, batch_size=4, eval_interval=None)
    assert_that(len(list(trainer.loss_list)) == 0, "loss_list should stay empty with eval_interval=None.")
    assert_that(log.calls.count("update") == 4, "There should be 4 updates in 2 epochs of 2 mini-batches.")


@check("Trainer", points=3)
def check_trainer_fits_again(student: Student, draw: Draw) -> None:
    """A second fit goes on: current_epoch counts on, loss_list grows, its mini-batches count from 0."""
    trainer, _rest, model = trained(student, draw, 12, max_epoch=2, batch_size=4, eval_interval=4)
    assert_close(trainer.current_epoch, 2, _("current_epoch after 2 epochs"))
    assert_losses(trainer, means(model, 6, 4))
    trainer.fit(*samples(draw, 12), max_epoch=3, batch_size=4, eval_interval=4, rng=draw.generator())
    assert_close(trainer.current_epoch, 5, _("current_epoch after 2 + 3 epochs"))
    later = Scripted(model.params, [model.losses[(6 + i) % 7] for i in range(7)], model.gradients)
    assert_losses(trainer, means(model, 6, 4) + means(later, 9, 4))


@check("Trainer", points=2)
def check_trainer_defaults(student: Student, draw: Draw) -> None:
    """fit(x, t) alone trains 10 epochs of mini-batches of 32 and records every 20 losses, without an rng."""
    model = scripted(draw)
    trainer, log = trainer_of(student, model)
    trainer.fit(*samples(draw, 96))
    assert_close(trainer.current_epoch, 10, _("current_epoch after fit(x, t)"))
    message = later("96 samples should come in three mini-batches of 32, ten times.")
    assert_that([len(part) for part, _ in log.parts] == [32] * 30, message)
    assert_losses(trainer, means(model, 30, 20))
    other, again = trainer_of(student, scripted(draw))
    assert_that(len(list(other.loss_list)) == 0, "A second Trainer should start with a loss_list of its own.")
    assert_close(other.current_epoch, 0, _("current_epoch of a second Trainer"))
    assert_that(not again.calls, "A second Trainer should not train before fit is called.")


@check("Trainer", points=4, needs=("clip_grads",))
def check_trainer_clips(student: Student, draw: Draw) -> None:
    """With max_grad the gradients are clipped between backward and update, by all arrays together."""
    for max_grad in (2.0, 1000.0):
        _, log, model = trained(student, draw, 12, max_epoch=1, batch_size=4, max_grad=max_grad)
        path = replay(model, [((), ())] * 3, 0.1, max_grad)
        assert_trajectory(log.path, path, ("W", "b"), rtol=PATH_RTOL)


@check("Trainer", points=3, needs=("remove_duplicate",))
def check_trainer_merges(student: Student, draw: Draw) -> None:
    """The optimizer gets a shared parameter once, with the sum of its gradients."""
    model = scripted(draw, tied=True)
    trainer, log = trainer_of(student, model)
    trainer.fit(*samples(draw, 8), max_epoch=1, batch_size=4, rng=draw.generator())
    for (params, grads), script in zip(log.updated, model.gradients, strict=False):
        assert_merged(model.params, script, (params, grads))
    assert_that(len(log.updated) == 2, "8 samples in mini-batches of 4 should make 2 updates.")


@check("Trainer", points=2, needs=("clip_grads", "remove_duplicate"))
def check_trainer_merges_then_clips(student: Student, draw: Draw) -> None:
    """Shared parameters are merged first; the norm to clip by is that of the merged gradients."""
    model = scripted(draw, tied=True)
    untouched = copy_of(model)
    trainer, log = trainer_of(student, model)
    trainer.fit(*samples(draw, 12), max_epoch=1, batch_size=4, max_grad=2.0, rng=draw.generator())
    message = later("Every update should be given 2 arrays; one of the 3 is shared.")
    assert_that([len(params) for params, _ in log.updated] == [2, 2, 2], message)
    path = replay(untouched, [((), ())] * 3, 0.1, 2.0)
    assert_trajectory(log.path, path, ("W", "b", "W"), rtol=PATH_RTOL)


@convergence_check("Trainer", points=2, measure="loss", below=0.05)
def check_trainer_learns_xor(student: Student, draw: Draw) -> float:
    """A network with 8 hidden units learns XOR in your loop."""
    x, t = datasets.load_xor()
    classes = np.hstack([1 - t, t])
    return final_loss(student, draw, x, classes, 8, 1.0, lr=1.0, max_epoch=400, batch_size=2)


@convergence_check("Trainer", points=4, measure="loss", below=0.30, seconds=30)
def check_trainer_learns_spiral(student: Student, draw: Draw) -> float:
    """A network with 10 hidden units untangles the spiral in 300 epochs of your loop."""
    x, t = datasets.load_spiral()
    return final_loss(student, draw, x, t, 10, 0.01, lr=1.0, max_epoch=300, batch_size=30)

"""The hidden checks of 05_training about the loop itself."""

import numpy as np

from grader.checks import (
    Draw,
    Student,
    _,
    assert_close,
    assert_that,
    assert_trajectory,
    check,
    convergence_check,
    datasets,
    later,
)

from .checks import PATH_RTOL
from .driver import Net
from .spies import Scripted, replay
from .support import (
    assert_losses,
    assert_merged,
    copy_of,
    final_loss,
    means,
    rows_of,
    samples,
    scripted,
    trained,
    trainer_of,
)

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

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
    assert_unchanged,
    check,
    later,
)

from .support import (
    arrays,
    assert_merges,
    clip,
    gradient,
    order_of,
    pair_counts,
    pairs_of,
    rows_of,
    samples,
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

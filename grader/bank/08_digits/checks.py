"""The checks of 08. The student's torch answers; numpy judges."""

from itertools import pairwise

import numpy as np

from grader.checks import (
    Draw,
    Student,
    TensorValue,
    _,
    assert_close,
    assert_that,
    assert_unchanged,
    check,
    convergence_check,
    datasets,
    later,
)

from . import oracle
from .support import (
    assert_layers,
    close,
    draw_answers,
    draw_parameters,
    draw_parts,
    draw_samples,
    losses_of,
    numbers_of,
    plain,
    run_fit,
)

PARTS = ("x_train", "x_test", "t_train", "t_test")


# build_net


@check("build_net", points=5)
def check_net_default_layers(student: Student, draw: Draw) -> None:
    """build_net() has the linear layers 64 to 32, 32 to 16 and 16 to 10, with biases: 2,778 parameters."""
    net = student.build_net()
    assert_layers(student, net, draw, [(64, 32), (32, 16), (16, 10)])
    count = student.driver.parameter_count(net)
    assert_that(count == 2778, "The network holds 2778 numbers to train, not {got}.", got=count)


@check("build_net", points=5)
def check_net_sizes(student: Student, draw: Draw) -> None:
    """sizes sets the number of layers and of their units."""
    for sizes in ((5, 3), (4, 7, 3), [9, 8, 7, 6, 5]):
        assert_layers(student, student.build_net(sizes), draw, list(pairwise(sizes)))


@check("build_net", points=4)
def check_net_last_layer(student: Student, draw: Draw) -> None:
    """Nothing comes after the last linear layer: without hidden layers the scores are x @ W + b."""
    params = draw_parameters(draw, (5, 3))
    x = draw(x=(6, 5))
    net = student.build_net((5, 3))
    student.driver.set_parameters(net, params)
    close(student.driver.output(net, x), x @ params[0] + params[1], "scores")


@check("build_net", points=8)
def check_net_forward(student: Student, draw: Draw) -> None:
    """There is a ReLU between every two linear layers."""
    # The deep network first: with two layers a ReLU that is missing once is missing everywhere.
    for sizes in ((4, 7, 6, 5, 3), (4, 6, 3)):
        params = draw_parameters(draw, sizes)
        x = draw(x=(8, 4), scale=2.0)
        net = student.build_net(sizes)
        student.driver.set_parameters(net, params)
        close(student.driver.output(net, x), oracle.relu_scores(params, x), "scores")


@check("build_net", points=2)
def check_net_instances(student: Student, draw: Draw) -> None:
    """Two networks share no parameters."""
    nets = [student.build_net((4, 5, 3)), student.build_net((4, 5, 3))]
    both = [draw_parameters(draw, (4, 5, 3)) for _ in nets]
    x = draw(x=(6, 4))
    for net, params in zip(nets, both, strict=True):
        student.driver.set_parameters(net, params)
    for name, net, params in zip((later("first"), later("second")), nets, both, strict=True):
        close(
            student.driver.output(net, x),
            oracle.relu_scores(params, x),
            _("scores of the {which} network", which=_(name)),
        )


# split


@check("split", points=5)
def check_split_sizes(student: Student, draw: Draw) -> None:
    """The result is (x_train, x_test, t_train, t_test), with test_ratio of the samples in the test parts."""
    student.driver.seed(draw.seed % 2**31)
    for n, ratio, allowed in ((20, 0.25, (5,)), (30, 0.1, (3,)), (13, 0.3, (3, 4))):
        x, t = draw_samples(draw, n)
        parts = [plain(part) for part in student.split(x, t, ratio, 1)]
        assert_that(len(parts) == 4, "split returns 4 tensors, not {got}.", got=len(parts))
        size = len(parts[1]) if len(parts[1]) in allowed else allowed[0]
        expected = [(n - size, 3), (size, 3), (n - size,), (size,)]
        for name, part, shape in zip(PARTS, parts, expected, strict=True):
            assert_that(
                np.shape(part) == shape,
                "With {n} samples and test_ratio={ratio} the shape of {name} is {shape}, not {got}.",
                n=n,
                ratio=ratio,
                name=name,
                shape=shape,
                got=np.shape(part),
            )


@check("split", points=1)
def check_split_pure(student: Student, draw: Draw) -> None:
    """The caller's arrays stay as they were."""
    student.driver.seed(draw.seed % 2**31)
    x, t = draw_samples(draw, 21)
    x_before, t_before = x.copy(), t.copy()
    student.split(x, t, 0.25, 4)
    assert_unchanged(x, x_before, "x")
    assert_unchanged(t, t_before, "t")


@check("split", points=4)
def check_split_types(student: Student, draw: Draw) -> None:
    """All four are tensors, x float32 and t int64, whatever the types of the arrays."""
    student.driver.seed(draw.seed % 2**31)
    x, t = draw_samples(draw, 12)
    t = draw.values(t=t.astype(np.int32))
    for name, part in zip(PARTS, student.split(x, t), strict=True):
        assert_that(
            isinstance(part, TensorValue),
            "{name} is a tensor; yours is a {kind}.",
            name=name,
            kind=type(part).__name__,
        )
        wanted = "float32" if name.startswith("x") else "int64"
        assert_that(
            part.dtype == wanted,
            "{name} is {wanted}; yours is {got}.",
            name=name,
            wanted=wanted,
            got=part.dtype,
        )


@check("split", points=5)
def check_split_complete(student: Student, draw: Draw) -> None:
    """Every sample is in exactly one of the two parts, as it was."""
    student.driver.seed(draw.seed % 2**31)
    x, t = draw_samples(draw, 23)
    before = x.copy()
    x_train, x_test, _rest, _more = student.split(x, t, 0.4, 3)
    numbers = numbers_of(x_train) + numbers_of(x_test)
    missing = sorted(set(range(23)) - set(numbers))
    twice = sorted({i for i in numbers if numbers.count(i) > 1})
    assert_that(not missing, "These samples are in neither part: {rows}.", rows=missing)
    assert_that(not twice, "These samples are there more than once: {rows}.", rows=twice)
    rows = np.concatenate([plain(x_train), plain(x_test)])
    close(rows[np.argsort(numbers)], before, _("the rows of both parts, in their old order,"))


@check("split", points=4)
def check_split_aligned(student: Student, draw: Draw) -> None:
    """Every sample still has its own label."""
    student.driver.seed(draw.seed % 2**31)
    x, t = draw_samples(draw, 24)
    own = t.copy()
    x_train, x_test, t_train, t_test = student.split(x, t, 0.25, 2)
    for part, rows, labels in (("train", x_train, t_train), ("test", x_test, t_test)):
        assert_close(labels, own[numbers_of(rows)], f"t_{part}")


@check("split", points=4)
def check_split_random(student: Student, draw: Draw) -> None:
    """The test samples are drawn at random, others for another seed."""
    student.driver.seed(draw.seed % 2**31)
    x, t = draw_samples(draw, 40)
    chosen = [sorted(numbers_of(student.split(x, t, 0.25, seed)[1])) for seed in range(4)]
    blocks = (list(range(10)), list(range(30, 40)))
    for rows in chosen:
        assert_that(rows not in blocks, "The test part is a block of neighbours: {rows}.", rows=rows)
    different = len({tuple(rows) for rows in chosen})
    assert_that(different == 4, "Four seeds gave {got} different test parts.", got=different)


@check("split", points=3)
def check_split_repeatable(student: Student, draw: Draw) -> None:
    """The split depends on the seed alone; the defaults are test_ratio=0.25 and seed=0."""
    x, t = draw_samples(draw, 32)
    student.driver.seed(5)
    first = student.split(x, t)
    student.driver.seed(6)
    second = student.split(x, t, test_ratio=0.25, seed=0)
    for name, one, other in zip(PARTS, first, second, strict=True):
        assert_close(other, plain(one), _("{name} of a second call with the same seed", name=name))


# fit


@check("fit", points=4)
def check_fit_length(student: Student, draw: Draw) -> None:
    """Both lists hold exactly max_epoch entries."""
    params, parts = draw_parts(draw)
    for max_epoch in (3, 1, 0):
        records = run_fit(student, student.driver.make_net(params), parts, lr=0.1, max_epoch=max_epoch)
        lengths = tuple(len(record) for record in records)
        assert_that(
            lengths == (max_epoch, max_epoch),
            "With max_epoch={n} each list holds {n} entries; yours hold {got}.",
            n=max_epoch,
            got=lengths,
        )


@check("fit", points=2)
def check_fit_numbers(student: Student, draw: Draw) -> None:
    """The records hold numbers, not tensors that hang on a graph."""
    params, parts = draw_parts(draw)
    records = run_fit(student, student.driver.make_net(params), parts, lr=0.1, max_epoch=2)
    for name, record in zip(("record_loss_train", "record_loss_test"), records, strict=True):
        assert_that(
            not any(getattr(loss, "requires_grad", False) for loss in record),
            "An entry of {name} is a tensor that still requires gradients and keeps its whole graph alive.",
            name=name,
        )


@check("fit", points=5)
def check_fit_first_losses(student: Student, draw: Draw) -> None:
    """The first entries are the mean cross entropy of the scores, before any update."""
    params, parts = draw_parts(draw)
    train, test = run_fit(student, student.driver.make_net(params), parts, lr=0.1, max_epoch=1)
    close(
        losses_of(train)[0],
        oracle.cross_entropy(oracle.tanh_scores(params, parts[0]), parts[1]),
        "record_loss_train[0]",
    )
    close(
        losses_of(test)[0],
        oracle.cross_entropy(oracle.tanh_scores(params, parts[2]), parts[3]),
        "record_loss_test[0]",
    )


@check("fit", points=4)
def check_fit_test_part_only_watches(student: Student, draw: Draw) -> None:
    """The test part never changes the network, and fit changes none of the data."""
    params, parts = draw_parts(draw)
    other = (draw(x_test=(5, 4), scale=3.0), draw.labels(5, 3))
    after = []
    for x_test, t_test in (parts[2:], other):
        net = student.driver.make_net(params)
        given = (*parts[:2], x_test, t_test)
        left = student.driver.fit(student.fit, net, *given, lr=0.1, max_epoch=3)["data_after"]
        for name, before, array in zip(("x_train", "t_train", "x_test", "t_test"), given, left, strict=True):
            close(array, before, _("{name} after fit", name=name))
        after.append(student.driver.parameters(net))
    for name, one, two in zip(("W1", "b1", "W2", "b2"), *after, strict=True):
        close(two, one, _("{name} after training beside another test part", name=name))


@check("fit", points=7)
def check_fit_steps(student: Student, draw: Draw) -> None:
    """Training losses and parameters follow full-batch gradient descent with this lr."""
    params, parts = draw_parts(draw)
    net = student.driver.make_net(params)
    train, _rest = run_fit(student, net, parts, lr=0.3, max_epoch=4)
    expected, _rest, after = oracle.descend(params, *parts, 0.3, 4)
    close(losses_of(train), np.array(expected), "record_loss_train")
    for name, array, values in zip(
        ("W1", "b1", "W2", "b2"), student.driver.parameters(net), after, strict=True
    ):
        close(array, values, _("{name} after training", name=name))


@check("fit", points=6)
def check_fit_test_losses(student: Student, draw: Draw) -> None:
    """Entry i of record_loss_test is the loss of the whole test part before update i."""
    params, parts = draw_parts(draw)
    _, test = run_fit(student, student.driver.make_net(params), parts, lr=0.3, max_epoch=4)
    _, expected, _ = oracle.descend(params, *parts, 0.3, 4)
    close(losses_of(test), np.array(expected), "record_loss_test")


@check("fit", points=3, seconds=10)
def check_fit_defaults(student: Student, draw: Draw) -> None:
    """Without further arguments fit makes 1,000 updates with lr=0.01."""
    params, parts = draw_parts(draw)
    train, _rest = run_fit(student, student.driver.make_net(params), parts, max_epoch=5)
    expected, _rest, _more = oracle.descend(params, *parts, 0.01, 5)
    close(losses_of(train), np.array(expected), _("record_loss_train with the default lr"))
    # tiny steps, so that 1,000 of them lead every wrong loop to the same place whatever its rounding
    records = run_fit(student, student.driver.make_net(params), parts, lr=1e-8)
    got = tuple(len(record) for record in records)
    assert_that(
        got == (1000, 1000), "Without max_epoch each list holds 1000 entries; yours hold {got}.", got=got
    )


@convergence_check(
    "fit", points=5, needs=("build_net", "split"), seconds=30, measure="accuracy on the test part", above=0.8
)
def check_fit_learns_digits(student: Student, draw: Draw) -> float:
    """After 400 epochs your network reads more than 80% of the digits that it was not trained on."""
    seed = draw.seed % 2**31
    student.driver.seed(seed)
    x, t = datasets.load_digits()
    x_train, x_test, t_train, t_test = (plain(part) for part in student.split(x, t, 0.25, seed))
    net = student.build_net()
    train, _ = run_fit(student, net, (x_train, t_train, x_test, t_test), max_epoch=400)
    draw.curve("loss", [float(loss) for loss in losses_of(train)[::4]])
    params = [np.asarray(p, dtype=float) for p in student.driver.parameters(net)]
    return oracle.accuracy(oracle.relu_scores(params, x_test.astype(float)), t_test)


# accuracy


@check("accuracy", points=6)
def check_accuracy_values(student: Student, draw: Draw) -> None:
    """accuracy is the fraction of samples whose largest score belongs to the right class."""
    for n, right in ((7, 5), (9, 2), (1, 1)):
        params, x, t = draw_answers(draw, n, right)
        got = student.driver.accuracy(student.accuracy, student.driver.make_net(params), x, t)
        close(got, right / n, "accuracy")


@check("accuracy", points=3)
def check_accuracy_extremes(student: Student, draw: Draw) -> None:
    """All wrong is 0, all right is 1."""
    for right in (0, 8):
        params, x, t = draw_answers(draw, 8, right)
        got = student.driver.accuracy(student.accuracy, student.driver.make_net(params), x, t)
        close(got, right / 8, "accuracy")


@check("accuracy", points=5)
def check_accuracy_mode(student: Student, draw: Draw) -> None:
    """The network is in evaluation mode while it computes."""
    found = []
    for right in (4, 2):
        params, x, t = draw_answers(draw, 6, right)
        net = student.driver.make_mode_net(params)
        got = student.driver.accuracy(student.accuracy, net, x, t)
        modes = student.driver.modes(net)
        assert_that(
            len(modes) > 0 and not any(modes),
            "The network was called while net.training was True: evaluation mode is missing.",
        )
        found.append(np.asarray(plain(got), dtype=float))
    # In the other mode the samples that were right are wrong. A ratio, so that per cent loses nothing here.
    many, few = found
    assert_that(bool(np.all(many > 0)), "With 4 of 6 samples right the accuracy is not {got}.", got=many)
    close(2 * few, many, "twice the accuracy with 2 of 6 samples right, against that with 4 of 6")

"""The checks of 07. The student's torch answers; numpy judges."""

import numpy as np

from grader.checks import (
    Draw,
    Student,
    _,
    assert_close,
    assert_that,
    check,
    convergence_check,
    numerical_gradient,
)

from . import oracle
from .support import (
    NAMES,
    assert_layers_compute,
    assert_path,
    close,
    draw_parameters,
    targets_of,
    without_graph,
)

# make_loader


@check("make_loader", points=4)
def check_loader_data_set(student: Student, draw: Draw) -> None:
    """The data set holds (1, 1), (1, 0), (0, 1), (0, 0) in this order, with the targets 0, 1, 1, 0."""
    pairs = student.driver.data_points(student.make_loader())
    assert_close(np.array([np.ravel(x) for x, _ in pairs]), oracle.POINTS, _("x of the data set"))
    assert_close(np.array([np.ravel(t) for _, t in pairs]), oracle.TARGETS, _("t of the data set"))


@check("make_loader", points=4)
def check_loader_mini_batch(student: Student, draw: Draw) -> None:
    """make_loader() gives one mini-batch: float32 x (4, 2) and t (4, 1), each point with its target."""
    student.driver.seed(draw.seed % 2**31)
    (rows,) = student.driver.passes(student.make_loader(), 1)
    x, t = rows["x"], rows["t"]
    assert_that(
        list(rows["sizes"]) == [4],
        "One pass is one mini-batch of 4 samples; yours has {sizes}.",
        sizes=rows["sizes"],
    )
    assert_that(x.shape == (4, 2), "x of a mini-batch has shape (4, 2), not {shape}.", shape=x.shape)
    assert_that(t.shape == (4, 1), "t of a mini-batch has shape (4, 1), not {shape}.", shape=t.shape)
    for name, dtype in zip(("x", "t"), rows["types"], strict=True):
        assert_that(
            dtype == "float32", "{name} of a mini-batch is float32; yours is {dtype}.", name=name, dtype=dtype
        )
    assert_close(t, targets_of(x), "t")


@check("make_loader", points=3)
def check_loader_batch_size(student: Student, draw: Draw) -> None:
    """batch_size sets the size of the mini-batches; every pass gives each point once, the rest included."""
    student.driver.seed(draw.seed % 2**31)
    for size, sizes in ((1, [1, 1, 1, 1]), (2, [2, 2]), (3, [3, 1])):
        (rows,) = student.driver.passes(student.make_loader(batch_size=size), 1)
        got = list(rows["sizes"])
        assert_that(
            got == sizes,
            "With batch_size={size} the mini-batches hold {expected} samples; yours hold {got}.",
            size=size,
            expected=sizes,
            got=got,
        )
        order = np.lexsort((-rows["x"][:, 1], -rows["x"][:, 0]))
        assert_close(rows["x"][order], oracle.POINTS, _("x of one pass, sorted"))
        assert_close(rows["t"], targets_of(rows["x"]), "t")


@check("make_loader", points=4)
def check_loader_shuffles(student: Student, draw: Draw) -> None:
    """Every pass comes in a new random order."""
    student.driver.seed(draw.seed % 2**31)
    rows = student.driver.passes(student.make_loader(batch_size=1), 60)
    orders = [tuple(int(2 * a + b) for a, b in one["x"]) for one in rows]
    assert_that(
        len(set(orders)) > 1,
        "60 passes over one loader came in the same order each time: {order}.",
        order=[tuple(int(v) for v in row) for row in rows[0]["x"]],
    )
    first, last = {order[0] for order in orders}, {order[-1] for order in orders}
    assert_that(
        len(first) == 4 and len(last) == 4,
        "In 60 passes each of the four points comes first at some time and last at some time; "
        "yours had {first} different points first and {last} last.",
        first=len(first),
        last=len(last),
    )


# Net


@check("Net", points=3)
def check_net_sizes(student: Student, draw: Draw) -> None:
    """Net() has 2 hidden units, Net(hidden_size=h) has h; weights and biases have the layers' shapes."""
    for hidden, net in ((2, student.Net()), (5, student.Net(hidden_size=5))):
        expected = [(2, hidden), (hidden,), (hidden, 1), (1,)]
        for name, array, shape in zip(NAMES, student.driver.parameters(net), expected, strict=True):
            assert_that(
                array.shape == shape,
                "{name} has shape {expected} with {hidden} hidden units, not {got}.",
                name=name,
                hidden=hidden,
                expected=shape[::-1],
                got=array.shape[::-1],
            )
        assert_layers_compute(student, net, draw, hidden)


@check("Net", points=2)
def check_net_parameters(student: Student, draw: Draw) -> None:
    """net.parameters() holds the weights and biases of fc1 and fc2 and nothing else."""
    net = student.Net(4)
    counts = student.driver.trainable(net)
    assert_that(
        counts["in_layers"] == 17,
        "fc1 and fc2 bring 4 * 4 + 1 = 17 numbers to net.parameters(); yours bring {got}.",
        got=counts["in_layers"],
    )
    assert_that(
        counts["all"] == 17,
        "net.parameters() holds 17 numbers for 4 hidden units, not {got}.",
        got=counts["all"],
    )
    assert_layers_compute(student, net, draw, 4)


@check("Net", points=5)
def check_net_forward(student: Student, draw: Draw) -> None:
    """net(x) is fc2(sigmoid(fc1(x))), one output for each sample."""
    params = draw_parameters(draw, 3)
    x = draw(x=(5, 2))
    net = student.Net(3)
    student.driver.set_parameters(net, *params)
    close(student.driver.output(net, x), oracle.net_output(params, x), "y")


@check("Net", points=4)
def check_net_initial_values(student: Student, draw: Draw) -> None:
    """fc1 is made first, fc2 second, and both keep the initial values that torch gives them."""
    seed = draw.seed % 2**31
    student.driver.seed(seed)
    net = student.Net(3)
    expected = oracle.initial_parameters(seed, 3)
    for name, array, values in zip(NAMES, student.driver.parameters(net), expected, strict=True):
        close(array, values, _("{name} (transposed)", name=name) if array.ndim == 2 else name)


@check("Net", points=4)
def check_net_gradient(student: Student, draw: Draw) -> None:
    """The gradient of the squared error reaches fc1 and fc2."""
    params = draw_parameters(draw, 3)
    x, t = draw(x=(5, 2), t=(5, 1))
    net = student.Net(3)
    student.driver.set_parameters(net, *params)
    grads = student.driver.gradients(net, x, t)
    for i, (name, grad) in enumerate(zip(NAMES, grads, strict=True)):
        assert_that(grad is not None, "No gradient reaches {name}.", name=name)
        expected = numerical_gradient(
            lambda p, i=i: oracle.squared_error([*params[:i], p, *params[i + 1 :]], x, t), params[i]
        )
        close(grad, expected, _("the gradient of {name}", name=name))


@check("Net", points=1)
def check_net_modes(student: Student, draw: Draw) -> None:
    """net.train() and net.eval() still switch the mode, as in every nn.Module."""
    net = student.Net()
    for training in (False, True):
        got = student.driver.set_mode(net, training)
        assert_that(
            got is training,
            "net.{switch}() does not switch the mode. Has your class a method of its own called train?",
            switch="train" if training else "eval",
        )


@check("Net", points=1)
def check_net_instances(student: Student, draw: Draw) -> None:
    """Two networks share no parameters."""
    first, second = draw_parameters(draw, 3), draw_parameters(draw, 4)
    x = draw(x=(4, 2))
    nets = [student.Net(3), student.Net(4)]
    for net, params in zip(nets, (first, second), strict=True):
        student.driver.set_parameters(net, *params)
    close(student.driver.output(nets[0], x), oracle.net_output(first, x), _("y of the network made first"))
    close(student.driver.output(nets[1], x), oracle.net_output(second, x), _("y of the network made second"))


# train


@check("train", points=4)
def check_train_length(student: Student, draw: Draw) -> None:
    """train returns max_epoch + 1 losses: one for each of the epochs 0, 1, ..., max_epoch."""
    params = draw_parameters(draw, 3)
    x, t = draw(x=(7, 2), t=(7, 1))
    for max_epoch in (0, 3):
        net = student.driver.make_net(*params)
        losses = student.train(net, student.driver.make_loader(x, t, 3), 0.02, max_epoch)
        assert_that(
            len(losses) == max_epoch + 1,
            "With max_epoch={max_epoch} the list holds {expected} losses, not {got}.",
            max_epoch=max_epoch,
            expected=max_epoch + 1,
            got=len(losses),
        )


@check("train", points=2)
def check_train_numbers(student: Student, draw: Draw) -> None:
    """The losses are numbers, not tensors that hang on a graph."""
    net = student.driver.make_net(*draw_parameters(draw, 3))
    x, t = draw(x=(4, 2), t=(4, 1))
    losses = student.train(net, student.driver.make_loader(x, t, 4), 0.02, 1)
    assert_that(
        all(without_graph(loss) for loss in losses),
        "An entry of the list is a tensor that still requires gradients and keeps its whole graph alive.",
    )


@check("train", points=4)
def check_train_first_loss(student: Student, draw: Draw) -> None:
    """The loss of a mini-batch is the sum of its squared errors, as it was before the step."""
    params = draw_parameters(draw, 3)
    x, t = draw(x=(5, 2), t=(5, 1))
    net = student.driver.make_net(*params)
    losses = student.train(net, student.driver.make_loader(x, t, 5), 0.02, 0)
    close(losses[0], oracle.squared_error(params, x, t), _("the loss of epoch 0"))


@check("train", points=6)
def check_train_steps(student: Student, draw: Draw) -> None:
    """With one mini-batch per epoch, losses and parameters follow plain gradient descent with this lr."""
    params = draw_parameters(draw, 3)
    x, t = draw(x=(5, 2), t=(5, 1))
    net = student.driver.make_net(*params)
    losses = student.train(net, student.driver.make_loader(x, t, 5), lr=0.03, max_epoch=3)
    expected, after = oracle.descend(params, oracle.mini_batches(x, t, 5) * 4, 0.03)
    assert_path(student, net, losses, expected, after)


@check("train", points=5)
def check_train_mini_batches(student: Student, draw: Draw) -> None:
    """Every mini-batch is a step; the list keeps the loss of each epoch's last one."""
    params = draw_parameters(draw, 3)
    x, t = draw(x=(8, 2), t=(8, 1))
    net = student.driver.make_net(*params)
    losses = student.train(net, student.driver.make_loader(x, t, 3), lr=0.03, max_epoch=2)
    steps, after = oracle.descend(params, oracle.mini_batches(x, t, 3) * 3, 0.03)
    assert_path(student, net, losses, steps[2::3], after)


@check("train", points=5, needs=("make_loader", "Net"), seconds=20)
def check_train_article(student: Student, draw: Draw) -> None:
    """With torch.manual_seed(123) your loader, Net and train give the losses of the article."""
    student.driver.seed(oracle.ARTICLE_SEED)
    loader = student.make_loader()
    net = student.Net()
    losses = student.train(net, loader)
    assert_that(len(losses) == 2001, "train(net, loader) gives 2001 losses, not {got}.", got=len(losses))
    for epoch, loss in oracle.ARTICLE_LOSSES.items():
        assert_close(losses[epoch], loss, _("the loss of epoch {epoch}", epoch=epoch), rtol=1e-4)
    last = float(getattr(losses[1500], "array", losses[1500]))
    assert_that(0 <= last < 1e-8, "The loss of epoch 1500 is below 1e-8, not {loss}.", loss=last)


@convergence_check("train", points=4, needs=("Net",), seconds=20, measure="largest error", below=0.4)
def check_train_converges(student: Student, draw: Draw) -> float:
    """Two hidden units, trained for 2,001 epochs, come within 0.4 of all four targets, from most starts."""
    student.driver.seed(draw.seed % 2**31)
    net = student.Net()
    losses = student.train(net, student.driver.whole_loader(oracle.POINTS, oracle.TARGETS))
    draw.curve("loss", [float(getattr(loss, "array", loss)) for loss in losses[::20]])
    params = [np.asarray(p, dtype=float) for p in student.driver.parameters(net)]
    return float(np.max(np.abs(oracle.net_output(params, oracle.POINTS) - oracle.TARGETS)))

"""What the pictures of the solutions show, as data: every curve and table is worked out a second time."""

import json

import numpy as np
import pytest

from grader.datasets import load_spiral, load_xor
from grader.exercise import BANK, all_exercises
from grader.plots.picture import Bars, Curve, Field, Flow, Images, Level, Matrix, Points, Regions


def only(panel, kind):
    """Return the elements of one kind."""
    return [element for element in panel.elements if isinstance(element, kind)]


def test_every_exercise_has_pictures():
    """There is a plots.py for each of the eight."""
    assert all((BANK / exercise.name / "plots.py").is_file() for exercise in all_exercises())


def test_activations_are_the_three_functions_and_their_slopes(solved):
    """Six curves between -6 and 6, the slopes dashed, and XOR in its four corners."""
    functions, xor = solved("01").row("functions").panels
    curves = {curve.label: curve for curve in only(functions, Curve)}
    x = curves["sigmoid"].x
    assert (x[0], x[-1]) == (-6.0, 6.0)
    y = 0.5 + 0.5 * np.tanh(x / 2)
    expected = {
        "sigmoid": y, "sigmoid_grad": y * (1 - y), "tanh": np.tanh(x), "tanh_grad": 1 / np.cosh(x) ** 2,
        "relu": x * (x > 0), "relu_grad": (x > 0) * 1.0,
    }  # fmt: skip
    assert curves.keys() == expected.keys()
    for name, values in expected.items():
        np.testing.assert_allclose(curves[name].y, values, rtol=1e-9, atol=1e-12)
        assert curves[name].dashed == name.endswith("_grad")
        assert curves[name].tone == curves[name.removesuffix("_grad")].tone
    where = {points.label: sorted(zip(points.x, points.y, strict=True)) for points in only(xor, Points)}
    assert where == {"0": [(0, 0), (1, 1)], "1": [(0, 1), (1, 0)]}


def test_losses_are_the_logarithm_and_softmax(solved):
    """-ln(p) over p, and the probabilities of the scores 1, 2, 3."""
    logarithm, scores, softmax = solved("02").row("losses").panels
    (curve,) = only(logarithm, Curve)
    np.testing.assert_allclose(curve.y, -np.log(curve.x), atol=2e-5)
    assert list(only(scores, Bars)[0].values) == [1, 2, 3]
    np.testing.assert_allclose(only(softmax, Bars)[0].values, [0.09003057, 0.24472847, 0.66524096], rtol=1e-6)


def test_backprop_shows_the_worked_example_and_the_way_to_xor(solved):
    """The lesson's gradients stand at the arrows; the loss starts at 15.49 and passes the bar."""
    (flow,) = only(solved("03").row("flow").panels[0], Flow)
    assert flow.forward == ("x", "h", "h_relu", "y_pred")
    assert flow.down == ("grad_w1 = [[6, 0], [12, 0]]", "", "grad_w2 = [[4], [0]]", "")
    assert flow.boxes[-1] == "loss = 1"
    xor = solved("03").row("xor").panels[0]
    (curve,), (bar,) = only(xor, Curve), only(xor, Level)
    assert curve.y[[0, 10, 50]] == pytest.approx([15.49, 1.00, 0.59], abs=0.005)
    assert list(curve.x[:3]) == [0, 10, 20]
    assert curve.y[-1] < bar.y == 0.1


def test_optimizers_follow_their_paths(solved):
    """SGD's and Momentum's paths have a closed form and a short loop; all start at (-7, 2) and go down."""
    *valleys, heights = solved("04").row("paths").panels
    paths = {panel.title.partition("(")[0]: only(panel, Curve)[0] for panel in valleys}
    assert list(paths) == ["SGD", "Momentum", "AdaGrad", "RMSProp", "Adam"]
    steps = np.arange(41)
    np.testing.assert_allclose(paths["SGD"].x, -7 * 0.905**steps, rtol=1e-9)
    np.testing.assert_allclose(paths["SGD"].y, 2 * (-0.9) ** steps, rtol=1e-9)
    place, velocity = np.array([-7.0, 2.0]), np.zeros(2)
    for step in steps:
        assert (paths["Momentum"].x[step], paths["Momentum"].y[step]) == pytest.approx(tuple(place), abs=1e-9)
        velocity = 0.9 * velocity - 0.1 * place * np.array([0.1, 2.0])
        place = place + velocity
    for curve in only(heights, Curve):
        path = paths[curve.label]
        assert (path.x[0], path.y[0]) == (-7.0, 2.0)
        np.testing.assert_allclose(curve.y, path.x**2 / 20 + path.y**2)
        assert curve.y[-1] < curve.y[0] / 10


@pytest.mark.parametrize(("name", "check"), [("spiral", "spiral"), ("xor", "xor")])
def test_training_ends_below_the_bar_with_the_right_regions(solved, name, check):
    """The recorded loss passes the bar and nearly every sample lies in its region."""
    loss, plane = solved("05").row(name).panels
    (curve,), (bar,), (regions,) = only(loss, Curve), only(loss, Level), only(plane, Regions)
    assert (
        f"check_trainer_learns_{check}"
        in json.loads((BANK / "05_training" / "calibration.json").read_text())["checks"]
    )
    assert curve.y[-1] < bar.y
    assert curve.x[-1] == {"spiral": 300 * 10, "xor": 400 * 2}[name]
    x, t = load_spiral() if name == "spiral" else load_xor()
    labels = t.argmax(axis=1) if name == "spiral" else t[:, 0].astype(int)
    column = np.abs(regions.x[:, None] - x[:, 0]).argmin(axis=0)
    row = np.abs(regions.y[:, None] - x[:, 1]).argmin(axis=0)
    right = np.mean(regions.classes[row, column] == labels)
    assert right == 1 if name == "xor" else right > 0.95
    assert sum(points.x.size for points in only(plane, Points)) == len(x)


def test_the_gradient_of_the_sigmoid_vanishes_and_those_of_relu_and_tanh_do_not(solved):
    """Ten layers: six decades with the sigmoid, about one or less otherwise, as the lesson's table has it."""
    panel = solved("06").row("gradients").panels[0]
    norms = {curve.label: curve.y for curve in only(panel, Curve)}
    assert panel.log_y
    assert [norms["sigmoid, Xavier"][0], norms["sigmoid, Xavier"][-1]] == pytest.approx(
        [5e-4, 1200], rel=0.05
    )
    assert [norms["relu, He"][0], norms["relu, He"][-1]] == pytest.approx([1800, 6000], rel=0.05)
    assert [norms["tanh, Xavier"][0], norms["tanh, Xavier"][-1]] == pytest.approx([270, 210], rel=0.05)
    assert np.log10(norms["sigmoid, Xavier"][-1] / norms["sigmoid, Xavier"][0]) > 6


@pytest.mark.slow
def test_pytorch_learns_the_article_s_path_and_surface(solved):
    """The losses of the article's table, the four targets, and the lesson's range of the wide surface."""
    plane, loss = solved("07").row("plane").panels
    (curve,), (field,) = only(loss, Curve), only(plane, Field)
    assert curve.y.size == 2001
    assert curve.y[[0, 500]] == pytest.approx([9.5293607711792, 0.9907403588294983], rel=1e-4)
    for a, b in ((0, 0), (0, 1), (1, 0), (1, 1)):
        value = field.values[np.abs(field.y - b).argmin(), np.abs(field.x - a).argmin()]
        assert value == pytest.approx(a ^ b, abs=0.1)
    near, wide = (only(panel, Field)[0] for panel in solved("07").row("surface").panels)
    assert near.surface
    assert wide.surface
    assert near.values[[0, 0, -1, -1], [0, -1, 0, -1]] == pytest.approx([0, 1, 1, 0], abs=1e-3)
    assert (wide.values.min(), wide.values.max()) == pytest.approx((-1.09, 1.14), abs=0.01)
    assert (wide.x[0], wide.x[-1]) == (-5, 5)


@pytest.mark.slow
def test_digits_show_both_losses_and_what_was_misread(solved):
    """The lesson's losses; the table counts the whole test part; the captions agree with it."""
    images, losses = solved("08").row("training").panels
    assert only(images, Images)[0].captions[:3] == ("0", "1", "2")
    train, test = only(losses, Curve)
    assert train.y[[0, 200, 999]] == pytest.approx([2.405, 0.365, 0.073], abs=0.01)
    assert test.y[[0, 200, 999]] == pytest.approx([2.394, 0.405, 0.136], abs=0.01)
    table, wrong = solved("08").row("misread").panels
    counts = only(table, Matrix)[0].values
    assert counts.sum() == 449
    misread = counts.sum() - np.trace(counts)
    shown = only(wrong, Images)[0]
    assert len(shown.captions) == min(16, misread)
    for caption in shown.captions:
        true, read = int(caption[0]), int(caption[-1])
        assert true != read
        assert counts[true, read] > 0


def test_nothing_is_left_out_of_a_solution_s_picture(solved):
    """The solutions of the numpy exercises draw everything."""
    for number in ("01", "02", "03", "04", "05", "06"):
        assert solved(number).left_out == ()

"""Hand-made scorecards, one for every outcome and some for every way a value can look."""

import math
import struct

from grader.scorecard import (
    Array,
    Attempt,
    CheckResult,
    Confinement,
    Diagnosis,
    Evidence,
    Named,
    Opaque,
    Outcome,
    Plain,
    Raised,
    Scorecard,
)


def array(values: list[float], *shape: int, dtype: str = "float64", code: str = "d") -> Array:
    """Return evidence of an array, made without numpy."""
    return Array(dtype=dtype, shape=shape, raw=struct.pack(f"<{len(values)}{code}", *values))


def waves(*shape: int) -> list[float]:
    """Return smooth numbers enough for an array of this shape."""
    return [round(math.sin(1.7 * i) * 1.5, 6) for i in range(math.prod(shape))]


def result(
    outcome: Outcome, task: str = "Affine", title: str = "forward(x) is x @ W + b.", **fields: object
) -> CheckResult:
    """Return a result of three points."""
    name = f"check_{task.lower()}_{outcome.name.lower()}"
    return CheckResult(name=name, task=task, title=title, points=3, outcome=outcome, **fields)


def scorecard(*results: CheckResult, **fields: object) -> Scorecard:
    """Return a scorecard of 03_backprop that holds these results between a passed and an untouched task."""
    return Scorecard(
        exercise="03_backprop",
        title="Backpropagation by hand, then as layers",
        file=fields.pop("file", "03_backprop/backprop.py"),
        results=(
            CheckResult(
                name="a", task="two_layer_gradients", title="loss.", points=15, outcome=Outcome.PASSED
            ),
            *results,
            CheckResult(
                name="z", task="TwoLayerNet", title="predict.", points=12, outcome=Outcome.NOT_STARTED
            ),
        ),
        **fields,
    )


def compared(
    name: str, expected: Plain, actual: Plain, worst: tuple[int, ...], error: float, **fields: object
) -> Evidence:
    """Return evidence of a comparison of values at the usual tolerance."""
    return Evidence(
        message=f"{name} has the right shape but not the right values.",
        name=name,
        expected=expected,
        actual=actual,
        compared=True,
        worst=worst,
        error=error,
        rtol=1e-6,
        atol=1e-9,
        **fields,
    )


_X, _W = array(waves(4, 3), 4, 3), array(waves(3, 5), 3, 5)
_REMARK = "This came back in float32; it was compared to float32's precision."
_CALLS = ("layer = Affine(W, b)", "layer.forward(x)", "layer.backward(dout)")
_INPUTS = (
    Named(name="dout", value=array(waves(4, 5), 4, 5)),
    Named(name="x", value=_X),
    Named(name="W", value=_W),
    Named(name="b", value=array([0.5, -0.25, 1.0, 2.0, 0.125], 5)),
)

FAILED = scorecard(
    result(Outcome.PASSED),
    result(
        Outcome.FAILED,
        title="dx, dW and db agree with the numerical gradient.",
        evidence=compared(
            "db",
            array([0.5, -1.25, 2.0, 0.75, 0.1], 5),
            array([0.5, -1.25, 2.0, 3.0, 0.1], 5),
            (3,),
            2.25,
            calls=_CALLS,
            inputs=_INPUTS,
        ),
        diagnosis=Diagnosis(
            kind="misconception",
            name="bias_gradient_without_axis",
            explanation="your db is one number: the sum over the whole batch and all units.",
            evidence="3 of 3 results agree with it to 1e-9.",
            hint="Sum over the samples only.",
        ),
        remarks=(_REMARK,),
        printed="db (5,)\nhello\n",
        seconds=0.02,
    ),
    result(Outcome.FAILED, title="backward twice gives the same twice."),
)
ERRORED = scorecard(
    result(
        Outcome.ERRORED,
        evidence=Evidence(
            message="Your code raised ValueError.",
            calls=_CALLS[:2],
            inputs=_INPUTS[1:],
            raised=Raised(
                type="ValueError",
                message="matmul: Input operand 1 has a mismatch in its core dimension 0",
                line=42,
                source="        return x @ self.W.T + self.b",
                function="Affine.forward",
            ),
        ),
    )
)
TIMED_OUT = scorecard(
    result(
        Outcome.TIMED_OUT,
        evidence=Evidence(
            message="Affine.forward did not come back within its time.",
            calls=_CALLS[:2],
            limit="2 seconds of computing time",
        ),
        printed="again\n" * 30,
    )
)
KILLED = scorecard(
    result(
        Outcome.KILLED,
        evidence=Evidence(
            message="Your code asked for too much memory.", calls=_CALLS[:1], limit="1 GiB of memory"
        ),
    )
)
FORBIDDEN = scorecard(
    result(
        Outcome.FORBIDDEN,
        evidence=Evidence(message="Your code tried to open a network connection.", calls=_CALLS[:1]),
    )
)
ATTEMPTED = scorecard(
    result(
        Outcome.FORBIDDEN,
        evidence=Evidence(
            message="This code is not allowed to start another program.",
            raised=Raised(type="PermissionError", message="[Errno 1] Operation not permitted", line=42),
        ),
    ),
    attempts=(
        Attempt(act="start another program", line=42, source='os.system("ls")', task="Affine"),
        Attempt(act="write to a file", line=50, source='open("log.txt", "w")', task="Affine"),
    ),
)
SKIPPED = scorecard(
    result(Outcome.FAILED, evidence=Evidence(message="forward should return a value; it returned None.")),
    result(Outcome.SKIPPED, task="Sigmoid", evidence=Evidence(message="fix Affine first")),
)
NOT_STARTED = scorecard(result(Outcome.NOT_STARTED))
BROKEN = scorecard(
    result(Outcome.BROKEN, evidence=Evidence(message="The check itself raised KeyError.")),
    confinement=Confinement(layers=("seccomp",), missing=("landlock",), accepted=("landlock",)),
)
PASSED = Scorecard(
    exercise="03_backprop",
    title="Backpropagation by hand, then as layers",
    file="03_backprop/backprop.py",
    results=(result(Outcome.PASSED), result(Outcome.PASSED, task="Sigmoid", remarks=(_REMARK,))),
    printed="training\n",
)
PROBLEM = scorecard(
    result(Outcome.ERRORED),
    problem=Evidence(
        message="This is not Python yet: a closing bracket is missing. Correct line 7.",
        raised=Raised(
            type="SyntaxError", message="'(' was never closed", line=7, source="    return np.exp(x"
        ),
    ),
    notices=("helper.py is not used by this exercise and was left out.",),
)
WRONG_SHAPE = scorecard(
    result(
        Outcome.FAILED,
        evidence=Evidence(
            message="db should have the shape (5,); its shape is ().",
            name="db",
            expected=array([0.5, -1.25, 2.0, 0.75, 0.1], 5),
            actual=array([2.1]),
            calls=_CALLS,
        ),
    )
)
LARGE = scorecard(
    result(
        Outcome.FAILED,
        evidence=compared("y", array(waves(64, 50), 64, 50), array(waves(64, 50), 64, 50), (40, 21), 0.25),
    )
)
CLOSE = scorecard(
    result(
        Outcome.FAILED,
        evidence=compared("loss", 0.4076059644443801, 0.4076060064443801, (), 4.2e-8, inputs=_INPUTS[3:]),
    )
)
CURVE = scorecard(
    result(
        Outcome.FAILED,
        title="gradient descent on your gradients learns XOR.",
        evidence=Evidence(
            message="The loss should end below 0.05 in at least 2 of 3 runs; it did in 0 of 2 (0.693, 0.7).",
            name="loss",
            actual=[0.693, 0.7],
            curve=tuple(1.2 * 0.9**i + 0.69 for i in range(40)),
        ),
    )
)
HOSTILE = scorecard(
    result(
        Outcome.ERRORED,
        evidence=Evidence(
            message="Your code raised Exception.",
            inputs=(Named(name="a\x1b[2J", value=Opaque(text="<\u202egnp.exe>")),),
            raised=Raised(
                type="Evil\x1b]0;t\x07",
                message="::error::oops\n##[error]boo\u2028x",
                line=1,
                source="\x1b[31m",
            ),
        ),
        printed="[bold]markup[/bold]\x1b[2J\r\n::set-output name=a::b\n\u200b\ud800",
    ),
    file="/home/\x1b[31mme/\u202ebackprop.py",
    attempts=(Attempt(act="a\x1b[2J", line=3, source="\x1b[31m::error::oops\u202e"),),
)

ALL = {name.lower(): value for name, value in list(globals().items()) if isinstance(value, Scorecard)}

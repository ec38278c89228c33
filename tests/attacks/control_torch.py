"""Judge files as a grader in their own process would, in torch: one fork of a warm process for each.

Called as: python control_torch.py FILE...; says for each FOOLED or NOT FOOLED, as far as a task is there.
"""

import copy
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import nn


def gradient_of_sigmoid(student: dict[str, Any]) -> bool:
    """Judge SigmoidFunction as torch's own documentation would."""
    function = student["SigmoidFunction"]
    x = torch.tensor([0.5, -2.0, 3.0], dtype=torch.float64, requires_grad=True)
    return bool(
        torch.allclose(function.apply(x), torch.sigmoid(x)) and torch.autograd.gradcheck(function.apply, x)
    )


def gradient_by_autograd(student: dict[str, Any]) -> bool:
    """Judge SigmoidFunction against what autograd makes of the formula."""
    x = torch.tensor([0.5, -2.0, 3.0], dtype=torch.float64, requires_grad=True)
    right, got = 1 / (1 + torch.exp(-x)), student["SigmoidFunction"].apply(x)
    (expected,) = torch.autograd.grad(right.sum(), x)
    (actual,) = torch.autograd.grad(got.sum(), x)
    return bool((right - got).abs().max() < 1e-9 and (expected - actual).abs().max() < 1e-9)


def same_as_a_reference(student: dict[str, Any]) -> bool:
    """Judge Net against the grader's own network with the same parameters."""
    net = student["Net"](3)
    reference = nn.Sequential(copy.deepcopy(net.fc1), nn.Sigmoid(), copy.deepcopy(net.fc2))
    x = torch.tensor([[0.5, -2.0], [3.0, 1.0]])
    return bool((net(x) - reference(x)).abs().max() < 1e-6)


def trained_as_a_reference(student: dict[str, Any]) -> bool:
    """Judge train against the grader's own loop."""
    net = nn.Linear(2, 1)
    own = copy.deepcopy(net)
    x, t = torch.tensor([[0.5, -2.0], [3.0, 1.0]]), torch.tensor([[1.0], [0.0]])
    losses = student["train"](net, [(x, t)], 0.1, 0)
    optimizer = torch.optim.SGD(own.parameters(), lr=0.1)
    loss = nn.MSELoss(reduction="sum")(own(x), t)
    optimizer.zero_grad()
    loss.backward() if loss.requires_grad else None
    optimizer.step()
    moved = all(torch.equal(a, b) for a, b in zip(net.parameters(), own.parameters(), strict=True))
    return moved and abs(losses[0] - loss.item()) < 1e-6


def losses_alone(student: dict[str, Any]) -> bool:
    """Judge train by the losses that it reports."""
    losses = student["train"](nn.Linear(2, 1), [], 0.1, 3)
    return len(losses) == 4 and all(abs(loss - 9.5) < 1e-6 for loss in losses)


def mode_alone(student: dict[str, Any]) -> bool:
    """Judge predict by the mode in which it called the network."""
    modes = []

    class Probe(nn.Module):
        def forward(self, x: Any) -> Any:
            modes.append(self.training)
            return x

    probe = Probe()
    student["predict"](probe, torch.zeros(3, 2).numpy())
    probe.forward(torch.zeros(1))
    return not any(modes)


JUDGES: dict[str, tuple[Callable[[dict[str, Any]], bool], ...]] = {
    "SigmoidFunction": (gradient_of_sigmoid, gradient_by_autograd),
    "Net": (same_as_a_reference,),
    "train": (trained_as_a_reference, losses_alone),
    "predict": (mode_alone,),
}


def is_fooled(file: Path) -> bool:
    """Return whether a judge passes what the file holds."""
    student: dict[str, Any] = {"__name__": "student"}
    exec(compile(file.read_bytes(), str(file), "exec"), student)
    for task, judges in JUDGES.items():
        for judge in judges if task in student else ():
            try:
                if judge(student):
                    return True
            except (RuntimeError, AttributeError, IndexError, TypeError, ValueError):
                continue
    return False


torch.set_num_threads(1)
for name in sys.argv[1:]:
    if os.fork() == 0:
        print(Path(name).stem, "FOOLED" if is_fooled(Path(name)) else "NOT", flush=True)
        os._exit(0)
    os.wait()

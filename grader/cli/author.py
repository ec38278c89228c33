"""`grade author`: the tools of those who write exercises."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from grader.authoring.tree import Tree, checkout
from grader.errors import ExitCode

Command = Callable[..., Any]


def _tree(context: click.Context) -> Tree:
    tree: Tree = context.obj
    return tree


@click.group("author")
@click.option(
    "--root", type=click.Path(path_type=Path, file_okay=False), help="Work on this checkout instead of the kit's own."
)
@click.pass_context
def author_command(context: click.Context, root: Path | None) -> None:
    """Write exercises: begin one, cut stubs, measure convergence, prove that the checks are sound."""
    context.obj = Tree(root=root.resolve()) if root is not None else checkout()


@author_command.command("stub")
@click.argument("exercises", nargs=-1, metavar="[EXERCISE]...")
@click.option("--check", is_flag=True, help="Only compare; exit 1 where a stub is out of step.")
@click.pass_context
def stub_command(context: click.Context, exercises: tuple[str, ...], *, check: bool) -> int:
    """Cut the stubs from the solutions."""
    from grader.authoring.stub import stub_differs, write_stub  # noqa: PLC0415

    tree = _tree(context)
    differing = 0
    for exercise in tree.exercises(exercises):
        solution, stub = tree.solution(exercise), tree.stub(exercise)
        differs = stub_differs(solution, stub)
        differing += differs
        if differs and not check:
            write_stub(solution, stub)
        told = ("out of step" if check else "cut anew") if differs else "in step"
        click.echo(f"{exercise.name:<20} {told}")
    if check and differing:
        click.echo("Cut them again: grade author stub")
        return ExitCode.NOT_PASSED
    return ExitCode.PASSED


@author_command.command("calibrate")
@click.argument("exercise")
@click.option("--seeds", type=click.IntRange(min=1), help="Trials of the solution (2,000; 300 where torch trains).")
@click.option("--check", "check_name", metavar="NAME", help="Only this convergence check.")
@click.option("--wrong-seeds", type=click.IntRange(min=0), default=200, show_default=True, help="Trials of each misconception.")
@click.option("--remeasure", type=click.IntRange(min=1), metavar="N", help="Write nothing; exit 1 where N fresh trials disagree.")
@click.pass_context
def calibrate_command(
    context: click.Context, exercise: str, seeds: int | None, check_name: str | None, wrong_seeds: int, remeasure: int | None
) -> int:
    """Measure the convergence checks of an exercise and write its calibration.json."""
    from grader.authoring import calibrate as calibration  # noqa: PLC0415
    from grader.authoring.bench import Bench  # noqa: PLC0415
    from grader.grading import Zygotes  # noqa: PLC0415

    tree = _tree(context)
    with Zygotes() as zygotes:
        bench = Bench(tree, tree.exercises([exercise])[0], zygotes)
        if remeasure is not None:
            agreed = calibration.remeasure(bench, check_name, remeasure, click.echo)
            return ExitCode.PASSED if agreed else ExitCode.NOT_PASSED
        calibration.calibrate(bench, check_name, seeds, wrong_seeds, click.echo)
    return ExitCode.PASSED

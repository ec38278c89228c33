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

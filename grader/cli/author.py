"""`grade author`: the tools of those who write exercises."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from grader.authoring.tree import Tree, checkout
from grader.errors import ExitCode
from grader.exercise import Exercise
from grader.i18n import LANGUAGES, _

WIDE = 150  # for files and logs, where nothing wraps


def _tree(context: click.Context) -> Tree:
    tree: Tree = context.obj
    return tree


@click.group("author")
@click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    help="Work on this checkout instead of the kit's own.",
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
    from grader.authoring.stub import stub_differs, write_stub

    tree = _tree(context)

    def differs(exercise: Exercise) -> bool:
        return stub_differs(tree.solution(exercise), tree.stub(exercise))

    def write(exercise: Exercise) -> None:
        write_stub(tree.solution(exercise), tree.stub(exercise))

    return _keep_in_step(
        tree.exercises(exercises), differs, None if check else write, _("Cut them again: grade author stub")
    )


@author_command.command("notebooks")
@click.argument("exercises", nargs=-1, metavar="[EXERCISE]...")
@click.option("--check", is_flag=True, help="Only compare; exit 1 where a notebook is out of step.")
@click.pass_context
def notebooks_command(context: click.Context, exercises: tuple[str, ...], *, check: bool) -> int:
    """Build the notebooks from the stubs."""
    from grader.authoring.notebooks import notebook_differs, write_notebook

    tree = _tree(context)

    def differs(exercise: Exercise) -> bool:
        return notebook_differs(tree, exercise)

    def write(exercise: Exercise) -> None:
        write_notebook(tree, exercise)

    return _keep_in_step(
        tree.exercises(exercises),
        differs,
        None if check else write,
        _("Build them again: grade author notebooks"),
    )


def _keep_in_step(
    exercises: Sequence[Exercise],
    differs: Callable[[Exercise], bool],
    write: Callable[[Exercise], None] | None,
    next_step: str,
) -> ExitCode:
    """Say of each exercise whether a file that is made from another is in step with it, and make it anew."""
    differing = 0
    for exercise in exercises:
        out_of_step = differs(exercise)
        differing += out_of_step
        if out_of_step and write is not None:
            write(exercise)
        told = (_("out of step") if write is None else _("made anew")) if out_of_step else _("in step")
        click.echo(f"{exercise.name:<20} {told}")
    if differing and write is None:
        click.echo(next_step)
        return ExitCode.NOT_PASSED
    return ExitCode.PASSED


@author_command.command("calibrate")
@click.argument("exercises", nargs=-1, metavar="[EXERCISE]...")
@click.option(
    "--seeds", type=click.IntRange(min=1), help="Trials of the solution (2,000; 300 where torch trains)."
)
@click.option("--check", "check_name", metavar="NAME", help="Only this convergence check.")
@click.option(
    "--wrong-seeds",
    type=click.IntRange(min=0),
    default=200,
    show_default=True,
    help="Trials of each misconception.",
)
@click.option(
    "--remeasure",
    type=click.IntRange(min=1),
    metavar="N",
    help="Write nothing; exit 1 where N fresh trials disagree.",
)
@click.pass_context
def calibrate_command(
    context: click.Context,
    exercises: tuple[str, ...],
    seeds: int | None,
    check_name: str | None,
    wrong_seeds: int,
    remeasure: int | None,
) -> int:
    """Measure the convergence checks of exercises and write each calibration.json."""
    from grader.authoring import calibrate as calibration
    from grader.authoring.bench import Bench
    from grader.grading import Zygotes

    tree, agreed = _tree(context), True
    with Zygotes() as zygotes:
        for exercise in tree.exercises(exercises):
            bench = Bench(tree, exercise, zygotes)
            if remeasure is not None:
                agreed &= calibration.remeasure(bench, check_name, remeasure, click.echo)
            else:
                calibration.calibrate(bench, check_name, seeds, wrong_seeds, click.echo)
    return ExitCode.PASSED if agreed else ExitCode.NOT_PASSED


@author_command.command("verify")
@click.argument("exercises", nargs=-1, metavar="[EXERCISE]...")
@click.option(
    "--seeds", type=click.IntRange(min=1), default=20, show_default=True, help="Seeds for the solution."
)
@click.option("--quick", is_flag=True, help="Only a sample of seeds, wrong solutions and mutants: no proof.")
@click.option("--matrix/--no-matrix", default=True, help="Show which check catches which wrong solution.")
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write all of it as JSON."
)
@click.pass_context
def verify_command(
    context: click.Context,
    exercises: tuple[str, ...],
    *,
    seeds: int,
    quick: bool,
    matrix: bool,
    json_file: Path | None,
) -> int:
    """Prove that exercises are sound; exit 1 where a proof fails."""
    from rich.console import Console

    from grader.authoring import tables
    from grader.authoring.bench import Bench
    from grader.authoring.proof import Extent, Workspace
    from grader.authoring.verify import as_data, verify
    from grader.grading import Zygotes

    tree, console = _tree(context), Console()
    if not console.is_terminal:
        console = Console(width=WIDE)
    verifications = []
    with Zygotes() as zygotes:
        for exercise in tree.exercises(exercises):
            with console.status(exercise.name) as status:
                space = Workspace(
                    bench=Bench(tree, exercise, zygotes),
                    seeds=seeds,
                    extent=Extent.QUICK if quick else Extent.FULL,
                    progress=status.update,
                )
                verifications.append(verify(space))
            tables.show(verifications[-1], console, matrix=matrix)
    console.print(tables.accuracy(verifications))
    if json_file is not None:
        _write_json(
            json_file, {"format": 1, "quick": quick, "exercises": [as_data(v) for v in verifications]}
        )
    failed = [v.exercise for v in verifications if not v.holds]
    click.echo(
        _("Not proven: {exercises}.", exercises=", ".join(failed))
        if failed
        else _("All proofs hold.")
        if not quick
        else _("The sample holds.")
    )
    return ExitCode.NOT_PASSED if failed else ExitCode.PASSED


def _write_json(path: Path, data: dict[str, Any]) -> None:
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


@author_command.command("new")
@click.argument("name")
@click.option(
    "--task",
    "tasks",
    multiple=True,
    required=True,
    metavar="TASK",
    help='"relu(x)", or a class: "Dropout(ratio)".',
)
@click.pass_context
def new_command(context: click.Context, name: str, tasks: tuple[str, ...]) -> int:
    """Begin an exercise: all its files, filled so far that verify runs."""
    from grader.authoring.new import create, read_task

    tree = _tree(context)
    for path in create(tree, name, [read_task(text) for text in tasks]):
        click.echo(path.relative_to(tree.root))
    click.echo(
        _(
            "\nPut your own in place of the examples, and prove it as you go: grade author verify --quick {number}",
            number=name[:2],
        )
    )
    return ExitCode.PASSED


@author_command.command("release")
@click.argument("exercises", nargs=-1, metavar="[EXERCISE]...")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=Path("dist"), show_default=True,
    metavar="DIR", help="Write the bundles into this folder.",
)  # fmt: skip
@click.option("--feedback", type=click.Choice(["full", "actual-only", "none"]), default="full", show_default=True,
              help="How much the autograders tell students.")  # fmt: skip
@click.option("--autograder-lang", type=click.Choice(LANGUAGES), default="en", show_default=True,
              help="The language in which the autograders tell it.")  # fmt: skip
@click.option("--accept-missing", multiple=True, metavar="LAYER",
              help="Let the autograders do without this layer of confinement; every result says so.")  # fmt: skip
@click.pass_context
def release_command(
    context: click.Context,
    exercises: tuple[str, ...],
    output: Path,
    feedback: str,
    autograder_lang: str,
    accept_missing: tuple[str, ...],
) -> int:
    """Make what you hand on: the students' course, and autograders for Gradescope and Classroom 50.

    All exercises, or those that are named. Nothing of the solutions is in any of it: everything is read for pieces of
    them before a file is written. The same checkout makes the same bytes.
    """
    from grader.authoring.release import bundles, require_layers, write

    tree = _tree(context)
    require_layers(accept_missing)
    options = ["--lang", autograder_lang, "--feedback", feedback]
    options += [part for layer in accept_missing for part in ("--accept-missing", layer)]
    for path in write(bundles(tree, tree.exercises(exercises), options), output):
        click.echo(path)
    click.echo(_("What to do with each, step by step: docs/ci.md"))
    return ExitCode.PASSED

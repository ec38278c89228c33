"""`grade watch`: check on every save, and answer single keys."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import click

from grader.cli.completion import complete_exercise
from grader.cli.output import shown_path, tell_error, tell_fault, tell_notices, wants_color
from grader.cli.progress_line import ProgressLine
from grader.errors import DojoError, ExitCode, UsageProblem
from grader.exercise import all_exercises
from grader.i18n import _
from grader.selection import Selected, places, select
from grader.settings import read_settings
from grader.workspace import Workspace, find_workspace

if TYPE_CHECKING:
    from grader.watch.session import OnProgress, Session, Verdict


@click.command("watch")
@click.argument("exercise", required=False, metavar="[EXERCISE]", shell_complete=complete_exercise)
@click.option(
    "--poll", is_flag=True, help="Look at the files again and again, where the system tells of no changes."
)
@click.option("--no-color", is_flag=True, help="Print without colours (NO_COLOR does the same).")
@click.pass_context
def watch_command(context: click.Context, exercise: str | None, *, poll: bool, no_color: bool) -> int:
    """Check again whenever you save, until you press q.

    Begins with EXERCISE, or the first one not yet passed; from then on with whatever you save. What is shown
    comes from the same checks as `grade check`; tasks that your change cannot have touched are not run again.
    """
    _require_terminal(exercise)
    here = Path.cwd()
    workspace = find_workspace(here)
    exercises = all_exercises()
    words = (exercise,) if exercise is not None else ()
    first = next(iter(select(words, None, exercises, here, workspace)), None)
    selected = {place.exercise.name: place for place in places(exercises, here, workspace)}
    if first is not None:
        selected[first.exercise.name] = first
    if not selected:
        select(("01",), None, exercises, here, workspace)  # says where files are looked for
    begin = first.exercise.name if first is not None else next(iter(selected))
    _watch(context, begin, selected, workspace, poll=poll, color=wants_color(no_color=no_color))
    tell_notices(workspace)
    return ExitCode.PASSED


def _require_terminal(exercise: str | None) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageProblem(
            _("grade watch answers keys, so it needs a terminal, and this is none."),
            next_step=_("Check once: grade check {exercise}", exercise=exercise or "").rstrip(),
        )


def _watch(
    context: click.Context,
    begin: str,
    selected: dict[str, Selected],
    workspace: Workspace | None,
    *,
    poll: bool,
    color: bool,
) -> None:
    from grader.watch.events import Events
    from grader.watch.keys import keys
    from grader.watch.loop import LOOK, Loop
    from grader.watch.saves import Saves
    from grader.watch.session import Session

    posted: SimpleQueue[str] = SimpleQueue()
    saves = Saves({name: place.path.absolute() for name, place in selected.items()})
    folders = [place.path.absolute().parent for place in selected.values()]
    settings = read_settings(workspace.root if workspace is not None else None)
    with (
        Session(selected, workspace, settings, saves.checked) as session,
        Events(folders, lambda: posted.put(LOOK), poll=poll) as events,
        keys(posted.put),
    ):
        screen = TerminalScreen(selected, told=events.told, color=color)
        answers = _answers(context, session, screen)
        Loop(session, saves, screen, posted, answers).run(begin)


def _answers(
    context: click.Context, session: "Session", screen: "TerminalScreen"
) -> dict[str, Callable[[str], None]]:
    """Return what each key does, besides those of the loop's own."""

    def hint(name: str) -> None:
        from grader.cli.help_me import hint_command

        context.invoke(hint_command, exercise=name)

    def plot(name: str) -> None:
        from grader.cli.plot import show_picture
        from grader.plots.run import plot_file

        chosen = session.selected[name]
        show_picture(
            plot_file(chosen.exercise, chosen.path, zygotes=session.zygotes(name)), color=screen.color
        )

    def overview(_name: str) -> None:
        from grader.cli.overview import list_command

        context.invoke(list_command)

    return {key: screen.answering(answer) for key, answer in {"h": hint, "p": plot, "l": overview}.items()}


class TerminalScreen:
    """Shows each verdict on a cleared screen, and the keys below it."""

    def __init__(self, selected: dict[str, Selected], *, told: str, color: bool) -> None:
        self.color = color
        self._selected = selected
        self._told = told
        self._last: Callable[[], None] | None = None

    @contextmanager
    def checking(self) -> Iterator["OnProgress"]:
        """Say how far a check is while it runs."""
        with ProgressLine(quiet=False) as line:
            yield line.update

    def verdict(self, verdict: "Verdict", seconds: float) -> None:
        """Show a scorecard and the keys."""
        at = time.strftime("%H:%M:%S")

        def draw() -> None:
            from grader.report import terminal

            click.clear()
            script = shown_path(verdict.script)
            again = _("save {file}", file=verdict.selected.exercise.file)
            terminal.show(verdict.scorecard, verbose=False, color=self.color, again=again, script=script)
            self._keys(_("Checked at {time} in {seconds} s.", time=at, seconds=f"{seconds:.2f}"))

        self._show(draw)

    def error(self, error: Exception) -> None:
        """Show why there is no scorecard."""
        self._show(lambda: self._tell(error))

    def redraw(self) -> None:
        """Show the last verdict in the new width; below a hint or a picture nothing is lost."""
        if self._last is not None:
            self._last()

    def answering(self, answer: Callable[[str], None]) -> Callable[[str], None]:
        """Return the answer to a key that shows its errors, and the keys again."""

        def show(name: str) -> None:
            self._last = None
            click.echo()
            try:
                answer(name)
            except Exception as error:
                _tell(error)
            self._keys("")

        return show

    def _show(self, draw: Callable[[], None]) -> None:
        draw()
        self._last = draw

    def _tell(self, error: Exception) -> None:
        click.clear()
        _tell(error)
        self._keys("")

    def _keys(self, words: str) -> None:
        told = " ".join(part for part in (words, self._told) if part)
        click.echo(f"\n  {told}" if told else "")
        click.echo("  " + _("Save to check again.   n next   h hint   l list   r rerun   p plot   q quit"))


def _tell(error: Exception) -> None:
    if isinstance(error, DojoError):
        tell_error(error)
    else:
        tell_fault(error)

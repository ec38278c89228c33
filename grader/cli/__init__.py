"""The command `grade`. Commands parse, call and print; each is loaded when used, so that help is instant."""

import difflib
import importlib
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from grader import __version__
from grader.cli.output import prepare_streams, tell_error, tell_fault
from grader.cli.translated import asked_language, speaking, translated
from grader.errors import DojoError, ExitCode
from grader.i18n import _, later

# In the order of `grade --help`: what students use, then what a class needs, then what authors need.
_COMMANDS = {
    "init": ("grader.cli.folder", later("Make a course folder, or add what is missing to one.")),
    "list": ("grader.cli.overview", later("List the exercises.")),
    "check": (
        "grader.cli.check",
        later("Check an exercise, or files; without a name the first one not yet passed."),
    ),
    "watch": ("grader.cli.watch", later("Check whenever you save, and get help at the press of a key.")),
    "hint": ("grader.cli.help_me", later("Get the next hint for a task.")),
    "plot": ("grader.cli.plot", later("Draw what your code does, in the terminal or as PNG or SVG.")),
    "progress": ("grader.cli.overview", later("See how far you are.")),
    "repro": ("grader.cli.repro", later("Repeat the failing call of the last check in a plain script.")),
    "reset": ("grader.cli.folder", later("Start an exercise over; your file is kept as a backup.")),
    "solution": ("grader.cli.help_me", later("Read the solution of an exercise that you have passed.")),
    "update": ("grader.cli.update", later("Bring a newer kit's lessons and stubs into your course folder.")),
    "doctor": ("grader.cli.doctor", later("See whether this computer has all that grading needs.")),
    "pack": ("grader.cli.pack", later("Pack your files for handing in.")),
    "class": ("grader.cli.class_run", later("Grade every hand-in of a class.")),
    "regrade": ("grader.cli.regrade", later("Grade again what has changed, and see who changes.")),
    "override": ("grader.cli.override", later("Give points by hand, with a reason.")),
    "report": ("grader.cli.class_report", later("Write a class's report and each student's feedback.")),
    "export": (
        "grader.cli.export",
        later("Fill in the grades in a file of Canvas's, Moodle's or Gradescope's."),
    ),
    "author": (
        "grader.cli.author",
        later("For those who write exercises: cut stubs, measure, prove, begin a new one."),
    ),
}


class LazyGroup(click.Group):
    """Knows its commands by name and help; imports the module of the one that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, from its module."""
        if cmd_name not in _COMMANDS:
            return None
        module, _help = _COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), f"{cmd_name}_command")
        return translated(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command to run; an unknown one is answered with the nearest."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = difflib.get_close_matches(args[0], _COMMANDS, n=1)
            meant = _(" Did you mean {near!r}?", near=near[0]) if near else ""
            told = error.message if error.message.endswith((".", "。")) else f"{error.message}."
            raise click.UsageError(f"{told}{meant}", ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with their help without importing any of them."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(text)) for name, (_module, text) in _COMMANDS.items()])


@click.group(
    cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(
    __version__, prog_name="backprop-dojo", message="%(prog)s %(version)s", help="Show the version and exit."
)
@click.pass_context
def cli(context: click.Context) -> int:
    """Learn how neural networks learn: fill in stubs, and see at once how they do.

    Without a command: where you are and what to type next.
    """
    if context.invoked_subcommand is not None:
        return ExitCode.PASSED
    from grader.cli.overview import where_you_are

    return where_you_are()


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; whatever goes wrong becomes a message."""
    prepare_streams()
    with speaking(asked_language(sys.argv[1:] if arguments is None else arguments)):
        return _run(arguments)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        return int(translated(cli).main(args=arguments, prog_name="grade", standalone_mode=False) or 0)
    except click.exceptions.Abort:
        click.echo(_("Interrupted; nothing more was checked."), err=True)
        return ExitCode.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except DojoError as error:
        tell_error(error)
        return error.exit_code
    except Exception as error:
        tell_fault(error)
        return ExitCode.GRADER_FAULT


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    sys.exit(run())

"""Write docs/commands.md from the commands themselves: `python docs/make_reference.py`.

The page is English whatever language is in use.
"""

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from grader.cli import cli
from grader.i18n import use_language

PAGE = Path(__file__).resolve().parent / "commands.md"
WIDTH = 10_000  # cells of a line: the page wraps by itself
EVERYWHERE = ("help", "lang")  # options that every command has; the opening names them
OPENING = """\
# Commands

Every command and option of `grade`. `docs/make_reference.py` writes this page from the program itself; a test holds
the two in step. Without a command, `grade` says where you are in the course and what to type next.

Every command takes `-h` or `--help`, and `--lang en` or `--lang ja` (`GRADE_LANG` in the environment does the same).
`grade --version` prints the version. Exit codes: [README](../README.md#i-teach).
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)


def page() -> str:
    """Return the page: all commands at a glance, then each with its options."""
    use_language("en")
    commands = [pair for name, command in top_level() for pair in with_members(f"grade {name}", command)]
    glance = ["| command | for |", "|---|---|"]
    glance += [f"| [`{name}`](#{name.replace(' ', '-')}) | {first_line(one)} |" for name, one in commands]
    sections = ["\n".join(section(name, command)) for name, command in commands]
    return "\n".join([OPENING, "\n".join(glance), "", "\n\n".join(sections), ""])


def top_level() -> Iterator[tuple[str, click.Command]]:
    """Yield the commands by name, in the order of the alphabet."""
    with click.Context(cli, info_name="grade") as context:
        for name in sorted(cli.list_commands(context)):
            command = cli.get_command(context, name)
            assert command is not None
            yield name, command


def with_members(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """Yield a command, and the commands of a group after it."""
    yield name, command
    if isinstance(command, click.Group):
        for member in sorted(command.commands):
            yield from with_members(f"{name} {member}", command.commands[member])


def first_line(command: click.Command) -> str:
    """Return what a command is for, in one sentence."""
    return paragraphs(command)[0]


def paragraphs(command: click.Command) -> list[str]:
    """Return a command's help, each paragraph on one line."""
    return [" ".join(part.split()) for part in inspect.cleandoc(command.help or "").split("\n\n")]


def section(name: str, command: click.Command) -> Iterator[str]:
    """Yield the lines of one command: usage, help, options."""
    with click.Context(command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH) as context:
        yield f"## {name}"
        yield ""
        yield "```"
        yield " ".join([name, *command.collect_usage_pieces(context)])
        yield "```"
        for paragraph in paragraphs(command):
            yield ""
            yield paragraph
        options = [p for p in command.params if isinstance(p, click.Option) and p.name not in EVERYWHERE]
        rows = [record for option in options if (record := option.get_help_record(context)) is not None]
        if rows:
            yield ""
            yield "| option | means |"
            yield "|---|---|"
        for option, text in rows:
            yield cells(option, text)


def cells(option: str, text: str) -> str:
    """Return a row of the table, in which no bar of an option ends a cell."""
    name, means = (" ".join(part.split()).replace("|", "\\|") for part in (option, text))
    return f"| `{name}` | {means} |"


if __name__ == "__main__":
    main()

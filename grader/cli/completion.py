"""What the shell completes: the names of exercises, of tasks, and files."""

import click
from click.shell_completion import CompletionItem

from grader.exercise import all_exercises
from grader.report.formats import Format


def complete_exercise(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the exercises whose name or topic begins as typed."""
    return [
        CompletionItem(exercise.name, help=exercise.shown_title)
        for exercise in all_exercises()
        if exercise.name.startswith(begun) or exercise.topic.startswith(begun)
    ]


def complete_format(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the formats of reports; behind "json=" the shell completes nothing."""
    return [CompletionItem(name) for name in Format if name.startswith(begun)]


def complete_target(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return exercises, and let the shell add files."""
    return [*complete_exercise(context, parameter, begun), CompletionItem(begun, type="file")]


def complete_task(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the tasks of the exercises named so far on the line, or of all."""
    named = [context.params.get("exercise"), *(context.params.get("targets") or ())]
    given = {str(name) for name in named if name}
    exercises = [e for e in all_exercises() if given & {e.name, e.number, e.topic}] or list(all_exercises())
    return [
        CompletionItem(task.name, help=task.shown_summary)
        for exercise in exercises
        for task in exercise.tasks
        if task.name.lower().startswith(begun.lower())
    ]

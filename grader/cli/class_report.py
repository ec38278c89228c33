"""`grade report`: the class's page and each student's feedback."""

from pathlib import Path

import click

from grader.cli.class_options import OUT
from grader.errors import ExitCode
from grader.i18n import _


@click.command("report")
@click.argument("out", type=OUT)
@click.option("--anonymous", is_flag=True, help="No names, ids or paths in the page; no feedback files.")
@click.option("--feedback", type=click.Choice(["full", "actual-only", "none"]), default="full", show_default=True,
              help="What students read: all; no expected values; outcomes alone.")  # fmt: skip
@click.option("--no-diagnosis", is_flag=True, help="Leave misconceptions out of the students' files.")
@click.option("--title", default="", help="The page's title (default: Class report).")
def report_command(out: Path, anonymous: bool, feedback: str, no_diagnosis: bool, title: str) -> int:
    """Write OUT/report.html, one file that needs no network, and OUT/feedback/ID.txt for each student."""
    from grader.classroom.classreport import write_all_feedback, write_report
    from grader.classroom.gradebook import open_gradebook
    from grader.report.redact import Feedback

    with open_gradebook(out) as gradebook:
        page = write_report(gradebook, out, anonymous=anonymous, heading=title)
        click.echo(f"{page}")
        if not anonymous:
            number = write_all_feedback(
                gradebook, out, feedback=Feedback(feedback), diagnosis=not no_diagnosis
            )
            click.echo(_("{folder}: {number} files", folder=out / "feedback", number=number))
    return ExitCode.PASSED

"""`grade doctor`: whether this computer has all that grading needs."""

import sys
from pathlib import Path

import click

from grader.doctor import Health, examine
from grader.errors import ExitCode
from grader.report.clean import clean_line
from grader.report.marks import marks_for


@click.command("doctor")
def doctor_command() -> int:
    """See whether this computer has all that grading needs, and what to do where it has not."""
    findings = examine(Path.cwd(), sys.stdout.encoding)
    marks = marks_for(sys.stdout.encoding)
    signs = {Health.GOOD: marks.passed, Health.LIMITED: marks.fault, Health.BAD: marks.unpassed}
    for finding in findings:
        opening = f"{signs[finding.health]} {finding.health:<7}  {finding.topic:<13}  "
        click.echo(_wrapped(clean_line(finding.text), opening))
        if finding.advice:
            click.echo(_wrapped(clean_line(finding.advice), " " * len(opening)))
    bad = [finding.topic for finding in findings if finding.health is Health.BAD]
    limited = [finding.topic for finding in findings if finding.health is Health.LIMITED]
    if bad:
        click.echo(f"\nGrading does not work yet; see: {', '.join(bad)}.")
        return ExitCode.NOT_PASSED
    told = f" with limits; see: {', '.join(limited)}" if limited else ""
    click.echo(f"\nGrading works here{told}.")
    return ExitCode.PASSED


def _wrapped(text: str, opening: str) -> str:
    return click.wrap_text(text, width=80, initial_indent=opening, subsequent_indent=" " * len(opening))

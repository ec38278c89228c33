"""`grade doctor`: whether this computer has all that grading needs."""

import sys
from pathlib import Path

import click

from grader.cli.output import beside
from grader.doctor import Health, examine
from grader.errors import ExitCode
from grader.i18n import _
from grader.report.cells import cells, padded
from grader.report.clean import clean_line
from grader.report.marks import marks_for


@click.command("doctor")
def doctor_command() -> int:
    """See whether this computer has all that grading needs, and what to do where it has not."""
    findings = examine(Path.cwd(), sys.stdout.encoding)
    marks = marks_for(sys.stdout.encoding)
    signs = {Health.GOOD: marks.passed, Health.LIMITED: marks.fault, Health.BAD: marks.unpassed}
    for finding in findings:
        opening = f"{signs[finding.health]} {padded(_(finding.health), 7)}  {padded(finding.topic, 13)}  "
        click.echo(beside(opening, clean_line(finding.text)))
        if finding.advice:
            click.echo(beside(" " * cells(opening), clean_line(finding.advice)))
    bad = [finding.topic for finding in findings if finding.health is Health.BAD]
    limited = [finding.topic for finding in findings if finding.health is Health.LIMITED]
    if bad:
        click.echo(_("\nGrading does not work yet; see: {bad}.", bad=", ".join(bad)))
        return ExitCode.NOT_PASSED
    click.echo(
        _("\nGrading works here with limits; see: {limited}.", limited=", ".join(limited))
        if limited
        else _("\nGrading works here.")
    )
    return ExitCode.PASSED

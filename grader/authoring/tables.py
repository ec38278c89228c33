"""Show verifications in the terminal: the proofs, the kill matrix, the accuracy of diagnosis."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from string import ascii_uppercase

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.authoring.verify import Verification
from grader.authoring.wrong import Verdict, WrongRun, tally
from grader.scorecard import Outcome

SHOWN = 12
_MARKS = {
    Outcome.PASSED: ("·", "dim"), Outcome.FAILED: ("x", "red"), Outcome.ERRORED: ("e", "yellow"),
    Outcome.SKIPPED: ("-", "dim"), Outcome.NOT_STARTED: ("o", "cyan"),
}  # fmt: skip


def show(verification: Verification, console: Console, *, matrix: bool) -> None:
    """Print one exercise's proofs, what speaks against them, and, when asked, its kill matrix."""
    console.print(_proofs(verification))
    for proof in verification.proofs:
        for text in proof.against[:SHOWN]:
            console.print(Text(f"  {proof.name}: {text}"), style="red", soft_wrap=True)
        if len(proof.against) > SHOWN:
            console.print(
                Text(f"  {proof.name}: and {len(proof.against) - SHOWN} more (see --json)"), style="red"
            )
        if proof.next_step:
            console.print(Text(f"  -> {proof.next_step}"), soft_wrap=True)
    if matrix and verification.wrong:
        console.print(_matrix(verification), soft_wrap=True)
        console.print(_legend(verification), soft_wrap=True)


def _proofs(verification: Verification) -> Table:
    table = Table(title=verification.exercise, title_justify="left", box=None, pad_edge=False)
    table.add_column("")
    table.add_column("proof", no_wrap=True)
    table.add_column("found")
    table.add_column("seconds", justify="right")
    for proof in verification.proofs:
        sign = Text("holds", style="green") if proof.holds else Text("FAILS", style="bold red")
        table.add_row(sign, proof.name, Text(proof.found), f"{proof.seconds:.1f}")
    return table


def _tasks(verification: Verification) -> list[tuple[str, list[str]]]:
    return [
        (task, [name for name, _ in group])
        for task, group in groupby(verification.checks, key=lambda pair: pair[1])
    ]


def _matrix(verification: Verification) -> Table:
    """Return wrong solutions by checks: one letter per check, the checks of a task together."""
    groups = _tasks(verification)
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("wrong solution", no_wrap=True)
    table.add_column("pts", justify="right")
    for letter, _ in zip(ascii_uppercase, groups, strict=False):
        table.add_column(letter, no_wrap=True)
    table.add_column("named", no_wrap=True)
    for run in verification.wrong:
        cells = [_marks(run.outcomes[name] for name in names) for _, names in groups]
        table.add_row(Text(run.name), str(run.points), *cells, _named(run))
    return table


def _marks(outcomes: Iterable[Outcome]) -> Text:
    text = Text()
    for outcome in outcomes:
        mark, style = _MARKS.get(outcome, ("!", "magenta"))
        text.append(mark, style)
    return text


def _named(run: WrongRun) -> Text:
    words = {Verdict.NAMED_RIGHT: "yes", Verdict.SILENT: "silent", Verdict.NOT_CAUGHT: "NOT CAUGHT"}
    others = ", ".join(f"{named.kind} {named.name}" for named in run.others)
    word = words.get(run.verdict, "no")
    return Text(
        f"{word}; {others}" if others else word, style="green" if word == "yes" and not others else "red"
    )


def _legend(verification: Verification) -> Text:
    tasks = ", ".join(
        f"{letter} {task}" for letter, (task, _) in zip(ascii_uppercase, _tasks(verification), strict=False)
    )
    return Text(
        f"x failed, e errored, - skipped, ! ended otherwise, · passed; one column per check: {tasks}\n",
        style="dim",
    )


def accuracy(verifications: Sequence[Verification]) -> Table:
    """Return the accuracy of diagnosis over all wrong solutions."""
    table = Table(title="Diagnosis of the wrong solutions", title_justify="left", box=None, pad_edge=False)
    for column in ("exercise", "files", "caught", *(str(verdict) for verdict in Verdict)):
        table.add_column(column, justify="left" if column == "exercise" else "right")
    rows = [(v.exercise, v.wrong) for v in verifications]
    if len(rows) > 1:
        rows.append(("all", tuple(run for v in verifications for run in v.wrong)))
    for name, runs in rows:
        counts = tally(runs)
        table.add_row(
            name, str(len(runs)), str(sum(run.caught for run in runs)), *(str(counts[v]) for v in Verdict)
        )
    return table

"""Scorecards: points are only added up, only a pass earns, and a fault of the grader's leaves no total."""

import dataclasses
import itertools
from typing import Any

import pytest

from grader.errors import ExitCode
from grader.scorecard import CheckResult, Outcome, Scorecard, TaskResult, first_unpassed


def result(name: str, outcome: Outcome, task: str = "a", points: int = 3) -> CheckResult:
    """Return one result."""
    return CheckResult(name=name, task=task, title=name, points=points, outcome=outcome)


def card(*results: CheckResult, **others: Any) -> Scorecard:
    """Return a scorecard of results."""
    return Scorecard(exercise="03_backprop", title="", file="backprop.py", results=results, **others)


@pytest.mark.parametrize("outcome", Outcome)
def test_only_a_pass_earns(outcome: Outcome) -> None:
    """Every other outcome earns nothing."""
    assert result("c", outcome).earned == (3 if outcome is Outcome.PASSED else 0)


def test_points_are_added_up() -> None:
    """Earned and possible points are sums, per task and in all."""
    made = card(
        result("1", Outcome.PASSED, "a", 5),
        result("2", Outcome.FAILED, "a", 7),
        result("3", Outcome.PASSED, "b", 11),
    )
    assert (made.earned, made.points, made.passed) == (16, 23, False)
    assert [(t.name, t.earned, t.points, t.outcome) for t in made.tasks] == [
        ("a", 5, 12, Outcome.FAILED), ("b", 11, 11, Outcome.PASSED),
    ]  # fmt: skip


def test_tasks_keep_the_order_of_the_checks() -> None:
    """A task stands where its first check stands, with all its checks."""
    made = card(*(result(str(i), Outcome.PASSED, task) for i, task in enumerate("bab")))
    assert [(t.name, len(t.results)) for t in made.tasks] == [("b", 2), ("a", 1)]


def test_a_fault_leaves_no_total() -> None:
    """With one broken check the card is incomplete and has no total, whatever the others earned."""
    made = card(result("1", Outcome.PASSED), result("2", Outcome.BROKEN))
    assert (made.complete, made.earned, made.points, made.passed) == (False, None, 6, False)
    assert made.exit_code is ExitCode.GRADER_FAULT


def test_no_results_are_no_pass() -> None:
    """A card without any check has not passed, and does not exit as if it had."""
    assert not card().passed
    assert card().exit_code is ExitCode.NOT_PASSED


@pytest.mark.parametrize(
    ("outcomes", "outcome"),
    [
        ([Outcome.PASSED, Outcome.PASSED], Outcome.PASSED),
        ([Outcome.PASSED, Outcome.SKIPPED], Outcome.SKIPPED),
        ([Outcome.SKIPPED, Outcome.TIMED_OUT, Outcome.FAILED], Outcome.TIMED_OUT),
        ([Outcome.PASSED, Outcome.NOT_STARTED], Outcome.NOT_STARTED),
    ],
)
def test_the_state_of_a_task(outcomes: list[Outcome], outcome: Outcome) -> None:
    """A task's state is its first outcome that is neither passed nor skipped."""
    assert TaskResult(name="a", results=tuple(result("c", o) for o in outcomes)).outcome is outcome


CODES = {
    Outcome.PASSED: 0, Outcome.FAILED: 1, Outcome.ERRORED: 1, Outcome.TIMED_OUT: 1, Outcome.KILLED: 1,
    Outcome.SKIPPED: 1, Outcome.NOT_STARTED: 1, Outcome.FORBIDDEN: 4, Outcome.BROKEN: 3,
}  # fmt: skip


@pytest.mark.parametrize("pair", list(itertools.combinations_with_replacement(Outcome, 2)))
def test_exit_codes(pair: tuple[Outcome, Outcome]) -> None:
    """The most serious of two outcomes gives the code: 3 before 4 before 1 before 0."""
    codes = {CODES[outcome] for outcome in pair}
    expected = next(code for code in (3, 4, 1, 0) if code in codes)
    assert card(*(result(o.value, o) for o in pair)).exit_code == expected


def test_the_first_check_worth_showing() -> None:
    """A started check comes before one not started, and skipped ones are not shown."""
    passed, skipped, todo, wrong = (
        result(o.value, o) for o in (Outcome.PASSED, Outcome.SKIPPED, Outcome.NOT_STARTED, Outcome.FAILED)
    )
    assert first_unpassed([passed, skipped, todo, wrong]) is wrong
    assert first_unpassed([passed, skipped, todo]) is todo
    assert first_unpassed([passed, skipped]) is None
    assert first_unpassed([]) is None


def test_a_card_cannot_be_changed() -> None:
    """Results are frozen."""
    made = card(result("1", Outcome.FAILED))
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.results[0].outcome = Outcome.PASSED  # type: ignore[misc]
    assert made.format == 1

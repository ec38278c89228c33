"""Everybody's final points: what the checks gave, what was given by hand, what a late policy takes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from grader.classroom.gradebook import Gradebook, Override, Record
from grader.errors import UsageProblem
from grader.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePolicy:
    """A simple rule, applied when points leave the gradebook, never in it.

    After `due` and `grace`, each begun day costs `per_day` of the points (a share), at most `most`. Where an
    export tells only that a hand-in is late, it counts as one day.
    """

    due: datetime | None = None
    grace: timedelta = timedelta()
    per_day: float = 0.0
    most: float = 1.0

    def keeps(self, late: bool | None, handed_in: str) -> float:
        """Return the share of the points that is kept."""
        days = self._days(late, handed_in)
        return 1.0 - min(days * self.per_day, self.most)

    def _days(self, late: bool | None, handed_in: str) -> int:
        moment = read_moment(handed_in) if handed_in else None
        if self.due is None or moment is None:
            return int(bool(late))
        over = moment - self.due - self.grace
        return -(-over // timedelta(days=1)) if over > timedelta() else 0


NO_POLICY = LatePolicy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One person's points in one exercise. `earned` is None where nothing can be said (a fault of the grader's)."""

    record: Record
    earned: int | None
    by_hand: tuple[Override, ...]
    final: float | None

    @property
    def points(self) -> int | None:
        """Return what could be earned."""
        return self.record.points


def standings(
    gradebook: Gradebook, policy: LatePolicy = NO_POLICY, *, text: bool = False
) -> Iterator[Standing]:
    """Yield everybody's standing in each exercise; an oddity earns 0, a fault of the grader's has no points."""
    given: dict[tuple[str, str], list[Override]] = {}
    for one in gradebook.overrides():
        given.setdefault((one.person, one.exercise), []).append(one)
    for record in gradebook.records(text=text or bool(given)):
        by_hand = given.get((record.person, record.exercise), [])
        earned = total(record, by_hand)
        final = None if earned is None else round(earned * policy.keeps(record.late, record.handed_in), 2)
        yield Standing(record=record, earned=earned, by_hand=tuple(by_hand), final=final)


def total(record: Record, by_hand: Sequence[Override]) -> int | None:
    """Return points with those given by hand in place of what the task's checks gave."""
    earned = record.earned if record.oddity is None else 0
    if not by_hand:
        return earned
    tasks = task_points(record)
    if earned is None:
        return None
    return earned + sum(one.points - tasks.get(one.task, 0) for one in by_hand)


def task_points(record: Record) -> Mapping[str, int]:
    """Return what the checks gave for each task."""
    scorecard = record.scorecard()
    return {task.name: task.earned for task in scorecard.tasks} if scorecard else {}


def read_moment(text: str) -> datetime:
    """Return an ISO moment (or Gradescope's form of one); UsageProblem where it is none. Without a zone: UTC."""
    plain = (
        text.strip().replace(" UTC", "+00:00").replace(" Z", "+00:00").replace(" +", "+").replace(" -", "-")
    )
    try:
        moment = datetime.fromisoformat(plain)
    except ValueError as error:
        raise UsageProblem(
            _("{text!r} is no date and time.", text=text), next_step=_("Write it as 2026-05-01T23:59+09:00")
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

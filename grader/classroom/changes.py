"""What a regrade would change: whose points, by how much, before anything is recorded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grader.classroom.conditions import Conditions
from grader.classroom.gradebook import Gradebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One person's points before and after; None where there are none."""

    person: str
    exercise: str
    before: int | None
    after: int | None

    @property
    def difference(self) -> int:
        """Return by how many points the person's total changes."""
        return (self.after or 0) - (self.before or 0)


def changes(gradebook: Gradebook, conditions: Mapping[str, Conditions]) -> Iterator[Change]:
    """Yield everybody whose points differ between what counts now and these conditions."""
    now = {(r.person, r.exercise): r.earned for r in gradebook.records(text=False)}
    for record in gradebook.records(conditions, text=False):
        before = now.get((record.person, record.exercise))
        if record.earned != before:
            yield Change(person=record.person, exercise=record.exercise, before=before, after=record.earned)

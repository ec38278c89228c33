"""The class report: one HTML file that needs no network, to sort, filter, print and read on a phone."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from statistics import mean, median

from grader.classroom.export import outcome
from grader.classroom.rawcsv import number_cell
from grader.classroom.standing import Standing
from grader.classroom.statistics import Belief, CheckCount, ClassCount
from grader.i18n import _, language, later
from grader.report.clean import clean, clean_line
from grader.report.marks import UNICODE
from grader.scorecard import Outcome

BINS = 10
_CLASSES = {
    Outcome.PASSED: "passed", Outcome.FAILED: "failed", Outcome.ERRORED: "failed", Outcome.TIMED_OUT: "limit",
    Outcome.KILLED: "limit", Outcome.FORBIDDEN: "forbidden", Outcome.SKIPPED: "waiting",
    Outcome.NOT_STARTED: "waiting", Outcome.BROKEN: "forbidden",
}  # fmt: skip
_PEOPLE = (
    later("Id"),
    later("Name"),
    later("Exercise"),
    later("Points"),
    later("Outcome"),
    later("Late"),
    later("Tasks"),
    later("Remarks"),
)
KINDS = {
    "misconception": later("misconception"),
    "slip": later("slip of a name"),
    "relation": later("exact relation"),
}


def render(counts: Mapping[str, ClassCount], rows: Sequence[str], *, heading: str, made: str) -> str:
    """Return the whole page; `rows` are the students' rows as `student_row` gives them."""
    style, script = _asset("report.css"), _asset("report.js")
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}"
    parts = "".join(_exercise(one) for one in counts.values())
    return (
        f'<!doctype html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
        f"<title>{escape(heading)}</title><style>{style}</style></head><body>"
        f"<header><h1>{escape(heading)}</h1><p>{escape(made)}</p></header><main>{parts}{_people(rows)}</main>"
        f"<script>{script}</script></body></html>\n"
    )


def student_row(standing: Standing, shown: str, *, anonymous: bool) -> str:
    """Return one student's row; `shown` is the id, or what stands for it."""
    record = standing.record
    scorecard = record.scorecard()
    tasks = "".join(
        f'<span class="task {_CLASSES[task.outcome]}" title="{_text(task.name)}: {_(task.outcome)}">'
        f"{UNICODE.of(task.outcome)} {_text(task.name)}</span> "
        for task in (scorecard.tasks if scorecard else ())
    )
    remarks = [] if anonymous else [record.detail, record.remark]
    remarks += [
        _("by hand: {task} {points}", task=o.task, points=o.points) + ("" if anonymous else f" ({o.reason})")
        for o in standing.by_hand
    ]
    name = "" if anonymous else record.name
    late = _("late") if record.late else ""
    final = -1.0 if standing.final is None else standing.final
    return (
        f"<tr><td>{_text(shown)}</td><td>{_text(name)}</td><td>{_text(record.exercise)}</td>"
        f'<td class="number" data-value="{final}">{_points(standing)}</td><td>{_text(_(outcome(standing)))}</td>'
        f"<td>{late}</td><td>{tasks}</td><td>{_text('; '.join(filter(None, remarks)))}</td></tr>"
    )


# -- one exercise ----------------------------------------------------------------------------------


def _exercise(one: ClassCount) -> str:
    title = f"{one.exercise}: {one.title}" if one.title else one.exercise
    return (
        f"<section><h2>{_text(title)}</h2>{_figures(one)}{_distribution(one)}{_beliefs(one)}{_tasks(one)}{_checks(one)}"
        f"{_integrity(one)}</section>"
    )


def _figures(one: ClassCount) -> str:
    figures = [(_("hand-ins"), str(len(one.finals) + one.faults))]
    if one.finals:
        figures += [
            (_("mean"), _("{points:.1f} of {total}", points=mean(one.finals), total=one.points)),
            (_("median"), _("{points:g} of {total}", points=median(one.finals), total=one.points)),
            (_("all points"), str(sum(final >= one.points > 0 for final in one.finals))),
        ]
    if one.seconds:
        ordered = sorted(one.seconds)
        late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        figures += [(_("time, median"), f"{median(ordered):.2f} s"), (_("time, 95 of 100"), f"{late:.2f} s")]
    cells = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in figures)
    return f'<dl class="figures">{cells}</dl>'


def _distribution(one: ClassCount) -> str:
    """Return the histogram of points as inline SVG with a line of text for each bar."""
    if not one.finals or not one.points:
        return ""
    bins = [0] * BINS
    for final in one.finals:
        bins[min(int(final / one.points * BINS), BINS - 1)] += 1
    highest = max(bins)
    bars = []
    for number, height in enumerate(bins):
        low, high = (round(one.points * edge / BINS) for edge in (number, number + 1))
        size = 100 * height / highest
        bars.append(
            f"<g><title>{escape(_('{low} to {high} points: {count}', low=low, high=high, count=height))}</title>"
            f'<rect x="{number * 50 + 4}" y="{112 - size:.1f}"'
            f' width="42" height="{size:.1f}" rx="2"/><text x="{number * 50 + 25}" y="{108 - size:.1f}">{height}</text>'
            f'<text x="{number * 50 + 25}" y="128">{low}-{high}</text></g>'
        )
    return (
        f'<h3>{escape(_("Points"))}</h3><svg class="bars" viewBox="0 0 500 134" role="img" '
        f'aria-label="{escape(_("How many have how many points"))}">'
        f"{''.join(bars)}</svg>"
    )


def _beliefs(one: ClassCount) -> str:
    ranked = sorted(one.beliefs.values(), key=lambda belief: (-belief.people, belief.name))
    if not ranked:
        return ""
    rows = "".join(_belief(belief) for belief in ranked)
    head = _head((_("People"), _("Kind"), _("Tasks"), _("What they believe")))
    return f"<h3>{escape(_('What the class misunderstood'))}</h3>{_table(head, rows, kind='stacked')}"


def _belief(belief: Belief) -> str:
    examples = "".join(f"<pre>{_block(example)}</pre>" for example in belief.examples)
    summary = _text(_("{name}: examples", name=belief.name))
    return (
        f'<tr><td class="number" data-value="{belief.people}">{belief.people}</td>'
        f"<td>{escape(_(KINDS.get(belief.kind, belief.kind)))}</td><td>{_text(', '.join(sorted(belief.tasks)))}</td>"
        f"<td><p>{_text(belief.explanation)}</p><details><summary>{summary}</summary>{examples}"
        "</details></td></tr>"
    )


def _tasks(one: ClassCount) -> str:
    rows = ""
    head = _head((_("Task"), _("Passed"), _("Of"), _("Others")))
    for name, outcomes in one.tasks.items():
        total = sum(outcomes.values())
        words = ", ".join(
            _("{count} {outcome}", count=n, outcome=_(o))
            for o, n in outcomes.most_common()
            if o is not Outcome.PASSED
        )
        rows += (
            f"<tr><td>{_text(name)}</td>{_share(outcomes[Outcome.PASSED] / total)}"
            f'<td class="number" data-value="{total}">{total}</td><td>{escape(words)}</td></tr>'
        )
    return f"<h3>{escape(_('Tasks'))}</h3>{_table(head, rows)}" if rows else ""


def _checks(one: ClassCount) -> str:
    rows = "".join(_check(check) for check in one.checks.values())
    head = _head((_("Task"), _("Check"), _("Passed"), _("Others"), _("Mean time")))
    return f"<h3>{escape(_('Checks'))}</h3>{_table(head, rows)}" if rows else ""


def _check(check: CheckCount) -> str:
    words = ", ".join(
        _("{count} {outcome}", count=n, outcome=_(o))
        for o, n in check.outcomes.most_common()
        if o is not Outcome.PASSED
    )
    each = check.seconds / max(check.total, 1)
    return (
        f'<tr><td>{_text(check.task)}</td><td title="{_text(check.name)}">{_text(check.title)}</td>'
        f"{_share(check.share)}<td>{escape(words)}</td>"
        f'<td class="number" data-value="{each}">{each * 1000:.0f} ms</td></tr>'
    )


def _integrity(one: ClassCount) -> str:
    """Return what concerns no knowledge: odd hand-ins, forbidden acts, equal files, limits, our own faults."""
    lines = [
        _("{number} times {what}", number=number, what=_(oddity))
        for oddity, number in one.oddities.most_common()
    ]
    lines += [
        _("{number} equal hand-ins: {people}", number=len(people), people=", ".join(people))
        for people in one.shared
    ]
    if one.forbidden:
        lines.append(
            _(
                "forbidden acts by {number}: {people}",
                number=len(one.forbidden),
                people=", ".join(one.forbidden),
            )
        )
    for person, acts in one.attempts.items():
        lines.append(_("{person} tried to: {acts}", person=person, acts=", ".join(acts)))
    lines += [
        _("{number} times {what}", number=number, what=_(limit))
        for limit, number in one.limits.items()
        if number
    ]
    if one.faults:
        lines.append(
            _("{number} times a fault of the grader's; these people have no points yet", number=one.faults)
        )
    items = "".join(f"<li>{_text(line, limit=4000)}</li>" for line in lines)
    nothing = f"<li>{escape(_('nothing to report'))}</li>"
    return f"<h3>{escape(_('Integrity and infrastructure'))}</h3><ul>{items or nothing}</ul>"


# -- the students ----------------------------------------------------------------------------------


def _people(rows: Iterable[str]) -> str:
    head = _head([_(title) for title in _PEOPLE])
    return (
        f'<section><h2>{escape(_("Students"))}</h2><p class="tools"><label>{escape(_("Filter"))} '
        f'<input type="search" id="filter" placeholder="{escape(_("id, name, task, outcome"))}"></label> '
        f'<output id="shown" data-words="{escape(_("{count} shown"))}"></output></p>'
        f"{_table(head, ''.join(rows), identity='people')}</section>"
    )


# -- small pieces ----------------------------------------------------------------------------------


def _text(text: str, *, limit: int = 500) -> str:
    return escape(clean_line(text, limit=limit))


def _block(text: str) -> str:
    return escape(clean(text, limit=4000))


def _points(standing: Standing) -> str:
    if standing.final is None:
        return "-"
    late = (
        _(" ({earned} before lateness)", earned=standing.earned) if standing.final != standing.earned else ""
    )
    return f"{number_cell(standing.final)}{late}" + (" ✎" if standing.by_hand else "")


def _share(share: float) -> str:
    return (
        f'<td class="number" data-value="{share:.6f}"><meter min="0" max="1" value="{share:.4f}"></meter> '
        f"{share * 100:.0f} %</td>"
    )


def _head(titles: Sequence[str]) -> str:
    cells = "".join(
        f'<th scope="col"><button type="button">{escape(title)}</button></th>' for title in titles
    )
    return f"<thead><tr>{cells}</tr></thead>"


def _table(head: str, rows: str, *, identity: str = "", kind: str = "") -> str:
    name = (f' id="{identity}"' if identity else "") + (f' class="{kind}"' if kind else "")
    return f'<div class="wide"><table{name}>{head}<tbody>{rows}</tbody></table></div>'


def _asset(name: str) -> str:
    return files("grader.classroom").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

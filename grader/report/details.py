"""One check that did not pass, in full: what was called with what, expected and got, the diagnosis."""

import math
from collections.abc import Sequence

from grader.i18n import _, later
from grader.report.clean import clean, clean_line, quoted
from grader.report.grid import Line, block
from grader.report.marks import STYLES, Marks
from grader.report.page import Page
from grader.report.values import Notation, Number, element, inline, kind_of, notation_for
from grader.scorecard import Array, CheckResult, Diagnosis, Evidence, Named, Outcome, Plain, Raised

MAX_CALLS = 6
TOLD = "cyan"  # the style of a diagnosis
LOG_FROM = 100.0  # from this ratio of largest to smallest value on, a curve is drawn by powers of ten
_DIAGNOSIS_OPENINGS = {
    "slip": "",
    "misconception": later("Your result is exactly what this would give: "),
    "relation": "",
}


def add_check(page: Page, result: CheckResult, marks: Marks, *, verbose: bool = False) -> None:
    """Add one check: its title line, then its evidence, diagnosis, remarks and what was printed."""
    opening = f"{marks.of(result.outcome)} {_(result.outcome)}: "
    page.paragraph(_title(result), "bold", first=opening, first_style=STYLES[result.outcome])
    if result.outcome is Outcome.BROKEN:
        page.field(_("Whose fault"), _("The grader's, not yours."))
    if result.evidence is not None:
        add_evidence(page, result.evidence, marks, whole_inputs=verbose)
    if result.diagnosis is not None:
        _add_diagnosis(page, result.diagnosis)
    for remark in result.remarks:
        page.field(_("Note"), clean(remark))
    if result.printed:
        page.verbatim(_("Printed"), quoted(result.printed, max_lines=200 if verbose else 12))


def _title(result: CheckResult) -> str:
    """Return a check's title with its points."""
    told = {"title": clean_line(result.title), "earned": result.earned, "points": result.points}
    if result.points == 1:
        return _("{title} ({earned} of {points} point)", **told)
    return _("{title} ({earned} of {points} points)", **told)


def add_evidence(page: Page, evidence: Evidence, marks: Marks, *, whole_inputs: bool = False) -> None:
    """Add why a check, or the file as a whole, did not pass."""
    if evidence.message:
        page.field(_("Why"), clean(evidence.message))
    if evidence.limit:
        page.field(_("Limit"), clean_line(evidence.limit))
    if evidence.raised is not None:
        _add_raised(page, evidence.raised)
    if evidence.calls:
        page.rows(_("Called"), _calls(evidence.calls, page.body_width))
    for number, named in enumerate(evidence.inputs):
        heading = _("With") if number == 0 else ""
        rows = _whole_input(named, page, marks) if whole_inputs else _input(named, page.body_width)
        page.rows(heading, rows)
    if evidence.compared:
        _add_comparison(page, evidence, marks)
    else:
        _add_values(page, evidence)
    if evidence.curve:
        page.field(_("Curve"), _curve(evidence.curve, marks))


def _calls(calls: Sequence[str], width: int) -> list[Line]:
    """Return the last calls, one a line: the failing one is the last."""
    lines = [clean_line(call, limit=max(width - 3, 8)) for call in calls[-MAX_CALLS:]]
    if len(calls) > MAX_CALLS:
        lines.insert(0, _("... {count} calls before these", count=len(calls) - MAX_CALLS))
    return [((line, False),) for line in lines]


def _input(named: Named, width: int) -> list[Line]:
    """Return an input on one line, cut where it ends."""
    name = clean_line(named.name, limit=40)
    if isinstance(named.value, Array) and named.value.shape:
        opening = f"{name} = {named.value.dtype} {named.value.shape}  "
    else:
        opening = f"{name} = "
    return [((opening + inline(named.value, max(width - len(opening), 8)), False),)]


def _whole_input(named: Named, page: Page, marks: Marks) -> list[Line]:
    """Return an input in full, as far as a page holds it."""
    notation = notation_for(named.value)
    rows = block(named.value, width=page.body_width, marks=marks, notation=notation)
    if len(rows) == 1:
        return _input(named, page.body_width)
    return [((f"{clean_line(named.name, limit=40)} = {kind_of(named.value)}", False),), *rows]


def _add_values(page: Page, evidence: Evidence) -> None:
    """Add what was expected and got where no elements could be compared: a wrong shape, a wrong type."""
    what = f"{clean_line(evidence.name)}: " if evidence.name else ""
    for heading, value in ((_("Expected"), evidence.expected), (_("Got"), evidence.actual)):
        if value is not None:
            told = (
                kind_of(value)
                if _has_shape(value)
                else f"{inline(value, page.body_width)}{_sort_beside(value)}"
            )
            page.field(heading, f"{what}{told}")


def _add_comparison(page: Page, evidence: Evidence, marks: Marks) -> None:
    worst = evidence.worst
    expected, actual = evidence.expected, evidence.actual
    at = (None, None) if worst is None else (element(expected, worst), element(actual, worst))
    notation = notation_for(expected, actual, apart=at)
    what = f"{clean_line(evidence.name)}: " if evidence.name else ""
    sides = ((_("Expected"), expected, "bold green"), (_("Got"), actual, "bold red"))
    for heading, value, marked in sides:
        if value is None:  # held back from this reader
            continue
        rows = block(value, width=page.body_width, marks=marks, notation=notation, worst=worst)
        if len(rows) > 1 or _has_shape(value):
            rows = (((f"{what}{kind_of(value)}", False),), *rows)
        else:
            rows = (((what, False), *rows[0], (_sort_beside(value), False)),)
        page.rows(heading, rows, marked=marked)
    if worst is not None:
        page.field(_("Worst"), _worst(worst, at, evidence, notation))


def _worst(
    worst: Sequence[int], at: tuple[Number | None, Number | None], evidence: Evidence, notation: Notation
) -> str:
    """Return one sentence on the element that is furthest off."""
    place = _("at [{index}]: ", index=", ".join(map(str, worst))) if worst else ""
    expected, actual = at
    told = []
    if expected is not None and actual is not None:
        told.append(
            _(
                "expected {expected}, got {actual}",
                expected=notation.write(expected),
                actual=notation.write(actual),
            )
        )
    if evidence.error is not None and math.isfinite(evidence.error):
        told.append(_("error {error:.3g}", error=evidence.error))
    if evidence.rtol is not None and evidence.atol is not None:
        told.append(_("allowed: rtol {rtol:g}, atol {atol:g}", rtol=evidence.rtol, atol=evidence.atol))
    return place + _("; ").join(told)


def _has_shape(value: Plain) -> bool:
    return isinstance(value, Array) and bool(value.shape)


def _sort_beside(value: Plain) -> str:
    """Return the sort of a value that does not show its own: 1.0 may be a float or an array of shape ()."""
    return (
        f"  ({kind_of(value)})"
        if isinstance(value, Array | bool | int | float | complex | list | tuple)
        else ""
    )


def _add_raised(page: Page, raised: Raised) -> None:
    message = f": {clean(raised.message, limit=1000)}" if raised.message else ""
    page.field(_("Raised"), f"{clean_line(raised.type, limit=80)}{message}", "red")
    if raised.line is not None:
        inside = (
            _(" in {function}", function=clean_line(raised.function, limit=80)) if raised.function else ""
        )
        page.field("", _("line {line}{inside}", line=raised.line, inside=inside))
    if raised.source:
        page.verbatim("", quoted(raised.source.strip("\n"), max_lines=5))


def _add_diagnosis(page: Page, diagnosis: Diagnosis) -> None:
    opening = _(_DIAGNOSIS_OPENINGS.get(diagnosis.kind, ""))
    page.field(_("Diagnosis"), f"{opening}{clean(diagnosis.explanation)}", TOLD)
    if diagnosis.evidence:
        page.field("", clean(diagnosis.evidence))


def _curve(values: Sequence[float], marks: Marks) -> str:
    """Return a small drawing of a curve with its first, lowest and last value."""
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return _(
            "first {first:.4g}, last {last:.4g} after {count}",
            first=values[0],
            last=values[-1],
            count=len(values),
        )
    low, high = min(finite), max(finite)
    scale = ""
    shown = list(values)
    if low > 0 and high / low > LOG_FROM:  # else all but the first values would lie on the ground
        scale = _(", by powers of ten")
        shown = [math.log10(value) if value > 0 else value for value in values]
        low, high = math.log10(low), math.log10(high)
    told = _(
        "first {first:.4g}, lowest {lowest:.4g}, last {last:.4g}",
        first=values[0],
        lowest=min(finite),
        last=values[-1],
    )
    return _(
        "{drawing} {told} ({count} values{scale})",
        drawing=_drawing(shown, low, high, marks.bars),
        told=told,
        count=len(values),
        scale=scale,
    )


def _drawing(values: Sequence[float], low: float, high: float, bars: str, width: int = 24) -> str:
    """Draw values from low to high with one sign each; what is no number stands at the top."""
    span = (high - low) or 1.0
    count = min(width, len(values))
    points = [values[i * (len(values) - 1) // max(count - 1, 1)] for i in range(count)]
    levels = [1.0 if math.isnan(point) else min(max((point - low) / span, 0.0), 1.0) for point in points]
    return "".join(bars[round(level * (len(bars) - 1))] for level in levels)

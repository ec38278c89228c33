"""What is drawn in text without axes: tables, images, bars, and the chain of boxes."""

from typing import TypeAlias

import numpy as np

from grader.plots.canvas import Cell
from grader.plots.picture import Bars, Flow, Images, Matrix

Lines: TypeAlias = list[list[Cell]]

_RAMP = " .:-=+*#%@"
_INK = 16.0


def matrix_lines(matrix: Matrix) -> Lines:
    """Return a table; a zero is a dot, what is off the diagonal stands out."""
    wide = max(len(str(matrix.values.max())), *(len(name) for name in matrix.names)) + 2
    lines: Lines = [[(" " * 4 + "".join(f"{name:>{wide}}" for name in matrix.names), "dim")]]
    for i, name in enumerate(matrix.names):
        cells = [
            (f"{value or '.':>{wide}}", "bold" if i == j else "bold #e06a10" if value else "dim")
            for j, value in enumerate(matrix.values[i])
        ]
        lines.append([(f"{name:>4}", "dim"), *cells])
    return lines


def image_lines(images: Images, width: int) -> Lines:
    """Return images side by side, two cells for each pixel, with their captions below."""
    _, height, across = images.pixels.shape
    wide = 2 * across + 2
    columns = max(1, min(images.columns, width // wide))
    lines: Lines = []
    for start in range(0, len(images.captions), columns):
        chunk = images.pixels[start : start + columns]
        steps = np.clip(chunk / _INK * len(_RAMP), 0, len(_RAMP) - 1).astype(int)
        for row in range(height):
            lines.append([("  ".join("".join(_RAMP[k] * 2 for k in image[row]) for image in steps), "")])
        lines += [[("".join(f"{c:^{wide}}" for c in images.captions[start : start + columns]), "bold")], []]
    return lines[:-1]


def bar_lines(bars: Bars, width: int, style: str) -> Lines:
    """Return one line for each bar: its name, its length, its value."""
    named = max(len(name) for name in bars.names)
    room = min(width - named - 14, 50)
    most = float(np.nanmax(np.abs(bars.values))) or 1.0
    lines: Lines = []
    for name, value in zip(bars.names, bars.values, strict=True):
        length = round(room * abs(value) / most) if np.isfinite(value) else 0
        lines.append([(f"  {name:>{named}} ", "dim"), ("#" * length, style), (f" {value:.3g}", "")])
    return lines


def flow_lines(flow: Flow, width: int, *, unicode: bool) -> Lines:
    """Return the chain of boxes: forward above, back below, and what each box gives off under it."""
    lines = _chain(flow, unicode=unicode)
    return lines if len(lines[0][0][0]) <= width else _listed(flow)


def _listed(flow: Flow) -> Lines:
    """Return the boxes one below the other, where they do not fit side by side."""
    lines: Lines = []
    for box, ahead, behind, off in zip(flow.boxes, flow.forward, flow.back, flow.down, strict=True):
        lines.append([(f"{ahead} > [{box}]", "")])
        lines += [[(f"    back: {name}", "#e06a10")] for name in (off, behind) if name]
    return lines


def _chain(flow: Flow, *, unicode: bool) -> Lines:
    rule = "─" if unicode else "-"
    forward, back, down = "", "", []
    for box, ahead, behind, off in zip(flow.boxes, flow.forward, flow.back, flow.down, strict=True):
        wide = max(len(ahead), len(behind)) + 3
        forward += f"{rule} {ahead} ".ljust(wide, rule) + ">" if ahead else " " * (wide + 1)
        back += "<" + f"{rule} {behind} ".ljust(wide, rule) if behind else " " * (wide + 1)
        middle = len(forward) + len(box) // 2 + 1
        forward += f"[{box}]"
        back += " " * (len(box) + 2)
        if off:
            down.append((middle, off))
    lines: Lines = [[(forward, "")], [(back, "#e06a10")]]
    lines += [
        [(_at([(m, "|") for m, _ in down]), "#e06a10")],
        [(_at([(m, "v") for m, _ in down]), "#e06a10")],
    ]
    lines.append([(_at([(max(m - len(text) // 2, 0), text) for m, text in down]), "#e06a10")])
    return lines


def _at(pieces: list[tuple[int, str]]) -> str:
    line = ""
    for column, text in pieces:
        line = line.ljust(max(column, len(line) + 2 if line else column)) + text
    return line

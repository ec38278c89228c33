"""Make every terminal capture of the docs from the real program: `python docs/make_captures.py [NAME ...]`.

Runs each scene's commands in a pseudo-terminal of 80 columns, in a folder of its own, and writes what they print
to docs/captures/NAME.svg. Needs a checkout (one scene grades a solution) and a system with pseudo-terminals.
"""

import fcntl
import html
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Callable
from pathlib import Path

from rich.cells import cell_len
from rich.console import CONSOLE_SVG_FORMAT, Console
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

DOCS = Path(__file__).resolve().parent
PLACE = DOCS / "captures"
COLUMNS, LINES = 80, 200
CELL = 12.2  # the width of a cell in the pictures
# What somebody wrote into the stub of 01: one task right, and one with the sign of the exponent forgotten.
FILLED = {
    'raise NotImplementedError("weighted_sum")': "return x @ w + b",
    'raise NotImplementedError("sigmoid")': "return 1 / (1 + np.exp(x))",
}
CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Neuron (4711)
    Points Possible,,,,,100
Alice,1,alice,alice,A,
Bob,2,bob,bob,A,
Dana,3,dana,dana,A,
"""
# The web fonts of rich's template would be asked for over the network.
TEMPLATE = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace(
    "Fira Code, monospace", "ui-monospace, Menlo, Consolas, monospace"
)


def course(home: Path) -> Path:
    """Make a course folder in which exercise 01 is begun."""
    run("grade init my-course", home)
    stub = home / "my-course" / "01_activations" / "activations.py"
    text = stub.read_text(encoding="utf-8")
    for gap, code in FILLED.items():
        assert gap in text
        text = text.replace(gap, code)
    stub.write_text(text, encoding="utf-8")
    return home / "my-course"


def checked_course(home: Path) -> Path:
    """Make the same, checked once, so that a hint knows what was found."""
    folder = course(home)
    run("grade check 01", folder)
    return folder


def class_of_three(home: Path) -> Path:
    """Make the hand-ins of two people, a roster of three and a gradebook as Canvas exports it."""
    begun = course(home) / "01_activations" / "activations.py"
    solved = DOCS.parent / "solutions" / "01_activations" / "activations.py"
    for person, source in (("alice", solved), ("bob", begun)):
        (home / "hand-ins" / person).mkdir(parents=True)
        shutil.copy(source, home / "hand-ins" / person)
    (home / "class.csv").write_text("id,name\nalice,Alice\nbob,Bob\ndana,Dana\n", encoding="utf-8")
    (home / "canvas.csv").write_text(CANVAS, encoding="utf-8")
    return home


# Each scene: what stands ready, and the commands that are typed.
SCENES: dict[str, tuple[Callable[[Path], Path], tuple[str, ...]]] = {
    "check": (course, ("grade check 01",)),
    "check-ja": (course, ("grade check 01 --lang ja",)),
    "hint": (checked_course, ("grade hint", "grade progress")),
    "plot": (course, ("grade plot 01",)),
    "class": (
        class_of_three,
        (
            "grade class hand-ins -e 01 --roster class.csv -o spring",
            "grade report spring",
            "grade export spring --format canvas --into canvas.csv --column 4711 --dry-run",
        ),
    ),
}


def run(command: str, folder: Path) -> str:
    """Run one command as its user would, and return what it prints, control codes included."""
    _grade, *words = command.split()
    # A folder that differs at each run and clocks are the only things in which two runs could differ.
    kept = {
        name: os.environ[name] for name in ("PATH", "PYTHONPATH", "OMP_NUM_THREADS") if name in os.environ
    }
    environment = kept | {
        "HOME": str(folder),
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "GRADE_LANG": "en",
    }
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    live = words[0] == "class"  # shows rates and clocks while it runs, on a terminal only, and then is gone
    process = subprocess.Popen(
        [sys.executable, "-m", "grader", *words],
        cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE if live else theirs,
    )  # fmt: skip
    os.close(theirs)
    printed = _read(ours)
    told = process.communicate()[1] or b""
    return (told + printed).decode().replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    """Return all that comes out of a terminal until its last user has left it."""
    parts = []
    while True:
        try:
            part = os.read(descriptor, 65536)
        except OSError:  # how Linux says that nobody is left
            part = b""
        if not part:
            os.close(descriptor)
            return b"".join(parts)
        parts.append(part)


def capture(name: str) -> Text:
    """Return what a terminal shows after a scene's commands."""
    prepare, commands = SCENES[name]
    shown = Text()
    with tempfile.TemporaryDirectory() as home:
        folder = prepare(Path(home).resolve())
        for command in commands:
            shown.append("\n" if shown else "").append(f"$ {command}\n", style="bold")
            shown.append_text(Text.from_ansi(run(command, folder).rstrip("\n"))).append("\n")
            assert str(folder) not in shown.plain, f"{command} prints where it was run"
            assert max(map(cell_len, shown.plain.splitlines())) <= COLUMNS, f"{command} is too wide"
    return shown


def svg(shown: Text) -> str:
    """Return a capture as a picture that asks nobody for anything."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, force_terminal=True, legacy_windows=False)
        console.print(shown, soft_wrap=True)
        picture = console.export_svg(title="grade", theme=SVG_EXPORT_THEME, code_format=TEMPLATE)
    picture = re.sub(r'textLength="[0-9.]+"([^>]*>)([^<]*)', _with_length, picture)
    return "\n".join(line.rstrip() for line in picture.splitlines()) + "\n"


def _with_length(match: re.Match[str]) -> str:
    """Give a text the length of its cells; rich counts characters there, which squeezes wide ones."""
    length = f"{cell_len(html.unescape(match[2])) * CELL:.1f}"
    return f'textLength="{length}"{match[1]}{match[2]}'


def words(picture: str) -> str:
    """Return what stands in a picture, without spaces: those that nobody sees are in no picture."""
    matrix = re.search(r'<g class="\S+-matrix">(.*)</g>', picture, re.DOTALL)
    assert matrix is not None
    return "".join(html.unescape(re.sub(r"<[^>]*>", "", matrix[1])).split())


def main(names: list[str]) -> None:
    """Make the captures named, or all."""
    PLACE.mkdir(exist_ok=True)
    for name in names or SCENES:
        place = PLACE / f"{name}.svg"
        place.write_text(svg(capture(name)), encoding="utf-8")
        print(place)


if __name__ == "__main__":
    main(sys.argv[1:])

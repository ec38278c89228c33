"""Make every picture of the lessons from the solutions: `python docs/make_pictures.py [NUMBER ...]`.

Needs a checkout (the solutions are in no package), matplotlib, and torch for 07 and 08. The pictures show
what `grade plot` shows a student; which of its rows stand in which file is written here.
"""

import sys
from pathlib import Path

from grader.exercise import all_exercises, find_exercise
from grader.grading import Zygotes
from grader.plots.figure import render
from grader.plots.run import plot_file

PLACE = Path(__file__).resolve().parent / "pictures"
PICTURES = {
    "01_activations": ("functions",),
    "02_losses": ("losses",),
    "03_backprop": ("flow",),
    "03_backprop_xor": ("xor",),
    "04_optimizers": ("paths",),
    "05_training": ("spiral",),
    "05_training_xor": ("xor",),
    "06_initialization": ("gradients",),
    "07_pytorch": ("plane",),
    "07_pytorch_surface": ("surface",),
    "08_digits": ("training",),
    "08_digits_misread": ("misread",),
}


def main(numbers: list[str]) -> None:
    """Draw the solutions of these exercises, or of all; stop where anything had to be left out."""
    PLACE.mkdir(exist_ok=True)
    with Zygotes() as zygotes:
        for exercise in all_exercises():
            if numbers and exercise.number not in numbers:
                continue
            if exercise.solution is None:
                sys.exit("The solutions are not here; work in a checkout.")
            picture = plot_file(exercise, exercise.solution, zygotes=zygotes)
            if picture.left_out:
                sys.exit(f"{exercise.name}: {picture.left_out[0].message}")
            for name, rows in PICTURES.items():
                if find_exercise(name.partition("_")[0], all_exercises()) == exercise:
                    place = PLACE / f"{name}.png"
                    place.write_bytes(render(picture, "png", rows=rows))
                    print(place)


if __name__ == "__main__":
    main(sys.argv[1:])

import sys
import warnings

import numpy as np

print("loading", __name__)
warnings.warn("this may take a while")


def sigmoid(x):
    """[bold]Not markup[/bold], %s and {braces} are just text."""
    print("x =", x, file=sys.stderr)
    x = np.asarray(x, dtype=float)
    with np.errstate(all="ignore"):
        return np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))

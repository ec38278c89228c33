"""Protection of the trusted process itself, which runs as the same user as the children it watches."""

from grader.jail.child import kernel


def protect_trusted_side() -> bool:
    """Close this process's memory to others of the same user, and inherit orphans so that they can be ended.

    Returns whether both hold; on systems that have neither call nothing happens and the answer is False.
    """
    try:
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    except (OSError, kernel.Unavailable):
        return False
    return True

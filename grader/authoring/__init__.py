"""Tools for authors: cut stubs, measure convergence, prove an exercise sound, begin a new one."""

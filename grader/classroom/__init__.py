"""A class run: find hand-ins, grade them on all processors, keep a gradebook, report and export it."""

"""What runs beside student code. It imports nothing of the grader but the wire."""

"""What runs beside student code: the confinement, and nothing that knows a check or an expected value."""

"""Pictures of what a student's code does: drawn behind the wall as plain data, shown in a terminal or as PNG and SVG."""

"""Pictures of what a student's code does: plain data, shown in a terminal or as PNG and SVG."""

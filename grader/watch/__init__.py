"""`grade watch`: wait for saves, check what was saved in warm processes, answer single keys."""

raise SystemExit("the conftest beside the exercise was imported")

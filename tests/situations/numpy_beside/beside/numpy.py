raise SystemExit("the numpy beside the exercise was imported")

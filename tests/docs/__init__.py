"""What is written for people is held to what is there: links, files, tests and commands that pages name."""

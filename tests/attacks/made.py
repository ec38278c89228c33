"""Cases that are made rather than kept: odd sources, too long or too odd to lie in a folder as files."""

TASK = b"def sigmoid(x):\n    return x\n"

MADE = {
    "nests_parentheses": TASK + b"y = " + b"(" * 5000 + b"1" + b")" * 5000,
    "negates_without_end": TASK + b"y = " + b"-" * 200_000 + b"1",
    "chains_attributes": TASK + b"y = x" + b".x" * 100_000,
    "hides_behind_a_null": b"# all is well\0\n" + TASK,
    "is_not_utf8": TASK + b's = "\xff\xfe"\n',
    "is_utf16": TASK.decode().encode("utf-16"),
    "names_an_unknown_encoding": b"# -*- coding: the-wall -*-\n" + TASK,
}

"""Values that may not cross the wall, in the language in use: the child, which imports nothing, has English alone."""

import re

from grader.i18n import _, later

_KINDS = (
    later("objects"),
    later("text"),
    later("bytes"),
    later("records"),
    later("dates"),
    later("durations"),
)
# What `grader/jail/memory.py` says with values in it; texts without any are messages themselves.
_SENTENCES = (
    later("an array of {kind} in another byte order, shape {shape}"),
    later("an array of {kind}, shape {shape}"),
    later("an array of {number} dimensions"),
    later("an array of shape {shape}: {size} MiB, where at most {limit} fit"),
)
_LONGEST = 300
_PATTERNS = {
    sentence: re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(sentence)).replace(r"\ ", " "))
    for sentence in _SENTENCES
}


def odd_words(text: str) -> str:
    """Return what the child says of a value, translated; any other text as it stands."""
    if len(text) > _LONGEST:  # nothing that the kit's own part of the child says: no work for the patterns
        return text
    for sentence, pattern in _PATTERNS.items():
        match = pattern.fullmatch(text)
        if match is not None:
            values = match.groupdict()
            if values.get("kind") in _KINDS:
                values["kind"] = _(values["kind"])
            return _(sentence, **values)
    return _(text)

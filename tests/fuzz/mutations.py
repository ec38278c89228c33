"""Bytes with a few changes: what a damaged or a crafted file looks like."""

from hypothesis import strategies as st


@st.composite
def mutated(draw: st.DrawFn, source: st.SearchStrategy[bytes]) -> bytes:
    """Return bytes of `source` with some flipped, cut out, put in, doubled or overwritten by odd numbers."""
    body = bytearray(draw(source))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(body)))
        kind = draw(st.sampled_from(["flip", "cut", "insert", "double", "extreme"]))
        if kind == "flip" and at < len(body):
            body[at] ^= draw(st.integers(1, 255))
        elif kind == "cut":
            del body[at : at + draw(st.integers(1, 40))]
        elif kind == "insert":
            body[at:at] = draw(st.binary(min_size=1, max_size=8))
        elif kind == "double":
            body[at:at] = body[at : at + draw(st.integers(1, 40))]
        else:
            body[at : at + 4] = draw(
                st.sampled_from([b"\xff\xff\xff\xff", bytes(4), b"\xff\xff\xff\x7f", b"\x64\0\0\0"])
            )
    return bytes(body)

"""Archives that are the same bytes whenever and wherever they are made from the same files."""

import io
import zipfile
from collections.abc import Collection, Mapping

_MOMENT = (1980, 1, 1, 0, 0, 0)  # the oldest that a zip can hold
_FILE, _PROGRAM = 0o100644, 0o100755


def zip_of(members: Mapping[str, bytes], programs: Collection[str] = ()) -> bytes:
    """Return an archive of the members in the order of their names; `programs` may be executed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(members.items()):
            info = zipfile.ZipInfo(name, _MOMENT)
            info.create_system = (
                3  # Unix, also where this is written on Windows: it is what makes the mode count
            )
            info.external_attr = (_PROGRAM if name in programs else _FILE) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()

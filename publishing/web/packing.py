"""Archives that are the same bytes for the same content: a zip without compression, and gzip around it.

One stream of gzip is smaller than a zip of compressed files, and Python imports faster from files that are not packed.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from pathlib import Path
from typing import NamedTuple

FIXED_DATE = (1980, 1, 1, 0, 0, 0)


class Packed(NamedTuple):
    """A file as it is stored: gzip, and what the browser needs to know to check it."""

    content: bytes
    facts: dict[str, int | str]  # bytes and sha256 as stored; unpacked and unpacked_sha256 where a server unpacked it


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of these files, without compression."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, FIXED_DATE), data)
    return content.getvalue()


def packed(content: bytes, cache: Path) -> Packed:
    """This content as gzip; from the folder `cache` where it was packed before, which takes long for a large file."""
    digest = _digest(content)
    kept = cache / f"{digest}.gz"
    if not kept.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(".new")
        fresh.write_bytes(gzip.compress(content, 9, mtime=0))
        fresh.replace(kept)
    stored = kept.read_bytes()
    return Packed(
        stored,
        {"bytes": len(stored), "sha256": _digest(stored), "unpacked": len(content), "unpacked_sha256": digest},
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

"""A bundle that computes a run again outside the program, with one command. Pure: bytes in, bytes out.

The same run gives the same bytes, so the seal (SHA-256 of its list of hashes) can stand on a page: who
changes a figure in the bundle, and every hash along with it, has another seal.
"""

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from extramile.evidence.canonical import plain

HERE: Final = Path(__file__).parent
ALIKE: Final = (1980, 1, 1, 0, 0, 0)  # the day of every file: a bundle knows no clock
AS_THEY_ARE: Final = {"README.md": "bundle.md", "recompute.py": "recompute.py"}


@dataclass(frozen=True, slots=True)
class Bundle:
    """`files`: what is in it, by name. A page that shows the seal alone packs nothing."""

    name: str
    files: Mapping[str, bytes]

    @property
    def seal(self) -> str:
        return hashlib.sha256(self.files["SHA256SUMS"]).hexdigest()

    @property
    def content(self) -> bytes:
        return _zip(self.name, self.files)


def bundle(
    *,
    name: str,
    manifest: Mapping[str, Any],
    statement: Mapping[str, Any],
    data: Mapping[str, Any],
    expected: Mapping[str, Any],
) -> Bundle:
    """`manifest`: which study and run, hashes, seed, versions, and what computes it."""
    files = {file: (HERE / kept).read_bytes() for file, kept in AS_THEY_ARE.items()}
    files |= {
        "manifest.json": _json(manifest),
        "statement.json": _json(statement),
        "data.json": _json(data),
        "expected.json": _json(expected),
    }
    sums = "".join(f"{hashlib.sha256(files[file]).hexdigest()}  {file}\n" for file in sorted(files))
    files["SHA256SUMS"] = sums.encode()
    return Bundle(name, files)


def _json(value: Mapping[str, Any]) -> bytes:
    text = json.dumps(plain(dict(value)), sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode()


def _zip(folder: str, files: Mapping[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{folder}/{file}", ALIKE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return made.getvalue()

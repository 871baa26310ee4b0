"""The one file of a backup: a tar of the dump, the uploads, the secret key, and their hashes."""

import hashlib
import json
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO

from extramile.cli.shape import fail

MANIFEST = "manifest.json"
DUMP = "database.dump"
KEY_FILE = "secret-key"
UPLOADS = "uploads/"
FORMAT = 1


@dataclass(slots=True)
class Manifest:
    """The last member of the tar: what the others are, so that a torn file is known for what it is."""

    format: int
    program: str
    made_at: str
    tables: dict[str, int] = field(default_factory=dict)  # rows, at the moment of the dump
    hashes: dict[str, str] = field(default_factory=dict)


class _Hashing:
    """A file whose hash is known once it has been read."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.hash = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.hash.update(data)
        return data


def add_file(tar: tarfile.TarFile, path: Path, *, name: str, manifest: Manifest) -> None:
    entry = tar.gettarinfo(path, arcname=name)
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    with path.open("rb") as handle:
        hashing = _Hashing(handle)
        tar.addfile(entry, hashing)
    manifest.hashes[name] = hashing.hash.hexdigest()


def add_text(tar: tarfile.TarFile, text: str, *, name: str, manifest: Manifest | None) -> None:
    data = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), 0o600
    tar.addfile(entry, BytesIO(data))
    if manifest is not None:
        manifest.hashes[name] = hashlib.sha256(data).hexdigest()


def close(tar: tarfile.TarFile, manifest: Manifest) -> None:
    add_text(tar, json.dumps(asdict(manifest), indent=1), name=MANIFEST, manifest=None)


def _members(tar: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    for entry in tar:
        handle = tar.extractfile(entry) if entry.isfile() else None
        if handle is None:
            fail(f"{entry.name} in this file is not a plain file. A backup of this program has none such.")
        yield entry, handle


def _read_hash(handle: IO[bytes]) -> str:
    hashing = _Hashing(handle)
    while hashing.read(1024 * 1024):
        pass
    return hashing.hash.hexdigest()


def verify(path: Path) -> Manifest:
    """Read all of it and compare hashes. Fails with a sentence when something is missing or changed."""
    found: dict[str, str] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(path, "r:") as tar:  # ours is not compressed, and nothing else is guessed at
            for entry, handle in _members(tar):
                if entry.name == MANIFEST:
                    manifest = Manifest(**json.load(handle))
                else:
                    found[entry.name] = _read_hash(handle)
    except OSError as error:
        fail(f"{path} cannot be read: {error.strerror}")
    except (tarfile.TarError, ValueError, TypeError) as error:
        fail(f"{path} is no backup, or not whole ({error}). Name a file that `extramile backup` made.")
    if manifest is None or found != manifest.hashes or DUMP not in found:
        fail(f"{path} is not whole: use another backup.")
    if manifest.format > FORMAT:
        fail(f"{path} was made by version {manifest.program}, which is newer. Install that version first.")
    return manifest


def unpack(path: Path, folder: Path) -> None:
    """Into a folder of our own. `filter="data"` keeps every name inside it."""
    with tarfile.open(path, "r:") as tar:
        tar.extractall(folder, filter="data")

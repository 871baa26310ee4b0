"""`extramile backup`: database, uploads and secret key in one file, checked before it gets its name."""

import argparse
import os
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path

from extramile.cli import archive
from extramile.cli.shape import OK, add_command, fail, print_json, progress, say

# Of a wave that is open: answers, ballots, cards and keys. Two nightly files side by side would tell who took
# a ballot in between, and what was answered in between; and with the keys of a file that is restored somebody
# could vote twice. What was released is in the file, and what is destroyed with a wave is in none.
LEFT_OUT = (
    "engagement_castballot",
    "engagement_castcomment",
    "engagement_spentballot",
    "engagement_codecard",
    "engagement_cellkey",
)


def register(subparsers: object) -> None:
    parser = add_command(
        subparsers,
        "backup",
        summary="Put database, uploads and secret key into one file. The program may go on running.",
        run=run,
        examples=[
            ("into the present folder, named after the moment", "extramile backup"),
            (
                "every night, from a timer",
                "extramile backup /var/backups/extramile-$(date +%a).tar --replace",
            ),
            ("the secret key is kept elsewhere", "extramile backup feedback.tar --without-secret-key"),
            ("is this file whole?", "extramile backup feedback.tar --verify"),
        ],
    )
    parser.add_argument(
        "file", nargs="?", type=Path, help="the file to make (default: extramile-<moment>.tar)"
    )
    parser.add_argument(
        "--without-secret-key", action="store_true", help="links sent work only with the same key"
    )
    parser.add_argument("--replace", action="store_true", help="put it in the place of a file of that name")
    parser.add_argument("--verify", action="store_true", help="make nothing; check a file made earlier")
    parser.add_argument("--json", action="store_true", help="say what was made as JSON on stdout")


def run(arguments: argparse.Namespace) -> int:
    from extramile.core import clock

    moment = clock.now()
    file: Path = arguments.file or Path(f"extramile-{moment:%Y%m%d-%H%M%S}.tar")
    if not arguments.verify:
        if file.exists() and not arguments.replace:
            fail(f"{file} is there already. Choose another name, or add --replace.")
        manifest = archive.Manifest(
            format=archive.FORMAT, program=_version(), made_at=moment.isoformat(timespec="seconds")
        )
        _mix(moment)
        _make(file, manifest, secret=not arguments.without_secret_key)
    found = archive.verify(file)
    if arguments.json:
        print_json({"file": str(file.absolute()), "bytes": file.stat().st_size, "made_at": found.made_at})
    else:
        say(f"{file} is whole: {file.stat().st_size / 1e6:.1f} MB, {len(found.hashes)} parts")
    return OK


def _version() -> str:
    import extramile

    return extramile.__version__


def _mix(moment: datetime) -> None:
    """A dump keeps rows in their order: of the employees' voice it may tell none."""
    from extramile.engagement.operations import mix

    mix(moment)


def _make(file: Path, manifest: archive.Manifest, *, secret: bool) -> None:
    """Beside the final name first, readable by its owner alone; then renamed."""
    folder = file.absolute().parent
    if not folder.is_dir():
        fail(f"The folder {folder} is not there. Make it first.")
    with tempfile.TemporaryDirectory(prefix=".extramile-backup-", dir=folder) as inside:
        dump, part = Path(inside) / archive.DUMP, Path(inside) / "part"
        _dump(dump)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            with tarfile.open(fileobj=handle, mode="w", format=tarfile.PAX_FORMAT) as tar:
                archive.add_file(tar, dump, name=archive.DUMP, manifest=manifest)
                _add_uploads(tar, manifest)
                _add_secret(tar, manifest, secret=secret)
                archive.close(tar, manifest)
            handle.flush()
            os.fsync(descriptor)
        archive.verify(part)
        part.replace(file)


def _dump(target: Path) -> None:
    from extramile.cli import postgres_programs as programs

    arguments = ["--format=custom", "--no-owner", "--no-privileges", "--verbose", f"--file={target}"]
    arguments += [f"--exclude-table-data=public.{table}" for table in LEFT_OUT]
    with (
        progress("Database", total=_tables()) as advance,
        programs.start("pg_dump", arguments) as process,
    ):
        said = b""
        for line in programs.pipe(process.stderr):
            said = (said + line)[-4000:]
            if b"dumping contents of table" in line:
                advance(1)
        programs.finish("pg_dump", process, said)


def _tables() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _add_uploads(tar: tarfile.TarFile, manifest: archive.Manifest) -> None:
    from django.conf import settings

    uploads: Path = settings.UPLOADS
    files = sorted(path for path in uploads.rglob("*") if path.is_file() and not path.is_symlink())
    with progress("Uploads", total=len(files)) as advance:
        for path in files:
            name = archive.UPLOADS + path.relative_to(uploads).as_posix()
            archive.add_file(tar, path, name=name, manifest=manifest)
            advance(1)


def _add_secret(tar: tarfile.TarFile, manifest: archive.Manifest, *, secret: bool) -> None:
    from django.conf import settings

    if secret:
        archive.add_text(tar, settings.SECRET_KEY, name=archive.KEY_FILE, manifest=manifest)

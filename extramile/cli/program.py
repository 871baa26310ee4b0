"""Find the commands, set the program up, run one, and turn whatever goes wrong into a sentence."""

import argparse
import errno
import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import extramile
from extramile.cli.shape import EXIT_CODES, FAILED, INTERRUPTED, UNREACHABLE, CommandError, say

FIRST = ("serve", "demo", "migrate", "import", "export", "check", "backup", "restore", "bench")
DESCRIPTION = "Customers' words in the hands of the people who earn them."
_ROOM = "Make room there, and run it again."
_LEAVE = "Let its owner give you leave, or run it as somebody who has that."
_OPEN = "Too much is open at once: raise the limit (ulimit -n), and run it again."
REMEDIES: Final = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: _ROOM,
    errno.EACCES: _LEAVE,
    errno.EPERM: _LEAVE,
    errno.EROFS: "Choose a place that can be written to.",
    errno.EIO: "Look after that disk, and run it again.",
    errno.EMFILE: _OPEN,
    errno.ENFILE: _OPEN,
}
EPILOG = f"""examples:
  # start everything, with a made-up company to look at
  extramile serve --demo
  # start everything for real, on the addresses in the environment
  extramile serve
  # is all well?
  extramile check

Settings come from the environment; .env.example lists them. {EXIT_CODES}"""


def _modules() -> Iterator[str]:
    folder = str(Path(__file__).parent)
    yield from (module.name for module in pkgutil.iter_modules([folder]))


def _place_in_help(name: str) -> tuple[int, str]:
    plain = name.rstrip("_").removesuffix("s") if name.rstrip("_") not in FIRST else name.rstrip("_")
    return (FIRST.index(plain) if plain in FIRST else len(FIRST), name)


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="extramile",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"extramile {extramile.__version__}")
    subparsers = parser.add_subparsers(title="commands", metavar="command", required=True)
    for name in sorted(_modules(), key=_place_in_help):
        module = importlib.import_module(f"extramile.cli.{name}")
        if hasattr(module, "register"):
            module.register(subparsers)
    return parser


def set_up() -> None:
    """Settings and Django. `serve --demo` and the like put their choices in the environment first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "extramile.settings")
    import django

    django.setup()


@contextmanager
def database() -> Iterator[None]:
    """The program's own PostgreSQL runs inside this block; one at DATABASE_URL is its operator's care."""
    from django.conf import settings

    if not settings.EMBEDDED_POSTGRES:
        yield
        return
    from extramile.core.postgres import server

    with server.running(settings.DATA):
        yield


def _run(arguments: argparse.Namespace) -> int:
    if not arguments.database:
        return int(arguments.run(arguments))
    set_up()
    with database():
        return int(arguments.run(arguments))


def _unreachable(error: Exception) -> bool:
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    from extramile.core.postgres import PostgresError

    return isinstance(error, ImproperlyConfigured | OperationalError | PostgresError)


def _of_the_machine(error: OSError) -> str:
    """What the machine, and no defect of ours, keeps us from; where it says so, with the file's name."""
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror}. {REMEDIES[error.errno or 0]}"


def _forget_output() -> None:
    """Nobody reads it, or it cannot be written: the interpreter would try again at its end, and complain."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main(arguments: Sequence[str] | None = None) -> int:
    parsed = make_parser().parse_args(arguments)
    try:
        code = _run(parsed)
        sys.stdout.flush()  # at the interpreter's very end nobody says in words that the disk is full
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # `extramile export | head`
        _forget_output()
        return FAILED
    except CommandError as error:
        say(f"extramile: {error}")
        return FAILED
    except OSError as error:
        if error.errno not in REMEDIES:
            raise
        _forget_output()
        say(f"extramile: {_of_the_machine(error)}")
        return FAILED
    except Exception as error:
        if not _unreachable(error):
            raise
        say(f"extramile: {error}")
        return UNREACHABLE
    return code

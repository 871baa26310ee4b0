"""Find the commands, set the program up, run one, and turn whatever goes wrong into a sentence."""

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import extramile
from extramile.cli.shape import EXIT_CODES, FAILED, INTERRUPTED, UNREACHABLE, CommandError, say

FIRST = ("serve", "demo", "migrate", "import", "export", "check", "backup", "restore", "bench")
DESCRIPTION = "Customers' words in the hands of the people who earn them."
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


def main(arguments: Sequence[str] | None = None) -> int:
    parsed = make_parser().parse_args(arguments)
    try:
        return _run(parsed)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # `extramile export | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except CommandError as error:
        say(f"extramile: {error}")
        return FAILED
    except Exception as error:
        if not _unreachable(error):
            raise
        say(f"extramile: {error}")
        return UNREACHABLE

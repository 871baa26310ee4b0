"""The `extramile` command. One file a command: each module here with a function `register` is one."""

from extramile.cli.program import main

__all__ = ["main"]

"""What may be done to the counts."""

from extramile.monitor.operations.counting import count_changes
from extramile.monitor.operations.rebuilding import check, rebuild
from extramile.monitor.operations.screens import make_screen, revoke_screen

__all__ = ["check", "count_changes", "make_screen", "rebuild", "revoke_screen"]

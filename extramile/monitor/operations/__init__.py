"""What may be done to the counts."""

from extramile.monitor.operations.counting import count_changes
from extramile.monitor.operations.looks import note_look
from extramile.monitor.operations.rebuilding import Difference, check, rebuild
from extramile.monitor.operations.screens import make_screen, revoke_screen

__all__ = ["Difference", "check", "count_changes", "make_screen", "note_look", "rebuild", "revoke_screen"]

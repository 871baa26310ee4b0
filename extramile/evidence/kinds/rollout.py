"""A beginning decided by lot: read and computed as a dated change, of the days that were drawn.

A unit that began on another day counts by the day drawn for it: else choosing would come in by the back door.
"""

from extramile.evidence.kinds.change import KIND

__all__ = ["KIND"]

"""What employees say of their work, and what customers say in the period after it, team by team."""

from extramile.evidence.compute.linkage import compute
from extramile.evidence.kinds import Kind
from extramile.evidence.kinds.panels import is_due, read
from extramile.evidence.statement import problems

KIND = Kind(read=read, compute=compute, problems=problems, is_due=is_due)

"""Of a beginning decided by lot the same may be said as of any other, and "leads to" where it is earned."""

from extramile.evidence.sentences.changes import beside, sentence

__all__ = ["beside", "sentence"]

"""The words that leave: that a wave is open, and a reminder. The same letter for everybody in a language."""

from extramile.engagement.letters.letter import Facts, Written, compose, compose_sms

__all__ = ["Facts", "Written", "compose", "compose_sms"]

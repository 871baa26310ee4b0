"""The words that leave: e-mails in two bodies, and SMS."""

from extramile.invitations.letters.letter import Facts, Written, compose, compose_sms, say

__all__ = ["Facts", "Written", "compose", "compose_sms", "say"]

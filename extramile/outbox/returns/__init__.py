"""Mails that come back to us: bounces, complaints and wishes to hear no more, from a mailbox of ours."""

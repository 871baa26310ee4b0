"""What may be done with customers: remember them, keep their consent, erase them."""

from extramile.contacts.operations.consent import bounced, opt_in, opt_out
from extramile.contacts.operations.erase import erase, wait_to_erase, waited, write_receipt
from extramile.contacts.operations.remember import remember
from extramile.contacts.person import Person

__all__ = [
    "Person",
    "bounced",
    "erase",
    "opt_in",
    "opt_out",
    "remember",
    "wait_to_erase",
    "waited",
    "write_receipt",
]

"""What may be done with estimates: make them."""

from extramile.estimates.operations.fitting import fit_due, is_fit_due, make_fit

__all__ = ["fit_due", "is_fit_due", "make_fit"]

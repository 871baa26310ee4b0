"""Extra Mile: customers' words in the hands of the people who earn them."""

__version__ = "0.1.0"

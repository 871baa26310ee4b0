"""A customer as others name them. Knows no database: whoever reads a long file has none."""

from dataclasses import dataclass, field


@dataclass(slots=True)  # never changed once made; frozen would cost three times as much
class Person:
    """A customer as one row names them. E-mail and mobile as core.tables reads them (E.164)."""

    reference: str = ""
    name: str = ""
    email: str = ""
    mobile: str = ""
    language: str = ""
    # Of the two addresses, where whoever read the row has made them already.
    email_key: str | None = field(default=None, compare=False, repr=False)
    mobile_key: str | None = field(default=None, compare=False, repr=False)

    @property
    def is_empty(self) -> bool:
        """A name alone leads to nobody: it is not kept."""
        return not (self.reference or self.email or self.mobile)

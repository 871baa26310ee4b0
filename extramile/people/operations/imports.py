"""Units and employees from rows of a file or an API call. Repeating the rows changes nothing."""

from dataclasses import dataclass


@dataclass
class ImportResult: ...


class RowRefusal: ...


def import_people(): ...
def import_units(): ...

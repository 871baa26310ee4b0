"""Read CSV and XLSX files as people really make them. Knows no models and no database.

table = open_table(path)            # looks at the whole file once: encoding, delimiter, dates...
mapping = guess_mapping(table.columns, FIELDS)          # {field key: column}
reader = RowReader(table.shape, mapping, FIELDS, region="NL")
for number, values in table.rows(after=0):              # resumable from a row number
    row = reader.read(number, values)                   # Row of typed values, or RowProblems
for block in table.blocks():                            # quicker, where there are many
    rows = reader.read_many(block)                      # Rows: columns of typed values, and problems
"""

from extramile.core.tables.fields import Field, guess_mapping
from extramile.core.tables.problems import RowProblem, TableProblem
from extramile.core.tables.reading import Table, open_table
from extramile.core.tables.rows import Applied, Attribute, Row, RowProblems, RowReader, Rows
from extramile.core.tables.shape import Shape
from extramile.core.tables.values import parse_value
from extramile.core.tables.words import describe, remedy, tell

__all__ = [
    "Applied",
    "Attribute",
    "Field",
    "Row",
    "RowProblem",
    "RowProblems",
    "RowReader",
    "Rows",
    "Shape",
    "Table",
    "TableProblem",
    "describe",
    "guess_mapping",
    "open_table",
    "parse_value",
    "remedy",
    "tell",
]

"""What a file of units or of people may hold, with the headings it goes by in English and Dutch."""

from typing import Final

from extramile.core.tables import Field

UNIT_FIELDS: Final = (
    Field(
        "external_id",
        ("number", "id", "code", "unit id", "unit number", "nummer", "eenheidnummer", "afdelingscode"),
        required=True,
        longest=200,
    ),
    Field(
        "name",
        ("unit", "unit name", "naam", "eenheid", "afdeling", "vestiging"),
        required=True,
        longest=200,
    ),
    Field("kind", ("type", "level", "soort", "niveau"), longest=50),
    Field(
        "parent",
        (
            "parent unit",
            "belongs to",
            "below",
            "parent id",
            "valt onder",
            "bovenliggende eenheid",
            "onderdeel van",
        ),
        longest=1000,
    ),
    Field("time_zone", ("timezone", "tijdzone"), longest=100),
    Field("closed_on", ("closed", "end", "gesloten", "gesloten op", "einde"), kind="date"),
)

PEOPLE_FIELDS: Final = (
    Field(
        "external_id",
        (
            "number",
            "id",
            "employee id",
            "employee number",
            "staff number",
            "personeelsnummer",
            "medewerkernummer",
            "nummer",
        ),
        required=True,
        longest=200,
    ),
    Field(
        "name", ("full name", "employee", "naam", "medewerker", "volledige naam"), required=True, longest=200
    ),
    Field(
        "email", ("e-mail", "mail", "e-mail address", "e-mailadres", "mailadres"), kind="email", longest=254
    ),
    Field(
        "mobile",
        ("mobile number", "phone", "telephone", "mobiel", "mobiel nummer", "telefoon", "06-nummer"),
        kind="mobile",
        longest=50,
    ),
    Field("language", ("taal",), kind="language", longest=16),
    Field(
        "team",
        ("unit", "team path", "centre", "department", "eenheid", "afdeling", "vestiging"),
        required=True,
    ),
    Field("team_since", ("in team since", "team from", "in team sinds", "team vanaf"), kind="date"),
    Field("role", ("rol", "function role", "functierol"), longest=50),
    Field("coach_of", ("coaches", "coach of", "coach van", "coacht"), longest=20_000),
    Field("manager_of", ("manages", "manager of", "manager van", "leidt"), longest=5_000),
    Field(
        "started_on", ("start", "started", "first day", "in dienst", "begindatum", "startdatum"), kind="date"
    ),
    Field("ended_on", ("end", "ended", "leaves", "first day gone", "uit dienst", "einddatum"), kind="date"),
)

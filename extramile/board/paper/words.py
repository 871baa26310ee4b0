"""The few words that paper adds of its own: the report brings all others."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Words:
    draft: str
    draft_note: str
    page: str  # "page 2 of 7"
    remark: str
    erased: str
    likely: str
    behind: str
    behind_more: str
    area: str
    what: str
    where: str
    owner: str
    due: str
    state: str
    fingerprint: str
    unprintable: str
    erased_since: tuple[str, str]


ENGLISH: Final = Words(
    draft="Draft",
    draft_note="This report may still change.",
    page="page {} of {}",
    remark="Remark of {}, {}",
    erased="Erased at the customer’s wish.",
    likely="likely {}\u00a0to\u00a0{}",
    behind="The figures behind the pictures",
    behind_more="{} more rows stand with the report itself.",
    area="Area",
    what="What",
    where="Where",
    owner="Who",
    due="By",
    state="State",
    fingerprint="Fingerprint of this report: {}",
    unprintable="Where a □ stands, the fonts of this paper lack a letter; the report itself has it.",
    erased_since=(
        "{} quote was erased at a customer’s wish after the report was made.",
        "{} quotes were erased at customers’ wishes after the report was made.",
    ),
)
DUTCH: Final = Words(
    draft="Concept",
    draft_note="Dit rapport kan nog veranderen.",
    page="pagina {} van {}",
    remark="Opmerking van {}, {}",
    erased="Gewist op verzoek van de klant.",
    likely="waarschijnlijk {}\u00a0tot\u00a0{}",
    behind="De cijfers achter de beelden",
    behind_more="Nog {} rijen staan bij het rapport zelf.",
    area="Gebied",
    what="Wat",
    where="Waar",
    owner="Wie",
    due="Uiterlijk",
    state="Stand",
    fingerprint="Vingerafdruk van dit rapport: {}",
    unprintable="Waar een □ staat, missen de lettertypen van dit papier een letter; het rapport heeft hem.",
    erased_since=(
        "{} citaat is op verzoek van een klant gewist nadat het rapport was gemaakt.",
        "{} citaten zijn op verzoek van klanten gewist nadat het rapport was gemaakt.",
    ),
)


def words_in(language: str) -> Words:
    return DUTCH if language.partition("-")[0].lower() == "nl" else ENGLISH

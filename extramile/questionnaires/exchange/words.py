"""Answers that other programs bring of themselves, in the languages we speak."""

from collections.abc import Iterable, Mapping
from typing import Final

Said = Mapping[str, str]
OTHER: Final[Said] = {"en": "Other", "nl": "Anders", "de": "Sonstiges", "fr": "Autre", "es": "Otro"}
NONE: Final[Said] = {"en": "None of these", "nl": "Geen van deze", "de": "Nichts davon", "fr": "Aucun"}
YES: Final[Said] = {"en": "Yes", "nl": "Ja", "de": "Ja", "fr": "Oui", "es": "Sí"}
NO: Final[Said] = {"en": "No", "nl": "Nee", "de": "Nein", "fr": "Non", "es": "No"}
UNCERTAIN: Final[Said] = {
    "en": "Uncertain",
    "nl": "Weet niet",
    "de": "Unsicher",
    "fr": "Je ne sais pas",
    "es": "No sé",
}
MORE: Final[Said] = {"en": "Increase", "nl": "Meer", "de": "Mehr", "fr": "Plus", "es": "Más"}
SAME: Final[Said] = {"en": "Same", "nl": "Gelijk", "de": "Gleich", "fr": "Pareil", "es": "Igual"}
LESS: Final[Said] = {"en": "Decrease", "nl": "Minder", "de": "Weniger", "fr": "Moins", "es": "Menos"}
FEMALE: Final[Said] = {"en": "Female", "nl": "Vrouw", "de": "Weiblich", "fr": "Femme", "es": "Mujer"}
MALE: Final[Said] = {"en": "Male", "nl": "Man", "de": "Männlich", "fr": "Homme", "es": "Hombre"}

YES_NO_UNCERTAIN: Final = (("Y", YES), ("N", NO), ("U", UNCERTAIN))
CHANGE: Final = (("I", MORE), ("S", SAME), ("D", LESS))
GENDER: Final = (("F", FEMALE), ("M", MALE))


def in_languages(said: Said, languages: Iterable[str]) -> dict[str, str]:
    """English where a language of the draft is not among ours."""
    return {language: said.get(language.partition("-")[0], said["en"]) for language in languages}

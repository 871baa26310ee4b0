"""The words by which `identifying` knows a sign. Written by us; longer lists find more and warn more."""

from collections.abc import Mapping
from typing import Final

# In a name, but no name of somebody.
PARTICLES: Final = frozenset(
    (
        "van", "von", "den", "der", "des", "ten", "ter", "het", "the", "and", "vom", "zum", "las",
        "los", "del", "della", "bin", "ben", "ibn", "abu", "mac",
    )
)  # fmt: skip

WEEKDAYS: Final = frozenset(
    (
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "maandag",
        "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
    )
)  # fmt: skip
MONTHS: Final = frozenset(
    (
        "january", "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december", "januari", "februari", "maart", "mei", "juni", "juli",
        "augustus", "oktober", "jan", "feb", "mrt", "apr", "jun", "jul", "aug", "sep", "sept", "oct",
        "okt", "nov", "dec",
    )
)  # fmt: skip
SERVICE: Final = frozenset(("since", "sinds", "back in", "started in", "begonnen in", "in dienst sinds"))

ONLY: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset(
        (
            "as the only", "being the only", "i am the only", "i'm the only", "i’m the only",
            "the only one of us who", "as the oldest", "as the youngest", "as the newest",
        )
    ),
    "nl": frozenset(
        (
            "als enige", "als de enige", "ik ben de enige", "de enige van ons die", "ben hier de enige",
            "als oudste", "als jongste", "als nieuweling", "als nieuwste",
        )
    ),
}  # fmt: skip

I_AM: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset(
        (
            "as a", "as an", "as the", "i am a", "i am an", "i am the", "i'm a", "i'm an", "i'm the", "i’m a",
            "i’m the", "i work as a", "i work as the", "my job as", "my role as", "working as a",
        )
    ),
    "nl": frozenset(
        (
            "als", "als de", "als een", "ik ben", "ik ben de", "ik ben een", "werk als", "in mijn rol als",
            "mijn functie als", "mijn werk als", "in mijn functie als",
        )
    ),
}  # fmt: skip
FUNCTIONS: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset(
        (
            "accountant", "advisor", "adviser", "analyst", "apprentice", "assistant", "buyer", "coach",
            "controller", "coordinator", "deputy", "developer", "director", "driver", "fitter", "foreman",
            "intern", "leader", "manager", "mechanic", "nurse", "planner", "receptionist", "secretary",
            "student", "supervisor", "teacher", "team leader", "technician", "temp", "trainee", "trainer",
            "works council member", "union member", "part-timer",
        )
    ),
    "nl": frozenset(
        (
            "accountant", "adviseur", "analist", "assistent", "bestuurder", "chauffeur", "coach",
            "controller", "coördinator", "directeur", "inkoper", "invalkracht", "leerling", "leidinggevende",
            "magazijnchef",
            "manager", "medewerker", "monteur", "ontwikkelaar", "oproepkracht", "planner", "receptionist",
            "receptioniste", "secretaresse", "stagiair", "stagiaire", "student", "teamleider", "technicus",
            "trainee", "trainer", "uitzendkracht", "verpleegkundige", "voorman", "parttimer", "vakbondslid",
            "or-lid",
        )
    ),
}  # fmt: skip
FUNCTIONS_OF_ONE: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset(
        (
            "my own team", "the people i manage", "my direct reports", "my maternity leave",
            "my paternity leave", "my parental leave", "my pregnancy", "my wheelchair", "my sick leave",
            "my burn-out", "my burnout", "my probation",
        )
    ),
    "nl": frozenset(
        (
            "mijn eigen team", "de mensen die ik aanstuur", "mijn zwangerschapsverlof",
            "mijn ouderschapsverlof",
            "mijn zwangerschap", "mijn rolstoel", "mijn ziekteverlof", "mijn burn-out", "mijn burnout",
            "mijn proeftijd", "mijn re-integratie",
        )
    ),
}  # fmt: skip

# A dialect of one: words by which colleagues know who speaks so.
DIALECT: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset(
        (
            "aye", "bairn", "nowt", "owt", "summat", "wee", "y'all", "y’all", "ain't", "ain’t", "dinnae",
            "cannae", "wouldnae", "ken", "lass", "bruv", "innit", "mardy", "gonnae",
        )
    ),
    "nl": frozenset(
        (
            "houdoe", "hedde", "zedde", "gij", "ge zijt", "gullie", "hullie", "ons moeder", "amai", "allez",
            "goesting", "plezant", "moar", "noar", "doar", "veur", "neet", "nait", "moi", "kloar", "goat",
            "wi-j", "hi-j", "zi-j", "ich", "sjiek", "höbbe", "mien", "effkes", "skoan",
            "wa zegde", "dizze", "ut is", "gaot", "maor", "daor",
        )
    ),
}  # fmt: skip

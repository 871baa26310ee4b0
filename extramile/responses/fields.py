"""What a file of responses may say, and the headings it goes by."""

from typing import Final

from django.utils.translation import gettext_noop as noop

from extramile.core.tables import Field
from extramile.core.tables.words import problem_words

problem_words(
    "off_the_scale",
    noop("This score does not exist on a scale from %(low)s to %(high)s."),
    noop("Correct it, or choose the other kind of score for this column."),
)
problem_words(
    "questionnaire_unknown",
    noop("There is no published questionnaire “%(value)s”."),
    noop("Use the short name that its page shows."),
)
problem_words(
    "question_unknown",
    noop("This questionnaire has no such question."),
    noop("Use the keys that its page shows."),
)
problem_words(
    "answer_needed", noop("The answer to this question is needed."), noop("Send it, or leave the row out.")
)
problem_words(
    "answer_not_a_choice", noop("This cannot be answered so."), noop("Send one of the values that it takes.")
)
problem_words(
    "answer_not_a_hundred",
    noop("These points do not make a hundred."),
    noop("Send whole points per option, 100 together."),
)
problem_words("answer_too_long", noop("This answer is longer than 10,000 characters."), noop("Shorten it."))

RESPONSE_FIELDS: Final = (
    Field(
        "external_id",
        (
            "response id", "response", "comment id", "id", "survey id", "respondent id", "respons",
            "responsnummer", "respondent", "nummer", "antwort id", "réponse id", "numéro de réponse",
        ),
        longest=200,
    ),
    Field(
        "score",
        (
            "nps", "nps score", "likelihood to recommend", "ltr", "recommend 0 10", "cijfer", "aanbeveling",
            "weiterempfehlung", "recommandation", "note nps",
        ),
        longest=20,
    ),
    Field(
        "rating",
        (
            "rating", "recommend score", "fft categorical answer", "stars", "recommend 1 5", "beoordeling",
            "sterren", "bewertung", "sterne", "étoiles", "note",
        ),
        longest=20,
    ),
    Field(
        "comment",
        (
            "comment", "comments", "words", "verbatim", "remarks", "feedback", "reason", "why", "answer",
            "fft answer", "toelichting", "opmerking", "opmerkingen", "waarom", "reden", "kommentar",
            "begründung", "commentaire", "explication", "remarque",
        ),
        longest=10_000,
    ),
    Field(
        "responded_at",
        (
            "date", "responded at", "response date", "answered at", "submitted", "submitted at", "timestamp",
            "datum", "ingevuld op", "beantwoord op", "antwortdatum", "eingegangen am", "date de réponse",
        ),
        kind="datetime",
        longest=60,
    ),
    Field(
        "employee",
        (
            "employee", "employee id", "technician", "medewerker", "medewerkernummer", "monteur",
            "mitarbeiter", "techniker", "collaborateur", "technicien",
        ),
        longest=200,
    ),
    Field(
        "unit",
        (
            "unit", "team", "centre", "center", "branch", "store", "trust", "location", "eenheid",
            "vestiging", "filiaal", "einheit", "filiale", "standort", "magasin", "agence",
        ),
        longest=300,
    ),
    Field(
        "service",
        ("service", "service type", "service type 1", "department", "ward", "afdeling", "dienst"),
        longest=300,
    ),
    Field(
        "kind_of_work",
        ("kind of work", "type of work", "job type", "soort werk", "art der arbeit", "type de travail"),
        longest=200,
    ),
    Field(
        "customer_reference",
        (
            "customer id", "customer number", "customer no", "customer ref", "client id", "client number",
            "account", "account number", "klantnummer", "klantnr", "klant id", "relatienummer", "debiteur",
            "debiteurnummer", "kundennummer", "kundennr", "kunden id", "numéro client", "no client",
            "code client",
        ),
        longest=200,
    ),
    Field("language", ("taal", "sprache", "langue", "lang", "locale"), kind="language", longest=40),
)  # fmt: skip

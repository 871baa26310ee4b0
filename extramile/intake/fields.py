"""What a file of jobs may say, and the headings it goes by in Dutch, English, German and French."""

from typing import Final

from extramile.core.tables import Field

JOB_FIELDS: Final = (
    Field(
        "external_id",
        (
            "job", "job id", "job number", "job no", "work order", "work order number", "order", "order id",
            "order number", "reference number", "id", "opdracht", "opdrachtnummer", "opdrachtnr",
            "ordernummer", "werkbon", "werkbonnummer", "bonnummer", "werkorder", "werkordernummer", "auftrag",
            "auftragsnummer", "auftragsnr", "commande", "numéro de commande", "intervention",
            "numéro d'intervention", "dossier", "jobnummer", "jobnr", "job no.",
        ),
        required=True,
        longest=200,
    ),
    Field(
        "finished_at",
        (
            "finished", "finished on", "finished at", "completed", "completed at", "completion date", "date",
            "datetime", "date time", "job date", "end time", "gereed", "gereed op", "gereedgemeld",
            "afgerond", "afgerond op", "uitgevoerd", "uitgevoerd op", "datum",
            "datum tijd", "einddatum", "eindtijd",
            "uitvoerdatum", "fertig", "fertig am", "abgeschlossen", "abgeschlossen am", "termin",
            "terminé le", "terminé", "date de fin", "date d'intervention",
        ),
        required=True,
        kind="datetime",
        longest=60,
    ),
    Field(
        "employees",
        (
            "employee", "employee id", "employee number", "technician", "technicians", "mechanic", "engineer",
            "performed by", "staff", "medewerker", "medewerkers", "medewerkernummer", "personeelsnummer",
            "monteur", "monteurs", "uitvoerder", "uitgevoerd door", "mitarbeiter", "techniker", "monteur id",
            "personalnummer", "collaborateur", "technicien", "salarié", "matricule",
        ),
        longest=2000,
    ),
    Field(
        "unit",
        (
            "team", "centre", "center", "branch", "location", "site", "store", "shop", "unit path", "eenheid",
            "vestiging", "filiaal", "locatie", "afdeling", "winkel", "einheit", "standort", "filiale",
            "niederlassung", "abteilung", "unité", "agence", "magasin", "centre de service", "équipe",
        ),
    ),
    Field(
        "kind_of_work",
        (
            "kind of work", "type of work", "work type", "work", "work done", "job type", "service",
            "service type", "type", "product", "soort werk", "soort", "werksoort", "soort opdracht", "werk",
            "werkzaamheden", "dienst", "art der arbeit", "auftragsart", "art", "arbeit", "leistung",
            "type de travail", "type d'intervention", "travail", "travaux", "prestation",
        ),
        longest=200,
    ),
    Field(
        "channel",
        ("kanaal", "kanal", "canal", "via", "booking channel", "besteld via", "aangemeld via"),
        longest=200,
    ),
    Field(
        "amount",
        (
            "amount", "price", "total", "value", "revenue", "invoice amount", "bedrag", "prijs", "totaal",
            "omzet", "factuurbedrag", "betrag", "preis", "summe", "umsatz", "montant", "prix", "total ttc",
        ),
        kind="decimal",
        longest=60,
    ),
    Field(
        "customer_reference",
        (
            "customer id", "customer number", "customer no", "customer ref", "client id", "client number",
            "account", "klantnummer", "klantnr", "klant id", "relatienummer", "debiteur", "debiteurnummer",
            "kundennummer", "kundennr", "kunden id", "numéro client", "no client", "code client",
        ),
        longest=200,
    ),
    Field(
        "customer_email",
        (
            "email", "e-mail", "email address", "mail", "customer email address", "e-mailadres", "mailadres",
            "emailadres klant", "email klant", "e-mail-adresse", "mailadresse", "courriel", "adresse e-mail",
            "adresse mail",
        ),
        kind="email",
        longest=300,
    ),
    Field(
        "customer_mobile",
        (
            "mobile", "mobile phone", "mobile number", "phone", "phone number", "telephone", "cell",
            "cell phone", "mobiel", "mobiel nummer", "telefoon", "telefoonnummer", "tel", "gsm", "handy",
            "handynummer", "mobilnummer", "telefon", "telefonnummer", "portable", "téléphone",
            "numéro de téléphone",
        ),
        kind="mobile",
        longest=60,
    ),
    Field(
        "customer_name",
        (
            "customer", "customer name", "client", "client name", "name", "full name", "contact", "klant",
            "klantnaam", "naam", "naam klant", "opdrachtgever", "kunde", "kundenname", "nom", "nom du client",
        ),
        longest=300,
    ),
    Field(
        "language",
        ("customer language", "taal", "taal klant", "sprache", "langue", "lang", "locale"),
        kind="language",
        longest=40,
    ),
    Field("is_test", ("test", "test job", "proef", "testopdracht"), kind="yesno", longest=20),
)  # fmt: skip

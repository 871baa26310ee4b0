"""The sentences of linkage in Dutch; see `linkage.py` for what is filled in."""

from typing import Final

WORDS: Final[dict[str, str]] = {
    # what is compared
    "enps": "eNPS",
    "item": "score op ‘{name}’",
    "the enps": "de eNPS",
    "the item": "de score op ‘{name}’",
    "the nps": "de NPS",
    "the ticked": "het aandeel klanten dat ‘{name}’ aanvinkt",
    "a team's": "de {exposure} van een team",
    "nps": "NPS",
    "ticked": "aandeel klanten dat ‘{name}’ aanvinkt",
    "its nps": "de NPS van zijn klanten",
    "its ticked": "het aandeel van zijn klanten dat ‘{name}’ aanvinkt",
    "team's nps": "de NPS van de klanten van een team",
    "team's ticked": "het aandeel van de klanten van een team dat ‘{name}’ aanvinkt",
    "higher": "hoger",
    "lower": "lager",
    "a higher": "een hogere {outcome}",
    "a lower": "een lagere {outcome}",
    "a higher ticked": "een hoger {outcome}",
    "a lower ticked": "een lager {outcome}",
    "point": "punt",
    "points": "punten",
    "percentage point": "procentpunt",
    "percentage points": "procentpunten",
    "after": "in de periode erna",
    "one later": "een meting later",
    "later": "{lag} metingen later",
    # the answer
    "within": "Ging {exposure_of_team} 10 punten omhoog, dan lag {outcome_of_team} {after} {size}"
    " {higher} dan voor dat team gewoon is ({level}%-interval: tussen {low} en {high}).",
    "between_only": "Teams met een hogere {exposure} hebben vaak ook {a_higher}: {size} per 10 punten"
    " ({level}%-interval: tussen {low} en {high}). Misschien hebben die teams nog iets anders gemeen:"
    " binnen een team zien we het een niet op het ander volgen.",
    "lead_fires": "Klanten zijn ook eerder: lag {teams_outcome} hoger, dan lag zijn eigen {exposure} een"
    " meting later {lead_higher}. Wat er aan wat voorafgaat, staat dus niet vast.",
    "lead_unknown": "{Exposure_of_team} en {outcome_of_team} bewegen met elkaar mee, maar er zijn te"
    " weinig metingen om te zien wat er aan wat voorafgaat.",
    "no_link": "We zien geen verband tussen {the_exposure} en {the_outcome} {after}. Een verband van"
    " {detectable} of meer per 10 punten was waarschijnlijk opgevallen.",
    "too_weak": "Een kleiner verband, ook een dat de moeite waard zou zijn ({smallest}), kan er toch zijn.",
    "pairs": "Van {among} combinaties van een kant van het werk en een thema gaan er {sure} duidelijk"
    " genoeg samen om te noemen.",
    "one pair": "Van {among} combinaties van een kant van het werk en een thema gaat er één duidelijk"
    " genoeg samen om te noemen.",
    "no pair": "Van {among} combinaties van een kant van het werk en een thema gaat er geen duidelijk"
    " genoeg samen om te noemen. In een gewone combinatie was een verband van {detectable} of meer per"
    " 10 punten waarschijnlijk opgevallen.",
    "cannot_tell": "Dat is nog niet te zeggen: {because}. Daarvoor zijn nodig: {needed}.",
    # why not, and what it would need
    "no wave": "er is nog geen meting waarna ook een hele periode klanten is gevraagd",
    "one wave": "er is nog maar één meting waarna ook een hele periode klanten is gevraagd",
    "too_few_waves": "er zijn nog maar {found} metingen waarna ook een hele periode klanten is gevraagd",
    "too_few_waves needs": "minstens {needed} metingen",
    "no team": "er is nog geen team dat te vergelijken is met andere in zijn regio",
    "one team": "er is maar één team dat te vergelijken is met andere in zijn regio",
    "too_few_teams": "er zijn maar {found} teams die te vergelijken zijn met andere in hun regio",
    "too_few_teams needs": "minstens {needed} teams",
    "constant_exposure": "{the_exposure} beweegt binnen teams nauwelijks",
    "constant_exposure needs": "metingen waarin het ene team anders beweegt dan het andere",
    "too_little_in_common": "teams in één regio hebben te weinig metingen gemeen",
    "too_little_in_common needs": "meer metingen met dezelfde teams",
    "no_topic": "klanten van deze teams vinkten geen thema aan",
    "no_topic needs": "een vragenlijst waarin klanten thema’s kunnen aanvinken",
    "too_little": "er is te weinig om op af te gaan",
    "too_little needs": "meer teams en meer metingen",
    # beside it
    "rests on": "Dit steunt op {teams} teams, {waves} metingen, {customers} antwoorden van klanten en"
    " minstens {employees} van medewerkers.",
    "rules out": "Blijvende verschillen tussen teams zijn uitgesloten, en ook wat een hele regio tegelijk"
    " in beweging bracht. Niet uitgesloten is dat er in hetzelfde team tegelijk iets anders veranderde.",
    "lead silent": "Andersom is ook gekeken: de scores van klanten gaan niet aan {the_exposure} vooraf (p"
    " {lead_p}).",
    "lead weak": "Die controle had alleen een verband van {lead_detectable} of meer kunnen zien: dat ze"
    " zwijgt, zegt dus weinig.",
    "lower bound": "De omvang is een ondergrens: wat een klein team over zichzelf zegt, is een grove maat.",
    "corrected": "Zonder die grofheid zou het ongeveer {corrected} zijn (tussen {corrected_low} en"
    " {corrected_high}).",
    "worth above": "Dat is in elk geval meer dan de {smallest} die vooraf de moeite waard is genoemd.",
    "worth below": "Dat is in elk geval minder dan de {smallest} die vooraf de moeite waard is genoemd.",
    "worth inside": "Of het de {smallest} is die vooraf de moeite waard is genoemd, is hieruit niet op te"
    " maken.",
    "between": "Tussen teams: {between} per 10 punten (tussen {between_low} en {between_high}), gedeelde"
    " omstandigheden inbegrepen.",
    "stated before": "De vraag is opgeschreven en verzegeld voordat de eerste van deze metingen sloot.",
    "stated after": "Let op: de vraag is pas opgeschreven toen {before} van de {waves} metingen al"
    " gesloten waren. Tot nu toe beschrijft dit; pas latere metingen zijn een toets.",
    "readings": "Na elke meting wordt er opnieuw gekeken: dit is keer {readings}. Bij elke keer is er"
    " {alpha}% kans op een verband dat er niet is.",
    "all readings": "Na elke meting wordt er opnieuw gekeken: dit is keer {readings}. Bij elke keer is er"
    " {alpha}% kans op een verband dat er niet is; de kans dat dat tot nu toe minstens één keer gebeurt,"
    " is ongeveer {any_alarm}%.",
    "among": "Dit is er een van {among} die tegelijk zijn geprobeerd; daar is in de toets rekening mee"
    " gehouden.",
}

"""The sentences of who did not answer; see `bias.py` for what is filled in."""

from typing import Final

ENGLISH: Final = {
    "describes": "Of {asked} customers who were asked until {until}, {rate}% have answered. Weighted to"
    " everybody who was asked, the NPS is {size} ({level}% interval: between {low} and {high}); of the"
    " answers as they came in it is {nps}.",
    "cannot_tell": "Cannot tell yet: {because}. It would need {needed}.",
    "nobody_asked": "nobody was asked by this program: of answers that came in by file or a printed code"
    " nobody knows who kept silent",
    "nobody_asked needs": "customers who are asked from here",
    "few_answers": "only {answered} of {asked} customers who were asked have answered",
    "few_answers one": "only one of {asked} customers who were asked has answered",
    "few_answers none": "none of the customers who were asked ({asked}) has answered",
    "few_answers needs": "at least 30 answers",
    "silent": "For the score of all customers to be {matters} points lower, those who kept silent would"
    " have to score {silent}: {shift} points lower than those who answered.",
    "no silence": "Even if nobody who kept silent would recommend us at all, the score of all customers"
    " could not be {matters} points lower.",
    "everybody": "Everybody who was asked has answered: silence changes nothing.",
    "late lower": "Customers who answered only after a reminder scored {late} points lower than those who"
    " needed none ({level}% interval: between {late_low} and {late_high}). If the silent are like them, the"
    " score of all is {if_like_late}.",
    "late higher": "Customers who answered only after a reminder scored {late} points higher than those"
    " who needed none ({level}% interval: between {late_low} and {late_high}). If the silent are like them,"
    " the score of all is {if_like_late}.",
    "late alike": "Customers who answered only after a reminder scored no higher and no lower than the"
    " others, as far as can be seen ({late_count} answers). If the silent are like them, the score of"
    " all is {if_like_late}.",
    "no late": "Too few customers answered after a reminder to compare them ({late_count}).",
    "uneven": "Of those asked by {most_channel} {most}% answered, by {least_channel} {least}%.",
    "weights": "Weights mend a response that differs between regions, channels and kinds of work. They"
    " cannot mend one that hangs on the score itself. {answered} answers weigh as much as {effective}"
    " equal ones.",
    "rests": "Of everybody asked from {since} to {until}.",
}
DUTCH: Final = {
    "describes": "Van de {asked} klanten aan wie het tot en met {until} gevraagd is, antwoordde {rate}%."
    " Gewogen naar iedereen aan wie het gevraagd is, is de NPS {size} ({level}%-interval: tussen {low} en"
    " {high}); van de antwoorden zoals ze binnenkwamen {nps}.",
    "cannot_tell": "Dat is nog niet te zeggen: {because}. Daarvoor is nodig: {needed}.",
    "nobody_asked": "er is nog niemand vanuit dit programma gevraagd, en van antwoorden uit een bestand"
    " of van een gedrukte code weet niemand wie er zweeg",
    "nobody_asked needs": "klanten die van hieruit gevraagd worden",
    "few_answers": "van de {asked} klanten aan wie het gevraagd is, hebben er nog maar {answered} geantwoord",
    "few_answers one": "van de klanten aan wie het gevraagd is ({asked}), heeft er nog maar één geantwoord",
    "few_answers none": "van de klanten aan wie het gevraagd is ({asked}), heeft er nog niet één geantwoord",
    "few_answers needs": "minstens 30 antwoorden",
    "silent": "Om de score van alle klanten {matters} punten lager te laten uitvallen, zouden de klanten"
    " die zwegen op {silent} moeten uitkomen: {shift} punten lager dan wie wel antwoordde.",
    "no silence": "Ook als niemand die zweeg ons zou aanbevelen, kan de score van alle klanten niet"
    " {matters} punten lager uitvallen.",
    "everybody": "Iedereen aan wie het gevraagd is, heeft geantwoord: er valt niets te vertekenen.",
    "late lower": "Klanten die pas na een herinnering antwoordden, gaven een score die {late} punten"
    " lager lag dan die van de anderen ({level}%-interval: tussen {late_low} en {late_high}). Lijken de"
    " zwijgers op hen, dan is de score van iedereen {if_like_late}.",
    "late higher": "Klanten die pas na een herinnering antwoordden, gaven een score die {late} punten"
    " hoger lag dan die van de anderen ({level}%-interval: tussen {late_low} en {late_high}). Lijken de"
    " zwijgers op hen, dan is de score van iedereen {if_like_late}.",
    "late alike": "Klanten die pas na een herinnering antwoordden, scoorden voor zover te zien is niet"
    " hoger en niet lager dan de anderen ({late_count} antwoorden). Lijken de zwijgers op hen, dan is de"
    " score van iedereen {if_like_late}.",
    "no late": "Te weinig klanten antwoordden pas na een herinnering om ze te vergelijken ({late_count}).",
    "uneven": "Van wie het via {most_channel} gevraagd is, antwoordde {most}%; via {least_channel} was dat"
    " {least}%.",
    "weights": "Wegen helpt als de ene regio, het ene kanaal of het ene soort werk vaker antwoordt dan"
    " het andere. Het helpt niet als antwoorden van de score zelf afhangt. {answered} antwoorden wegen"
    " samen zo zwaar als {effective} gelijke.",
    "rests": "Van iedereen aan wie het gevraagd is van {since} tot en met {until}.",
}
WORDS: Final = {"en": ENGLISH, "nl": DUTCH}

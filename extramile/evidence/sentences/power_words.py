"""The sentences of how much it would take; see `power.py` for what is filled in."""

from typing import Final

ENGLISH: Final = {
    "describes": "{waves} waves with {teams} teams would very likely show a link of {detectable} NPS"
    " points for every ten points of eNPS; {worth} is worth having. The chance of seeing that one is"
    " {chance}%.",
    "cannot_tell": "Cannot tell: {because}. It would need {needed}.",
    "few_teams": "too few teams are large enough for their results to be told ({teams} here)",
    "few_teams needs": "at least {least_teams} teams in which ten people answer",
    "few_waves": "{waves} waves are too few to see a team change",
    "few_waves one": "one wave is too few to see a team change",
    "few_waves needs": "at least {least_waves} waves",
    "no_answers": "no customers have answered yet about these teams",
    "no_answers needs": "answers of customers, every quarter",
    "too_weak": "{waves} waves with {teams} teams would only show a link of {detectable} NPS points or"
    " more for every ten points of eNPS, and {worth} is worth having already. The chance of seeing that"
    " one is {chance}%",
    "waves": "{needs_waves} waves",
    "teams": "{needs_teams} teams",
    "answers": "{needs_answers} customers' answers per team and quarter",
    "or": " or ",
    "nothing": "more teams and more waves than can be had: ask a question that needs less, such as how"
    " teams differ",
    "half years": "Two waves put together as one half year: the chance becomes {half_years}%.",
    "more response": "If nine of ten people answered: {more_response}%.",
    "assumed exposure": "How much teams' eNPS moves is not known here yet, so a usual value was filled in."
    " After three waves it is your own.",
    "assumed outcome": "How much customers' scores of a team move is not known here yet, so a usual value"
    " was filled in.",
    "rests": "{people_in_words} in {teams_all_in_words}. Groups large enough when {rate}% answer: {teams},"
    " with {respondents} answers each; {answers_in_words} per group and quarter.",
}
DUTCH: Final = {
    "describes": "Met {waves} metingen en {teams} teams is een verband van {detectable} NPS-punten per"
    " tien punten eNPS zeer waarschijnlijk te zien; {worth} is de moeite waard. De kans om dat te zien"
    " is {chance}%.",
    "cannot_tell": "Dat is niet te zeggen: {because}. Daarvoor zijn nodig: {needed}.",
    "few_teams": "te weinig teams zijn groot genoeg om een uitslag van te tonen (hier {teams})",
    "few_teams needs": "minstens {least_teams} teams waarin tien mensen antwoorden",
    "few_waves": "{waves} metingen zijn te weinig om een team te zien veranderen",
    "few_waves one": "één meting is te weinig om een team te zien veranderen",
    "few_waves needs": "minstens {least_waves} metingen",
    "no_answers": "er zijn nog geen antwoorden van klanten over deze teams",
    "no_answers needs": "antwoorden van klanten, elk kwartaal",
    "too_weak": "met {waves} metingen en {teams} teams is pas een verband van {detectable} NPS-punten of"
    " meer per tien punten eNPS te zien, terwijl {worth} al de moeite waard is. De kans om dat te zien"
    " is {chance}%",
    "waves": "{needs_waves} metingen",
    "teams": "{needs_teams} teams",
    "answers": "{needs_answers} antwoorden van klanten per team en kwartaal",
    "or": " of ",
    "nothing": "meer teams en metingen dan haalbaar is: stel een vraag die minder vraagt, bijvoorbeeld"
    " hoe teams van elkaar verschillen",
    "half years": "Twee metingen samengenomen tot een half jaar: dan wordt de kans {half_years}%.",
    "more response": "Als negen van de tien mensen antwoorden: {more_response}%.",
    "assumed exposure": "Hoe sterk de eNPS van teams beweegt, is hier nog niet bekend; er is een"
    " gebruikelijke waarde ingevuld. Na drie metingen is het jullie eigen cijfer.",
    "assumed outcome": "Hoe sterk de score van klanten van een team beweegt, is hier nog niet bekend; er is"
    " een gebruikelijke waarde ingevuld.",
    "rests": "{people_in_words} in {teams_all_in_words}. Groepen die groot genoeg zijn als {rate}%"
    " antwoordt: {teams}, met elk {respondents} antwoorden; {answers_in_words} per groep en kwartaal.",
}
WORDS: Final = {"en": ENGLISH, "nl": DUTCH}
# What is counted, of one and of more.
FORMS: Final = {
    "en": {
        "people": ("person", "people"),
        "teams_all": ("team", "teams"),
        "answers": ("customer's answer", "customers' answers"),
    },
    "nl": {
        "people": ("mens", "mensen"),
        "teams_all": ("team", "teams"),
        "answers": ("antwoord van een klant", "antwoorden van klanten"),
    },
}

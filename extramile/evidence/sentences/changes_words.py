"""The sentences of dated changes and rollouts; see `changes.py` for what is filled in."""

from typing import Final

ENGLISH: Final = {
    "higher": "higher",
    "lower": "lower",
    "point": "point",
    "points": "points",
    "changed": "Since “{what}” began, the NPS of these units came out {size} {higher} than would be"
    " expected from the other units ({level}% interval: between {low} and {high}).",
    "not_changed": "Since “{what}” began, no difference was seen with units that had not begun. A"
    " difference of {detectable} or more would probably have been noticed.",
    "too_weak": "A smaller one, even one worth having ({smallest}), may be there all the same.",
    "pre_trend": "Before “{what}” began, these units were already going another way than the others. What"
    " was seen after it says nothing about it.",
    "caused": "“{what}” leads to a {higher} NPS: {size} on average in units that began ({level}% interval:"
    " between {low} and {high}). Lots decided who began when.",
    "cannot_tell": "Cannot tell yet: {because}. It would need {needed}.",
    "few_units": "too few units began with enough answers before and after ({units_began})",
    "few_units needs": "at least three of them, and better ten",
    "few_beside": "too few units had not begun while others had ({units_beside})",
    "few_beside needs": "at least three units without it in the same months",
    "no_both": "in no period were there both units that had begun and units that had not",
    "no_both needs": "units that begin later, or not at all, in the same months",
    "short_before": "there are too few periods before it to see whether these units were already going"
    " another way",
    "short_before needs": "answers of a few months before it",
    "rests": "It rests on {answers} answers from {since} to {until}, {a_period}: {units_began} that"
    " began, {units_beside} beside them.",
    "a week": "by the week",
    "four weeks": "by four weeks",
    "no lots": "Nobody drew lots. What made these units begin, or something else of those months, may be"
    " behind it.",
    "same way": "In the months before, these units and the others went the same way, as far as can be seen.",
    "dealt": "Had the same days been given to other units by chance, as much would be seen {permuted}"
    " times in a hundred.",
    "early": "The time that was agreed on beforehand is not over yet: this is a look halfway, and no answer.",
    "stated after": "The study was stated after the beginning: it may have been chosen for what was known"
    " already.",
    "overlaps": "In these units something else began in the same months: {overlap_names}. Nobody can tell"
    " the two apart.",
    "overlaps apart": "In these units something else began in the same months: {overlap_names}. Without the"
    " answers of those units since then it is {apart} {apart_higher} ({level}% interval: between {apart_low}"
    " and {apart_high}), so it does not come from that alone.",
    "gone apart": "Without the answers of those units since then, no difference is left that can be told from"
    " chance ({level}% interval: between {apart_low} and {apart_high}).",
    "closed": "Units that closed meanwhile ({closed}) count until then.",
    "moved": "Units that moved in the tree since ({moved}) are left out of the comparison.",
    "left out": "Of {left_out} periods nobody was left to compare with; they are left out.",
    "left out one": "Of one period nobody was left to compare with; it is left out.",
    "drawn before": "Lots of these units had been drawn and called off in the year before"
    " ({draws_before}): that gives chance more than one try, so the strongest wording is not earned.",
    "dealt one": "Had the same days been given to other units by chance, as much would be seen once in a"
    " hundred times.",
    "dealt rarely": "Had the same days been given to other units by chance, as much would be seen less"
    " than once in a hundred times.",
}
DUTCH: Final = {
    "higher": "hoger",
    "lower": "lager",
    "point": "punt",
    "points": "punten",
    "changed": "Sinds ‘{what}’ begon, kwam de NPS van deze eenheden {size} {higher} uit dan je op grond"
    " van de andere eenheden zou verwachten ({level}%-interval: tussen {low} en {high}).",
    "not_changed": "Sinds ‘{what}’ begon, zien we geen verschil met eenheden die nog niet begonnen waren."
    " Een verschil van {detectable} of meer was waarschijnlijk opgevallen.",
    "too_weak": "Een kleiner verschil, ook een dat de moeite waard zou zijn ({smallest}), kan er toch zijn.",
    "pre_trend": "Al voordat ‘{what}’ begon, gingen deze eenheden een andere kant op dan de rest. Wat"
    " erna te zien was, zegt daarom niets over ‘{what}’.",
    "caused": "‘{what}’ leidt tot een {higher}e NPS: gemiddeld {size} in eenheden die begonnen ({level}%-"
    "interval: tussen {low} en {high}). Er is geloot wie wanneer begon.",
    "cannot_tell": "Dat is nog niet te zeggen: {because}. Daarvoor zijn nodig: {needed}.",
    "few_units": "te weinig eenheden die begonnen, hebben genoeg antwoorden van ervoor en erna"
    " ({units_began})",
    "few_units needs": "minstens drie van zulke eenheden, liever tien",
    "few_beside": "er zijn te weinig eenheden die nog niet begonnen waren toen andere dat wel waren"
    " ({units_beside})",
    "few_beside needs": "minstens drie eenheden die in die maanden nog niet begonnen zijn",
    "no_both": "er is geen periode met zowel eenheden die begonnen waren als eenheden die dat nog niet waren",
    "no_both needs": "eenheden die later of helemaal niet beginnen, in dezelfde maanden",
    "short_before": "er zijn te weinig periodes ervoor om te zien of deze eenheden al een andere kant op"
    " gingen",
    "short_before needs": "antwoorden uit een paar maanden ervoor",
    "rests": "Dit berust op {answers} antwoorden van {since} tot en met {until}, {a_period}:"
    " {units_began} eenheden die begonnen en {units_beside} ernaast.",
    "rests one": "Dit berust op {answers} antwoorden van {since} tot en met {until}, {a_period}:"
    " één eenheid die begon en {units_beside} ernaast.",
    "rests none": "Dit berust op {answers} antwoorden van {since} tot en met {until}, {a_period}: van"
    " eenheden die begonnen zijn er geen, van eenheden ernaast {units_beside}.",
    "a week": "per week",
    "four weeks": "per vier weken",
    "no lots": "Er is niet geloot. Waarom juist deze eenheden begonnen, of iets anders uit die maanden,"
    " kan er ook achter zitten.",
    "same way": "In de maanden ervoor gingen deze eenheden en de andere dezelfde kant op, voor zover te"
    " zien is.",
    "dealt": "Waren dezelfde dagen bij toeval aan andere eenheden gegeven, dan was dit in {permuted} van"
    " de honderd gevallen ook te zien geweest.",
    "early": "De tijd die vooraf is afgesproken, is nog niet om: dit is een tussenstand en nog geen"
    " antwoord.",
    "stated after": "De onderzoeksvraag is pas na het begin vastgelegd: ze kan gekozen zijn om wat al"
    " bekend was.",
    "overlaps": "In deze eenheden begon in dezelfde maanden nog iets: {overlap_names}. Die twee zijn niet"
    " uit elkaar te houden.",
    "overlaps apart": "In deze eenheden begon in dezelfde maanden nog iets: {overlap_names}. Zonder de"
    " antwoorden van die eenheden van daarna is het {apart} {apart_higher} ({level}%-interval: tussen"
    " {apart_low} en {apart_high}); daar komt het dus niet alleen vandaan.",
    "gone apart": "Zonder de antwoorden van die eenheden van daarna blijft er geen verschil over dat van"
    " toeval te onderscheiden is ({level}%-interval: tussen {apart_low} en {apart_high}).",
    "closed": "Eenheden die intussen gesloten zijn ({closed}), tellen tot dat moment mee.",
    "moved": "Eenheden die sindsdien verplaatst zijn ({moved}), tellen niet mee in de vergelijking.",
    "left out": "Voor {left_out} periodes was er niemand meer om mee te vergelijken; die tellen niet mee.",
    "left out one": "Voor één periode was er niemand meer om mee te vergelijken; die telt niet mee.",
    "drawn before": "In het jaar ervoor is er voor deze eenheden al geloot en is dat afgeblazen"
    " ({draws_before}). Zo krijgt het toeval meer dan één kans, en daarom zeggen we het hier"
    " voorzichtiger.",
    "dealt one": "Waren dezelfde dagen bij toeval aan andere eenheden gegeven, dan was dit in één van de"
    " honderd gevallen ook te zien geweest.",
    "dealt rarely": "Waren dezelfde dagen bij toeval aan andere eenheden gegeven, dan was dit in minder"
    " dan één van de honderd gevallen ook te zien geweest.",
}
WORDS: Final = {"en": ENGLISH, "nl": DUTCH}

"""The sentences of loyalty and money; see `worth.py` for what is filled in."""

from typing import Final

ENGLISH: Final = {
    "more": "more",
    "less": "less",
    "share between_only": "Customers who were promoters at first came back {more} often: {promoters}% of"
    " them within {days} days, against {detractors}% of detractors. At the same kind of work in the same"
    " region that is {size} percentage points {more} ({level}% interval: between {low} and {high}).",
    "share no_link": "At the same kind of work in the same region, promoters came back within {days} days"
    " no more and no less often than detractors, as far as can be seen. A difference of {detectable}"
    " percentage points or more would probably have been noticed.",
    "amount between_only": "In the {days} days after their answer, promoters spent {size} {more} a"
    " customer than detractors, at the same kind of work in the same region ({level}% interval: between"
    " {low} and {high}; in the currency of your jobs).",
    "amount no_link": "In what they spent in the {days} days after their answer, no difference between"
    " promoters and detractors was seen. One of {detectable} a customer or more would probably have been"
    " noticed.",
    "referrals describes": "{size}% of jobs came by word of mouth ({level}% interval: between {low}% and"
    " {high}%).",
    "cannot_tell": "Cannot tell yet: {because}. It would need {needed}.",
    "no_customers": "the jobs do not say whose they were",
    "no_customers needs": "a customer's number with each job in the import",
    "too_short": "no customer's first answer is {days} days old yet",
    "too_short needs": "jobs and answers of more than {days} days",
    "nobody_back": "of {customers} customers nobody came back within {days} days",
    "nobody_back one": "the only customer did not come back within {days} days",
    "nobody_back needs": "a longer window, or a customer's number that stays the same from job to job",
    "few_customers": "there are too few customers to compare: {all_promoters} promoters, {all_detractors}"
    " detractors, {came_back} who came back",
    "few_customers needs": "at least 30 promoters and 30 detractors, and 10 customers who came back",
    "no_amounts": "the jobs carry no amounts",
    "no_amounts needs": "the amount of each job in the import",
    "few_amounts": "only {with_amount} of {later_jobs} later jobs carry an amount",
    "few_amounts one": "only one of {later_jobs} later jobs carries an amount",
    "few_amounts needs": "amounts with nine of ten jobs: else those that have one choose themselves",
    "nobody_alike": "in no kind of work and region are there both promoters and detractors",
    "nobody_alike needs": "answers of both at the same work",
    "few_told": "only {told} jobs say whether they came by word of mouth",
    "few_told one": "only one job says whether it came by word of mouth",
    "few_told none": "no job says whether it came by word of mouth",
    "few_told needs": "at least 30 of them",
    "within": "Without a look at kind of work and region the difference would be {plain}. Compared within"
    " {strata} groups of the two.",
    "others": "Customers who recommend you may differ in other things too: this tells what they did, not"
    " why.",
    "left_out": "{left_out} customers had nobody of the other group beside them, and are left out.",
    "left_out one": "One customer had nobody of the other group beside them, and is left out.",
    "rests": "It rests on {customers} customers whose first answer came from {since} to {until}.",
    "own": "Of your own jobs alone: no figure of another company is used.",
    "told": "It rests on {told} jobs of which the column “{attribute}” says yes or no.",
}
DUTCH: Final = {
    "more": "meer",
    "less": "minder",
    "often more": "vaker",
    "often less": "minder vaak",
    "share between_only": "Klanten die eerst promoter waren, kwamen {often} terug: {promoters}% binnen"
    " {days} dagen, tegen {detractors}% van de detractors. Bij hetzelfde soort werk in dezelfde regio"
    " scheelt dat {size} procentpunten ({level}%-interval: tussen {low} en {high}).",
    "share no_link": "Bij hetzelfde soort werk in dezelfde regio kwamen promoters binnen {days} dagen"
    " niet vaker en niet minder vaak terug dan detractors, voor zover te zien is. Een verschil van"
    " {detectable} procentpunten of meer was waarschijnlijk opgevallen.",
    "amount between_only": "In de {days} dagen na hun antwoord besteedden promoters per klant {size}"
    " {more} dan detractors, bij hetzelfde soort werk in dezelfde regio ({level}%-interval: tussen {low} en"
    " {high}; in de munt van de opdrachten).",
    "amount no_link": "In wat ze in de {days} dagen na hun antwoord besteedden, is geen verschil te zien"
    " tussen promoters en detractors. Een verschil van {detectable} per klant of meer was waarschijnlijk"
    " opgevallen.",
    "referrals describes": "{size}% van de opdrachten kwam binnen nadat iemand ons had aanbevolen"
    " ({level}%-interval: tussen {low}% en {high}%).",
    "cannot_tell": "Dat is nog niet te zeggen: {because}. Daarvoor is nodig: {needed}.",
    "no_customers": "bij de opdrachten staat niet van welke klant ze zijn",
    "no_customers needs": "een klantnummer bij elke opdracht in de import",
    "too_short": "van geen enkele klant is het eerste antwoord al {days} dagen oud",
    "too_short needs": "opdrachten en antwoorden over meer dan {days} dagen",
    "nobody_back": "van {customers} klanten kwam er niet één binnen {days} dagen terug",
    "nobody_back one": "de enige klant kwam niet binnen {days} dagen terug",
    "nobody_back needs": "een langere periode, of een klantnummer dat van opdracht tot opdracht hetzelfde"
    " blijft",
    "few_customers": "er zijn te weinig klanten om te vergelijken: {all_promoters} promoters,"
    " {all_detractors} detractors, en {came_back} die terugkwamen",
    "few_customers needs": "minstens 30 promoters en 30 detractors, en 10 klanten die terugkwamen",
    "no_amounts": "bij de opdrachten staan geen bedragen",
    "no_amounts needs": "het bedrag van elke opdracht in de import",
    "few_amounts": "maar {with_amount} van de {later_jobs} latere opdrachten hebben een bedrag",
    "few_amounts one": "maar één van de {later_jobs} latere opdrachten heeft een bedrag",
    "few_amounts needs": "een bedrag bij negen van de tien opdrachten, anders vertekenen de opdrachten"
    " die het wel hebben het beeld",
    "nobody_alike": "er is geen soort werk in een regio met zowel promoters als detractors",
    "nobody_alike needs": "antwoorden van beide bij hetzelfde werk",
    "few_told": "maar bij {told} opdrachten staat of ze na een aanbeveling binnenkwamen",
    "few_told one": "maar bij één opdracht staat of ze na een aanbeveling binnenkwam",
    "few_told none": "bij geen enkele opdracht staat of ze na een aanbeveling binnenkwam",
    "few_told needs": "minstens 30 van zulke opdrachten",
    "within": "Zonder te letten op soort werk en regio zou het verschil {plain} zijn. Vergeleken binnen"
    " {strata} groepen daarvan.",
    "others": "Klanten die je aanbevelen kunnen ook in andere dingen verschillen: dit zegt wat ze deden,"
    " niet waarom.",
    "left_out": "{left_out} klanten hadden niemand van de andere groep naast zich en tellen niet mee.",
    "left_out one": "Eén klant had niemand van de andere groep naast zich en telt niet mee.",
    "rests": "Dit berust op {customers} klanten van wie het eerste antwoord kwam van {since} tot en met"
    " {until}.",
    "own": "Alleen uit de eigen opdrachten: er is geen cijfer van een ander bedrijf gebruikt.",
    "told": "Dit berust op {told} opdrachten waarbij in de kolom ‘{attribute}’ ja of nee staat.",
}
WORDS: Final = {"en": ENGLISH, "nl": DUTCH}

"""Words that belong together: "and" or "or" between them names one thing."""

from collections.abc import Mapping, Sequence
from typing import Final

from extramile.questionnaires.coach.looking import listed

# Any two of one row may stand on both sides.
TOGETHER: Final[Mapping[str, tuple[frozenset[str], ...]]] = {
    "en": (
        listed("friend friends family colleague colleagues neighbour neighbours neighbor neighbors "
            "relative relatives acquaintance acquaintances others relation relations housemate mates mate"),
        listed("tea coffee food drink drinks snacks biscuits cake water milk sugar bread butter"),
        listed("black white red green blue grey"),
        listed("in out on off up down to from under over before after"),
        listed("day days night nights week weeks month months year years hour hours minute minutes today "
            "tomorrow yesterday"),
        listed("morning afternoon evening weekend"),
        listed("more less fewer better worse earlier later longer shorter higher lower larger smaller"),
        listed("he she him her his hers they them"),
        listed("one two three four five six seven eight nine ten eleven twelve half"),
        listed("mr mrs ms sir madam"),
        listed("brother sister father mother parent parents son daughter husband wife partner children "
            "child"),
        listed("gas electricity heat"),
        listed("mop bucket nut bolt knife fork salt pepper lock key"),
    ),
    "nl": (
        listed("vriend vrienden vriendin vriendinnen familie collega collega's buren buur kennis kennissen "
            "anderen bekenden bekende familielid familieleden buurman buurvrouw huisgenoot relatie relaties"),
        listed("thee koffie eten drinken drankjes hapjes koek gebak water melk suiker brood boter"),
        listed("zwart wit witte rood groen blauw grijs"),
        listed("in uit op af aan van naar voor na onder over boven beneden"),
        listed("dag dagen nacht week weken maand maanden jaar jaren uur minuten vandaag morgen gisteren"),
        listed("ochtend ochtends middag avond weekend"),
        listed("meer minder vaker beter slechter eerder later langer korter hoger lager groter kleiner"),
        listed("hij zij hem haar zijn hen hun"),
        listed("een één twee drie vier vijf zes zeven acht negen tien elf twaalf half"),
        listed("heer mevrouw dhr mevr"),
        listed("broer zus vader moeder ouders ouder zoon dochter man vrouw partner kinderen kind"),
        listed("gas elektriciteit stroom warmte licht"),
        listed("komen gaan halen brengen kopen verkopen"),
    ),
}  # fmt: skip
# Left word, right word.
FIXED: Final[Mapping[str, frozenset[tuple[str, str]]]] = {
    "en": frozenset(
        {
            ("research", "development"), ("terms", "conditions"), ("health", "safety"), ("wear", "tear"),
            ("pros", "cons"), ("trial", "error"), ("bed", "breakfast"), ("supply", "demand"), ("profit",
            "loss"),
            ("questions", "answers"), ("q", "a"), ("human", "resources"), ("rules", "regulations"),
            ("peace", "quiet"),
            ("safe", "sound"), ("law", "order"), ("first", "foremost"), ("again", "again"), ("more", "more"),
            ("time", "date"), ("date", "time"), ("name", "address"), ("name", "number"), ("sales",
            "marketing"),
            ("mergers", "acquisitions"), ("diversity", "inclusion"), ("check", "balance"), ("drag", "drop"),
            ("yes", "no"), ("plus", "minus"), ("park", "ride"), ("arts", "crafts"), ("heating", "cooling"),
            ("try", "see"), ("come", "go"), ("back", "forth"), ("so", "so"), ("accounts", "payable"),
            ("read", "write"), ("hide", "seek"), ("ins", "outs"), ("sick", "tired"), ("food", "drink"),
            ("food", "drinks"), ("day", "night"), ("come", "going"), ("nice", "warm"),
        }
    ),
    "nl": frozenset(
        {
            ("onderzoek", "ontwikkeling"), ("gezondheid", "veiligheid"), ("veiligheid", "gezondheid"),
            ("vraag", "aanbod"), ("vraag", "antwoord"), ("vragen", "antwoorden"), ("winst", "verlies"),
            ("datum", "tijd"), ("tijd", "plaats"), ("naam", "adres"), ("naam", "nummer"), ("rust", "stilte"),
            ("diversiteit", "inclusie"), ("ja", "nee"), ("plus", "min"), ("wel", "niet"), ("steeds", "meer"),
            ("regels", "afspraken"), ("rechten", "plichten"), ("keer", "keer"), ("hoe", "wat"), ("doen",
            "laten"),
            ("wet", "regelgeving"), ("personeel", "organisatie"), ("pijl", "boog"), ("slot", "sleutel"),
            ("bed", "bad"), ("kost", "inwoning"), ("lief", "leed"), ("heen", "weer"), ("af", "toe"), ("nu",
            "dan"),
            ("zo", "nu"), ("kort", "krachtig"), ("veilig", "wel"), ("park", "reis"), ("zakelijk", "privé"),
            ("service", "onderhoud"), ("kunst", "vliegwerk"), ("mens", "dier"), ("eten", "drinken"),
        }
    ),
}  # fmt: skip
# After "and": somebody who stands beside "you", as in "you and your team leader".
PERSONS: Final[Mapping[str, frozenset[str]]] = {
    "en": listed("you we us i me"),
    "nl": listed("u jij je jou wij we ons ik mij"),
}
CLOSERS: Final[Mapping[str, frozenset[str]]] = {
    "en": listed("not more less so longer older younger above below earlier later none neither both only "
                 "even"),
    "nl": listed("niet meer minder zo langer ouder jonger hoger lager eerder later vaker geen beide juist "
                 "wel"),
}  # fmt: skip
ARTICLES: Final[Mapping[str, frozenset[str]]] = {
    "en": listed("the a an your our my their his her its this that these those"),
    "nl": listed("de het een je jouw uw onze ons mijn hun zijn haar deze dit die dat"),
}


def is_pair(left: Sequence[str], right: Sequence[str], tongue: str) -> bool:
    """Whether the words around a joint name one thing."""
    before, after = left[-1], _head(right, tongue)
    if before.isdigit() or after.isdigit() or right[0] in CLOSERS[tongue]:
        return True
    if before in PERSONS[tongue]:
        return True
    known = FIXED[tongue]
    return (
        before == after
        or (before, after) in known
        or (after, before) in known
        or any(before in row and after in row for row in TOGETHER[tongue])
    )


def _head(right: Sequence[str], tongue: str) -> str:
    """The first word that is no article."""
    return next((word for word in right if word not in ARTICLES[tongue]), right[0])

"""WRD-2: a question that tells what to answer. Frames, tags, praise, pressure, and what it takes for "
"granted."""

import re
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from extramile.questionnaires.coach.findings import Rewrite
from extramile.questionnaires.coach.looking import Fault, Said
from extramile.questionnaires.coach.scales import is_agreement
from extramile.questionnaires.definition import Kind

EN_PRAISE: Final = (
    r"excellent|wonderful|fantastic|(?<!a )great(?! deal| britain)|amazing|award-winning|superb"
    r"|outstanding|brilliant"
    r"|first-class|world-class|perfect|terrific|marvellous|delightful|fabulous|splendid|exceptional|unique"
    r"|top-notch"
    r"|renowned|famous|popular|beloved|trusted|unbeatable|convenient(?= (?:subscription|plan|offer|package"
    r"|app))"
)
NL_PRAISE: Final = (
    r"uitstekende?|geweldige?|fantastische?|prachtige?|bekroonde?|voortreffelijke?|fenomenale?"
    r"|schitterende?|perfecte?"
    r"|briljante?|uitmuntende?|eersteklas|topkwaliteit|heerlijke?|magnifieke?|unieke?|vermaarde?"
    r"|onovertroffen"
    r"|bijzonder goede?|voordelige?|super(?:goede?)?|fijne(?= nieuwe)"
)
# Milder words: praise only of what is ours.
EN_OUR: Final = (
    r"speedy|reliable|friendly|fast|quick|modern|professional|expert|careful|caring|dedicated|innovative"
    r"|affordable"
    r"|improved|hard-working|skilled|skilful|experienced|efficient|cheerful|warm|kind|helpful|high-quality"
    r"|top|swift"
    r"|personal|smart|generous|competitive|knowledgeable|courteous|polite|patient|beautiful|lovely|nice"
    r"|good|best"
    r"|flexible|easy|simple|handy|useful|attractive|cosy|delicious|fresh|green|sustainable|safe"
)
NL_OUR: Final = (
    r"vlotte|snelle|betrouwbare|vriendelijke|behulpzame|deskundige|moderne|professionele|zorgvuldige"
    r"|ervaren|vakkundige"
    r"|efficiënte|hartelijke|gastvrije|hoogwaardige|verbeterde|vernieuwde|innovatieve|toegewijde|hardwerkende"
    r"|klantvriendelijke|goedkope|voordelige|mooie|leuke|goede|beste|handige|slimme|flexibele|makkelijke"
    r"|gezellige"
    r"|lekkere|verse|duurzame|veilige|persoonlijke|scherpe|beleefde|geduldige|warme|prettige|fijne|nuttige"
)
EN_GOOD: Final = (
    r"great|good|nice|handy|better|best|wonderful|lovely|useful|convenient|easier|fair|important|helpful"
    r"|wise|smart"
    r"|pleasant|fun|sensible|safer|time"
)
NL_GOOD: Final = (
    r"fijn|fijner|mooi|heerlijk|geweldig|prettig|handig|handiger|leuk|logisch|belangrijk|beter|goed"
    r"|verstandig|nuttig"
    r"|makkelijker|eerlijk|eerlijker|slim|gezellig|veiliger|tijd"
)
# What a pattern is called -> the pattern, on the text in lower case.
LEADING: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "en": (
        ("frame", r"^(?:do|did|would|should|could)n't (?:you|we|it) (?:also |all )?(?:agree|say|think|find"
                  r"|feel|like|prefer|love|wish|want|enjoy|believe|expect)"),
        ("frame", r"^(?:is|are|was|were)n't (?:it|this|that|they|we|our|you) (?!clear)"),
        ("frame", r"\b(?:would|do|did) you not (?:also )?(?:agree|say|think|prefer|rather|like|find"
                  r"|believe|love)"),
        ("frame", r"\bdo you agree with (?:everyone|everybody|most|us|the others|your colleagues)"),
        ("frame", rf"\b(?:would|is|was|will)(?:n't (?:it|that|this)| (?:it|that|this) not) (?:be )?(?:\w+ "
                  rf")?(?:{EN_GOOD})\b"),
        ("agree", r"\b(?:do|would|don't) you (?:also )?agree\b"),
        ("frame", r"\bis it (?:fair|right|normal|acceptable|reasonable|wrong|unfair) that\b"),
        ("granted", r"\bwhy do you (?:love|enjoy|like|prefer)\b"),
        ("pressure", r"\b(?:everybody|everyone) (?:is|has been|says|loves|knows|agrees|likes|thinks)\b"),
        ("praise", rf"\bour (?:\w+, |(?:very|truly|ever so) )?(?:{EN_OUR})(?:(?:,| and|, and) \w+)? \w+"),
        ("pressure", r"\b(?:is|are|am) (?:well |widely |all )?(?:known|famous|renowned|praised|loved"
                     r"|proud) (?:for|of)\b|\bwe (?:pride ourselves|are (?:sure|certain|convinced|proud)"
                     r"|do everything|always do)\b"),
        ("tag", r", ?(?:right|correct|yes|no|surely|is it not|was it not)\?$"),
        ("tag", r", ?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)n't (?:it|he"
                r"|she|they|you|we|there)\?$"),
        ("sure", r"\b(?:surely|obviously|clearly(?= (?:better|the|a|an|our)) |of course|undoubtedly|as you "
                 r"know|no doubt|naturally|needless to say|everyone knows|admit that)\b"),
        ("praise", rf"\b(?:{EN_PRAISE})\b"),
        ("praise", r"\b(?:our|we|us|company|this) (?:\w+ ){0,2}(?:is|are|be) the (?:best|nicest|finest"
                   r"|greatest|leading)\b|\bwhy (?:is|are) \w+ (?:\w+ )?the best\b"),
        ("granted", r"^(?:what|which part|who) did you (?:love|adore|enjoy most)\b|\bhow much (?:better"
                    r"|nicer|easier|faster|happier|quicker|safer|more \w+ly?)\b.*\b(?:thanks to|since"
                    r"|because)"),
        ("granted", r"\bthanks to (?:our|the) \w+"),
        ("pressure", r"\b(?:most|all|many|almost all|nearly all) (?:of )?(?:our |other )?(?:customers"
                     r"|people|colleagues|clients|tenants|patients|employees|travellers) (?:are|is|find"
                     r"|say|think|love|like|prefer|agree|choose|rate|give)\b"),
        ("pressure", r"\blike (?:everyone|everybody|most people)\b|\bwith everyone else\b|\bexperts? "
                     r"(?:say|agree|believe|tell)|\b(?:research|studies|science) (?:shows?|proves?"
                     r"|says?)\b|\baccording to (?:experts|research)"),
        ("pressure", r"\bas an? (?:\w+ )?(?:responsible|loyal|good|valued|sensible|committed|dedicated"
                     r"|caring)\b"),
        ("pressure", r"\bwe (?:have )?(?:all )?(?:worked|tried|work|try|went|go)\b[^.?!]{0,12}\b(?:hard"
                     r"|our best|out of our way)|\b(?:did|do|done) our (?:very )?(?:best|utmost)"),
    ),
    "nl": (
        ("frame", r"\b(?:vindt|vond|vonden) (?:u|je|jij)(?: het)? (?:ook )?niet\b|\bvind (?:je|jij)(?: "
                  r"het)? (?:ook )?niet\b|\b(?:bent u|ben je) het (?:er )?(?:ook |toch )?niet mee eens dat"),
        ("frame", r"\bis het (?:ook )?(?:niet|toch) (?:fijn|mooi|heerlijk|geweldig|prettig|handig|leuk"
                  r"|logisch|belangrijk|beter|goed)\b|\bniet liever\b|\b(?:zou|wilt) u niet (?:ook|graag)"),
        ("frame", r"\b(?:net als|zoals) (?:iedereen|de anderen|de meeste|alle)|\bmet iedereen eens"),
        ("frame", rf"\b(?:is|was|zou|lijkt|vindt u|vind je) (?:het|dat|dit)(?: u| je)? (?:ook )?niet "
                  rf"(?:veel |heel )?(?:{NL_GOOD})\b"),
        ("frame", r"\bis het (?:eerlijk|terecht|normaal|redelijk|acceptabel|oneerlijk) dat\b"),
        ("granted", r"\bwaarom\b[^?]*\bzo (?:graag|leuk|fijn|prettig|goed|tevreden|blij)\b"),
        ("pressure", r"\biedereen (?:heeft het over|vindt|zegt|is dol|is blij|weet|houdt|praat)\b"),
        ("agree", r"\b(?:bent u|ben je|ben jij|zijn we) het (?:er ?|er ook |ook )?(?:mee )?eens (?:dat"
                  r"|met)\b"),
        ("praise", rf"\b(?:onze|ons) (?:\w+, |(?:zeer|heel|altijd) )?(?:{NL_OUR})(?:(?:,| en|, en) \w+)? "
                   rf"\w+"),
        ("pressure", r"\b(?:sta(?:at|an)|is|zijn) (?:alom |wijd en zijd )?bekend om\b|\bzijn (?:er )?trots "
                     r"op\b|\bdoen er alles aan\b|\bwe (?:zijn ervan overtuigd|weten zeker)\b"),
        ("tag", r", ?(?:nietwaar|toch|hè|niet|of niet(?: soms)?|niet dan|juist|klopt dat)\?$"),
        ("sure", r"\b(?:toch|vast|zeker) wel\b|\btoch (?:zeker|vast|ook)\b|\b(?:natuurlijk|uiteraard"
                 r"|vanzelfsprekend|ongetwijfeld"
                 r"|immers|zoals u weet|zoals je weet|iedereen weet)\b"),
        ("praise", rf"\b(?:{NL_PRAISE})\b"),
        ("praise", r"\b(?:wij|we|ons|onze|zijn|is|dit)\b[^.?!]{0,25}\bde (?:beste|leukste|fijnste|mooiste"
                   r"|grootste)\b"),
        ("granted", r"\bhoeveel (?:prettiger|fijner|beter|makkelijker|leuker|sneller|veiliger|blijer)\b"
                    r"|\bdankzij (?:onze|ons|de|het)\b"),
        ("pressure", r"\b(?:de meeste|bijna alle|veel|alle) (?:van onze |andere )?(?:klanten|mensen"
                     r"|collega's|huurders|patiënten|reizigers|medewerkers|bewoners) (?:zijn|vinden|zeggen"
                     r"|kiezen|waarderen|geven|houden)\b"),
        ("pressure", r"\bvolgens (?:deskundigen|experts|onderzoek|kenners|wetenschappers)|\b(?:onderzoek"
                     r"|de wetenschap) (?:toont|wijst|bewijst|laat zien)"),
        ("pressure", r"\bals (?:een )?(?:\w+ )?(?:verantwoordelijke?|goede?|loyale?|trouwe?|gewaardeerde?"
                     r"|betrokken|verstandige?)\s"),
        ("pressure", r"\b(?:ons|onze) (?:uiterste |stinkende )?best (?:gedaan|doen|deden)|\bhard (?:ons "
                     r"best|gewerkt|voor u)|\bdeden (?:we |wij )?ons best"),
    ),
}  # fmt: skip
COMPILED: Final = {
    tongue: tuple((name, re.compile(pattern)) for name, pattern in rows) for tongue, rows in LEADING.items()
}


def leading(said: Said) -> Fault | None:
    """The wording says which answer we hope for."""
    if said.question.kind is Kind.STATEMENT:
        return None
    found = leading_in(said)
    if found is None:
        return None
    name, words = found
    return Fault(
        _reason(name) % {"words": words},
        said.question.key,
        said.language,
        rewrite=_rewrite(said, name),
        place=said.place,
    )


def leading_in(said: Said) -> tuple[str, str] | None:
    """The kind of leading and the words that do it. In each sentence: the ones before the question count."""
    for sentence in said.sentences:
        for name, pattern in COMPILED[said.tongue]:
            found = pattern.search(sentence.lower())
            if found and not (name == "agree" and is_agreement(said)):  # has a rule of its own
                return name, found[0].strip(" ,?")
    return None


def _reason(name: str) -> str:
    return {
        "agree": _("“%(words)s” asks for agreement instead of an opinion."),
        "frame": _("“%(words)s” asks for agreement instead of an opinion."),
        "tag": _("“%(words)s” at the end asks to confirm what we say."),
        "sure": _("“%(words)s” says that the answer is known already."),
        "praise": _("“%(words)s” praises before anybody has answered."),
        "granted": _("“%(words)s” takes for granted what is to be asked."),
        "pressure": _("“%(words)s” tells what others, or we, would like to hear."),
    }[name]


ADJECTIVE_AFTER: Final = {
    "en": re.compile(rf"(\b(?:our|the|your|this|that|a|new)\s)(?:{EN_PRAISE})\s", re.I),
    "nl": re.compile(rf"(\b(?:onze|ons|de|het|uw|je|dit|deze|een)\s)(?:{NL_PRAISE})\s", re.I),
}
OURS_AFTER: Final = {
    "en": re.compile(rf"(\bour\s)(?:{EN_OUR})(?:(?:,| and|, and) \w+)?\s(?=\w)", re.I),
    "nl": re.compile(rf"(\b(?:onze|ons)\s)(?:{NL_OUR})(?:(?:,| en|, en) \w+)?\s(?=\w)", re.I),
}
DUTCH_FRAME: Final = re.compile(r"^(Vindt u|Vind je|Vind jij) (?:ook )?niet (?:ook )?dat ", re.I)
ENGLISH_FRAME: Final = re.compile(
    r"^(?:Don't|Wouldn't) you (?:agree|think|say|find) (?:that )?((?:our|the|your)(?: \w+){1,2}) (is|are"
    r"|was|were) ([^,]+)\?$",
    re.I,
)


def _rewrite(said: Said, name: str) -> Rewrite | None:
    raw = said.raw.replace("’", "'")
    text = raw
    if name == "praise":
        text = OURS_AFTER[said.tongue].sub(r"\1", ADJECTIVE_AFTER[said.tongue].sub(r"\1", raw))
    elif name == "pressure" and said.sentences and said.sentences[-1] in raw and len(said.sentences) > 1:
        text = said.sentences[-1]
    elif name == "frame" and said.tongue == "nl":
        opening = "{} dat " if said.is_yes_or_no else "In hoeverre {} dat "
        text = DUTCH_FRAME.sub(lambda found: opening.format(found[1].lower()), raw)
    elif name == "frame":
        text = ENGLISH_FRAME.sub(r"\2 \1 \3?" if said.is_yes_or_no else r"to what extent \2 \1 \3?", raw)
    return Rewrite(said.place, said.language, text[:1].upper() + text[1:]) if text != raw else None

"""What may be said of those who kept silent: how far the score could be off, and who they would be."""

from extramile.evidence.sentences.bias_words import ENGLISH, WORDS
from extramile.evidence.sentences.days import day
from extramile.evidence.sentences.numbers import for_number, number, whole
from extramile.evidence.views import EvidenceClass, FindingView

CHANNELS = {
    "en": {
        "email": "e-mail",
        "sms": "SMS",
        "qr_job": "a code with the job",
        "qr_employee": "an employee's code",
        "qr_unit": "a unit's code",
        "api": "another program",
    },
    "nl": {
        "email": "e-mail",
        "sms": "sms",
        "qr_job": "een code bij de opdracht",
        "qr_employee": "de code van een medewerker",
        "qr_unit": "de code van een eenheid",
        "api": "een ander programma",
    },
}


def sentence(view: FindingView, language: str) -> str:
    name = "describes" if view.evidence_class is EvidenceClass.DESCRIBES else "cannot_tell"
    return _words(language)[name].format(**_pieces(view, language))


def beside(view: FindingView, language: str) -> tuple[str, ...]:
    words, pieces = _words(language), _pieces(view, language)
    return tuple(words[name].format(**pieces) for name in _beside(view))


def _beside(view: FindingView) -> list[str]:
    if view.evidence_class is not EvidenceClass.DESCRIBES:
        return []
    names = [_silence(view), _late(view)]
    names += ["uneven"] if view.facts.get("most_channel") and _is_uneven(view) else []
    return [*names, "weights", "rests"]


def _is_uneven(view: FindingView) -> bool:
    """As it is written: 25% beside 25% tells nothing."""
    return round(100 * _fact(view, "most_rate")) > round(100 * _fact(view, "least_rate"))


def _silence(view: FindingView) -> str:
    if view.facts.get("shift") is None:
        return "everybody"
    return "silent" if view.facts.get("is_possible") else "no silence"


def _late(view: FindingView) -> str:
    if view.facts.get("late_less_soon") is None:
        return "no late"
    if _fact(view, "late_high") < 0:
        return "late lower"
    return "late higher" if _fact(view, "late_low") > 0 else "late alike"


def _words(language: str) -> dict[str, str]:
    return WORDS.get(language.partition("-")[0], ENGLISH)


def _fact(view: FindingView, name: str) -> float:
    return float(view.facts.get(name) or 0)


def _channel(view: FindingView, name: str, language: str) -> str:
    known = CHANNELS.get(language.partition("-")[0], CHANNELS["en"])
    told = str(view.facts.get(name, ""))
    return known.get(told, told)


def _pieces(view: FindingView, language: str) -> dict[str, str]:
    words, facts, held = _words(language), view.facts, view.estimate
    late_low, late_high = _fact(view, "late_low"), _fact(view, "late_high")
    if late_high < 0:
        late_low, late_high = -late_high, -late_low
    counts = {name: whole(_fact(view, name), language) for name in ("asked", "answered")}
    because = str(facts.get("because") or "few_answers")
    because = because if f"{because} needs" in words else "few_answers"
    return counts | {
        "rate": number(100 * _fact(view, "response_rate"), language),
        "size": number(held.value if held else None, language),
        "low": number(held.low if held else None, language),
        "high": number(held.high if held else None, language),
        "level": number(100 * (held.level if held else 0.95), language, places=0),
        "nps": number(facts.get("nps"), language),
        "matters": number(_fact(view, "matters"), language, places=0),
        "silent": number(_fact(view, "silent_score"), language, places=0),
        "shift": number(_fact(view, "shift"), language, places=0),
        "late": number(abs(_fact(view, "late_less_soon")), language),
        "late_low": number(late_low, language),
        "late_high": number(late_high, language),
        "late_count": whole(_fact(view, "late"), language),
        "if_like_late": number(_fact(view, "if_like_late"), language),
        "most": number(100 * _fact(view, "most_rate"), language, places=0),
        "least": number(100 * _fact(view, "least_rate"), language, places=0),
        "most_channel": _channel(view, "most_channel", language),
        "least_channel": _channel(view, "least_channel", language),
        "effective": whole(_fact(view, "effective_n"), language),
        "since": day(view.since, language),
        "until": day(view.until, language),
        "because": for_number(words, because, facts.get("answered")).format(**counts),
        "needed": words[f"{because} needs"].format(**counts),
    }

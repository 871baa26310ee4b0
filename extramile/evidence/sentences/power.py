"""What may be said of how much it would take: before the first wave, and after."""

from typing import Final

from extramile.evidence.sentences.numbers import number, size, whole
from extramile.evidence.sentences.power_words import ENGLISH, FORMS, WORDS
from extramile.evidence.views import EvidenceClass, FindingView

WAYS: Final = ("waves", "teams", "answers")


def sentence(view: FindingView, language: str) -> str:
    name = "describes" if view.evidence_class is EvidenceClass.DESCRIBES else "cannot_tell"
    return _words(language)[name].format(**_pieces(view, language))


def beside(view: FindingView, language: str) -> tuple[str, ...]:
    words, pieces = _words(language), _pieces(view, language)
    return tuple(words[name].format(**pieces) for name in _beside(view))


def _beside(view: FindingView) -> list[str]:
    facts = view.facts
    names = ["half years"] if _fact(view, "chance_half_years") > _fact(view, "chance") else []
    names += ["more response"] if _fact(view, "chance_more_response") > _fact(view, "chance") else []
    names += ["assumed exposure"] if facts.get("exposure_is_assumed") else []
    names += ["assumed outcome"] if facts.get("outcome_is_assumed") and facts.get("answers") else []
    return [*names, "rests"]


def _words(language: str) -> dict[str, str]:
    return WORDS.get(language.partition("-")[0], ENGLISH)


def _fact(view: FindingView, name: str) -> float:
    return float(view.facts.get(name) or 0)


def _pieces(view: FindingView, language: str) -> dict[str, str]:
    words, facts = _words(language), view.facts
    names = ("waves", "teams", "teams_all", "people", "respondents", "answers", "least_teams", "least_waves")
    pieces = {
        name: whole(_fact(view, name), language) for name in (*names, *(f"needs_{way}" for way in WAYS))
    }
    pieces |= {
        "detectable": size(round(_fact(view, "detectable"), 2), language),
        "worth": size(_fact(view, "worth"), language),
        "chance": _percent(view, "chance", language),
        "rate": _percent(view, "rate", language),
        "half_years": _percent(view, "chance_half_years", language),
        "more_response": _percent(view, "chance_more_response", language),
    }
    forms = FORMS.get(language.partition("-")[0], FORMS["en"])
    pieces |= {
        f"{name}_in_words": f"{pieces[name]} {one if pieces[name] == '1' else more}"
        for name, (one, more) in forms.items()
    }
    because = str(facts.get("because") or "too_weak")
    if because not in words:
        because = "too_weak"
    needed = words[f"{because} needs"] if because != "too_weak" else _ways(view, words)
    if because == "few_waves" and pieces["waves"] == "1":
        because = "few_waves one"
    return pieces | {"because": words[because].format(**pieces), "needed": needed.format(**pieces)}


def _ways(view: FindingView, words: dict[str, str]) -> str:
    """Each alone would be enough."""
    ways = [words[way] for way in WAYS if view.facts.get(f"needs_{way}")]
    return words["or"].join(ways) or words["nothing"]


def _percent(view: FindingView, name: str, language: str) -> str:
    return number(100 * _fact(view, name), language, places=0)

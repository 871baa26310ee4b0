"""What may be said of employees' and customers' voices, by the class of the finding.

No sentence here says that one makes the other: that word is earned by a beginning decided by lot alone.
"""

from typing import Final

from extramile.evidence.sentences import linkage_dutch, linkage_english
from extramile.evidence.sentences.numbers import chance, number, size, whole
from extramile.evidence.views import EvidenceClass, FindingView

WORDS: Final = {"en": linkage_english.WORDS, "nl": linkage_dutch.WORDS}
Facts = dict[str, str]
FEW: Final = {0: "no", 1: "one"}


def sentence(view: FindingView, language: str) -> str:
    words, pieces = _words(language), _pieces(view, language)
    name = _answer(view)
    parts = [words[name].format(**pieces)]
    if name in {"no_link", "no pair"} and _is_too_weak(view):
        parts.append(words["too_weak"].format(**pieces))
    return " ".join(parts)


def _answer(view: FindingView) -> str:
    """Which sentence the class allows."""
    facts = view.facts
    if view.evidence_class is EvidenceClass.CANNOT_TELL:
        return "cannot_tell"
    if "sure" in facts:
        return {0: "no pair", 1: "one pair"}.get(int(facts["sure"] or 0), "pairs")
    if view.evidence_class is EvidenceClass.LEAD_FIRES:
        return "lead_unknown" if facts.get("lead") is None else "lead_fires"
    return str(view.evidence_class)


def beside(view: FindingView, language: str) -> tuple[str, ...]:
    words, pieces = _words(language), _pieces(view, language)
    return tuple(words[name].format(**pieces) for name in _beside(view))


def _beside(view: FindingView) -> list[str]:
    """Which lines belong beside it, in the order of what a reader asks next."""
    if view.evidence_class is EvidenceClass.CANNOT_TELL:
        return ["rests on"] if view.facts.get("teams") else []
    names = [*_of_the_link(view), "rests on"] if "sure" not in view.facts else []
    names.append("stated after" if view.facts.get("stated_after_data") else "stated before")
    if _fact(view, "readings") > 1:
        names.append("all readings" if view.facts.get("any_alarm") else "readings")
    if _fact(view, "among") > 1 and "sure" not in view.facts:
        names.append("among")
    return names


def _of_the_link(view: FindingView) -> list[str]:
    is_within = view.evidence_class is EvidenceClass.WITHIN
    names = ["rules out", "lead silent"] if is_within else []
    if is_within and _fact(view, "lead_minimum_detectable") > abs(_fact(view, "within")):
        names.append("lead weak")
    if is_within:
        names += [_worth(view)] if _fact(view, "within") > 0 else []
        names.append("lower bound")
        names += ["corrected"] if view.facts.get("corrected") is not None else []
    if view.evidence_class is not EvidenceClass.BETWEEN_ONLY and view.facts.get("between") is not None:
        names.append("between")
    return names


def _worth(view: FindingView) -> str:
    """The interval beside the smallest effect of interest."""
    smallest = _fact(view, "smallest_effect")
    if _fact(view, "within_low") > smallest:
        return "worth above"
    return "worth below" if _fact(view, "within_high") < smallest else "worth inside"


def _is_too_weak(view: FindingView) -> bool:
    return _fact(view, "minimum_detectable") > _fact(view, "smallest_effect")


def _words(language: str) -> dict[str, str]:
    return WORDS.get(language.partition("-")[0], linkage_english.WORDS)


def _fact(view: FindingView, name: str) -> float:
    """A number; endless ones are kept as words; 0 where there is none."""
    return float(view.facts.get(name) or 0)


def _pieces(view: FindingView, language: str) -> Facts:
    """Everything that a sentence may hold, in words of the language."""
    words = _words(language)
    exposure, outcome = _named(view, "exposure", language), _named(view, "outcome", language)
    is_ticked = view.facts.get("outcome_measure") == "ticked"
    of_team = words["a team's"].format(exposure=exposure)
    slope = view.estimate.value if view.estimate else 0.0
    direction = "lower" if slope < 0 else "higher"
    low, high = _limits(view)
    pieces = {
        "exposure": exposure,
        "outcome": outcome,
        "the_exposure": _named(view, "exposure", language, article="the "),
        "the_outcome": _named(view, "outcome", language, article="the "),
        "exposure_of_team": of_team,
        "Exposure_of_team": of_team[:1].upper() + of_team[1:],
        "outcome_of_team": words["its ticked" if is_ticked else "its nps"].format(
            name=_name(view, "outcome", language)
        ),
        "teams_outcome": words["team's ticked" if is_ticked else "team's nps"].format(
            name=_name(view, "outcome", language)
        ),
        "higher": words[direction],
        "a_higher": _a_higher(words, direction, is_ticked=is_ticked).format(outcome=outcome),
        "lead_higher": words["lower" if _fact(view, "lead") < 0 else "higher"],
        "after": _after(view, words),
        "size": _sized(slope, view, language),
        "low": number(low, language),
        "high": number(high, language),
        "level": number(100 * (view.estimate.level if view.estimate else 0.95), language, places=0),
    }
    return pieces | _counts(view, language) | _sizes(view, language) | _refusal(view, words, pieces, language)


def _limits(view: FindingView) -> tuple[float, float]:
    """Beside "lower", limits that are both below zero are said without their sign, as the size is."""
    if view.estimate is None:
        return 0.0, 0.0
    low, high = view.estimate.low, view.estimate.high
    return (-high, -low) if high < 0 else (low, high)


def _a_higher(words: Facts, direction: str, *, is_ticked: bool) -> str:
    """Dutch says "een hogere NPS" and "een hoger aandeel"."""
    plain = words[f"a {direction}"]
    return words.get(f"a {direction} ticked", plain) if is_ticked else plain


def _named(view: FindingView, which: str, language: str, *, article: str = "") -> str:
    measure = str(view.facts.get(f"{which}_measure", ""))
    kind = {"mean": "item", "": "enps" if which == "exposure" else "nps"}.get(measure, measure)
    return _words(language)[f"{article}{kind}"].format(name=_name(view, which, language))


def _name(view: FindingView, which: str, language: str) -> str:
    for known in (f"{which}_{language.partition('-')[0]}", f"{which}_en", which):
        if view.facts.get(known):
            return str(view.facts[known])
    return ""


def _after(view: FindingView, words: Facts) -> str:
    lag = int(_fact(view, "lag"))
    return words[{0: "after", 1: "one later"}.get(lag, "later")].format(lag=lag)


def _sized(value: float, view: FindingView, language: str) -> str:
    """A size with its unit, without its sign."""
    words, text = _words(language), size(value, language)
    unit = "percentage point" if view.facts.get("outcome_measure") == "ticked" else "point"
    return f"{text} {words[unit if text == '1' else f'{unit}s']}"


def _counts(view: FindingView, language: str) -> Facts:
    facts = view.facts
    return {
        "teams": whole(facts.get("teams"), language),
        "waves": whole(facts.get("waves"), language),
        "customers": whole(facts.get("customers"), language),
        "employees": whole(facts.get("employees_least"), language),
        "before": whole(facts.get("waves_before_freezing"), language),
        "readings": whole(facts.get("readings"), language),
        "any_alarm": number(100 * _fact(view, "any_alarm"), language, places=0),
        "among": whole(facts.get("among"), language),
        "sure": whole(facts.get("sure"), language),
        "alpha": number(100 * _fact(view, "alpha") or 5.0, language, places=0),
        "lead_p": chance(facts.get("lead_p"), language),
    }


def _sizes(view: FindingView, language: str) -> Facts:
    facts = view.facts
    plain = ("between_low", "between_high", "corrected_low", "corrected_high")
    return {
        "detectable": _sized(_fact(view, "minimum_detectable"), view, language),
        "lead_detectable": _sized(_fact(view, "lead_minimum_detectable"), view, language),
        "smallest": _sized(_fact(view, "smallest_effect"), view, language),
        "between": number(facts.get("between"), language),
        "corrected": number(facts.get("corrected"), language),
        **{name: number(facts.get(name), language) for name in plain},
    }


def _refusal(view: FindingView, words: Facts, pieces: Facts, language: str) -> Facts:
    because = str(view.facts.get("because") or "too_little")
    if because not in words:
        because = "too_little"
    found, kind = view.facts.get("found"), {"too_few_waves": "wave", "too_few_teams": "team"}.get(because)
    few = f"{FEW[int(found)]} {kind}" if kind and found in FEW and found is not None else because
    numbers = {"found": whole(found, language), "needed": whole(view.facts.get("needed"), language)}
    return {
        "because": words[few].format(**numbers, the_exposure=pieces["the_exposure"]),
        "needed": words[f"{because} needs"].format(**numbers),
    }

"""What may be said of something that began on known days. Only lots that were drawn once may "lead to"."""

from typing import Final

from extramile.evidence.sentences.changes_words import ENGLISH, WORDS
from extramile.evidence.sentences.days import day
from extramile.evidence.sentences.numbers import for_number, number, size, whole
from extramile.evidence.views import EvidenceClass, FindingView

REFUSED: Final = ("few_units", "few_beside", "no_both", "short_before")
WEEK: Final = 7
RARELY: Final = 0.01


def sentence(view: FindingView, language: str) -> str:
    words, pieces = _words(language), _pieces(view, language)
    kind = str(view.evidence_class)
    text = words[kind if kind in words else "cannot_tell"].format(**pieces)
    if view.evidence_class is EvidenceClass.NOT_CHANGED and _fact(view, "detectable") > _fact(
        view, "smallest_effect"
    ):
        return f"{text} {words['too_weak'].format(**pieces)}"
    return text


def beside(view: FindingView, language: str) -> tuple[str, ...]:
    words, pieces = _words(language), _pieces(view, language)
    return tuple(for_number(words, name, _counted(view, name)).format(**pieces) for name in _beside(view))


def _counted(view: FindingView, name: str) -> float | None:
    """The number that the verb of this line goes with."""
    if name == "dealt":
        return round(100 * _fact(view, "permutation_p"))
    fact = {"left out": "left_out", "rests": "units_began"}.get(name)
    return _fact(view, fact) if fact else None


def _beside(view: FindingView) -> list[str]:
    is_told = view.evidence_class in {EvidenceClass.CHANGED, EvidenceClass.CAUSED}
    names = ["early"] if view.facts.get("is_early") else []
    if view.evidence_class is EvidenceClass.CHANGED:
        names += ["drawn before"] if view.facts.get("draws_before") else []
        names += [] if view.facts.get("by_lot") else ["no lots"]
    if is_told and view.facts.get("pre_trend_p") is not None:
        names.append("same way")
    if is_told and view.facts.get("permutation_p") is not None:
        names.append("dealt rarely" if _fact(view, "permutation_p") < RARELY else "dealt")
    names += _overlapping(view, is_told=is_told) if view.facts.get("overlaps") else []
    names += [] if view.facts.get("stated_before") else ["stated after"]
    names += [name for name in ("closed", "moved") if view.facts.get(name)]
    names += ["left out"] if view.facts.get("left_out") else []
    return [*names, "rests"]


def _overlapping(view: FindingView, *, is_told: bool) -> list[str]:
    """What else began there, and whether what is said stands without it."""
    low, high = view.facts.get("apart_low"), view.facts.get("apart_high")
    if not (is_told and isinstance(low, float) and isinstance(high, float)):
        return ["overlaps"]
    if low <= 0 <= high:
        return ["overlaps", "gone apart"]
    is_alike = view.estimate is not None and (low > 0) == (view.estimate.value > 0)
    return ["overlaps apart"] if is_alike else ["overlaps"]


def _words(language: str) -> dict[str, str]:
    return WORDS.get(language.partition("-")[0], ENGLISH)


def _fact(view: FindingView, name: str) -> float:
    return float(view.facts.get(name) or 0)


def _pieces(view: FindingView, language: str) -> dict[str, str]:
    words, facts = _words(language), view.facts
    value = view.estimate.value if view.estimate else 0.0
    low, high = (view.estimate.low, view.estimate.high) if view.estimate else (0.0, 0.0)
    if high < 0:  # beside "lower" limits are said without their sign, as the size is
        low, high = -high, -low
    apart = [_fact(view, "apart_low"), _fact(view, "apart_high")]
    if apart[1] < 0:
        apart = [-one for one in apart]
    because = str(facts.get("because") or REFUSED[0])
    because = because if because in REFUSED else REFUSED[0]
    whole_ones = ("units_began", "units_beside", "answers", "closed", "moved", "left_out", "draws_before")
    counts = {name: whole(_fact(view, name), language) for name in whole_ones}
    return counts | {
        "what": str(facts.get("what", "")),
        "size": _sized(value, words, language),
        "higher": words["lower" if value < 0 else "higher"],
        "low": number(low, language),
        "high": number(high, language),
        "level": number(100 * (view.estimate.level if view.estimate else 0.95), language, places=0),
        "detectable": _sized(_fact(view, "detectable"), words, language),
        "smallest": _sized(_fact(view, "smallest_effect"), words, language),
        "since": day(view.since, language),
        "until": day(view.until, language),
        "a_period": words["a week" if facts.get("days") == WEEK else "four weeks"],
        "permuted": number(100 * _fact(view, "permutation_p"), language, places=0),
        "apart": _sized(_fact(view, "apart"), words, language),
        "apart_higher": words["lower" if _fact(view, "apart") < 0 else "higher"],
        "apart_low": number(min(apart), language),
        "apart_high": number(max(apart), language),
        "overlap_names": str(facts.get("overlap_names", "")),
        "because": words[because].format(**counts),
        "needed": words[f"{because} needs"].format(**counts),
    }


def _sized(value: float, words: dict[str, str], language: str) -> str:
    text = size(round(value, 1), language)
    return f"{text} {words['point' if text == '1' else 'points']}"

"""What may be said of loyalty and money: what customers did, side by side. Never what a point is worth."""

from typing import Final

from extramile.evidence.sentences.days import day
from extramile.evidence.sentences.numbers import for_number, number, whole
from extramile.evidence.sentences.worth_words import ENGLISH, WORDS
from extramile.evidence.views import EvidenceClass, FindingView

SUBJECTS = ("amount", "referrals")
# Why nothing can be told -> the number that its verb goes with.
COUNTED: Final = {
    "few_amounts": "later_jobs_with_amount",
    "few_told": "jobs_told",
    "nobody_back": "customers",
}


def sentence(view: FindingView, language: str) -> str:
    words = _words(language)
    name = f"{_subject(view)} {view.evidence_class}"
    return words[name if name in words else "cannot_tell"].format(**_pieces(view, language))


def beside(view: FindingView, language: str) -> tuple[str, ...]:
    words, pieces = _words(language), _pieces(view, language)
    left_out = view.facts.get("left_out")
    return tuple(
        for_number(words, name, left_out if name == "left_out" else None).format(**pieces)
        for name in _beside(view)
    )


def _beside(view: FindingView) -> list[str]:
    if view.evidence_class is EvidenceClass.CANNOT_TELL:
        return []
    if _subject(view) == "referrals":
        return ["told", "own"]
    left_out = ["left_out"] if view.facts.get("left_out") else []
    return ["within", "others", *left_out, "rests", "own"]


def _subject(view: FindingView) -> str:
    last = view.study_key.rpartition(":")[2]
    return last if last in SUBJECTS else "share"


def _words(language: str) -> dict[str, str]:
    return WORDS.get(language.partition("-")[0], ENGLISH)


def _fact(view: FindingView, name: str) -> float:
    return float(view.facts.get(name) or 0)


def _pieces(view: FindingView, language: str) -> dict[str, str]:
    words, facts, is_money = _words(language), view.facts, _subject(view) == "amount"
    value = view.estimate.value if view.estimate else 0.0
    low, high = (view.estimate.low, view.estimate.high) if view.estimate else (0.0, 0.0)
    if high < 0:
        low, high = -high, -low
    more = "less" if value < 0 else "more"
    plain = {
        "days": whole(_fact(view, "window_days"), language),
        "customers": whole(_fact(view, "customers"), language),
        "all_promoters": whole(_fact(view, "promoters"), language),
        "all_detractors": whole(_fact(view, "detractors"), language),
        "came_back": whole(_fact(view, "came_back"), language),
        "later_jobs": whole(_fact(view, "later_jobs"), language),
        "with_amount": whole(_fact(view, "later_jobs_with_amount"), language),
        "told": whole(_fact(view, "jobs_told"), language),
        "left_out": whole(_fact(view, "left_out"), language),
        "strata": whole(_fact(view, "strata"), language),
    }
    because = str(facts.get("because") or "no_customers")
    because = because if f"{because} needs" in words else "no_customers"
    return plain | {
        "more": words[more],
        "often": words.get(f"often {more}", ""),
        "size": _sized(abs(value), language, is_money=is_money),
        "low": _sized(low, language, is_money=is_money),
        "high": _sized(high, language, is_money=is_money),
        "plain": _sized(_fact(view, "plain"), language, is_money=is_money),
        "detectable": _sized(_fact(view, "detectable"), language, is_money=is_money),
        "level": number(100 * (view.estimate.level if view.estimate else 0.95), language, places=0),
        "promoters": _percent(view, "promoters", language),
        "detractors": _percent(view, "detractors", language),
        "since": day(facts.get("since") or view.since, language),
        "until": day(facts.get("until") or view.until, language),
        "attribute": str(facts.get("attribute", "")),
        "because": for_number(words, because, facts.get(COUNTED.get(because, ""))).format(**plain),
        "needed": words[f"{because} needs"].format(**plain),
    }


def _sized(value: float, language: str, *, is_money: bool) -> str:
    """Money in whole ones, shares in percentage points."""
    return number(value, language, places=0) if is_money else number(100 * value, language)


def _percent(view: FindingView, group: str, language: str) -> str:
    share = _fact(view, f"{group}_back") / max(_fact(view, group), 1)
    return number(100 * share, language)

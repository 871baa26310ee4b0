"""Small questionnaires to judge."""

from typing import Any

from extramile.questionnaires import coach
from extramile.questionnaires.coach import Fieldwork, Finding
from extramile.questionnaires.definition import Definition

Raw = dict[str, Any]


def question(title: str, kind: str = "rating", *, key: str = "", options: str = "", **more: Any) -> Raw:
    """An English question; `options` with semicolons between them."""
    raw: Raw = {"key": key or kind, "kind": kind, "texts": {"title": {"en": title}}, **more}
    if kind in {"nps", "rating"}:
        raw["texts"] |= {"low": {"en": "very bad"}, "high": {"en": "very good"}}
    if options:
        labels = [label.strip() for label in options.split(";")]
        raw["options"] = [{"key": f"o{n}", "label": {"en": label}} for n, label in enumerate(labels)]
    return raw


def score(**more: Any) -> Raw:
    return question("How likely are you to recommend us?", "nps", key="score", **more)


def of(*questions: Raw, languages: tuple[str, ...] = ("en",)) -> Definition:
    return Definition.read({"format": 1, "languages": list(languages), "questions": list(questions)})


def several(count: int, **more: Any) -> list[Raw]:
    names = ["clear", "quick", "kind", "tidy", "quiet", "warm", "fair", "safe", "light", "firm"]
    return [
        question(f"How {names[n % 10]} was our visit in week {n + 2}?", key=f"q{n}", **more)
        for n in range(count)
    ]


def said(
    definition: Definition,
    *,
    audience: str = "customers",
    previous: Definition | None = None,
    **fieldwork: Any,
) -> list[Finding]:
    """What the coach says, but for the length, which most small questionnaires here do not tell."""
    told = Fieldwork(**{"length_is_told": True, **fieldwork})
    return coach.check(definition, audience=audience, previous=previous, fieldwork=told)


def rules(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(one.rule, str(one.severity)) for one in findings]

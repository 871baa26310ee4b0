"""How good the survey coach is: precision and recall per rule on the labelled questions."""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django

FOLDER = Path(__file__).parent / "labelled_questions"
# These look at one text; the others need a whole questionnaire and have tests of their own.
MEASURED = (
    "NPS-1", "NPS-2", "GRID-1", "SCL-1", "SCL-2", "SCL-3",
    "WRD-1", "WRD-2", "WRD-3", "WRD-4", "WRD-5", "WRD-6", "TRN-1",
)  # fmt: skip
PARTS = ["tune", "held", "later", "last"]
ENDS = {
    "en": ("very unlikely", "very likely"),
    "nl": ("zeer onwaarschijnlijk", "zeer waarschijnlijk"),
}


@dataclass(frozen=True, slots=True)
class Labelled:
    id: str
    part: str
    language: str
    label: str  # the rule it breaks, or "-"
    kind: str
    title: str
    options: str

    @property
    def fault(self) -> str:
        return "" if self.label == "-" else self.label

    def definition(self) -> dict[str, Any]:
        """A questionnaire of this one question."""
        title, arrow, translated = self.title.partition(" ⇒ ")
        other = "nl" if self.language == "en" else "en"
        texts: dict[str, dict[str, str]] = {"title": {self.language: title}}
        if arrow:
            texts["title"][other] = translated
        question: dict[str, Any] = {"key": "asked", "kind": self.kind, "texts": texts}
        if self.kind in {"nps", "rating"}:
            low, _, high = self.options.partition(" … ")
            texts["low"] = {self.language: low or ENDS[self.language][0]}
            texts["high"] = {self.language: high or ENDS[self.language][1]}
        elif self.options:
            labels = [label.strip() for label in self.options.split(";")]
            question["options"] = [
                {"key": f"option_{n}", "label": {self.language: label}} for n, label in enumerate(labels)
            ]
        return {
            "format": 1,
            "languages": [self.language, other] if arrow else [self.language],
            "questions": [question],
        }


@dataclass(slots=True)
class Score:
    hits: int = 0
    false_alarms: int = 0
    missed: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        said = self.hits + self.false_alarms
        return self.hits / said if said else 1.0

    @property
    def recall(self) -> float:
        there = self.hits + self.missed
        return self.hits / there if there else 1.0


def read(part: str = "") -> list[Labelled]:
    """Those of one part; without one, tuned and held out together."""
    file = FOLDER / (f"{part}.tsv" if part in {"later", "last"} else "questions.tsv")
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    asked = [Labelled(*row) for row in rows]
    return [one for one in asked if part in {"", one.part}]


def measure(asked: Iterable[Labelled]) -> dict[str, Score]:
    """Per rule, and all together under "all". A rule that speaks of a question without its fault errs."""
    from extramile.questionnaires import coach
    from extramile.questionnaires.definition import Definition

    scores = {key: Score() for key in (*MEASURED, "all")}
    for one in asked:
        found = coach.check(Definition.read(one.definition()), audience="customers")
        said = {finding.rule for finding in found} & set(MEASURED)
        for rule in said | ({one.fault} if one.fault else set()):
            for score in (scores[rule], scores["all"]):
                score.hits += rule == one.fault and rule in said
                score.false_alarms += rule != one.fault
                score.missed += rule == one.fault and rule not in said
                if rule != one.fault or rule not in said:
                    score.wrong.append(
                        f"{'+' if rule in said else '-'} {rule} {one.id} {one.title} [{one.options}]"
                    )
    return scores


def counts(asked: Sequence[Labelled]) -> Counter[str]:
    return Counter(one.fault or "good" for one in asked)


def main() -> None:
    """`python -m benchmarks.survey_coach [tune|held|later|last] [wrong]`; "wrong" lists what it got wrong."""
    parts = [one for one in sys.argv[1:] if one in PARTS] or PARTS
    for part in parts:
        asked = read(part)
        per_fault = counts(asked)
        for rule, score in measure(asked).items():
            figure = {
                "benchmark": "survey_coach", "part": part, "rule": rule,
                "n": len(asked) if rule == "all" else per_fault[rule],
                "precision": round(score.precision, 3), "recall": round(score.recall, 3),
                "hits": score.hits, "false_alarms": score.false_alarms, "missed": score.missed,
            }  # fmt: skip
            print(json.dumps(figure))
            if "wrong" in sys.argv and rule == "all":
                print("\n".join(score.wrong))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "extramile.settings")
    django.setup()
    main()

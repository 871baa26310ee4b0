"""A report with something in every part."""

from dataclasses import replace
from typing import Any, Final

from extramile.board.content import (
    PARTS,
    Area,
    Content,
    Figure,
    Heading,
    Link,
    Promise,
    Remarked,
    Section,
    Words,
)
from tests.board.charts.examples import PICTURES

ANSWER: Final = "Where colleagues become more enthusiastic, customers do too half a year later."


def figure(label: str, value: float, wide: float = 9) -> Figure:
    return Figure(label, value, value - wide, value + wide, n="1,204 answers", note="response 24%")


def areas(count: int) -> tuple[Area, ...]:
    withheld = Figure("Colleagues", None, why_not="Withheld, so that nobody’s answer can be worked out")
    return tuple(
        Area(
            f"Centre {number}",
            "Netherlands / Region West",
            "region",
            withheld if number % 4 == 0 else figure("Colleagues", 12 + number % 40, 18),
            figure("Customers", 40 + number % 30),
            "Not to be told apart from the company.",
        )
        for number in range(count)
    )


def _chain() -> tuple[Link, ...]:
    return (
        Link(
            "employees",
            "Colleagues",
            "About as enthusiastic as a year ago.",
            "No sure change.",
            (figure("eNPS", 22, 12),),
            PICTURES["trend"],
        ),
        Link(
            "employees-customers",
            "From colleagues to customers",
            "They go together.",
            "",
            (),
            PICTURES["cloud"],
            "The teams chose themselves.",
            "F-1",
        ),
        Link(
            "customers-growth", "From customers to growth", "We cannot tell yet.", "It would need 24 months."
        ),
    )


def said(words: str, **more: Any) -> Words:
    told = {"language": "en", "where": "Haarlem", "when": "March 2026", "group": "promoter"}
    return Words(words, **{**told, "group_label": "promoter", **more})


HEADINGS: Final = tuple(Heading(key, f"Part {key}", f"Note of {key}.") for key in PARTS)
REPORT: Final = Content(
    language="en",
    title="Report to the board",
    company="Ruitmeesters",
    period="1 October 2025 to 30 September 2026",
    made_on="22 November 2026",
    answer=ANSWER,
    picture=PICTURES["cloud"],
    how_sure=("24 teams and 4 waves.", "It is no proof of a cause."),
    to_know_more=("Two more waves would make the likely range half as wide.",),
    to_decide=("Start coaching in twelve centres by lot.", "Ask again in March."),
    chain=_chain(),
    areas=areas(24),
    customers_words=(said("Who thinks of that?"), said("", is_erased=True)),
    employees_words=(said("Meer tijd per klant.", language="", group="", group_label=""),),
    promises=(Promise("A second lamp in every van", "Region West", "Manager", "1 March 2026", "late"),),
    changed=("NPS went from +55 to +58.",),
    methods=(Section("Where figures come from", ("Promoters less detractors.",)),),
    areas_picture=PICTURES["few"],
    headings=HEADINGS,
    notice="Marks of others.",
)


def report(**more: Any) -> Content:
    return replace(REPORT, **more)


def remark(part: str, words: str, language: str = "") -> Remarked:
    return Remarked(part, words, "A. Author", "23 November 2026", language)

"""What changed since the report before: beyond what both intervals allow, and never the same answer twice."""

from dataclasses import replace
from datetime import date

from extramile.board.compose import compose
from extramile.board.gather import basis_of
from extramile.board.gather.basis import Basis, Released
from extramile.evidence.views import EvidenceClass
from tests.board.facts import facts, finding, place, tally

BEFORE = Basis(
    since=date(2024, 3, 1),
    until=date(2025, 2, 28),
    made_on=date(2025, 3, 3),
    names={"company": "Ruitmeesters", "2": "West", "3": "East"},
    customers={"company": (500, 300, 200), "2": (250, 150, 100), "3": (250, 150, 100)},
    employees={"company": Released(20, 5, 35, "l")},
    wave="e" * 64,
    classes={"enps-nps": "no_link"},
)
THEN = (date(2025, 3, 1), date(2026, 2, 28))


def changed(**since: tuple[int, int, int]) -> tuple[str, ...]:
    groups = {"company": (500, 300, 200), "2": (250, 150, 100), "3": (250, 150, 100)}
    found = {**groups, **{key.removeprefix("of_"): value for key, value in since.items()}}
    made = facts(finding(EvidenceClass.NO_LINK), before=BEFORE, customers_since=found, since_then=THEN)
    return compose(made, "en").changed


def test_the_first_report_says_nothing_of_change() -> None:
    assert compose(facts(), "en").changed == ()


def test_what_chance_allows_is_no_news() -> None:
    lines = changed(company=(510, 300, 190))
    assert any("No figure moved" in line for line in lines)
    assert not any("rose" in line for line in lines)


def test_a_rise_beyond_chance_is_told_with_its_interval() -> None:
    (line,) = [one for one in changed(company=(700, 200, 100)) if "Ruitmeesters" in one]
    assert "rose by 30 points" in line


def test_a_fall_is_told_as_a_fall() -> None:
    (line,) = [one for one in changed(of_2=(150, 150, 200)) if "West" in one]
    assert "fell by" in line


def test_many_areas_make_no_false_news() -> None:
    """A difference that one comparison would call sure is not, among sixty."""
    alone = changed(company=(548, 300, 152))
    assert any("rose" in line for line in alone)
    areas = tuple(place(n, f"Area {n}", tally(50, 30, 20)) for n in range(100, 160))
    many = {str(one.unit_id): (500, 300, 200) for one in areas}
    before = replace(BEFORE, customers={**many, "100": (500, 300, 200)})
    made = facts(
        before=before, areas=areas, customers_since={**many, "100": (548, 300, 152)}, since_then=THEN
    )
    assert any("No figure moved" in line for line in compose(made, "en").changed)


def test_another_class_is_told_in_both_names() -> None:
    made = facts(finding(EvidenceClass.WITHIN), before=BEFORE, since_then=THEN)
    (line,) = [one for one in compose(made, "en").changed if "Do the two go together?" in one]
    assert "no link seen" in line
    assert "a link within teams" in line


def test_colleagues_are_compared_only_when_asked_the_same_in_another_wave() -> None:
    now = basis_of(facts())
    up = replace(BEFORE, employees={"company": Released(-30, -45, -15, "l")})
    other_question = replace(up, employees={"company": Released(-30, -45, -15, "another")})
    same_wave = replace(up, wave=now.wave)
    lines = {
        name: " ".join(compose(facts(before=before, since_then=THEN), "en").changed)
        for name, before in {"up": up, "question": other_question, "wave": same_wave}.items()
    }
    assert "eNPS of colleagues went from −30 to +20" in lines["up"]
    assert "eNPS" not in lines["question"]
    assert "eNPS" not in lines["wave"]


def test_without_a_new_day_nothing_is_compared() -> None:
    made = facts(before=replace(BEFORE, until=date(2026, 2, 28)))
    assert any("no day after" in line for line in compose(made, "en").changed)

"""Results: the released table and nothing else, to whom it is for, at once."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from extramile.engagement.models import (
    Change,
    CommentMessage,
    Conversation,
    ReleasedFigure,
    ReleasedGroup,
    ReleasedTable,
    Wave,
)
from tests.cast import Cast
from tests.engagement.released import release, say, show, withhold
from tests.engagement.voting import open_wave, plan_wave
from tests.still import stand_still
from tests.web.voice.visits import Open, client_of, new_unit

pytestmark = pytest.mark.django_db


def figure(group: ReleasedGroup, *, key: str = "enps", value: int = 35, **other: Any) -> ReleasedFigure:
    chosen: dict[str, Any] = {"line": "l" * 64, "measure": "enps", "low": -5, "high": 65, **other}
    return ReleasedFigure.objects.create(group=group, question_key=key, value=value, **chosen)


@pytest.fixture
def table(opened: Open) -> ReleasedTable:
    """Everything from the company to team A is shown; team B is withheld, Zwolle has nothing."""
    cast, made = opened.cast, release(opened.wave, now=opened.cast.now)
    for unit, value in (
        (cast.company, 15),
        (cast.country, 10),
        (cast.west, 20),
        (cast.centre, 25),
        (cast.team, 35),
    ):
        figure(show(made, unit), value=value)
    withhold(made, cast.other_team)
    withhold(made, cast.east, why="remainder")
    return made


def later_wave(cast: Cast, name: str, *, days: int) -> Wave:
    wave = open_wave(cast.company, now=cast.now, name=name)
    Wave.objects.filter(pk=wave.pk).update(closes_at=wave.closes_at + timedelta(days=days))
    return wave


def unit_path(opened: Open, unit: Any, name: str = "voice:unit") -> str:
    return opened.path(name, unit=unit.pk)


def test_everybody_sees_their_own_units_as_their_boss_does(opened: Open, table: ReleasedTable) -> None:
    cast = opened.cast
    for who in (cast.sanne, cast.mirjam, cast.rik, cast.hanna, cast.boris, cast.ines):
        client = client_of(who)
        assert "Spring" in client.get(reverse("voice:home")).text
        assert client.get(opened.path("voice:results")).status_code == 200
        page = client.get(unit_path(opened, cast.team))
        assert page.status_code == 200
        assert "<b>+35</b>" in page.text
    noor = client_of(cast.noor)
    assert noor.get(unit_path(opened, cast.team)).status_code == 404
    assert noor.get(unit_path(opened, cast.company)).status_code == 200


def test_a_page_has_the_same_figures_for_the_team_and_for_the_boss(
    opened: Open, table: ReleasedTable
) -> None:
    def body(who: Any) -> str:
        text = client_of(who).get(unit_path(opened, opened.cast.team)).text
        return re.sub(r"csrf\w+\" value=\"\w+", "", text[text.index("<main") : text.index("</main>")])

    assert body(opened.cast.sanne) == body(opened.cast.mirjam) == body(opened.cast.hanna)


def test_a_figure_comes_with_band_interval_and_sentence(opened: Open, table: ReleasedTable) -> None:
    page = client_of(opened.cast.sanne).get(unit_path(opened, opened.cast.team)).text
    for wanted in ("<b>+35</b>", "20 to 29 answers", "likely between −5 and +65", "is not sure"):
        assert wanted in page
    assert "Fingerprint ffffffffffffffff" in page


def test_the_ends_of_the_scale_are_told_as_such(opened: Open, table: ReleasedTable) -> None:
    made = show(table, opened.cast.zwolle)
    figure(made, value=80, is_at_least=True, low=40, high=100)
    page = client_of(opened.cast.tom).get(unit_path(opened, opened.cast.zwolle)).text
    assert "<b>+80 or more</b>" in page
    assert "More colleagues would recommend" in page


def test_withheld_says_why_and_shows_no_number(opened: Open, table: ReleasedTable) -> None:
    page = client_of(opened.cast.mirjam).get(unit_path(opened, opened.cast.other_team)).text
    assert "Nothing is shown of this unit" in page
    assert "Shown from 5 answers" in page
    assert "figure-value" not in page
    assert (
        client_of(opened.cast.mirjam).get(unit_path(opened, opened.cast.other_team, "voice:talk")).status_code
        == 404
    )
    east = client_of(opened.cast.hanna).get(unit_path(opened, opened.cast.east)).text
    assert "a subtraction would give them away" in east


def test_no_number_stands_there_that_is_not_in_the_released_table(opened: Open, table: ReleasedTable) -> None:
    """Figures, intervals and bands of this unit alone: no counts of people, of ballots, of anything."""
    page = client_of(opened.cast.sanne).get(unit_path(opened, opened.cast.team)).text
    main = page[page.index("<main") : page.index("</main>")]
    words = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", main)
    words = words[: words.index("Computed once")]
    numbers = {one.replace("−", "-").replace("+", "") for one in re.findall(r"[−+]?\d+", words)}
    assert numbers == {"35", "20", "29", "-5", "65"}


def test_nothing_before_the_round_has_closed(opened: Open) -> None:
    for who in (opened.cast.sanne, opened.cast.hanna, opened.cast.ada):
        for path in (opened.path("voice:results"), unit_path(opened, opened.cast.company)):
            assert client_of(who).get(path).status_code == 404


class TestComments:
    def test_words_of_ones_own_units_alone(self, opened: Open, table: ReleasedTable) -> None:
        cast = opened.cast
        say(table, cast.team, "Ours.")
        say(table, cast.centre, "The centre's.")
        say(table, cast.zwolle, "Of Zwolle.")
        company = unit_path(opened, cast.company)
        seen = client_of(cast.sanne).get(company).text
        assert "Ours." in seen
        assert "Of Zwolle." not in seen
        assert "Of Zwolle." in client_of(cast.hanna).get(company).text
        assert "The centre" not in client_of(cast.sanne).get(unit_path(opened, cast.team)).text

    def test_hr_and_the_manager_reply_and_nobody_else(self, opened: Open, table: ReleasedTable) -> None:
        cast = opened.cast
        mine = say(table, cast.team, "Please reply.", reply_address="a" * 64)
        path = opened.path("voice:reply", unit=cast.team.pk, comment_id=mine)
        for who in (cast.sanne, cast.ines, cast.boris, cast.tom, cast.els):
            assert client_of(who).post(path, {"words": "No."}).status_code == 404
        assert not CommentMessage.objects.exists()
        assert "Your reply" in client_of(cast.mirjam).get(unit_path(opened, cast.team)).text
        assert "Your reply" not in client_of(cast.sanne).get(unit_path(opened, cast.team)).text
        assert client_of(cast.mirjam).post(path, {"words": "Thank you for saying so."}).status_code == 302
        page = client_of(cast.sanne).get(unit_path(opened, cast.team)).text
        assert "Thank you for saying so." in page
        assert "Mirjam" not in page[page.index("<main") : page.index("</main>")]
        assert "Your reply" not in client_of(cast.mirjam).get(unit_path(opened, cast.team)).text

    def test_who_wants_no_reply_is_left_alone(self, opened: Open, table: ReleasedTable) -> None:
        quiet = say(table, opened.cast.team, "No reply, please.")
        path = opened.path("voice:reply", unit=opened.cast.team.pk, comment_id=quiet)
        client_of(opened.cast.hanna).post(path, {"words": "But."})
        assert not CommentMessage.objects.exists()


@pytest.mark.usefixtures("table")
class TestTalk:
    def test_the_manager_leads_and_the_team_sees_what_was_chosen(self, opened: Open) -> None:
        cast = opened.cast
        path = unit_path(opened, cast.team, "voice:talk")
        boss, team = client_of(cast.mirjam), client_of(cast.sanne)
        assert team.get(path).status_code == 200
        assert team.post(path, {"step": "held", "celebrate": "x"}).status_code == 404
        boss.post(path, {"step": "held", "celebrate": "We help each other.", "held_on": "2026-03-01"})
        wrong = boss.post(path, {"step": "choose", "words": "", "due_on": "soon"})
        assert wrong.status_code == 422
        chosen = {"step": "choose", "words": "Plan on Thursdays.", "question": "enps", "due_on": "2026-05-01"}
        boss.post(path, {**chosen, "owner": str(cast.sanne.pk)})
        page = team.get(path).text
        for wanted in ("We help each other.", "Plan on Thursdays.", "Sanne de Wit", "1 May 2026"):
            assert wanted in page
        boss.post(path, {"step": "look-back", "number": "1", "outcome": "done", "words": "It helped."})
        assert "It helped." in team.get(path).text
        assert Change.objects.get().outcome == "done"
        assert Conversation.objects.get().looked_back_on is not None

    def test_it_is_about_the_only_question_unless_somebody_says_otherwise(self, opened: Open) -> None:
        page = client_of(opened.cast.mirjam).get(unit_path(opened, opened.cast.team, "voice:talk")).text
        assert re.search(r'<input type="radio" name="question" value="enps"[^>]* checked', page)
        assert page.index('value="enps"') < page.index("Something else")

    def test_it_stands_with_the_figures_too(self, opened: Open) -> None:
        cast = opened.cast
        page = unit_path(opened, cast.team)
        assert "What we chose to change" not in client_of(cast.sanne).get(page).text
        choice = {
            "step": "choose",
            "words": "We plan on Thursdays.",
            "question": "enps",
            "due_on": "2026-05-01",
        }
        talk = unit_path(opened, cast.team, "voice:talk")
        client_of(cast.mirjam).post(talk, choice)
        client_of(cast.mirjam).post(
            talk, {"step": "look-back", "number": "1", "outcome": "done", "words": ""}
        )
        text = client_of(cast.sanne).get(page).text
        chosen = text[text.index("What we chose to change") :]
        assert re.search(r"We plan on Thursdays\.\s*<span class=\"tag\">Done<", chosen)

    def test_what_was_chosen_is_measured_again_in_the_next_wave_and_stands_in_both_talks(
        self, opened: Open
    ) -> None:
        cast = opened.cast
        boss, team = client_of(cast.mirjam), client_of(cast.sanne)
        spring = unit_path(opened, cast.team, "voice:talk")
        chosen = {"step": "choose", "words": "Plan on Thursdays.", "question": "enps", "due_on": "2026-05-01"}
        boss.post(spring, chosen)
        assert boss.post(spring, {**chosen, "question": "why"}).status_code == 422  # words do not move
        assert "Measured again" not in team.get(spring).text
        autumn = Open(cast, later_wave(cast, "Autumn", days=90))
        figure(show(release(autumn.wave, now=cast.now), cast.team), value=70, low=66, high=90)
        for path in (spring, unit_path(autumn, cast.team, "voice:talk")):
            page = team.get(path).text
            table = page[page.index("Measured again") : page.index("</table>")]
            assert re.findall(r'<td class="num">([^<]+)', table) == ["+35", "+70"]
            assert table.count('scope="col"') == 2  # more columns have no room on a phone
            assert "Surely higher." in page[page.index("Measured again") :]
            assert "Plan on Thursdays." in page
        Change.objects.update(question_key="")
        assert "Measured again" not in team.get(spring).text

    def test_a_day_that_cannot_be_read_is_told_and_no_word_is_lost(self, opened: Open) -> None:
        path = unit_path(opened, opened.cast.team, "voice:talk")
        boss = client_of(opened.cast.mirjam)
        for wrong in ({"held_on": "last week", "celebrate": "We help."}, {"celebrate": "We help. " * 300}):
            page = boss.post(path, {"step": "held", **wrong})
            assert page.status_code == 422
            assert "We help." in page.text
        assert not Conversation.objects.exists()

    def test_nonsense_is_not_there(self, opened: Open) -> None:
        path = unit_path(opened, opened.cast.team, "voice:talk")
        client = client_of(opened.cast.mirjam)
        for nonsense in ({"step": "x"}, {"step": "look-back", "number": "1", "outcome": "x"}):
            assert client.post(path, nonsense).status_code == 404
        client.post(path, {"step": "look-back", "number": "9", "outcome": "done"})
        assert not Change.objects.exists()


def test_the_map_is_drawn_with_a_table_behind_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.web.voice.visits import fill

    stand_still(monkeypatch, cast.now)
    fill(cast, cast.team, 9)
    opened = Open(cast, open_wave(cast.company, now=cast.now, slug="culture-map"))
    made = release(opened.wave, now=cast.now)
    from extramile.engagement.queries import questions_of

    aspect = next(one for one in questions_of(opened.wave.pk) if one.wished)
    group = show(made, cast.team)
    for moment, points in (("now", (10, 20, 30, 40)), ("wished", (40, 30, 20, 10))):
        for option, value in zip(aspect.question.options, points, strict=True):
            figure(group, key=aspect.key, option_key=option.key, moment=moment, measure="points", value=value,
                   low=max(0, value - 10), high=value + 10)  # fmt: skip
    page = client_of(cast.sanne).get(unit_path(opened, cast.team, "voice:map")).text
    assert '<svg class="radar"' in page
    assert "<h2>A working day here</h2>" in page  # what both questions are about
    assert "Layers differ nowhere for sure" not in page  # nothing is told of layers
    for layer in ("front_line", "middle"):
        group = show(made, cast.team, layer=layer)
        for option in aspect.question.options:
            figure(group, key=aspect.key, option_key=option.key, moment="now", measure="points", value=25)
    told = "Enough people answered to be counted here, but too few for a figure"
    assert told not in client_of(cast.sanne).get(unit_path(opened, cast.team)).text
    show(made, cast.centre)
    assert told in client_of(cast.sanne).get(unit_path(opened, cast.centre)).text
    talk = client_of(cast.mirjam).get(unit_path(opened, cast.team, "voice:talk")).text
    assert re.search(r'name="question" value="day"[^>]*>\s*A working day here\s*<', talk)
    layered = client_of(cast.sanne).get(unit_path(opened, cast.team, "voice:map")).text
    assert "Layers differ nowhere for sure" in layered
    assert page.count('<polygon class="now"') == page.count('<polygon class="wished"') == 1
    main = page[page.index("<table") : page.index("</table>")]
    assert [int(one) for one in re.findall(r'class="num">(\d+)<', main)] == [10, 40, 20, 30, 30, 20, 40, 10]
    weights = re.findall(r"([\d.]+) times the weight, likely between ([\d.]+) and ([\d.]+)", main)
    assert [one[0] for one in weights] == ["4.0", "1.5", "0.67", "0.25"]  # wished against now
    for times, low, high in weights:
        assert 0 < float(low) < float(times) < float(high)
    assert client_of(cast.noor).get(unit_path(opened, cast.team, "voice:map")).status_code == 404


def queries_of(who: Any, path: str) -> int:
    client = client_of(who)
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_as_many_queries_for_many_units_and_comments_as_for_few(opened: Open, table: ReleasedTable) -> None:
    cast = opened.cast
    paths = [
        reverse("voice:home"), opened.path("voice:results"), unit_path(opened, cast.centre),
        unit_path(opened, cast.centre, "voice:talk"),
    ]  # fmt: skip
    say(table, cast.centre, "One.")
    before = [queries_of(cast.hanna, path) for path in paths]
    for number in range(12):
        unit = new_unit(cast, f"Team {number}")
        figure(show(table, unit))
        say(table, unit, f"Words {number}")
    for number in range(5):
        plan_wave(cast.company, now=cast.now, name=f"More {number}")
    assert [queries_of(cast.hanna, path) for path in paths] == before
    assert max(before) < 27


def test_earlier_rounds_stand_beside_with_a_visible_break(opened: Open, table: ReleasedTable) -> None:
    cast = opened.cast
    later = open_wave(cast.company, now=cast.now, name="Autumn")
    made = release(later, now=cast.now)
    figure(show(made, cast.team), value=40, line="m" * 64)
    page = client_of(cast.sanne).get(unit_path(Open(cast, later), cast.team)).text
    assert "Earlier waves" in page
    assert page.index("Spring") < page.index("do not compare across this line") < page.rindex("Autumn")

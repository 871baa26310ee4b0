"""Search in words, and the choice of questionnaire and channel: beside period and group, without script."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils.text import slugify

from extramile.invitations.models import Invitation
from extramile.monitor.operations import count_changes
from extramile.people.models import Employee
from extramile.questionnaires.coach import Audience
from extramile.questionnaires.models import Questionnaire
from extramile.questionnaires.operations import create, publish, save_draft
from extramile.questionnaires.queries import newest_published
from extramile.questionnaires.shipped import default_definition
from extramile.responses.queries import searching, where
from tests.cast import Cast, user_of
from tests.monitor.facts import answered, change
from tests.responses.asked import ask
from tests.web.monitor.conftest import SignedIn


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return unescape(response.content.decode())


def said_on(html: str) -> list[str]:
    found = re.findall(r'<blockquote class="words[^>]*>(.*?)</blockquote>', html, re.DOTALL)
    return [re.sub(r"</?mark>", "", one) for one in found]


def speak(cast: Cast, *texts: str, who: Employee | None = None, score: int = 9) -> None:
    """The first is the newest."""
    for number, text in enumerate(texts):
        at = cast.now - timedelta(hours=number + 1)
        answered(cast.team, who or cast.sanne, now=at, words=text, score=score)


def by_channel(
    cast: Cast, channel: str, *, words: str, score: int = 9, version_id: int | None = None
) -> None:
    invitation = ask(cast.team, cast.sanne, now=cast.now - timedelta(hours=1), version_id=version_id)
    Invitation.objects.filter(pk=invitation.pk).update(channel=channel)
    change(invitation.pk, now=cast.now - timedelta(hours=1), score=score, words=words)


def another_questionnaire(
    cast: Cast, *, name: str = "After a repair", audience: Audience = Audience.CUSTOMERS
) -> Questionnaire:
    made = create(
        slug=slugify(name),
        name=name,
        definition=default_definition(),
        audience=audience,
        actor=None,
        now=cast.now,
    )
    publish(made, actor=None, now=cast.now)
    return made


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("umbrella", ["He held the Umbrella.", "An umbrella, truly 100% kind"]),
        ("UMBRELLA held", ["He held the Umbrella."]),
        ("cafe", ["Le café était fermé"]),
        ("CAFÉ", ["Le café était fermé"]),
        ("100%", ["An umbrella, truly 100% kind"]),
        ("%", ["An umbrella, truly 100% kind"]),
        ("_", []),
        ("\\", []),
        ("umbrella'; --", []),
    ],
)
def test_words_are_found_whatever_their_capitals_and_accents_and_nothing_is_a_wildcard(
    cast: Cast, signed_in: SignedIn, wanted: str, found: list[str]
) -> None:
    speak(cast, "He held the Umbrella.", "Le café était fermé", "An umbrella, truly 100% kind", "Quick.")
    speak(cast, "A colleague's umbrella", who=cast.wim)
    client = signed_in(cast.sanne)
    response = client.get("/", {"words": wanted})
    assert said_on(unescape(response.content.decode())) == found
    if not found:
        assert "Nothing found" in response.content.decode()


def test_what_was_chosen_stands_as_chips_each_with_the_way_back(cast: Cast, signed_in: SignedIn) -> None:
    speak(cast, "Quick.")
    html = page(signed_in(cast.sanne), "/?period=52w&words=zz+top&group=detractor&channel=email")
    chips = re.findall(r'<a class="chip" href="([^"]*)"><span dir="auto">([^<]*)<', html)
    assert chips == [
        ("/?period=52w&group=detractor&channel=email", "“zz top”"),
        ("/?period=52w&words=zz+top&channel=email", "Detractors"),
        ("/?period=52w&words=zz+top&group=detractor", "By e-mail"),
    ]
    assert '<a class="button" href="/?period=52w">Show everything</a>' in html
    assert 'class="chip"' not in page(signed_in(cast.sanne), "/?period=52w")


def test_the_choice_is_kept_where_one_reads_on_and_where_the_open_page_asks(
    cast: Cast, signed_in: SignedIn
) -> None:
    speak(cast, *[f"Umbrella {number}" for number in range(7)], "Quick.")
    client = signed_in(cast.sanne)
    html = page(client, "/?words=umbrella&channel=email")
    more = re.search(r'<a class="button quiet wide" href="([^"]+)"', html)
    assert more
    rest = page(client, more[1])
    assert said_on(html) + said_on(rest) == [f"Umbrella {number}" for number in range(7)]
    poll = re.search(r'hx-get="(/newer/[^"]+)"', html)
    assert poll
    assert "words=umbrella" in poll[1]
    assert "channel=email" in poll[1]
    # A form of its own keeps what the other one chose.
    own_period = html.partition("own-period")[2].partition("</form>")[0]
    assert '<input type="hidden" name="words" value="umbrella">' in own_period
    assert '<input type="hidden" name="channel" value="email">' in own_period


def test_a_channel_narrows_words_and_figures(cast: Cast, signed_in: SignedIn) -> None:
    for _number in range(11):
        by_channel(cast, "sms", words="By message.", score=10)
        by_channel(cast, "email", words="By mail.", score=3)
    count_changes(cast.now)
    employee, unit = signed_in(cast.sanne), signed_in(cast.mirjam)
    for client, path in ((employee, "/"), (unit, f"/unit/{cast.centre.pk}/")):
        both, mail = page(client, path), page(client, f"{path}?channel=email")
        assert "NPS from 22 answers" in both
        assert "NPS from 11 answers" in mail
        assert "−100" in mail.partition('class="figure-value"')[2][:30]
        assert set(said_on(mail)) == {"By mail."}
        assert "NPS from 22 answers" in page(client, f"{path}?channel=pigeon")  # there is no such channel
    table = page(unit, f"/unit/{cast.team.pk}/?channel=email").partition("becomes-cards people")[2]
    assert "?channel=email" in table
    assert '<td class="num" data-label="answers">11</td>' in table


def test_what_employees_are_asked_is_nothing_to_choose(cast: Cast, signed_in: SignedIn) -> None:
    theirs = another_questionnaire(cast, name="How is your work", audience=Audience.EMPLOYEES)
    speak(cast, "Very quick.")
    client = signed_in(user_of(cast.sanne))
    assert 'name="questionnaire"' not in page(client, "/")  # one alone is no choice
    another_questionnaire(cast)
    html = page(client, f"/?questionnaire={theirs.pk}")
    assert "After a repair" in html
    assert "How is your work" not in html
    assert said_on(html) == ["Very quick."]


def test_a_questionnaire_narrows_words_and_figures(cast: Cast, signed_in: SignedIn) -> None:
    made = another_questionnaire(cast)
    version = newest_published(made.pk).pk
    for _number in range(11):
        by_channel(cast, "email", words="Of the first.")
        by_channel(cast, "email", words="Of the other.", version_id=version)
    count_changes(cast.now)
    client = signed_in(cast.sanne)
    html = page(client, f"/?questionnaire={made.pk}")
    assert set(said_on(html)) == {"Of the other."}
    assert "NPS from 11 answers" in html
    assert "After a repair</option>" in html
    assert "NPS from 22 answers" in page(client, "/?questionnaire=999999999999999999")
    assert "NPS from 22 answers" in page(client, "/?questionnaire=x")


def test_of_a_part_of_the_answers_there_is_no_line_of_the_team(cast: Cast, signed_in: SignedIn) -> None:
    """Two such lines, subtracted, would tell of a colleague."""
    for who in (cast.sanne, cast.wim, cast.youssef):
        for _number in range(12):
            answered(cast.team, who, now=cast.now - timedelta(days=1), score=9)
    count_changes(cast.now)
    client = signed_in(cast.sanne)
    assert 'class="other"' in page(client, "/")
    narrowed = page(client, "/?channel=email")
    assert "NPS from 12 answers" in narrowed
    assert 'class="other"' not in narrowed
    assert "rest of" not in narrowed


def test_a_long_search_says_how_far_it_looked_and_goes_on(
    cast: Cast, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(where, "AT_ONCE", 3)
    monkeypatch.setattr(searching, "SECONDS", -1)
    speak(cast, "One.", "Two.", "Three.")
    answered(cast.team, cast.sanne, now=cast.now - timedelta(days=31), words="An umbrella at last.")
    for client, path in (
        (signed_in(cast.mirjam), f"/unit/{cast.centre.pk}/?words=umbrella"),
        (signed_in(cast.sanne), "/?words=umbrella"),
    ):
        html = page(client, path)
        assert said_on(html) == []
        assert "Not found so far" in html
        further = re.search(r'<a class="button quiet wide" href="([^"]+)"[^>]*>Look further back<', html)
        assert further
        if "2026-03" not in further[1] and said_on(page(client, further[1])) == []:  # the month before
            further = re.search(
                r'<a class="button quiet wide" href="([^"]+)"[^>]*>Look further', page(client, further[1])
            )
            assert further
        assert said_on(page(client, further[1])) == ["An umbrella at last."]


def test_a_whole_company_is_searched_in_one_press_and_the_hits_are_counted_and_marked(
    cast: Cast, signed_in: SignedIn
) -> None:
    speak(cast, "<b>Umbrella</b> & co", "Quick.")
    for month in range(1, 11):
        at = cast.now - timedelta(days=31 * month)
        answered(cast.zwolle_team, cast.noor, now=at, words=f"Umbrella of month {month}")
    client = signed_in(cast.ines)
    html = client.get(f"/unit/{cast.company.pk}/", {"period": "52w", "words": "UMBRELLA"}).content.decode()
    assert "11 answers with these words." in html
    assert "&lt;b&gt;<mark>Umbrella</mark>&lt;/b&gt; &amp; co" in html
    assert "<b>Umbrella" not in html
    found = said_on(unescape(html))
    while more := re.search(r'<a class="button quiet wide" href="([^"]+)"', unescape(html)):
        html = client.get(more[1]).content.decode()
        assert "answers with these words" not in html
        found += said_on(unescape(html))
    assert len(found) == len(set(found)) == 11
    own = signed_in(cast.sanne).get("/", {"words": "umbrella"}).content.decode()
    assert "1 answer with these words." in own
    assert "<mark>Umbrella</mark>" in own


def test_a_search_shows_no_more_than_its_visitor_may_see(cast: Cast, signed_in: SignedIn) -> None:
    """Tom manages the east, Mirjam a centre in the west: neither finds, nor counts, what is the other's."""
    for number in range(3):
        answered(cast.team, cast.sanne, now=cast.now - timedelta(hours=number), words="Umbrella west")
    answered(cast.zwolle_team, cast.noor, now=cast.now, words="Umbrella east")
    html = page(signed_in(cast.mirjam), f"/unit/{cast.centre.pk}/?words=umbrella")
    assert said_on(html) == ["Umbrella west"] * 3
    assert "3 answers with these words." in html
    assert signed_in(cast.mirjam).get(f"/unit/{cast.company.pk}/?words=umbrella").status_code == 404
    assert signed_in(cast.wim).get(f"/unit/{cast.team.pk}/?words=umbrella").status_code == 404
    assert said_on(page(signed_in(cast.wim), "/?words=umbrella")) == []


def test_a_file_holds_what_was_searched(cast: Cast, signed_in: SignedIn) -> None:
    speak(cast, "An umbrella.", "Quick.")
    response = signed_in(cast.sanne).get("/my-words.csv", {"words": "umbrella"})
    text = response.getvalue().decode()
    assert "An umbrella." in text
    assert "Quick." not in text


def test_a_unit_page_follows_words_that_change_no_count(cast: Cast, signed_in: SignedIn) -> None:
    invitation = ask(cast.team, cast.sanne, now=cast.now - timedelta(minutes=5))
    change(invitation.pk, now=cast.now - timedelta(minutes=4), score=9, words="Quick.")
    count_changes(cast.now)
    client = signed_in(cast.mirjam)
    html = page(client, f"/unit/{cast.centre.pk}/")
    poll = re.search(r'hx-get="([^"]+/newer/[^"]+)"', html)
    assert poll
    assert client.get(poll[1]).status_code == 204
    change(invitation.pk, now=cast.now, score=9, words="Quick, and he held the umbrella.")
    count_changes(cast.now)
    assert "he held the umbrella" in page(client, poll[1])


def test_in_dutch_the_work_and_the_days_are_dutch(cast: Cast, signed_in: SignedIn) -> None:
    made = another_questionnaire(cast)
    own = {**default_definition(), "words": {"chip repair": {"en": "chip repair", "nl": "sterreparatie"}}}
    save_draft(made, own, actor=None, now=cast.now)
    publish(made, actor=None, now=cast.now)
    for days in range(1, 60):
        answered(
            cast.team,
            cast.sanne,
            now=cast.now - timedelta(days=days),
            words="Vlot.",
            kind_of_work="Chip repair",
        )
    count_changes(cast.now)
    client = signed_in(cast.sanne)
    user = user_of(cast.sanne)
    user.language = "nl"
    user.save()
    html = page(client, "/")
    assert "<span>sterreparatie</span>" in html
    assert "chip repair" not in html.lower()
    assert ">2 mrt</text>" in html  # the day first, the month small
    assert re.search(r"<td>\d+ [a-z]{3}</td>", html)
    assert not re.search(r"<td>\d+ [A-Z]", html)

"""My customers: the employee's own page."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from extramile.actions.models import CoachQuestion, KeptComment
from extramile.actions.queries import read_up_to
from extramile.contacts.models import Contact
from extramile.core.preferences import choose
from extramile.monitor.operations import count_changes
from extramile.responses.models import Response
from tests.cast import Cast
from tests.monitor.facts import answered, change
from tests.web.monitor.conftest import SignedIn


def page(client: Client, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def numbers_in(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="said-(\d+)"', html)]


def test_newest_words_first_with_group_work_and_place_and_no_name_of_the_customer(
    cast: Cast, signed_in: SignedIn
) -> None:
    old = answered(
        cast.team, cast.sanne, now=cast.now - timedelta(days=2), score=4, words="Late, and no call."
    )
    new = answered(
        cast.team,
        cast.sanne,
        now=cast.now,
        score=10,
        words="Kind <b>and</b> quick.",
        kind_of_work="chip repair",
    )
    answered(cast.team, cast.sanne, now=cast.now, score=10)  # without words
    html = page(signed_in(cast.sanne))
    assert numbers_in(html) == [new.response_id, old.response_id]
    assert "Kind &lt;b&gt;and&lt;/b&gt; quick." in html
    assert "10 · promoter" in html
    assert "4 · detractor" in html
    assert "chip repair" in html
    assert "Utrecht-Noord A" in html
    for contact in Contact.objects.all():
        for part in contact.name.split():
            assert part not in html


def test_what_can_be_better_does_not_look_like_praise(cast: Cast, signed_in: SignedIn) -> None:
    """“Left it tidy” and “leaving it tidy”: ticked below one score, and nobody could tell which was which."""
    answered(
        cast.team, cast.sanne, now=cast.now, score=8, words="Fine.", praise=["skilled"], improve=["tidy"]
    )
    html = page(signed_in(cast.sanne))
    ticked = html[html.index('class="ticks"') :].split("</p>")[0]
    assert re.findall(r'class="tag"><?([^<]+)<', ticked) == ["Skilled work"]
    assert re.findall(r'class="tag wish"><span[^>]*>([^<]+)</span>([^<]+)<', ticked) == [
        ("Can be better: ", "Leaving it tidy")
    ]


def test_a_colleagues_customers_are_not_there(cast: Cast, signed_in: SignedIn) -> None:
    answered(cast.team, cast.wim, now=cast.now, words="About Wim alone.")
    shared = answered(cast.team, cast.wim, cast.sanne, now=cast.now, words="About both.")
    html = page(signed_in(cast.sanne))
    assert numbers_in(html) == [shared.response_id]
    assert "About Wim alone." not in html


def test_under_the_minimum_there_are_words_and_no_number(cast: Cast, signed_in: SignedIn) -> None:
    for _number in range(9):
        answered(cast.team, cast.sanne, now=cast.now, score=10, words="Well done.")
    client = signed_in(cast.sanne)
    html = page(client)
    assert "Too few answers yet" in html
    assert "9 of 10" in html
    assert "Well done." in html
    assert "likely between" not in html.partition("The same as a table")[0]
    answered(cast.team, cast.sanne, now=cast.now, score=10)
    html = page(client)
    assert "+100" in html
    assert "likely between +44 and +100" in html  # Tango at 10 of 10: .4449
    choose(minimum_answers=30)
    assert "10 of 30" in page(client)


def fill(cast: Cast, who: str, n: int, score: int) -> None:
    for _number in range(n):
        answered(cast.team, getattr(cast, who), now=cast.now - timedelta(days=1), score=score)


def test_compared_with_the_rest_of_the_team(cast: Cast, signed_in: SignedIn) -> None:
    fill(cast, "sanne", 12, 10)
    fill(cast, "wim", 12, 3)
    fill(cast, "youssef", 6, 8)
    count_changes(cast.now)
    html = page(signed_in(cast.sanne))
    assert "These customers are surely more enthusiastic than those of the rest of Utrecht-Noord A." in html
    assert "With 12 answers, only a change of about" in html
    # The line is the whole team's: 12 promoters, 6 passives, 12 detractors.
    assert "Utrecht-Noord A 0" in html


def test_no_team_line_that_would_give_a_colleague_away(cast: Cast, signed_in: SignedIn) -> None:
    """Two of the three have answers: the team less mine would be Wim's own score."""
    fill(cast, "sanne", 12, 10)
    fill(cast, "wim", 12, 3)
    count_changes(cast.now)
    html = page(signed_in(cast.sanne))
    assert "+100" in html
    assert "rest of" not in html
    assert 'class="other"' not in html


def test_the_team_line_waits_for_enough_answers_of_others(cast: Cast, signed_in: SignedIn) -> None:
    fill(cast, "sanne", 12, 10)
    fill(cast, "wim", 4, 3)
    fill(cast, "youssef", 4, 3)
    count_changes(cast.now)
    assert "rest of" not in page(signed_in(cast.sanne))


def test_filter_by_group_and_period(cast: Cast, signed_in: SignedIn) -> None:
    promoter = answered(cast.team, cast.sanne, now=cast.now, score=9, words="Good.")
    detractor = answered(cast.team, cast.sanne, now=cast.now - timedelta(days=40), score=2, words="Bad.")
    ages_ago = answered(cast.team, cast.sanne, now=cast.now - timedelta(days=200), score=8, words="Old.")
    client = signed_in(cast.sanne)
    assert numbers_in(page(client)) == [promoter.response_id, detractor.response_id]
    assert numbers_in(page(client, "/?group=detractor")) == [detractor.response_id]
    assert numbers_in(page(client, "/?period=4w")) == [promoter.response_id]
    assert len(numbers_in(page(client, "/?period=52w"))) == 3
    day = (cast.now - timedelta(days=200)).date().isoformat()
    assert numbers_in(page(client, f"/?since={day}&until={day}")) == [ages_ago.response_id]


@pytest.mark.parametrize(
    "query",
    [
        "since=2026-13-01&until=2026-01-01",
        "since=2026-02-01&until=2026-01-01",
        "since=&until=x",
        "since=0001-01-01&until=9999-12-31",
    ],
)
def test_a_period_that_makes_no_sense(cast: Cast, signed_in: SignedIn, query: str) -> None:
    html = page(signed_in(cast.sanne), f"/?{query}&period=nonsense&group=nobody")
    assert "That period cannot be read" in html
    assert "in the last thirteen weeks" in html


@pytest.mark.parametrize(
    "before", ["x", "1-2-3", "99999999999999999999999-1", "1-99999999999999999999", "-5", "1--1"]
)
def test_a_place_to_read_on_that_was_tampered_with(cast: Cast, signed_in: SignedIn, before: str) -> None:
    assert signed_in(cast.sanne).get("/words/", {"before": before}).status_code == 404


def test_reading_on_gives_everything_once_also_where_moments_are_the_same(
    cast: Cast, signed_in: SignedIn
) -> None:
    made = [
        answered(
            cast.team, cast.sanne, now=cast.now - timedelta(minutes=number // 5), words=f"Words {number}."
        )
        for number in range(27)
    ]
    client = signed_in(cast.sanne)
    html, seen = page(client), []
    while True:
        seen += numbers_in(html)
        more = re.search(r'href="(/words/[^"]+)"', html)
        if not more:
            break
        html = page(client, more[1].replace("&amp;", "&"))
    assert sorted(seen) == sorted(one.response_id or 0 for one in made)
    assert len(seen) == len(set(seen)) == 27


def test_keep_ask_and_undo_without_script(cast: Cast, signed_in: SignedIn) -> None:
    stored = answered(cast.team, cast.sanne, now=cast.now, words="Kind.")
    client, number = signed_in(cast.sanne), stored.response_id
    kept = client.post(f"/words/{number}/keep/", follow=True).content.decode()
    assert "Kept." in kept
    assert f'action="/words/{number}/unkeep/"' in kept
    assert "Kind." in page(client, "/kept/")
    client.post(f"/words/{number}/unkeep/")
    assert not KeptComment.objects.exists()
    client.post(f"/words/{number}/ask/", {"note": "How?"})
    assert CoachQuestion.objects.get().note == "How?"
    assert "On the list for my coach" in page(client)
    client.post(f"/words/{number}/withdraw/")
    assert not CoachQuestion.objects.exists()


def test_a_get_changes_nothing(cast: Cast, signed_in: SignedIn) -> None:
    stored = answered(cast.team, cast.sanne, now=cast.now, words="Kind.")
    client = signed_in(cast.sanne)
    for deed in ("keep", "unkeep", "ask", "withdraw"):
        assert client.get(f"/words/{stored.response_id}/{deed}/").status_code == 405
    assert client.get("/read/").status_code == 405
    page(client)
    assert read_up_to(cast.sanne) is None


def test_back_goes_to_our_own_pages_alone(cast: Cast, signed_in: SignedIn) -> None:
    stored = answered(cast.team, cast.sanne, now=cast.now, words="Kind.")
    address = f"/words/{stored.response_id}/keep/"
    there = signed_in(cast.sanne).post(address, {"next": "https://elsewhere.example/"})
    assert there["Location"] == "/"


def test_new_since_my_last_visit(cast: Cast, signed_in: SignedIn) -> None:
    answered(cast.team, cast.sanne, now=cast.now - timedelta(days=3), words="Before.")
    client = signed_in(cast.sanne)
    assert "since your last visit" not in page(client)
    client.post("/read/", {"until": (cast.now - timedelta(days=1)).isoformat()})
    answered(cast.team, cast.sanne, now=cast.now, words="After.")
    html = page(client)
    assert "1 new since your last visit" in html
    assert html.count("tag new") == 1
    assert client.post("/read/", {"until": "tomorrow"}).status_code == 404
    client.post("/read/", {"until": "2999-01-01T00:00:00+00:00"})
    assert read_up_to(cast.sanne) == cast.now  # nobody has read the future


def test_the_open_page_asks_and_gets_what_is_new(cast: Cast, signed_in: SignedIn) -> None:
    first = answered(cast.team, cast.sanne, now=cast.now - timedelta(hours=3), words="First.")
    client = signed_in(cast.sanne)
    ask = re.search(r'hx-get="(/newer/[^"]+)"', page(client))
    assert ask
    address = ask[1].replace("&amp;", "&") + f"&said={first.response_id}"
    assert client.get(address).status_code == 204
    second = answered(cast.team, cast.sanne, now=cast.now, words="Second.", score=10)
    news = client.get(address).content.decode()
    assert numbers_in(news) == [second.response_id]
    assert 'hx-swap-oob="afterbegin"' in news
    assert "One new answer" in news
    assert 'id="figures"' in news


def test_words_added_to_a_score_arrive_too_and_changed_words_replace_the_old(
    cast: Cast, signed_in: SignedIn
) -> None:
    stored = answered(cast.team, cast.sanne, now=cast.now, score=9)
    invitation = Response.objects.get(pk=stored.response_id or 0).invitation_id
    assert invitation
    client = signed_in(cast.sanne)
    ask = re.search(r'hx-get="(/newer/[^"]+)"', page(client))
    assert ask
    change(invitation, now=cast.now, score=9, words="And polite.")
    address = ask[1].replace("&amp;", "&")
    # The mark is of changed_at: later than before by a moment at least.
    Response.objects.filter(pk=stored.response_id or 0).update(changed_at=cast.now + timedelta(seconds=1))
    assert "And polite." in client.get(address).content.decode()
    change(invitation, now=cast.now, score=9, words="And very polite.")
    Response.objects.filter(pk=stored.response_id or 0).update(changed_at=cast.now + timedelta(seconds=2))
    news = client.get(f"{address}&said={stored.response_id}&said=x&said=-1").content.decode()
    assert f'<div id="said-{stored.response_id}" hx-swap-oob="delete">' in news
    assert "And very polite." in news


def test_as_many_queries_for_thirty_as_for_three(
    cast: Cast, signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(cast.sanne)
    for number in range(3):
        answered(cast.team, cast.sanne, cast.wim, now=cast.now, words=f"Words {number}.", praise=["tidy"])
    fill(cast, "sanne", 10, 9)
    count_changes(cast.now)
    page(client, "/?period=52w")
    with django_assert_max_num_queries(11) as few:
        page(client, "/?period=52w")
    for number in range(30):
        work = ["chip repair", "calibration"][number % 2]
        answered(
            cast.team,
            cast.sanne,
            cast.wim,
            now=cast.now - timedelta(days=number),
            words="More.",
            kind_of_work=work,
        )
    count_changes(cast.now)
    with django_assert_max_num_queries(11) as many:
        page(client, "/?period=52w")
    assert len(many) == len(few) == 11


def test_my_own_words_as_a_file(cast: Cast, signed_in: SignedIn) -> None:
    answered(cast.team, cast.sanne, now=cast.now, score=9, words="=2+3 was my bill", praise=["tidy"])
    answered(cast.team, cast.wim, now=cast.now, score=1, words="About Wim.")
    response = signed_in(cast.sanne).get("/my-words.csv")
    text = response.getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:4] == ["day", "score", "group", "words"]
    assert len(rows) == 2
    assert rows[1][:4] == [cast.today.isoformat(), "9", "promoter", "'=2+3 was my bill"]
    assert "attachment" in response["Content-Disposition"]


def test_who_has_nothing_yet_is_told_what_will_appear(cast: Cast, signed_in: SignedIn) -> None:
    html = page(signed_in(cast.anouk))
    assert "What customers write appears here at once" in html
    assert "Too few answers yet" in html


def test_dutch(cast: Cast, signed_in: SignedIn) -> None:
    fill(cast, "sanne", 12, 10)
    client = signed_in(cast.sanne)
    html = client.get("/", headers={"accept-language": "nl"}).content.decode()
    cast.sanne.user.language = "nl"  # type: ignore[union-attr]
    cast.sanne.user.save()  # type: ignore[union-attr]
    html = page(client)
    assert "Hoe doe ik het?" in html
    assert "Met 12 antwoorden zou pas een verschil van" in html

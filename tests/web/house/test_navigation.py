"""The bar: four places at most, the one I am in marked, nothing that would answer 404."""

import pytest
from django.test import Client, RequestFactory

from extramile.web.context import page
from extramile.web.navigation import PLACES, links
from tests.cast import Cast, user_of
from tests.web.permissions import PEOPLE

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.mark.django_db
@pytest.mark.parametrize("who", list(PEOPLE))
def test_every_link_in_the_bar_opens(cast: Cast, who: str) -> None:
    user = PEOPLE[who](cast)
    request = RequestFactory().get("/")
    request.user = user
    client = Client()
    client.force_login(user, backend=BACKEND)
    for link in links(request, today=cast.today):
        assert client.get(link.url, follow=True).status_code == 200, link.url


@pytest.mark.django_db
@pytest.mark.parametrize("who", list(PEOPLE))
def test_the_bar_holds_four_at_most(cast: Cast, who: str) -> None:
    request = RequestFactory().get("/more/")
    request.user = PEOPLE[who](cast)
    navigation = page(request)["navigation"]
    assert len(navigation["bar"]) + 1 <= 4
    assert navigation["more"]["is_current"]
    everything = navigation["bar"] + navigation["beyond"]
    assert len({link.url for link in everything}) == len(everything)


def test_every_place_in_the_bar_is_an_address() -> None:
    from django.urls import reverse

    for place in PLACES:
        assert reverse(place.address)


@pytest.mark.django_db
def test_the_place_i_am_in_is_marked(cast: Cast) -> None:
    request = RequestFactory().get("/")
    request.user = user_of(cast.ines)
    first = links(request, today=cast.today)[1]
    request = RequestFactory().get(f"{first.url}something/below/")
    request.user = user_of(cast.ines)
    current = [link.url for link in links(request, today=cast.today) if link.is_current]
    assert current == [first.url]


@pytest.mark.django_db
def test_a_name_is_never_markup(cast: Cast, client: Client) -> None:
    user = user_of(cast.sanne)
    user.name = "<b>Sanne</b>"
    user.save()
    client.force_login(user, backend=BACKEND)
    assert "<b>Sanne" not in client.get("/more/").content.decode()


@pytest.mark.django_db
def test_a_page_of_a_unit_belongs_to_units(cast: Cast) -> None:
    request = RequestFactory().get(f"/unit/{cast.team.pk}/")
    request.user = user_of(cast.mirjam)
    current = [link.url for link in links(request, today=cast.today) if link.is_current]
    assert current == ["/team/"]


@pytest.mark.django_db
def test_a_coach_finds_their_people_in_the_bar(cast: Cast) -> None:
    """Where the front page takes a coach without customers of their own."""
    request = RequestFactory().get("/people/")
    request.user = user_of(cast.els)
    bar = page(request)["navigation"]["bar"]
    assert [link.url for link in bar if link.is_current] == ["/people/"]

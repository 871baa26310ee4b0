"""Mail scanners open every link. Nothing of it may count as an act of the customer."""

import pytest
from django.test import Client

from tests.web.mail.scanning import dump, links_of_a_mail


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_every_link_changes_nothing(method: str) -> None:
    links = links_of_a_mail("")
    assert len([link for link in links if "?score=" in link]) == 11
    assert any("/stop/" in link for link in links)
    before = dump()
    for link in links:
        response = Client().generic(method, link)
        assert response.status_code == 200, link
        assert not response.cookies, link
    assert dump() == before

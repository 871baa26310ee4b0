"""Forms that no honest browser sends: too big, torn, of another kind. A kind page, and nothing is kept."""

import pytest
from django.test import Client

from extramile.invitations.models import Invitation
from extramile.responses.models import Response
from tests.web.answer.test_page import FORM, path_of

pytestmark = pytest.mark.django_db
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'


def test_too_big_a_form_is_refused_kindly(client: Client, invitation: Invitation) -> None:
    big = client.post(path_of(invitation), data="why=" + "x" * 1_100_000, content_type=FORM)
    assert big.status_code == 413
    many = client.post(path_of(invitation), data="&".join("a=1" for _ in range(3000)), content_type=FORM)
    assert many.status_code == 413


@pytest.mark.parametrize("body", [b"\xff\xfe", b"nps=9&nps=%00", b"nps", b"&&&=;", b"nps=9;why=x", b"%"])
def test_odd_bodies_never_break(client: Client, invitation: Invitation, body: bytes) -> None:
    assert client.post(path_of(invitation), data=body, content_type=FORM).status_code in {200, 422}


@pytest.mark.parametrize("address", ["", "/stop"])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"garbage", "multipart/form-data"),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 3000,
            "multipart/form-data; boundary=x",
        ),
        (b"&".join([b"a=1"] * 3000), FORM),
    ],
    ids=["torn", "many parts", "many fields"],
)
def test_a_form_that_no_browser_sends_gets_a_kind_page_too(
    client: Client, invitation: Invitation, address: str, body: bytes, kind: str
) -> None:
    answer = client.post(
        path_of(invitation) + address, data=body, content_type=kind, headers={"accept-language": "nl"}
    )
    assert answer.status_code == 413
    assert 'lang="nl"' in answer.content.decode()
    assert not Response.objects.exists()


def test_other_methods_are_refused(client: Client, invitation: Invitation) -> None:
    assert client.delete(path_of(invitation)).status_code == 405

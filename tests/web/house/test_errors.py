"""What goes wrong says so kindly, in both languages, without asking the database anything."""

import logging

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from extramile.web.errors import bad_request, form_too_old, not_allowed, not_found, went_wrong


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret detail")


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("secret detail")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("secret detail")


urlpatterns = [path("broken/", broken), path("suspicious/", suspicious), path("forbidden/", forbidden)]
handler400, handler403, handler404, handler500 = bad_request, not_allowed, not_found, went_wrong
LOGGERS = ("django.request", "django.security.SuspiciousOperation", "extramile.web.errors")


# No `django_db`: a query in any of these fails the test.
@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("address", "status", "english", "dutch"),
    [
        ("/broken/", 500, "Nothing is lost", "niets verloren"),
        ("/suspicious/", 400, "could not make sense", "konden we niets"),
        ("/forbidden/", 403, "not allowed", "niet toegestaan"),
        ("/no-such-page/", 404, "nothing here", "Hier is niets"),
    ],
)
def test_error_pages(address: str, status: int, english: str, dutch: str) -> None:
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    client = Client(raise_request_exception=False)
    for language, words in (("en", english), ("nl", dutch)):
        response = client.get(address, headers={"accept-language": language})
        text = response.content.decode()
        assert response.status_code == status
        assert words in text
        assert f'<html lang="{language}"' in text
        assert "secret detail" not in text
        assert "Content-Security-Policy" in response.headers


@override_settings(ROOT_URLCONF=__name__)
def test_a_mistake_of_ours_has_a_number_that_the_log_knows(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("extramile.web.errors").setLevel(logging.ERROR)
    response = Client(raise_request_exception=False).get("/broken/")
    marks = [record.mark for record in caplog.records if hasattr(record, "mark")]
    assert len(marks) == 1
    assert marks[0] in response.content.decode()


def test_a_form_that_lay_open_too_long_says_what_to_do() -> None:
    response = form_too_old(HttpRequest())
    assert response.status_code == 403
    assert "open for too long" in response.content.decode()

"""Signing out tells the browser to throw away what it kept."""

import pytest
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from tests.cast import Cast, user_of


def out(request: HttpRequest) -> HttpResponse:
    logout(request)
    request.session["a message"] = "signed out"  # as the messages framework does
    return HttpResponse("out")


def stay(request: HttpRequest) -> HttpResponse:
    return HttpResponse("here")


urlpatterns = [path("out/", out), path("stay/", stay)]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_only_signing_out_wipes(cast: Cast) -> None:
    client = Client()
    assert "Clear-Site-Data" not in client.get("/out/").headers  # a stranger has nothing to wipe
    client.force_login(user_of(cast.sanne), backend="django.contrib.auth.backends.ModelBackend")
    assert "Clear-Site-Data" not in client.get("/stay/").headers
    assert client.get("/out/").headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.get("/out/").headers

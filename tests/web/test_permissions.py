import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from extramile.people.operations import SCOPES, make_api_key
from tests.cast import Cast
from tests.web.permissions import GET, KEYS, PEOPLE, STRANGER, Row, rows


def named(patterns: Iterable[Any], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from named(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}" if pattern.name else f"without a name: {pattern.pattern}"


def test_every_address_has_a_row() -> None:
    missing = set(named(get_resolver().url_patterns)) - {row.name for row in rows()}
    assert not missing, f"add rows to tests/web/<door>/rows.py for: {', '.join(sorted(missing))}"


@pytest.mark.parametrize("row", rows(), ids=str)
def test_every_row_names_everybody(row: Row) -> None:
    people, programs = {STRANGER, *PEOPLE}, set(KEYS)
    assert set(row.expected) in (people, programs)


def send(client: Client, row: Row, path: str, data: Any, headers: dict[str, str]) -> HttpResponse:
    if row.method == GET:
        response = client.get(path, headers=headers)
    elif row.json:
        response = client.generic(
            row.method, path, json.dumps(data), content_type="application/json", headers=headers
        )
    else:
        response = client.post(path, data, headers=headers)
    return response  # type: ignore[return-value]


@pytest.mark.parametrize("row", rows(), ids=str)
@pytest.mark.django_db
def test_who_may_open_what(row: Row, cast: Cast) -> None:
    path = reverse(row.name, kwargs=dict(row.args(cast))) + row.query
    data = row.data(cast) if callable(row.data) else dict(row.data)
    secrets = {
        f"{scope}_key": make_api_key(scope, scopes=[scope], actor=None, now=cast.now)[1] for scope in SCOPES
    }
    got = {}
    for who in row.expected:
        client = Client(raise_request_exception=False)
        headers = {"Authorization": f"Bearer {secrets[who]}"} if who in secrets else {}
        if who in PEOPLE:
            client.force_login(PEOPLE[who](cast), backend="django.contrib.auth.backends.ModelBackend")
        with transaction.atomic():
            response = send(client, row, path, data, headers)
            transaction.set_rollback(True)
        got[who] = response.status_code
    assert got == dict(row.expected)
